"""Draws a chart of a measure in character cells: our own, no plotting library.

Pure: a chart, a size and notes in, lines out. Shape and letter carry what colour repeats, and every
sign has its ASCII column; the dots between points are then left out. What nobody recorded is a grey
band with its own sign, and nothing is drawn across it.

`chart_scale` has the axis and the rows of numbers, `chart_frame` where things are at one size,
`chart_marks`, `chart_words` and `chart_strokes` what is drawn there, `chart_cells` what it is
drawn in.
"""

from collections.abc import Sequence

from textual.content import Content

from wardsafe.measures.chart import Chart
from wardsafe.tui.chart_cells import Cells
from wardsafe.tui.chart_frame import Frame, Note
from wardsafe.tui.chart_marks import (
    draw_aim,
    draw_bands,
    draw_cursor,
    draw_levels,
    draw_points,
    point_sign,
)
from wardsafe.tui.chart_strokes import draw_strokes
from wardsafe.tui.chart_words import (
    draw_axis,
    draw_dates,
    draw_notes,
    draw_rebases,
    draw_values,
)
from wardsafe.tui.glyphs import ASCII, glyphs

__all__ = ["Note", "cells_of", "draw", "point_sign"]

_LEAST_ROWS, _LEAST_WIDTH = 8, 30


def draw(
    chart: Chart,
    width: int,
    height: int,
    notes: Sequence[Note] = (),
    *,
    chosen: int | None = None,
) -> list[Content]:
    """The chart in exactly `height` lines of at most `width` cells; `chosen` marks one point.

    Too small a size gives the lines there are room for, and no chart.
    """
    if chart.points and width >= _LEAST_WIDTH:
        for those in (notes, ()) if notes else ((),):
            frame = Frame(chart, width, height, those)
            if frame.rows >= _LEAST_ROWS:
                cells = cells_of(frame, chosen)
                return [cells.line(y) for y in reversed(range(height))]
    return [Content("")] * height


def cells_of(frame: Frame, chosen: int | None = None) -> Cells:
    """Everything drawn in its order: what comes first keeps its cells, where it is a mark."""
    cells = Cells(frame.width, frame.height)
    for part in (draw_axis, draw_bands, draw_levels, draw_rebases, draw_points, draw_values,
                 draw_dates, draw_notes):  # fmt: skip
        part(frame, cells)
    if glyphs() is not ASCII:
        draw_strokes(frame, cells)
    draw_aim(frame, cells)
    draw_cursor(frame, cells, chosen)
    return cells
