"""Reference values for metrics, calibration and ensembles: scikit-learn, scipy, and brute force where neither has the figure.

Run with Debian's python3-sklearn (1.2.1) and python3-scipy (1.10.1):
python3 tests/oracles/learning/evaluation.py > tests/oracles/learning/evaluation.json
"""
import json
import math

import numpy as np
from scipy import optimize, stats
from scipy.special import expit, logit
from sklearn import metrics
from sklearn.calibration import _sigmoid_calibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

BINS = 15
FPRS = (0.0, 1e-4, 1e-3, 0.1)


def numbers(values):
    return [float(v) for v in values]


def reliability(truths, scores, strategy):
    """Means from scikit-learn, counts with the same edges."""
    if strategy == "uniform":
        edges = np.linspace(0.0, 1.0, BINS + 1)
    else:
        edges = np.percentile(scores, np.linspace(0, 1, BINS + 1) * 100)
    counts = np.bincount(np.searchsorted(edges[1:-1], scores), minlength=BINS)
    counts = counts[counts > 0]
    share, promised = calibration_curve(truths, scores, n_bins=BINS, strategy=strategy)
    gaps = np.abs(share - promised)
    return {
        "counts": [int(c) for c in counts],
        "promised": numbers(promised),
        "share": numbers(share),
        "expected": float(np.sum(counts * gaps) / np.sum(counts)),
        "maximum": float(gaps.max()),
    }


def tpr_before(truths, scores, false_positives):
    best = 0.0
    for threshold in np.unique(scores):
        chosen = scores >= threshold
        if np.sum(chosen & ~truths) < false_positives:
            best = max(best, np.sum(chosen & truths) / np.sum(truths))
    return float(best)


def metric_case(name, scores, truths, counts=None):
    given = {"name": name, "scores": numbers(scores), "positives": [bool(t) for t in truths]}
    if counts is not None:
        given["counts"] = [int(c) for c in counts]
        scores, truths = np.repeat(scores, counts), np.repeat(truths, counts)
    scores = np.asarray(scores, dtype=np.float64)
    fpr, tpr, _ = metrics.roc_curve(truths, scores, drop_intermediate=False)
    top = np.sort(scores)[::-1][math.ceil(0.01 * len(scores)) - 1]
    in_top = scores >= top
    labels = [False, True]
    return given | {
        "rocAuc": float(metrics.roc_auc_score(truths, scores)),
        "averagePrecision": float(metrics.average_precision_score(truths, scores)),
        "brier": float(metrics.brier_score_loss(truths, scores)),
        "logLoss": float(metrics.log_loss(truths, scores, labels=labels)),
        "tprAtFpr": [float(tpr[fpr <= f].max()) for f in FPRS],
        "tpr0": tpr_before(truths, scores, 1),
        "tpr10": tpr_before(truths, scores, 10),
        "uniform": reliability(truths, scores, "uniform"),
        "adaptive": reliability(truths, scores, "quantile"),
        "top": reliability(truths[in_top], scores[in_top], "quantile"),
        "atThreshold": [
            {
                "threshold": t,
                "accuracy": float(metrics.accuracy_score(truths, scores >= t)),
                "precision": float(metrics.precision_score(truths, scores >= t, zero_division=0)),
                "recall": float(metrics.recall_score(truths, scores >= t, zero_division=0)),
                "specificity": float(metrics.recall_score(~truths, ~(scores >= t), zero_division=0)),
                "f1": float(metrics.f1_score(truths, scores >= t, zero_division=0)),
            }
            for t in (0.0, 0.25, 0.5, 0.9, 1.0)
        ],
    }


def metric_cases(rng):
    truths = rng.random(400) < 0.3
    yield metric_case("continuous", np.clip(rng.normal(0.35 + 0.3 * truths, 0.2), 0, 1), truths)
    truths = rng.random(300) < 0.05
    truths[0] = True
    tenths = np.round(np.clip(rng.normal(0.3 + 0.3 * truths, 0.2), 0, 1), 1)
    yield metric_case("rare, ties in tenths", tenths, truths)
    yield metric_case("rare, ties, redrawn", tenths, truths, rng.multinomial(300, np.full(300, 1 / 300)))
    truths = rng.random(151) < 0.5
    yield metric_case("on the edges of bins", rng.permutation(np.arange(151) / 150), truths)
    yield metric_case("all tied", np.full(5, 0.5), np.array([True, False, True, False, True]))
    yield metric_case("perfect, at 0 and 1", np.array([1.0, 0.0, 1.0, 0.0, 1.0]), np.array([True, False, True, False, True]))
    yield metric_case("inverted", np.array([0.0, 1.0, 0.2, 0.9, 0.1]), np.array([True, False, True, False, True]))
    yield metric_case("one of each", np.array([0.7, 0.6]), np.array([False, True]))
    truths = rng.random(600) < 0.2
    saturated = expit(rng.normal(20.0 * truths, 12)).astype(np.float32).astype(np.float64)
    yield metric_case("saturated float32", saturated, truths)
    truths = rng.random(350) < 0.4
    yield metric_case("continuous, redrawn", np.clip(rng.normal(0.3 + 0.3 * truths, 0.2), 0, 1), truths, rng.integers(0, 4, 350))


