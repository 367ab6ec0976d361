"""The tests of change of a ward: what waits for somebody first, then what came of the others."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.services import changing
from wardsafe.services.changing import Kept
from wardsafe.services.session import Session
from wardsafe.tui.change_lines import STAGE_WORDS, since_words, stage_style
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.screens.change_test import ChangeTestScreen
from wardsafe.tui.short_list import ListRow, ShortList, cell
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.vocabulary.code_lists import code_list

WIDE = 110
STAGE, CYCLE, SINCE, MEASURE = 11, 8, 18, 24
NOTHING = "Nothing is tested yet. I shows change ideas."


class ChangeTestsScreen(WardScreen[None]):
    """One row a cycle."""

    TITLE_WORDS = "Tests of change"
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
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leap(-1)", show=False),
        Binding("pagedown", "leap(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._counted = ""

    def compose_body(self) -> ComposeResult:
        """A heading and the rows."""
        yield Plain(id="tests-head")
        yield ShortList("tests-rows", NOTHING)

    def on_mount(self) -> None:
        """Read them."""
        self.look()

    def on_screen_resume(self) -> None:
        """Something may have been written above."""
        self.look()

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def rows(self) -> ShortList:
        """The list."""
        return self.query_one(ShortList)

    def look(self) -> None:
        """Read in a worker."""
        if self.session is not None:
            read = partial(self._read, self.session)
            self.run_worker(read, thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        with suppress(WardsafeError):  # locked in the meantime
            found = changing.tests(session)
            self.from_worker(self.show, found)

    def show(self, found: tuple[Kept, ...]) -> None:
        """Draw them."""
        if self.session is None or not self.is_attached:
            return
        now = self.ward.clock.now()
        self.rows.show([ListRow(one.record, partial(_row, one, now)) for one in found], _heads)
        self._counted = _counted(found)
        self.on_resize()

    def on_resize(self) -> None:
        """How many there are stands at the right."""
        self.call_after_refresh(self._draw_head)

    def _draw_head(self) -> None:
        head = self.query_one("#tests-head", Plain)
        title, count = drawn("Tests of change", "bold $strong"), drawn(self._counted, "$quiet")
        head.update(spread(title, count, head.content_size.width))

    def action_move(self, by: int) -> None:
        """Another row."""
        self.rows.move(by)

    def action_leap(self, by: int) -> None:
        """A page further."""
        self.rows.move(by * self.rows.page_of())

    def action_open(self) -> None:
        """Enter: one cycle."""
        if self.rows.key is not None:
            self.app.push_screen(ChangeTestScreen(self.rows.key))

    def action_ideas(self) -> None:
        """I: change ideas."""
        self.ward.go("change-ideas")

    def put_away(self) -> None:
        """Let go of every row."""
        self._counted = ""
        self.rows.forget()
        self.query_one("#tests-head", Plain).update(Content(""))


def _counted(found: tuple[Kept, ...]) -> str:
    stages = [one.said.stage() for one in found]
    words = dict.fromkeys(stages)
    return ", ".join(f"{stages.count(stage)} {stage}" for stage in words)


def _heads(width: int) -> Content:
    wide = [cell("measure", MEASURE, "$quiet")] if width >= WIDE - 8 else []
    return joined(
        cell("at", STAGE, "$quiet"),
        cell("change", _room(width), "$quiet"),
        *wide,
        cell("cycle", CYCLE, "$quiet"),
        cell("since", SINCE, "$quiet"),
    )


def _room(width: int) -> int:
    return max(20, width - STAGE - CYCLE - SINCE - (MEASURE if width >= WIDE - 8 else 0))


def _row(one: Kept, now: datetime, width: int, selected: bool) -> Content:
    said, stage = one.said, one.said.stage()
    measure = code_list("measure").short(said.measure) if said.measure else ""
    wide = [cell(measure, MEASURE, "$quiet")] if width >= WIDE - 8 else []
    words = f"{said.change}, {one.versions} versions" if one.versions > 1 else said.change or ""
    return joined(
        cell(STAGE_WORDS[stage], STAGE, stage_style(stage)),
        cell(words, _room(width), "bold $strong" if selected else "$ink"),
        *wide,
        cell(str(said.cycle or 1), CYCLE, "$ink"),
        cell(since_words(one, now), SINCE, "$quiet"),
    )
