"""What is asked under an item of a safety review, and what is said of it: no session, no screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from wardsafe.records.self_harm_review import NO, NOT_YET, YES, ReviewRow, SelfHarmReview
from wardsafe.vocabulary.checklists import Item

ANSWERS = (YES, NO, NOT_YET)

Kind = Literal["text", "moment", "arrangement", "agreed", "taking-part"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that may be typed under an item: `name` is where it goes in the record."""

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""


WORDS, NOTE = Line("own_words", "words"), Line("note", "note")
OWNER = Line("owner", "owner", hint="who does it")
BY = Line("by", "by", "moment", hint="0900, +24h")
ASKED: Mapping[str, tuple[Line, ...]] = {
    "taking-part": (
        Line("taking_part", "taking part", "taking-part", hint="declined, not able to"),
        Line("taking_part_why", "why"),
    ),
    "observation": (
        Line("observation", "what", "arrangement", hint="a word of its name"),
        Line("observation_reason", "reason"),
        Line("observation_agreed", "agreed", "agreed", hint="y, n"),
        Line("next_look", "next look", "moment", hint="0900, +24h"),
    ),
    "next-review": (Line("next_due", "due", "moment", hint="0900, +24h"),),
}
CODES = {
    "answer": "yes-no-not-yet",
    "taking_part": "taking-part",
    "observation_agreed": "yes-no",
}
ALWAYS_NEW = ("next_look", "next_due")
"""Times that lie ahead: another one is not a change in what was found."""

NEVER_TAKEN = (WORDS.name, "next_due")
"""Nobody says the same words twice, and each review sets its own next one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one review says of one item. `values` are read values by the name of their line."""

    answer: str
    values: Mapping[str, Any]
    words_said: datetime | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What was said of an item the last time that somebody looked at it, when and by whom."""

    when: datetime
    by: str
    said: Said


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another now, in words."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an item cannot be kept as it stands, and the line where it is put right."""

    item: Item
    line: Line
    sentence: str


def said_in(record: SelfHarmReview, row: ReviewRow, item: Item) -> Said | None:
    """What a saved review says of one item; None where nobody looked at it."""
    if row.answer not in ANSWERS:
        return None
    values: dict[str, Any] = {line.name: getattr(row, line.name) for line in (WORDS, NOTE)}
    if row.answer == NOT_YET:
        values |= {line.name: getattr(row, line.name) for line in (OWNER, BY)}
    values |= {line.name: getattr(record, line.name) for line in ASKED.get(item.asks, ())}
    said = row.words_said or (record.when if row.own_words else None)
    return Said(row.answer, {name: v for name, v in values.items() if v}, said)
