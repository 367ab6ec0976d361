"""What every kind of record shares: frozen, tolerant of what a newer version wrote, never guessing.

A record says what happened; it never refuses to be read because something in it is missing or
odd. What is impossible or unlikely is said by `errors` and `warnings`, when a person can mend it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from wardsafe.records.moments import fixed


def _written_out(value: object) -> object:
    """A number would be taken for seconds since 1970, and 12 for a moment of that year."""
    if isinstance(value, int | float) or (isinstance(value, str) and "-" not in value[1:]):
        raise ValueError("a time is written out")
    return value


Moment = Annotated[datetime, BeforeValidator(_written_out), AfterValidator(fixed)]
"""A time with its offset. The zone is dropped on purpose: subtracting two times in one named zone
would ignore a clock change between them."""

Day = Annotated[date, BeforeValidator(_written_out)]
"""A date without a time."""

Count = Annotated[int, Field(ge=0, le=999_999_999, strict=True)]
"""A whole number that every store and every JSON reader keeps exactly."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend or to confirm: the field (dotted for a row) and one short sentence."""

    field: str
    words: str

    def __str__(self) -> str:
        return self.words


class Row(BaseModel):
    """One row of a repeated part of a record; keys of a newer version survive in it."""

    # Input is hidden because a validation error must never carry the text of a record.
    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)

    derived_hints: ClassVar[dict[str, tuple[object, ...]]] = {}


def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


class Record(BaseModel):
    """The base of every kind. `not_known` names the fields where somebody chose "not known".

    A field that is None and not named there is outstanding. Rows are dotted:
    "interventions.0.end".
    """

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)

    kind: ClassVar[str]
    title: ClassVar[str]
    sections: ClassVar[tuple[str, ...]] = ()

    not_known: Annotated[tuple[str, ...], AfterValidator(_in_order)] = ()

    def person_record(self) -> str | None:
        """The record id of the patient this is about, if it is about one."""
        return None

    def happened(self) -> datetime | None:
        """When what it tells of began, as far as it says."""
        return None

    def derived(self, rows: str, number: int) -> dict[str, Any]:
        """What follows from one row and is kept beside it, by column; nothing for most."""
        return {}

    def errors(self) -> tuple[Problem, ...]:
        """What cannot be true, or leaves nobody or no time to attach the record to."""
        return ()

    def warnings(self, now: datetime | None = None) -> tuple[Problem, ...]:
        """What is possible but unlikely, to be confirmed; with `now`, also what is still ahead."""
        began = self.happened()
        if now is None or began is None or began <= now:
            return ()
        return (Problem("when", "This time has not come yet."),)

    def refused(self, after: "Record") -> tuple[Problem, ...]:
        """What keeps this record from being amended to `after`; nothing for most kinds."""
        return ()

    def is_not_known(self, field: str) -> bool:
        """Whether somebody chose "not known" for the field (dotted for a row)."""
        return field in self.not_known
