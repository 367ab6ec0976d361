"""What a chart says, in lines: how much was recorded, its sentence, its flags, a point.

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
from wardsafe.measures.definitions import LENGTH, RATE
from wardsafe.tui.chart import Note, point_sign
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped

STATES = {
    COMMON: "", IMPROVEMENT: "better", CONCERN: "concern", NOT_RECORDED: "not recorded",
    NO_DENOMINATOR: "no denominator", OPEN_GAP: "still open",
}  # fmt: skip
"""The state of a point, in words."""
MEANT = {CONCERN: "$concern", IMPROVEMENT: "$better"}
"""The style of a state that means something."""


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
    state = STATES.get(point.state, point.state)
    flags = [flag.rule for flag in chart.flags if flag.letter in point.letters]
    parts = [
        drawn(f"{point.period.said}  ", "$accent"),
        drawn(number, "bold $strong"),
        drawn(f"  {_made_of(chart, point)}", "$quiet"),
    ]
    if state:
        sign = f"{point_sign(chart, point)[0]} " if point.letters else ""
        why = f": {', '.join(flags)}" if flags else ""
        parts.append(drawn(f"  {sign}{state}{why}", MEANT.get(point.state, "$unrecorded")))
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
    style = MEANT.get(flag.meaning, "$strong")
    sign = point_sign(chart, chart.points[flag.points[-1]])[0] if flag.points else " "
    meant = f"  {STATES.get(flag.meaning, flag.meaning)}"
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


def shortened(lines: list[Content], most: int, width: int) -> list[Content]:
    """At most so many lines, the last with the sign for cut where something is left out."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    dots = drawn(f" {glyphs().cut}", "$quiet")
    return [*lines[: most - 1], joined(last.truncate(width - dots.cell_length), dots)]


def in_time(chart: Chart, notes: Sequence[Note]) -> list[Note]:
    """The notes whose day is on the axis."""
    periods = [point.period for point in chart.points]
    if not periods:
        return []
    return [note for note in notes if periods[0].first <= note.at < periods[-1].after]
