"""The kind `safety-plan/1`: that there is a safety plan, who holds it, and if wished, what it says.

The plan is the person's own. Its six headings follow Stanley and Brown (≈, own words); the trust
decides whether anything is written under them here. It is no contract and promises nothing.
"""

from datetime import datetime
from typing import Annotated, ClassVar

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
    Who,
)

PLAN = "In their own words"

HEADINGS = {
    "warning_signs": "Warning signs",
    "own_ways": "Things I can do myself",
    "distraction": "People and places that take my mind off it",
    "people": "People I can ask for help",
    "services": "Professionals and services",
    "environment": "Making the environment safe",
}
"""The six headings in their order, as they are printed for the person."""


class SafetyPlan(Record):
    """One person's safety plan as it stands."""

    kind: ClassVar[str] = "safety-plan/1"
    title: ClassVar[str] = "Safety plan"
    sections: ClassVar[tuple[str, ...]] = (PLAN,)

    person: Annotated[
        str | None,
        Label("Person"),
        Help("The patient, from the people on the ward."),
        Lives("private"),
        Who("patient"),
        Required(),
    ] = None
    when: Annotated[
        Moment | None,
        Label("Gone through"),
        Help("When it was last gone through together."),
        Lives("private"),
        Now(1),
        Required(),
    ] = None
    exists: Annotated[
        str | None,
        Label("There is one"),
        Help("Whether the person has a safety plan."),
        Codes("yes-no"),
        Lives("private"),
        Now(2),
    ] = None
    held_by_person: Annotated[
        str | None,
        Label("Held by them"),
        Help("Whether the person has it in their hands."),
        Codes("yes-no"),
        Lives("private"),
        Now(3),
    ] = None
    held_by: Annotated[
        str | None,
        Label("Also held by"),
        Help("Who else has a copy."),
        Lives("private"),
        Now(4),
    ] = None
    shared_with: Annotated[
        str | None,
        Label("Shared with"),
        Help("With whom it is shared, as the person agreed."),
        Lives("private"),
        Now(5),
    ] = None
    warning_signs: Annotated[
        str | None,
        Label("Warning signs"),
        Help("What they notice first."),
        Lives("private"),
        Narrative(),
        Later(PLAN),
    ] = None
    own_ways: Annotated[
        str | None,
        Label("What I do"),
        Help("Things they can do themselves."),
        Lives("private"),
        Narrative(),
        Later(PLAN),
    ] = None
    distraction: Annotated[
        str | None,
        Label("Places, people"),
        Help("People and places that take their mind off it."),
        Lives("private"),
        Narrative(),
        Later(PLAN),
    ] = None
    people: Annotated[
        str | None,
        Label("Who helps"),
        Help("People they can ask for help."),
        Lives("private"),
        Narrative(),
        Later(PLAN),
    ] = None
    services: Annotated[
        str | None,
        Label("Services"),
        Help("Professionals and services, with how to reach them."),
        Lives("private"),
        Narrative(),
        Later(PLAN),
    ] = None
    environment: Annotated[
        str | None,
        Label("Surroundings"),
        Help("What makes the environment safe."),
        Lives("private"),
        Narrative(),
        Later(PLAN),
    ] = None

    def person_record(self) -> str | None:
        """The record id of the patient."""
        return self.person

    def happened(self) -> datetime | None:
        """When it was last brought up to date."""
        return self.when

    def errors(self) -> tuple[Problem, ...]:
        """Nobody, or no time."""
        asked = (
            ("person", self.person, "Choose the person."),
            ("when", self.when, "Say when it was gone through."),
        )
        return tuple(Problem(field, words) for field, value, words in asked if not value)
