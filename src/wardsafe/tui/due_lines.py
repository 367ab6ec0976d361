"""How a duty is drawn: the one that runs out next as a block, the others a line each.

Colours and words are about the duty and its time, never about a person.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from textual.content import Content

from wardsafe.duties.definitions import LOCAL_STANDARD, VERIFIED
from wardsafe.duties.happenings import DUE, LATE
from wardsafe.records.moments import local, say_time
from wardsafe.services.duties import DueLine
from wardsafe.tui.big_digits import big
from wardsafe.tui.columns import Line
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs

LEAD, WHO, WHEN = 11, 5, 12
WORDS_AT = 15  # where the words of a block begin
BIG_MINUTES = 100

_GOING_ON = {
    "seclusion": "in seclusion",
    "segregation": "in segregation",
    "restraint": "held",
    "prone": "held prone",
}
_AFTER = {
    "rapid-tranquillisation": "injection at",
    "close-monitoring": "every 15 min since",
    "incident": "incident ended",
    "discharge": "discharged",
    "restraint": "restraint ended",
    "tell-now": "happened",
    "record-open": "written",
}


def block(line: DueLine, now: datetime, opens: Callable[[], None], *, high: bool) -> list[Line]:
    """Three rows on the ground of its state, five where there is height for it."""
    late = line.duty.state == LATE
    colour = "over" if late else "due"
    number, unit = _number(line.duty.due, now)
    units = [f"{word:<4}" if late else word for word in ("", "late" if late else "", unit)]
    words = (_title(line), _about(line, now), _by(line, now, colour))
    rows: list[Line] = []
    for digits, small, said in zip(big(number), units, words, strict=True):
        gap = " " * max(2 + len(unit) * (not small), WORDS_AT - len(digits) - len(small) - 4)
        lead = joined(
            Content.styled(f"   {digits}", f"bold ${colour}"), drawn(f" {small}{gap}", f"${colour}")
        )
        rows.append(_row(joined(lead, said), colour, line, None if rows else opens))
    pad = _row(Content(""), colour, line, None)
    return [pad, *rows, pad] if high else rows


def _row(inside: Content, colour: str, line: DueLine, opens: Callable[[], None] | None) -> Line:
    def content(width: int) -> Content:
        found = joined(drawn(glyphs().bar, f"bold ${colour}"), inside)
        found = found.truncate(width, ellipsis=False)
        whole = joined(found, Content(" " * max(0, width - found.cell_length)))
        return whole.stylize_before(f"on ${colour}-ground")

    return Line(content, opens, key_of(line), block=True)


def key_of(line: DueLine) -> str:
    """What tells this series of due times from the others on a screen."""
    return "duty " + " ".join(map(str, line.duty.series))


def row(line: DueLine, now: datetime, opens: Callable[[], None]) -> Line:
    """Time left, what, whose, by when."""
    duty = line.duty
    missed = (f", {line.missed} missed" if line.missed else "") + together(line)

    def content(width: int) -> Content:
        room = max(8, width - LEAD - WHO - WHEN)
        lead, style = _lead(line, now)
        whole, short = duty.definition.title, duty.definition.short
        title = (whole if len(whole + missed) <= room - 2 else short) + missed
        return joined(
            drawn(f"{lead:>{LEAD - 3}}   ", style),
            _cell(title, room, "$ink"),
            _cell(whose(line), WHO, "$quiet"),
            drawn(f"{_when(line, now):>{WHEN}}", "$over" if duty.state == LATE else "$ink"),
        )

    return Line(content, opens, key_of(line))


def together(line: DueLine) -> str:
    """How many of its ticks were entered in one go, "" where none were (H16)."""
    return f", {line.together} entered together" if line.together else ""


def heading(lines: tuple[DueLine, ...], now: datetime) -> str:
    """How many there are of each sort."""
    late = sum(line.duty.state == LATE for line in lines)
    timed = [line for line in lines if line.duty.definition.timed and line.duty.state != LATE]
    near = sum(line.duty.due <= now + timedelta(hours=24) for line in timed)
    untimed = sum(not line.duty.definition.timed for line in lines)
    said = [f"{late} late"] if late else []
    said += [f"{near} in the next 24 h"] if near else []
    said += [f"{untimed} open"] if untimed else []
    return ", ".join(said)


def whose(line: DueLine) -> str:
    """Initials; the number of the record where it is about nobody who may be named here."""
    return line.initials or (f"#{line.number}" if line.number else "")


def time_left(due: datetime, now: datetime) -> str:
    """Time left or passed, in the units that matter: "6 min", "1 h 27", "3 days"."""
    minutes = abs(_minutes(due, now))
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {rest:02}" if hours else f"{rest} min"


def at_time(when: datetime, now: datetime) -> str:
    """The time; before it the date where it is a day away or more."""
    here = local(when)
    near = abs((when - now).total_seconds()) < 24 * 3600
    return say_time(when) if near else f"{here.day} {here:%b} {here:%H:%M}"


def _minutes(due: datetime, now: datetime) -> int:
    """Whole minutes left: what has less than a minute left still has one; late counts down."""
    seconds = (due - now).total_seconds()
    return int(-(-seconds // 60)) if seconds > 0 else int(seconds // 60) + (seconds % 60 > 0)


def _number(due: datetime, now: datetime) -> tuple[str, str]:
    minutes = abs(_minutes(due, now))
    if minutes < BIG_MINUTES:
        return str(minutes), "min"
    hours, rest = divmod(minutes, 60)
    return (f"{hours}:{rest:02}", "h") if hours < BIG_MINUTES else (str(hours // 24), "days")


def _lead(line: DueLine, now: datetime) -> tuple[str, str]:
    duty = line.duty
    if not duty.definition.timed:
        return "open", "bold $strong"
    left = time_left(duty.due, now)
    if duty.state == LATE:
        return f"{glyphs().alert} {left}", "bold $over"
    return left, "bold $strong" if duty.state == DUE else "bold $due"


def _when(line: DueLine, now: datetime) -> str:
    at = at_time(line.duty.due, now)
    if not line.duty.definition.timed:
        return f"since {at.rpartition(' ')[0] or at}"  # of an older one the date is enough
    return f"late {at}" if line.duty.state == LATE else at


def _title(line: DueLine) -> Content:
    missed = f"   {line.missed} missed" if line.missed else ""
    title = drawn(line.duty.definition.title, "bold $strong")
    return joined(title, drawn(missed, "bold $over"), drawn(together(line), "$due"))


def _about(line: DueLine, now: datetime) -> Content:
    return joined(drawn(whose(line), "bold $ink"), drawn("  " + _context(line, now), "$ink"))


def _context(line: DueLine, now: datetime) -> str:
    what, start, end = line.happening.what, line.happening.start, line.happening.end
    if end is None and what in _GOING_ON:
        return f"{_GOING_ON[what]}, {time_left(now, start)} so far"
    if what in _AFTER:
        return f"{_AFTER[what]} {at_time(end or start, now)}"
    return line.duty.definition.who


def _by(line: DueLine, now: datetime, colour: str) -> Content:
    verb = "was due" if line.duty.state == LATE else "by"
    by = drawn(f"{verb} {at_time(line.duty.due, now)}", f"bold ${colour}")
    return joined(by, drawn("  " + ", ".join(_said(line, now)), "$quiet"))


def _said(line: DueLine, now: datetime) -> Iterator[str]:
    definition = line.duty.definition
    if line.last is not None:
        yield f"last done {at_time(line.last, now)}"
    if definition.mark == VERIFIED:
        yield definition.source.partition(",")[0].partition(";")[0]
    else:
        yield LOCAL_STANDARD


def _cell(text: str, width: int, style: str) -> Content:
    inside = drawn(text, style, width=max(1, width - 2))
    return joined(inside, Content(" " * max(0, width - inside.cell_length)))
