"""Raw libtorch, through PyTorch, beside lens bench learning: the same networks, batches and optimiser, and nothing else.

A line in, a line out: "train KIND BATCH STEPS" or "infer KIND IMAGES" gives images a second. The first argument is the number of threads.
"""
import gc
import sys
import time

import torch
import torchvision

SIZE = 128
IMAGES = 128


def narrow():
    """torchvision's ResNet-18 with a quarter of the channels."""
    network = torchvision.models.resnet18(num_classes=1)
    channels = {64: 16, 128: 32, 256: 64, 512: 128}
    for name, module in list(network.named_modules()):
        parent = network.get_submodule(name.rpartition(".")[0])
        leaf = name.rpartition(".")[2]
        if isinstance(module, torch.nn.Conv2d):
            inputs = channels.get(module.in_channels, module.in_channels)
            setattr(parent, leaf, torch.nn.Conv2d(
                inputs, channels[module.out_channels], module.kernel_size, module.stride, module.padding, bias=False))
        elif isinstance(module, torch.nn.BatchNorm2d):
            setattr(parent, leaf, torch.nn.BatchNorm2d(channels[module.num_features]))
        elif isinstance(module, torch.nn.Linear):
            setattr(parent, leaf, torch.nn.Linear(channels[module.in_features], 1))
    return network


def network(kind):
    if kind == "resnet18_narrow":
        return narrow()
    sizes = {"image_size": SIZE} if kind.startswith("vit") else {}
    return getattr(torchvision.models, kind)(num_classes=1, **sizes)


def train(kind, batch, steps):
    model = network(kind)
    model.train()
    images, targets = torch.randn(IMAGES, 3, SIZE, SIZE), torch.rand(IMAGES).round()
    plain = [p for p in model.parameters() if p.dim() < 2]
    weights = [p for p in model.parameters() if p.dim() >= 2]
    optimizer = torch.optim.AdamW([{"params": weights, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=1e-3)
    started = None
    for step in range(steps + 1):
        if step == 1:
            started = time.perf_counter()
        rows = torch.randint(0, IMAGES, (batch,))
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(images[rows]).flatten(), targets[rows])
        loss.backward()
        loss.item()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
    return steps * batch / (time.perf_counter() - started)


def infer(kind, count):
    model = network(kind)
    model.eval()
    images = torch.randn(IMAGES, 3, SIZE, SIZE)
    with torch.no_grad():
        model(images[:16])
        started = time.perf_counter()
        for at in range(0, count, IMAGES):
            model(images[:count - at]).sigmoid().flatten().tolist()
    return count / (time.perf_counter() - started)


torch.set_num_threads(int(sys.argv[1]))
for line in sys.stdin:
    what, kind, *numbers = line.split()
    print((train if what == "train" else infer)(kind, *map(int, numbers)), flush=True)
    gc.collect()
