"""Opening the ledger for a person with a PIN. Heavy to import: the door does so when it must."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping

from wardsafe.clock import Chance, Clock
from wardsafe.errors import NotAllowed
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.held import Held, HeldReceipt
from wardsafe.ledger.keys import device_secret
from wardsafe.ledger.slots import Slots
from wardsafe.ledger.store import SqliteLedger
from wardsafe.places import WardFolder
from wardsafe.services import pseudonyms
from wardsafe.services.about import About
from wardsafe.services.access import note, note_unlock
from wardsafe.services.claiming import bring_in
from wardsafe.services.clock_check import clock_behind
from wardsafe.services.coming_in import silent
from wardsafe.services.faces import show_on_the_lock_screen
from wardsafe.services.letting_in import at_unlock
from wardsafe.services.reading_tables import STAFF, VIEWS, staff_member
from wardsafe.services.session import Person, Session

_DIGITS = re.compile(r"\d{6,}")


class Keyhole:
    """The key slots of one terminal and what is behind them. Keep one object a process."""

    def __init__(self, where: WardFolder, about: About, clock: Clock, chance: Chance) -> None:
        self._where, self._about, self._clock, self._chance = where, about, clock, chance
        anchor = AnchorFile(where, device_secret(where))
        self.slots = Slots(where, about.ward, clock, chance, anchor=anchor)

    def unlock(self, staff_id: str, pin: str) -> Session:
        """Open the ward for a person, and write down that it was opened.

        Raises WrongPin, MustWait, InUse, Damaged, NotAllowed for somebody who has left.
        """
        unlocked = self.slots.unlock(staff_id, pin)
        ledger = SqliteLedger.open(
            self._where,
            data_key=unlocked.data_key,
            device_secret=device_secret(self._where),
            chance=self._chance,
            views=VIEWS,
            clock=self._clock,
        )
        try:
            if STAFF in ledger.views_behind():  # without it nobody could be let in
                ledger.rebuild(STAFF)
            session = Session(
                where=self._where,
                about=self._about,
                ledger=ledger,
                person=_still_here(staff_member(ledger, staff_id)),
                slots=self.slots,
                data_key=unlocked.data_key,
                public_key=unlocked.public_key,
                private_key=unlocked.private_key,
                clock=self._clock,
                chance=self._chance,
                looks_like_pin=pin_check(pin, self._chance),
            )
            show_on_the_lock_screen(session)
            note_unlock(session, unlocked.wrong_tries, self.slots.findings())
            session.notices += clock_behind(session) + bring_in(session) + at_unlock(session)
            session.notices += silent(session)
            pseudonyms.take_up(session)
        except BaseException:
            ledger.close()
            raise
        return session

    def note_refused(self, session: Session, what: str) -> None:
        """Write down that the screen refused something (a picture of itself, the clipboard)."""
        note(session, "refused", detail=what)

    def hold(self, kind: str, typed: Mapping[str, object]) -> HeldReceipt:
        """Keep what somebody typed without a PIN, sealed to this terminal. Raises NotSaved."""
        held = Held(self._where, self._clock, self._chance)
        return held.hold(self._about.public_key, {"kind": kind, "typed": dict(typed)})


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
