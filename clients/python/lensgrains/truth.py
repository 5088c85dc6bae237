"""The answers a scripted annotator gives: a table of names and grades, and the grade from which on a source is positive."""

import csv
import pathlib

ID_COLUMNS = ("id", "name", "file", "source")
GRADE_COLUMNS = ("grade", "expert_grade", "is_lens", "truth", "label")


class TruthError(Exception):
    """The table cannot be used as it is."""


class Truth:
    """Grades by source name. A name matches with or without its folder and its file ending."""

    def __init__(self, grades, cut):
        self.cut = cut
        self._grades = {}
        for name, grade in grades:
            key = key_of(name)
            if self._grades.setdefault(key, grade) != grade:
                raise TruthError(f"two grades for '{key}'")

    def __len__(self):
        return len(self._grades)

    @property
    def positives(self):
        return sum(grade >= self.cut for grade in self._grades.values())

    def knows(self, name):
        return key_of(name) in self._grades

    def grade(self, name):
        if not self.knows(name):
            raise TruthError(f"the truth has no row for '{name}'")
        return self._grades[key_of(name)]

    def is_positive(self, name):
        return self.grade(name) >= self.cut


def key_of(name):
    """The last part of a path without its endings: ``g/a.fits.gz`` and ``a`` are the same source."""
    last = pathlib.PurePosixPath(name.replace("\\", "/")).name
    for ending in (".gz", ".fz", ".fits", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".npy"):
        if last.lower().endswith(ending):
            last = last[: -len(ending)]
    return last


def read_truth(path, cut, id_column=None, grade_column=None):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise TruthError(f"no rows in {path}")
    id_column = id_column or _choose(rows[0], ID_COLUMNS, "--id-column")
    grade_column = grade_column or _choose(rows[0], GRADE_COLUMNS, "--grade-column")
    for column in (id_column, grade_column):
        if column not in rows[0]:
            raise TruthError(f"no column '{column}' in {path}; there are {', '.join(rows[0])}")
    return Truth(((row[id_column], float(row[grade_column])) for row in rows), cut)


def _choose(row, names, option):
    for name in names:
        if name in row:
            return name
    raise TruthError(f"say which column with {option}; there are {', '.join(row)}")
