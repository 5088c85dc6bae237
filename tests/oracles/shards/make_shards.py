"""Makes shards as Python's tools write them: python3 make_shards.py. Needs numpy, PIL and astropy (Debian's).

The reader is tested on them: names with folders and dots, every kind of image and label, long names of the PAX and GNU formats, files that
belong to no sample. Pixel values follow from their places: band c, row y, column x holds 40 c + 7 y + x.
"""

import io
import json
import tarfile

import numpy
from astropy.io import fits
from PIL import Image

Y, X = 6, 5


def planes(bands, kind):
    c, y, x = numpy.meshgrid(numpy.arange(bands), numpy.arange(Y), numpy.arange(X), indexing="ij")
    return (40 * c + 7 * y + x).astype(kind)


def png(array, **how):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, **(how or {"format": "PNG"}))
    return buffer.getvalue()


def npy(array):
    buffer = io.BytesIO()
    numpy.save(buffer, array)
    return buffer.getvalue()


def fit(array):
    buffer = io.BytesIO()
    fits.PrimaryHDU(array).writeto(buffer)
    return buffer.getvalue()


def add(tar, name, data):
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    tar.addfile(entry, io.BytesIO(data))


def kinds():
    rgb = planes(3, numpy.uint8).transpose(1, 2, 0)
    with tarfile.open("kinds.tar", "w", format=tarfile.PAX_FORMAT) as tar:
        add(tar, "__meta__", b"{}")
        add(tar, "README", b"belongs to no sample")
        add(tar, "./a/0001.png", png(rgb))
        add(tar, "./a/0001.cls", b"1\n")
        add(tar, "./a/0001.json", json.dumps({"ra": 150.25, "dec": -1.5, "is_blue": True, "survey": "DES", "nested": {"x": 1}, "none": None}).encode())
        add(tar, "0002.NPY", npy(planes(4, numpy.float16)))
        add(tar, "0002.txt", b"non-lens")
        add(tar, "0003.npy", npy(planes(2, ">f8").transpose(1, 2, 0)))
        add(tar, "0003.json", json.dumps({"label": 0.25}).encode())
        add(tar, "0004.i.fits", fit(planes(3, ">i2")[2]))
        add(tar, "0004.g.fits", fit(planes(3, ">f4")[0]))
        add(tar, "0004.r.npy", npy(planes(3, numpy.int32)[1]))
        add(tar, "0004.cls", b"0")
        add(tar, "0005.tif", png(planes(1, numpy.uint16)[0] * 100, format="TIFF"))
        add(tar, "0006.png", png(rgb))
        add(tar, "0006.npy", npy(planes(3, numpy.float32) + 0.5))
        add(tar, "588017_jpg.image.png", png(rgb))  # the naming of Galaxy Zoo's public shards
        add(tar, "588017_jpg.labels.json", json.dumps({"bar-gz2_no": 11, "label": 2}).encode())
        add(tar, "long/" + "x" * 140 + ".npy", npy(planes(1, numpy.float32)[0]))


def faults():
    good = npy(planes(1, numpy.float32)[0])
    with tarfile.open("faults.tar", "w", format=tarfile.GNU_FORMAT) as tar:
        add(tar, "0001.npy", good)
        add(tar, "0002.png", b"this is no picture")
        add(tar, "0003.cls", b"1")
        add(tar, "0004.npy", good)
        add(tar, "0004.cls", b"perhaps")
        add(tar, "0005.npy", good)
        add(tar, "0005.json", b"[1, 2]")
        add(tar, "0006.npy", good)
        add(tar, "0006.npy", good)
        add(tar, "0007.npy", good[:-3])
        add(tar, "0008.npy", npy(planes(1, numpy.float32)[0] * numpy.nan))
        add(tar, "0009.npy", npy(numpy.array([{"a": 1}], dtype=object)))
        add(tar, "0010.npy", npy(numpy.arange(7.0)))
        add(tar, "0011.npy", good)


kinds()
faults()
