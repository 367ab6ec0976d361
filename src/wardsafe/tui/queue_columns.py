"""The queue of a safety lead as rows: how long, whose, what, which number, how it stands."""

from datetime import UTC, datetime

from textual.content import Content

from wardsafe.records.moments import MONTHS, local
from wardsafe.services.review_queue import Waiting
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.waits import length_words, wait_words
from wardsafe.views.folding import moment
from wardsafe.views.review_rows import (
    ANSWERED_,
    CHANGED,
    DONE,
    INJURY,
    TO_ANSWER,
    TO_READ,
    TO_TELL,
    VERSIONS,
    VOID,
    CaseRow,
)

LEAD, WAITS, DAY, WHO, STATE = 2, 6, 8, 5, 14
WITH_DAY = 72
"""Cells from which a row says the day on which it happened."""

SAID = {
    TO_READ: "you to read",
    TO_ANSWER: "ward to answer",
    ANSWERED_: "answered",
    CHANGED: "changed since",
    TO_TELL: "you to tell",
    DONE: "reviewed",
}
"""How a review stands, to the safety lead."""

_STYLES = {ANSWERED_: "$accent", CHANGED: "$due", TO_ANSWER: "$quiet", DONE: "$quiet"}


def waits(row: CaseRow, now: datetime) -> str:
    """How long a record has waited; of one that is done, nothing."""
    if row.state == DONE:
        return ""
    return wait_words(now, datetime.fromtimestamp(row.entered, UTC))


def state_words(row: CaseRow) -> tuple[str, str]:
    """The last column: how it stands, or what must be settled before it is read; and its style."""
    if VOID in row.flags and row.state == TO_READ:
        return "void", "$quiet"
    if VERSIONS in row.flags and row.state in (TO_READ, CHANGED):
        return VERSIONS, "$over"
    if INJURY in row.flags and row.state == TO_READ:
        return INJURY, "$due"
    return SAID[row.state], _STYLES.get(row.state, "$ink")


def heads_line(width: int, entries: int) -> Content:
    """The quiet words above the columns."""
    day = f"{'on':<{DAY}}" if width >= WITH_DAY else ""
    number = _number(entries)
    said = width - LEAD - WAITS - 2 - len(day) - WHO - 1 - number - 2 - STATE
    line = f"{'':{LEAD}}{'waits':>{WAITS}}  {day}{'who':<{WHO}}{'what':<{said + 1}}"
    return drawn(f"{line}{'no.':>{number}}  state", "$quiet")


def row_line(row: CaseRow, width: int, entries: int, *, selected: bool, now: datetime) -> Content:
    """One record."""
    number, has_day = _number(entries), width >= WITH_DAY
    room = width - LEAD - WAITS - 2 - DAY * has_day - WHO - 1 - number - 2 - STATE
    strike = "strike " if VOID in row.flags else ""
    ink = f"bold {strike}$strong" if selected else f"{strike}$ink"
    words, style = state_words(row)
    pieces = [
        drawn(f"{glyphs().bar} " if selected else "  ", "$accent"),
        drawn(f"{waits(row, now):>{WAITS}}  ", "bold $strong"),
        _cell(_day(row), DAY, "$quiet") if has_day else Content(""),
        _cell(row.initials, WHO, ink),
        _cell(row.what or row.title, room, ink),
        Content(" "),
        drawn(f"{f'#{row.number}':>{number}}  ", "$ink" if selected else "$quiet"),
        _cell(words, STATE, f"bold {style}" if selected else style),
    ]
    line = joined(*pieces)
    return line.stylize_before("on $accent-ground") if selected else line


def heading(seen: Waiting | None, narrowed: str, width: int) -> Content:
    """How much waits; at the right the order, or what the list is narrowed to."""
    title = drawn("To review", "bold $strong")
    if seen is None:
        return title
    many = f"   {seen.total} record{'' if seen.total == 1 else 's'}"
    many += f", {seen.overdue} over 2 weeks" if seen.overdue else ""
    right = drawn(narrowed, "bold $accent") if narrowed else drawn("longest wait first", "$quiet")
    return spread(joined(title, drawn(many, "$ink")), right, width)


def by_state(seen: Waiting, now: datetime, width: int) -> Content:
    """Of what waits: how many for whom, and for how long the oldest has."""
    said = [
        f"{many} {state} {wait_words(now, first)}"
        for state, (many, first) in sorted(seen.by_state.items(), key=lambda one: one[1][1])
    ]
    gap = "   " if len("   ".join(said)) <= width else "  "
    return drawn(gap.join(said), "$quiet", width=width)


def told_lines(seen: Waiting, now: datetime, width: int) -> list[Content]:
    """Answers back to reporters, of the last 30 days."""
    title = drawn("Answers back to reporters", "bold $strong")
    rest = seen.signed - seen.written
    oldest = f"oldest {wait_words(now, seen.oldest_unwritten)}" if seen.oldest_unwritten else ""
    usual = length_words(seen.usual) if seen.usual is not None else "none"
    rows = [
        (str(seen.written), "told what came of it", f"of {seen.signed}"),
        (str(rest), "signed off, reporter not told yet", oldest),
        (usual, "usual wait until a review begins", "median"),
    ]
    lines = [spread(title, drawn("last 30 days", "$quiet"), width)]
    return [*lines, *(_figure(*row, width) for row in rows)]


def _figure(many: str, what: str, right: str, width: int) -> Content:
    left = joined(drawn(f"{many:>{LEAD + WAITS}}  ", "bold $strong"), drawn(what, "$ink"))
    return spread(left, drawn(right, "$quiet"), width)


def _number(entries: int) -> int:
    return max(5, len(f"#{entries}"))


def _day(row: CaseRow) -> str:
    when = moment(row.happened)
    if when is None:
        return ""
    here = local(when)
    return f"{here.day:>2} {MONTHS[here.month - 1]}"


def _cell(text: str, width: int, style: str) -> Content:
    inside = drawn(text, style, width=max(1, width))
    return joined(inside, Content(" " * max(0, width - inside.cell_length)))
