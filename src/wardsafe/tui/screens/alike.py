"""Before a record is saved: what may tell of the same event, beside it. The person decides.

Nothing is merged, and nothing is in the way of saving.
"""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wardsafe.records.base import Record
from wardsafe.services.duplicates import Alike
from wardsafe.tui.alike_lines import alike_lines, counts_words, which_words
from wardsafe.tui.drawn import Plain, clear, drawn
from wardsafe.tui.fitted import Heading
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.ward_screen import WardScreen

TITLE = drawn("Somebody may have recorded this event already", "bold $strong")
READ_SECONDS = 0.3
"""^S pressed twice by habit is not a decision: it counts once this has stood for so long."""


class AlikeScreen(WardScreen[str | None]):
    """Dismissed with "" to save as it is, with a record to link it to, None to go back."""

    CSS_PATH = "../styles/alike.tcss"
    TITLE_WORDS = "The same event?"
    SHOWS_RECORD = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    HELP = (
        "Somebody has recorded the same kind of event of this person within an hour of it. Read "
        "both. ^S saves yours as it is: both are counted. L saves yours and says that both tell "
        "of the same event: it is counted once, both records stay as they are, and the link can "
        "be taken back on either record. Esc goes back to what you typed; nothing is lost."
    )
    SHORT: ClassVar[dict[str, str]] = {
        "save as it is": "save",
        "save, same event": "same event",
        "go back": "back",
        "another": "other",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save as it is", tooltip="Save it; both are counted."),
        Binding("l", "link", "save, same event", tooltip="Save it, linked with the one shown."),
        Binding("escape", "back", "go back", tooltip="Back to the form; nothing is saved."),
        Binding("n", "other", "another", tooltip="Another record that may be the same event."),
    ]

    def __init__(self, found: Alike, record: Record) -> None:
        super().__init__()
        self._found: Alike | None = found
        self._record: Record | None = record
        self._at = 0
        self._seen_at: float | None = None

    def compose_body(self) -> ComposeResult:
        """What is asked, both records, both counts."""
        yield Heading(TITLE, id="alike-head")
        yield LineSheet(id="alike-lines")
        yield Plain(id="alike-counts")

    def on_mount(self) -> None:
        """Draw once it stands: from then on it is being read."""
        self.query_one(LineSheet).focus()
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Both records."""
        found, record = self._found, self._record
        if found is None or record is None or not self.is_mounted:
            return
        self.query_one(Heading).say(TITLE, which_words(found, self._at))
        self.query_one(LineSheet).fit(partial(alike_lines, found.likely[self._at], record))
        self.query_one("#alike-counts", Plain).update(drawn(counts_words(found), "$ink"))
        if self._seen_at is None:
            self._seen_at = self.ward.clock.monotonic()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Another one where there are several; linking for those who may."""
        if action == "other":
            return True if self._found and len(self._found.likely) > 1 else None
        if action == "link":
            return True if self._found and self._found.may_link else None
        return True

    def action_save(self) -> None:
        """^S: as it is."""
        if self._was_read():
            self.dismiss("")

    def action_link(self) -> None:
        """L: it is the same event as the one shown."""
        if self._found is not None and self._was_read():
            self.dismiss(self._found.likely[self._at].row.record)

    def action_back(self) -> None:
        """Esc: to the form."""
        self.dismiss(None)

    def action_other(self) -> None:
        """N: the next of several."""
        if self._found is not None:
            self._at = (self._at + 1) % len(self._found.likely)
            self.draw()

    def _was_read(self) -> bool:
        up = self.ward.clock.monotonic()
        return self._seen_at is not None and up - self._seen_at >= READ_SECONDS

    def put_away(self) -> None:
        """Nothing of either record stays."""
        self._found = self._record = None
        self.query_one(LineSheet).show(())
        clear(self)
