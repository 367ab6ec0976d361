"""What a chart opens: its numbers, its hours, and the safety crosses of a year."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.measures.chart import Chart
from wardsafe.measures.definitions import measure
from wardsafe.records.moments import local
from wardsafe.services import closing, measuring
from wardsafe.services.closing import Cross
from wardsafe.services.measuring import Ward
from wardsafe.services.measuring_file import FILE, write_numbers
from wardsafe.services.session import Session
from wardsafe.tui import cross
from wardsafe.tui.chart import Note
from wardsafe.tui.chart_numbers import table_lines, week_lines
from wardsafe.tui.drawn import drawn
from wardsafe.tui.line_sheet import beside
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.tui.sheet_page import SheetPage

MONTHS_OF_A_YEAR = 12
_GAP = 3


class NumbersPath(AskScreen[str]):
    """Where the numbers are to be written; dismissed with the path as typed, None on Esc."""

    TITLE_WORDS = "Write the numbers"
    LABEL = "Where"
    HINT = "The whole path of a file that is not there yet."
    HELP = (
        "A CSV file of the numbers on the screen. No cell of it runs as a formula. Whoever can "
        "read that folder can read it: they are exact counts of the ward, for its own use."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "write", tooltip="Write the numbers there."),
        Binding("escape", "leave", "leave", tooltip="Leave; nothing is written."),
    ]

    def taken(self, choice: object, typed: str) -> None:
        """Enter: the path."""
        if typed.strip():
            self.dismiss(typed)
        else:
            self.say("Type the whole path.")


class NumbersScreen(SheetPage):
    """The numbers of one chart, newest first."""

    TITLE_WORDS = "Numbers"
    HELP = (
        "Every number of the chart with its lines and its signals, newest first, below what a "
        "reader must know of it. A period that nobody closed says so and has no number.\n\n"
        "E writes them to a CSV file where you say. They are exact counts, for the ward's own "
        "safety work: small numbers tell who it was about."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "write to a file", tooltip="Write a CSV file where you say."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the chart."),
    ]

    def __init__(self, chart: Chart, notes: Sequence[Note]) -> None:
        super().__init__()
        self._chart, self._notes = chart, tuple(notes)

    def look(self) -> None:
        """Every number."""
        if self.session is not None and (width := self.sheet.size.width):
            self.entitle(self._chart.title, self._chart.completeness.said)
            self.sheet.show(table_lines(self._chart, self._notes, width))

    def action_export(self) -> None:
        """E: where they are to be written."""
        title = drawn(f"Write the numbers: {self._chart.title}", "bold $strong")
        self.app.push_screen(NumbersPath(title), self._where)

    def _where(self, typed: str | None) -> None:
        session = self.session
        if typed is not None and session is not None:
            work = partial(self._write, session, Path(typed.strip()))
            self.run_worker(work, thread=True, group="write")

    def _write(self, session: Session, target: Path) -> None:
        try:
            write_numbers(session, target, self._chart)
        except WardsafeError as problem:
            self.app.call_from_thread(self.notify, str(problem))
        else:
            self.app.call_from_thread(
                self.notify, "The numbers are written. Handle them with care."
            )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A file is written by those who may."""
        if action == "export":
            return True if self.session is not None and self.session.may(FILE) else None
        return True


class HoursScreen(SheetPage):
    """Hours of the day by days of the week."""

    TITLE_WORDS = "By the hour"
    HELP = (
        "How often it began in each hour of each day of the week, over all the time that the chart "
        "covers, by the clock on the wall. A dot is none. Days that nobody closed are in it with "
        "what was recorded on them. Large numbers are bold; no hour is judged."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the chart."),
    ]

    def __init__(self, ward: Ward, measure_id: str) -> None:
        super().__init__()
        self._ward, self._measure = ward, measure_id

    def look(self) -> None:
        """Count in a worker."""
        if self.session is not None and (width := self.sheet.size.width):
            self.run_worker(partial(self._read, self._ward, width), thread=True, group="look")

    def _read(self, ward: Ward, width: int) -> None:
        try:
            table = measuring.hours_of(ward, self._measure)
        except WardsafeError:  # locked in the meantime
            return
        none = [drawn("This measure is a share or a length: it has no hours.", "$quiet")]
        lines = none if table is None else week_lines(table, width)
        self.from_worker(self._show, lines)

    def _show(self, lines: list[Content]) -> None:
        if self.session is not None and self.is_attached:
            said = f"{measure(self._measure).title.partition(' per ')[0]}, by hour and day"
            self.entitle(said)
            self.sheet.show(lines)


class CrossesScreen(SheetPage):
    """The crosses of the last twelve months, the newest first."""

    TITLE_WORDS = "Safety crosses"
    HELP = (
        "A cross a month for the last year: a day with a dot is one that somebody closed without "
        "an incident, ? one that nobody closed. Totals are only over closed days.\n\n"
        "X changes between restrictive practice and sexual safety, for those who may read it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "stream", "other cross", tooltip="Sexual safety, or restrictive practice."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the chart."),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._stream = closing.STREAMS[0]
        self._crosses: tuple[Cross, ...] = ()

    def look(self) -> None:
        """Read in a worker."""
        if (session := self.session) is not None:
            read = partial(self._read, session, self._stream)
            self.run_worker(read, thread=True, exclusive=True, group="look")

    def _read(self, session: Session, stream: str) -> None:
        try:
            found = crosses(session, stream)
        except WardsafeError:  # locked in the meantime
            return
        self.from_worker(self._show, stream, found)

    def _show(self, stream: str, found: tuple[Cross, ...]) -> None:
        if self.session is None or not self.is_attached or stream != self._stream:
            return
        only = "staff only" if any(one.staff_only for one in found) else ""
        self.entitle(f"{cross.TITLES[stream]}, the last {len(found)} months", only)
        self.sheet.show(cross_lines(found, self.sheet.size.width))

    def action_stream(self) -> None:
        """X: the other stream."""
        other = dict(zip(closing.STREAMS, closing.STREAMS[::-1], strict=True))
        self._stream = other[self._stream]
        self.sheet.action_go_to(0)
        self.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is another cross for those who may see it."""
        if action == "stream":
            may = self.session is not None and closing.may_see(self.session, closing.STREAMS[1])
            return True if may else None
        return True


def crosses(session: Session, stream: str) -> tuple[Cross, ...]:
    """The last twelve months of a stream, newest first, from the first entry on."""
    today = local(session.now()).date()
    began = closing.began_on(session) or today
    month = today.replace(day=1)
    found: list[Cross] = []
    while len(found) < MONTHS_OF_A_YEAR and month >= began.replace(day=1):
        made = closing.month_cross(session, stream, today, month)
        found += [made] if made is not None else []
        month = (month - timedelta(days=1)).replace(day=1)
    return tuple(found)


def cross_lines(found: Sequence[Cross], width: int) -> list[Content]:
    """As many small crosses beside each other as there is room for."""
    wide = cross.SMALL_WIDTH + _GAP
    each = max(1, (width + _GAP) // wide)
    lines: list[Content] = []
    for first in range(0, len(found), each):
        row: list[Content] = []
        for place, one in enumerate(found[first : first + each]):
            made = [drawn(_month(one.month), "bold $strong"), *cross.grid(one, small=True),
                    *cross.word_lines(one, small=True)]  # fmt: skip
            row = beside(row, made, place * wide) if place else made
        lines += [*row, Content("")]
    return [*lines, drawn(cross.REPORTS, "$quiet")]


def _month(month: date) -> str:
    return f"{cross.MONTHS[month.month - 1]} {month.year}"
