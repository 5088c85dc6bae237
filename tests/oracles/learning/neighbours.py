"""Nearest neighbours on the sky by brute force with astropy: writes neighbours.json beside this file.

/usr/bin/python3 tests/oracles/learning/neighbours.py
"""
import json
import os

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord

MOST, RADIUS = 3, 400.0

rng = np.random.default_rng(8)
centres = [(0.0, 10.0), (359.99, -35.0), (120.0, 89.95), (200.0, -89.97), (77.0, 60.0)]
ra, dec = [], []
for a, d in centres:
    for _ in range(9):
        east, north = rng.normal(0, 0.05, 2)
        place = SkyCoord(a, d, unit="deg").directional_offset_by(np.arctan2(east, north) * u.rad, np.hypot(east, north) * u.deg)
        ra.append(float(place.ra.deg))
        dec.append(float(place.dec.deg))
places = SkyCoord(ra, dec, unit="deg")
rows = []
for i, place in enumerate(places):
    apart = place.separation(places).arcsec
    angle = place.position_angle(places).rad
    order = [int(j) for j in np.argsort(apart) if j != i and apart[j] <= RADIUS][:MOST]
    rows.append({
        "neighbours": order,
        "east": [float(apart[j] * np.sin(angle[j])) for j in order],
        "north": [float(apart[j] * np.cos(angle[j])) for j in order],
    })

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "neighbours.json"), "w") as out:
    json.dump({"most": MOST, "radiusArcsec": RADIUS, "ra": ra, "dec": dec, "rows": rows}, out, indent=1)
    out.write("\n")
