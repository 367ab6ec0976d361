"""The words round a chart: how much was recorded, what it says, its flags, its numbers.

All of it is read from the chart; nothing is worked out here.
"""

from collections.abc import Iterator, Sequence

from textual.content import Content

from wardsafe.measures import words
from wardsafe.measures.chart import (
    COMMON,
    CONCERN,
    IMPROVEMENT,
    NO_DENOMINATOR,
    NOT_RECORDED,
    OPEN_GAP,
    Chart,
    Flag,
    Point,
)
from wardsafe.measures.definitions import COUNT, LENGTH, RATE
from wardsafe.measures.when import WEEKDAYS, WeekTable
from wardsafe.tui.chart import Note, draw, point_sign
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.tui.short_list import cell

BESIDE = 100
"""Columns from which the last numbers stand beside the flags."""

LEAST_CHART, LOW = 12, 28
_STATES = {
    COMMON: "", IMPROVEMENT: "better", CONCERN: "concern", NOT_RECORDED: "not recorded",
    NO_DENOMINATOR: "no denominator", OPEN_GAP: "still open",
}  # fmt: skip
_MEANT = {CONCERN: "$concern", IMPROVEMENT: "$better"}


def head_lines(chart: Chart, width: int, place: str = "", *, short: bool = False) -> list[Content]:
    """The title and how much was recorded, then the method; then why it is another chart than the
    one that was asked for. `short` has one line for the method."""
    title, complete = drawn(chart.title, "bold $strong"), chart.completeness.said
    if place:
        lines = [spread(title, drawn(place, "$quiet"), width)]
        lines.append(drawn(complete, "bold $strong", width=width))
    elif title.cell_length + len(complete) + 3 <= width:
        lines = [spread(title, drawn(complete, "bold $strong"), width)]
    else:
        lines = [title, drawn(complete, "bold $strong", width=width)]
    if short:
        lines.append(drawn(chart.method, "$quiet", width=width))
    else:
        lines += wrapped(chart.method, "$quiet", width)
    return [*lines, *_handed_over(chart, width, short=short)]


def _handed_over(chart: Chart, width: int, *, short: bool) -> list[Content]:
    """Why it is another chart, beside a bar."""
    if not (chart.handed_over and chart.why):
        return []
    bar = drawn(f"{glyphs().bar} ", "$accent")
    kind = chart.asked.periods[0].kind
    first = "" if short else f"The chart by the {kind} has handed over to this one. "
    text = joined(drawn(first, "bold $strong"), drawn(chart.why, "$ink"))
    return [
        joined(bar, one) for one in shortened(list(text.wrap(width - 2)), 2 if short else 4, width)
    ]


def said_lines(chart: Chart, width: int) -> list[Content]:
    """What it shows: the first sentence bold, the others beside it."""
    first, stop, rest = chart.said.partition(". ")
    whole = joined(drawn(first + stop, "bold $strong"), drawn(rest, "$ink"))
    return list(whole.wrap(width))


def point_line(chart: Chart, at: int) -> Content:
    """One point in words: when, its number, what it is made of, what the rules say of it."""
    point = chart.points[at]
    number = "" if point.number is None else words.measured(point.number, chart.unit)
    state = _STATES.get(point.state, point.state)
    flags = [flag.rule for flag in chart.flags if flag.letter in point.letters]
    parts = [
        drawn(f"{point.period.said}  ", "$accent"),
        drawn(number, "bold $strong"),
        drawn(f"  {_made_of(chart, point)}", "$quiet"),
    ]
    if state:
        sign = f"{point_sign(chart, point)[0]} " if point.letters else ""
        why = f": {', '.join(flags)}" if flags else ""
        parts.append(drawn(f"  {sign}{state}{why}", _MEANT.get(point.state, "$unrecorded")))
    return joined(*parts)


def _made_of(chart: Chart, point: Point) -> str:
    value, form = point.value, chart.asked.measure.form
    if value is None or point.state == OPEN_GAP:
        return ""
    parts = []
    if value.of is not None and form != LENGTH:
        of = "bed days" if form == RATE else ""
        parts.append(f"{words.number(value.count)} of {words.number(value.of)} {of}".strip())
    elif value.of is not None:
        parts.append(f"{words.number(value.of)} {chart.asked.measure.more}")
    if value.days:
        parts.append(f"{value.declared} of {words.many(value.days, 'day')} closed")
    return ", ".join(parts)


def flag_lines(chart: Chart, notes: Sequence[Note], width: int, most: int) -> list[Content]:
    """Each flag with its sign, its rule and its points, then what else stands on the chart; where
    there is no room for all, how many more there are."""
    lines = [line for flag in chart.flags for line in [_flag_line(chart, flag, width)]]
    lines += [_sign_line(*each, width) for each in _other_signs(chart)]
    lines += [
        _sign_line(str(number % 10), f"{words.day(note.at)}  {note.words}", "$accent", width)
        for number, note in enumerate(notes, 1)
    ]
    if len(lines) <= most:
        return lines
    left = len(lines) - max(0, most - 1)
    return [*lines[: max(0, most - 1)], drawn(f"{left} more, T opens all", "$quiet")][:most]


