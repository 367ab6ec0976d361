"""The small app that sets a ward up: step after step, and nothing left of it when it is left.

It stands on the same hardened ground as the ward's own screens. The ward does not exist before
the last step, so there is nobody to sign in and nothing to lock.
"""

import gc
import os
import sys
from collections.abc import Callable
from typing import Any, ClassVar, cast

from textual.app import App
from textual.binding import Binding, BindingType

from wardsafe.clock import Chance, Clock
from wardsafe.errors import WardsafeError
from wardsafe.ledger.keys import Cost, calibrate
from wardsafe.places import WardFolder
from wardsafe.records.base import Record
from wardsafe.services import first_run
from wardsafe.services.first_run_model import WardAnswers
from wardsafe.services.staffing import Colleague
from wardsafe.services.stewarding import NewPerson, NewWard
from wardsafe.tui.app import STYLES
from wardsafe.tui.chrome import Facts
from wardsafe.tui.drawn import clear
from wardsafe.tui.forms.task import FormTask, Typed
from wardsafe.tui.glyphs import choose, speaks_unicode
from wardsafe.tui.palette import DAY_NAME, NIGHT_NAME, theme
from wardsafe.tui.screens.first_run import (
    ANEW,
    ASK_WARD,
    GO_ON,
    LEAVE,
    TAKE_AWAY,
    FirstRunScreen,
    MakingScreen,
    PersonForm,
    StaffSoFar,
    WardForm,
)
from wardsafe.tui.screens.help import HelpScreen
from wardsafe.tui.screens.pin_entry import PinScreen, PinTask
from wardsafe.tui.screens.recovery_part import PartScreen
from wardsafe.tui.stop import Crash
from wardsafe.tui.terminal import TITLE
from wardsafe.tui.typed_ahead import TypedAheadApp
from wardsafe.tui.ward_screen import WardScreen


class Left(Exception):
    """The steward left before the ward was there."""


class Answer:
    """What a form of the first run is dismissed with: the record it made, and what was typed."""

    number, code = 0, ""

    def __init__(self, record: Record) -> None:
        self.record = record


