"""What the tables of reviews hold: the states of a review, its steps, the records to review."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review import ANSWER, TOLD, Review

REVIEWED_KINDS = frozenset({RestrictivePractice.kind})
"""What a safety lead reviews here: uses of force, all of them."""

TO_READ, TO_ANSWER, ANSWERED_ = "to read", "ward to answer", "answered"
CHANGED, TO_TELL, DONE = "changed since", "to tell", "reviewed"
STATES = (TO_READ, TO_ANSWER, ANSWERED_, CHANGED, TO_TELL, DONE)
"""How a review stands: exactly one of them. All but the last wait for somebody."""

INCOMPLETE, VERSIONS, INJURY = "incomplete", "2 versions", "injury"
LATE, VOID = "entered late", "void"
FLAGS = (INCOMPLETE, VERSIONS, INJURY, LATE, VOID)
"""What a record says of itself that its reviewer should not miss; any number of them."""

BITS: Mapping[str, int] = {word: 1 << bit for bit, word in enumerate((*STATES, *FLAGS))}
WAITING = sum(BITS[word] for word in STATES if word != DONE)
FLAGGED = sum(BITS[word] for word in (VERSIONS, INJURY, LATE))

LAST_NUMBER = (1 << 29) - 1
_LAST_SECOND = (1 << 34) - 1
_STEP = "record, act, about, of, at, number, by, by_name, by_job, body"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a review: `at` is when it was entered, in seconds since 1970."""

    record: str
    act: str
    about: str
    of: str
    at: int
    number: int
    by: str
    by_name: str
    by_job: str
    said: Review


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One record to review. Seconds since 1970: `entered` when it came in, `since` how long its
    state is what it is; `begun`, `signed` and `told` 0 where that has not been."""

    position: int
    record: str
    number: int
    kind: str
    title: str
    person: str | None
    initials: str
    what: str
    happened: str
    entered: int
    author: str
    author_name: str
    states: int
    items: int | None
    since: int
    begun: int
    signed: int
    told: int

    @property
    def state(self) -> str:
        """How its review stands."""
        return next(word for word in STATES if self.states & BITS[word])

    @property
    def flags(self) -> tuple[str, ...]:
        """What its reviewer should not miss."""
        return tuple(word for word in FLAGS if self.states & BITS[word])


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """One of `states` must be set, and one of `also`; `before` keeps what came in until then, in
    seconds since 1970. Nothing set finds every record."""

    states: int = 0
    also: int = 0
    person: str | None = None
    before: int | None = None


def place(entered: int, number: int) -> int:
    """Where a record stands in the queue: higher for a longer wait, then for a lower number."""
    seconds = min(max(entered, 0), _LAST_SECOND)
    return (_LAST_SECOND - seconds) << 29 | (LAST_NUMBER - min(number, LAST_NUMBER))


def steps_where(db: Database, where: str, values: tuple[str | int, ...]) -> list[Step]:
    """The steps that a condition of our own finds, in order."""
    # Ordered by what every machine holds alike, never by the order of arrival here; of one second
    # what answers comes after what it answers.
    order = f"at, act IN ('{ANSWER}', '{TOLD}'), entry"
    sql = f"SELECT {_STEP} FROM review_step WHERE {where} ORDER BY {order}"  # noqa: S608
    return [
        Step(*(*row[:9], Review.model_validate_json(row[9]))) for row in db.execute(sql, values)
    ]
