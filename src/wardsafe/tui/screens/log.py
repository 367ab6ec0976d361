"""The log: every record, newest first, narrowed by a filter, with the selected one beside it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.errors import WardsafeError
from wardsafe.services import finding
from wardsafe.tui.screens.log_window import LogWindow
from wardsafe.tui.screens.narrow import FilterScreen, FindScreen
from wardsafe.tui.screens.readers import ReadersScreen
from wardsafe.views.log import LogFilter
from wardsafe.views.people import Person

WITH_PREVIEW = 110


class LogScreen(LogWindow):
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
        super().__init__(chosen)
        self._find_first = find

    def on_mount(self) -> None:
        """Where words are wanted, ask for them at once."""
        if self._find_first:
            self.action_find()

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
