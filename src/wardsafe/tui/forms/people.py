"""Who is it about? One line to type into (initials, name, bed or NHS number), and who fits."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen

from wardsafe.records.fields import Field
from wardsafe.records.moments import say_date
from wardsafe.records.nhs_number import say_nhs_number
from wardsafe.records.text import folded
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.forms.banner import alike
from wardsafe.tui.forms.cell import Cell, cut
from wardsafe.tui.forms.choices import fits
from wardsafe.tui.forms.task import PersonRow
from wardsafe.tui.glyphs import glyphs

MOST = 12
WIDE_FROM = 96
WIDE, NARROW = (28, 8, 20, 15), (18, 8, 15, 14)
"""Cells of name, bed, date of birth and NHS number: a row is never broken."""
_WHO = Field("who", "Who", "", "text", None, "private", None, None, (), None, False, (), False)


def matching(people: Sequence[PersonRow], typed: str) -> list[PersonRow]:
    """Those who fit what was typed, in the order given; initials or bed typed whole come first."""
    wanted = folded(typed.strip())
    found = [person for person in people if _fits(person, wanted)]
    return sorted(found, key=lambda p: wanted not in (folded(p.initials), folded(p.bed)))


def _fits(person: PersonRow, wanted: str) -> bool:
    digits = "".join(wanted.split())
    if digits.isdigit():
        return person.bed == digits or person.nhs_number.startswith(digits)
    same = folded(person.initials).startswith(wanted) or folded(person.bed) == wanted
    return same or fits(wanted, person.name)


class PeoplePicker(ModalScreen[PersonRow | None]):
    """The people of the ward over the form; Enter takes one, Esc leaves it as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "back")]

    def __init__(self, people: Sequence[PersonRow], today: date) -> None:
        super().__init__(id="people")
        self._people, self._today = people, today
        self._found = list(people)
        self._chosen = 0
        self._cell = Cell(_WHO, "who", "", self)

    def compose(self) -> ComposeResult:
        """The question, the line to type into, who fits."""
        with Vertical(id="who"):
            yield Plain(drawn("Who is it about?", "bold $strong"))
            yield Plain(drawn("Initials, name, bed or NHS number", "$quiet"))
            yield self._cell
            yield Plain(id="who-fits")

    def on_mount(self) -> None:
        """Ready to type."""
        self._cell.focus()

    def on_resize(self) -> None:
        """The rows fit the width there is."""
        self.call_after_refresh(self._draw)

    def was_typed(self, cell: Cell) -> None:
        """Keep those who fit."""
        self._found = matching(self._people, cell.value)
        self._chosen = 0
        self._draw()

    def choose(self, cell: Cell, by: int) -> None:
        """Move the choice."""
        if self._found:
            self._chosen = (self._chosen + by) % len(self._found)
            self._draw()

    def move_on(self, cell: Cell, by: int) -> None:
        """Take the one chosen."""
        if by > 0 and self._found:
            self.dismiss(self._found[self._chosen])

    def holds(self, key: Key) -> bool:
        """The cursor is always here."""
        return False

    def refuse(self, sentence: str) -> None:
        """A paste of several lines: nobody fits it."""
        self._found = []
        self._draw()

    def action_leave(self) -> None:
        """Take nobody."""
        self.dismiss(None)

    def _draw(self) -> None:
        fits = self.query("#who-fits")
        if not fits:
            return
        first = max(0, min(self._chosen - MOST // 2, len(self._found) - MOST))
        shown = self._found[first : first + MOST]
        lines = [self._line(at + first, person) for at, person in enumerate(shown)]
        more = len(self._found) - len(shown)
        if not lines:
            lines = [drawn("    Nobody on the ward fits that.", "$quiet")]
        hint = f"    {glyphs().up_down} choose  Enter take  Esc back"
        tail = drawn(hint + (f"  {more} more" if more else ""), "$quiet")
        fits.only_one(Plain).update(Content("\n").join([*lines, Content(""), tail]))

    def _line(self, at: int, person: PersonRow) -> Content:
        chosen, width = at == self._chosen, self.query_one("#who-fits").content_size.width
        name, bed, born_width, number_width = WIDE if width >= WIDE_FROM else NARROW
        mark = drawn(f"  {glyphs().option} ", "$accent") if chosen else Content("    ")
        called = set_cell_size(cut(person.name, name - 1), name)
        lead = "born " if width >= WIDE_FROM else ""
        born = f"{lead}{say_date(person.born)}" if person.born else "no birth date"
        number = say_nhs_number(person.nhs_number) if person.nhs_number else "no NHS number"
        where = f"bed {person.bed}" if person.bed else "no bed"
        facts = f"{where:{bed}}{born:{born_width}}{number:{number_width}}"
        line = joined(
            mark,
            drawn(f"{person.initials:5}", "$quiet"),
            drawn(called, "bold $strong" if chosen else "$ink"),
            drawn(facts, "$quiet"),
        )
        if alike(person, self._people):
            words = "similar name" if width >= WIDE_FROM else "alike"
            line = joined(line, drawn(f"{glyphs().alert} {words}", "bold $strong"))
        padded = line.pad_right(max(0, width - line.cell_length))
        return padded.stylize("on $accent-ground") if chosen else padded
