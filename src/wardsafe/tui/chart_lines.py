"""The page of a chart: head, drawing, what it says, its flags and newest numbers, as they fit."""

from collections.abc import Sequence

from textual.content import Content

from wardsafe.measures.chart import Chart
from wardsafe.tui.chart import Note, draw
from wardsafe.tui.chart_numbers import last_numbers, name_width
from wardsafe.tui.chart_said import (
    flag_lines,
    head_lines,
    in_time,
    point_line,
    said_lines,
    shortened,
)
from wardsafe.tui.line_sheet import beside, wrapped

BESIDE = 100
"""Columns from which the last numbers stand beside the flags."""

LEAST_CHART, LOW = 12, 28


def sheet(
    chart: Chart,
    width: int,
    height: int,
    notes: Sequence[Note] = (),
    extra: Sequence[str] = (),
    chosen: int | None = None,
    place: str = "",
) -> list[Content]:
    """The whole page: head, chart, what it says, `extra` sentences, flags and last numbers; `place`
    stands right of the title.

    The chart has its share of the height first. Of the words the extra sentences give way first,
    then the flags; what is left out, the numbers say.
    """
    low = height < LOW
    head = head_lines(chart, width, place, short=low)
    room = height - len(head) - (LEAST_CHART if low else height // 2)
    said = shortened(said_lines(chart, width), 2 if low else 5, width)
    if chosen is not None:
        said.append(point_line(chart, chosen).truncate(width, ellipsis=True))
    said = said[: max(1, room)]
    shown_notes = in_time(chart, notes)
    signs = flag_lines(chart, shown_notes, width, 99)
    kept = min(len(signs), 6, max(0, room - len(said)))
    for each in filter(None, extra):
        more = wrapped(each, "$quiet", width)
        said += more if len(said) + len(more) + kept <= room else []
    gap = [Content("")] if room - len(said) - kept >= 3 else []
    wanted = 6 if width >= BESIDE and not low else kept
    flags = _below(chart, shown_notes, width, min(wanted, room - len(said) - 3 * len(gap)))
    foot = [*gap, *said, *(gap if flags else ()), *flags]
    tall = max(0, height - len(head) - len(foot) - len(gap))
    return [*head, *gap, *draw(chart, width, tall, shown_notes, chosen=chosen), *foot][:height]


def _below(chart: Chart, notes: Sequence[Note], width: int, most: int) -> list[Content]:
    if width < BESIDE:
        return flag_lines(chart, notes, width, most)
    half = width - name_width(chart) - 38 - 2  # as wide as `number_line`, and a gap
    left = flag_lines(chart, notes, half - 2, most)
    right = last_numbers(chart, most - 1) if most > 1 else []
    return beside(left, right, half)
