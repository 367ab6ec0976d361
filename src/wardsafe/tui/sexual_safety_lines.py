"""The rows of the room of sexual safety: no name and no narrative, and no word about what this
person may not see."""

from datetime import datetime

from textual.content import Content

from wardsafe.records.moments import local
from wardsafe.services.sexual_safety import Receipt, Row
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.short_list import cell

WIDE = 100
NUMBER, WHEN, WHAT, WHERE, WHO = 8, 16, 26, 20, 8
ROOMY, WHOLE_WHERE = 120, 32
_BAR = 8  # cells of the screen that are no part of a row


def heads(width: int) -> Content:
    """The names of the columns."""
    names = [("", NUMBER), ("happened", WHEN), ("what", WHAT)]
    names += [("where", where)] if (where := _where(width)) else []
    return joined(*(cell(name, wide, "$quiet") for name, wide in (*names, ("who", WHO))))


def event_row(row: Row, width: int, selected: bool) -> Content:
    """One event: when, what, where, whom it concerns by initials, what is still to do."""
    when = _when(row.happened)
    left = [
        cell(f"#{row.number}", NUMBER, "$accent"),
        cell(f"{when} told" if row.by_telling else when, WHEN, "$quiet"),
        cell(row.category or "not recorded", WHAT, "bold $strong" if selected else "$ink"),
    ]
    if where := _where(width):
        left.append(cell(row.place or "not recorded", where, "$ink"))
    who = row.initials or {"staff": "staff", "environment": "place"}.get(row.stream, "")
    left.append(cell(who, WHO, "$quiet"))
    state, style = row.state, "$quiet"
    if not state and row.outstanding:
        state, style = f"{row.outstanding} to do", "bold $due"
    return spread(joined(*left), drawn(f"{state} ", style), width)


def receipt_row(one: Receipt, width: int, selected: bool) -> Content:
    """What somebody keeps of a record that they wrote and may not read."""
    return joined(
        cell(f"#{one.number}", NUMBER, "$accent"),
        cell(_when(one.entered), WHEN, "$quiet"),
        drawn("Receipt: you wrote it, safety leads read it", "$ink"),
    )


def _where(width: int) -> int:
    """The cells of the place; 0 where there is no room for it."""
    if width < WIDE - _BAR:
        return 0
    return WHOLE_WHERE if width >= ROOMY else WHERE


def _when(moment: datetime | None) -> str:
    """The day and the time, as short as a column needs it."""
    if moment is None:
        return ""
    at = local(moment)
    return f"{at.day} {at:%b %H:%M}"
