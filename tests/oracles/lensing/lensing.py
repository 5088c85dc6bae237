"""Distances, haloes, images and two-plane rays for tests/Imaging.Tests/Lensing, by ways that the product does not take.

- distances and critical densities: astropy's FlatLambdaCDM(H0=70, Om0=0.3) without radiation, and its constants;
- NFW and the truncated isothermal sphere: the density in space integrated along the line of sight, then over the disc, by scipy;
- images behind an isothermal ellipsoid with shear: the deflection from the integrals over the convergence of Keeton 2001
  (astro-ph/0102341, eqs. 15 to 18; not the closed form), roots by scipy's hybrd from a dense grid of starts, magnifications by
  finite differences;
- two planes: the general recursion in proper distances, x_j = D_j theta - sum_i D_ij alpha_i(x_i) (Schneider, Ehlers and Falco 1992,
  eq. 9.6), with unscaled bends.

Run: /usr/bin/python3 tests/oracles/lensing/lensing.py > tests/oracles/lensing/lensing.json   (astropy 5.2, scipy 1.10)
"""
import json

import numpy as np
from astropy import constants, units
from astropy.cosmology import FlatLambdaCDM
from scipy import integrate, optimize

COSMOLOGY = FlatLambdaCDM(H0=70, Om0=0.3, Tcmb0=0)
ARCSEC = np.pi / 648000
LIGHT = constants.c.to_value("km/s")


def distance(near, far=None):
    if far is None:
        return COSMOLOGY.angular_diameter_distance(near).to_value("Mpc")
    return COSMOLOGY.angular_diameter_distance_z1z2(near, far).to_value("Mpc")


def surface_density(lens, source):
    value = constants.c**2 / (4 * np.pi * constants.G) * distance(source) / (distance(lens) * distance(lens, source)) / units.Mpc
    return value.to_value(units.Msun / units.Mpc**2)


def density(z):
    return COSMOLOGY.critical_density(z).to_value(units.Msun / units.Mpc**3)


def distances():
    rows = []
    for near, far in ((0.05, 0.3), (0.2, 0.7), (0.45, 1.8), (0.9, 3.5), (2.0, 6.0)):
        rows.append({"near": near, "far": far, "comoving": COSMOLOGY.comoving_distance(far).to_value("Mpc"), "angular": distance(far),
                     "between": distance(near, far), "surfaceDensity": surface_density(near, far), "density": density(near)})
    return rows


def projected(space_density, radius):
    """Surface density at a radius: the density along the line of sight, s = R sinh t."""
    value, _ = integrate.quad(lambda t: 2 * space_density(radius * np.cosh(t)) * radius * np.cosh(t), 0, 25, epsabs=0, epsrel=1e-11, limit=400)
    return value


def bend(surface, radius):
    """2/R times the integral of R' kappa(R'), with R' = R e^-t."""
    value, _ = integrate.quad(lambda t: surface(radius * np.exp(-t)) * np.exp(-2 * t), 0, 30, epsabs=0, epsrel=1e-9, limit=200)
    return 2 * radius * value


def radial(surface, radii):
    rows = []
    for radius in radii:
        potential, _ = integrate.quad(lambda r: bend(surface, r), 1.0, radius, epsrel=1e-8)
        rows.append({"radius": radius, "kappa": surface(radius), "slope": bend(surface, radius), "potential": potential})
    return rows


def nfw():
    kappa_s, scale = 0.35, 12.0
    memo = {}

    def surface(r):
        if r not in memo:
            memo[r] = kappa_s * scale**2 * projected(lambda y: 1 / (y * (scale + y) ** 2), r) / 1.0
        return memo[r]

    return {"kappaS": kappa_s, "scaleRadius": scale, "rows": radial(surface, (0.003, 0.4, 3.0, 11.98, 12.0, 30.0, 90.0))}


def truncated():
    strength, end = 1.3, 4.0
    surface = lambda r: strength * end**2 / (2 * np.pi) * projected(lambda y: 1 / (y**2 * (y**2 + end**2)), r)
    return {"einsteinRadius": strength, "truncation": end, "rows": radial(surface, (0.05, 0.7, 4.0, 25.0))}


def haloes():
    """kappa_s and r_s so that M200 lies within r200, by root finding on the integrated mass."""
    rows = []
    for mass, concentration, lens, source in ((1e14, 5.0, 0.4, 2.0), (8e14, 4.0, 0.25, 1.2), (2e13, 7.0, 0.6, 3.0)):
        outer = (3 * mass / (4 * np.pi * 200 * density(lens))) ** (1 / 3)
        scale = outer / concentration
        unit, _ = integrate.quad(lambda r: 4 * np.pi * r**2 / (r / scale * (1 + r / scale) ** 2), 0, outer, epsrel=1e-12)
        rows.append({"mass": mass, "concentration": concentration, "redshift": lens, "sourceRedshift": source,
                     "kappaS": mass / unit * scale / surface_density(lens, source), "scaleRadius": scale / distance(lens) / ARCSEC})
    return rows


NODES, WEIGHTS = np.polynomial.legendre.leggauss(80)
T, DT = 0.5 * (NODES + 1), 0.5 * WEIGHTS


