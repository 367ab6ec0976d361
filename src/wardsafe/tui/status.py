"""The line that says whether it is saved. The tick is drawn here and nowhere else.

`✓ Saved #419  03:15  4f2a91c0` only after the ledger has returned a saved entry; otherwise NOT
SAVED over the full width, with "still on screen". Threats catalogue: the Saved contract; A21.
"""

from datetime import datetime

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs


def saved_line(number: int, at: datetime, code: str) -> Content:
    """What is said of an entry that is in the ledger: its number, when, its head code."""
    return joined(
        drawn(f"{glyphs().tick} Saved #{number}", "bold $strong"),
        drawn(f"  {at:%H:%M}  {code}", "$quiet"),
    )


def not_saved_line(what: str, width: int) -> Content:
    """What is said when it is not: the full width, `what` cut to fit."""
    line = drawn(f"  {glyphs().alert} NOT SAVED, still on screen.  {what}", width=width)
    return Content(line.plain.ljust(width)).stylize("bold $over on $over-ground")


def draft_line(at: datetime) -> Content:
    """What is said of a draft: never a tick."""
    return joined(
        drawn(f"Draft kept {at:%H:%M:%S}", "bold $ink"), drawn("  not yet in the record", "$quiet")
    )


class SaveStatus(Widget):
    """One line above the footer. Empty until something is said."""

    def __init__(self) -> None:
        super().__init__()
        self._line = Content("")
        self._not_saved: str | None = None

    def saved(self, number: int, at: datetime, code: str) -> None:
        """The entry `number` is committed, read back and anchored."""
        self._say(saved_line(number, at, code))

    def draft(self, at: datetime) -> None:
        """What is on the screen is kept as a draft."""
        self._say(draft_line(at))

    def not_saved(self, what: str) -> None:
        """Saving failed; `what` is one sentence of ours (never from a record)."""
        self._say(Content(""), what)

    def clear(self) -> None:
        """Say nothing."""
        self._say(Content(""))

    def _say(self, line: Content, not_saved: str | None = None) -> None:
        self._line, self._not_saved = line, not_saved
        self.set_class(not_saved is not None, "-not-saved")
        self.refresh()

    def render(self) -> RenderResult:
        """The line as it stands."""
        if self._not_saved is not None:
            return not_saved_line(self._not_saved, self.size.width)
        return self._line
