"""How occupied bed days are drawn: a row a month, the month in words, a row a night.

A night that nobody counted says so in words; nought stands only where somebody counted nought.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from textual.content import Content

from wardsafe.records.moments import local
from wardsafe.records.movement import AWOL, HOME, LEAVE, SECTION_17
from wardsafe.services.bed_days import BedDays, MonthBeds, NightBeds
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.short_list import cell

MONTH, COUNTED, FIGURE, MOVES = 11, 17, 12, 22
NIGHT, IN_BED, AWAY, NIGHT_MOVES = 13, 8, 7, 15
NOT_RECORDED = "not recorded"
_KINDS = {
    HOME: "home leave",
    SECTION_17: "section 17",
    AWOL: "absent without leave",
    LEAVE: "kind not said",
}


def heads(width: int) -> Content:
    """What the columns are."""
    return joined(
        cell("month", MONTH, "$quiet"),
        cell("nights counted", COUNTED, "$quiet"),
        cell("with leave", FIGURE, "$quiet"),
        cell("without", FIGURE, "$quiet"),
        drawn("by movements", "$quiet", width=max(0, width - MONTH - COUNTED - 2 * FIGURE)),
    )


def row(one: MonthBeds, width: int, selected: bool) -> Content:
    """A month: its figures where at least one night was counted, over how many nights."""
    days = one.days
    counted = f"{days.counted} of {days.nights}"
    figures = (str(days.including), str(days.excluding))
    if not days.counted:
        counted, figures = NOT_RECORDED, ("", "")
    style = "$due" if days.missing else "$ink"
    moves = f"{days.by_moves[0]}, without leave {days.by_moves[1]}"
    return joined(
        cell(f"{one.month:%b %Y}", MONTH, "bold $strong" if selected else "$ink"),
        cell(counted, COUNTED, "$unrecorded" if not days.counted else style),
        *(cell(figure, FIGURE, "bold $strong") for figure in figures),
        drawn(moves, "$quiet", width=max(0, width - MONTH - COUNTED - 2 * FIGURE)),
    )


def month_lines(one: MonthBeds, width: int) -> list[Content]:
    """The month in words: what is in it, what is not, and which leave it was."""
    lines = [drawn(f"{one.month:%B %Y}", "bold $strong")]
    for words, style in _said(one):
        lines += wrapped(words, style, width)
    return lines


def _said(one: MonthBeds) -> Iterator[tuple[str, str]]:
    days = one.days
    yield f"{days.words()}.", "$ink"
    if days.missing:
        many = f"{len(days.missing)} night{'s' * (len(days.missing) > 1)} not recorded"
        yield f"{many}, in no figure: {', '.join(spans(days.missing))}.", "$due"
    if leave := _leave(days):
        yield f"On leave: {leave}.", "$quiet"


def _leave(days: BedDays) -> str:
    told = [f"{_KINDS[kind]} {nights}" for kind, nights in days.leave.items() if nights > 0]
    return ", ".join(told)


def spans(dates: Iterable[date]) -> list[str]:
    """Dates in words, those that follow each other as one: "7", "9 to 12"."""
    found = []
    ordered = enumerate(sorted(dates))
    for _, run in groupby(ordered, key=lambda each: each[1] - timedelta(days=each[0])):
        held = [day for _, day in run]
        found.append(f"{held[0].day} to {held[-1].day}" if held[1:] else str(held[0].day))
    return found


def night_lines(one: MonthBeds, height: int) -> list[Content]:
    """The nights of a month, newest first, a row each; what does not fit is counted."""
    head = joined(
        cell("night of", NIGHT, "$quiet"),
        cell("in bed", IN_BED, "$quiet"),
        cell("leave", AWAY, "$quiet"),
        cell("by movements", NIGHT_MOVES, "$quiet"),
        drawn("counted", "$quiet"),
    )
    rows = [_night(night) for night in reversed(one.nights)]
    room = max(1, height - 2)
    more = [drawn(f"{len(rows) - room + 1} more nights", "$quiet")] if len(rows) > room else []
    return [head, Content(""), *rows[: room - len(more)], *more]


def _night(night: NightBeds) -> Content:
    here, away = night.by_moves.in_bed, night.by_moves.away
    name = cell(f"{night.night:%a} {night.night.day:>2} {night.night:%b}", NIGHT, "$ink")
    moves = cell(f"{here} and {away}", NIGHT_MOVES, "$quiet")
    if night.counted is None:
        return joined(name, cell(NOT_RECORDED, IN_BED + AWAY, "$unrecorded"), moves)
    said, when = night.counted.census, night.counted.entered
    differs = (said.in_bed, said.on_leave) != (here, away)
    at = f", {local(when).day} {local(when):%b %H:%M}" if when else ""
    return joined(
        name,
        cell(str(said.in_bed), IN_BED, "bold $strong"),
        cell(str(said.on_leave), AWAY, "bold $strong"),
        cell(f"{here} and {away}", NIGHT_MOVES, "$due" if differs else "$quiet"),
        drawn(f"{night.counted.name}{at}", "$quiet"),
    )
