"""A random forest on radial features, as a baseline of an experiment: SCRIPT FOLDER SEED (scikit-learn 1.2.1).

Reads images.npy ([n, c, y, x]) and rows.csv (row,label,part) and writes scores.csv (row,score): part "train" fits, part "test" is scored; where
parts are numbers of folds, every row is scored by a forest that has not seen its fold. The 35 features are those of
../painted/radial_baseline.py, of the mean over bands: mean, standard deviation, greatest value and share of the light in eight rings of a
sixteenth of the picture's side about the centre, and mean, standard deviation and peak of the whole.
"""
import csv
import os
import sys

import numpy as np
from sklearn.ensemble import RandomForestClassifier


def features(image):
    y, x = np.indices(image.shape)
    ring = (np.hypot(x - (image.shape[1] - 1) / 2, y - (image.shape[0] - 1) / 2) // (image.shape[0] / 16)).astype(int)
    rows = []
    for r in range(8):
        values = image[ring == r]
        rows += [values.mean(), values.std(), values.max(), values.sum() / max(image.sum(), 1e-6)]
    return rows + [image.mean(), image.std(), image.max()]


def main(folder, seed):
    images = np.load(os.path.join(folder, "images.npy"), mmap_mode="r")
    rows = list(csv.DictReader(open(os.path.join(folder, "rows.csv"))))
    labels = np.array([int(row["label"]) for row in rows])
    parts = np.array([row["part"] for row in rows])
    x = np.array([features(image.astype(np.float64).mean(axis=0) - image.min()) for image in images])
    scores = {}
    for part in [p for p in sorted(set(parts)) if p != "train"]:
        fit = parts == "train" if part == "test" else parts != part
        forest = RandomForestClassifier(500, random_state=seed, n_jobs=1).fit(x[fit], labels[fit])
        chosen = np.flatnonzero(parts == part)
        scores.update(zip(chosen, forest.predict_proba(x[chosen])[:, 1]))
    with open(os.path.join(folder, "scores.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["row", "score"])
        writer.writerows((row, repr(float(scores[row]))) for row in sorted(scores))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
