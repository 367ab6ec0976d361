"""The kind `voice/1`: what the person, a carer or an advocate says of an event, in their words.

Written down by whomever they choose, at once or years later, beside the record of the staff and
never in place of it.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Moment, Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Narrative, Now, Required, Who


class Voice(Record):
    """One account. `about` is the id of the record of the event."""

    kind: ClassVar[str] = "voice/1"
    title: ClassVar[str] = "In their words"

    person: Annotated[
        str | None, Label("Person"), Help("The patient."), Lives("private"), Who("patient")
    ] = None
    about: Annotated[str | None, Label("About"), Lives("private"), Required()] = None
    whose: Annotated[
        str | None,
        Label("Whose words"),
        Help("The person's own, a carer's or an advocate's."),
        Codes("voice-of"),
        Lives("facts"),
        Required(),
        Now(1),
    ] = None
    words: Annotated[
        str | None,
        Label("Words"),
        Help("What they say, in their words; nothing is put right."),
        Narrative(),
        Lives("private"),
        Required(),
        Now(2),
    ] = None
    when: Annotated[
        Moment | None,
        Label("When said"),
        Help("When they said it: now, -15m, yesterday 2230."),
        Lives("private"),
        Now(3),
    ] = None
    written_by: Annotated[
        str | None,
        Label("Written by"),
        Help("Whom they chose to write it down; themself, if they typed it."),
        Lives("private"),
        Now(4),
    ] = None

    def person_record(self) -> str | None:
        """The record id of the patient."""
        return self.person

    def happened(self) -> datetime | None:
        """When it was said."""
        return self.when

    def errors(self) -> tuple[Problem, ...]:
        """Nobody's words, or no words, or about nothing."""
        asked = (
            ("about", self.about, "Open it from the record that it is about."),
            ("whose", self.whose, "Say whose words these are."),
            ("words", self.words, "Write down what they say."),
        )
        return tuple(Problem(field, words) for field, value, words in asked if not value)
