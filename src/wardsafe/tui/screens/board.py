"""The board: what somebody who has just unlocked the terminal needs to know, in reading order."""

from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import get_current_worker

from wardsafe.errors import WardsafeError
from wardsafe.services.keeping import look_after
from wardsafe.services.overview import Overview, overview
from wardsafe.services.review_queue import may_review
from wardsafe.services.session import Session
from wardsafe.services.steady import Steady
from wardsafe.tui import writing
from wardsafe.tui.board_lines import Board
from wardsafe.tui.columns import Columns
from wardsafe.tui.rooms import ROOMS
from wardsafe.tui.screens.board_opens import BoardOpens
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.status import SaveStatus

REFRESH_SECONDS = 30.0
_NEEDS = {
    "queue": "review",
    "measures": "look at the measures",
    "sync": "look at the exchange",
}
"""Rooms that are not for everybody, with what somebody must be allowed to do there."""


UNSEEN: tuple[BindingType, ...] = (
    Binding("up", "move(-1)", show=False),
    Binding("down", "move(1)", show=False),
    Binding("home", "begin", show=False),
    Binding("escape", "app.lock", show=False),
)
"""The keys of every board that its footer does not show."""


class BoardScreen(BoardOpens):
    """The first screen after unlocking."""

    TITLE_WORDS = "Board"
    HELP = (
        "First stands the duty that runs out next, with the time left; then the others, by time "
        "left. Enter on a duty says that it was done: now is filled in, ^S keeps it. What is "
        "late stays until it is done, or until somebody says why not.\n\n"
        "Below: who is in seclusion, and what happened in the last 24 hours. The arrow keys choose "
        "a line, Enter opens it.\n\n"
        "N records a use of force at once: choose the person, fill in the first part, ^S saves. "
        "The rest can wait until the ward is quiet. “Local standard” means that the interval is "
        "your trust's own, not a rule that was read in its source."
    )
    CSS_PATH = "../styles/board.tcss"
    SHORT = {
        "new record": "new",
        "hand over": "hand over",
        "close a day": "close day",
        "all duties": "duties",
        "safety reviews": "reviews",
        "sexual safety": "sexual saf.",
    }
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-narrow"), (110, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "record", "new record", tooltip="Record a use of force now."),
        Binding("enter", "open", "do this", tooltip="Do the chosen duty, open the chosen line."),
        Binding("h", "go('handover')", "hand over", tooltip="All that the next shift must know."),
        Binding("c", "go('closing')", "close a day", tooltip="Declare a day or a shift."),
        Binding("slash", "find", "find", key_display="/", tooltip="The log: find any record."),
        Binding("l", "app.lock", "lock", tooltip="Lock at once."),
        Binding("d", "go('duties')", "all duties", tooltip="Every duty, done and missed too."),
        Binding("r", "go('safety-reviews')", "safety reviews", tooltip="Whose review is due when."),
        Binding("p", "go('people')", "people", tooltip="The people of the ward; admit, move."),
        Binding("x", "go('sexual-safety')", "sexual safety", tooltip="Record it; tell now."),
        Binding("m", "go('measures')", "measures", tooltip="Charts of what happens here."),
        Binding("t", "go('change-tests')", "tests of change", tooltip="What is tested here."),
        Binding("q", "go('queue')", "to review", tooltip="The safety lead's queue."),
        Binding("e", "go('sync')", "exchange", tooltip="To and from the network."),
        Binding("s", "go('staff')", "staff", tooltip="Who may unlock this terminal."),
        *UNSEEN,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._steady: Steady | None = None

    def compose_body(self) -> ComposeResult:
        """The lines in their columns, and where it is said that something is saved."""
        yield Columns("columns")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read what there is, and again from time to time: minutes pass."""
        if self.session is not None:
            self._steady = Steady(self.session.clock)
        self.look()
        self.set_interval(REFRESH_SECONDS, self.look)
        if self.session is not None:
            self.run_worker(partial(self._look_after, self.session), thread=True, group="check")

    def on_screen_resume(self) -> None:
        """Something may have been written on the screen that was above."""
        self.look()

    def look(self) -> None:
        """Read the board in a worker."""
        session = self.session
        if session is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    @property
    def columns(self) -> Columns:
        """The lines."""
        return self.query_one(Columns)

    def _look_after(self, session: Session) -> None:
        gone = get_current_worker()
        with suppress(WardsafeError):  # the ledger was closed under it: somebody locked
            look_after(session, lambda: gone.is_cancelled)
            if not gone.is_cancelled:
                self.app.call_from_thread(self.look)

    def _read(self, session: Session) -> None:
        with suppress(WardsafeError):
            seen = overview(session, self._steady)
            self.from_worker(self.show, seen)

    def show(self, seen: Overview) -> None:
        """Draw the board."""
        if self.session is not None and self.is_attached:
            self.columns.show(Board(seen, self).laid)

    # --- keys ------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Another line."""
        self.columns.move(step)

    def action_begin(self) -> None:
        """The first line again."""
        self.columns.begin()

    def action_open(self) -> None:
        """What the chosen line opens."""
        line = self.columns.chosen
        if line is not None and line.opens is not None:
            line.opens()

    def action_record(self) -> None:
        """N: a new record of a use of force."""
        if self.session is not None:
            self.write(FormScreen(writing.new(self.session).task()))

    def action_find(self) -> None:
        """/: the log."""
        self.ward.go("log", find=True)

    def action_go(self, room: str) -> None:
        """Another room."""
        self.go(room)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key of a room that is not here is no key; some are not for everybody."""
        if action == "go" and (needs := _NEEDS.get(str(parameters[0]))):
            return True if self.session is not None and self._has(self.session, needs) else None
        return action != "go" or parameters[0] in ROOMS

    def _has(self, session: Session, needs: str) -> bool:
        """Whether a room is for this person; a lead of an audience has a queue of their own."""
        return session.may(needs) or (needs == "review" and may_review(session))

    def put_away(self) -> None:
        """Let go of every line."""
        self.columns.forget()
