"""A screen of what the ledger says: it is read in a worker, and drawn for those still there."""

from functools import partial
from typing import TypeVar

from wardsafe.errors import WardsafeError
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import ActingScreen, Drawing
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.status import SaveStatus

Result = TypeVar("Result")


class ReadingScreen(ActingScreen[Result]):
    """Made into a screen by `read(session)`, which runs in a worker: it asks the services, touches
    no widget, and returns what to do on the screen with what it found, as `partial(self.show, …)`.

    - What it returned is done on the screen's own thread, and only while the session that was read
      is still open, the screen still stands and no later reading has begun.
    - A WardsafeError that it raises is said, on the same conditions: where somebody has locked in
      the meantime, nobody is there to tell.
    - `look` reads again. When it is called first is the screen's affair.
    """

    def look(self) -> None:
        """Read in a worker, and draw what was found."""
        if (session := self.session) is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    def read(self, session: Session) -> Drawing:
        """Ask the services, in the worker; returns how to draw it. May raise WardsafeError."""
        raise NotImplementedError

    def _read(self, session: Session) -> None:
        try:
            draw = self.read(session)
        except WardsafeError as problem:
            draw = partial(self.say, str(problem))
        self.from_worker(self._draw_of, session, draw)

    def _draw_of(self, session: Session, draw: Drawing) -> None:
        if self.session is session:
            draw()

    def written(self, saved: SavedEntry | None) -> None:
        """Back from a form, or from `work`: say that it is saved, where it is; read again."""
        self.say("")
        if saved is not None:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)
        self.look()
