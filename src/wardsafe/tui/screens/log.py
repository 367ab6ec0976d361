"""The log: every record, newest first, narrowed by a filter, with the selected one beside it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer

from wardsafe.errors import WardsafeError
from wardsafe.services import finding
from wardsafe.services.finding import Opened
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, drawn, spread
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
from wardsafe.tui.record_preview import first_lines, preview_lines
from wardsafe.tui.screens.narrow import FilterScreen, FindScreen
from wardsafe.tui.screens.readers import ReadersScreen
from wardsafe.tui.screens.record_acts import RecordActs
from wardsafe.tui.status import SaveStatus
from wardsafe.views.log import LogFilter, LogRow
from wardsafe.views.people import Person

Found = TypeVar("Found")

WITH_PREVIEW = 110
REST_SECONDS = 0.05
"""How long the selection must rest before the preview reads a whole record."""


class LogScreen(RecordActs):
    """A window on the log. `chosen` is what it is narrowed to at first; `find` asks for words."""

    CSS_PATH = "../styles/log.tcss"
    TITLE_WORDS = "Log"
    SHOWS_RECORD = True
    HELP = (
        "Every record of the ward, newest first by when it happened. The last column says what "
        "must not be missed: 2 versions, open, entered late, amended, void, incomplete.\n\n"
        "F narrows the log by time, kind, person or state; / looks for words. Esc shows "
        "everything again, and once more leaves.\n\n"
        "People are shown by their initials; the whole name stands on the open record."
    )
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (100, "-roomy"),
        (WITH_PREVIEW, "-wide"),
        (150, "-very-wide"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-low"),
        (30, "-high"),
    ]
    HINTS = (("↑↓", "row"),)
    SHORT: ClassVar[Mapping[str, str]] = {"who has read it": "readers"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="Open the selected record."),
        Binding("a", "amend", "amend", tooltip="Correct it: a new version, with a reason."),
        Binding("x", "void", "void", tooltip="Strike it through; it stays readable."),
        Binding("f", "filter", "filter", tooltip="Narrow by time, kind, person or state."),
        Binding("slash", "find", "find", key_display="/", tooltip="Look for words."),
        Binding("v", "readers", "who has read it", tooltip="Who has opened this record, when."),
        Binding("escape", "leave", "back", tooltip="Show everything again, then leave."),
    ]

    def __init__(self, chosen: LogFilter | None = None, *, find: bool = False) -> None:
        super().__init__()
        self.chosen = chosen or LogFilter()
        self._find_first = find
        self._initials = ""
        self._total: tuple[int, bool] | None = None
        self._entries = (0, 1)
        self._opened: Opened | None = None
        self._rest: Timer | None = None
        self._trouble = ""

    def compose_body(self) -> ComposeResult:
        """Filter, columns, rows; the selected row beside them; where it is saved."""
        session = self.session
        assert session is not None  # noqa: S101 - opened from a screen that had one
        self._entries = self._try(partial(finding.held, session), self._entries)
        with Horizontal(id="log"):
            with Vertical(id="log-left"):
                yield Plain(id="log-filter")
                yield Plain(id="log-columns")
                pages = LogPages(session, lambda: self.chosen, self._in_trouble)
                yield LongList(pages, self._draw_row, id="rows")
                yield Plain(id="log-held")
            yield Plain(id="preview")
        yield SaveStatus()

    def on_mount(self) -> None:
        """The rows read themselves when they know their size; the counting waits for them."""
        self.rows.focus()
        self._say_person()
        self.call_after_refresh(self._count)
        if self._find_first:
            self.action_find()

    def on_screen_resume(self) -> None:
        """Something may have been written on the screen that was above."""
        self.read_again()

    def on_resize(self) -> None:
        """Other widths have other columns."""
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
        width = self.rows.size.width
        if not width:
            return
        chosen = filter_words(self.chosen, self._initials, self.ward.clock.now(), self.size.width)
        heading = spread(chosen, drawn(f"  {self._where()}", "$quiet"), width)
        self.query_one("#log-filter", Plain).update(heading)
        to = columns(width, self._entries[0])
        self.query_one("#log-columns", Plain).update(heads_line(to))
        self.query_one("#log-held", Plain).update(self._held_words())

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
        row, preview = self.rows.selected, self.query_one("#preview", Plain)
        if self._rest is not None:
            self._rest.stop()
        if row is None or not preview.display:
            preview.update(Content(""))
            return
        width = preview.content_size.width
        if self._opened is None or self._opened.record != row.record:
            preview.update(Content("\n").join(first_lines(row, width)))
        self._rest = self.set_timer(REST_SECONDS, partial(self._look, row))

    def _look(self, row: LogRow) -> None:
        session = self.session
        if session is not None:
            size = self.query_one("#preview", Plain).content_size
            read = partial(self._read, session, row, size.width, size.height)
            self.run_worker(read, thread=True, exclusive=True, group="preview")

    def _read(self, session: Session, row: LogRow, width: int, height: int) -> None:
        try:
            opened = finding.look(session, row.record)
        except WardsafeError:
            return
        lines = preview_lines(row, opened, width, height)
        self.from_worker(self._show, session, row, opened, lines)

    def _show(self, session: Session, row: LogRow, opened: Opened, lines: list[Content]) -> None:
        if not self.is_attached or self.session is not session:
            return
        if (selected := self.rows.selected) and selected.record == row.record:
            self._opened = opened
            self.query_one("#preview", Plain).update(Content("\n").join(lines))

    # --- keys -----------------------------------------------------------------------------------

    def on_long_list_chosen(self) -> None:
        """Enter on a row, or a second click."""
        self.action_open()

    def action_open(self) -> None:
        """Enter: the whole record."""
        if (row := self.rows.selected) is not None:
            self.ward.go("record", record=row.record)

    def action_amend(self) -> None:
        """A: the form on the selected record."""
        session, row = self.session, self.rows.selected
        if session is None or row is None:
            return
        try:
            self.amend(finding.look(session, row.record))
        except WardsafeError as problem:
            self.notify(str(problem))

    def action_void(self) -> None:
        """X: strike the selected record through."""
        if (row := self.rows.selected) is not None:
            who = f"{row.title}, {row.initials}" if row.initials else row.title
            self.void(row.record, row.number, who)

    def action_readers(self) -> None:
        """V: who has read the selected record."""
        if (row := self.rows.selected) is not None:
            self.app.push_screen(ReadersScreen(row.record, f"#{row.number}, {row.title}"))

    def action_filter(self) -> None:
        """F: narrow it."""
        session = self.session
        if session is not None:

            def people(typed: str) -> list[Person]:
                nobody: list[Person] = []
                return self._try(lambda: finding.people_like(session, typed), nobody)

            ask = FilterScreen(self.chosen, self.ward.clock.now(), people)
            self.app.push_screen(ask, self.narrow)

    def action_find(self) -> None:
        """/: words."""
        before = self.chosen

        def look_for(words: str) -> None:
            self.narrow(replace(before, words=words))

        def settled(words: str | None) -> None:
            self.narrow(before if words is None else replace(before, words=words))

        self.app.push_screen(FindScreen(before.words, look_for), settled)

    def action_leave(self) -> None:
        """Esc: everything again, then back."""
        if self.chosen != LogFilter():
            self.narrow(LogFilter())
        else:
            self.dismiss(None)

    def put_away(self) -> None:
        """Locking: the next person sees neither rows nor filter."""
        self.chosen, self._opened, self._initials = LogFilter(), None, ""
        self.rows.forget()
