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
from wardsafe.records.fields import fields_of
from wardsafe.records.link import Link
from wardsafe.records.restricted import FACTS, is_restricted
from wardsafe.records.restricted_aside import RestrictedLink, RestrictedVoice
from wardsafe.records.restricted_review import RestrictedReview
from wardsafe.records.review import Review
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.tell_now import TellNow
from wardsafe.records.voice import Voice
from wardsafe.services.audiences import (
    AUDIENCES,
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
    """A restricted record with what wardsafe itself keeps in it; any other as it is.

    What is about a restricted record is one itself, whatever kind it came in as: no way in leaves
    a link, a voice or a step of a review in the clear beside what it would tell of.
    """
    if not isinstance(record, SexualSafety):
        return _as_sealed(session, record)
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
    audience = _audience(session, record)
    facts = {key: value for key, value in parts["facts"].items() if key in FACTS}
    if isinstance(record, SexualSafety):
        facts["stream"] = stream_of(record)
    else:
        facts = {"entry": facts["entry"]}
    private = {**_kept_back(record, parts["facts"], facts), **parts["private"]}
    whole = {**parts, "facts": facts, "private": private, RECEIPT: _receipt(session, record)}
    # The author of one end of a link may not read the other: they get no key to it.
    ours = [record_id, *filter(None, [getattr(record, "about", None)])]
    readers = _readers(session, audience, ours)
    sealed = dict.fromkeys(SEALED_PARTS, readers) | {RECEIPT: (session.public_key,)}
    return NewEntry(record.kind, record_id, parents, whole, sealed)


_SEALED_AS: Mapping[type[Record], type[Record]] = {
    Link: RestrictedLink,
    Voice: RestrictedVoice,
    Review: RestrictedReview,
}


def _as_sealed(session: Session, record: Record) -> Record:
    if is_restricted(record.kind):
        return record
    named = (getattr(record, name, None) for name in ("about", "one", "other"))
    held = (session.ledger.of_record(one) for one in named if one)
    if not any(is_restricted(one[0].header.kind) for one in held if one):
        return record
    sealed = _SEALED_AS.get(type(record))
    if sealed is None:  # such as a duty: what was done about it stands on its *tell now* list
        raise no_such_record()
    return sealed.model_validate(record.model_dump())


def _kept_back(record: Record, said: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The codes of fields that are not told in the clear: they are sealed with the words."""
    names = {field.name for field in fields_of(type(record))}
    return {name: value for name, value in said.items() if name in names and name not in facts}


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


def _audience(session: Session, record: Record) -> str:
    """Whom a restricted record is sealed to: as the event that it is about, of two the narrower.

    Raises BadInput where this person may not read them: nobody writes about what they cannot see.
    """
    about = [record] if isinstance(record, SexualSafety) else _events(session, record)
    found = (one.audience or PATIENTS for one in about)
    return max(found, key=AUDIENCES.index, default=PATIENTS)


def _events(session: Session, record: Record) -> list[SexualSafety]:
    """The events that a line, a step, a voice or a link is about."""
    if isinstance(record, RestrictedLink):
        named = [record.one, record.other]
    elif isinstance(record, TellNow | RestrictedReview | RestrictedVoice):
        named = [record.about]
    else:
        named = []
    return [said for one in named for said in _said(session, one or "")]


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
