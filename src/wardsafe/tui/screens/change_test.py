"""One cycle of a test of change: what was predicted beside what was seen, and the next step."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.records.change_test import FINISHED, PLANNED
from wardsafe.services import changing
from wardsafe.services.changing import Kept
from wardsafe.services.session import Session
from wardsafe.tui import change_lines, change_writing
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.change_measured import measured
from wardsafe.tui.drawn import Plain, clear
from wardsafe.tui.forms.task import FormTask
from wardsafe.tui.line_sheet import LineSheet, wrapped
from wardsafe.tui.reading_screen import ReadingScreen
from wardsafe.tui.said import Said
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.status import SaveStatus

WIDE = 110
CHART_LINES, LONGEST_SAID = 14, 2


class StepForm(FormScreen):
    """One step, with the prediction above it, so that what was seen is written beside it."""

    CSS_PATH = ["../styles/form.tcss", "../styles/change_tests.tcss"]  # type: ignore[assignment]
    TITLE_WORDS = "A step of a test"
    HELP = (
        "Above stands what was predicted before Do started. It cannot be changed any more; what "
        "you learnt about it belongs into the notes.\n\n"
        "Gaps never stop you: write what you know and go on later."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "keep it", tooltip="Keep this step."),
        Binding("ctrl+l,pagedown", "turn(1)", show=False),
    ]

    def __init__(self, task: FormTask, prediction: str) -> None:
        super().__init__(task)
        self._prediction = prediction

    def compose_body(self) -> ComposeResult:
        """The prediction, then the form."""
        yield Plain(id="step-predicted")
        yield from super().compose_body()

    def on_mount(self) -> None:
        """Say what was predicted."""
        self.call_after_refresh(self._say_prediction)

    def on_resize(self) -> None:
        """Another width breaks other lines."""
        self.call_after_refresh(self._say_prediction)

    def _say_prediction(self) -> None:
        bar = self.query_one("#step-predicted", Plain)
        words = f"Predicted: {self._prediction or 'nothing'}"
        lines = wrapped(words, "$ink", max(20, bar.content_size.width))
        shown = lines[:LONGEST_SAID]
        if len(lines) > LONGEST_SAID:
            shown[-1] = shown[-1].truncate(max(4, bar.content_size.width - 2), ellipsis=True)
        bar.update(Content("\n").join(shown))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is one part and no rows, and nobody to choose."""
        return None if action in ("add_row", "drop_row", "turn", "person") else True


class ChangeTestScreen(ReadingScreen[None]):
    """`record` is the id of the cycle; the cycles of one test are leafed through."""

    TITLE_WORDS = "Test of change"
    CSS_PATH = "../styles/change_tests.tcss"
    HELP = (
        "One cycle, Plan, Do, Study, Act. The prediction is locked when Do starts: after that "
        "nobody can change it, only write a note. Study puts what was seen beside it.\n\n"
        "Adapt means to change it and test again: C then plans the next cycle. Who took part is "
        "kept by role and group; names are not needed."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    HINTS = (("↑↓", "scroll"),)
    SHORT: ClassVar[Mapping[str, str]] = {"correct the plan": "plan", "other cycle": "other"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "step('do')", "do", tooltip="Start Do, or write what happened."),
        Binding("s", "step('study')", "study", tooltip="Write what was seen."),
        Binding("a", "step('act')", "act", tooltip="Adopt, adapt or abandon."),
        Binding("c", "next", "next cycle", tooltip="Plan the next cycle of it."),
        Binding("e", "correct", "correct the plan", tooltip="Correct the plan, or add a note."),
        Binding("o", "turn", "other cycle", tooltip="The next cycle of this test, or the first."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the list."),
    ]

    def __init__(self, record: str) -> None:
        super().__init__()
        self._record, self._width = record, 0
        self._cycles: tuple[Kept, ...] = ()

    def compose_body(self) -> ComposeResult:
        """What is tested, all of it, what was said."""
        yield Plain(id="test-head")
        yield LineSheet(id="test-lines")
        yield Said(id="test-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read it once the size is known."""
        self.query_one(LineSheet).focus()
        self.call_after_refresh(self.look)

    def on_screen_resume(self) -> None:
        """A step may have been written above."""
        self.call_after_refresh(self.look)

    def on_resize(self) -> None:
        """Another width breaks other lines."""
        self.call_after_refresh(self.look)

    @property
    def kept(self) -> Kept | None:
        """The cycle that is shown."""
        return next((one for one in self._cycles if one.record == self._record), None)

    def look(self) -> None:
        """Read for the width there is."""
        if width := self.query_one(LineSheet).size.width:
            self._width = width
            super().look()

    def read(self, session: Session) -> Drawing:
        """One cycle, with the idea, the other cycles, and what its measure did."""
        record, width = self._record, self._width
        kept, cycles = changing.test(session, record), changing.cycles(session, record)
        idea = changing.ideas(session).idea(kept.said.idea or "")
        chart = measured(session, kept, width, CHART_LINES)
        lines = change_lines.test_lines(kept, idea, chart, width)
        return partial(self.show, record, cycles, lines)

    def show(self, record: str, cycles: tuple[Kept, ...], lines: list[Content]) -> None:
        """Draw it."""
        if record != self._record:
            return
        self._cycles = cycles
        kept = self.kept
        if kept is not None:
            self.query_one("#test-head", Plain).update(change_lines.test_head(kept, cycles))
        self.query_one(LineSheet).show(lines)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys that lead on from where the cycle stands."""
        kept = self.kept
        if action in ("step", "next", "correct") and kept is None:
            return None
        if action == "turn":
            return True if len(self._cycles) > 1 else None
        if kept is None:
            return True
        stage = kept.said.stage()
        if action == "next":
            return True if stage in FINISHED.values() else None
        if action == "step" and stage == PLANNED:
            return True if parameters == ("do",) else None
        if action == "step" and parameters == ("act",):
            return True if kept.said.seen else None
        return True

    # --- keys -----------------------------------------------------------------------------------

    def action_step(self, name: str) -> None:
        """D, S, A: a step."""
        kept = self.kept
        if kept is not None and self.session is not None:
            make = partial(change_writing.step, self.session, kept, name)
            self._write(make, kept.said.prediction or "")

    def action_next(self) -> None:
        """C: the next cycle."""
        session = self.session
        if session is not None:
            self._write(
                lambda: change_writing.planned(session, changing.next_cycle(session, self._record))
            )

    def action_correct(self) -> None:
        """E: the plan."""
        kept = self.kept
        if kept is not None and self.session is not None:
            self._write(partial(change_writing.corrected, self.session, kept))

    def action_turn(self) -> None:
        """O: the other cycles, one after the other."""
        records = [one.record for one in self._cycles]
        if self._record in records:
            self._record = records[(records.index(self._record) + 1) % len(records)]
            self.query_one(LineSheet).action_go_to(0)
            self.look()

    def _write(self, make: Callable[[], FormTask], prediction: str | None = None) -> None:
        try:
            task = make()
        except WardsafeError as problem:
            self.say(str(problem))
            return
        form = FormScreen(task) if prediction is None else StepForm(task, prediction)
        self.app.push_screen(form, self.written)

    def put_away(self) -> None:
        """Let go of it."""
        self._cycles = ()
        self.query_one(LineSheet).show(())
        clear(self)
