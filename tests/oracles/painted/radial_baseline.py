"""How far radial features alone go on the painted sky: a random forest and a logistic regression, 1,800 images to train with.

35 features: mean, standard deviation, greatest value, and share of the light, each in eight rings of 4 pixels about the centre, and mean,
standard deviation and peak of the whole picture. The features know nothing of arcs: a ring's scatter does not say where it is bright.

    ./lens simulate painted --kind realistic --count 3800 --seed 42
    /usr/bin/python3 tests/oracles/painted/radial_baseline.py painted      (scikit-learn 1.2.1; output beside this file)
"""
import csv
import os
import sys

import numpy as np
from astropy.io import fits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score, roc_curve
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

TRAIN = 1800


def features(image):
    y, x = np.indices(image.shape)
    ring = (np.hypot(x - (image.shape[1] - 1) / 2, y - (image.shape[0] - 1) / 2) // 4).astype(int)
    rows = []
    for r in range(8):
        values = image[ring == r]
        rows += [values.mean(), values.std(), values.max(), values.sum() / image.sum()]
    return rows + [image.mean(), image.std(), image.max()]


def rate_at(labels, scores, least):
    false, true, _ = roc_curve(labels, scores, drop_intermediate=False)
    return true[false <= least].max()


def main(folder):
    rows = list(csv.DictReader(open(os.path.join(folder, "truth.csv"))))
    labels = np.array([int(row["is_lens"]) for row in rows])
    x = np.array([features(fits.getdata(os.path.join(folder, "cutouts", row["name"] + ".fits")).astype(np.float64)) for row in rows])
    print(f"{len(rows)} images, {labels.sum()} with arcs, {x.shape[1]} features, {TRAIN} to train with")
    for name, model in (("random forest", RandomForestClassifier(500, random_state=0, n_jobs=1)),
                        ("logistic regression", make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000)))):
        model.fit(x[:TRAIN], labels[:TRAIN])
        scores, truth = model.predict_proba(x[TRAIN:])[:, 1], labels[TRAIN:]
        print(f"{name}: accuracy {accuracy_score(truth, scores > 0.5):.4f}, AUC {roc_auc_score(truth, scores):.4f}, "
              f"TPR at FPR 0 {rate_at(truth, scores, 0):.3f}, at FPR 0.1 {rate_at(truth, scores, 0.1):.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
