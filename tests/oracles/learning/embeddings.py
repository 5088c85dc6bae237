"""Reference values for self-supervised losses, principal components, effective rank and the logistic head, in float64.

Run with Debian's python3-torch (1.13) and python3-sklearn (1.2.1):
python3 tests/oracles/learning/embeddings.py > tests/oracles/learning/embeddings.json
"""
import json

import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler


def nt_xent(first, second, temperature):
    """Equation 1 of arXiv:2002.05709, pair by pair."""
    views = torch.cat([first, second])
    views = views / views.norm(dim=1, keepdim=True)
    total, n = 0.0, len(first)
    for i in range(2 * n):
        j = (i + n) % (2 * n)
        others = [torch.exp(views[i] @ views[k] / temperature) for k in range(2 * n) if k != i]
        total = total - torch.log(torch.exp(views[i] @ views[j] / temperature) / sum(others))
    return total / (2 * n)


def byol(prediction, target):
    """Equation 2 of arXiv:2006.07733: the squared distance of unit vectors."""
    p = prediction / prediction.norm(dim=1, keepdim=True)
    t = target / target.norm(dim=1, keepdim=True)
    return ((p - t) ** 2).sum(1).mean()


def dino(student, teacher):
    """Algorithm 1 of arXiv:2104.14294 with a centre of halves, temperatures 0.1 and 0.04."""
    t = torch.softmax((teacher - 0.5) / 0.04, dim=1)
    return -(t * torch.log_softmax(student / 0.1, dim=1)).sum(1).mean()


def loss_case(rng, loss):
    first = torch.tensor(rng.normal(size=(5, 4)), requires_grad=True)
    second = torch.tensor(rng.normal(size=(5, 4)))
    value = loss(first, second)
    value.backward()
    return {
        "first": first.detach().flatten().tolist(),
        "second": second.flatten().tolist(),
        "loss": value.item(),
        "gradient": first.grad.flatten().tolist(),
    }


def pca_case(rng, standardise, whiten):
    x = (rng.normal(size=(60, 6)) @ rng.normal(size=(6, 6)) + rng.normal(size=6) * 3).astype(np.float32)
    scaled = StandardScaler().fit_transform(x.astype(np.float64)) if standardise else x.astype(np.float64)
    pca = PCA(4, whiten=whiten, svd_solver="full").fit(scaled)
    axes = pca.components_
    signs = np.sign(axes[np.arange(4), np.abs(axes).argmax(1)])
    return {
        "standardise": standardise,
        "whiten": whiten,
        "vectors": x.flatten().tolist(),
        "variance": pca.explained_variance_.tolist(),
        "share": float(pca.explained_variance_ratio_.sum()),
        "projected": (pca.transform(scaled) * signs).flatten().tolist(),
    }


def spread_case(rng):
    x = (rng.normal(size=(50, 5)) @ np.diag([3, 2, 1, 0.5, 0.1]) + 0.5).astype(np.float32).astype(np.float64)
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    singular = np.linalg.svd(unit - unit.mean(0), compute_uv=False)
    p = singular / singular.sum()
    return {
        "vectors": x.flatten().tolist(),
        "deviation": float(unit.std(0).mean() * np.sqrt(5)),
        "rank": float(np.exp(-(p * np.log(p)).sum())),
    }


def head_case(rng):
    truths = rng.random(120) < 0.3
    x = (rng.normal(size=(120, 4)) * [1, 10, 0.1, 1] + 0.8 * truths[:, None] * [1, 10, 0, 0]).astype(np.float32)
    scaled = StandardScaler().fit_transform(x.astype(np.float64))
    head = LogisticRegression(C=1 / 2.5, tol=1e-12, max_iter=10000).fit(scaled, truths)
    return {
        "vectors": x.flatten().tolist(),
        "positives": truths.tolist(),
        "ridge": 2.5,
        "weights": head.coef_[0].tolist() + head.intercept_.tolist(),
        "logOdds": head.decision_function(scaled).tolist(),
    }


def main():
    rng = np.random.default_rng(20261122)
    print(json.dumps({
        "temperature": 0.3,
        "contrastive": loss_case(rng, lambda a, b: nt_xent(a, b, 0.3)),
        "bootstrap": loss_case(rng, byol),
        "components": [pca_case(rng, s, w) for s in (False, True) for w in (False, True)],
        "spread": spread_case(rng),
        "head": head_case(rng),
        "distillation": loss_case(rng, dino),
    }))


if __name__ == "__main__":
    main()
