"""The history of a record: who wrote what when, and what each version changed.

A pure reading of the record's entries. *Happened* and *entered* stay apart, and a version never
covers the one before it (NHS guidance on amending records: late or changed entries are obvious,
with who, when and why).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wardsafe.ledger.entry import Entry
from wardsafe.records.base import Record
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.reading import say_field
from wardsafe.views.folding import Step, content, fold, moment, record_at

NOT_RECORDED = "not recorded"
NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a version changed; `field` is dotted for a row, before and after are words."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of a record.

    `record` is what the record says at this version, for a void what it strikes through; None
    for a kind of a newer wardsafe. `late` says in words how long after the event it was written.
    `parents` are the numbers of the versions it follows, and `missing` counts those not here.
    """

    number: int
    id: str
    act: str
    author: str
    author_name: str
    job_title: str
    via: str
    entered: datetime | None
    happened: datetime | None
    late: str
    reason: str
    changes: tuple[Change, ...]
    parents: tuple[int, ...]
    missing: int
    current: bool
    record: Record | None


def history(
    entries: Iterable[Entry], name_of: Callable[[str], str] = lambda record: record
) -> tuple[Version, ...]:
    """The versions of one record, each after those it follows.

    `name_of` puts a name to the record id of a patient, where a change is about who it was.
    """
    folded = fold(entries)
    numbers = {step.entry.id: step.entry.number for step in folded.steps}
    heads = {step.entry.id for step in folded.heads}
    return tuple(
        _version(folded.steps, step, numbers, step.entry.id in heads, name_of)
        for step in folded.steps
    )


def heads(versions: Sequence[Version]) -> tuple[Version, ...]:
    """The versions that nothing follows yet: two or more wait for somebody to choose."""
    return tuple(version for version in versions if version.current)


def is_void(versions: Sequence[Version]) -> bool:
    """Whether every current version strikes the record through."""
    return all(version.act == "void" for version in heads(versions))


def _version(
    steps: Sequence[Step],
    step: Step,
    numbers: dict[str, int],
    current: bool,
    name_of: Callable[[str], str],
) -> Version:
    said = record_at(content(steps, step))
    happened = said.happened() if said else None
    entered = moment(step.authorship("entered"))
    parents = step.entry.header.parents
    return Version(
        number=step.entry.number,
        id=step.entry.id,
        act=step.act,
        author=step.authorship("author"),
        author_name=step.authorship("author_name"),
        job_title=step.authorship("job_title"),
        via=step.authorship("via"),
        entered=entered,
        happened=happened,
        late=lateness(happened, entered) if step.act == "record" else "",
        reason=step.authorship("reason"),
        changes=tuple(_changes(steps, step, said, name_of)),
        parents=tuple(sorted(numbers[parent] for parent in parents if parent in numbers)),
        missing=sum(parent not in numbers for parent in parents),
        current=current,
        record=said,
    )


def lateness(happened: datetime | None, entered: datetime | None) -> str:
    """How long after the event the first entry was made, as the history says it."""
    if happened is None or entered is None:
        return "first entry"
    minutes = (entered - happened) // timedelta(minutes=1)
    if minutes < 0:
        return "first entry, before the time given"
    return f"first entry, {_apart(minutes)} after" if minutes else "first entry, at once"


def _apart(minutes: int) -> str:
    hours, over = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {over:02}" if over else f"{hours} h"


def _changes(
    steps: Sequence[Step], step: Step, said: Record | None, name_of: Callable[[str], str]
) -> Iterator[Change]:
    by_id = {each.entry.id: each for each in steps}
    before = next((by_id[p] for p in sorted(step.entry.header.parents) if p in by_id), None)
    if step.act == "void" or before is None or said is None:
        return
    was = record_at(content(steps, before))
    if was is None or type(was) is not type(said):
        return
    old, new = dict(_told(was, name_of)), dict(_told(said, name_of))
    for name in [*new, *(name for name in old if name not in new)]:
        label, after = new.get(name, (old.get(name, ("", ""))[0], NOT_RECORDED))
        earlier = old.get(name, ("", NOT_RECORDED))[1]
        if earlier != after:
            yield Change(name, label, earlier, after)


def _told(record: Record, name_of: Callable[[str], str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every field of a record as (dotted name, (label, words))."""
    for field in (field for field in fields_of(type(record)) if not field.derived):
        value: Any = getattr(record, field.name, None)
        if not field.rows:
            yield field.name, (field.label, _words(record, field.name, field, value, name_of))
            continue
        rows = value or ()
        for index, row in enumerate(rows):
            which = f" ({field.label.lower()} {index + 1})" if len(rows) > 1 else ""
            for column in (column for column in field.rows if not column.derived):
                name = f"{field.name}.{index}.{column.name}"
                said = _words(record, name, column, getattr(row, column.name, None), name_of)
                yield name, (column.label + which, said)


def _words(
    record: Record, name: str, field: Field, value: Any, name_of: Callable[[str], str]
) -> str:
    if value is None or value in ((), ""):
        if record.is_not_known(name):
            return NOT_KNOWN
        return field.open_end or NOT_RECORDED
    if field.who == "patient":
        return name_of(value)
    return say_field(field, value)
