"""The two plots of a round, from what the server says about it: scores of the classes, and score against rank."""

from .svg import Marks, Rule, Series, chart

RULES = (
    ("maxScore", "greatest score", "#333333", "1 3"),
    ("dividingThreshold", "dividing threshold", "#d62728", "8 4"),
    ("minKnown", "least of known lenses", "#ff7f0e", "2 3"),
    ("minFinds", "least of finds", "#7d4ea3", "8 3 2 3"),
    ("maxNegative", "greatest of negatives", "#2ca02c", "2 3"),
)


def scores_plot(plots):
    """Both classes' distributions, each normalised by its own count, with the lines."""
    series = [
        Series(f"positives ({plots['positives']['count']})", steps(plots["positives"]["fractions"], plots["binWidth"])),
        Series(f"negatives ({plots['negatives']['count']})", steps(plots["negatives"]["fractions"], plots["binWidth"])),
    ]
    return chart(f"Round {plots['round']}: scores of labelled sources", "score", "share of the class", series, rules(plots, "x"))


def ranks_plot(plots):
    """Number of sources at or above a score, with lines, known lenses as dots and finds as stars."""
    curve = Series("all sources", list(zip(plots["curve"]["counts"], plots["curve"]["scores"])))
    marks = [
        Marks(f"known lenses ({plots['known']['count']})", places(plots["known"]), "#d62728", "dot"),
        Marks(f"finds ({plots['finds']['count']})", places(plots["finds"]), "#7d4ea3", "star"),
    ]
    shown = [group for group in marks if group.points]
    title = f"Round {plots['round']}: score against rank, {plots['scored']} sources"
    return chart(title, "sources at or above", "score", [curve], rules(plots, "y"), shown, x_is_log=True)


def steps(fractions, width):
    """The outline of a histogram."""
    points = [(0, 0)]
    for place, fraction in enumerate(fractions):
        points += [(place * width, fraction), ((place + 1) * width, fraction)]
    return points + [(len(fractions) * width, 0)]


def rules(plots, axis):
    lines = plots["lines"]
    return [Rule(f"{name}: {lines[key]['count']} above", axis, lines[key]["score"], colour, dash)
            for key, name, colour, dash in RULES if lines.get(key) is not None]


def places(group):
    return [(point["rank"], point["score"]) for point in group["points"]]
