"""The same work as lens bench, by the programs that LensGrains is compared with. One JSON object a line.

references.py FOLDER: FOLDER holds scores-N.npy; SQLite's database is made there.
"""
import json
import os
import sqlite3
import statistics
import sys
import time


def report(name, run, runs, unit, note, scale=1e3):
    run()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * scale)
    print(json.dumps({"name": name, "value": statistics.median(times), "unit": unit, "runs": runs, "note": note}), flush=True)


def mixtures(folder):
    import numpy
    import sklearn
    from sklearn.mixture import GaussianMixture

    for count in (2375, 100000):
        scores = numpy.load(os.path.join(folder, f"scores-{count}.npy")).reshape(-1, 1)
        report(f"gmm.{count}.sklearn", lambda: GaussianMixture(n_components=2, random_state=42).fit(scores), 5, "ms",
               f"scikit-learn {sklearn.__version__}")


def pages():
    """SL_discovery's page: dictionaries by name, a set difference, a sort by score, then one by uncertainty."""
    import numpy

    count, labelled_count, page, supplements = 147203, 2375, 10, 2
    random = numpy.random.default_rng(1)
    names = [f"source_{i:07d}" for i in range(count)]
    scores = dict(zip(names, random.random(count).tolist()))
    spread = dict(zip(names, random.random(count).tolist()))
    labelled = [names[i] for i in random.choice(count, labelled_count, replace=False)]

    def next_page():
        unlabelled = sorted(set(names) - set(labelled))
        high = sorted(unlabelled, key=lambda n: scores[n], reverse=True)[:page - supplements]
        rest = [n for n in unlabelled if n not in high]
        return high + sorted(rest, key=lambda n: spread[n], reverse=True)[:supplements]

    report(f"page.sldiscovery.{count}", next_page, 5, "ms", f"its selection restated, Python {sys.version.split()[0]}")


def commits(folder):
    """Durable commits of one row each: what a program without group commit can do at best on this disk."""
    database = sqlite3.connect(os.path.join(folder, "reference.db"), isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE labels (id INTEGER PRIMARY KEY, body TEXT)")

    def commit():
        database.execute("INSERT INTO labels (body) VALUES (?)", ("x" * 300,))

    report("sqlite.commit", commit, 101, "ms", f"SQLite {sqlite3.sqlite_version}, WAL, synchronous FULL, one row a commit")
    database.close()


def main():
    folder = sys.argv[1]
    commits(folder)
    try:
        pages()
        mixtures(folder)
    except ImportError as missing:
        print(f"references: {missing}", file=sys.stderr)


main()
