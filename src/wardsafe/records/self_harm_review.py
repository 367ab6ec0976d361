"""The kind `self-harm-review/1`: one person's care, gone through with them, item by item.

Every answer is private and stays in the trust (self-harm review, rule 10). The facts of a review
are that it took place, and whether in time; nothing of it can be added up.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Moment, Problem, Record, Row
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

YES, NO, NOT_YET = "yes", "no", "not-yet"
TOOK_PART, DECLINED, NOT_ABLE = "took-part", "declined", "not-able"
OBSERVATION, NEXT, ITEMS = "Observation", "Next review", "Items"


class ReviewRow(Row):
    """One item as it was answered. Without an answer nobody looked at it.

    `asked` keeps the words of the list as it then was. `confirmed_same` says that the reviewer read
    the last answer and it still holds; `words_said` is when the own words were first said.
    """

    item: Annotated[
        str | None,
        Label("Item"),
        Help("The item of the checklist."),
        Lives("private"),
        Later(ITEMS),
    ] = None
    asked: Annotated[
        str | None,
        Label("Asked"),
        Help("The words of the checklist at the time."),
        Lives("private"),
        Later(ITEMS),
    ] = None
    answer: Annotated[
        str | None,
        Label("Answer"),
        Help("Yes, no, or not yet with somebody who does it and by when."),
        Codes("yes-no-not-yet"),
        Lives("private"),
        Later(ITEMS),
    ] = None
    owner: Annotated[
        str | None,
        Label("Owner"),
        Help("Who does what is not done yet."),
        Lives("private"),
        Later(ITEMS),
        Who("staff"),
    ] = None
    by: Annotated[
        Moment | None,
        Label("By"),
        Help("By when they do it."),
        Lives("private"),
        After("looked", ahead=True),
        Later(ITEMS),
    ] = None
    own_words: Annotated[
        str | None,
        Label("In their words"),
        Help("What the person says of it."),
        Lives("private"),
        Narrative(),
        Later(ITEMS),
    ] = None
    words_said: Annotated[
        Moment | None,
        Label("Said"),
        Help("When they said it."),
        Lives("private"),
        Later(ITEMS),
    ] = None
    note: Annotated[
        str | None,
        Label("Note"),
        Help("Anything the next reviewer should know of it."),
        Lives("private"),
        Narrative(),
        Later(ITEMS),
    ] = None
    confirmed_same: Annotated[
        str | None,
        Label("Still so"),
        Help("Whether the last answer was read and still holds."),
        Codes("yes-no"),
        Lives("private"),
        Later(ITEMS),
    ] = None
    looked: Annotated[
        Moment | None,
        Label("Looked at"),
        Help("When somebody looked at the item."),
        Lives("private"),
        Later(ITEMS),
    ] = None


class SelfHarmReview(Record):
    """One review, item by item, with when the next one is due."""

    kind: ClassVar[str] = "self-harm-review/1"
    title: ClassVar[str] = "Self-harm safety review"
    sections: ClassVar[tuple[str, ...]] = (OBSERVATION, NEXT, ITEMS)

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
        Help("When it was gone through."),
        Lives("private"),
        Now(1),
        Required(),
    ] = None
    in_time: Annotated[
        str | None,
        Label("In time"),
        Help("Whether it took place by the time it was due."),
        Codes("yes-no"),
        Lives("facts"),
    ] = None
    taking_part: Annotated[
        str | None,
        Label("Taking part"),
        Help("Whether the person took part, declined, or was not able to."),
        Codes("taking-part"),
        Lives("private"),
        Now(2),
    ] = None
    taking_part_why: Annotated[
        str | None,
        Label("Why not"),
        Help("Why they did not take part."),
        Lives("private"),
        Now(3),
    ] = None
    observation: Annotated[
        str | None,
        Label("Arrangement"),
        Help("The arrangement, by its code in the trust's list."),
        Lives("private"),
        Later(OBSERVATION),
    ] = None
    observation_name: Annotated[
        str | None,
        Label("Called"),
        Help("What the trust called it at the time."),
        Lives("private"),
        Later(OBSERVATION),
    ] = None
    observation_reason: Annotated[
        str | None,
        Label("Reason"),
        Help("Why this arrangement."),
        Lives("private"),
        Later(OBSERVATION),
    ] = None
    observation_agreed: Annotated[
        str | None,
        Label("Agreed"),
        Help("Whether it is agreed with the person."),
        Codes("yes-no"),
        Lives("private"),
        Later(OBSERVATION),
    ] = None
    next_look: Annotated[
        Moment | None,
        Label("Next look"),
        Help("When the arrangement is looked at again."),
        Lives("private"),
        After("when", ahead=True),
        Later(OBSERVATION),
    ] = None
    next_due: Annotated[
        Moment | None,
        Label("Next review"),
        Help("When the next review is due."),
        Lives("private"),
        After("when", ahead=True),
        Later(NEXT),
    ] = None
    prompted_by: Annotated[
        tuple[str, ...],
        Label("Brought by"),
        Help("What brought this review forward."),
        Codes("review-prompt"),
        Lives("private"),
        Later(NEXT),
    ] = ()
    checklist: Annotated[
        str | None,
        Label("Checklist"),
        Help("The checklist it was made with."),
        Lives("private"),
        Later(NEXT),
    ] = None
    checklist_version: Annotated[
        str | None,
        Label("Version"),
        Help("The version of the checklist it was made with."),
        Lives("private"),
        Later(NEXT),
    ] = None
    rows: Annotated[
        tuple[ReviewRow, ...],
        Label("Items"),
        Help("The items of the checklist."),
        Lives("private"),
        Later(ITEMS),
    ] = ()

    def person_record(self) -> str | None:
        """The record id of the patient."""
        return self.person

    def happened(self) -> datetime | None:
        """When it was gone through."""
        return self.when

    def looked_at_all(self) -> bool:
        """Whether somebody looked at every item; only then does it stand for the review due."""
        return bool(self.rows) and all(row.answer for row in self.rows)

    def errors(self) -> tuple[Problem, ...]:
        """Nobody, no time, or a "not yet" that nobody owns or that has no date."""
        asked = (
            ("person", self.person, "Choose the person."),
            ("when", self.when, "Say when it was gone through."),
        )
        found = [Problem(field, words) for field, value, words in asked if not value]
        for number, row in enumerate(self.rows):
            if row.answer == NOT_YET and not (row.owner and row.owner.strip()):
                found.append(Problem(f"rows.{number}.owner", "Say who does it."))
            if row.answer == NOT_YET and row.by is None:
                found.append(Problem(f"rows.{number}.by", "Say by when."))
        return tuple(found)