def _flag_line(chart: Chart, flag: Flag, width: int) -> Content:
    style = _MEANT.get(flag.meaning, "$strong")
    sign = point_sign(chart, chart.points[flag.points[-1]])[0] if flag.points else " "
    meant = f"  {_STATES.get(flag.meaning, flag.meaning)}"
    lead = drawn(f"{sign} {flag.letter}  ", f"bold {style}")
    room = max(8, width - lead.cell_length - len(meant))
    return joined(lead, drawn(flag.said, "$ink", width=room), drawn(meant, style))


def _other_signs(chart: Chart) -> Iterator[tuple[str, str, str]]:
    for phase in chart.phases:
        if phase.rebase is not None:
            by = f", by {phase.rebase.by}" if phase.rebase.by else ""
            why = f": {phase.rebase.why}" if phase.rebase.why else ""
            said = f"limits restart {words.day(phase.rebase.at)}{by}{why}"
            yield glyphs().rebase, said, "$accent"
    states = {point.state for point in chart.points}
    if NOT_RECORDED in states:
        yield glyphs().unknown, "not recorded, not nought", "$unrecorded"
    if NO_DENOMINATOR in states:
        yield glyphs().no_item, "nothing to be counted over", "$quiet"


def _sign_line(sign: str, said: str, style: str, width: int) -> Content:
    return joined(drawn(f"{sign:<2}   ", style), drawn(said, "$quiet", width=width - 5))


def number_heads(chart: Chart) -> Content:
    """The heads of the columns of `number_line`."""
    of = {RATE: "bed days", LENGTH: "events", COUNT: ""}.get(chart.asked.measure.form, "of")
    heads = (("counted", 8), (of, 10), (_short(chart), 9), ("closed", 11))
    name = " " * _name_width(chart)
    return joined(drawn(name), *(drawn(f"{head:>{wide}}", "$quiet") for head, wide in heads))


def _name(point: Point) -> str:
    return point.period.said.removeprefix("week of ").removeprefix("up to ")


def _name_width(chart: Chart) -> int:
    return max((len(_name(point)) for point in chart.points), default=0)


def _short(chart: Chart) -> str:
    if chart.handed_over:
        return "days"
    return {COUNT: "number", RATE: "rate", LENGTH: "minutes"}.get(chart.asked.measure.form, "%")


def number_line(chart: Chart, point: Point) -> Content:
    """One point as a row of numbers; one that nobody recorded says so and has none."""
    name = drawn(f"{_name(point):<{_name_width(chart)}}", "$ink")
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
    shown_notes = _in_time(chart, notes)
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


def shortened(lines: list[Content], most: int, width: int) -> list[Content]:
    """At most so many lines, the last with the sign for cut where something is left out."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    dots = drawn(f" {glyphs().cut}", "$quiet")
    return [*lines[: most - 1], joined(last.truncate(width - dots.cell_length), dots)]


def _below(chart: Chart, notes: Sequence[Note], width: int, most: int) -> list[Content]:
    if width < BESIDE:
        return flag_lines(chart, notes, width, most)
    half = width - _name_width(chart) - 38 - 2  # as wide as `number_line`, and a gap
    left = flag_lines(chart, notes, half - 2, most)
    right = last_numbers(chart, most - 1) if most > 1 else []
    return beside(left, right, half)


def _in_time(chart: Chart, notes: Sequence[Note]) -> list[Note]:
    """The notes whose day is on the axis."""
    periods = [point.period for point in chart.points]
    if not periods:
        return []
    return [note for note in notes if periods[0].first <= note.at < periods[-1].after]


def table_lines(chart: Chart, notes: Sequence[Note], width: int) -> list[Content]:
    """Every number, newest first, with its limits and signals; what a reader must know before."""
    lines = said_lines(chart, width)
    for note in (chart.why, *chart.notes, chart.method, chart.asked.measure.source):
        lines += wrapped(note, "$quiet", width) if note else []
    lines += [Content(""), *flag_lines(chart, _in_time(chart, notes), width, 99), Content("")]
    heads = (("centre", 8), ("upper", 8), ("lower", 8))
    lines.append(joined(number_heads(chart), *(drawn(f"{h:>{w}}", "$quiet") for h, w in heads)))
    for at in reversed(range(len(chart.points))):
        lines.append(_table_line(chart, at, width).truncate(width, ellipsis=True))
    return lines


def _table_line(chart: Chart, at: int, width: int) -> Content:
    point = chart.points[at]
    levels = (chart.centre[at], chart.upper[at], chart.lower[at])
    told = "".join(f"{'' if each is None else words.number(each):>8}" for each in levels)
    state = _STATES.get(point.state, point.state)
    said = " ".join((*point.letters, state if width >= BESIDE else ""))
    row = number_line(chart, point)
    return joined(
        row,
        Content(" " * max(0, _name_width(chart) + 38 - row.cell_length)),
        drawn(told, "$quiet"),
        drawn(f"  {said}", _MEANT.get(point.state, "$quiet")),
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
