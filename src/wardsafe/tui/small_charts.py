"""A chart of a ward in a few rows, to be seen beside others: points, centre, limits, what it says.

Each has its own scale, whose ends stand at the right, from nought where that leaves room for its
changes: what is read here is how a ward changes, not how it differs from others. What was not
recorded is a column with its own sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content, Span

from wardsafe.measures import words
from wardsafe.measures.chart import Chart, Point
from wardsafe.services.network.charts import Charted
from wardsafe.tui.chart import point_sign
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs

_BROKEN = 0.3
"""A scale that begins above this share of its top does not begin at nought."""

_RIGHT = 5
"""Cells for the figures at the right."""


def small_chart(one: Charted, width: int, rows: int, *, chosen: bool) -> list[Content]:
    """A name, `rows` rows of points, and a few words: `rows` + 2 lines of `width` cells."""
    signs = glyphs()
    mark = drawn(f"{signs.bar} " if chosen else "  ", "$accent")
    name = joined(mark, drawn(one.title, "bold $accent" if chosen else "bold $strong",
                              width=width - 2))  # fmt: skip
    if one.chart is None:
        why = joined(Content("  "), drawn(f"not charted: {one.why}", "$quiet", width=width - 2))
        return [name, why, *(Content("") for _ in range(rows))]
    kind = {"quarter": "by quarter"}.get(one.chart.points[0].period.kind, "by month")
    head = spread(name, drawn(kind, "$quiet"), width)
    return [head, *_drawn(one.chart, width - 2, rows), joined(Content("  "), said_of(one.chart))]


def said_of(chart: Chart) -> Content:
    """What a chart says, in a word: its newest signal (of several the longest), or none."""
    if not chart.flags:
        limits = any(each is not None for each in chart.upper)
        return drawn("no signal" if limits else "too few for limits", "$quiet")
    flag = max(chart.flags, key=lambda one: (max(one.points, default=-1), len(one.points)))
    first = chart.points[flag.points[0]].period.said if flag.points else ""
    sign, style = point_sign(chart, chart.points[flag.points[-1]]) if flag.points else ("", "$ink")
    return joined(drawn(f"{sign} ", style), drawn(f"{flag.rule} from {first}", "$ink"))


@dataclass(frozen=True, slots=True)
class _Scale:
    """From `least` in the lowest row to `most` in the highest of `rows`."""

    least: float
    most: float
    rows: int

    def row(self, number: float) -> int:
        """The row of a number, 0 the highest, never outside."""
        share = (number - self.least) / (self.most - self.least)
        return min(max(self.rows - 1 - round(share * (self.rows - 1)), 0), self.rows - 1)


def _drawn(chart: Chart, width: int, rows: int) -> list[Content]:
    room = width - _RIGHT
    kept = chart.points[-room:]
    first, each = len(chart.points) - len(kept), max(1, min(4, room // max(1, len(kept))))
    scale = _scale(chart, rows)
    grid = [[" "] * (each * len(kept)) for _ in range(rows)]
    styles = [[""] * (each * len(kept)) for _ in range(rows)]
    for at, point in enumerate(kept):
        for x in range(each * at, each * (at + 1)):
            for level, sign, style in _levels(chart, first + at):
                if level is not None and scale.least <= level <= scale.most:
                    _put(grid, styles, x, scale.row(level), sign, style)
        _point(chart, point, grid, styles, each * at + (each - 1) // 2, scale)
    figures = _figures(chart, scale)
    return [_line(grid[y], styles[y], figures[y], width) for y in range(rows)]


def _scale(chart: Chart, rows: int) -> _Scale:
    numbers = [point.number for point in chart.points if point.number is not None] or [0.0]
    levels = [level for line in (chart.upper, chart.lower) for level in line if level is not None]
    near = [level for level in levels if 0 < level <= 2 * max(numbers)]
    least, most = min([*numbers, *near]), max([*numbers, *near]) or 1.0
    return _Scale(least if least > _BROKEN * most else 0.0, most if most > least else least + 1,
                  rows)  # fmt: skip


def _levels(chart: Chart, at: int) -> Sequence[tuple[float | None, str, str]]:
    signs, lower = glyphs(), chart.lower[at]
    return (
        (chart.upper[at], signs.limit, "$faint"),
        (lower if lower is not None and lower > 0 else None, signs.limit, "$faint"),
        (chart.centre[at], signs.centre, "$quiet"),
    )


_Signs = list[list[str]]


def _put(grid: _Signs, styles: _Signs, x: int, y: int, sign: str, style: str) -> None:
    grid[y][x], styles[y][x] = sign, style


def _point(chart: Chart, point: Point, grid: _Signs, styles: _Signs, x: int, scale: _Scale) -> None:
    if point.number is None:
        for y in range(scale.rows - 1):
            _put(grid, styles, x, y, " ", "on $unrecorded-ground")
        last = scale.rows - 1
        _put(grid, styles, x, last, glyphs().unknown, "$unrecorded on $unrecorded-ground")
        return
    sign, style = point_sign(chart, point)
    _put(grid, styles, x, scale.row(point.number), sign, style)


def _figures(chart: Chart, scale: _Scale) -> list[str]:
    """The ends of the scale and the centre, in the rows where they are."""
    found = [""] * scale.rows
    found[0], found[-1] = (words.number(round(end)) for end in (scale.most, scale.least))
    centre = next((level for level in reversed(chart.centre) if level is not None), None)
    if centre is not None:
        found[min(scale.rows - 2, max(1, scale.row(centre)))] = words.number(round(centre))
    return found


def _line(signs: Sequence[str], styles: Sequence[str], figure: str, width: int) -> Content:
    spans, begin = [], 0
    for at in range(1, len(styles) + 1):
        if at == len(styles) or styles[at] != styles[begin]:
            spans += [Span(begin, at, styles[begin])] if styles[begin] else []
            begin = at
    made = Content("".join(signs), spans, strip_control_codes=False)
    return joined(Content("  "), spread(made, drawn(figure, "$quiet"), width))
