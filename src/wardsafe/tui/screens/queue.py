"""The safety lead's queue: what waits for a review, the longest wait first; one record beside."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer

from wardsafe.errors import WardsafeError
from wardsafe.services import finding, review_queue, reviewing_records, saved_filters
from wardsafe.services.finding import Opened
from wardsafe.services.review_queue import Chosen, Waiting
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.long_list import LongList
from wardsafe.tui.queue_columns import by_state, heading, heads_line, row_line, told_lines, waits
from wardsafe.tui.review_preview import first_lines, preview_lines
from wardsafe.tui.screens.queue_filter import DROP, SAVE, QueueFilter
from wardsafe.tui.screens.review_acts import ReviewActs
from wardsafe.tui.status import SaveStatus
from wardsafe.views.people import Person
from wardsafe.views.review_rows import CaseRow

Found = TypeVar("Found")

WITH_PREVIEW = 110
REST_SECONDS = 0.05
ROOM = "queue"
"""The name under which a person's own filters of this list are kept."""

BEHIND = "The queue is behind: newer entries are kept, and not shown here until it is rebuilt."
NOTHING = "Nothing waits for a review."
NOTHING_FOUND = "Nothing here. Esc shows again what waits."


class CasePages:
    """The rows of the queue. What cannot be read is told, and shown as nothing."""

    def __init__(
        self, session: Session, chosen: Callable[[], Chosen], on_trouble: Callable[[str], None]
    ) -> None:
        self._session, self._chosen, self._on_trouble = session, chosen, on_trouble

    def page(
        self, *, below: int | None = None, above: int | None = None, limit: int
    ) -> Sequence[CaseRow]:
        """At most `limit` rows."""
        try:
            return review_queue.page(
                self._session, self._chosen(), below=below, above=above, limit=limit
            )
        except WardsafeError as problem:
            self._on_trouble(str(problem))
            return []

    def row(self, record: str) -> CaseRow | None:
        """Where a record stands now."""
        found = reviewing_records.review_of(self._session, record)
        return found.case if found else None


