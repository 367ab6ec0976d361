"""The rows of who is due for a safety review: by when, why then, and how far away that is."""

from datetime import datetime
from functools import partial

from textual.content import Content

from wardsafe.services.review_reading import say_soon
from wardsafe.services.review_times import say_age
from wardsafe.services.reviewing_safety import ReviewDue
from wardsafe.tui import review_lines as lines
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.short_list import ListRow, cell
from wardsafe.views.people import AWAY

WIDE = 100
DUE, AWAY_BY, BED, NAME, WHY = 19, 18, 5, 26, 30
_BAR = 8  # cells of the screen that are no part of a row


def heads(width: int) -> Content:
    """The names of the columns."""
    names = (("due", DUE), ("", AWAY_BY), ("bed", BED), ("name", NAME))
    why = [cell("why then", WHY, "$quiet")] if width >= WIDE - _BAR else []
    return joined(*(cell(word, size, "$quiet") for word, size in names), *why)


def row(one: ReviewDue, now: datetime) -> ListRow:
    """One person, at `now`. Only the process is ever late, and nothing else has a colour."""
    return ListRow(one.person.record, partial(_drawn_row, one, now))


def _drawn_row(one: ReviewDue, now: datetime, width: int, selected: bool) -> Content:
    due, person = one.next, one.person
    style = "bold $strong" if selected else "$ink"
    when = say_soon(due.at, now) if due.at else "no time set"
    late = due.at is None or due.at < now
    soon = due.at is not None and not late and due.at - now <= lines.SOON
    ink = "$over" if late else "$due" if soon else "$ink"
    name = person.name + (", on leave" if person.state == AWAY else "")
    wide = width >= WIDE - _BAR
    return joined(
        cell(when, DUE, ink),
        cell(lines.away_words(due, now), AWAY_BY, ink),
        cell(person.bed, BED, "$quiet"),
        cell(name, NAME if wide else width - DUE - AWAY_BY - BED, style),
        *([drawn(_why(one, now), "$quiet")] if wide else []),
    )


def _why(one: ReviewDue, now: datetime) -> str:
    last = f"last {say_age(one.last.when, now)}" if one.last else "no review yet"
    return f"{lines.why_words(one.next)}; {last}"
