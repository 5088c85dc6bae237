"""Line charts as SVG: enough for finds against labels."""

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


def line_chart(title, x_label, y_label, series):
    """The chart as text of an SVG file."""
    x_ticks = ticks(max((x for line in series for x, _ in line.points), default=1))
    y_ticks = ticks(max((y for line in series for _, y in line.points + line.high), default=1))
    place = _Scale(x_ticks[-1], y_ticks[-1])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{WIDTH / 2}" y="22" text-anchor="middle" font-size="15">{escape(title)}</text>',
        *_axes(place, x_ticks, y_ticks, x_label, y_label),
    ]
    for number, line in enumerate(series):
        parts += _series(place, line, COLOURS[number % len(COLOURS)], number)
    return "\n".join(parts + ["</svg>", ""])


def ticks(greatest):
    """Round numbers from 0 to at least ``greatest``, about five steps apart."""
    raw = max(greatest, 1e-9) / 5
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * (1 - 1e-9))
    return [step * count for count in range(math.ceil(greatest / step - 1e-9) + 1)]


class _Scale:
    def __init__(self, x_end, y_end):
        self._x_end, self._y_end = x_end or 1, y_end or 1

    def x(self, value):
        return round(LEFT + (WIDTH - LEFT - RIGHT) * value / self._x_end, 2)

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


def _series(place, line, colour, number):
    if line.low and line.high:
        band = place.path(line.low + line.high[::-1])
        yield f'<polygon points="{band}" fill="{colour}" fill-opacity="0.15"/>'
    yield f'<polyline points="{place.path(line.points)}" fill="none" stroke="{colour}" stroke-width="2"/>'
    y = TOP + 16 + 20 * number
    yield f'<line x1="{LEFT + 14}" x2="{LEFT + 38}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
    yield f'<text x="{LEFT + 46}" y="{y + 4}">{escape(line.name)}</text>'
