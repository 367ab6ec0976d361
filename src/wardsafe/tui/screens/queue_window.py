"""What is seen of the queue: the rows in their frame, and the selected record beside them."""

from collections.abc import Callable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size

from wardsafe.errors import WardsafeError
from wardsafe.services import finding, review_queue, reviewing_records
from wardsafe.services.review_queue import Chosen, Waiting
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.long_list import LongList
from wardsafe.tui.preview import Preview
from wardsafe.tui.queue_columns import by_state, heading, heads_line, row_line, told_lines, waits
from wardsafe.tui.review_preview import first_lines, preview_lines
from wardsafe.tui.screens.review_acts import ReviewActs
from wardsafe.tui.status import SaveStatus
from wardsafe.views.review_rows import CaseRow

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


class QueueWindow(ReviewActs):
    """The base of the queue. `chosen` is what it is narrowed to."""

    def __init__(self, chosen: Chosen | None = None) -> None:
        super().__init__()
        self.chosen = chosen or Chosen()
        self._named = ""
        self._initials = ""
        self._seen: Waiting | None = None
        self._entries = 0
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
            yield Preview(id="queue-preview")
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
        row, preview, session = self.rows.selected, self.query_one(Preview), self.session
        if row is None or session is None:
            preview.empty()
            return
        first = partial(_first_lines, row, waits(row, self.ward.clock.now()))
        preview.follow(row.record, first, partial(_whole, session, row))

    def put_away(self) -> None:
        """Locking: the next person sees neither rows nor filter."""
        self.chosen, self._named, self._initials, self._seen = Chosen(), "", "", None
        self.query_one(Preview).empty()
        self.rows.forget()


def _first_lines(row: CaseRow, waited: str, size: Size) -> list[Content]:
    return first_lines(row, waited, size.width)


def _whole(session: Session, row: CaseRow, size: Size) -> list[Content]:
    """Looked at beside the list, it is not read: nothing of that is written down."""
    opened = finding.look(session, row.record)
    return preview_lines(row, opened, waits(row, session.now()), size.width, size.height)
