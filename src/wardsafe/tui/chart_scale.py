"""The axis of a chart, and the rows of its lines: where a number stands. Pure.

The axis begins at nought, or higher up where lines would fall together, and is then marked as
broken. A point is rounded to a row, but never to the wrong side of a line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from wardsafe.measures import words
from wardsafe.measures.chart import Chart

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_TICKS = (5, 4, 3, 2)

Lines = tuple[float | None, float | None, float | None]
"""Centre, upper and lower limit at one point."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis: from `base` in `ticks` steps of `step`, each `rows` rows high."""

    step: float
    ticks: int
    rows: int
    base: float = 0.0

    def row(self, number: float) -> int:
        """The row of a number, 0 at the axis."""
        return max(0, round((number - self.base) / self.step * self.rows))

    @property
    def top(self) -> float:
        """The number of the highest tick."""
        return self.base + self.ticks * self.step

    def said(self) -> list[tuple[int, str]]:
        """Each tick: its row, and its number in words."""
        return [
            (number * self.rows, words.number(self.base + number * self.step))
            for number in range(self.ticks + 1)
        ]


@dataclass(frozen=True, slots=True)
class Levels:
    """The rows of the lines at one place, None where there is none, with what they stand for."""

    centre: int | None
    upper: int | None
    lower: int | None
    numbers: Lines

    def place(self, number: float, row: int) -> int:
        """`row`, moved where it would stand on the wrong side of a line."""
        centre, upper, lower = self.numbers
        for level, at in ((lower, self.lower), (centre, self.centre), (upper, self.upper)):
            if level is None or at is None:
                continue
            if number > level:
                row = max(row, at + 1)
            elif number < level:
                row = min(row, at - 1)
            else:
                row = at
        return max(0, row)


def lines_of(chart: Chart) -> list[Lines]:
    """Centre, upper and lower of each point as they are drawn: no limit below nought, no share
    above a hundred, because no point can be there."""
    along = list(zip(chart.centre, chart.upper, chart.lower, strict=True))
    shown = {each: _shown(chart, *each) for each in set(along)}
    return [shown[each] for each in along]


def _shown(chart: Chart, centre: float | None, upper: float | None, lower: float | None) -> Lines:
    if upper is not None and chart.unit == "%" and upper > 100:
        upper = None
    return centre, upper, lower if lower is not None and lower > 0 else None


def scale_of(chart: Chart, lines: Iterable[Lines], rows: int) -> Scale:
    """The axis that uses `rows` rows best, one row left above it: from nought where the lines of
    the chart then stand apart, otherwise broken."""
    levels = set(lines)
    numbers = list(_numbers(chart, levels))
    whole = _scale(0.0, max(numbers, default=0.0) or 1.0, rows)
    least = min(numbers, default=0.0)
    if least <= 0 or all(_stand_apart(whole, each) for each in levels):
        return whole
    broken = _scale(least, max(numbers), rows)
    return broken if broken.base > 0 else whole


def _numbers(chart: Chart, levels: Iterable[Lines]) -> Iterator[float]:
    """Every number that is drawn."""
    yield from (point.number for point in chart.points if point.number is not None)
    yield from (each for level in levels for each in level if each is not None)
    if chart.target is not None and not chart.handed_over:
        yield chart.target


def _scale(least: float, most: float, rows: int) -> Scale:
    best, used = None, 0.0
    for ticks in _TICKS:
        each = (rows - 2) // ticks
        if each < 2:
            continue
        step, base = _nice((most - least) / ticks), 0.0
        while True:
            base = floor(least / step) * step
            if base + ticks * step >= most * (1 - 1e-9):
                break
            step = _nice(step * 1.01)
        share = (most - base) / step * each / (rows - 2)
        if best is None or share > used:
            best, used = Scale(step, ticks, each, base), share
    return best or Scale(most, 1, max(1, rows - 2))


def _stand_apart(scale: Scale, levels: Lines) -> bool:
    """Whether between any two lines there is a row for a point."""
    rows = sorted(scale.row(each) for each in levels if each is not None)
    return all(after - before >= 2 for before, after in pairwise(rows))


def _nice(least: float) -> float:
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    return next(each * power for each in _STEPS if each * power >= least * (1 - 1e-9))


def levels_of(scale: Scale, numbers: Lines, rows: int) -> Levels:
    """The rows of the lines at a point: two apart, so that a point fits between any two."""
    centre, upper, lower = (None if n is None else scale.row(n) for n in numbers)
    last = rows - 2
    if centre is not None:
        centre = min(max(centre, 3 if lower is not None else 0), last - 2)
        lower = None if lower is None else max(1, min(lower, centre - 2))
        upper = None if upper is None else min(max(upper, centre + 2), last)
    return Levels(centre, upper, lower, numbers)
