"""The kind `review-prompt/1`: something happened that brings a person's safety review forward.

For what the program cannot see in other records: bad news, a planned transfer, a changed
arrangement. It says what happened and nothing about the person.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Moment, Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Narrative, Now, Required, Who


class ReviewPrompt(Record):
    """One reason to look again sooner."""

    kind: ClassVar[str] = "review-prompt/1"
    title: ClassVar[str] = "Review brought forward"

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
        Label("When"),
        Help("When it happened."),
        Lives("private"),
        Now(1),
        Required(),
    ] = None
    prompt: Annotated[
        str | None,
        Label("What"),
        Help("What happened."),
        Codes("review-prompt"),
        Lives("private"),
        Now(2),
        Required(),
    ] = None
    note: Annotated[
        str | None,
        Label("Note"),
        Help("Anything the reviewer should know."),
        Narrative(),
        Lives("private"),
        Now(3),
    ] = None

    def person_record(self) -> str | None:
        """The record id of the patient."""
        return self.person

    def happened(self) -> datetime | None:
        """When it happened."""
        return self.when

    def errors(self) -> tuple[Problem, ...]:
        """Nobody, no time, or nothing that happened."""
        asked = (
            ("person", self.person, "Choose the person."),
            ("when", self.when, "Say when it happened."),
            ("prompt", self.prompt, "Say what happened."),
        )
        return tuple(Problem(field, words) for field, value, words in asked if not value)
