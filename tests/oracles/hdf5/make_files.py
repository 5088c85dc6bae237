"""Makes the HDF5 files that the reader is tested on: python3 make_files.py. Needs h5py (recorded with Debian's python3-h5py 3.7.0).

Values follow from their places, so that a test can tell every one of them: image n, row y, column x, band c is (n * 7 + y * 5 + x * 3 + c) % 251.
"""

import h5py
import numpy

N, Y, X, C = 23, 8, 6, 3


def images(kind):
    n, y, x, c = numpy.meshgrid(numpy.arange(N), numpy.arange(Y), numpy.arange(X), numpy.arange(C), indexing="ij")
    return ((n * 7 + y * 5 + x * 3 + c) % 251).astype(kind)


def galaxy10():
    """The arrays of Galaxy10 DECaLS under their names and types."""
    with h5py.File("galaxy10.h5", "w") as file:
        file["images"] = images(numpy.uint8)
        file["ans"] = (numpy.arange(N) % 10).astype(numpy.uint8)
        file["ra"] = 150 + numpy.arange(N) / 8
        file["dec"] = -2 + numpy.arange(N) / 16
        file["redshift"] = numpy.where(numpy.arange(N) == 4, numpy.nan, numpy.arange(N) / 100)
        file["pxscale"] = numpy.full(N, 0.262)


def chunked():
    """Compressed chunks that cut through images, bands first, short floats, texts of both kinds, attributes, groups; the newest format."""
    planes = images(numpy.float16).transpose(0, 3, 1, 2)
    with h5py.File("chunked.h5", "w", libver="latest") as file:
        file.attrs["survey"] = "HSC PDR2"
        file.attrs["fixed"] = numpy.bytes_("short")
        file.attrs["number"] = 4.5
        group = file.create_group("train")
        stored = group.create_dataset("cutouts", data=planes, chunks=(5, 1, 4, 6), compression="gzip", shuffle=True, fletcher32=True)
        stored.attrs["unit"] = "nanomaggy"
        group["names"] = [f"galaxy-{i}-é" for i in range(N)]
        group["codes"] = numpy.array([f"c{i}" for i in range(N)], dtype="S8")
        group["is_lens"] = numpy.arange(N) % 4 == 0
        group["wrong_length"] = numpy.arange(N - 1)
        group["flat"] = numpy.arange(12).reshape(3, 4)
        group["big_endian"] = numpy.arange(N).astype(">i4")
        file["elsewhere"] = h5py.ExternalLink("galaxy10.h5", "/images")


def outside():
    """An array whose elements lie in another file."""
    with h5py.File("outside.h5", "w") as file:
        file.create_dataset("images", shape=(1, 2, 2), dtype="u1", external=[("elsewhere.bin", 0, 4)])


def unknown_filter():
    """A compression that libhdf5 does not have."""
    with h5py.File("lzf.h5", "w") as file:
        file.create_dataset("images", data=images(numpy.uint8), chunks=(4, Y, X, C), compression="lzf")


galaxy10()
chunked()
outside()
unknown_filter()
