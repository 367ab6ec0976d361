"""The app: the lock screen at the bottom, other screens above it while somebody is signed in.

Locking takes everything above the lock screen away. Nothing heavy is imported here: the data
layer is the door's business, and loads after the first frame in a worker thread.
"""

import gc
import sys
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from wardsafe.clock import Chance, Clock
from wardsafe.errors import WardsafeError
from wardsafe.tui.chrome import Facts
from wardsafe.tui.door import Door
from wardsafe.tui.drawn import shown
from wardsafe.tui.locking import LockingApp
from wardsafe.tui.palette import DAY_NAME, NIGHT_NAME, theme
from wardsafe.tui.rooms import room
from wardsafe.tui.screens.lock import LockScreen
from wardsafe.tui.shut import OnRefusal
from wardsafe.tui.stop import Crash, OnCrash
from wardsafe.tui.terminal import TITLE, PasteRefused

STYLES = Path(__file__).parent / "styles"


class WardApp(LockingApp):
    """One ward's terminal. `session` is None while it is locked."""

    TITLE = TITLE
    CSS_PATH = [
        STYLES / "ward.tcss",
        STYLES / "lock.tcss",
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f1", "explain", "help", tooltip="Explain this screen and its keys.", priority=True
        ),
        Binding("f12", "lock", "lock", tooltip="Lock at once; a draft is kept.", priority=True),
        Binding("f9", "day_or_night", "day or night", tooltip="Dark or light colours.", show=False),
        Binding("ctrl+q", "leave", "leave", tooltip="Lock and end wardsafe.", priority=True),
    ]

    def __init__(
        self,
        door: Door,
        clock: Clock,
        chance: Chance,
        *,
        on_crash: OnCrash | None = None,
        on_refusal: OnRefusal | None = None,
    ) -> None:
        super().__init__(clock, Crash(lambda: chance.new_id()[:4].upper(), on_crash), on_refusal)
        self.door = door
        self.register_theme(theme(NIGHT_NAME))
        # Set without telling anybody: the style sheet has not been read yet.
        self.set_reactive(App.theme, NIGHT_NAME)
        self.stylesheet.set_variables(self.get_css_variables())

    def run_to_end(self) -> int:
        """Run; returns the exit code. Nothing of a crash is printed but one sentence."""
        self._crash.hush()
        # What is checked in the background gives the screen its turn after a millisecond, not five.
        sys.setswitchinterval(0.001)
        self.run()
        return self.return_code or 0

    def get_default_screen(self) -> Screen[Any]:
        """The lock screen is the ground of the stack: it is never popped."""
        return LockScreen(self.door)

    def on_mount(self) -> None:
        """Listen to signals, then look at the clock once a second."""
        self.listen()
        self.set_interval(1.0, self.tick)
        self.call_after_refresh(gc.enable)

    # --- where we are -----------------------------------------------------------------------

    def facts(self) -> Facts:
        """What the header says now."""
        door, session = self.door, self.session
        return Facts(
            place=door.ward_name,
            terminal=door.terminal_name,
            demo=door.environment == "demo",
            person=session.person if session is not None else None,
            now=self.clock.now(),
        )

    def go(self, name: str, **arguments: Any) -> None:
        """Open the room `name` above the present screen; one that is missing is a sentence."""
        try:
            self.push_screen(room(name)(**arguments))
        except WardsafeError as error:
            self.notify(str(error))

    def welcome(self) -> None:
        """Somebody came in: the board, a desk's where this is one."""
        from wardsafe.services.network.desk import at_desk  # after the first frame
        from wardsafe.services.session import Session

        desk = isinstance(self.session, Session) and at_desk(self.session)
        self.go("desk" if desk else "board")

    # --- keys that work everywhere ------------------------------------------------------------

    def action_lock(self) -> None:
        """F12: lock now."""
        self.lock()

    def action_leave(self) -> None:
        """Ctrl+Q: lock and end."""
        self.leave()

    def action_explain(self) -> None:
        """F1: explain the present screen; once more: back."""
        if self.screen.id == "help":
            self.pop_screen()
        else:
            self.go("help", about=self.screen)

    def action_day_or_night(self) -> None:
        """F9: the other palette."""
        other = DAY_NAME if self.theme == NIGHT_NAME else NIGHT_NAME
        self.register_theme(theme(other))
        self.theme = other

    # --- words on top of a screen -------------------------------------------------------------

    def notify(self, message: str, *, title: str = "", **options: Any) -> None:
        """A short notice; drawn literally like everything else."""
        super().notify(shown(message), title=shown(title), **{**options, "markup": False})

    def on_paste_refused(self, _: PasteRefused) -> None:
        """A paste longer than any field holds."""
        self.notify("That was too long to paste. Nothing was typed.")
