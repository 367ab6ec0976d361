"""The safety lead's queue: what waits for a review, the longest wait first; one record beside."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.errors import WardsafeError
from wardsafe.services import finding, review_queue, saved_filters
from wardsafe.services.review_queue import Chosen
from wardsafe.services.session import Session
from wardsafe.tui.screens.queue_filter import DROP, SAVE, QueueFilter
from wardsafe.tui.screens.queue_window import QueueWindow
from wardsafe.views.people import Person

WITH_PREVIEW = 110
ROOM = "queue"
"""The name under which a person's own filters of this list are kept."""


class QueueScreen(QueueWindow):
    """What waits. `chosen` is what it is narrowed to at first."""

    CSS_PATH = "../styles/queue.tcss"
    TITLE_WORDS = "To review"
    SHOWS_RECORD = True
    HELP = (
        "Every use of force waits here until a safety lead has signed it off and told whoever "
        "reported it what came of it; the longest wait stands first. A record that is corrected "
        "after that comes back.\n\n"
        "Q asks the ward: the question stands on their board until somebody answers, and the "
        "answer brings the record back. T keeps themes and the learning response, C what was "
        "thought and done about the duty of candour. R signs off, with your PIN. O says what came "
        "of it, in words to the reporter.\n\n"
        "Records of sexual safety stand here for the leads they are sealed to, and for nobody "
        "else: no count, no filter and no notice of others differs by them. What is asked about "
        "one goes to those who may read it."
    )
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (100, "-roomy"),
        (WITH_PREVIEW, "-wide"),
        (150, "-very-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    HINTS = (("↑↓", "record"),)
    SHORT: ClassVar[Mapping[str, str]] = {"sign off": "sign", "record": "row"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="The whole record, with its history."),
        Binding("q", "ask", "ask", tooltip="Ask the ward; it stands on their board."),
        Binding("r", "sign", "sign off", tooltip="Reviewed: sign off with your PIN."),
        Binding("o", "tell", "tell", tooltip="What came of it: tell whoever reported it."),
        Binding("f", "filter", "filter", tooltip="Narrow the queue, or keep a filter."),
        Binding("t", "find", "themes", tooltip="Themes and the learning response."),
        Binding("c", "candour", "candour", tooltip="What was thought of the duty of candour."),
        Binding("escape", "leave", "back", tooltip="Show what waits again, then leave."),
    ]

    # --- keys -----------------------------------------------------------------------------------

    def on_long_list_chosen(self) -> None:
        """Enter on a row, or a second click."""
        self.action_open()

    def action_open(self) -> None:
        """Enter: the whole record, to be reviewed there as well."""
        if (record := self.record()) is not None:
            self.ward.go("review", record=record, queue=self)

    def beside(self, by: int) -> str | None:
        """The next record of the queue, or the one before; None where there is none."""
        before = self.record()
        self.rows.action_move(by)
        return self.record() if self.record() != before else None

    def action_filter(self) -> None:
        """F: narrow it, or keep what it is narrowed to."""
        session = self.session
        if session is None:
            return

        def people(typed: str) -> list[Person]:
            return finding.people_like(session, typed)

        self.app.push_screen(QueueFilter(self.chosen, _mine(session), people), self._filtered)

    def _filtered(self, answer: tuple[str, str, Chosen] | None) -> None:
        session = self.session
        if answer is None or session is None:
            return
        what, name, chosen = answer
        try:
            if what == SAVE:
                kept = {"what": chosen.what, "person": chosen.person or ""}
                saved_filters.save(session, ROOM, name, kept)
                self._named = name
                self._draw_frame()
            elif what == DROP:
                saved_filters.drop(session, ROOM, name)
                self.narrow(self.chosen)
            else:
                self.narrow(chosen, name)
        except WardsafeError as problem:
            self.notify(str(problem))

    def action_leave(self) -> None:
        """Esc: what waits again, then back."""
        if self.chosen != Chosen():
            self.narrow(Chosen())
        else:
            self.dismiss(None)


def _mine(session: Session) -> dict[str, Chosen]:
    """The filters of this person by name; one of a later wardsafe shows what waits."""
    known = review_queue.NARROWED_TO
    return {
        name: Chosen(
            kept["what"] if kept.get("what") in known else known[0], kept.get("person") or None
        )
        for name, kept in saved_filters.saved(session, ROOM).items()
    }
