"""Records what timm's networks answer, so that weights under timm's names can be checked: python3 timm_names.py > timm_names.json

Needs python3-torch (1.13), python3-torchvision (0.14) and timm (recorded with 1.0.29.dev0, commit aa4b5850) on PYTHONPATH. Weights follow
from timm's own names by the formula of networks.py, rounded to float32; networks run in float64. Nothing here knows our names.
"""

import json
import math

import timm
import torch
from timm.models.efficientnet import _gen_efficientnet
from timm.models.vision_transformer import VisionTransformer
from torchvision.models.vision_transformer import VisionTransformer as TorchvisionTransformer

from networks import uniform, values


def formula(name, shape):
    return torch.from_numpy(values(name, tuple(shape))).float()


def fill(model):
    state = {name: formula(name, tensor.shape).to(tensor.dtype) for name, tensor in model.state_dict().items()}
    model.load_state_dict(state)
    return [[name, list(tensor.shape)] for name, tensor in state.items()]


def answer(model, size):
    shape = (3, 3, size, size)
    images = torch.from_numpy((2 * uniform("images", math.prod(shape)) - 1).reshape(shape))
    with torch.no_grad():
        return model.double().eval()(images)[:, 0].tolist()


def record(model, size):
    arrays = fill(model)
    return {"size": size, "arrays": arrays, "logits": answer(model, size)}


def transformer(size):
    return VisionTransformer(img_size=size, patch_size=8, embed_dim=32, depth=2, num_heads=4, mlp_ratio=2, num_classes=1)


def resized(small, size):
    """The same weights on a larger image: timm resizes the positions when it loads them."""
    fill(small)
    large = transformer(size)
    positions = timm.layers.resample_abs_pos_embed(small.state_dict()["pos_embed"], [size // 8, size // 8])
    large.load_state_dict({**small.state_dict(), "pos_embed": positions})
    return {"size": size, "logits": answer(large, size)}


def old_torchvision():
    """torchvision's own way with the names that its published transformers still have."""
    model = TorchvisionTransformer(image_size=32, patch_size=8, num_layers=2, num_heads=4, hidden_dim=32, mlp_dim=64, num_classes=1)
    old = {name.replace(".mlp.0.", ".mlp.linear_1.").replace(".mlp.3.", ".mlp.linear_2."): tensor for name, tensor in model.state_dict().items()}
    state = {name: formula(name, tensor.shape) for name, tensor in old.items()}
    model.load_state_dict(state)
    return {"size": 32, "arrays": [[name, list(tensor.shape)] for name, tensor in state.items()], "logits": answer(model, 32)}


def grids():
    recorded = []
    for old, new in [(3, 5), (5, 3), (7, 4), (4, 14), (14, 4)]:
        grid = formula(f"grid{old}", (1, old * old, 2)).reshape(1, old, old, 2).permute(0, 3, 1, 2)
        resized_grid = torch.nn.functional.interpolate(grid.double(), size=[new, new], mode="bicubic", antialias=True)
        recorded.append({"old": old, "new": new, "values": resized_grid.permute(0, 2, 3, 1).reshape(-1).tolist()})
    return recorded


def names(model):
    return [[name, list(tensor.shape)] for name, tensor in timm.create_model(model, num_classes=1).state_dict().items()]


def main():
    torch.set_num_threads(1)
    narrow = _gen_efficientnet("efficientnet_b0", channel_multiplier=0.35, num_classes=1)
    recorded = {
        "networks": {
            "mobilenet_v2": record(timm.create_model("mobilenetv2_035", num_classes=1), 64),
            "efficientnet_b0": record(narrow, 64),
            "vit": record(transformer(32), 32),
            "vit_old_torchvision": old_torchvision(),
        },
        "resized": resized(transformer(32), 48),
        "grids": grids(),
        "names": {
            ours: names(theirs)
            for ours, theirs in [
                ("resnet18", "resnet18"),
                ("resnet34", "resnet34"),
                ("resnet50", "resnet50"),
                ("mobilenet_v2", "mobilenetv2_100"),
                ("efficientnet_b0", "efficientnet_b0"),
                ("vit_b_16", "vit_base_patch16_224"),
            ]
        },
    }
    print(json.dumps(recorded, separators=(",", ":")))


main()
