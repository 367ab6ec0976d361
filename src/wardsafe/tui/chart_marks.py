"""What stands in the plot of a chart: bands, lines, the aim, points with their letters."""

from collections.abc import Iterator

from wardsafe.measures.chart import (
    COMMON,
    CONCERN,
    IMPROVEMENT,
    NO_DENOMINATOR,
    NOT_RECORDED,
    OPEN_GAP,
    Chart,
    Point,
)
from wardsafe.tui.chart_cells import Cells
from wardsafe.tui.chart_frame import Frame
from wardsafe.tui.glyphs import glyphs

_STYLES = {COMMON: "bold $ink", IMPROVEMENT: "bold $better", CONCERN: "bold $concern"}
_SIGNAL = "bold $strong"
_BAND = "on $unrecorded-ground"
_AIM_EVERY = 3
_BESIDE = ((1, 0), (2, 0), (0, 1), (1, 1), (0, -1), (-1, 0), (3, 0))
"""Where the letter of a point is put, the first of these that is free: columns, rows."""


def point_sign(chart: Chart, point: Point) -> tuple[str, str]:
    """The sign of a point, and its style."""
    signs = glyphs()
    if point.state == OPEN_GAP:
        return signs.empty, "bold $accent"
    if point.state == COMMON:
        return signs.full, _STYLES[COMMON]
    sides = [flag.side for flag in chart.flags if flag.letter in point.letters]
    sign = {1: signs.above, -1: signs.below}.get(next(filter(None, sides), 0), signs.full)
    return sign, _STYLES.get(point.state, _SIGNAL)


def draw_bands(frame: Frame, cells: Cells) -> None:
    """What nobody recorded as a grey band with its sign; and where there is no denominator."""
    for first, after in frame.runs(NOT_RECORDED):
        columns = frame.columns(first, after)
        for x in columns:
            cells.put(x, frame.y(0), " ", "")
            for row in range(frame.rows):
                cells.ground(x, frame.y(row), _BAND)
        middle = (columns.start + columns.stop - 1) // 2
        each = [frame.x(at) for at in range(first, after)] if frame.slot >= 2 else [middle]
        for x in each:
            cells.put(x, frame.y(frame.rows // 2), glyphs().unknown, "$unrecorded")
    for at, point in enumerate(frame.chart.points):
        if point.state == NO_DENOMINATOR:
            cells.put(frame.x(at), frame.y(1), glyphs().no_item, "$quiet")


def draw_levels(frame: Frame, cells: Cells) -> None:
    """Centre and limits as steps, none where nothing was recorded, broken at a re-base."""
    signs, points = glyphs(), frame.chart.points
    cuts = {frame.columns(each.first).start for each in frame.chart.phases if each.rebase}
    for first, after in _alike(frame):
        level = frame.levels[first]
        if points[first].state == NOT_RECORDED:
            continue
        for row, sign, style in (
            (level.lower, signs.limit, "$faint"), (level.upper, signs.limit, "$faint"),
            (level.centre, signs.centre, "$quiet"),
        ):  # fmt: skip
            if row is not None:
                cells.level(frame.columns(first, after), frame.y(row), sign, style, cuts)


def _alike(frame: Frame) -> Iterator[tuple[int, int]]:
    """From which place to before which the lines are level and go on."""
    points, levels, first = frame.chart.points, frame.levels, 0
    is_gap = [point.state == NOT_RECORDED for point in points]
    for at in range(1, frame.many):
        if is_gap[at] != is_gap[first] or levels[at] is not levels[first]:
            yield first, at
            first = at
    yield first, frame.many


def draw_aim(frame: Frame, cells: Cells) -> None:
    """The aim of the ward as a row of crosses, none beside anything else that stands there, so
    that a point on the aim is read as one; and none across a band."""
    if frame.chart.target is None or frame.chart.handed_over:
        return
    y = frame.y(frame.scale.row(frame.chart.target))
    for x in range(frame.left + 1, frame.end - 1, _AIM_EVERY):
        if cells.is_free(x - 1, y, 3) and not cells.has_ground(x, y):
            cells.put(x, y, "+", "$accent")


def draw_points(frame: Frame, cells: Cells) -> None:
    """Points where there is room for each; a signal always, with the letter of its flag."""
    is_roomy = frame.slot >= 1.5
    for at, (point, row) in enumerate(zip(frame.chart.points, frame.at, strict=True)):
        if row is not None and (is_roomy or point.state != COMMON):
            cells.put(frame.x(at), frame.y(row), *point_sign(frame.chart, point))
    for flag in frame.chart.flags:
        if flag.points:
            _letter(frame, cells, flag.letter, flag.points[-1])


def _letter(frame: Frame, cells: Cells, letter: str, at: int) -> None:
    x, y = frame.x(at), frame.y(frame.at[at] or 0)
    style = _STYLES.get(frame.chart.points[at].state, _SIGNAL)
    for dx, dy in _BESIDE:
        if cells.is_free(x + dx, y + dy) and y + dy >= frame.foot:
            cells.put(x + dx, y + dy, letter, style)
            return
    if x + 1 < cells.width and cells.signs[y][x + 1] in glyphs().centre + glyphs().limit:
        cells.put(x + 1, y, letter, style)


def draw_cursor(frame: Frame, cells: Cells, chosen: int | None) -> None:
    """The ground of the chosen point, from the axis up."""
    if chosen is not None and 0 <= chosen < frame.many:
        for row in range(frame.rows):
            cells.ground(frame.x(chosen), frame.y(row), "on $accent-ground")
