"""A safety review as it is written: answering, confirming and typing under an item."""

from textual import events
from textual.actions import parse

from wardsafe.errors import BadInput
from wardsafe.services.review_items import WORDS, Line
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.screens.review_page import ReviewPage

LETTERS = ("answer", "confirm", "go", "type", "take_back")
READ_SECONDS = 0.3
"""A key held down is not reading: Space counts once the item has stood for this long."""


class ReviewWriting(ReviewPage):
    """The base of the review: what its keys and its lines do to the sheet."""

    def __init__(self) -> None:
        super().__init__()
        self._dirty = self._asked_to_save = False

    # --- keys -----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While one types, letters are words."""
        return not (self.is_typing and action in LETTERS)

    def _forward_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded and self._at_once(event):
            event._set_forwarded()
            return
        super()._forward_event(event)

    def _at_once(self, key: events.Key) -> bool:
        """Answer in the order of the keys: what is typed behind one of these belongs where it
        leads to, and not where the cursor was."""
        if self.is_typing or not self.is_current:
            return False
        for binding in self._bindings.key_to_bindings.get(key.key, ()):
            _, name, arguments = parse(binding.action)
            if name in LETTERS:
                getattr(self, f"action_{name}")(*arguments)
                return True
        return False

    def action_answer(self, answer: str) -> None:
        """Y, N, T."""
        if self.sheet is None:
            return
        self.sheet.answer(self.item, answer, self.ward.clock.now())
        self._touched()
        self._fill()
        self.draw()
        wanted = self.sheet.wanted(self.item, self.ward.clock.now())
        if wanted is not None:
            self.go_to_line(wanted)

    def action_confirm(self) -> None:
        """Space: read, and still so."""
        if self.sheet is None or not self._was_read():
            return
        try:
            self.sheet.confirm(self.item, self.ward.clock.now())
        except BadInput as problem:
            self.say(str(problem))
            return
        self._touched()
        self._fill()
        wanted = self.sheet.wanted(self.item, self.ward.clock.now())
        if wanted is None:
            self.choose_item(self.at + 1)
        else:
            self.draw()
            self.go_to_line(wanted)

    def _was_read(self) -> bool:
        up = self.ward.clock.monotonic()
        if self._seen_at is not None and up - self._seen_at >= READ_SECONDS:
            return True
        self.say("That was too quick to have been read.")
        return False

    def action_take_back(self) -> None:
        """Del: as if nobody had looked."""
        if self.sheet is not None:
            self.sheet.take_back(self.item)
            self._touched()
            self.choose_item(self.at)

    def action_go(self, by: int) -> None:
        """Another item."""
        if self.sheet is not None:
            self.say("")
            self.choose_item(self.at + by)

    def action_type(self) -> None:
        """Enter: into the first line that is wanted, else their own words, else the first."""
        if self.sheet is None:
            return
        now = self.ward.clock.now()
        has = self.sheet.lines(self.item)
        first = WORDS if WORDS in has else has[0]
        self.go_to_line(self.sheet.wanted(self.item, now) or first)

    def go_to_line(self, line: Line) -> None:
        """The cursor into this line of the chosen item."""
        for each in self._lines:
            if each.line == line:
                self.set_focus(each.cell)  # now: the next key may be here already
                each.cell.enter()
        self.call_after_refresh(self.draw)
        self.refresh_bindings()

    def _touched(self) -> None:
        self._dirty, self._asked_to_save = True, False
        self.say("")

    # --- the desk of the lines ------------------------------------------------------------------

    def was_typed(self, cell: Cell) -> None:
        """A line is another now."""
        line = self._line_of(cell)
        if self._filling or self.sheet is None or line is None:
            return
        self.sheet.type(self.item, line, cell.value)
        self._touched()
        self._draw_item(self.sheet)

    def move_on(self, cell: Cell, by: int) -> None:
        """Enter: what is still wanted here, else the next item. Shift Tab: the line before."""
        if self.sheet is None:
            return
        now, line = self.ward.clock.now(), self._line_of(cell)
        if by < 0:
            self.choose(cell, by)
            return
        if line is not None:
            error = self.sheet.read(self.item, line, now)[1]
            if error:
                self.say(error)
                return
            self.sheet.settle(self.item, line, now)
        wanted = self.sheet.wanted(self.item, now)
        answered = self.item.id in self.sheet.looked
        if wanted is not None and wanted != line:
            self._fill()
            self.go_to_line(wanted)
        else:
            self._keys_again()
            self.choose_item(self.at + 1 if answered and wanted is None else self.at)

    def choose(self, cell: Cell, by: int) -> None:
        """Up and down: the line before or after."""
        shown = [each for each in self._lines if each.line is not None]
        here = next(n for n, each in enumerate(shown) if each.cell is cell)
        if 0 <= here + by < len(shown):
            self.set_focus(shown[here + by].cell)
            shown[here + by].cell.enter()

    def holds(self, key: events.Key) -> bool:
        """No key waits for anything."""
        return False

    def refuse(self, sentence: str) -> None:
        """A paste that was not put in."""
        self.say(sentence)

    def _line_of(self, cell: Cell) -> Line | None:
        return next((each.line for each in self._lines if each.cell is cell), None)

    def _keys_again(self) -> None:
        self.set_focus(None)
        self.refresh_bindings()
