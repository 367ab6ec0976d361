"""A page under a chart: a title over lines to scroll. What stands there is its own affair."""

from collections.abc import Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.content import Content

from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, drawn, spread
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.ward_screen import WardScreen


class SheetPage(WardScreen[None]):
    """A title over lines to scroll."""

    CSS_PATH = "../styles/measures.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    HINTS: ClassVar[Sequence[tuple[str, str]]] = (("↑↓", "scroll"),)

    def compose_body(self) -> ComposeResult:
        """Title and lines."""
        yield Plain(id="measure-head")
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

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    def look(self) -> None:
        """Draw the lines for the width there is."""
        raise NotImplementedError

    def entitle(self, left: str, right: str = "") -> None:
        """The line above."""
        bar = self.query_one("#measure-head", Plain)
        whole = spread(drawn(left, "bold $strong"), drawn(right, "$quiet"), bar.size.width)
        bar.update(whole)

    def put_away(self) -> None:
        """Nothing stays."""
        self.sheet.show(())
        self.query_one("#measure-head", Plain).update(Content(""))
