"""With which place to exchange; and, on a page of its own, what would leave for the network."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.services import exchanging
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import drawn
from wardsafe.tui.forms.choices import Choice, Choices
from wardsafe.tui.line_sheet import LineSheet, wrapped
from wardsafe.tui.reading_screen import ReadingScreen
from wardsafe.tui.screens.asking import AskScreen


class SyncPlaceScreen(AskScreen[str]):
    """Dismissed with the place, None on Esc. Places of before are offered, the last one first."""

    TITLE_WORDS = "Exchange"
    SHOWS_RECORD = False
    LABEL = "Place"
    HINT = ""
    HELP = (
        "Where the bundles go: the folder of a stick or of a share (a whole path), or an address "
        "such as s3://bucket/folder, sftp://name@host/folder or davs://host/folder. No password "
        "belongs in it: keys come from this computer's account, as the steward set it up. The "
        "places used before are in the list."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "exchange", tooltip="Exchange with this place now."),
        Binding("escape", "leave", "leave it", tooltip="Leave; nothing is exchanged."),
    ]

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__(drawn("A stick, a share, or the address of a server", "$quiet"))
        self._places = places

    def offered(self, typed: str) -> Choices:
        """The places of before that begin so, or hold it."""
        word = typed.strip().casefold()
        found = [place for place in self._places if word in place.casefold()]
        if [typed.strip()] == found:
            found = []
        lines = [Choice(place, "", place) for place in found]
        return Choices(tuple(lines), 0, len(lines))

    def taken(self, choice: Choice | None, typed: str) -> None:
        """What is typed whole is meant; a beginning means the chosen line."""
        place = choice.typed if choice and not _is_whole(typed) else typed.strip()
        if place:
            self.dismiss(place)
        else:
            self.say("Type a place.")


def _is_whole(typed: str) -> bool:
    return "://" in typed or typed.strip().startswith(("/", "\\")) or typed.strip()[1:2] == ":"


class LeavesScreen(ReadingScreen[None]):
    """What the next bundle for the network would hold, in sentences; nothing is written."""

    TITLE_WORDS = "What would leave"
    CSS_PATH = "../styles/sync.tcss"
    HELP = (
        "What the next bundle for the network would hold, counted now. A part leaves only where "
        "every value in it is a code; what stays, stays for the reason given. People leave only "
        "where the trust's Caldicott Guardian turned that on, and never by name."
    )
    HINTS = (("↑↓", "scroll"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back", tooltip="Back; nothing was written."),
    ]

    def compose_body(self) -> ComposeResult:
        """The sentences."""
        yield LineSheet(id="leaves")

    def on_mount(self) -> None:
        """Count in a worker: there may be many entries."""
        self.query_one(LineSheet).focus()
        self.look()

    def read(self, session: Session) -> Drawing:
        """The sentences."""
        return partial(self.show, exchanging.preview_lines(exchanging.preview(session)))

    def show(self, said: Sequence[str]) -> None:
        """Draw them."""
        self.query_one(LineSheet).fit(partial(leaving_lines, said))

    def say(self, *sentences: str, wrong: bool = True) -> None:
        """What stands in the way of counting stands in its place."""
        self.show(sentences)

    def put_away(self) -> None:
        """Let go of the counts."""
        self.query_one(LineSheet).show([])


def leaving_lines(said: Sequence[str], width: int) -> list[Content]:
    """The sentences under their heading."""
    lines = [drawn("What would leave for the network", "bold $strong"), Content("")]
    for line in said:
        lines += wrapped(line, "$ink", width)
    return lines
