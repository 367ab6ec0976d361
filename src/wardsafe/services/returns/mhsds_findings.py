"""What is not right with an incident of a return, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from wardsafe.records.incident_rows import Intervention
from wardsafe.services.returns.mhsds_incidents import MonthIncident
from wardsafe.services.returns.mhsds_tables import INCIDENTS, POLICE, TYPES

PATIENT_HOURS = timedelta(hours=48)
STAFF_HOURS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a row: the table, the record's number (0 for the whole), and one sentence.

    `stops`: the row should not be sent as it is."""

    table: str
    number: int
    words: str
    stops: bool

    def __str__(self) -> str:
        about = f"#{self.number}: " if self.number else ""
        return f"{self.table[:6]}  {about}{self.words}"


def found_in(one: MonthIncident) -> Iterator[Finding]:
    """Everything to be said of an incident and of its interventions."""
    yield from _of_incident(one)
    for number, row in enumerate(one.said.interventions):
        yield from _of_row(one, number, row)


def _of_incident(one: MonthIncident) -> Iterator[Finding]:
    said, over = one.said, one.said.ended()
    if one.versions > 1:
        words = f"{one.versions} versions stand; choose one"
        yield Finding(INCIDENTS, one.number, words, stops=True)
    if not said.interventions:
        yield Finding(INCIDENTS, one.number, "no intervention is recorded", stops=True)
    if not said.reason:
        words = "the reason is not recorded; 99 is written"
        yield Finding(INCIDENTS, one.number, words, stops=False)
    if said.patient_review_held == "N" and not said.patient_review_not_held:
        words = "why the patient's review was not held is not recorded"
        yield Finding(INCIDENTS, one.number, words, stops=False)
    yield from _late(one, "patient", said.patient_review_held, said.patient_review_at, over)
    yield from _late(one, "staff", said.staff_review_held, said.staff_review_at, over)
    if any(other.who == "police" for other in said.others):
        words = "police took part; when they were asked and came is not recorded here"
        yield Finding(POLICE, one.number, words, stops=True)


def _late(
    one: MonthIncident, whose: str, held: str | None, at: datetime | None, over: datetime | None
) -> Iterator[Finding]:
    hours = PATIENT_HOURS if whose == "patient" else STAFF_HOURS
    if held == "Y" and at and over and at - over > hours:
        words = f"the {whose} review is said to be in time, and was held too late"
        yield Finding(INCIDENTS, one.number, words, stops=True)


def _of_row(one: MonthIncident, number: int, row: Intervention) -> Iterator[Finding]:
    which = f"intervention {number + 1}"
    if not row.type:
        yield Finding(TYPES, one.number, f"{which} has no type; 99 is written", stops=False)
    if row.end is None and one.said.is_not_known(f"interventions.{number}.end"):
        words = f"nobody knows when {which} ended, and a blank would mean that it is still on"
        yield Finding(TYPES, one.number, words, stops=True)
    if row.start and row.end and row.end <= row.start:
        words = f"{which} ends when it starts or before, so it has no length"
        yield Finding(TYPES, one.number, words, stops=False)
