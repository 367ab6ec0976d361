"""The kind `restrictive-practice/1`: one incident, with one to many interventions.

It answers the sixteen items of s.6(5) of the Mental Health Units (Use of Force) Act 2018 (✓) and
the fields of MHSDS tables 505 (incident) and 515 (intervention) (✓). An intervention without an
end is still on; it is never nought minutes long. Only negligible force is exempt from recording:
the record asks who said so, and decides nothing.

It is one list of fields in the order in which they are asked, and so one long file.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from wardsafe.records import about
from wardsafe.records.base import Moment, Problem, Record
from wardsafe.records.hints import (
    Codes,
    Help,
    Label,
    Later,
    Lives,
    Narrative,
    Now,
    Required,
    Statutory,
    Who,
)
from wardsafe.records.incident_rows import (
    HOW,
    INJURIES,
    INVOLVED,
    MEDICINES,
    Intervention,
    Medicine,
    OtherPerson,
    StaffMember,
)

__all__ = ["Intervention", "Medicine", "OtherPerson", "RestrictivePractice", "StaffMember"]

BEFORE, TOLD, ACCOUNT = "Before: what was tried", "Told and debriefed", "Their account"

LONG = 72 * 60
"""Minutes after which a length is asked about again: confinement beyond 72 hours may amount to
long-term segregation (NAPICU statement, ≈)."""


class RestrictivePractice(Record):
    """One incident in which force was used, restraint or isolation."""

    kind: ClassVar[str] = "restrictive-practice/1"
    title: ClassVar[str] = "Restrictive practice"
    sections: ClassVar[tuple[str, ...]] = (
        HOW,
        BEFORE,
        INJURIES,
        INVOLVED,
        MEDICINES,
        about.SECTION,
        TOLD,
        ACCOUNT,
    )

    person: Annotated[
        str | None,
        Label("Person"),
        Help("The patient, from the people on the ward."),
        Lives("private"),
        Who("patient"),
        Required(),
    ] = None
    person_described: Annotated[
        str | None,
        Label("Described as"),
        Help("Who it was, in a few words, when they are not on the list yet."),
        Lives("private"),
    ] = None

    when: Annotated[
        Moment | None,
        Label("When"),
        Help("When it began: now, -15m, 0310, yesterday 2230."),
        Lives("private"),
        Statutory("b"),
        Required(),
        Now(1),
    ] = None
    place: Annotated[
        str | None,
        Label("Where"),
        Help("The room or place; type a few letters."),
        Codes("place"),
        Lives("facts"),
        Statutory("b"),
        Now(2),
    ] = None
    interventions: Annotated[
        tuple[Intervention, ...],
        Label("What was done"),
        Help("One row for each intervention, with its own times."),
        Lives("facts"),
        Statutory("c"),
        Statutory("d"),
        Now(3),
    ] = ()
    reason: Annotated[
        str | None,
        Label("Why"),
        Help("The main reason; one only, say more in words later."),
        Codes("restrictive-reason"),
        Lives("facts"),
        Statutory("a"),
        Now(4),
    ] = None
    staff: Annotated[
        tuple[StaffMember, ...],
        Label("Who"),
        Help("The staff who took part, with their job titles."),
        Lives("facts"),
        Statutory("h"),
        Now(5),
    ] = ()

    place_text: Annotated[
        str | None,
        Label("Where, in words"),
        Help("The place in words, if the list does not name it."),
        Lives("private"),
        Statutory("b"),
        Later(HOW),
    ] = None
    reason_text: Annotated[
        str | None,
        Label("Why, in words"),
        Help("What led to it, in your own words."),
        Narrative(),
        Lives("private"),
        Statutory("a"),
        Later(HOW),
    ] = None
    how: Annotated[
        str | None,
        Label("How"),
        Help("How the force was used, from beginning to end."),
        Narrative(),
        Lives("private"),
        Statutory("f"),
        Later(HOW),
    ] = None
    outcome: Annotated[
        str | None,
        Label("Outcome"),
        Help("How it ended, and how the person was afterwards."),
        Narrative(),
        Lives("private"),
        Statutory("m"),
        Later(HOW),
    ] = None
    negligible: Annotated[
        str | None,
        Label("Negligible?"),
        Help("Whether somebody says the force was negligible; it is recorded either way."),
        Codes("yes-no"),
        Lives("facts"),
        Later(HOW),
    ] = None
    negligible_said_by: Annotated[
        str | None,
        Label("Who said so"),
        Help("Who says that the force was negligible."),
        Lives("private"),
        Who("staff"),
        Later(HOW),
    ] = None
    negligible_why: Annotated[
        str | None,
        Label("Why negligible"),
        Help("What they say makes it negligible, for a safety lead to look at."),
        Narrative(),
        Lives("private"),
        Later(HOW),
    ] = None

    tried: Annotated[
        tuple[str, ...],
        Label("Tried first"),
        Help("What was tried to avoid using force; more than one may be named."),
        Codes("de-escalation"),
        Lives("facts"),
        Statutory("o"),
        Later(BEFORE),
    ] = ()
    tried_text: Annotated[
        str | None,
        Label("In words"),
        Help("What was tried, in your own words."),
        Narrative(),
        Lives("private"),
        Statutory("o"),
        Later(BEFORE),
    ] = None

    serious_harm: Annotated[
        str | None,
        Label("Serious harm"),
        Help("Whether the person died or was seriously injured as a result."),
        Codes("injury-outcome"),
        Lives("facts"),
        Statutory("n"),
        Later(INJURIES),
    ] = None

    others_involved: Annotated[
        str | None,
        Label("Others there"),
        Help("Whether anyone who is not staff of this unit was involved."),
        Codes("yes-no"),
        Lives("facts"),
        Statutory("i"),
        Later(INVOLVED),
    ] = None
    others: Annotated[
        tuple[OtherPerson, ...],
        Label("Others"),
        Help("Each person or group who is not staff of this unit, and why."),
        Lives("facts"),
        Statutory("i"),
        Later(INVOLVED),
    ] = ()
    police_camera: Annotated[
        str | None,
        Label("Police camera"),
        Help("If police assisted: whether a body camera was on (s.12 of the Act)."),
        Codes("yes-no"),
        Lives("facts"),
        Later(INVOLVED),
    ] = None

    medicines: Annotated[
        tuple[Medicine, ...],
        Label("Medicines"),
        Help("Each medicine given during or because of it."),
        Lives("facts"),
        Later(MEDICINES),
    ] = ()

    age: about.Age = None
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
    legal_status: about.LegalStatus = None

    notification: Annotated[
        str | None,
        Label("People told"),
        Help("Whether the people named in the care plan were sent word of it."),
        Codes("notification"),
        Lives("facts"),
        Statutory("p"),
        Later(TOLD),
    ] = None
    told_whom: Annotated[
        str | None,
        Label("Told whom"),
        Help("Who was told."),
        Lives("private"),
        Later(TOLD),
    ] = None
    told_at: Annotated[
        Moment | None,
        Label("Told when"),
        Help("When they were told."),
        Lives("private"),
        Later(TOLD),
    ] = None
    debrief_held: Annotated[
        str | None,
        Label("Debrief"),
        Help("The immediate debrief, once risks are contained and people have recovered."),
        Codes("yes-no"),
        Lives("facts"),
        Later(TOLD),
    ] = None
    debrief_at: Annotated[
        Moment | None,
        Label("Debrief when"),
        Help("When the immediate debrief was held."),
        Lives("private"),
        Later(TOLD),
    ] = None
    staff_review_held: Annotated[
        str | None,
        Label("Staff 24 h"),
        Help("Whether the review for staff was held within 24 hours of the end."),
        Codes("yes-no"),
        Lives("facts"),
        Later(TOLD),
    ] = None
    staff_review_at: Annotated[
        Moment | None,
        Label("Staff when"),
        Help("When the review for staff was held."),
        Lives("private"),
        Later(TOLD),
    ] = None
    patient_review_held: Annotated[
        str | None,
        Label("Patient 48 h"),
        Help("Whether the review for the patient was held within 48 hours of the end."),
        Codes("yes-no"),
        Lives("facts"),
        Later(TOLD),
    ] = None
    patient_review_at: Annotated[
        Moment | None,
        Label("Patient when"),
        Help("When the review for the patient was held."),
        Lives("private"),
        Later(TOLD),
    ] = None
    patient_review_not_held: Annotated[
        str | None,
        Label("Why not held"),
        Help("If the patient's review was not held within 48 hours: why not."),
        Codes("review-not-held"),
        Lives("facts"),
        Later(TOLD),
    ] = None
    external_review_held: Annotated[
        str | None,
        Label("External 72 h"),
        Help("Whether the external review was held within 72 hours."),
        Codes("yes-no"),
        Lives("facts"),
        Later(TOLD),
    ] = None
    external_review_at: Annotated[
        Moment | None,
        Label("External when"),
        Help("When the external review was held."),
        Lives("private"),
        Later(TOLD),
    ] = None
    rights_explained: Annotated[
        str | None,
        Label("Rights given"),
        Help("Whether they were given the information on their rights (s.4 of the Act)."),
        Codes("yes-no"),
        Lives("facts"),
        Later(TOLD),
    ] = None

    account_offered: Annotated[
        str | None,
        Label("Asked for it"),
        Help("Whether the person was asked for their own account."),
        Codes("yes-no"),
        Lives("facts"),
        Later(ACCOUNT),
    ] = None
    account: Annotated[
        str | None,
        Label("Their words"),
        Help("What the person says about it, in their own words."),
        Narrative(),
        Lives("private"),
        Later(ACCOUNT),
    ] = None

    def person_record(self) -> str | None:
        """The record id of the patient."""
        return self.person

    def happened(self) -> datetime | None:
        """When the incident began: as stated, otherwise the first start of an intervention."""
        return self.when or min(
            (row.start for row in self.interventions if row.start), default=None
        )

    def ended(self) -> datetime | None:
        """When the last intervention ended; None while one is still on or none has an end."""
        if self.still_on():
            return None
        return max((row.end for row in self.interventions if row.end), default=None)

    def is_open(self, number: int) -> bool:
        """Whether the intervention of this number (from 0) has begun and not ended.

        One whose end nobody knows has ended.
        """
        row = self.interventions[number]
        known = not self.is_not_known(f"interventions.{number}.end")
        return row.start is not None and row.end is None and known

    def still_on(self) -> tuple[Intervention, ...]:
        """The interventions that have begun and not ended."""
        return tuple(row for n, row in enumerate(self.interventions) if self.is_open(n))

    def derived(self, rows: str, number: int) -> dict[str, Any]:
        """The minutes of an intervention (None while it is open) and whether it is still on."""
        if rows != "interventions":
            return {}
        return {"minutes": self.interventions[number].minutes, "open": self.is_open(number)}

    def errors(self) -> tuple[Problem, ...]:
        """Nobody, no time, or an intervention that ends before it starts."""
        found = []
        if not self.person and not self.person_described:
            found.append(Problem("person", "Choose the person, or describe who it was."))
        if self.happened() is None:
            found.append(Problem("when", "Say when it began."))
        for number, row in enumerate(self.interventions):
            if row.start and row.end and row.end < row.start:
                found.append(Problem(f"interventions.{number}.end", "ends before it starts"))
        return tuple(found)

    def warnings(self, now: datetime | None = None) -> tuple[Problem, ...]:
        """Times still ahead, times of the same minute, lengths over 72 hours, starts too early, and
        a letter where somebody's name should stand."""
        found = list(super().warnings(now))
        for number, row in enumerate(self.interventions):
            found += (
                Problem(f"interventions.{number}.{field}", words)
                for field, words in _doubts(row, self.when, now)
            )
        for number, one in enumerate(self.staff):
            if one.name and len(one.name.strip()) == 1:
                found.append(Problem(f"staff.{number}.name", "one letter is no name"))
        return tuple(found)


def _doubts(
    row: Intervention, when: datetime | None, now: datetime | None
) -> list[tuple[str, str]]:
    found = []
    if when and row.start and row.start < when:
        found.append(("start", "starts before the incident"))
    if now and row.start and row.start > now:
        found.append(("start", "has not come yet"))
    if now and row.end and row.end > now:
        found.append(("end", "has not come yet"))
    if row.start and row.start == row.end:
        found.append(("end", "starts and ends in the same minute"))
    if (row.minutes or 0) > LONG:
        found.append(("end", "longer than 72 hours"))
    return found
