"""A funnel as SVG inside a page: one point a ward, shapes besides colours, a sentence as its text.

Everything drawn comes from figures as they may be shown; a ward whose count is small is not placed,
and says so in the table beside the picture (case G10).
"""

from collections.abc import Callable, Iterator
from html import escape

from wardsafe.measures import words
from wardsafe.measures.funnel import Limits
from wardsafe.services.network.charts import Compared
from wardsafe.services.reports.chart_svg import (
    FOOT,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    circle,
    down,
    line,
    text,
    up,
)  # fmt: skip
from wardsafe.services.reports.scale import Plot, ticks

PER = 1000
STEPS = 60
"""Pieces that a limit is drawn in, from side to side."""

LIMITS: tuple[tuple[str, Callable[[Limits], float]], ...] = (
    ("95", lambda found: found.upper95),
    ("95", lambda found: found.lower95),
    ("998", lambda found: found.upper998),
    ("998", lambda found: found.lower998),
)


def funnel_svg(found: Compared, name: str, title: str, said: str) -> str:
    """The picture, `name` being its id in the page. Rates are per 1,000 bed days."""
    widest = ticks(max(found.bed_days))[-1]
    rates = [found.value(place) for place in range(len(found.bed_days))]
    highest = ticks(max(2.2 * found.rate, 1.1 * max(rates)) * PER)[-1]
    area = Plot(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - FOOT, highest, 1)
    parts = [
        f'<title id="{name}-t">{escape(title)}</title>',
        f'<desc id="{name}-d">{escape(said)}</desc>',
        *_axes(area, widest),
        *_limits(found, area, widest),
        *_points(found, area, widest),
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-t {name}-d">{"".join(parts)}</svg>'
    )


def _x(area: Plot, widest: float, denominator: float) -> float:
    return area.left + area.width * denominator / widest


def _axes(area: Plot, widest: float) -> Iterator[str]:
    for value in ticks(area.most):
        y = area.y(value)
        yield line(area.left, y, area.left + area.width, y, "grid")
        yield text(area.left - 6, y + 3.5, words.number(value), "end")
    yield text(area.left - 6, 12, "per 1,000 occupied bed days", "start", "quiet")
    for value in ticks(widest):
        yield text(_x(area, widest, value), area.foot + 15, f"{value:,.0f}", "middle")
    yield text(area.left + area.width, area.foot + 28, "bed days", "end", "quiet")


def _limits(found: Compared, area: Plot, widest: float) -> Iterator[str]:
    y = area.y(found.rate * PER)
    yield line(area.left, y, area.left + area.width, y, "centre")
    sizes = [widest * step / STEPS for step in range(1, STEPS + 1)]
    drawn = [(size, found.limits(size)) for size in sizes]
    for style, of in LIMITS:
        inside = [(size, of(limits) * PER) for size, limits in drawn]
        path = " ".join(
            f"{_x(area, widest, size):.1f},{area.y(rate):.1f}"
            for size, rate in inside
            if rate <= area.most
        )
        yield f'<polyline class="limit l{style}" points="{path}"/>'
        end = inside[-1][1]
        if of(drawn[-1][1]) > found.rate and end <= area.most:
            label = "95 %" if style == "95" else "99.8 %"
            yield text(area.left + area.width + 6, area.y(end) + 3.5, label, "start", "quiet")


def _points(found: Compared, area: Plot, widest: float) -> Iterator[str]:
    for place, unit in enumerate(found.funnel.units):
        x, y = _x(area, widest, found.bed_days[place]), area.y(found.value(place) * PER)
        where, beyond = found.side(place)
        shape = {1: up, 0: circle, -1: down}[where]
        style = "common" if not where else "high" if where > 0 else "low"
        yield f'<path class="{style}" d="{shape(x, y)}"/>'
        if beyond == "99.8 %":
            yield text(x + 8, y + 3.5, unit.name, "start", "letter")
