"""What the screen of a safety review is made of: its items down the side, its lines to type in."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from wardsafe.records.fields import Field
from wardsafe.records.text import keep
from wardsafe.services.review_items import Line
from wardsafe.tui.drawn import Plain
from wardsafe.tui.forms.cell import LONGEST, Cell, Desk, check_length

_LINE = Field(
    "@review", "", "", "text", None, "private", None, None, (), None, False, (), False
)  # fmt: skip


class ReviewCell(Cell):
    """A line under an item; a paste of several lines becomes one line, with nothing left out."""

    def _pasted(self, text: str) -> str:
        check_length(text)
        return " ".join(keep(text, limit=LONGEST).split())


class ReviewLine(Horizontal):
    """Label, line, and at the right how it was understood."""

    def __init__(self, desk: Desk, at: int) -> None:
        super().__init__(classes="review-line")
        self.line: Line | None = None
        self.label = Plain(classes="label")
        self.cell = ReviewCell(_LINE, str(at), "", desk)
        self.note = Plain(classes="note")

    def compose(self) -> ComposeResult:
        """The three of them."""
        yield self.label
        yield self.cell
        yield self.note


class Items(Widget):
    """The items down the side, as many as there is room for round the chosen one; `rows` draws
    them for a width and a height."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, rows: Callable[[int, int], list[Content]]) -> None:
        super().__init__(id="review-items")
        self._rows = rows

    def render(self) -> Content:
        """The rows."""
        return Content("\n").join(self._rows(self.size.width, self.size.height))
