"""Sealing what is restricted on its way in, and opening it for those who may read it.

Recording goes through here whatever screen, import or claim it comes from, so that no way in leaves
a restricted record in the clear; reading does too, and everybody who may not read gets one and the
same sentence, also for what does not exist (case C13).
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from wardsafe.clock import id_from
from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Entry, NewEntry
from wardsafe.ledger.keys import new_identity
from wardsafe.records.base import Record
from wardsafe.records.restricted import FACTS, is_restricted
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.tell_now import TellNow
from wardsafe.services.audiences import (
    BEHAVIOUR,
    PATIENTS,
    audience_of,
    keys,
    public_key,
    stream_of,
)
from wardsafe.services.session import Session
from wardsafe.views.folding import fold, record_at

SEALED_PARTS = ("people", "private")
RECEIPT = "receipt"
"""A part sealed to its author alone: that they wrote it, and when. All that the author of a record
about the behaviour of staff can open; every restricted record has one, so that none stands out."""

Parts = Mapping[str, Mapping[str, Any]]


def no_such_record() -> BadInput:
    """What everybody is told who may not open a record, and who asks for one that is not there."""
    return BadInput("There is no such record here.", do="Find it again in the log.")


def ready(session: Session, record: Record, record_id: str) -> Record:
    """A restricted record with what wardsafe itself keeps in it; any other as it is."""
    if not isinstance(record, SexualSafety):
        return record
    thread = record.thread or session.chance.random_bytes(16).hex()
    before = next((one.audience for one in _said(session, record_id)), None)
    known = record.model_copy(update={"thread": thread, "audience": before or record.audience})
    return known.model_copy(update={"audience": audience_of(known)})


def entry(
    session: Session, record: Record, record_id: str, parents: tuple[str, ...], parts: Parts
) -> NewEntry:
    """The entry to append: as it is, or for a restricted kind with all but a few codes sealed."""
    if not is_restricted(record.kind):
        return NewEntry(record.kind, record_id, parents, parts)
    about = _about(session, record)
    audience = about.audience if about and about.audience else PATIENTS
    facts = {key: value for key, value in parts["facts"].items() if key in FACTS}
    if isinstance(record, SexualSafety):
        facts["stream"] = stream_of(record)
    else:
        facts = {"entry": facts["entry"]}
    whole = {**parts, "facts": facts, RECEIPT: _receipt(session, record)}
    ours = [record_id] if about in (None, record) else [record_id, getattr(record, "about", "")]
    readers = _readers(session, audience, ours)
    sealed = dict.fromkeys(SEALED_PARTS, readers) | {RECEIPT: (session.public_key,)}
    return NewEntry(record.kind, record_id, parents, whole, sealed)


def opened(session: Session, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of one record as this session may read them.

    Raises BadInput where one of them is sealed to others: a record is read whole or not at all.
    """
    if not any(one.is_sealed("private") for one in entries):
        return tuple(entries)
    found = open_with(keys(session), entries)
    if found is None:
        raise no_such_record()
    return found


def open_with(private_keys: Collection[str], entries: Sequence[Entry]) -> tuple[Entry, ...] | None:
    """The entries with their sealed parts in the clear; None where one stays shut."""
    found = []
    for one in entries:
        clear = one.opened(private_keys) if one.is_sealed("private") else one
        if clear is None or clear.is_sealed("private"):
            return None
        found.append(clear)
    return tuple(found)


def entries_of(session: Session, record: str) -> tuple[Entry, ...]:
    """Every entry of a record as this session may read it. Raises BadInput, Damaged."""
    return opened(session, session.ledger.of_record(record))


def may_read(session: Session, record: str) -> bool:
    """Whether this session may read a record; one that is not there is read by anybody."""
    try:
        entries_of(session, record)
    except BadInput:
        return False
    return True


def line_of(said: SexualSafety, action: str) -> str:
    """The record id of one line of an event's *tell now* list.

    It follows from what is sealed in the event, so that only its readers can tell which is which.
    """
    return id_from(hmac.digest((said.thread or "").encode(), action.encode(), "sha256"))


def _said(session: Session, record_id: str) -> list[SexualSafety]:
    entries = entries_of(session, record_id)
    said = record_at(fold(entries).shown) if entries else None
    return [said] if isinstance(said, SexualSafety) else []


def _about(session: Session, record: Record) -> SexualSafety | None:
    """The event that a restricted record is about: itself, or what a line was ticked for."""
    if isinstance(record, TellNow):
        return next(iter(_said(session, record.about or "")), None)
    return record if isinstance(record, SexualSafety) else None


def _readers(session: Session, audience: str, records: Collection[str]) -> tuple[str, ...]:
    """Who can open it: the audience, and whoever wrote a part of it, unless it is about staff.

    Then keys that nobody has stand in for the authors: an age file shows how many it is sealed to.
    """
    own = [session.public_key, *_earlier_authors(session, records)]
    if audience == BEHAVIOUR:
        own = [new_identity()[1] for _ in own]
    return (public_key(session, audience), *own)


def _earlier_authors(session: Session, records: Collection[str]) -> list[str]:
    wrote: set[str] = set()
    for record in records:
        entries = entries_of(session, record)
        wrote |= {step.authorship("author") for step in fold(entries).steps} if entries else set()
    faces = {face.staff_id for face in session.slots.faces()}
    there = sorted(wrote & faces - {session.person.id})
    return [session.slots.public_key(staff_id) for staff_id in there]


def _receipt(session: Session, record: Record) -> dict[str, Any]:
    return {"kind": record.kind, "entered": session.now().isoformat(timespec="seconds")}
