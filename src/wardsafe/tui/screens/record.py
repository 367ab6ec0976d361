"""One record, whole: whose it is, every field, what is outstanding, and everything that changed."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.services import answering_reviews, finding
from wardsafe.services.finding import Opened
from wardsafe.services.session import Session
from wardsafe.tui.line_sheet import LineSheet, wrapped
from wardsafe.tui.record_banner import RecordBanner
from wardsafe.tui.record_lines import record_lines
from wardsafe.tui.screens.readers import ReadersScreen
from wardsafe.tui.screens.record_acts import RecordActs
from wardsafe.tui.status import SaveStatus


class RecordScreen(RecordActs):
    """`record` is its id. Opening it is written down as a reading."""

    CSS_PATH = "../styles/record.tcss"
    TITLE_WORDS = "Record"
    SHOWS_RECORD = True
    HELP = (
        "Everything the record says, by section, and below (or at the right) what the Act still "
        "asks for and who wrote what when. Happened and entered are different times.\n\n"
        "A makes a corrected version; the old one stays in the history. X strikes the record "
        "through; it stays readable. Where two versions meet, read both and press 1 or 2.\n\n"
        "That you opened it is written down; V says who else did."
    )
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (100, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-low"),
        (30, "-high"),
    ]
    HINTS: ClassVar[Sequence[tuple[str, str]]] = (("↑↓", "scroll"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "choose(0)", "version 1", tooltip="The first of the versions holds."),
        Binding("2", "choose(1)", "version 2", tooltip="The second of the versions holds."),
        Binding("a", "amend", "amend", tooltip="Correct it: a new version, with a reason."),
        Binding("x", "void", "void", tooltip="Strike it through; it stays readable."),
        Binding("s", "same", "same event", tooltip="Link it with a record of the same event."),
        Binding("w", "voice", "their words", tooltip="What the person or a carer says of it."),
        Binding("p", "paper", "on paper", tooltip="Write it as a page to print, into a file."),
        Binding("v", "readers", "who has read it", tooltip="Who has opened this record, when."),
        Binding("escape", "leave", "back", tooltip="Back to where you came from."),
        *(Binding(str(n + 1), f"choose({n})", show=False) for n in range(2, 9)),
    ]

    def __init__(self, record: str) -> None:
        super().__init__()
        self._record = record
        self._opened: Opened | None = None
        self._is_noted = False

    def compose_body(self) -> ComposeResult:
        """Banner, the record, where it is saved."""
        yield RecordBanner()
        yield LineSheet(id="sheet-lines")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Open it once the size is known."""
        self.sheet.focus()
        self.call_after_refresh(self.read_again)

    def on_screen_resume(self) -> None:
        """It may have been amended on the screen that was above."""
        if self._opened is not None:
            self.read_again()

    def on_resize(self) -> None:
        """Another width breaks other lines."""
        if self._opened is not None:
            self.call_after_refresh(self.read_again)

    @property
    def sheet(self) -> LineSheet:
        """The lines."""
        return self.query_one(LineSheet)

    def read_again(self) -> None:
        """Read it in a worker; the first time that is written down."""
        session = self.session
        if session is not None:
            reading = partial(self._read, session, self.sheet.size.width)
            self.run_worker(reading, thread=True, exclusive=True, group="record")

    def _read(self, session: Session, width: int) -> None:
        how = finding.look if self._is_noted else finding.open_record
        try:
            opened = how(session, self._record)
            lines = [*self.above(session, opened, width), *record_lines(opened, width)]
        except WardsafeError as problem:
            self.app.call_from_thread(self._refused, session, str(problem))
        else:
            if not self._is_noted:
                self._note_told(session, opened)
            self._is_noted = True
            self.from_worker(self._show, session, opened, lines)

    def above(self, session: Session, opened: Opened, width: int) -> list[Content]:
        """What stands before the record, read in the worker. May raise WardsafeError."""
        return []

    def _note_told(self, session: Session, opened: Opened) -> None:
        """Whoever reported it has now read what came of it, and the board need not say so again."""
        with suppress(WardsafeError):  # it stays on the board, and is asked for again
            if opened.review is not None and opened.review.outcomes:
                answering_reviews.note_told(session, self._record)

    def turn_to(self, record: str) -> None:
        """Show another record here; that it is opened is written down again."""
        self._record, self._opened, self._is_noted = record, None, False
        self.sheet.action_go_to(0)
        self.read_again()

    def _show(self, session: Session, opened: Opened, lines: list[Content]) -> None:
        if self.is_attached and self.session is session:
            self._opened = opened
            self.query_one(RecordBanner).show(opened)
            self.sheet.show(lines)
            self.refresh_bindings()

    def _refused(self, session: Session, sentence: str) -> None:
        if self.is_attached and self.session is session:
            self.sheet.show(wrapped(sentence, "$ink", max(20, self.sheet.size.width)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done to a record that is not there; choosing needs two versions."""
        if action == "choose":
            heads = len(self._opened.heads) if self._opened else 0
            wanted = parameters[0] if parameters else 0
            return True if heads > 1 and isinstance(wanted, int) and wanted < heads else None
        if action == "paper":
            return True if self._opened is not None and self.may_print(self._opened) else None
        if action in ("amend", "void", "readers", "same", "voice"):
            return True if self._opened else None
        return True

    # --- keys -----------------------------------------------------------------------------------

    def action_amend(self) -> None:
        """A: the form on what it says now."""
        if self._opened is not None:
            self.amend(self._opened)

    def action_void(self) -> None:
        """X: strike it through."""
        if self._opened is not None:
            self.void(self._record, self._opened.number, self._opened.title)

    def action_choose(self, index: int) -> None:
        """1, 2: the version that holds."""
        if self._opened is not None:
            self.choose(self._opened, index)

    def action_same(self) -> None:
        """S: the same event as another record, or not after all."""
        if self._opened is not None:
            self.same_event(self._opened)

    def action_voice(self) -> None:
        """W: what they say of it."""
        if self._opened is not None:
            self.voice(self._opened)

    def action_paper(self) -> None:
        """P: the page of an incident into a file."""
        if self._opened is not None:
            self.on_paper(self._opened)

    def action_readers(self) -> None:
        """V: who has read it."""
        if self._opened is not None:
            title = f"#{self._opened.number}, {self._opened.title}"
            self.app.push_screen(ReadersScreen(self._record, title))

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss(None)

    def put_away(self) -> None:
        """Nothing of the record stays on the screen or in it."""
        self._opened = None
        self.query_one(RecordBanner).show(None)
        self.sheet.show(())
