"""The app: the lock screen at the bottom, other screens above it while somebody is signed in.

Locking takes everything above the lock screen away. Nothing heavy is imported here: the data
layer is the door's business, and loads after the first frame in a worker thread.
"""

import contextlib
import gc
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from wardsafe.clock import Chance, Clock
from wardsafe.tui.chrome import Facts, HeaderBar
from wardsafe.tui.door import Door, Session
from wardsafe.tui.drawn import clear, shown
from wardsafe.tui.idle import ELSEWHERE, LOCKED, Idle
from wardsafe.tui.palette import DAY_NAME, NIGHT_NAME, theme
from wardsafe.tui.rooms import room
from wardsafe.tui.screens.lock import LockScreen
from wardsafe.tui.shut import OnRefusal, ShutApp
from wardsafe.tui.stop import Crash, OnCrash
from wardsafe.tui.terminal import TITLE, PasteRefused
from wardsafe.tui.ward_screen import WardScreen

STYLES = Path(__file__).parent / "styles"


class WardApp(ShutApp):
    """One ward's terminal. `session` is None while it is locked."""

    TITLE = TITLE
    CSS_PATH = [  # noqa: RUF012 - Textual declares it so
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
        opening: str | None = None,
    ) -> None:
        """`opening` names a room to open above the lock screen at the start (the first run)."""
        super().__init__(Crash(lambda: chance.new_id()[:4].upper(), on_crash), on_refusal)
        self.door, self.clock, self.chance = door, clock, chance
        self.session: Session | None = None
        self.idle = Idle(clock)
        self._opening = opening
        self._minute = -1
        self.register_theme(theme(NIGHT_NAME))
        # Set without telling anybody: the style sheet has not been read yet.
        self.set_reactive(App.theme, NIGHT_NAME)
        self.stylesheet.set_variables(self.get_css_variables())

    def run_to_end(self) -> int:
        """Run; returns the exit code. Nothing of a crash is printed but one sentence."""
        self._crash.hush()
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
        if self._opening is not None:
            self.go(self._opening)

    # --- where we are -----------------------------------------------------------------------

    @property
    def lock_screen(self) -> LockScreen:
        """The screen at the bottom."""
        ground = self.screen_stack[0]
        assert isinstance(ground, LockScreen)  # noqa: S101 - get_default_screen made it
        return ground

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
        """Open the room `name` above the present screen."""
        self.push_screen(room(name)(**arguments))

    # --- locking ----------------------------------------------------------------------------

    def unlocked(self, session: Session) -> None:
        """Somebody came in: show them the board."""
        self.session = session
        self.lock_screen.reset()
        self.idle.start()
        self.go("board")

    def forget(self) -> None:
        """Put every screen away and drop the session, at once and whatever goes wrong."""
        for screen in reversed(self._screen_stack):
            try:
                if isinstance(screen, WardScreen):
                    screen.put_away()
                clear(screen)
            except Exception as error:
                self._crash.seal(error)
        session, self.session = self.session, None
        if session is not None:
            with contextlib.suppress(Exception):
                session.close()
        self.clear_notifications()

    def lock(self) -> None:
        """Back to the lock screen: nothing of the last person is left on it or above it."""
        self.forget()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.lock_screen.reset()
        self.idle.start()
        self.wipe()

    def idle_limit(self) -> float:
        """Seconds the screens as they stand may be idle: the strictest of them decides."""
        shown = [
            each.idle_limit() for each in self.screen_stack[1:] if isinstance(each, WardScreen)
        ]
        return min(shown, default=ELSEWHERE if len(self.screen_stack) > 1 else LOCKED)

    def tick(self) -> None:
        """Once a second: lock when it is time; redraw clocks when the minute has changed."""
        if self.idle.over(self.idle_limit()):
            self.lock()
        minute = self.clock.now().minute
        if minute != self._minute:
            self._minute = minute
            for header in self.screen.query(HeaderBar):
                header.refresh()
        self.lock_screen.tick()

    async def on_event(self, event: events.Event) -> None:
        """Meaningful input keeps the screen open; moving the mouse does not.

        After a sleep the first key may come before the clock is looked at: it locks, and is lost.
        """
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            if self.session is not None and self.idle.over(self.idle_limit()):
                self.lock()
                return
            self.idle.touch(event.key if isinstance(event, events.Key) else "")
        await super().on_event(event)

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
