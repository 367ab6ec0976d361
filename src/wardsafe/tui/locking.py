"""When and how a signed-in screen goes back to the lock screen, leaving nothing of the person."""

import contextlib

from textual import events

from wardsafe.clock import Clock
from wardsafe.tui.chrome import HeaderBar
from wardsafe.tui.door import Session
from wardsafe.tui.drawn import clear
from wardsafe.tui.idle import ELSEWHERE, LOCKED, Idle
from wardsafe.tui.screens.lock import LockScreen
from wardsafe.tui.shut import OnRefusal
from wardsafe.tui.stop import Crash
from wardsafe.tui.typed_ahead import TypedAheadApp
from wardsafe.tui.ward_screen import WardScreen


class LockingApp(TypedAheadApp):
    """The lock screen is the ground of the stack; `session` is None while nothing is above it
    but a record taken without a PIN."""

    def __init__(self, clock: Clock, crash: Crash, on_refusal: OnRefusal | None) -> None:
        super().__init__(crash, on_refusal)
        self.clock = clock
        self.session: Session | None = None
        self.idle = Idle(clock)
        self._minute = -1

    @property
    def lock_screen(self) -> LockScreen:
        """The screen at the bottom."""
        ground = self.screen_stack[0]
        assert isinstance(ground, LockScreen)  # noqa: S101 - get_default_screen made it
        return ground

    def welcome(self) -> None:
        """Show the person who came in their first screen; the app that has one overrides this."""

    def unlocked(self, session: Session) -> None:
        """Somebody came in: show them the board."""
        self.session = session
        self.lock_screen.reset()
        self.idle.start()
        self.welcome()

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
        self.drop_keys()

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
        """Once a second: lock when it is time; redraw clocks when the minute has changed.

        The clock may strike before the first screen stands, and after the last has gone.
        """
        if not (self.is_running and self.lock_screen.is_mounted):
            return
        if self.idle.over(self.idle_limit()):
            self.lock()
        minute = self.clock.now().minute
        if minute != self._minute:
            self._minute = minute
            for screen in self.screen_stack:  # also those below, which are looked at again
                for header in screen.query(HeaderBar):
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
