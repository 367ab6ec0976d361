"""The numbers behind a chart, a row a point; and the hours of the week as a table."""

from collections.abc import Sequence

from textual.content import Content

from wardsafe.measures import words
from wardsafe.measures.chart import OPEN_GAP, Chart, Point
from wardsafe.measures.definitions import COUNT, LENGTH, RATE
from wardsafe.measures.when import WEEKDAYS, WeekTable
from wardsafe.tui.chart import Note
from wardsafe.tui.chart_said import MEANT, STATES, flag_lines, in_time, said_lines
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.short_list import cell

_WITH_STATE = 100
"""Columns from which the state of a point stands on its row."""


def number_heads(chart: Chart) -> Content:
    """The heads of the columns of `number_line`."""
    of = {RATE: "bed days", LENGTH: "events", COUNT: ""}.get(chart.asked.measure.form, "of")
    heads = (("counted", 8), (of, 10), (_short(chart), 9), ("closed", 11))
    name = " " * name_width(chart)
    return joined(drawn(name), *(drawn(f"{head:>{wide}}", "$quiet") for head, wide in heads))


def _name(point: Point) -> str:
    return point.period.said.removeprefix("week of ").removeprefix("up to ")


def name_width(chart: Chart) -> int:
    """How wide the names of its points are."""
    return max((len(_name(point)) for point in chart.points), default=0)


def _short(chart: Chart) -> str:
    if chart.handed_over:
        return "days"
    return {COUNT: "number", RATE: "rate", LENGTH: "minutes"}.get(chart.asked.measure.form, "%")


def number_line(chart: Chart, point: Point) -> Content:
    """One point as a row of numbers; one that nobody recorded says so and has none."""
    name = drawn(f"{_name(point):<{name_width(chart)}}", "$ink")
    value = point.value
    if value is None:
        return joined(name, drawn(f"{'not recorded':>27}", "$unrecorded"))
    of = "" if value.of is None else words.number(value.of)
    count = "" if chart.handed_over else words.number(value.count)
    number = "" if point.number is None else words.number(point.number)
    closed = f"{value.declared} of {value.days}" if value.days else ""
    return joined(
        name,
        drawn(f"{count:>8}{of:>10}", "$ink"),
        drawn(f"{number:>9}", "bold $strong"),
        drawn(f"{closed:>11}", "$quiet"),
    )


def last_numbers(chart: Chart, many: int) -> list[Content]:
    """The newest points as rows under their heads."""
    newest = [point for point in reversed(chart.points) if point.state != OPEN_GAP][:many]
    return [number_heads(chart), *(number_line(chart, point) for point in newest)]


def table_lines(chart: Chart, notes: Sequence[Note], width: int) -> list[Content]:
    """Every number, newest first, with its limits and signals; what a reader must know before."""
    lines = said_lines(chart, width)
    for note in (chart.why, *chart.notes, chart.method, chart.asked.measure.source):
        lines += wrapped(note, "$quiet", width) if note else []
    lines += [Content(""), *flag_lines(chart, in_time(chart, notes), width, 99), Content("")]
    heads = (("centre", 8), ("upper", 8), ("lower", 8))
    lines.append(joined(number_heads(chart), *(drawn(f"{h:>{w}}", "$quiet") for h, w in heads)))
    for at in reversed(range(len(chart.points))):
        lines.append(_table_line(chart, at, width).truncate(width, ellipsis=True))
    return lines


def _table_line(chart: Chart, at: int, width: int) -> Content:
    point = chart.points[at]
    levels = (chart.centre[at], chart.upper[at], chart.lower[at])
    told = "".join(f"{'' if each is None else words.number(each):>8}" for each in levels)
    state = STATES.get(point.state, point.state)
    said = " ".join((*point.letters, state if width >= _WITH_STATE else ""))
    row = number_line(chart, point)
    return joined(
        row,
        Content(" " * max(0, name_width(chart) + 38 - row.cell_length)),
        drawn(told, "$quiet"),
        drawn(f"  {said}", MEANT.get(point.state, "$quiet")),
    )


def week_lines(table: WeekTable, width: int) -> list[Content]:
    """Hours of the day by days of the week; nought is a dot, and every number can be read."""
    wide = 4 if width >= 9 + 24 * 4 + 8 else 2 if width < 9 + 24 * 3 + 6 else 3
    if wide == 2:
        return _by_shift(table)
    hours = "".join(f"{hour:>{wide}}" for hour in range(24))
    lines = [joined(drawn(f"{'':<6}", ""), drawn(hours, "$quiet"), drawn("     all", "$quiet"))]
    most = max((many for row in table.cells for many in row), default=0)
    for name, row, total in zip(WEEKDAYS, table.cells, table.weekdays, strict=True):
        cells = [_count(many, wide, most) for many in row]
        lines.append(joined(cell(name, 6, "$ink"), *cells, drawn(f"{total:>8}", "bold $strong")))
    sums = "".join(f"{many:>{wide}}" for many in table.hours)
    lines += [Content(""), joined(cell("all", 6, "$quiet"), drawn(sums, "$ink"),
                                  drawn(f"{table.total:>8}", "bold $strong"))]  # fmt: skip
    return [*lines, *_untimed(table)]


def _count(many: int, wide: int, most: int) -> Content:
    if not many:
        return drawn(f"{glyphs().done:>{wide}}", "$faint")
    return drawn(f"{many:>{wide}}", "bold $strong" if many * 2 > most else "$ink")


def _by_shift(table: WeekTable) -> list[Content]:
    """The same in spans of three hours, for a narrow screen."""
    spans = [range(first, first + 3) for first in range(0, 24, 3)]
    names = "".join(f"{f'{span[0]:02}-{span[-1] + 1:02}':>7}" for span in spans)
    lines = [joined(cell("", 6, ""), drawn(names, "$quiet"), drawn("    all", "$quiet"))]
    sums = [[sum(row[hour] for hour in span) for span in spans] for row in table.cells]
    most = max((many for row in sums for many in row), default=0)
    for name, row, total in zip(WEEKDAYS, sums, table.weekdays, strict=True):
        cells = [_count(many, 7, most) for many in row]
        lines.append(joined(cell(name, 6, "$ink"), *cells, drawn(f"{total:>7}", "bold $strong")))
    return [*lines, *_untimed(table)]


def _untimed(table: WeekTable) -> list[Content]:
    many = sum(table.untimed)
    return [drawn(f"{words.many(many, 'event')} without a time", "$quiet")] if many else []
