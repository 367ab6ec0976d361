"""How the people of the ward are drawn: who is chosen, and one row each."""

from datetime import datetime
from functools import partial

from textual.content import Content
from textual.widget import Widget

from wardsafe.records.moments import local, say_date
from wardsafe.records.nhs_number import say_nhs_number
from wardsafe.records.patient import age_at, similar
from wardsafe.services.whereabouts import Whereabouts
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.short_list import ListRow, cell
from wardsafe.views.people import AWAY, HERE, Person

WIDE = 110
BED, INITIALS, NAME, BORN = 7, 7, 28, 16


class Chosen(Widget):
    """Who is selected, in the words that tell people apart: whatever is written is about them."""

    def __init__(self) -> None:
        super().__init__(id="chosen")
        self._one: Whereabouts | None = None
        self._alike: tuple[str, ...] = ()
        self._now: datetime | None = None

    def show(self, one: Whereabouts | None, others: tuple[Whereabouts, ...], now: datetime) -> None:
        """Say who it is; `others` are looked through for names that could be taken for theirs."""
        self._one, self._now = one, now
        names = [other.person.name for other in others if other is not one]
        self._alike = similar(one.person.name, names) if one else ()
        self.refresh()

    def render(self) -> Content:
        """Two lines."""
        if self._one is None or self._now is None:
            return drawn("Nobody chosen.", "$quiet")
        person = self._one.person
        called = f" ({person.preferred_name})" if person.preferred_name else ""
        bed = f"bed {person.bed}" if person.bed else "no bed"
        first = joined(
            drawn(person.name + called, "bold $strong"),
            drawn(f"   {person.initials}, {bed}", "$ink"),
        )
        alert = f"{glyphs().alert} not {self._alike[0]}?" if self._alike else ""
        first = spread(first, drawn(alert, "bold $strong"), self.content_size.width)
        return Content("\n").join([first, drawn(_facts(person, self._now), "$ink")])


def heads(width: int) -> Content:
    """The heads of the columns."""
    born = [cell("born", BORN, "$quiet")] if width >= WIDE - 8 else []
    heads = ((" bed", BED), ("", INITIALS), ("name", NAME))
    return joined(*(cell(word, size, "$quiet") for word, size in heads), *born)


def row(one: Whereabouts, now: datetime) -> ListRow:
    """One person, at `now`."""
    return ListRow(one.person.record, partial(_drawn_row, one, now))


def _drawn_row(one: Whereabouts, now: datetime, width: int, selected: bool) -> Content:
    person, name = one.person, "bold $strong" if selected else "$ink"
    wide = width >= WIDE - 8
    parts = [
        cell(f"{person.bed or 'none':>{BED - 3}}", BED, "$ink" if person.bed else "$quiet"),
        cell(person.initials, INITIALS, "$quiet"),
        cell(person.name or "name not recorded", NAME, name),
    ]
    if wide:
        born = say_date(person.born) if person.born else "not recorded"
        parts.append(cell(born, BORN, "$quiet"))
    parts.append(drawn(_state(one, now, wide=wide), "$ink"))
    return joined(*parts)


def _state(one: Whereabouts, now: datetime, *, wide: bool) -> str:
    if one.leave is None:
        return "" if one.person.state == HERE else one.person.state
    said = one.leave.words
    if wide or one.leave.back_by is None:
        said += f" since {_when(one.leave.since, now)}" if one.leave.since else ""
    return said + (f", back by {_when(one.leave.back_by, now)}" if one.leave.back_by else "")


def _when(moment: datetime, now: datetime) -> str:
    """The time; before it the day, where that is not today's."""
    then, today = local(moment), local(now).date()
    return f"{then:%H:%M}" if then.date() == today else f"{then.day} {then:%b %H:%M}"


def count(found: tuple[Whereabouts, ...], typed: str) -> Content:
    """How many there are, for the right of the heading."""
    away = sum(one.person.state == AWAY for one in found)
    here = f"{len(found)} found" if typed.strip() else str(len(found))
    return drawn(here + (f", {away} on leave" if away else ""), "$quiet")


def _facts(person: Person, now: datetime) -> str:
    born = "date of birth not recorded"
    if person.born:
        born = f"born {say_date(person.born)}, {age_at(person.born, local(now).date())}"
    number = "NHS number not recorded"
    if person.nhs_number:
        number = f"NHS number {say_nhs_number(person.nhs_number)}"
    return f"{born}     {number}"
