"""Judges the hand-crafted features: cross-validated AUC on simulated sources and on graded real cutouts.

    ./lens bench export-sim FOLDER 4000 0.15        -> features.npy, truth.csv, names.txt
    ./lens bench export-files LIST.txt CFHTLS.npy   (LIST.txt: one file per line)
    judge_features.py FOLDER [LIST.txt CFHTLS.npy labels.csv]
"""
import csv
import os
import sys
import warnings

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
FOLDS = StratifiedKFold(5, shuffle=True, random_state=0)


def models():
    for c in (0.003, 0.03):
        yield f"logistic C={c}", make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=2000, class_weight="balanced"))
    yield "extra trees", ExtraTreesClassifier(300, min_samples_leaf=2, class_weight="balanced", random_state=0, n_jobs=1)


def scores(x, y):
    for name, model in models():
        yield name, cross_val_predict(model, x, y, cv=FOLDS, method="predict_proba")[:, 1]


def simulated(folder):
    x = np.load(os.path.join(folder, "features.npy"))
    truth = list(csv.DictReader(open(os.path.join(folder, "truth.csv"))))
    y = np.array([int(row["is_lens"]) for row in truth])
    kinds = np.array([row["kind"] for row in truth])
    print("simulated", x.shape, "lenses", y.sum())
    for name, p in scores(x, y):
        order = np.argsort(p[y == 0])
        cut = p[y == 0][order[int(0.995 * len(order))]]
        by_kind = " ".join(f"{k} {roc_auc_score(y[(y == 1) | (kinds == k)], p[(y == 1) | (kinds == k)]):.3f}" for k in sorted(set(kinds) - {"Lens"}))
        print(f"  {name:18s} AUC {roc_auc_score(y, p):.4f}  completeness at 0.5% false positives {np.mean(p[y == 1] > cut):.3f}  {by_kind}")


def graded(listing, features, labels):
    x = np.load(features)
    grade = {os.path.basename(row["file"]): float(row["expert_grade"]) for row in csv.DictReader(open(labels))}
    g = np.array([grade[os.path.basename(line.strip())] for line in open(listing)])
    for cut in (1.3, 2.0):
        y = (g >= cut - 1e-6).astype(int)
        print("graded, grade >=", cut, x.shape, "positives", y.sum())
        for name, p in scores(x, y):
            print(f"  {name:18s} AUC {roc_auc_score(y, p):.4f}")


if __name__ == "__main__":
    simulated(sys.argv[1])
    if len(sys.argv) > 2:
        graded(*sys.argv[2:5])
