"""The kind `patient/1`: somebody on the ward, and the banner that says whose record is open."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar

from wardsafe.records import about
from wardsafe.records.base import Day, Problem, Record
from wardsafe.records.hints import Help, Label, Later, Lives, NhsNumber, Now, Required, Statutory
from wardsafe.records.moments import say_date
from wardsafe.records.nhs_number import say_nhs_number
from wardsafe.records.text import folded, looks_like

PREFILLED = (
    "disability",
    "marital_status",
    "pregnant",
    "ethnic_category",
    "religion",
    "sex",
    "sexual_orientation",
    "gender_identity",
    "learning_disability",
    "autism",
    "deprivation",
    "diagnosis_group",
    "mental_disorder",
    "legal_status",
)
"""What an incident takes over from the patient's record, under the same names."""


class Patient(Record):
    """Who a person is, with what the Act asks to be known about them."""

    kind: ClassVar[str] = "patient/1"
    title: ClassVar[str] = "Patient"
    sections: ClassVar[tuple[str, ...]] = (about.SECTION,)

    name: Annotated[
        str | None,
        Label("Name"),
        Help("The full name, given names first."),
        Lives("private"),
        Statutory("e"),
        Required(),
        Now(1),
    ] = None
    preferred_name: Annotated[
        str | None,
        Label("Called"),
        Help("What they like to be called, if it is something else."),
        Lives("private"),
        Now(2),
    ] = None
    born: Annotated[
        Day | None,
        Label("Born"),
        Help("The date of birth: 9 jun 1987, 09/06/1987 or 1987-06-09."),
        Lives("private"),
        Now(3),
    ] = None
    nhs_number: Annotated[
        str | None,
        Label("NHS number"),
        Help("Ten digits; spaces do not matter."),
        Lives("private"),
        Statutory("g"),
        NhsNumber(),
        Now(4),
    ] = None
    local_id: Annotated[
        str | None,
        Label("Local number"),
        Help("The trust's own number for this person, if it has one."),
        Lives("private"),
        Now(5),
    ] = None
    legal_status: Annotated[about.LegalStatus, Now(6)] = None

    lead_clinician: Annotated[
        str | None,
        Label("Clinician"),
        Help("The clinician who leads their care."),
        Lives("private"),
        Later(about.SECTION),
    ] = None
    disability: about.Disability = ()
    marital_status: about.MaritalStatus = None
    pregnant: about.Pregnant = None
    ethnic_category: about.EthnicCategory = None
    religion: about.Religion = None
    sex: about.Sex = None
    sexual_orientation: about.SexualOrientation = None
    gender_identity: about.GenderIdentity = None
    learning_disability: about.LearningDisability = None
    autism: about.Autism = None
    deprivation: about.Deprivation = None
    diagnosis_group: about.DiagnosisGroup = None
    mental_disorder: about.MentalDisorder = None

    def errors(self) -> tuple[Problem, ...]:
        """A patient needs a name, or an initial, or whatever they can be told apart by."""
        return () if self.name else (Problem("name", "Give a name, or what they are known by."),)


def age_at(born: date, day: date) -> int:
    """Whole years on a day. Somebody born on 29 February has their birthday on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def initials(name: str) -> str:
    """The first letters of up to three words of a name, in capitals: "Rosa Whitfield" → "RW"."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    return "".join(
        word[0] for word in (words if len(words) <= 3 else [*words[:2], words[-1]])
    ).upper()


def banner(patient: Patient, *, today: date, bed: str = "") -> tuple[str, ...]:
    """Who the open record is about, in the pieces of the identity banner, unknowns said aloud.

    Name; initials and bed; date of birth and age; NHS number. Not cleaned for display.
    """
    name = patient.name or "name not recorded"
    called = f" ({patient.preferred_name})" if patient.preferred_name else ""
    place = f"bed {bed}" if bed else "no bed"
    born = "date of birth not recorded"
    if patient.born:
        born = f"born {say_date(patient.born)}, {age_at(patient.born, today)}"
    number = "NHS number not recorded"
    if patient.nhs_number:
        number = f"NHS number {say_nhs_number(patient.nhs_number)}"
    short = ", ".join(filter(None, (initials(patient.name or ""), place)))
    return (name + called, short, born, number)


def about_the_person(patient: Patient, day: date) -> dict[str, Any]:
    """What an incident of that day takes over: values by field name, and "not_known".

    The incident keeps its own copy, because it must say how things were then.
    """
    values = {name: getattr(patient, name) for name in PREFILLED if getattr(patient, name)}
    if patient.born:
        values["age"] = age_at(patient.born, day)
    unknown = tuple(name for name in PREFILLED if name in patient.not_known)
    return {**values, "not_known": unknown}


def similar(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """The names that could be taken for this one: look-alikes, or same surname and initial."""
    return tuple(other for other in others if _alike(name, other))


def _alike(one: str, other: str) -> bool:
    first, second = folded(one).split(), folded(other).split()
    if not first or not second:
        return False
    if looks_like(one, other) or sorted(first) == sorted(second):
        return True
    return first[-1] == second[-1] and first[0][0] == second[0][0]
