"""The rows of the log in their frame: what it is narrowed to, where one is, the selected record."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size

from wardsafe.errors import WardsafeError
from wardsafe.services import finding
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, drawn, spread
from wardsafe.tui.fitted import Fitted
from wardsafe.tui.log_columns import columns, heads_line, row_line
from wardsafe.tui.log_frame import (
    NOTHING_FOUND,
    NOTHING_HERE,
    filter_words,
    held_words,
    where_words,
)
from wardsafe.tui.log_pages import LogPages
from wardsafe.tui.long_list import LongList
from wardsafe.tui.preview import Preview
from wardsafe.tui.record_preview import first_lines, preview_lines
from wardsafe.tui.screens.record_acts import RecordActs
from wardsafe.tui.status import SaveStatus
from wardsafe.views.log import LogFilter, LogRow

Found = TypeVar("Found")


class LogWindow(RecordActs):
    """The base of the log: what is seen of it. `chosen` is what it is narrowed to."""

    def __init__(self, chosen: LogFilter | None = None) -> None:
        super().__init__()
        self.chosen = chosen or LogFilter()
        self._initials = ""
        self._total: tuple[int, bool] | None = None
        self._entries = (0, 1)
        self._trouble = ""

    def compose_body(self) -> ComposeResult:
        """Filter, columns, rows; the selected row beside them; where it is saved."""
        session = self.session
        assert session is not None  # noqa: S101 - opened from a screen that had one
        self._entries = self._try(partial(finding.held, session), self._entries)
        with Horizontal(id="log"):
            with Vertical(id="log-left"):
                yield Fitted(id="log-filter")
                yield Fitted(id="log-columns")
                pages = LogPages(session, lambda: self.chosen, self._in_trouble)
                yield LongList(pages, self._draw_row, id="rows")
                yield Plain(id="log-held")
            yield Preview(id="preview")
        yield SaveStatus()

    def on_mount(self) -> None:
        """The rows read themselves when they know their size; the counting waits for them."""
        self.rows.focus()
        self._say_person()
        self.call_after_refresh(self._count)

    def on_screen_resume(self) -> None:
        """Something may have been written on the screen that was above."""
        self.read_again()

    def on_resize(self) -> None:
        """Another size has other rows in sight."""
        self.call_after_refresh(self._draw_frame)

    @property
    def rows(self) -> LongList[LogRow]:
        """The list."""
        return self.query_one("#rows", LongList)

    def read_again(self) -> None:
        """Read the rows in sight again; the selected one stays selected."""
        session = self.session
        if session is None:
            return
        self._entries = self._try(partial(finding.held, session), self._entries)
        self.rows.again()
        self._count()

    def narrow(self, chosen: LogFilter | None) -> None:
        """Show what a filter finds, from its beginning; None changes nothing."""
        if chosen is None or chosen == self.chosen:
            return
        self.chosen, self._total, self._trouble = chosen, None, ""
        self._say_person()
        self.rows.start()
        self._count()

    # --- counting, in a worker ------------------------------------------------------------------

    def _count(self) -> None:
        session = self.session
        if session is not None:
            first = next(iter(self.rows.in_sight), None) if self.rows.ordinal is None else None
            counting = partial(self._count_all, session, self.chosen, first)
            self.run_worker(counting, thread=True, exclusive=True, group="count")

    def _count_all(self, session: Session, chosen: LogFilter, first: LogRow | None) -> None:
        try:
            total = finding.count(session, chosen)
            ordinal = finding.place(session, chosen, first) if first else None
        except WardsafeError:
            return
        self.from_worker(self._counted, session, chosen, total, first, ordinal)

    def _counted(
        self,
        session: Session,
        chosen: LogFilter,
        total: tuple[int, bool],
        first: LogRow | None,
        ordinal: int | None,
    ) -> None:
        if not self.is_attached or self.session is not session or chosen != self.chosen:
            return
        self._total = total
        if first and ordinal:
            self.rows.tell_ordinal(first, ordinal)
        self._draw_frame()

    # --- drawing --------------------------------------------------------------------------------

    def _draw_row(self, row: LogRow, width: int, selected: bool) -> Content:
        to = columns(width, self._entries[0])
        return row_line(row, to, selected=selected, now=self.ward.clock.now())

    def _draw_frame(self) -> None:
        """The lines around the rows."""
        if self.rows.size.width:
            self.query_one("#log-filter", Fitted).fit(self._heading)
            self.query_one("#log-columns", Fitted).fit(self._heads)
            self.query_one("#log-held", Plain).update(self._held_words())

    def _heading(self, size: Size) -> Content:
        now = self.ward.clock.now()
        chosen = filter_words(self.chosen, self._initials, now, self.size.width)
        return spread(chosen, drawn(f"  {self._where()}", "$quiet"), size.width)

    def _heads(self, size: Size) -> Content:
        return heads_line(columns(size.width, self._entries[0]))

    def _where(self) -> str:
        rows = self.rows
        return where_words(len(rows.in_sight), rows.ordinal, self._total, at_end=rows.reaches_end)

    def _held_words(self) -> Content:
        session = self.session
        behind = session is not None and self._try(partial(finding.log_is_behind, session), False)
        return held_words(*self._entries, self._trouble, behind=behind)

    def _say_person(self) -> None:
        session, person = self.session, self.chosen.person
        found = None
        if session is not None and person:
            found = self._try(partial(finding.person, session, person), None)
        self._initials = found.initials if found else "?"
        empty = NOTHING_HERE if self.chosen == LogFilter() else NOTHING_FOUND
        self.rows.empty = drawn(f"  {empty}", "$quiet")

    def _in_trouble(self, sentence: str) -> None:
        self._trouble = sentence

    def _try(self, read: Callable[[], Found], otherwise: Found) -> Found:
        try:
            return read()
        except WardsafeError as problem:
            self._in_trouble(str(problem))
            return otherwise

    # --- the selected row -----------------------------------------------------------------------

    def on_long_list_moved(self) -> None:
        """Say where one is; read the whole record once the selection rests."""
        self._draw_frame()
        if self.rows.ordinal is None and self._total is not None:
            self._count()
        row, preview = self.rows.selected, self.query_one(Preview)
        if row is None or self.session is None:
            preview.empty()
            return
        first = partial(_first_lines, row)
        preview.follow(row.record, first, partial(_whole, self.session, row))

    def put_away(self) -> None:
        """Locking: the next person sees neither rows nor filter."""
        self.chosen, self._initials = LogFilter(), ""
        self.query_one(Preview).empty()
        self.rows.forget()


def _first_lines(row: LogRow, size: Size) -> list[Content]:
    return first_lines(row, size.width)


def _whole(session: Session, row: LogRow, size: Size) -> list[Content]:
    """Looked at beside the list, it is not read: nothing of that is written down."""
    return preview_lines(row, finding.look(session, row.record), size.width, size.height)
