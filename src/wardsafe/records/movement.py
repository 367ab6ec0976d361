"""The kind `movement/1`: somebody comes to the ward, changes bed, goes on leave, or goes."""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Moment, Problem, Record
from wardsafe.records.hints import (
    After,
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

MORE = "More"

LEAVE, HOME, SECTION_17, AWOL = "leave", "home-leave", "section-17", "awol"
LEAVES = (LEAVE, HOME, SECTION_17, AWOL)
"""The moves that are leave. None ends a stay: an MHSDS ward stay goes on through home leave, leave
under section 17 of the Mental Health Act 1983 and absence without leave (NHS Data Dictionary, ward
stay). `LEAVE` says no kind: it was the only one once, and is what nobody knows better."""

ORDER = ("admit", "return", "bed", *LEAVES, "transfer", "discharge")
"""What happens first when two movements carry the same minute."""


class Movement(Record):
    """One admission, change of bed, leave, return, transfer or discharge."""

    kind: ClassVar[str] = "movement/1"
    title: ClassVar[str] = "Movement"
    sections: ClassVar[tuple[str, ...]] = (MORE,)

    person: Annotated[
        str | None,
        Label("Person"),
        Help("The patient, from the people on the ward."),
        Lives("private"),
        Who("patient"),
        Required(),
    ] = None
    move: Annotated[
        str | None,
        Label("What"),
        Help("Admission, bed, home leave, section 17, AWOL, return, transfer or discharge."),
        Codes("movement"),
        Lives("facts"),
        Required(),
        Now(1),
    ] = None
    when: Annotated[
        Moment | None,
        Label("When"),
        Help("When it happened: now, -15m, 0310, yesterday 2230."),
        Lives("private"),
        Required(),
        Now(2),
    ] = None
    bed: Annotated[
        str | None,
        Label("Bed"),
        Help("The bed they go to, for an admission or a change of bed."),
        Lives("private"),
        Now(3),
    ] = None
    expected_back: Annotated[
        Moment | None,
        Label("Back by"),
        Help("When they are expected back from leave."),
        Lives("private"),
        After("when", ahead=True),
        Now(4),
    ] = None
    to_where: Annotated[
        str | None,
        Label("To where"),
        Help("Where they went, for leave, a transfer or a discharge."),
        Lives("private"),
        Now(5),
    ] = None
    escorted: Annotated[
        str | None,
        Label("Escorted"),
        Help("Whether staff went with them."),
        Codes("yes-no"),
        Lives("facts"),
        Now(6),
    ] = None
    note: Annotated[
        str | None,
        Label("Note"),
        Help("Anything else, in your own words."),
        Narrative(),
        Lives("private"),
        Later(MORE),
    ] = None

    def person_record(self) -> str | None:
        """The record id of the patient."""
        return self.person

    def happened(self) -> datetime | None:
        """When they moved."""
        return self.when

    def errors(self) -> tuple[Problem, ...]:
        """Nobody, no move, no time, or a return expected before the leave began."""
        asked = (
            ("person", self.person, "Choose the person."),
            ("move", self.move, "Say what happened: admission, bed, a leave, return, transfer."),
            ("when", self.when, "Say when it happened."),
        )
        found = [Problem(field, words) for field, value, words in asked if not value]
        if self.when and self.expected_back and self.expected_back < self.when:
            found.append(Problem("expected_back", "comes before they went"))
        return tuple(found)