class FirstRunApp(TypedAheadApp):
    """`done` says at the end whether there is a ward now."""

    TITLE = TITLE
    CSS_PATH = [STYLES / "ward.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "explain", "help", tooltip="Explain this screen.", priority=True),
        Binding("f9", "day_or_night", "day or night", tooltip="Dark or light.", show=False),
        Binding("ctrl+q", "leave", "leave", tooltip="Leave; nothing is kept.", priority=True),
    ]
    session = None

    def __init__(
        self,
        where: WardFolder,
        clock: Clock,
        chance: Chance,
        *,
        cost: Callable[[Clock], Cost] = calibrate,
    ) -> None:
        super().__init__(Crash(lambda: chance.new_id()[:4].upper(), None), None)
        self.clock, self.done = clock, False
        self.problem: WardsafeError | None = None
        self._where, self._chance, self._cost = where, chance, cost
        self._ward: WardAnswers | None = None
        self._typed: Typed = {}
        self._people: list[NewPerson] = []
        self.register_theme(theme(NIGHT_NAME))
        self.set_reactive(App.theme, NIGHT_NAME)
        self.stylesheet.set_variables(self.get_css_variables())

    def run_to_end(self) -> int:
        """Run; returns the exit code. Nothing of a crash is printed but one sentence."""
        self._crash.hush()
        self.run()
        return self.return_code or 0

    def facts(self) -> Facts:
        """What the header says: the ward as soon as it has a name."""
        ward = self._ward
        place = ward.name if ward and ward.name else "wardsafe"
        terminal = ward.terminal if ward and ward.terminal else "first run"
        return Facts(place, terminal, demo=False, person=None, now=self.clock.now())

    def on_mount(self) -> None:
        """Go through the steps."""
        self.listen()
        self.call_after_refresh(gc.enable)
        self.run_worker(self._walk())

    def forget(self) -> None:
        """Put every screen away."""
        for screen in reversed(self._screen_stack):
            if isinstance(screen, WardScreen):
                screen.put_away()
            clear(screen)
        self._people.clear()

    # --- the steps -----------------------------------------------------------------------------

    async def _walk(self) -> None:
        try:
            if not await self.push_screen_wait(FirstRunScreen()):
                raise Left
            await self._ask_ward()
            parts = await self._ask_people()
            for number, part in enumerate(parts, 1):
                if not await self.push_screen_wait(PartScreen(number, part)):
                    raise Left
                self.wipe()
            del parts, part
            first_run.finish(self._where)
            self.done = True
        except Left:
            pass
        except WardsafeError as problem:
            self.problem = problem
        self.leave()

    async def _ask_ward(self) -> None:
        """Step 1. Raises Left only where there are no answers yet."""
        answer = await self._ask(WardForm, WardAnswers, "This ward", self._typed)
        if answer is not None:
            self._ward = cast("WardAnswers", answer)
        elif self._ward is None:
            raise Left

    async def _ask_people(self) -> tuple[str, str]:
        """Steps 2 and 3, until the keys are made."""
        word = ANEW
        while True:
            if word == ANEW:
                await self._ask_person()
            elif word == ASK_WARD:
                await self._ask_ward()
            elif word == LEAVE:
                raise Left
            elif word.startswith(TAKE_AWAY):
                self._take_away(word.removeprefix(TAKE_AWAY))
            elif word == GO_ON:
                parts = await self.push_screen_wait(MakingScreen(self._make))
                if parts is not None:
                    return parts
            word = await self.push_screen_wait(StaffSoFar(tuple(self._people)))

    async def _ask_person(self) -> None:
        first = not any(one.role == "steward" for one in self._people)
        title = "The first steward" if first else "Somebody else who may unlock"
        typed: Typed = {"role": "steward"} if first else {}
        said = await self._ask(PersonForm, Colleague, title, typed)
        if not isinstance(said, Colleague):
            return
        name, staff_id = said.name or "", said.staff_id or ""
        chosen: list[str] = []
        task = PinTask(
            title=f"First PIN for {name}",
            words="They type it themselves, twice. It is never shown.",
            check=lambda pin: first_run.refuse_poor_pin(staff_id, pin),
            keep=lambda _, pin: chosen.append(pin),
        )
        if await self.push_screen_wait(PinScreen(task)):
            job, role = said.job_title or "", said.role or ""
            self._people.append(NewPerson(staff_id, name, job, role, chosen.pop()))

    def _take_away(self, staff_id: str) -> None:
        self._people[:] = [one for one in self._people if one.staff_id != staff_id]

    async def _ask(
        self, form: type[WardForm] | type[PersonForm], model: type[Record], title: str, typed: Typed
    ) -> Record | None:
        """A form; `typed` is what stands in it, and afterwards what was typed into it."""
        task = FormTask(
            model=model,
            now=self.clock.now,
            on_save=lambda record, _: self._answered(record),
            on_draft=lambda _: None,
            title=title,
            typed=dict(typed),
        )
        screen = form(task)
        answer = await self.push_screen_wait(screen)
        typed.clear()
        typed.update(screen.sheet.to_keep())
        return answer.record if isinstance(answer, Answer) else None

    def _answered(self, record: Record) -> Answer:
        if isinstance(record, Colleague):
            first_run.refuse_twice(self._people, record.staff_id or "")
        return Answer(record)

    def _make(self, tell: Callable[[str], None]) -> tuple[str, str]:
        """Step 3, in a worker. Raises WardsafeError; a second try starts anew."""
        ward = self._ward
        if ward is None:
            raise WardsafeError("The ward has no name yet.", do="Go back and give it one.")
        cost = self._cost(self.clock)
        tell("Making a key for each PIN, the recovery key and an empty ledger.")
        new = NewWard(
            ward_name=(ward.name or "").strip(),
            site=ward.site_code(),
            terminal_name=(ward.terminal or "").strip(),
            people=tuple(self._people),
            details=ward.details(),
        )
        return first_run.make(self._where, new, self.clock, self._chance, cost)

    # --- keys that work everywhere -------------------------------------------------------------

    def action_leave(self) -> None:
        """Ctrl+Q."""
        self.leave()

    def action_explain(self) -> None:
        """F1: explain the present screen; once more: back."""
        if self.screen.id == "help":
            self.pop_screen()
        else:
            self.push_screen(HelpScreen(about=self.screen))

    def action_day_or_night(self) -> None:
        """F9: the other palette."""
        other = DAY_NAME if self.theme == NIGHT_NAME else NIGHT_NAME
        self.register_theme(theme(other))
        self.theme = other

    def notify(self, message: str, **options: Any) -> None:
        """No notices: what there is to say stands on the screen."""


def run_first_run(where: WardFolder, clock: Clock, chance: Chance) -> int | None:
    """Set a ward up. None when there is one now; the exit code where it was left or crashed.

    Raises NotSaved where the finished ward could not be put into its place.
    """
    stream = sys.__stderr__ if sys.platform != "win32" else sys.__stdout__
    choose(unicode=speaks_unicode(os.environ, stream.encoding if stream else None))
    app = FirstRunApp(where, clock, chance)
    try:
        code = app.run_to_end()
    finally:
        first_run.discard(where)  # of a ward that is there, nothing is left to throw away
    if app.problem is not None:
        raise app.problem
    return None if app.done else code
