"""The seeded units of LensGrains.Core.Pools.StableHash, so that oracles and tests draw the same values without a file."""
import numpy as np

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def unit(seed, index):
    """Numbers in [0, 1) for the given draws of a seed."""
    stream = mix(np.array([(seed + GAMMA) & MASK], dtype=np.uint64))[0]
    with np.errstate(over="ignore"):
        bits = mix(stream + (index.astype(np.uint64) + np.uint64(1)) * np.uint64(GAMMA))
    return (bits >> np.uint64(11)).astype(np.float64) / (1 << 53)
