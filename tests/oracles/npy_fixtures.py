"""Arrays as NumPy writes them, for tests/Catalogs.Tests/NpyTests.cs. Run: python3 tests/oracles/npy_fixtures.py"""
import os

import numpy as np

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "npy")
x = np.arange(12).reshape(4, 3) * 0.5 - 1
names = np.array(["b", "a", "Zürich", "δ☉𝄞"])

arrays = {}
for code in ("f2", "f4", "f8"):
    for order in "CF":
        for end in "<>":
            arrays[f"{code}_{order}_{'little' if end == '<' else 'big'}"] = np.array(x, dtype=end + code, order=order)
np.savez_compressed(os.path.join(folder, "all.npz"), names=names, names_big=names.astype(">U6"),
                    names_bytes=np.char.encode(names, "utf-8"), integers=np.array([-5, 7], dtype=">i4"), **arrays)
np.savez(os.path.join(folder, "embeddings.npz"), embeddings=x.astype("f4"), names=names)
np.save(os.path.join(folder, "objects.npy"), np.array(["a", None], dtype=object))
