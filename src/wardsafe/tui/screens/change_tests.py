"""The tests of change of a ward: what waits for somebody first, then what came of the others."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.services import changing
from wardsafe.services.changing import Kept
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.change_lines import STAGE_WORDS, since_words, stage_style
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.fitted import Heading
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.screens.change_test import ChangeTestScreen
from wardsafe.tui.short_list import ListRow, ShortList, cell
from wardsafe.vocabulary.code_lists import code_list

WIDE = 110
STAGE, CYCLE, SINCE = 11, 8, 18
MEASURE, WHOLE_MEASURE, ROOMY = 24, 44, 130
TITLE = "Tests of change"
NOTHING = "Nothing is tested yet. I shows change ideas."


class ChangeTestsScreen(ListScreen[None]):
    """One row a cycle."""

    TITLE_WORDS = TITLE
    CSS_PATH = "../styles/change_tests.tcss"
    HELP = (
        "Every cycle of every test of change: first what is going on, then what is to be studied "
        "or decided, then what is planned, then what was adopted, adapted or abandoned. An idea "
        "that was abandoned taught something too.\n\n"
        "Enter opens a cycle. I shows change ideas, to begin a new one."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    SHORT: ClassVar[Mapping[str, str]] = {"change ideas": "ideas"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="Open the chosen cycle."),
        Binding("i", "ideas", "change ideas", tooltip="Change ideas, to begin a new test."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to where you came from."),
    ]

    def compose_body(self) -> ComposeResult:
        """A heading and the rows."""
        yield Heading(drawn(TITLE, "bold $strong"), id="tests-head")
        yield ShortList("tests-rows", NOTHING)

    def read(self, session: Session) -> Drawing:
        """Every cycle."""
        return partial(self.show, changing.tests(session))

    def show(self, found: tuple[Kept, ...]) -> None:
        """Draw them, and how many there are of each kind."""
        now = self.ward.clock.now()
        self.rows.show([ListRow(one.record, partial(_row, one, now)) for one in found], _heads)
        title = drawn(TITLE, "bold $strong")
        self.query_one(Heading).say(title, drawn(_counted(found), "$quiet"))

    def action_open(self) -> None:
        """Enter: one cycle."""
        if self.rows.key is not None:
            self.app.push_screen(ChangeTestScreen(self.rows.key))

    def action_ideas(self) -> None:
        """I: change ideas."""
        self.ward.go("change-ideas")


def _counted(found: tuple[Kept, ...]) -> str:
    stages = [one.said.stage() for one in found]
    words = dict.fromkeys(stages)
    return ", ".join(f"{stages.count(stage)} {stage}" for stage in words)


def _heads(width: int) -> Content:
    wide = [cell("measure", _measure(width), "$quiet")] if _measure(width) else []
    return joined(
        cell("at", STAGE, "$quiet"),
        cell("change", _room(width), "$quiet"),
        *wide,
        cell("cycle", CYCLE, "$quiet"),
        cell("since", SINCE, "$quiet"),
    )


def _room(width: int) -> int:
    return max(20, width - STAGE - CYCLE - SINCE - _measure(width))


def _measure(width: int) -> int:
    """The cells of the measure; 0 where there is no room for it."""
    if width < WIDE - 8:
        return 0
    return WHOLE_MEASURE if width >= ROOMY else MEASURE


def _row(one: Kept, now: datetime, width: int, selected: bool) -> Content:
    said, stage = one.said, one.said.stage()
    measure = code_list("measure").short(said.measure) if said.measure else ""
    wide = [cell(measure, _measure(width), "$quiet")] if _measure(width) else []
    words = f"{said.change}, {one.versions} versions" if one.versions > 1 else said.change or ""
    return joined(
        cell(STAGE_WORDS[stage], STAGE, stage_style(stage)),
        cell(words, _room(width), "bold $strong" if selected else "$ink"),
        *wide,
        cell(str(said.cycle or 1), CYCLE, "$ink"),
        cell(since_words(one, now), SINCE, "$quiet"),
    )