class QueueScreen(ReviewActs):
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

    def __init__(self, chosen: Chosen | None = None) -> None:
        super().__init__()
        self.chosen = chosen or Chosen()
        self._named = ""
        self._initials = ""
        self._seen: Waiting | None = None
        self._entries = 0
        self._rest: Timer | None = None
        self._trouble = ""

    def compose_body(self) -> ComposeResult:
        """What waits, the rows, what reporters were told; the selected record beside them."""
        session = self.session
        assert session is not None  # noqa: S101 - opened from a screen that had one
        self._entries = finding.held(session)[0]
        with Horizontal(id="queue"):
            with Vertical(id="queue-left"):
                yield Plain(id="queue-heading")
                yield Plain(id="queue-states")
                yield Plain(id="queue-heads")
                pages = CasePages(session, lambda: self.chosen, self._in_trouble)
                yield LongList(pages, self._draw_row, id="queue-rows")
                yield Plain(id="queue-told")
            yield Plain(id="queue-preview")
        yield SaveStatus()

    def on_mount(self) -> None:
        """The rows read themselves when they know their size."""
        self.rows.focus()
        self.rows.empty = drawn(f"  {NOTHING}", "$quiet")
        self._count()

    def on_screen_resume(self) -> None:
        """Something may have been written on the screen that was above."""
        self.read_again()

    def on_resize(self) -> None:
        """Other widths have other columns."""
        self.call_after_refresh(self._draw_frame)

    @property
    def rows(self) -> LongList[CaseRow]:
        """The list."""
        return self.query_one("#queue-rows", LongList)

    def record(self) -> str | None:
        """The selected record."""
        return self.rows.selected.record if self.rows.selected else None

    def read_again(self) -> None:
        """Read the rows in sight again: what was dealt with goes, the next one is selected."""
        if self.session is not None:
            self.rows.again()
            self._count()

    def narrow(self, chosen: Chosen, named: str = "") -> None:
        """Show what a filter finds, from its beginning."""
        self.chosen, self._named, self._trouble = chosen, named, ""
        session = self.session
        found = finding.person(session, chosen.person) if session and chosen.person else None
        self._initials = found.initials if found else ""
        words = NOTHING if chosen == Chosen() else NOTHING_FOUND
        self.rows.empty = drawn(f"  {words}", "$quiet")
        self.rows.start()
        self._draw_frame()

    # --- counting, in a worker ------------------------------------------------------------------

    def _count(self) -> None:
        session = self.session
        if session is not None:
            work = partial(self._count_all, session)
            self.run_worker(work, thread=True, exclusive=True, group="count")

    def _count_all(self, session: Session) -> None:
        try:
            seen = review_queue.waiting(session)
            behind = review_queue.is_behind(session)
        except WardsafeError as problem:
            self.app.call_from_thread(self._in_trouble, str(problem))
            return
        self.app.call_from_thread(self._counted, session, seen, behind)

    def _counted(self, session: Session, seen: Waiting, behind: bool) -> None:
        if self.is_attached and self.session is session:
            self._seen, self._trouble = seen, BEHIND if behind else ""
            self._draw_frame()

    # --- drawing --------------------------------------------------------------------------------

    def _draw_row(self, row: CaseRow, width: int, selected: bool) -> Content:
        now = self.ward.clock.now()
        return row_line(row, width, self._entries, selected=selected, now=now)

    def _draw_frame(self) -> None:
        """The lines around the rows."""
        width = self.rows.size.width
        if not width or not self.is_attached:
            return
        now, seen = self.ward.clock.now(), self._seen
        self.query_one("#queue-heading", Plain).update(heading(seen, self._narrowed(), width))
        states = by_state(seen, now, width) if seen else Content("")
        self.query_one("#queue-states", Plain).update(states)
        self.query_one("#queue-heads", Plain).update(heads_line(width, self._entries))
        told = told_lines(seen, now, width) if seen else []
        if self._trouble:
            told = [drawn(self._trouble, "$over", width=width)]
        self.query_one("#queue-told", Plain).update(Content("\n").join(told))

    def _narrowed(self) -> str:
        what = "" if self.chosen.what == Chosen().what else self.chosen.what
        return self._named or "   ".join(filter(None, (what, self._initials)))

    def _in_trouble(self, sentence: str) -> None:
        self._trouble = sentence

    # --- the selected record --------------------------------------------------------------------

    def on_long_list_moved(self) -> None:
        """Read the whole record once the selection rests."""
        row, preview = self.rows.selected, self.query_one("#queue-preview", Plain)
        if self._rest is not None:
            self._rest.stop()
        if row is None or not preview.display:
            preview.update(Content(""))
            return
        now = self.ward.clock.now()
        first = first_lines(row, waits(row, now), preview.content_size.width)
        preview.update(Content("\n").join(first))
        self._rest = self.set_timer(REST_SECONDS, partial(self._look, row))

    def _look(self, row: CaseRow) -> None:
        session = self.session
        if session is not None:
            size = self.query_one("#queue-preview", Plain).content_size
            read = partial(self._read, session, row, size.width, size.height)
            self.run_worker(read, thread=True, exclusive=True, group="preview")

    def _read(self, session: Session, row: CaseRow, width: int, height: int) -> None:
        try:
            opened: Opened = finding.look(session, row.record)
        except WardsafeError:
            return
        lines = preview_lines(row, opened, waits(row, session.now()), width, height)
        self.from_worker(self._show, session, row, lines)

    def _show(self, session: Session, row: CaseRow, lines: list[Content]) -> None:
        if self.is_attached and self.session is session and self.record() == row.record:
            self.query_one("#queue-preview", Plain).update(Content("\n").join(lines))

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

    def put_away(self) -> None:
        """Locking: the next person sees neither rows nor filter."""
        self.chosen, self._named, self._initials, self._seen = Chosen(), "", "", None
        self.rows.forget()


def _mine(session: Session) -> dict[str, Chosen]:
    """The filters of this person by name; one of a later wardsafe shows what waits."""
    known = review_queue.NARROWED_TO
    return {
        name: Chosen(
            kept["what"] if kept.get("what") in known else known[0], kept.get("person") or None
        )
        for name, kept in saved_filters.saved(session, ROOM).items()
    }
