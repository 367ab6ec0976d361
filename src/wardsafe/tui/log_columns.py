"""The columns of the log: how wide each is, and how a row is drawn in them.

When it happened, what, whose (initials only), in a few words, number, state. State is the last
column and a word; its colour only repeats it. A row is cut only where the preview has the whole.
"""

from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from wardsafe.records.moments import MONTHS, local
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.views.log import LogRow

LEAD = 2  # the bar, a space
WHAT, WHOLE_WHAT, WHO, STATE = 20, 24, 3, 12
WITH_YEAR = 104
"""Cells from which every row says the year too."""

_STYLES = {
    "open": "$due",
    "unclaimed": "$due",
    "entered late": "$due",
    "amended": "$accent",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of each column that is not fixed."""

    when: int
    what: int
    said: int
    number: int

    @property
    def has_year(self) -> bool:
        """Whether there is room for the year beside day and time."""
        return self.when > 12


def columns(width: int, entries: int) -> Columns:
    """The columns in `width` cells, for a ledger of so many entries."""
    number = max(5, len(f"#{entries}"))
    when, what = (17, WHOLE_WHAT) if width >= WITH_YEAR else (12, WHAT)
    fixed = LEAD + when + 2 + what + 2 + WHO + 1 + 1 + number + 2 + STATE
    return Columns(when=when, what=what, said=max(4, width - fixed), number=number)


def heads_line(to: Columns) -> Content:
    """The quiet words above the columns."""
    said = WHO + 1 + to.said + 1
    line = f"{'':{LEAD}}{'happened':<{to.when + 2}}{'what':<{to.what + 2}}{'who':<{said}}"
    return drawn(f"{line}{'no.':>{to.number}}", "$quiet")


def row_line(row: LogRow, to: Columns, *, selected: bool, now: datetime) -> Content:
    """One row, `selected` with bar, ground and a bold name."""
    is_void = row.state == "void"
    strike = "strike " if is_void else ""
    ink, quiet = ("strike $quiet",) * 2 if is_void else ("$ink", "$quiet")
    if selected:
        ink = f"bold {strike}$strong"
    pieces = [
        drawn(f"{glyphs().bar} " if selected else "  ", "$accent"),
        _cell(_when(row.happened, now, to), to.when, "$ink" if selected and not is_void else quiet),
        Content("  "),
        _cell(row.title, to.what, ink),
        Content("  "),
        _cell(row.initials, WHO, ink),
        Content(" "),
        _cell(row.what, to.said, quiet),
        Content(" "),
        _right(f"#{row.number}", to.number, "$ink" if selected else "$quiet"),
        Content("  "),
        _cell(*_state(row)),
    ]
    line = joined(*pieces)
    return line.stylize("on $accent-ground") if selected else line


def _state(row: LogRow) -> tuple[str, int, str]:
    """The last column: the state of the record; where it has none, how its review stands."""
    if row.state in ("", "amended") and row.review:
        return row.review, STATE, "$due" if row.review == "question" else "$quiet"
    return row.state, STATE, _state_style(row.state)


def _state_style(state: str) -> str:
    if state.endswith("versions"):
        return "$over"
    return _STYLES.get(state, "$quiet")


def _cell(text: str, width: int, style: str) -> Content:
    cell = drawn(text, style, width=width)
    return joined(cell, Content(" " * max(0, width - cell.cell_length)))


def _right(text: str, width: int, style: str) -> Content:
    cell = drawn(text, style, width=width)
    return joined(Content(" " * max(0, width - cell.cell_length)), cell)


def _when(happened: str, now: datetime, to: Columns) -> str:
    """ "23 Nov 03:14"; of another year the date with its year, where both have no room."""
    try:
        when = local(datetime.fromisoformat(happened))
    except (ValueError, OverflowError):
        return "no time given"
    day = f"{when.day:>2} {MONTHS[when.month - 1]}"
    if to.has_year:
        return f"{day} {when.year} {when:%H:%M}"
    return f"{day} {when:%H:%M}" if when.year == now.year else f"{day} {when.year}"
