"""Records what torchvision's networks answer, so that ours can be compared with them: python3 networks.py > networks.json

Needs Debian's python3-torch (1.13) and python3-torchvision (0.14). Weights, images and the vectors that gradients are multiplied with
follow from their names by a formula, so that nothing but the answers is recorded. Everything runs in float64.
"""

import json
import math

import numpy
import torch
from torchvision.models import mobilenet_v2, resnet18, resnet34, resnet50, vit_b_16
from torchvision.models.efficientnet import EfficientNet, _efficientnet_conf, efficientnet_b0
from torchvision.models.vision_transformer import VisionTransformer

GOLDEN = numpy.uint64(0x9E3779B97F4A7C15)


def uniform(name, count):
    """Numbers in [0, 1): SplitMix64 from the FNV-1a hash of the name."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % 2**64
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(seed) + numpy.arange(1, count + 1, dtype=numpy.uint64) * GOLDEN
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-53


def values(name, shape):
    drawn = uniform(name, math.prod(shape))
    if name.endswith("num_batches_tracked"):
        return numpy.zeros(shape)
    if name.endswith("running_var"):
        return (0.5 + drawn).reshape(shape)
    signed = (2 * drawn - 1).reshape(shape)
    if name.endswith("running_mean"):
        return 0.2 * signed
    if len(shape) > 1:
        return signed * math.sqrt(3 / math.prod(shape[1:]))
    return 1 + 0.2 * signed if name.endswith("weight") else 0.1 * signed


def record(model, bands, size):
    model = model.double()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            tensor.copy_(torch.from_numpy(values(name, tuple(tensor.shape))))
    shape = (3, bands, size, size)
    images = torch.from_numpy((2 * uniform("images", math.prod(shape)) - 1).reshape(shape))
    model.eval()
    with torch.no_grad():
        evaluated = model(images)[:, 0].tolist()
    model.train()
    trained = model(images)[:, 0]
    (trained * torch.tensor([0.7, -0.4, 1.1], dtype=torch.float64)).sum().backward()
    gradients = {}
    for name, parameter in model.named_parameters():
        direction = torch.from_numpy(2 * uniform(name + "'", parameter.numel()) - 1)
        gradients[name] = [parameter.grad.norm().item(), (parameter.grad.reshape(-1) * direction).sum().item()]
    buffers = {name: buffer.double().sum().item() for name, buffer in model.named_buffers()}
    return {
        "bands": bands,
        "size": size,
        "parameters": sum(p.numel() for p in model.parameters()),
        "evaluated": evaluated,
        "trained": trained.tolist(),
        "gradients": gradients,
        "buffers": buffers,
    }


def with_small_stem(model, bands):
    model.conv1 = torch.nn.Conv2d(bands, 64, 3, padding=1, bias=False)
    model.maxpool = torch.nn.Identity()
    return model


def narrow_efficientnet(width):
    setting, last = _efficientnet_conf("efficientnet_b0", width_mult=width, depth_mult=1.0)
    return EfficientNet(setting, dropout=0.0, stochastic_depth_prob=0.0, num_classes=1, last_channel=last)


def count(model):
    return sum(p.numel() for p in model.parameters())


def main():
    torch.set_num_threads(1)
    transformer = VisionTransformer(image_size=32, patch_size=8, num_layers=2, num_heads=4, hidden_dim=32, mlp_dim=64, num_classes=1)
    small = with_small_stem(resnet18(num_classes=1), 5)
    recorded = {
        "counts": {
            "resnet18": count(resnet18(num_classes=1)),
            "resnet34": count(resnet34(num_classes=1)),
            "resnet50": count(resnet50(num_classes=1)),
            "mobilenet_v2": count(mobilenet_v2(num_classes=1)),
            "efficientnet_b0": count(efficientnet_b0(num_classes=1)),
            "vit_b_16": count(vit_b_16(num_classes=1)),
        },
        "networks": {
            "resnet18": record(resnet18(num_classes=1), 3, 64),
            "resnet18_small_stem": record(small, 5, 16),
            "resnet50": record(resnet50(num_classes=1), 3, 64),
            "mobilenet_v2": record(mobilenet_v2(num_classes=1, width_mult=0.35, dropout=0.0), 3, 64),
            "efficientnet_b0": record(narrow_efficientnet(0.35), 3, 64),
            "vit": record(transformer, 3, 32),
        },
    }
    print(json.dumps(recorded, indent=1))


if __name__ == "__main__":
    main()
