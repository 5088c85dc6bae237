"""Reference values for the ranking and probability metrics, with ties.

Run with Debian's python3-sklearn (1.2.1): python3 tests/oracles/learning/metrics.py > tests/oracles/learning/metrics.json
"""
import json

import numpy as np
from sklearn import metrics


def case(name, scores, truths, fprs=(0.0, 0.01, 0.1, 0.5), thresholds=(0.25, 0.5, 0.9)):
    fpr, tpr, _ = metrics.roc_curve(truths, scores, drop_intermediate=False)
    return {
        "name": name,
        "scores": [float(s) for s in scores],
        "positives": [bool(t) for t in truths],
        "rocAuc": float(metrics.roc_auc_score(truths, scores)),
        "averagePrecision": float(metrics.average_precision_score(truths, scores)),
        "brier": float(metrics.brier_score_loss(truths, scores)),
        "logLoss": float(metrics.log_loss(truths, np.asarray(scores, dtype=np.float64))),
        "rates": [{"fpr": f, "tpr": float(tpr[fpr <= f].max())} for f in fprs],
        "atThreshold": [
            {
                "threshold": t,
                "precision": float(metrics.precision_score(truths, np.asarray(scores) >= t, zero_division=0)),
                "recall": float(metrics.recall_score(truths, np.asarray(scores) >= t, zero_division=0)),
            }
            for t in thresholds
        ],
    }


def main():
    rng = np.random.default_rng(20261122)
    cases = []
    truths = rng.random(400) < 0.3
    cases.append(case("continuous", np.clip(rng.normal(0.35 + 0.3 * truths, 0.2), 0, 1), truths))
    truths = rng.random(300) < 0.05
    truths[0] = True
    cases.append(case("rare, ties in tenths", np.round(np.clip(rng.normal(0.3 + 0.3 * truths, 0.2), 0, 1), 1), truths))
    truths = np.array([True, False, True, False, True])
    cases.append(case("all tied", np.full(5, 0.5), truths))
    cases.append(case("perfect, at 0 and 1", np.array([1.0, 0.0, 1.0, 0.0, 1.0]), truths))
    cases.append(case("inverted", np.array([0.0, 1.0, 0.2, 0.9, 0.1]), truths))
    print(json.dumps(cases, indent=1))


if __name__ == "__main__":
    main()
