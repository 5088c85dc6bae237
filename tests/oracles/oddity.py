"""Oddity by numpy's exact eigenvectors, for tests/Catalogs.Tests/PriorTests.cs. Run: python3 tests/oracles/oddity.py

Scale each dimension by (lower) median and 1.4826 MAD, clip at 8, take the 4 leading eigenvectors of the second moments,
each in 1.4826 median |projection|, and the squared residual in units of its (lower) median; the oddity is the root of the sum.
"""
import os

import numpy as np

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "priors")
rng = np.random.default_rng(20261122)
mix = rng.normal(size=(12, 12)) * np.geomspace(3, 0.1, 12)[:, None]
x = (rng.normal(size=(400, 12)) @ mix + rng.normal(size=12)).astype(np.float16)
x[:5] *= 6
np.save(os.path.join(folder, "vectors.npy"), x)


def median(a, axis=0):
    return np.sort(a, axis=axis)[(a.shape[axis] - 1) // 2]


x = x.astype(np.float64)
z = x - median(x)
z = np.clip(z / (1.4826 * median(np.abs(z))), -8, 8)
vectors = np.linalg.eigh(z.T @ z)[1][:, ::-1][:, :4]
p = z @ vectors
residual = (z ** 2).sum(1) - (p ** 2).sum(1)
oddity = np.sqrt((p ** 2 / (1.4826 * median(np.abs(p))) ** 2).sum(1) + residual / median(residual))
np.savetxt(os.path.join(folder, "oddity.csv"), oddity, fmt="%.6f")
