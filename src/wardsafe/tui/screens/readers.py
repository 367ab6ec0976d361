"""V: who has read a record, newest first. Reading is written down; so is this list's being so."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from wardsafe.records.moments import local, say_date, say_time
from wardsafe.services import finding
from wardsafe.services.finding import Reading
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.reading_screen import ReadingScreen
from wardsafe.views.folding import moment

WHEN, NAME = 20, 26


class ReadersScreen(ReadingScreen[None]):
    """Each reading of one record: when, who."""

    CSS_PATH = "../styles/record.tcss"
    TITLE_WORDS = "Who has read it"
    SHOWS_RECORD = True
    HELP = "Every time somebody opened this record on this terminal, newest first."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", tooltip="Back to the record."),
    ]

    def __init__(self, record: str, title: str) -> None:
        super().__init__()
        self._record, self._title = record, title

    def compose_body(self) -> ComposeResult:
        """Title and list."""
        with Vertical(id="readers"):
            yield Plain(drawn(f"Who has read {self._title}", "bold $strong"), id="readers-title")
            yield LineSheet(id="sheet-lines")

    def on_mount(self) -> None:
        """Read it once: its being read is written down too."""
        self.query_one(LineSheet).focus()
        self.look()

    def read(self, session: Session) -> Drawing:
        """Every reading of the record."""
        return partial(self.show, reading_lines(finding.readings(session, self._record)))

    def show(self, lines: list[Content]) -> None:
        """Draw them."""
        self.query_one(LineSheet).show(lines)

    def say(self, *sentences: str, wrong: bool = True) -> None:
        """What stands in the way of reading it stands in its place."""
        self.show([drawn(each, "$over") for each in sentences])

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss(None)

    def put_away(self) -> None:
        """Nothing of the list stays."""
        self.query_one(LineSheet).show(())


def reading_lines(found: list[Reading]) -> list[Content]:
    """One line a reading, after how many people that makes."""
    if not found:
        return [drawn("Nobody has opened it yet.", "$ink")]
    people, times = len({one.whom for one in found}), len(found)
    head = f"{people} {'person' if people == 1 else 'people'}, {times} time{'s' * (times > 1)}"
    return [drawn(head, "$quiet"), Content(""), *map(_line, found)]


def _line(one: Reading) -> Content:
    at = moment(one.at)
    when = f"{say_date(local(at).date())} {say_time(at)}" if at else "time not known"
    name = drawn(one.name, "$ink", width=NAME)
    gap = Content(" " * max(0, NAME + 2 - name.cell_length))
    return joined(drawn(f"{when:<{WHEN}}", "$quiet"), name, gap, drawn(one.job_title, "$quiet"))
