"""What the person, a carer or an advocate says of an event: kept beside the record of the staff.

Of a sexual-safety record it is sealed as that is, for those who may read it.
"""

from dataclasses import dataclass
from datetime import datetime

from wardsafe.errors import BadInput
from wardsafe.records.restricted_aside import RestrictedVoice
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.voice import Voice
from wardsafe.services import restricted_twins, sexual_safety
from wardsafe.services.recording import current
from wardsafe.services.session import Session
from wardsafe.views import closing, log
from wardsafe.views.folding import moment, record_at

_HEARD_OF = frozenset({RestrictivePractice.kind})


@dataclass(frozen=True, slots=True)
class Heard:
    """One voice: its record, what it says, who entered it and when."""

    record: str
    voice: Voice
    entered_by: str
    entered: datetime | None


def about(session: Session, record: str) -> Voice:
    """A voice about a record, still without words, for the form to begin with.

    Raises BadInput for a record that none can be written about here.
    """
    with session.ledger.reading() as db:
        row = log.row(db, record)
    if row is None and restricted_twins.is_event(session, record):
        person = sexual_safety.event(session, record).person
        return RestrictedVoice(about=record, person=person)
    if row is None or row.kind not in _HEARD_OF:
        raise BadInput("No words can be kept about this here.", do="Open the record of the event.")
    return Voice(about=record, person=row.person)


def heard(session: Session, record: str) -> tuple[Heard, ...]:
    """What has been said about a record, in the order in which it was entered."""
    with session.ledger.reading() as db:
        found = closing.voices(db, record)
    found += restricted_twins.voices(session, record)
    steps = [(voice, current(session, voice).shown) for voice in found]
    return tuple(
        Heard(voice, said, step.authorship("author_name"), moment(step.authorship("entered")))
        for voice, step in steps
        if isinstance(said := record_at(step), Voice)
    )
