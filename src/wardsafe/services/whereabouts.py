"""Who of the ward is on leave, since when, and when they are expected back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wardsafe.records.movement import AWOL, HOME, LEAVES, SECTION_17, Movement
from wardsafe.services.recording import current
from wardsafe.services.session import Session
from wardsafe.views import people
from wardsafe.views.folding import record_at
from wardsafe.views.log import LogFilter, page
from wardsafe.views.people import AWAY, Person

_LOOKED_THROUGH = 10


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave that has not ended; either time may not have been recorded. `kind` is the move, ""
    where it is not known."""

    since: datetime | None
    back_by: datetime | None
    kind: str = ""

    @property
    def words(self) -> str:
        """Which leave it is: "on leave" where nobody said."""
        return _WORDS.get(self.kind, "on leave")


_WORDS = {HOME: "on home leave", SECTION_17: "on s17 leave", AWOL: "absent without leave"}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Somebody with the leave they are on, if they are."""

    person: Person
    leave: Leave | None = None


def whereabouts(session: Session, typed: str = "") -> tuple[Whereabouts, ...]:
    """The people of the ward by bed, or whoever fits what was typed, leavers among them."""
    with session.ledger.reading() as db:
        found = people.match(db, typed) if typed.strip() else people.people_here(db)
    return tuple(Whereabouts(one, _leave(session, one)) for one in found)


def _leave(session: Session, one: Person) -> Leave | None:
    if one.state != AWAY:
        return None
    chosen = LogFilter(kinds=(Movement.kind,), person=one.record)
    with session.ledger.reading() as db:
        rows = page(db, chosen, limit=_LOOKED_THROUGH)
    said = _last_leave(record_at(current(session, row.record).shown) for row in rows)
    if said is None:
        return Leave(None, None)
    return Leave(said.when, said.expected_back, said.move or "")


def _last_leave(found: Iterable[object]) -> Movement | None:
    moves = (one for one in found if isinstance(one, Movement))
    return next((one for one in moves if one.move in LEAVES), None)
