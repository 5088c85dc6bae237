"""Colour pictures by astropy 5.2 and numpy: sky by sigma_clip, the stretch by root finding, Lupton by make_lupton_rgb.

Writes colour_in.npy [4, 3, 48, 48] float32 (scenes; red, green, blue) and colour_out.npy [4, 48, 48, 3] uint8.
Run here: /usr/bin/python3 colour.py
"""

import numpy as np
from astropy.stats import mad_std, sigma_clip
from astropy.visualization import make_lupton_rgb
from scipy.ndimage import binary_dilation
from scipy.optimize import brentq

NOISE_FRACTION, BLACK, GREY = 0.075, 0.7, 1.5
SIGMA = 1 / np.sqrt(3)


def clipped(values):
    kept = sigma_clip(values, sigma=3, maxiters=None, cenfunc="median", stdfunc=mad_std, masked=False)
    return np.median(kept), mad_std(kept)


def sky(plane):
    margin = max(1, int(min(plane.shape) * 0.1))
    frame = np.ones(plane.shape, bool)
    frame[margin:-margin, margin:-margin] = False
    whole = clipped(plane[np.isfinite(plane)].astype(np.float64))
    border = clipped(plane[frame & np.isfinite(plane)].astype(np.float64))
    return border if border[1] <= whole[1] else whole


def around(mask_or_plane, y, x):
    rows, columns = slice(max(0, y - 1), y + 2), slice(max(0, x - 1), x + 2)
    return mask_or_plane[..., rows, columns]


def mended(planes):
    intensity = np.nanmean(planes, axis=0)
    spoilt = np.isnan(planes).any(axis=0)
    for plane in planes:
        top = np.nanmax(plane)
        flat = plane >= top * 0.999
        if top >= 20 and flat.sum() >= 5:
            spoilt |= binary_dilation(flat, np.ones((3, 3)))
    planes = planes.copy()
    while (spoilt & np.isfinite(intensity)).any():
        before, rim = planes.copy(), []
        for y, x in np.argwhere(spoilt & np.isfinite(intensity)):
            good = ~around(spoilt, y, x)
            if good.any():
                colour = around(before, y, x)[:, good].sum(axis=1)
                total = around(intensity, y, x)[good].sum()
                planes[:, y, x] = intensity[y, x] * (colour / total if total > 0 else 1)
                rim.append((y, x))
        if not rim:
            planes[:, spoilt] = intensity[spoilt]
            break
        for y, x in rim:
            spoilt[y, x] = False
    return planes, intensity


def calmed(planes, intensity):
    mean = np.array([[max(0, np.nanmean(around(intensity, y, x))) for x in range(intensity.shape[1])] for y in range(intensity.shape[0])])
    weight = (mean / SIGMA) ** 2 / ((mean / SIGMA) ** 2 + GREY**2)
    return intensity + weight * (planes - intensity)


def stretch(intensity):
    white = np.clip(np.nanpercentile(intensity, 99.7) / SIGMA, 50, 500)
    # f(x) = asinh(x / b) / asinh(w / b) with slope NOISE_FRACTION at 0, in sigma
    b = brentq(lambda b: 1 / (b * np.arcsinh(white / b)) - NOISE_FRACTION, 1e-6, white)
    q = 10 * np.sinh(0.1 * np.arcsinh(white / b))
    return q * b * SIGMA, q


def picture(planes):
    levels = [sky(plane) for plane in planes]
    planes = np.stack([(p - level) / sigma for p, (level, sigma) in zip(planes.astype(np.float64), levels)])
    planes, intensity = mended(planes)
    s, q = stretch(intensity)
    planes = calmed(planes, intensity)
    return make_lupton_rgb(*planes, minimum=-BLACK * SIGMA, stretch=s, Q=q)


def scenes():
    rng = np.random.default_rng(11)
    y, x = np.mgrid[:48, :48]
    r = np.hypot(x - 24, y - 23)
    noise = np.array([8.0, 5.0, 3.0])[:, None, None]
    level = np.array([100.0, -4.0, 0.5])[:, None, None]

    def sources(*shapes):
        return sum(np.array(colour)[:, None, None] * shape for colour, shape in shapes)

    def observed(light):
        return level + light + noise * rng.normal(size=(3, 48, 48))

    galaxy = 500 * np.exp(-r / 4)
    arc = 60 * np.exp(-((r - 11) ** 2) / 4) * (x > 24)
    lens = observed(sources(([1.0, 0.5, 0.15], galaxy), ([0.3, 0.6, 0.8], arc)))
    star = np.minimum(observed(sources(([20.0, 25.0, 18.0], 5000 * np.exp(-(r**2) / 18)))), 2000)
    blank = observed(0 * galaxy)
    holed = observed(sources(([1.0, 0.6, 0.3], galaxy), ([0.2, 0.4, 0.9], 300 * np.exp(-((x - 36) ** 2 + (y - 10) ** 2) / 6))))
    holed[0, 18:28, 20:29] = np.nan
    holed[1, 21:25, 22:26] = np.nan
    holed[:, 40:, 40:] = np.nan
    return np.stack([lens, star, blank, holed]).astype(np.float32)


if __name__ == "__main__":
    given = scenes()
    np.save("colour_in.npy", given)
    np.save("colour_out.npy", np.stack([picture(scene) for scene in given]))
