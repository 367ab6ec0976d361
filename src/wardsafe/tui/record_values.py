"""What a record says, value by value, in the words of its fields; where its versions differ."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wardsafe.records.base import Record, Row
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.reading import say_field
from wardsafe.views.history import NOT_KNOWN, NOT_RECORDED

if TYPE_CHECKING:
    from wardsafe.services.finding import Opened


@dataclass(frozen=True, slots=True)
class Told:
    """One value of a record in words. `path` is dotted for a row: "interventions.0.end"."""

    path: str
    label: str
    words: str

    @property
    def is_blank(self) -> bool:
        """Whether nobody has said anything."""
        return self.words == NOT_RECORDED


def told(said: Record) -> list[Told]:
    """Every value of a record in words, row by row."""
    found: list[Told] = []
    for field in fields_of(type(said)):
        if field.derived or field.who == "patient":
            continue
        if not field.rows:
            found.append(said_as(said, said, field, field.name))
            continue
        rows = getattr(said, field.name, ())
        for index, row in enumerate(rows):
            which = f" ({field.label.lower()} {index + 1})" if len(rows) > 1 else ""
            each = told_row(said, field, row, index)
            found += [replace(one, label=one.label + which) for one in each]
    return found


def differing(opened: "Opened") -> dict[str, list[str]]:
    """Where the current versions differ: path → what each of them says."""
    heads = opened.heads
    if len(heads) < 2 or any(head.record is None for head in heads):
        return {}
    each = [{one.path: one.words for one in told(head.record)} for head in heads if head.record]
    paths = dict.fromkeys(path for version in each for path in version)
    apart = {path: [version.get(path, NOT_RECORDED) for version in each] for path in paths}
    return {path: words for path, words in apart.items() if len(set(words)) > 1}


def told_row(said: Record, field: Field, row: Row, index: int) -> list[Told]:
    """Every column of one row in words."""
    path = f"{field.name}.{index}"
    return [said_as(said, row, column, f"{path}.{column.name}") for column in field.rows]


def said_as(said: Record, holder: Record | Row, field: Field, path: str) -> Told:
    """One field in words; `holder` is the record, or the row that has the field."""
    value = getattr(holder, field.name, None)
    return Told(path, field.label, _words(said, holder, field, value, path))


def _words(said: Record, holder: Record | Row, field: Field, value: Any, path: str) -> str:
    if value in (None, (), ""):
        if said.is_not_known(path):
            return NOT_KNOWN
        started = field.after is not None and getattr(holder, field.after, None) is not None
        return field.open_end if field.open_end and started else NOT_RECORDED
    began = said.happened()
    if isinstance(value, datetime) and isinstance(holder, Row) and began is not None:
        same = local(value).date() == local(began).date()
        return say_time(value) if same else f"{say_time(value)} {say_date(local(value).date())}"
    return say_field(field, value)
