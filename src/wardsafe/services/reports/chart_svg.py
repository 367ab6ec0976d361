"""One chart as SVG inside a page: shapes besides colours, and its sentence as alternative text.

A number reaches the picture only through `Chart`, the same that the screen and the CSV read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from wardsafe.measures import words
from wardsafe.measures.chart import (
    CONCERN,
    HIGH,
    IMPROVEMENT,
    LOW,
    NOT_RECORDED,
    Chart,
    Line,
    Point,
)  # fmt: skip
from wardsafe.services.reports.scale import Plot, plot, ticks

WIDTH, HEIGHT = 720, 250
LEFT, RIGHT, TOP, FOOT = 46, 64, 26, 34
LABEL = 52
"""The least width that a label of the time axis takes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A note on the time line: a change idea that began, a re-base."""

    at: date
    words: str


def svg(chart: Chart, name: str, marks: Sequence[Mark] = ()) -> str:
    """The picture, `name` being its id in the page. A period not recorded is a grey band and a
    question mark; nothing is drawn for it, and never nought."""
    area = plot(chart, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - FOOT)
    parts = [
        f'<title id="{name}-t">{escape(chart.title)}</title>',
        f'<desc id="{name}-d">{escape(chart.said)}</desc>',
        *_axes(chart, area),
        *_bands(chart, area),
        *_marks(chart, area, marks),
        *_lines(chart, area),
        *_series(chart, area),
        *(
            shape
            for place, point in enumerate(chart.points)
            for shape in _point(area, place, point)
        ),
        *_values(chart, area),
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-t {name}-d">{"".join(parts)}</svg>'
    )


def _axes(chart: Chart, area: Plot) -> Iterator[str]:
    for value in ticks(area.most):
        y = area.y(value)
        yield line(area.left, y, area.left + area.width, y, "grid")
        yield text(area.left - 6, y + 3.5, words.number(value), "end")
    yield text(area.left - 6, 12, chart.unit, "start", "quiet")
    every = max(1, -(-LABEL // max(1, int(area.step))))
    for place, point in enumerate(chart.points):
        if place % every == 0:
            yield text(area.x(place), area.foot + 15, _short(point), "middle")
            if (
                place == 0
                or point.period.first.year != chart.points[place - every].period.first.year
            ):
                year = str(point.period.first.year)
                yield text(area.x(place), area.foot + 28, year, "middle", "quiet")


def _short(point: Point) -> str:
    first = point.period.first if point.period.kind != "gap" else point.period.after
    month = words.MONTHS[first.month - 1]
    return month if point.period.kind in ("month", "quarter") else f"{first.day} {month}"


def _bands(chart: Chart, area: Plot) -> Iterator[str]:
    for place, point in enumerate(chart.points):
        if point.state == NOT_RECORDED:
            x = area.x(place) - area.step / 2
            yield (
                f'<rect class="gap" x="{x:.1f}" y="{area.top}" width="{area.step:.1f}" '
                f'height="{area.height}"/>'
            )
            yield text(area.x(place), area.foot - 6, "?", "middle", "quiet")


def _marks(chart: Chart, area: Plot, marks: Sequence[Mark]) -> Iterator[str]:
    for mark in marks:
        place = next((n for n, p in enumerate(chart.points) if p.period.holds(mark.at)), None)
        if place is None and chart.points and mark.at >= chart.points[-1].period.after:
            x = area.x(len(chart.points)) - area.step / 2  # since the last whole period
            yield line(x, area.top, x, area.foot, "mark")
            yield text(x - 4, area.top + 9, mark.words, "end", "mark-words")
        elif place is not None:
            x = area.x(place) - area.step / 2
            yield line(x, area.top, x, area.foot, "mark")
            yield text(x + 4, area.top + 9, mark.words, "start", "mark-words")


def _lines(chart: Chart, area: Plot) -> Iterator[str]:
    for values, style in ((chart.centre, "centre"), (chart.upper, "limit"), (chart.lower, "limit")):
        for path in _steps(values, chart, area):
            yield f'<path class="{style}" d="{path}"/>'
    if chart.target is not None:
        y = area.y(chart.target)
        yield line(area.left, y, area.left + area.width, y, "target")


def _steps(values: Line, chart: Chart, area: Plot) -> Iterator[str]:
    """One path a phase, level over each point; nothing is joined across a re-base."""
    for phase in chart.phases:
        path: list[str] = []
        for place in range(phase.first, phase.after):
            value = values[place]
            if value is not None:
                y, middle, half = area.y(value), area.x(place), area.step / 2
                sign = "L" if path else "M"
                path.append(f"{sign}{middle - half:.1f},{y:.1f}L{middle + half:.1f},{y:.1f}")
            elif path:
                yield "".join(path)
                path = []
        if path:
            yield "".join(path)


def _series(chart: Chart, area: Plot) -> Iterator[str]:
    """The dotted line from point to point; it breaks where nothing was recorded."""
    run: list[str] = []
    for place, point in enumerate((*chart.points, None)):
        if point is not None and point.number is not None:
            run.append(f"{area.x(place):.1f},{area.y(point.number):.1f}")
            continue
        if len(run) > 1:
            yield f'<polyline class="series" points="{" ".join(run)}"/>'
        run = []


def _point(area: Plot, place: int, point: Point) -> Iterator[str]:
    if point.number is None:
        return
    x, y = area.x(place), area.y(point.number)
    style = point.state.replace(" ", "-")
    yield f'<path class="{style}" d="{_SHAPES.get(point.state, circle)(x, y)}"/>'
    if point.letters:
        yield text(x, y - 8, " ".join(point.letters), "middle", "letter")


def circle(x: float, y: float, r: float = 3.2) -> str:
    """A point like any other."""
    return f"M{x - r:.1f},{y:.1f}a{r},{r} 0 1,0 {2 * r},0a{r},{r} 0 1,0 {-2 * r},0"


def _square(x: float, y: float, r: float = 4.0) -> str:
    return f"M{x - r:.1f},{y - r:.1f}h{2 * r}v{2 * r}h{-2 * r}Z"


def _diamond(x: float, y: float, r: float = 5.2) -> str:
    return f"M{x:.1f},{y - r:.1f}l{r},{r}l{-r},{r}l{-r},{-r}Z"


def up(x: float, y: float, r: float = 4.6) -> str:
    """A point that is high."""
    return f"M{x:.1f},{y - r:.1f}l{r},{1.8 * r:.1f}h{-2 * r}Z"


def down(x: float, y: float, r: float = 4.6) -> str:
    """A point that is low."""
    return f"M{x:.1f},{y + r:.1f}l{r},{-1.8 * r:.1f}h{-2 * r}Z"


_SHAPES = {CONCERN: _diamond, IMPROVEMENT: _square, HIGH: up, LOW: down}


def _values(chart: Chart, area: Plot) -> Iterator[str]:
    """What the lines stand at, at their right ends."""
    taken: list[float] = []
    for values in (chart.centre, chart.upper, chart.lower):
        last = next((value for value in reversed(values) if value is not None), None)
        if last is None or last < 0:
            continue
        y = area.y(last) + 3.5
        if all(abs(y - other) >= 10 for other in taken):
            taken.append(y)
            yield text(area.left + area.width + 6, y, words.number(last), "start")


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """A straight line."""
    return f'<path class="{style}" d="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}"/>'


def text(x: float, y: float, text: str, anchor: str, style: str = "") -> str:
    """Words at a place."""
    named = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{escape(text)}</text>'
