"""Figures and plot data of a round, from the formulas of SL_discovery_by_HITL (not its code), by numpy on whole arrays.

The scores are drawn by a formula that the tests repeat: SplitMix64 units u(seed, i); score = floor(u(seed, 3 i) ** 2 * levels) / levels
as float32 (levels 0: no rounding), unscored where u(seed, 3 i + 1) < 0.05, class by u(seed, 3 i + 2): known lens below 0.01, find
below 0.02, negative below 0.06. The held-out score of a known lens is its score times 0.9, as float32.

Run: /usr/bin/python3 tests/oracles/numerics/statistics.py > tests/oracles/numerics/statistics.json   (numpy 1.24)
"""
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from splitmix import unit  # noqa: E402


def figures(seed, n, levels, threshold):
    i = np.arange(n)
    score = unit(seed, 3 * i) ** 2
    score = (np.floor(score * levels) / levels if levels else score).astype(np.float32)
    scored = unit(seed, 3 * i + 1) >= 0.05
    kind = unit(seed, 3 * i + 2)
    known, positive, negative = (kind < 0.01) & scored, (kind < 0.02) & scored, (kind >= 0.02) & (kind < 0.06) & scored
    finds = positive & ~known
    every = score[scored].astype(np.float64)
    held_out = (score[known] * np.float32(0.9)).astype(np.float64)
    smallest = {name: float(score[rows].min()) if rows.any() else None
                for name, rows in (("minScore", positive), ("minFinds", finds), ("minKnown", known))}
    highest = float(score[negative].max()) if negative.any() else None

    def over(t):
        return None if t is None else int((every > t).sum())

    edges = np.arange(51) * 0.02
    edges[-1] = 1.0
    shares = [(np.histogram(score[rows].astype(np.float64), edges)[0] / max(1, rows.sum())).tolist() for rows in (positive, negative)]
    ranks = sorted([1 + over(float(s)) for s in score[finds]])
    over_known = over(smallest["minKnown"])
    return {
        "seed": seed, "n": n, "levels": levels, "threshold": threshold, "scored": int(scored.sum()), **smallest,
        "maxNegative": highest, "overMinScore": over(smallest["minScore"]), "overMinFinds": over(smallest["minFinds"]),
        "overMinKnown": over_known, "overThreshold": over(threshold),
        "belowMaxNegative": None if highest is None else int((every < highest).sum()),
        "purity": int((kind < 0.02)[scored].sum()) / over_known if over_known else None,
        "recallKnown": float((held_out > threshold).mean()) if known.any() else None,
        "positiveShares": shares[0], "negativeShares": shares[1],
        "curve": [int((every >= t).sum()) for t in np.linspace(0, 1, 100)], "findRanks": ranks}


def main():
    cases = [(1, 3000, 0, 0.442), (2, 3000, 64, 0.5), (3, 5000, 10, 0.25), (4, 60, 0, 0.5), (5, 20, 4, 0.5), (6, 2000, 1024, 0.125)]
    print("[" + ",\n".join(json.dumps(figures(*case)) for case in cases) + "]")


main()