def bootstrap_case(rng):
    """Intervals of plain resampling from scipy; stratified and paired ones drawn here."""
    truths = rng.random(300) < 0.3
    first = np.clip(rng.normal(0.35 + 0.25 * truths, 0.2), 0, 1)
    second = np.clip(0.5 * first + rng.normal(0.2 + 0.08 * truths, 0.15), 0, 1)
    figures = {
        "roc_auc": lambda s, t: metrics.roc_auc_score(t, s),
        "accuracy": lambda s, t: np.mean((s >= 0.5) == t),
        "brier": lambda s, t: np.mean((s - t) ** 2),
    }
    plain = {}
    for name, figure in figures.items():
        found = stats.bootstrap((first, truths), lambda s, t, f=figure: f(s, t.astype(bool)), paired=True, vectorized=False,
                                n_resamples=4000, method="percentile", random_state=rng)
        plain[name] = {"low": float(found.confidence_interval.low), "high": float(found.confidence_interval.high),
                       "error": float(found.standard_error)}
    yes, no = np.flatnonzero(truths), np.flatnonzero(~truths)
    draws = [np.concatenate([rng.choice(yes, len(yes)), rng.choice(no, len(no))]) for _ in range(4000)]
    ends = lambda values: {"low": float(np.quantile(values, 0.025)), "high": float(np.quantile(values, 0.975)),
                           "error": float(np.std(values, ddof=1))}
    auc = figures["roc_auc"]
    return {
        "first": numbers(first), "second": numbers(second), "positives": [bool(t) for t in truths], "plain": plain,
        "stratified": ends([auc(first[d], truths[d]) for d in draws]),
        "difference": ends([auc(first[d], truths[d]) - auc(second[d], truths[d]) for d in draws]),
    }


def calibration_case(rng):
    truths = rng.random(500) < 0.35
    z = 2.3 * (rng.normal(1.2 * truths - 0.6, 1.0))
    scores = expit(z)
    z = logit(np.clip(scores, 1e-12, 1 - 1e-12))
    nll = lambda b: np.sum(np.logaddexp(0, b * z) - truths * b * z)
    temperature = 1 / optimize.minimize_scalar(nll, bounds=(0.01, 100), method="bounded", options={"xatol": 1e-12}).x
    a, b = _sigmoid_calibration(z, truths)
    targets = np.where(truths, (truths.sum() + 1) / (truths.sum() + 2), 1 / ((~truths).sum() + 2))
    smooth = lambda c: np.sum(np.logaddexp(0, c[0] * z + c[1]) - targets * (c[0] * z + c[1]))
    slope = lambda c: np.array([np.sum((expit(c[0] * z + c[1]) - targets) * z), np.sum(expit(c[0] * z + c[1]) - targets)])
    platt = optimize.minimize(smooth, [1.0, 0.0], jac=slope, method="BFGS", options={"gtol": 1e-10}).x
    rounded, weights = np.round(scores, 2), rng.integers(1, 5, 500).astype(float)
    asked = np.concatenate([[0.0, 1.0], rng.random(60)])
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(rounded, truths.astype(float), sample_weight=weights)
    plain = IsotonicRegression(out_of_bounds="clip").fit(scores, truths.astype(float))
    return {
        "scores": numbers(scores), "positives": [bool(t) for t in truths], "temperature": float(temperature),
        "plattSklearn": [float(-a), float(-b)], "plattScipy": numbers(platt),
        "rounded": numbers(rounded), "weights": numbers(weights), "asked": numbers(asked),
        "isotonicWeighted": numbers(isotonic.predict(asked)), "isotonic": numbers(plain.predict(asked)),
    }


def ensemble_case(rng):
    truths = rng.random(400) < 0.4
    common = rng.normal(0, 0.5, 400)
    z = np.stack([
        1.5 * (truths - 0.5) + common + rng.normal(0, 0.7, 400),
        3.0 * (truths - 0.5) + 3 * common + rng.normal(0, 2.0, 400),
        rng.normal(0, 1.0, 400),
        -0.5 * (truths - 0.5) + rng.normal(0, 1.0, 400),
    ])
    scores = expit(z)
    z = logit(scores)
    stacked = LogisticRegression(C=1.0, solver="newton-cg", tol=1e-12, max_iter=100000).fit(z.T, truths)
    loss = lambda c: np.sum(np.logaddexp(0, c @ z) - truths * (c @ z)) + 0.5 * np.sum((c - 0.25) ** 2)
    slope = lambda c: z @ (expit(c @ z) - truths) + (c - 0.25)
    trust = optimize.minimize(loss, np.full(4, 0.25), jac=slope, method="L-BFGS-B", bounds=[(0, None)] * 4,
                              options={"ftol": 1e-16, "gtol": 1e-9, "maxiter": 10000}).x
    pairs = np.stack([scores, 1 - scores])
    total = stats.entropy(pairs.mean(axis=1), axis=0)
    aleatoric = stats.entropy(pairs, axis=0).mean(axis=0)
    return {
        "scores": [numbers(s) for s in scores], "positives": [bool(t) for t in truths],
        "stacked": numbers(stacked.coef_[0]) + [float(stacked.intercept_[0])], "trust": numbers(trust),
        "total": numbers(total[:20]), "aleatoric": numbers(aleatoric[:20]),
    }


def fused_case(rng):
    means, variances = np.array([1.0, 2.5, -0.3]), np.array([0.5, 0.2, 1.1])
    weights = (1 / variances) / np.sum(1 / variances)
    which = rng.choice(3, 2_000_000, p=weights)
    drawn = rng.normal(means[which], np.sqrt(variances[which]))
    return {"means": numbers(means), "variances": numbers(variances), "mean": float(drawn.mean()), "variance": float(drawn.var())}


def main():
    rng = np.random.default_rng(20261122)
    print("{")
    print('"metrics": [\n' + ",\n".join(json.dumps(case) for case in metric_cases(rng)) + "\n],")
    parts = {"bootstrap": bootstrap_case, "calibration": calibration_case, "ensemble": ensemble_case, "fused": fused_case}
    print(",\n".join(f'"{name}": {json.dumps(make(rng))}' for name, make in parts.items()))
    print("}")


if __name__ == "__main__":
    main()
