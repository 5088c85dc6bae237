"""Charts as SVG: lines with bands, rules across the chart, and marks; enough for finds, scores and ranks."""

import dataclasses
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 40, 52
COLOURS = ("#0b6e99", "#c2571a", "#5b8c2a", "#7d4ea3", "#8a6d3b", "#555555")


@dataclasses.dataclass(frozen=True)
class Series:
    """A line through ``points`` [(x, y)], with a band between ``low`` and ``high`` where they are given."""

    name: str
    points: list
    low: list = dataclasses.field(default_factory=list)
    high: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Rule:
    """A line across the chart at a value of the axis "x" or "y"; ``dash`` as in SVG's stroke-dasharray."""

    name: str
    axis: str
    value: float
    colour: str
    dash: str = ""


@dataclasses.dataclass(frozen=True)
class Marks:
    """Single points, as dots or stars."""

    name: str
    points: list
    colour: str
    shape: str = "dot"


def chart(title, x_label, y_label, series=(), rules=(), marks=(), x_is_log=False, legend_at="right"):
    """The chart as text of an SVG file. Axes begin at 0, a logarithmic one at 1."""
    lines = [*series, *marks]
    greatest_x = max((x for line in lines for x, _ in line.points), default=1)
    greatest_y = max([y for line in lines for _, y in line.points] + [y for line in series for _, y in line.high], default=1)
    x_ticks = decades(greatest_x) if x_is_log else ticks(greatest_x)
    place = _Scale(x_ticks[-1], ticks(greatest_y)[-1], x_is_log)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{WIDTH / 2}" y="22" text-anchor="middle" font-size="15">{escape(title)}</text>',
        *_axes(place, x_ticks, ticks(greatest_y), x_label, y_label),
    ]
    legend = []
    for number, line in enumerate(series):
        colour = COLOURS[number % len(COLOURS)]
        parts += _series(place, line, colour)
        legend.append((line.name, colour, ""))
    for rule in rules:
        parts.append(_rule(place, rule))
        legend.append((rule.name, rule.colour, rule.dash))
    for group in marks:
        parts += [_mark(place.x(x), place.y(y), group) for x, y in group.points]
        legend.append((group.name, group.colour, group.shape))
    return "\n".join([*parts, *_legend(legend, legend_at), "</svg>", ""])


def ticks(greatest):
    """Round numbers from 0 to at least ``greatest``, about five steps apart."""
    raw = max(greatest, 1e-9) / 5
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * (1 - 1e-9))
    return [step * count for count in range(math.ceil(greatest / step - 1e-9) + 1)]


def decades(greatest):
    """1, 10, 100, … up to at least ``greatest``, and never fewer than two."""
    return [10**power for power in range(max(1, math.ceil(math.log10(max(greatest, 1)) - 1e-9)) + 1)]


class _Scale:
    def __init__(self, x_end, y_end, x_is_log):
        self._x_end, self._y_end, self._x_is_log = x_end or 1, y_end or 1, x_is_log

    def x(self, value):
        share = math.log(max(value, 1)) / math.log(self._x_end) if self._x_is_log else value / self._x_end
        return round(LEFT + (WIDTH - LEFT - RIGHT) * share, 2)

    def y(self, value):
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self._y_end, 2)

    def path(self, points):
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)


def _axes(place, x_ticks, y_ticks, x_label, y_label):
    floor = HEIGHT - BOTTOM
    for value in y_ticks:
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{place.y(value)}" y2="{place.y(value)}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 8}" y="{place.y(value) + 4}" text-anchor="end">{value:g}</text>'
    for value in x_ticks:
        yield f'<text x="{place.x(value)}" y="{floor + 20}" text-anchor="middle">{value:g}</text>'
    yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{floor}" y2="{floor}" stroke="#333333"/>'
    yield f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_label)}</text>'
    yield f'<text transform="translate(16 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">{escape(y_label)}</text>'


def _series(place, line, colour):
    if line.low and line.high:
        band = place.path(line.low + line.high[::-1])
        yield f'<polygon points="{band}" fill="{colour}" fill-opacity="0.15"/>'
    yield f'<polyline points="{place.path(line.points)}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _rule(place, rule):
    if rule.axis == "x":
        ends = f'x1="{place.x(rule.value)}" x2="{place.x(rule.value)}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"'
    else:
        ends = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{place.y(rule.value)}" y2="{place.y(rule.value)}"'
    return f'<line {ends} stroke="{rule.colour}" stroke-width="1.5" stroke-dasharray="{rule.dash}"/>'


def _mark(x, y, group):
    if group.shape == "dot":
        return f'<circle cx="{x}" cy="{y}" r="3.5" fill="{group.colour}"/>'
    corners = [(math.pi * (turn / 5 - 0.5), 6 if turn % 2 == 0 else 2.5) for turn in range(10)]
    star = " ".join(f"{x + r * math.cos(angle):.2f},{y + r * math.sin(angle):.2f}" for angle, r in corners)
    return f'<polygon points="{star}" fill="{group.colour}"/>'


def _legend(entries, side):
    width = 60 + 7 * max((len(name) for name, _, _ in entries), default=0)
    left = WIDTH - RIGHT - 10 - width if side == "right" else LEFT + 10
    yield f'<rect x="{left}" y="{TOP + 4}" width="{width}" height="{20 * len(entries) + 8}" fill="#ffffff" fill-opacity="0.85"/>'
    for number, (name, colour, look) in enumerate(entries):
        y = TOP + 20 + 20 * number
        if look in ("dot", "star"):
            yield _mark(left + 22, y, Marks(name, [], colour, look))
        else:
            dash = f' stroke-dasharray="{look}"' if look else ""
            yield f'<line x1="{left + 8}" x2="{left + 36}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"{dash}/>'
        yield f'<text x="{left + 44}" y="{y + 4}">{escape(name)}</text>'
