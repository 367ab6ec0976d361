"""Collecting from the screen of the wards: where from, how far it is, what it came to."""

import threading
from contextlib import closing
from functools import partial

from wardsafe.bundles.carriers import carrier_at
from wardsafe.bundles.merging import FORK, HELD, NEW
from wardsafe.errors import WardsafeError
from wardsafe.services import exchanging
from wardsafe.services.network.collecting import Collected, collect
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.sync_place import SyncPlaceScreen
from wardsafe.tui.ward_screen import WardScreen

STOPPING = "Stopping after what it is at."
GOES_ON = "K goes on."
DRAW_SECONDS = 0.1


class Collects(WardScreen[None]):
    """The base of the screen of the wards; it yields a Plain with the id `network-said`."""

    def __init__(self) -> None:
        super().__init__()
        self._stop: threading.Event | None = None
        self._drawn_at = 0.0

    @property
    def collecting(self) -> bool:
        """Whether it goes on now."""
        return self._stop is not None

    def collected(self) -> None:
        """What is shown may have changed: read it again."""
        raise NotImplementedError

    def action_collect(self) -> None:
        """K: ask for the place, then begin."""
        if self.session is not None and not self.collecting:
            last = exchanging.last_sync(self.session)
            places = (last.place,) if last else ()
            self.app.push_screen(SyncPlaceScreen(places), self._begin)

    def action_leave(self) -> None:
        """Esc: stop what goes on; where nothing does, back."""
        if self._stop is None:
            self.dismiss(None)
        else:
            self._stop.set()
            self.tell(STOPPING)

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """One line above the footer; "" takes it away."""
        said = self.query_one("#network-said", Plain)
        mark = f"{glyphs().alert} " if wrong else ""
        said.update(drawn(f"{mark}{words}", "$over" if wrong else "$ink"))
        said.display = bool(words)

    def _begin(self, place: str | None) -> None:
        if place is not None and self.session is not None and not self.collecting:
            self._stop = threading.Event()
            self.tell(f"Collecting. Esc stops. {place}")
            work = partial(self._collect, self.session, place, self._stop)
            self.run_worker(work, thread=True, group="collect")

    def _collect(self, session: Session, place: str, stop: threading.Event) -> None:
        def told(what: str, done: int, of: int) -> None:
            now = session.clock.monotonic()
            if now - self._drawn_at >= DRAW_SECONDS and not stop.is_set():
                self._drawn_at = now
                line = f"Collecting. Esc stops. {what.capitalize()}: {done:,} of {of:,}."
                self.from_worker(self._tell_going, line, stop)

        try:
            with closing(carrier_at(place)) as carrier:
                found = collect(session, carrier, on_progress=told, stop=stop.is_set)
            said, wrong = outcome_said(found), bool(found.outcome.alerts)
        except WardsafeError as problem:
            said, wrong = f"NOT collected. {problem}", True
        if self.session is session:
            self.from_worker(self._ended, said, wrong)

    def _tell_going(self, line: str, stop: threading.Event) -> None:
        if self._stop is stop and not stop.is_set():
            self.tell(line)

    def _ended(self, said: str, wrong: bool) -> None:
        self._stop = None
        self.tell(said, wrong=wrong)
        self.collected()

    def put_away(self) -> None:
        """Locking: stop what goes on; what it is at is finished or not written at all."""
        if self._stop is not None:
            self._stop.set()


def outcome_said(found: Collected) -> str:
    """What collecting came to, in one line, with what was stopped and what is older."""
    taken_in = sum(plan.verdict in (NEW, HELD, FORK) for plan in found.outcome.came)
    bundles = f"{taken_in:,} bundle{'s' * (taken_in != 1)} taken in"
    look = " LOOK behind E." if found.outcome.alerts else ""
    if not found.stopped:
        return f"Collected: {bundles}, facts of {_wards(found.made)} made.{look}"
    rest = f"{found.wards - found.made:,} of {_wards(found.wards)}"
    return f"Stopped: {bundles}; facts of {rest} are older. {GOES_ON}"


def _wards(many: int) -> str:
    return f"{many:,} ward{'s' * (many != 1)}"
