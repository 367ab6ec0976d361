"""The locked ward: who can come in, and how; and a record taken by somebody who cannot.

Light to import: what opens the ledger is loaded when it is first asked for, after the first frame.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wardsafe.clock import Chance, Clock
from wardsafe.places import WardFolder
from wardsafe.services.about import About, read_about

if TYPE_CHECKING:
    from wardsafe.ledger.held import HeldReceipt
    from wardsafe.ledger.wrapping import Face
    from wardsafe.services.session import Session
    from wardsafe.services.unlocking import Keyhole


class Door:
    """One terminal of one ward while nobody is signed in. Keep one object a process.

    Raises Damaged or TooNew where the ward folder does not say what it is.
    """

    def __init__(self, where: WardFolder, clock: Clock, chance: Chance) -> None:
        self.where, self._clock, self._chance = where, clock, chance
        self.about: About = read_about(where)
        self._keyhole: Keyhole | None = None
        self._refused: list[str] = []

    @property
    def ward_name(self) -> str:
        """The ward, in words."""
        return self.about.ward_name

    @property
    def terminal_name(self) -> str:
        """This terminal, in words."""
        return self.about.terminal_name

    @property
    def environment(self) -> str:
        """ "demo" or "live"."""
        return "demo" if self.about.is_demo else "live"

    def demo_people(self) -> Sequence[tuple[str, str, str]]:
        """Only where everything is invented: name, job title, PIN."""
        if not self.about.is_demo:
            return ()
        from wardsafe.services.demo_names import staff_of

        return [(one["name"], one["job_title"], one["pin"]) for one in staff_of(self.about.site)]

    def faces(self) -> "Sequence[Face]":
        """Everybody who may unlock. Raises WardsafeError where the slots cannot be read."""
        return self._opened().slots.faces()

    def unlock(self, staff_id: str, pin: str) -> "Session":
        """Open the ward for a person. Raises as `Keyhole.unlock` does."""
        session = self._opened().unlock(staff_id, pin)
        refused, self._refused = self._refused, []
        for what in refused:
            self._opened().note_refused(session, what)
        return session

    def data_key(self, staff_id: str, pin: str) -> bytes:
        """The ledger's key, for a ledger that no longer opens. Raises WrongPin, MustWait."""
        return self._opened().slots.unlock(staff_id, pin).data_key

    def hold(self, kind: str, typed: Mapping[str, object]) -> "HeldReceipt":
        """Keep what somebody typed without a PIN, sealed to this terminal. Raises NotSaved."""
        return self._opened().hold(kind, typed)

    def keep_fault(self, reference: str, traceback: str) -> None:
        """Keep what is known of a crash, sealed to this terminal."""
        from wardsafe.services.keeping import keep_fault

        keep_fault(self.where, self.about, reference, traceback)

    def refused(self, what: str) -> None:
        """Remember that the screen refused something, to be written down at the next unlock."""
        self._refused.append(what)

    def _opened(self) -> "Keyhole":
        from wardsafe.services.unlocking import Keyhole

        if self._keyhole is None:
            self._keyhole = Keyhole(self.where, self.about, self._clock, self._chance)
        return self._keyhole
