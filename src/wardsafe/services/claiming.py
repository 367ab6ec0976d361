"""Records taken without a PIN: brought into the ledger at the next unlock, claimed or declined.

Nothing blocks recording, so anybody at the lock screen can write; nothing they wrote is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import NewEntry, Saved
from wardsafe.ledger.held import Held
from wardsafe.ledger.held import HeldRecord as Sealed
from wardsafe.records.base import Record
from wardsafe.records.held_record import CLAIMED, DECLINED, WAITING, HeldRecord
from wardsafe.records.parts import Authorship, split
from wardsafe.services.recording import amend, current, record_new
from wardsafe.services.session import TERMINAL_KEY, Session
from wardsafe.views.folding import record_at
from wardsafe.views.log import LogFilter, page

VIA = "record now"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Something that waits for a person: the kind it was meant to be, and what was typed."""

    record: str
    taken: datetime
    kind: str
    typed: Mapping[str, Any] = field(repr=False)


def bring_in(session: Session) -> tuple[str, ...]:
    """Put what was taken while locked into the ledger; a file goes only when its entry is Saved.

    Returns a sentence for each file that cannot be read; those stay where they are.
    """
    held = Held(session.where, session.clock, session.chance)
    if not held.count():
        return ()
    waiting = held.waiting((session.ledger.key(TERMINAL_KEY) or b"").decode())
    for sealed in waiting.records:
        if not session.ledger.of_record(sealed.id):  # a power cut may have come before the drop
            session.ledger.append(_entry(session, sealed))
        held.drop(sealed.id)
    return waiting.damaged


def unclaimed(session: Session) -> tuple[Unclaimed, ...]:
    """What waits to be claimed, oldest first."""
    with session.ledger.reading() as db:
        rows = page(db, LogFilter(state="unclaimed"), limit=_MOST)
    found = [_unclaimed(session, row.record) for row in rows]
    return tuple(sorted(found, key=lambda one: one.taken))


def claim(session: Session, held: str, record: Record) -> Saved:
    """Put the completed record into the ledger under the claimer's name, and say what became of it.

    Raises BadInput where somebody has claimed or declined it already, NotSaved.
    """
    session.require("claim")
    waiting = _waiting(session, held)
    saved = record_new(session, record, via=VIA)
    _decide(session, held, waiting, {"state": CLAIMED, "became": saved.record}, "claimed")
    return saved


def decline(session: Session, held: str, reason: str) -> Saved:
    """Say that what waits does not become a record, and why (a code of decline-reason).

    It stays readable in the log. Raises BadInput without a reason, NotSaved.
    """
    session.require("claim")
    if not reason:
        raise BadInput("A reason is needed.", field="decline_reason", do="Choose one.")
    change = {"state": DECLINED, "decline_reason": reason}
    return _decide(session, held, _waiting(session, held), change, "declined")


def _decide(
    session: Session, held: str, waiting: HeldRecord, change: dict[str, Any], said: str
) -> Saved:
    decided = waiting.model_copy(update={**change, "decided_by": session.person.id})
    parents = tuple(head.entry.id for head in current(session, held).heads)
    return amend(session, held, decided, said, parents)


def _waiting(session: Session, held: str) -> HeldRecord:
    record = record_at(current(session, held).shown)
    if not isinstance(record, HeldRecord) or record.state != WAITING:
        raise BadInput("Somebody has dealt with this already.", do="Look at it in the log.")
    return record


def _unclaimed(session: Session, held: str) -> Unclaimed:
    record = _waiting(session, held)
    fields = record.fields
    taken = record.taken or session.now()
    return Unclaimed(held, taken, str(fields.get("kind", "")), fields.get("typed", {}))


def _entry(session: Session, sealed: Sealed) -> NewEntry:
    typed = sealed.fields.get("typed")
    who = str(typed.get("who_wrote", "")) if isinstance(typed, dict) else ""
    record = HeldRecord(taken=sealed.taken, who_wrote=who or None, fields=dict(sealed.fields))
    author = Authorship(
        act="record",
        entered=session.now(),
        author="",
        author_name=who or "nobody signed in",
        job_title="",
        via=VIA,
    )
    return NewEntry(HeldRecord.kind, sealed.id, (), split(record, author))
