"""A page under a chart: a title over lines to scroll. What stands there is its own affair."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult

from wardsafe.tui.drawn import clear, drawn
from wardsafe.tui.fitted import Heading
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.ward_screen import WardScreen


class SheetPage(WardScreen[None]):
    """A title over lines to scroll."""

    CSS_PATH = "../styles/measures.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    HINTS: ClassVar[Sequence[tuple[str, str]]] = (("↑↓", "scroll"),)

    def compose_body(self) -> ComposeResult:
        """Title and lines."""
        yield Heading(id="measure-head")
        yield LineSheet(id="measure-lines")

    def on_mount(self) -> None:
        """Draw once the size is known."""
        self.sheet.focus()
        self.call_after_refresh(self.look)

    def on_resize(self) -> None:
        """Another width breaks other lines."""
        self.call_after_refresh(self.look)

    @property
    def sheet(self) -> LineSheet:
        """The lines."""
        return self.query_one(LineSheet)

    def look(self) -> None:
        """Draw the lines for the width there is."""
        raise NotImplementedError

    def entitle(self, left: str, right: str = "") -> None:
        """The line above."""
        self.query_one(Heading).say(drawn(left, "bold $strong"), drawn(right, "$quiet"))

    def put_away(self) -> None:
        """Nothing stays."""
        self.sheet.show(())
        clear(self)
