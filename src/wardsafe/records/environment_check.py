"""The kind `environment-check/1`: a place and the things in it, looked at. Never a person.

Fields after the recording template of CQC and MHNF (21 November 2023): area, tier of the place,
item, control, action, owner, due. Tiers are of places, by how they are supervised.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Moment, Problem, Record, Row
from wardsafe.records.hints import (
    After,
    Codes,
    Help,
    Label,
    Lives,
    Narrative,
    Now,
    Required,
    Who,
)


class CheckedThing(Row):
    """One thing in the place, what controls it, and what is still to be done about it."""

    thing: Annotated[
        str | None,
        Label("Item"),
        Help("What was looked at."),
        Lives("private"),
        Now(1),
    ] = None
    control: Annotated[
        str | None,
        Label("Control"),
        Help("What is in place for it."),
        Lives("private"),
        Now(2),
    ] = None
    action: Annotated[
        str | None,
        Label("Action"),
        Help("What is still to be done."),
        Lives("private"),
        Now(3),
    ] = None
    owner: Annotated[
        str | None,
        Label("Owner"),
        Help("Who does it."),
        Lives("private"),
        Now(4),
        Who("staff"),
    ] = None
    due: Annotated[
        Moment | None,
        Label("Due"),
        Help("By when."),
        Lives("private"),
        After("when", ahead=True),
        Now(5),
    ] = None


class EnvironmentCheck(Record):
    """One area looked at. It names no person and belongs to none."""

    kind: ClassVar[str] = "environment-check/1"
    title: ClassVar[str] = "Environment check"

    when: Annotated[
        Moment | None,
        Label("When"),
        Help("When it was looked at."),
        Lives("private"),
        Now(1),
        Required(),
    ] = None
    place: Annotated[
        str | None,
        Label("Area"),
        Help("The room or area."),
        Codes("place"),
        Lives("facts"),
        Now(2),
    ] = None
    place_text: Annotated[
        str | None,
        Label("Which"),
        Help("Which one, where there are several."),
        Lives("private"),
        Now(3),
    ] = None
    tier: Annotated[
        str | None,
        Label("Tier"),
        Help("The tier of the place, by its supervision."),
        Codes("place-tier"),
        Lives("facts"),
        Now(4),
    ] = None
    things: Annotated[
        tuple[CheckedThing, ...],
        Label("Items"),
        Help("What was looked at, and what is to be done."),
        Lives("private"),
        Now(5),
    ] = ()
    note: Annotated[
        str | None,
        Label("Note"),
        Help("Anything else about the place."),
        Narrative(),
        Lives("private"),
        Now(6),
    ] = None

    def happened(self) -> datetime | None:
        """When it was looked at."""
        return self.when

    def errors(self) -> tuple[Problem, ...]:
        """No time, or no place."""
        found = [] if self.when else [Problem("when", "Say when it was looked at.")]
        if not (self.place or self.place_text):
            found.append(Problem("place", "Say which area."))
        return tuple(found)
