"""Records what astropy 5.2 and numpy make of fixed images: FITS pixels and world coordinates, zscale, percentiles, Lupton RGB.

Run in this folder: make_images.py   (writes *.fits*, *.npy and expected.json beside itself)
"""
import gzip
import json
import shutil
import warnings

import numpy as np
from astropy.io import fits
from astropy.visualization import ZScaleInterval, make_lupton_rgb
from astropy.wcs import WCS

warnings.simplefilter("ignore")
rng = np.random.default_rng(7)
expected = {"fits": {}, "limits": {}}


def field(height, width):
    y, x = np.mgrid[:height, :width]
    glow = 80 * np.exp(-np.hypot(x - width / 2, y - height / 2) / 4)
    return (glow + rng.normal(10, 2, (height, width))).astype(np.float32)


def wcs_cards(header, cd):
    header["CTYPE1"], header["CTYPE2"] = "RA---TAN", "DEC--TAN"
    header["CRVAL1"], header["CRVAL2"] = 4.55696201319984, -29.999999999999
    header["CRPIX1"], header["CRPIX2"] = -11710.5, 5613.5
    if cd:
        header["CD1_1"], header["CD1_2"], header["CD2_1"], header["CD2_2"] = -7e-5, 1e-6, 2e-6, 7e-5
    else:
        header["CDELT1"], header["CDELT2"] = 6.94444461259988e-05, 6.94444461259988e-05
        header["PC001001"], header["PC001002"], header["PC002001"], header["PC002002"] = -1.0, 0.0, 0.0, 1.0


def record(name, data, hdu=0):
    header = fits.open(name)[hdu].header
    entry = {"shape": list(data.shape), "pixels": [None if not np.isfinite(v) else float(np.float32(v)) for v in data.ravel()]}
    if "CTYPE1" in header:
        wcs = WCS(header)
        height, width = data.shape[-2:]
        ra, dec = wcs.wcs_pix2world([[(width + 1) / 2, (height + 1) / 2]], 1)[0]
        entry |= {"ra": float(ra), "dec": float(dec), "scale": float(np.sqrt(abs(np.linalg.det(wcs.pixel_scale_matrix))) * 3600)}
    expected["fits"][name] = entry


def write(name, data, **cards):
    hdu = fits.PrimaryHDU(data)
    hdu.header.update({k.upper(): v for k, v in cards.items()})
    hdu.writeto(name, overwrite=True)


image = field(10, 12)
image[2, 3] = np.nan
hdu = fits.PrimaryHDU(image)
wcs_cards(hdu.header, cd=False)
hdu.header.update({"EXPTIME": 430.0, "BUNIT": "counts", "MAGZERO": 25.0})
hdu.writeto("float32.fits", overwrite=True)
record("float32.fits", image)
hdu = fits.PrimaryHDU(field(9, 11).astype(np.float64))
wcs_cards(hdu.header, cd=True)
hdu.writeto("float64.fits", overwrite=True)
record("float64.fits", hdu.data)
for name, kind in (("uint8", np.uint8), ("int16", np.int16), ("uint16", np.uint16), ("int32", np.int32), ("int64", np.int64)):
    data = (field(8, 9) * (1 if kind == np.uint8 else 300)).astype(kind)
    write(name + ".fits", data)
    record(name + ".fits", data)

raw = (field(8, 9) * 100).astype(np.int16)
raw[1, 2] = -32768
write("scaled.fits", raw, bscale=0.25, bzero=100.0, blank=-32768)
scaled = np.where(raw == -32768, np.nan, raw * 0.25 + 100.0)
expected["fits"]["scaled.fits"] = {"shape": [8, 9], "pixels": [None if np.isnan(v) else float(np.float32(v)) for v in scaled.ravel()]}
stored = fits.open("scaled.fits", mode="readonly")[0].data
assert np.allclose(stored[~np.isnan(stored)], scaled[~np.isnan(scaled)]), "astropy disagrees with the definition"

cube = np.stack([field(7, 8) for _ in range(5)])
write("cube.fits", cube)
record("cube.fits", cube)
with open("float32.fits", "rb") as source, gzip.GzipFile("float32.fits.gz", "wb", mtime=0) as target:
    shutil.copyfileobj(source, target)
expected["fits"]["float32.fits.gz"] = expected["fits"]["float32.fits"]

tiles = (field(16, 16) * 20).clip(0).astype(np.int16)
for method in ("RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1", "PLIO_1"):
    name = method.lower() + ".fits.fz"
    fits.CompImageHDU(tiles, compression_type=method, tile_size=(16, 16)).writeto(name, overwrite=True)
    expected["fits"][name] = {"shape": [16, 16], "pixels": [float(v) for v in fits.open(name)[1].data.ravel()]}
    assert (fits.open(name)[1].data == tiles).all()

y, x = np.mgrid[-7:8, -7:8]
units = [fits.PrimaryHDU()]
for band, fwhm in (("DES_G", 5.0), ("VIS", 3.0)):
    science = fits.ImageHDU(field(10, 10), name=band + "_BGSUB")
    wcs_cards(science.header, cd=True)
    science.header["MAGZERO"] = 30.0
    psf = fits.ImageHDU(np.exp(-4 * np.log(2) * (x**2 + y**2) / fwhm**2), name=band + "_PSF")
    units += [science, psf, fits.ImageHDU(np.full((10, 10), fwhm / 10, np.float32), name=band + "_RMS")]
fits.HDUList(units).writeto("extensions.fits", overwrite=True)
stack = np.stack([units[1].data, units[4].data])
expected["fits"]["extensions.fits"] = {"shape": list(stack.shape), "pixels": [float(v) for v in stack.ravel()]}

for name, data in (
    ("field", field(60, 50)),
    ("outliers", np.where(rng.random((40, 40)) < 0.03, 5000, rng.normal(100, 5, (40, 40))).astype(np.float32)),
    ("blanks", np.where(rng.random((37, 41)) < 0.1, np.nan, rng.gamma(2, 3, (37, 41))).astype(np.float32)),
    ("constant", np.full((20, 20), 3.5, np.float32)),
    ("small", np.arange(12, dtype=np.float32).reshape(3, 4)),
):
    np.save(f"limits_{name}.npy", data)
    low, high = ZScaleInterval().get_limits(data)
    finite = data[np.isfinite(data)].astype(np.float64)
    p = np.percentile(finite, [0.5, 99.5])
    expected["limits"][name] = {"zscale": [float(low), float(high)], "percentile": [float(p[0]), float(p[1])]}

bands = np.stack([field(16, 16), field(16, 16) * 0.8, field(16, 16) * 0.6])
np.save("lupton_in.npy", bands.astype(np.float32))
np.save("lupton_out.npy", make_lupton_rgb(bands[0], bands[1], bands[2], minimum=9.0, stretch=6, Q=8))
json.dump(expected, open("expected.json", "w"), indent=None)
