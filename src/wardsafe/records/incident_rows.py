"""The rows of an incident: what was done, by whom, with whose help, and with which medicines."""

from typing import Annotated, ClassVar

from wardsafe.records.base import Moment, Row
from wardsafe.records.hints import (
    After,
    Codes,
    Help,
    Label,
    Later,
    Lives,
    Narrative,
    Now,
    OpenEnd,
    Statutory,
    Who,
)
from wardsafe.records.moments import minutes_between

HOW = "How and outcome"
INJURIES = "Injuries"
INVOLVED = "People involved"
MEDICINES = "Medicines"


class Intervention(Row):
    """One intervention (MHSDS 515). The position of a hold is part of its type."""

    type: Annotated[
        str | None,
        Label("What was done"),
        Help("The type of intervention; the position of a hold is part of it."),
        Codes("restrictive-type"),
        Lives("facts"),
        Statutory("c"),
        Now(1),
    ] = None
    start: Annotated[
        Moment | None,
        Label("from"),
        Help("When it began: 0310, -15m, yesterday 2230."),
        Lives("private"),
        Statutory("b"),
        Now(2),
    ] = None
    end: Annotated[
        Moment | None,
        Label("to"),
        Help("When it ended: 0317 or +7m; leave it blank while it is still on."),
        Lives("private"),
        Statutory("b"),
        OpenEnd("still on"),
        After("start"),
        Now(3),
    ] = None
    care_plan: Annotated[
        str | None,
        Label("care plan"),
        Help("Whether this type of force was part of the person's care plan."),
        Codes("care-plan"),
        Lives("facts"),
        Statutory("d"),
        Now(5),
    ] = None
    patient_hurt: Annotated[
        str | None,
        Label("patient hurt"),
        Help("Whether the patient was injured during it."),
        Codes("yes-no"),
        Lives("facts"),
        Later(INJURIES),
    ] = None
    staff_hurt: Annotated[
        str | None,
        Label("staff hurt"),
        Help("Whether a member of staff was injured during it."),
        Codes("yes-no"),
        Lives("facts"),
        Later(INJURIES),
    ] = None
    other_hurt: Annotated[
        str | None,
        Label("others hurt"),
        Help("Whether anyone else was injured during it."),
        Codes("yes-no"),
        Lives("facts"),
        Later(INJURIES),
    ] = None
    how: Annotated[
        str | None,
        Label("how"),
        Help("How this intervention was carried out, if it needs words of its own."),
        Narrative(),
        Lives("private"),
        Later(HOW),
    ] = None
    prone_reason: Annotated[
        str | None,
        Label("why prone"),
        Help("If a prone hold was planned: the reasons, which must be cogent."),
        Narrative(),
        Lives("private"),
        Later(HOW),
    ] = None
    mechanical_reason: Annotated[
        str | None,
        Label("why a device"),
        Help("If a device was used: why nothing else would have done."),
        Narrative(),
        Lives("private"),
        Later(HOW),
    ] = None

    derived_hints: ClassVar[dict[str, tuple[object, ...]]] = {
        "minutes": (Label("for"), Help("Worked out from both times."), Lives("facts"), Now(4)),
        "open": (Label("still on"), Lives("facts")),
    }

    @property
    def minutes(self) -> int | None:
        """Whole minutes from start to end; None while it is open or the times are impossible."""
        return minutes_between(self.start, self.end)


class StaffMember(Row):
    """Somebody of the unit's staff who took part; bank and contract staff are staff (s.13 ✓)."""

    name: Annotated[
        str | None,
        Label("Who"),
        Help("The name of a member of staff who took part."),
        Lives("private"),
        Statutory("h"),
        Who("staff"),
        Now(1),
    ] = None
    job_title: Annotated[
        str | None,
        Label("job title"),
        Help("Their job title; bank and agency staff too."),
        Codes("job-title"),
        Lives("private"),
        Statutory("h"),
        Now(2),
    ] = None
    used_force: Annotated[
        str | None,
        Label("used force"),
        Help("Whether they used force themselves."),
        Codes("yes-no"),
        Lives("facts"),
        Statutory("h"),
        Now(3),
    ] = None


class OtherPerson(Row):
    """Somebody involved who is not staff of the unit, and why (item (i))."""

    who: Annotated[
        str | None,
        Label("who"),
        Help("What they are: police, security, staff of another ward, a visitor."),
        Codes("others-involved"),
        Lives("facts"),
        Statutory("i"),
        Later(INVOLVED),
    ] = None
    why: Annotated[
        str | None,
        Label("why"),
        Help("The reason they were involved."),
        Codes("others-reason"),
        Lives("facts"),
        Statutory("i"),
        Later(INVOLVED),
    ] = None
    why_text: Annotated[
        str | None,
        Label("why, in words"),
        Help("The reason in your own words."),
        Lives("private"),
        Statutory("i"),
        Later(INVOLVED),
    ] = None


class Medicine(Row):
    """A medicine given. Rapid tranquillisation is intervention type 14 and nothing else (✓)."""

    medicine: Annotated[
        str | None,
        Label("medicine"),
        Help("The name of the medicine."),
        Lives("private"),
        Later(MEDICINES),
    ] = None
    dose: Annotated[
        str | None,
        Label("dose"),
        Help("The dose with its unit, as it was given."),
        Lives("private"),
        Later(MEDICINES),
    ] = None
    route: Annotated[
        str | None,
        Label("route"),
        Help("How it was given."),
        Codes("medicine-route"),
        Lives("facts"),
        Later(MEDICINES),
    ] = None
    given: Annotated[
        Moment | None,
        Label("given"),
        Help("When it was given."),
        Lives("private"),
        Later(MEDICINES),
    ] = None