def ellipsoid(x, y, radius, q, angle, center=(0.0, 0.0)):
    """Keeton's integrals with u = t^2 for kappa = b / (2 m), m^2 = x^2 + y^2/q^2 along the axes, b = radius / sqrt(q)."""
    c, s = np.cos(angle), np.sin(angle)
    dx, dy = x - center[0], y - center[1]
    u, v = c * dx + s * dy, -s * dx + c * dy
    w = 1 - (1 - q * q) * T**2
    m = T * np.sqrt(u * u + v * v / w)
    kappa = radius / np.sqrt(q) / (2 * m)
    j0, j1 = (np.sum(DT * 2 * T * kappa / w ** (n + 0.5)) for n in (0, 1))
    a, b = q * u * j0, q * v * j1
    return np.array([c * a - s * b, s * a + c * b])


def sheared(x, y, case):
    a = ellipsoid(x, y, case["radius"], case["axisRatio"], case["angle"], case["center"])
    dx, dy = x - case["center"][0], y - case["center"][1]
    return np.array([x - a[0] - case["shear1"] * dx - case["shear2"] * dy, y - a[1] - case["shear2"] * dx + case["shear1"] * dy])


def images(case):
    found = []
    reach = 2.5 * case["radius"]
    residual = lambda p: sheared(p[0], p[1], case) - np.array(case["source"])
    for x in np.linspace(-reach, reach, 26):
        for y in np.linspace(-reach, reach, 26):
            root, _, status, _ = optimize.fsolve(residual, (case["center"][0] + x + 1e-3, case["center"][1] + y + 2e-3), full_output=True, xtol=1e-13)
            if status == 1 and np.abs(residual(root)).max() < 1e-9 and all(np.hypot(*(root - f)) > 1e-5 for f in found):
                found.append(root)
    rows = []
    for x, y in found:
        h = 1e-5
        dx = (sheared(x + h, y, case) - sheared(x - h, y, case)) / (2 * h)
        dy = (sheared(x, y + h, case) - sheared(x, y - h, case)) / (2 * h)
        rows.append({"x": x, "y": y, "magnification": 1 / (dx[0] * dy[1] - dx[1] * dy[0])})
    return sorted((r for r in rows if abs(r["magnification"]) > 1e-3), key=lambda r: -abs(r["magnification"]))


def point_images():
    cases = [
        dict(radius=1.4, axisRatio=0.7, angle=0.4, center=[0.05, -0.03], shear1=0.03, shear2=-0.05, source=[0.1, 0.02]),
        dict(radius=1.4, axisRatio=0.7, angle=0.4, center=[0.05, -0.03], shear1=0.03, shear2=-0.05, source=[0.55, 0.3]),
        dict(radius=0.8, axisRatio=0.5, angle=2.2, center=[0.0, 0.0], shear1=-0.08, shear2=0.02, source=[-0.12, 0.15]),
        dict(radius=2.1, axisRatio=0.9, angle=1.0, center=[0.0, 0.1], shear1=0.1, shear2=0.1, source=[0.2, 0.1]),
        dict(radius=1.0, axisRatio=0.8, angle=0.0, center=[0.0, 0.0], shear1=0.0, shear2=0.0, source=[1.8, 0.4]),
        dict(radius=1.0, axisRatio=0.8, angle=0.0, center=[0.0, 0.0], shear1=0.0, shear2=0.0, source=[0.93, 0.0]),
    ]
    return [dict(case, images=images(case)) for case in cases]


def two_planes():
    z = [0.4, 0.9, 2.2]
    d = [distance(v) for v in z]
    first = dict(dispersion=265.0, axisRatio=0.75, angle=0.6, shear1=0.02, shear2=0.03)
    second = dict(dispersion=140.0, x=0.12, y=-0.07)
    bent = 4 * np.pi * (first["dispersion"] / LIGHT) ** 2  # radians
    bent_second = 4 * np.pi * (second["dispersion"] / LIGHT) ** 2
    share = distance(z[0], z[1]) / d[1]  # the shear is given for the nearer source
    rows = []
    for x, y in ((1.7, 0.2), (-0.8, 1.1), (0.3, -2.0), (-1.5, -1.4)):
        theta = np.array([x, y]) * ARCSEC
        alpha = ellipsoid(x, y, 1.0, first["axisRatio"], first["angle"]) * bent
        alpha = alpha + np.array([first["shear1"] * x + first["shear2"] * y, first["shear2"] * x - first["shear1"] * y]) * ARCSEC / share
        at_second = d[1] * theta - distance(z[0], z[1]) * alpha
        offset = at_second - d[1] * ARCSEC * np.array([second["x"], second["y"]])
        alpha_second = bent_second * offset / np.hypot(*offset)
        at_source = d[2] * theta - distance(z[0], z[2]) * alpha - distance(z[1], z[2]) * alpha_second
        near, far = at_second / d[1] / ARCSEC, at_source / d[2] / ARCSEC
        rows.append({"x": x, "y": y, "near": near.tolist(), "far": far.tolist()})
    return {"redshifts": z, "first": first, "second": second, "rays": rows}


if __name__ == "__main__":
    print(json.dumps({"distances": distances(), "nfw": nfw(), "truncated": truncated(), "haloes": haloes(), "pointImages": point_images(),
                      "twoPlanes": two_planes()}, indent=1))
