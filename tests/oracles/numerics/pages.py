"""Golden pages of SL_discovery_by_HITL's policy, from its formulas (not its code), and where they were recorded.

n_sup = int(k * ratio) supplements, k - n_sup highest mean scores among the unlabelled; the supplements from the rest: smallest
|score - threshold| or largest standard deviation. Ties by name order, which is the order of the ordinals. High first, then
supplements, no shuffle. Fewer than k left: all of them; none: an empty page.

Run: /usr/bin/python3 tests/oracles/numerics/pages.py > tests/oracles/numerics/pages.json   (numpy 1.24)
"""
import json

import numpy as np


def page(score, sd, available, k, ratio, method, threshold):
    left = np.flatnonzero(available)
    n_sup = int(k * ratio)
    n_high = k - n_sup
    high = left[np.argsort(-score[left], kind="stable")][:n_high]
    rest = left[~np.isin(left, high)]
    if method == "uncertainty":
        key = -sd[rest]
    else:
        key = np.abs(score[rest] - threshold)
    return [int(i) for i in np.concatenate([high, rest[np.argsort(key, kind="stable")][:n_sup]])]


def case(rng, n, levels):
    # Few levels make ties; the arrays are float32 as stored, the keys float64.
    score = rng.random(n).astype(np.float32)
    sd = (rng.random(n) / 4).astype(np.float32)
    if levels:
        score = (np.floor(score * levels) / levels).astype(np.float32)
        sd = (np.floor(sd * 4 * levels) / levels / 4).astype(np.float32)
    return score, sd


def main():
    rng = np.random.default_rng(20261122)
    cases = []
    for number in range(240):
        n = int(rng.choice([1, 3, 9, 10, 11, 40, 150]))
        score, sd = case(rng, n, [0, 0, 4, 16][number % 4])
        available = rng.random(n) < rng.choice([0.0, 0.1, 0.5, 0.9, 1.0], p=[0.05, 0.25, 0.2, 0.2, 0.3])
        k = int(rng.choice([1, 5, 10, 12]))
        ratio = float(rng.choice([0.0, 0.1, 0.2, 0.29, 0.5, 0.7, 1.0]))
        method = ["uncertainty", "threshold"][(number // 4) % 2]
        threshold = float(rng.choice([0.25, 0.442, 0.5, rng.random()]))
        golden = page(score.astype(np.float64), sd.astype(np.float64), available, k, ratio, method, threshold)
        cases.append({
            "score": [float(x) for x in score], "sd": [float(x) for x in sd], "available": [bool(x) for x in available],
            "k": k, "ratio": ratio, "method": method, "threshold": threshold, "page": golden})
    print("[" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "]")


main()
