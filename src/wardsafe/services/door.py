"""The locked ward: who can come in, and how; and a record taken by somebody who cannot."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence

from wardsafe.clock import Chance, Clock
from wardsafe.errors import NotAllowed, WardsafeError
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.held import Held, HeldReceipt
from wardsafe.ledger.keys import device_secret
from wardsafe.ledger.slots import Slots
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.wrapping import Face
from wardsafe.places import WardFolder
from wardsafe.services.about import About, read_about
from wardsafe.services.access import note_unlock
from wardsafe.services.claiming import bring_in
from wardsafe.services.reading_tables import VIEWS, staff_member
from wardsafe.services.session import Person, Session

_DIGITS = re.compile(r"\d{6,}")


class Door:
    """One terminal of one ward while nobody is signed in. Keep one object a process."""

    def __init__(self, where: WardFolder, clock: Clock, chance: Chance) -> None:
        self.where, self._clock, self._chance = where, clock, chance
        self.about: About = read_about(where)
        self._slots: Slots | None = None

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
        from wardsafe.services.demo_ward import invented

        return [(one["name"], one["job_title"], one["pin"]) for one in invented()["staff"]]

    def slots(self) -> Slots:
        """The key slots, with their copy of the counts of wrong PINs in the anchor."""
        if self._slots is None:
            anchor = AnchorFile(self.where, device_secret(self.where))
            self._slots = Slots(
                self.where, self.about.ward, self._clock, self._chance, anchor=anchor
            )
        return self._slots

    def faces(self) -> Sequence[Face]:
        """Everybody who may unlock. Raises WardsafeError where the slots cannot be read."""
        return self.slots().faces()

    def unlock(self, staff_id: str, pin: str) -> Session:
        """Open the ward for a person, and write down that it was opened.

        Raises WrongPin, MustWait, InUse, Damaged, NotAllowed for somebody who has left.
        """
        unlocked = self.slots().unlock(staff_id, pin)
        ledger = SqliteLedger.open(
            self.where,
            data_key=unlocked.data_key,
            device_secret=device_secret(self.where),
            chance=self._chance,
            views=VIEWS,
        )
        try:
            session = Session(
                where=self.where,
                about=self.about,
                ledger=ledger,
                person=_still_here(staff_member(ledger, staff_id)),
                public_key=unlocked.public_key,
                private_key=unlocked.private_key,
                clock=self._clock,
                chance=self._chance,
                looks_like_pin=pin_check(pin, self._chance),
            )
            note_unlock(session, unlocked.wrong_tries, self.slots().findings())
            bring_in(session)
        except WardsafeError:
            ledger.close()
            raise
        return session

    def hold(self, kind: str, typed: Mapping[str, object]) -> HeldReceipt:
        """Keep what somebody typed without a PIN, sealed to this terminal. Raises NotSaved."""
        held = Held(self.where, self._clock, self._chance)
        return held.hold(self.about.public_key, {"kind": kind, "typed": dict(typed)})


def pin_check(pin: str, chance: Chance) -> Callable[[str], bool]:
    """A check whether a text holds the PIN, keeping only a keyed digest of it (case C22)."""
    key = chance.random_bytes(32)
    digest = hmac.digest(key, pin.encode(), hashlib.sha256)

    def holds_pin(text: str) -> bool:
        return any(
            hmac.compare_digest(hmac.digest(key, found.encode(), hashlib.sha256), digest)
            for found in _DIGITS.findall(text)
        )

    return holds_pin


def _still_here(person: Person | None) -> Person:
    if person is None:
        raise NotAllowed(
            "You are not on this ward's staff list any more.", do="Ask the ward manager."
        )
    return person
