"""Recording, amending, voiding and choosing: every way that a record enters the ledger."""

import hashlib
import hmac
from base64 import b32encode
from typing import Any, Literal

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import NewEntry, Saved
from wardsafe.records.base import Record
from wardsafe.records.parts import Authorship, split
from wardsafe.records.patient import Patient
from wardsafe.services import sealing
from wardsafe.services.session import Session
from wardsafe.views import people
from wardsafe.views.folding import Fold, Step, content, fold, record_at

Act = Literal["record", "amend", "void"]

PSEUDONYM_KEY = "pseudonym"
"""Where the ledger's keyring keeps the 32 bytes that pseudonyms are made with."""
PSEUDONYM_NUMBER = "pseudonym/number"
"""Where it keeps the number of that key, once it is not the ward's first."""


def record_new(
    session: Session, record: Record, *, via: str | None = None, record_id: str = ""
) -> Saved:
    """Put a new record into the ledger; returns only when it is Saved. Raises NotSaved.

    Its id is a new one, unless something else decides which it is.
    """
    session.require("record")
    if isinstance(record, Patient):
        _refuse_anothers_number(session, record)
    if record_id:  # nobody writes into a record that they may not read
        sealing.entries_of(session, record_id)
    author = _written(session, "record", via=via)
    return _append(session, record, record_id or session.chance.new_id(), (), author)


def _refuse_anothers_number(session: Session, patient: Patient) -> None:
    """One NHS number is one person (case D16): two records would split what is known of them."""
    with session.ledger.reading() as db:
        found = people.match(db, patient.nhs_number or "")
    if patient.nhs_number and any(one.nhs_number == patient.nhs_number for one in found):
        raise BadInput(
            "Somebody in the list of people has this NHS number already.",
            field="nhs_number",
            do="Check it, find them in the list, or leave it out for now.",
        )


def amend(
    session: Session, record_id: str, record: Record, reason: str, parents: tuple[str, ...]
) -> Saved:
    """Put a corrected version of a record beside the one it corrects.

    `parents` are the entry ids the person had before them. Raises BadInput without a reason.
    """
    session.require("amend")
    author = _written(session, "amend", reason=_reason(reason))
    _refuse_change(session, record_id, record)
    return _append(session, record, record_id, parents, author)


def _refuse_change(session: Session, record_id: str, after: Record) -> None:
    """Some kinds hold a thing that stays as it was, such as a prediction under test.

    Every current version counts, also one that the writer had not seen.
    """
    if type(after).refused is Record.refused:
        return
    now = current(session, record_id)
    for head in now.heads:
        before = record_at(content(now.steps, head))
        for problem in before.refused(after) if before else ():
            raise BadInput(problem.words, field=problem.field)


def void(session: Session, record_id: str, reason: str) -> Saved:
    """Strike a record through: it stays readable, with the reason. Raises BadInput, NotSaved."""
    session.require("void")
    now = current(session, record_id)
    author = _written(session, "void", reason=_reason(reason))
    return _append(session, _said(now, now.heads[0]), record_id, _ids(now), author)


def choose(session: Session, record_id: str, chosen: str, reason: str) -> Saved:
    """Settle two versions of a record: the entry id `chosen` is what now holds."""
    session.require("amend")
    now = current(session, record_id)
    step = next((head for head in now.heads if head.entry.id == chosen), None)
    if step is None:
        raise BadInput("That version is no longer one of the two.", do="Open the record again.")
    author = _written(session, "amend", reason=_reason(reason))
    said = _said(now, step)
    _refuse_change(session, record_id, said)
    return _append(session, said, record_id, _ids(now), author)


def pseudonym(key: bytes, nhs_number: str) -> str:
    """A name for a person that only the holder of `key` could have made: 130 bits in base32.

    HMAC-SHA-256, because the 10^9 NHS numbers can be run through any plain hash in minutes.
    """
    said = b"wardsafe/pid/1" + nhs_number.encode()
    return b32encode(hmac.digest(key, said, hashlib.sha256)[:20]).decode()[:26].lower()


def current(session: Session, record_id: str) -> Fold:
    """What a record comes to now. Raises BadInput where there is no such record here."""
    entries = sealing.entries_of(session, record_id)
    if not entries:
        raise sealing.no_such_record()
    return fold(entries)


def _said(now: Fold, step: Step) -> Record:
    record = record_at(content(now.steps, step))
    if record is None:
        raise BadInput("A later wardsafe wrote this record.", do="Update wardsafe to change it.")
    return record


def _ids(now: Fold) -> tuple[str, ...]:
    return tuple(head.entry.id for head in now.heads)


def _reason(reason: str) -> str:
    if not any(character.isalnum() for character in reason):
        raise BadInput("A reason is needed.", field="reason", do="Say in a few words why.")
    return reason


def _written(
    session: Session, act: Act, *, reason: str | None = None, via: str | None = None
) -> Authorship:
    person = session.person
    return Authorship(
        act=act,
        entered=session.now(),
        author=person.id,
        author_name=person.name,
        job_title=person.job_title,
        reason=reason,
        via=via,
    )


def prepared(
    session: Session, record: Record, record_id: str, *, via: str | None = None
) -> NewEntry:
    """The entry of a new record, for a caller who appends many in one transaction."""
    session.require("record")
    return _entry(session, record, record_id, (), _written(session, "record", via=via))


def _append(
    session: Session, record: Record, record_id: str, parents: tuple[str, ...], author: Authorship
) -> Saved:
    return session.ledger.append(_entry(session, record, record_id, parents, author))


def _entry(
    session: Session, record: Record, record_id: str, parents: tuple[str, ...], author: Authorship
) -> NewEntry:
    base = _base(session, record_id, parents)
    patient = _patient_of(session, record)
    known = _pseudonym_for(session, record, patient)
    whole = sealing.ready(session, record, record_id)
    parts = split(whole, author, base=base, pseudonym=known, patient=patient)
    if known and (number := session.ledger.key(PSEUDONYM_NUMBER)):
        parts["people"]["pseudonym_key"] = number.decode()
    return sealing.entry(session, whole, record_id, parents, parts)


def _base(session: Session, record_id: str, parents: tuple[str, ...]) -> dict[str, Any] | None:
    """What the amended entry held, so that fields of a later version survive an amendment.

    Raises BadInput for a record that this person may not read: nobody writes into it unseen.
    """
    if not parents:
        return None
    found = {entry.id: entry for entry in sealing.entries_of(session, record_id)}
    entry = found.get(parents[0])
    return {name: entry.read(name) for name in entry.parts} if entry else None


def _patient_of(session: Session, record: Record) -> Patient | None:
    person = record.person_record()
    said: Record | None = record
    if person and (entries := session.ledger.of_record(person)):
        said = record_at(fold(entries).shown)
    return said if isinstance(said, Patient) else None


def _pseudonym_for(session: Session, record: Record, patient: Patient | None) -> str | None:
    number = patient.nhs_number if patient else None
    known = number or record.person_record()
    key = session.ledger.key(PSEUDONYM_KEY)
    return pseudonym(key, known) if key and known else None
