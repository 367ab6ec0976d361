"""What duties are made from and what they come to: happenings, doings, duties. Plain and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from wardsafe.duties.definitions import Definition

State = Literal["due", "soon", "late", "done", "done late", "missed"]
DUE: State = "due"
SOON: State = "soon"
LATE: State = "late"
DONE: State = "done"
DONE_LATE: State = "done late"
MISSED: State = "missed"
WAITING = frozenset((DUE, SOON, LATE))
"""The states in which somebody still has to do something."""

NOT_DONE, CLOSER = "not-done", "closer"
"""Outcomes of a doing that change what follows: it was not done and will not be; from here on every
15 minutes. With `definitions.STOP` nothing more of it is needed. Any other says it was done."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that duties follow from: what, whose, in which record (and row of it), from when
    to when; `end` None while it goes on. `detail` are facts that a definition may ask for."""

    what: str
    person: str
    record: str
    row: int | None
    start: datetime
    end: datetime | None
    detail: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """A duty that somebody says was done: `happened` and `entered` are different times.

    `happened` None: it is said to have been in time, and nobody wrote when.
    """

    duty: str
    record: str
    row: int | None
    happened: datetime | None
    entered: datetime
    by: str
    outcome: str = ""


class Duty(NamedTuple):
    """One duty at one due time. `number` counts the due times of a repeated duty from 1.

    A duty without a due time has in `due` the moment since which it is open. `flags` are words
    about how it was entered; none of them is about a person.
    """

    definition: Definition
    person: str
    record: str
    row: int | None
    number: int
    due: datetime
    state: State
    happened: datetime | None = None
    entered: datetime | None = None
    by: str = ""
    flags: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state in WAITING

    @property
    def series(self) -> tuple[str, str, int | None]:
        """What the due times of one repeated duty have in common."""
        return (self.definition.id, self.record, self.row)
