"""A list that / narrows while one types: letters are keys before and after, not meanwhile."""

from typing import TypeVar

from textual import events

from wardsafe.records.fields import Field
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.list_screen import ListScreen

Result = TypeVar("Result")
_FIELD = Field(
    "@find", "", "", "text", None, "private", None, None, (), None, False, (), False
)  # fmt: skip


class Find(Cell):
    """The line of the search."""

    can_focus = False  # only while / is on

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Left to the screen, which says for itself which keys rest while one types."""
        return False


class FindingScreen(ListScreen[Result]):
    """Made into a screen by a `compose_body` that yields `find_line()`, and a `read` that looks for
    `typed`. It is the desk of that line (see `forms.cell.Desk`), and has the class -finding while
    the line is to be seen.
    """

    typed = ""
    is_finding = False

    def find_line(self) -> Find:
        """The line, for `compose_body`."""
        return Find(_FIELD, _FIELD.name, "", self)

    @property
    def cell(self) -> Find:
        """The line, once it stands."""
        return self.query_one(Find)

    def action_find(self) -> None:
        """/: letters are a name now."""
        self.is_finding = True
        self.add_class("-finding")
        self.cell.can_focus = True
        self.cell.focus()
        self.refresh_bindings()

    def action_back(self) -> None:
        """Esc: everybody again, then the screen below."""
        if self.is_finding or self.typed:
            self._empty()
            self._keys_again()
            self.look()
        else:
            self.app.pop_screen()

    def _empty(self) -> None:
        self.cell.clear()
        self.typed = ""

    def _keys_again(self) -> None:
        self.is_finding = False
        self.set_focus(None)
        self.cell.can_focus = False
        self.set_class(bool(self.typed), "-finding")
        self.refresh_bindings()

    # --- the desk of the line -------------------------------------------------------------------

    def was_typed(self, cell: Cell) -> None:
        """Look for what is typed."""
        self.typed = cell.value
        if self.is_mounted:
            self.rows.begin()
            self.look()

    def move_on(self, cell: Cell, by: int) -> None:
        """Enter or Tab: keep what was found."""
        self._keys_again()

    def choose(self, cell: Cell, by: int) -> None:
        """Up and down move in the list while one types."""
        self.rows.move(by)

    def holds(self, key: events.Key) -> bool:
        """No key waits for anything."""
        return False

    def refuse(self, sentence: str) -> None:
        """A paste that was not put in."""
        self.say(sentence)

    def put_away(self) -> None:
        """Let go of what was looked for, too."""
        super().put_away()
        self._empty()
