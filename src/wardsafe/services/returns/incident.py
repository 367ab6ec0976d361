"""One incident as it stands, found by its number, for the papers that are made of it."""

from dataclasses import dataclass
from pathlib import Path

from wardsafe.records.completeness import Item
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import sealing
from wardsafe.services.access import note_read
from wardsafe.services.finding import Opened, look
from wardsafe.services.recording import current
from wardsafe.services.returns.placing import write_file
from wardsafe.services.session import Session
from wardsafe.views.folding import record_at

MAY = "print a record"


@dataclass(frozen=True, slots=True)
class Incident:
    """What a paper is made of: the record, the person's own record, the items, who prints it."""

    opened: Opened
    said: RestrictivePractice
    patient: Patient | None
    items: tuple[Item, ...]
    ward: str
    site: str
    printed_by: str


def record_numbered(session: Session, number: int) -> str:
    """The record that the entry of this number belongs to. Raises BadInput."""
    entry = session.ledger.entry(number)
    if entry is None:
        raise sealing.no_such_record()
    return entry.header.record


def incident(session: Session, record: str) -> Incident:
    """The incident, read for printing, which is written down. Raises NotAllowed, BadInput.

    Whatever else it is, or is not there, or may not be read, is refused in the same words.
    """
    session.require(MAY)
    opened = look(session, record)
    said = opened.said
    if not isinstance(said, RestrictivePractice):
        raise sealing.no_such_record()
    note_read(session, record)
    known = record_at(current(session, said.person).shown) if said.person else None
    return Incident(
        opened=opened,
        said=said,
        patient=known if isinstance(known, Patient) else None,
        items=opened.items[0],
        ward=session.about.ward_name,
        site=session.about.site,
        printed_by=f"{session.person.name}, {session.person.job_title}",
    )


def write_incident(session: Session, record: str, target: Path, *, for_patient: bool) -> Path:
    """Write the page of an incident into a file. Raises NotAllowed, BadInput, NotSaved."""
    from wardsafe.services.returns.patient_page import patient_page
    from wardsafe.services.returns.statutory_page import statutory_page

    one = incident(session, record)
    now = session.now()
    page = patient_page(one, now) if for_patient else statutory_page(one, now)
    what = "incident, for the patient" if for_patient else "incident, statutory record"
    return write_file(session, target, page, what, record=record)
