"""What happens on each key of a form: the text is kept, codes are offered, the cursor moves on.

Everything here is quick. What the whole record means waits until the hand rests.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from textual.app import App
from textual.events import Key
from textual.widget import Widget

from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.choices import ALL, Choices, choices, with_taken
from wardsafe.tui.forms.narrative import Narrative
from wardsafe.tui.forms.page import Entry, Page
from wardsafe.tui.forms.picker import Picker
from wardsafe.tui.forms.seen import Seen
from wardsafe.tui.forms.task import Suggestion

Suggest = Mapping[str, Callable[[], Sequence[Suggestion]]]


class Form(Protocol):
    """The screen, as far as the desk needs it."""

    @property
    def app(self) -> App[Any]:
        """The app it is on."""

    @property
    def page(self) -> Page:
        """The page in sight."""

    @property
    def picker(self) -> Picker:
        """The floating list."""

    @property
    def focused(self) -> Widget | None:
        """The widget with the cursor."""

    @property
    def arriving(self) -> bool:
        """Whether the cursor is on its way to an entry that is not there yet."""

    def call_later(self, callback: Callable[..., Any], *args: Any) -> bool:
        """Call soon."""

    @property
    def is_current(self) -> bool:
        """Whether no other screen is in front of it."""

    def action_of(self, key: str) -> str | None:
        """What a key of the form asks for."""

    async def run_action(self, action: str) -> None:
        """Do it."""

    def touched(self) -> None:
        """Something was typed."""

    def go_to(self, entry: Entry) -> None:
        """Put the cursor into an entry."""

    def is_there(self, cells: Sequence[Entry]) -> None:
        """These entries are on the screen now."""

    def refuse(self, sentence: str) -> None:
        """Say that something was not put in."""

    def at_the_end(self) -> None:
        """There is no further field."""


class TypingDesk:
    """Stands between the cells of a form and its sheet."""

    def __init__(
        self, form: Form, seen: Seen, now: Callable[[], datetime], suggest: Suggest
    ) -> None:
        self._form, self._seen, self._now, self._suggest = form, seen, now, suggest
        self._muted = self._acting = False
        self._held: list[Key] = []

    def was_typed(self, cell: Cell) -> None:
        """A key changed a cell."""
        row = self._form.page.row_of(cell)
        was_empty = row is not None and row.is_blank()
        self._seen.sheet.write(cell.path, cell.value, self._now())
        self._seen.busy = cell.path
        if row is not None and was_empty:
            row.block.offer()
        if not self._muted:
            self._offer(cell)
        self._form.touched()

    def was_written(self, narrative: Narrative) -> None:
        """A key changed a narrative."""
        self._seen.sheet.write(narrative.path, narrative.text, self._now())
        self._form.touched()

    def move_on(self, cell: Cell, by: int) -> None:
        """Enter or Tab: take what is chosen, then on to the next cell."""
        filled = self.take(cell) if by > 0 else None
        if filled is not None and cell.field.input == "codes":
            return
        self._form.picker.close()
        entry = self._form.page.next_of(cell, by)
        while entry is not None and filled and entry in filled:
            entry = self._form.page.next_of(entry, by)
        if entry is not None:
            self._form.go_to(entry)
        elif by > 0:
            self._form.at_the_end()

    def choose(self, cell: Cell, by: int) -> None:
        """Up or down: through the list, or, where none is open, to the next or former cell."""
        if self._form.picker.is_open:
            self._form.picker.move(by)
        elif by > 0 and not cell.value and self._offers(cell):
            self._form.picker.open(self._choices(cell, ALL), cell.region)
        else:
            self.move_on(cell, by)

    def is_there(self, cells: Sequence[Cell]) -> None:
        """A row has come."""
        self._form.is_there(cells)

    def holds(self, key: Key) -> bool:
        """Keep the keys that come while the form acts on one of its own, or the cursor is on its
        way to a row just made."""
        if self._acting or self._form.arriving:
            self._held.append(key)
            return True
        action = self._form.action_of(key.key)
        if action is not None:
            self._acting = True
            self._form.call_later(self._act, action)
        return action is not None

    async def _act(self, action: str) -> None:
        try:
            await self._form.run_action(action)
        finally:
            self._acting = False
            self.release()

    def release(self) -> None:
        """The cursor has arrived: what was kept is typed there."""
        while self._held and not (self._acting or self._form.arriving):
            key = self._held.pop(0)
            focused = self._form.focused
            if not (isinstance(focused, Cell) and self._form.is_current and focused.take(key)):
                self._form.app.post_message(Key(key.key, key.character))

    def refuse(self, sentence: str) -> None:
        """Say that something was not put in."""
        self._form.refuse(sentence)

    def take(self, cell: Cell) -> list[Cell] | None:
        """Put the chosen line into the cell, and what it brings into the others of its row: those
        come back. None where nothing was chosen."""
        picker = self._form.picker
        taken = picker.choices.taken if picker.is_open else None
        if taken is None:
            return None
        picker.close()
        self._put(cell, with_taken(cell.field, cell.value, taken.typed))
        row = self._form.page.row_of(cell)
        brought = dict(taken.fills)
        blank = [c for c in (row.cells if row else ()) if c.field.name in brought and not c.value]
        for other in blank:
            self._put(other, brought[other.field.name])
        return blank

    def _put(self, cell: Cell, text: str) -> None:
        self._muted = True
        try:
            cell.put(text)
        finally:
            self._muted = False

    def _offers(self, cell: Cell) -> bool:
        return cell.field.codes is not None or bool(self._suggestions(cell))

    def _offer(self, cell: Cell) -> None:
        if self._offers(cell):
            several = cell.field.input == "codes"
            found = self._choices(cell, cell.value)
            self._form.picker.open(found, cell.region, several=several)

    def _choices(self, cell: Cell, typed: str) -> Choices:
        return choices(cell.field, typed, self._suggestions(cell))

    def _suggestions(self, cell: Cell) -> tuple[Suggestion, ...]:
        head, _, rest = cell.path.partition(".")
        found = self._suggest.get(f"{head}.{cell.field.name}" if rest else head)
        return tuple(found()) if found else ()
