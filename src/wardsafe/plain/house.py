"""The ward by lines from the lock to the lock: who comes in, the menu, and out again.

A lock, for whatever reason, drops the session and its keys and moves what was said out of sight.
"""

import threading
from dataclasses import dataclass, field

from wardsafe.clock import Clock
from wardsafe.errors import WardsafeError
from wardsafe.plain import rooms
from wardsafe.plain.talk import Back, Ended, LockNow, Talk
from wardsafe.plain.words import dated
from wardsafe.services.door import Door
from wardsafe.services.session import Session
from wardsafe.tui.idle import ELSEWHERE, LOCKED

NOW, LEAVE = "n", "q"
WHO = f"Your name or staff id ({NOW} record without a PIN; {LEAVE} leave)"
DEMO = "DEMO: everything here is invented."


@dataclass(slots=True)
class House:
    """One run of the plain mode."""

    door: Door
    talk: Talk
    clock: Clock
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Until somebody leaves; the exit code."""
        try:
            while self._locked():
                pass
        except Ended:
            pass
        return 0

    # --- locked ---------------------------------------------------------------------------------

    def _locked(self) -> bool:
        """One visit to the locked ward. False when somebody wants to leave."""
        door, talk = self.door, self.talk
        talk.limit = ELSEWHERE
        talk.idle.start()
        talk.say(f"{door.ward_name}, {door.terminal_name}, locked. {dated(self.clock.now())}.")
        if door.environment == "demo":
            talk.say(DEMO)
            talk.say(*(f"{name}, {job}, PIN {pin}" for name, job, pin in door.demo_people()))
        while True:
            try:
                typed = talk.ask(WHO)
                if typed.casefold() == LEAVE:
                    return False
                if typed.casefold() == NOW:
                    rooms.record_now(talk, door, self.clock)
                elif typed:
                    return self._come_in(typed)
            except (Back, LockNow):
                talk.idle.start()
            except WardsafeError as problem:
                talk.say(str(problem))

    def _come_in(self, typed: str) -> bool:
        staff_id = rooms.who(self.talk, self.door, typed)
        self.talk.limit = LOCKED
        pin = self.talk.secret("PIN")
        session = self.door.unlock(staff_id, pin)
        del pin
        self._inside(session)
        return True

    # --- unlocked -------------------------------------------------------------------------------

    def _inside(self, session: Session) -> None:
        looking = self._look_after(session)
        self.talk.limit = ELSEWHERE
        self.talk.idle.start()
        try:
            rooms.menu(self.talk, session)
        except LockNow:
            pass
        finally:
            self._stop.set()
            looking.join()
            session.close()
            self.talk.lines.clear()
            self.talk.say("Locked.")

    def _look_after(self, session: Session) -> threading.Thread:
        """Check every entry meanwhile; what is wrong is said at the next look at the board."""
        from wardsafe.services.keeping import look_after

        self._stop = threading.Event()
        stop = self._stop.is_set

        def look() -> None:
            try:
                look_after(session, stop)
            except Exception as fault:  # it is said, and nothing else stops because of it
                session.notices += (f"The check of the ledger stopped ({type(fault).__name__}).",)

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        return thread
