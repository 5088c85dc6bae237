"""Two-component mixtures of scores fitted by scikit-learn.

The values are drawn by a formula that the tests repeat (no large file is kept): u_i = SplitMix64(seed, i) in [0, 1), mapped by the
shape. Recorded: sklearn.mixture.GaussianMixture(n_components=2, random_state=42), and the equal-posterior crossing between the
means found by scipy's brentq on its fitted densities.

Run: /usr/bin/python3 tests/oracles/numerics/mixtures.py > tests/oracles/numerics/mixtures.json   (scikit-learn 1.2.1, scipy 1.10)
"""
import json
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm
from sklearn.mixture import GaussianMixture

sys.path.insert(0, str(Path(__file__).parent))
from splitmix import unit  # noqa: E402


def draw(seed, n, share, low_power, high_power, low_scale, high_scale):
    """A share of high scores 1 - high_scale * u^high_power, else low scores low_scale * u^low_power, as float32."""
    i = np.arange(n)
    which, u = unit(seed, 2 * i), unit(seed, 2 * i + 1)
    return np.where(which < share, 1 - high_scale * u ** high_power, low_scale * u ** low_power).astype(np.float32)


def crossing(w, m, s):
    def odds(x):
        return np.log(w[1]) + norm.logpdf(x, m[1], s[1]) - np.log(w[0]) - norm.logpdf(x, m[0], s[0])
    return brentq(odds, m[0], m[1], xtol=1e-14) if odds(m[0]) < 0 < odds(m[1]) else None


def main():
    shapes = [
        (n, share, lp, hp, ls, hs)
        for n in (50, 400, 2375)
        for share in (0.03, 0.2, 0.5, 0.8)
        for lp, hp, ls, hs in ((1, 1, 0.3, 0.3), (2, 2, 0.6, 0.6), (4, 3, 0.9, 0.9), (8, 8, 1.0, 1.0), (3, 1, 0.2, 0.8))
    ] + [(100_000, 0.01, 3, 2, 0.7, 0.6), (100_000, 0.2, 2, 2, 0.8, 0.8), (100_000, 0.5, 6, 6, 1.0, 1.0), (2375, 0.0, 1, 1, 1.0, 1.0)]
    fits = []
    for seed, (n, share, lp, hp, ls, hs) in enumerate(shapes):
        scores = draw(seed, n, share, lp, hp, ls, hs)
        model = GaussianMixture(n_components=2, random_state=42).fit(scores.astype(np.float64).reshape(-1, 1))
        order = np.argsort(model.means_.ravel())
        w, m = model.weights_[order], model.means_.ravel()[order]
        s = np.sqrt(model.covariances_.ravel()[order])
        fits.append({
            "seed": seed, "n": n, "share": share, "lowPower": lp, "highPower": hp, "lowScale": ls, "highScale": hs,
            "means": list(m), "sds": list(s), "weights": list(w), "midpoint": float(m.mean()),
            "crossing": crossing(w, m, s), "iterations": model.n_iter_, "logLikelihood": float(model.lower_bound_)})
    print("[" + ",\n".join(json.dumps(f) for f in fits) + "]")


main()
