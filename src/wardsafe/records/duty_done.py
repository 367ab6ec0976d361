"""The kind `duty-done/1`: somebody says that a duty was done, when, and what became of it.

One record for one doing. *When* it happened and when it was entered stay two times for ever: a
review written down late is late, and is never dated back.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from wardsafe.records.base import Count, Moment, Problem, Record
from wardsafe.records.hints import (
    Codes,
    Help,
    Label,
    Lives,
    Narrative,
    Now,
    Required,
    Who,
)
from wardsafe.records.moments import minutes_between

Name = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z0-9]{1,20})*$", max_length=40)]
"""The id of a duty. It begins with a letter, so that no number of a person can pass for one."""

NOT_DONE = "not-done"


class DutyDone(Record):
    """One duty at one due time, done or not."""

    kind: ClassVar[str] = "duty-done/1"
    title: ClassVar[str] = "Duty done"

    duty: Annotated[Name | None, Label("Duty"), Help("Which duty, by its id."), Lives("facts")] = (
        None
    )
    called: Annotated[
        str | None, Label("Called"), Help("What the ward called it then."), Lives("private")
    ] = None
    person: Annotated[
        str | None,
        Label("Person"),
        Help("The patient, from the people on the ward."),
        Lives("private"),
        Who("patient"),
    ] = None
    about: Annotated[
        str | None, Label("About"), Help("The record that it follows from."), Lives("private")
    ] = None
    row: Annotated[
        Count | None, Label("Row"), Help("The row of that record, from 0."), Lives("private")
    ] = None
    due: Annotated[Moment | None, Label("Due"), Help("When it was due."), Lives("private")] = None
    in_time: Annotated[
        str | None,
        Label("In time"),
        Help("Whether it was done by when it was due."),
        Codes("yes-no"),
        Lives("facts"),
    ] = None

    when: Annotated[
        Moment | None,
        Label("When"),
        Help("When it was done, not when you write it: now, -15m, 0310."),
        Lives("private"),
        Required(),
        Now(1),
    ] = None
    outcome: Annotated[
        str | None,
        Label("Outcome"),
        Help("Blank means done; else not done, not needed, or every 15 minutes from now."),
        Codes("duty-outcome"),
        Lives("facts"),
        Now(2),
    ] = None
    second: Annotated[
        str | None,
        Label("With"),
        Help("Who did it with you, where it takes two."),
        Lives("private"),
        Who("staff"),
        Now(3),
    ] = None
    note: Annotated[
        str | None,
        Label("Note"),
        Help("What was found, or why it was not done."),
        Narrative(),
        Lives("private"),
        Now(4),
    ] = None

    def person_record(self) -> str | None:
        """The record id of the patient."""
        return self.person

    def happened(self) -> datetime | None:
        """When it was done."""
        return self.when

    def errors(self) -> tuple[Problem, ...]:
        """No time, or not done without a word why."""
        found = [] if self.when else [Problem("when", "Say when it was done.")]
        if self.outcome == NOT_DONE and not (self.note or "").strip():
            found.append(Problem("note", "Say why it was not done."))
        return tuple(found)

    def minutes_late(self) -> int | None:
        """Whole minutes after the due time; None in time, or where there was none."""
        return None if self.outcome == NOT_DONE else minutes_between(self.due, self.when)
