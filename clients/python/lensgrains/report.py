"""What came out of an experiment, as Markdown and as a plot."""

from . import figures
from .svg import Series, chart


def policies_of(runs):
    return list(dict.fromkeys(run.policy for run in runs))


def markdown(runs, page_size, baseline="random"):
    """Finds at some numbers of labels, median (least to greatest) over seeds, and the AUROC of the last round."""
    end = max(point.labels for run in runs for point in run.points)
    marks = figures.marks_up_to(end, page_size)
    names = policies_of(runs)
    lines = ["| labels | " + " | ".join(names) + " |", "|---:|" + "---:|" * len(names)]
    for mark in marks:
        cells = [_cell(_finds(runs, name, mark)) for name in names]
        lines.append(f"| {mark} | " + " | ".join(cells) + " |")
    lines += _recalls(runs, names, marks)
    lines.append("| AUROC, all scored | " + " | ".join(_auroc(runs, name, "auroc_all") for name in names) + " |")
    lines.append("| AUROC, unlabelled | " + " | ".join(_auroc(runs, name, "auroc_unlabelled") for name in names) + " |")
    return "\n".join(lines + ["", *_ratios(runs, names, end, baseline)]) + "\n"


def finds_plot(runs, title):
    """Finds against labels: the median over seeds as a line, least to greatest as a band."""
    series = []
    for name in policies_of(runs):
        own = [run for run in runs if run.policy == name]
        marks = sorted({point.labels for run in own for point in run.points})
        spreads = [(mark, figures.spread(figures.finds_at(run.points, mark) for run in own)) for mark in marks]
        spreads = [(mark, values) for mark, values in spreads if values]
        series.append(Series(
            f"{name} ({len(own)} seeds)",
            [(0, 0)] + [(mark, values[0]) for mark, values in spreads],
            [(0, 0)] + [(mark, values[1]) for mark, values in spreads],
            [(0, 0)] + [(mark, values[2]) for mark, values in spreads]))
    return chart(title, "labels given", "positives found", series, legend_at="left")


def _finds(runs, policy, mark):
    return figures.spread(figures.finds_at(run.points, mark) for run in runs if run.policy == policy)


def _recalls(runs, names, marks):
    """Shares of the positives that could be found; only where runs say how many there were."""
    if any(not run.findable for run in runs):
        return
    for mark in marks:
        cells = [_percent(figures.spread(_recall(run, mark) for run in runs if run.policy == name)) for name in names]
        yield f"| recall at {mark} | " + " | ".join(cells) + " |"


def _recall(run, mark):
    finds = figures.finds_at(run.points, mark)
    return None if finds is None else finds / run.findable


def _percent(values):
    return "-" if values is None else f"{values[0]:.1%} ({values[1]:.1%} to {values[2]:.1%})"


def _cell(values):
    return "-" if values is None else f"{values[0]:g} ({values[1]:g} to {values[2]:g})"


def _auroc(runs, policy, key):
    values = figures.spread(getattr(run, key) for run in runs if run.policy == policy)
    return "-" if values is None else f"{values[0]:.3f} ({values[1]:.3f} to {values[2]:.3f})"


def _ratios(runs, names, end, baseline):
    base = _finds(runs, baseline, end) if baseline in names else None
    for name in names:
        own = _finds(runs, name, end)
        if base and own and name != baseline and base[0] > 0:
            yield f"After {end} labels `{name}` has {own[0] / base[0]:.2f} times the finds of `{baseline}` (medians)."
