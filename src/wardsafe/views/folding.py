"""What a record says now: the fold of all its entries, whatever order they arrived in.

The fold is a function of the set of entries only. Order comes from the parents that entries name,
never from a clock: a terminal whose clock was wrong by years changes nothing here. Where nothing
else decides, the entry id does, so that every machine shows the same.

Source of the rules: two entries that amend the same one are both current until a person chooses
(threats 5.4); a void strikes a record through and removes nothing.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic_core import from_json

from wardsafe.errors import WardsafeError
from wardsafe.ledger.contract import Batch
from wardsafe.ledger.entry import SALT, Entry, is_sealed
from wardsafe.records.base import Record
from wardsafe.records.moments import local
from wardsafe.records.parts import join
from wardsafe.records.registry import model_for

PARTS = ("facts", "people", "private")

_NUMBER_BITS = 29
_LAST_SECOND = (1 << 63 - _NUMBER_BITS) - 1


@dataclass(frozen=True)
class Step:
    """One entry of a record with its parts read; a part that is not here, or sealed, is empty."""

    entry: Entry
    parts: Mapping[str, Mapping[str, Any]]

    @property
    def act(self) -> str:
        """`record`, `amend` or `void`."""
        said = self.parts["facts"].get("entry")
        act = said.get("act") if isinstance(said, dict) else None
        if isinstance(act, str):
            return act
        return "amend" if self.entry.header.parents else "record"

    @cached_property
    def said(self) -> Record | None:
        """What the record says here; None for a kind, or a body, that cannot be read here."""
        kind = self.entry.header.kind
        if model_for(kind) is None:
            return None
        try:
            return join(kind, self.parts)[0]
        except (ValueError, TypeError, WardsafeError):
            return None

    def authorship(self, name: str) -> str:
        """A field of who wrote the entry and when, as text; empty when it is not here."""
        said = self.parts["private"].get("entry")
        value = said.get(name) if isinstance(said, dict) else None
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Fold:
    """A record: its steps with parents first, the current ones, and the one that a row shows."""

    record: str
    number: int
    steps: tuple[Step, ...]
    heads: tuple[Step, ...]
    shown: Step

    @property
    def void(self) -> bool:
        """Whether nobody holds the record to be true: every current entry is a void."""
        return all(head.act == "void" for head in self.heads)

    @property
    def first(self) -> Step:
        """The entry that the record began with."""
        return self.steps[0]


def read(entry: Entry) -> Step:
    """The entry with its parts read."""
    return Step(entry, {name: _body(entry.parts.get(name)) for name in PARTS})


def fold(entries: Iterable[Entry]) -> Fold:
    """What the entries of one record (one or more, any order) come to."""
    found = {entry.id: entry for entry in entries}
    if len(found) == 1:
        only = read(next(iter(found.values())))
        return Fold(only.entry.header.record, only.entry.number, (only,), (only,), only)
    steps = tuple(read(entry) for entry in _parents_first(found))
    heads = _heads(steps)
    return Fold(
        record=steps[0].entry.header.record,
        number=min(step.entry.number for step in steps),
        steps=steps,
        heads=heads,
        shown=content(steps, min(heads, key=lambda s: (s.act == "void", s.entry.id))),
    )


def fold_once(batch: Sequence[Entry], entries: Sequence[Entry]) -> Fold:
    """The fold of entries, worked out once for all the views that take in the same batch."""
    if not isinstance(batch, Batch):
        return fold(entries)
    key = entries[0].id if len(entries) == 1 else frozenset(entry.id for entry in entries)
    found: Fold = batch.shared.get(key) or batch.shared.setdefault(key, fold(entries))
    return found


def content(steps: Sequence[Step], step: Step) -> Step:
    """The step that says what the record says at `step`: a void keeps what it strikes through."""
    by_id = {each.entry.id: each for each in steps}
    at = step
    while at.act == "void":
        before = sorted(parent for parent in at.entry.header.parents if parent in by_id)
        if not before:
            break
        at = by_id[before[0]]
    return at


def record_at(step: Step) -> Record | None:
    """What the record says at a step; None for a kind, or a body, that cannot be read here."""
    return step.said


def changed_at(folded: Fold) -> int:
    """When a record came to be on the day that it is on now, or was struck through: seconds since
    1970."""
    if len(folded.steps) == 1:
        return _seconds(moment(folded.first.authorship("entered")))
    changed, day = 0, None
    for step in folded.steps:
        when = happened_at(folded, step)
        on = local(when).date() if when else None
        if on != day or step.act == "void" or not changed:
            changed = _seconds(moment(step.authorship("entered")))
        day = on
    return changed


def happened_at(folded: Fold, step: Step) -> datetime | None:
    """When it happened, as a version says it; where it does not, when the record was begun."""
    said = record_at(content(folded.steps, step))
    return (said.happened() if said else None) or moment(folded.first.authorship("entered"))


def _seconds(when: datetime | None) -> int:
    return int(when.timestamp()) if when else 0


def position(when: datetime | None, number: int) -> int:
    """Where a record stands in the log: by when it happened, then by number; unique.

    Seconds since 1970 above 29 bits of number, so it fits 63 bits. Times before 1970 or after
    2514 are shown as they are and only stand at the ends.
    """
    seconds = int(when.timestamp()) if when else 0
    return first_at(seconds) | number


def first_at(second: int) -> int:
    """The first position of a second since 1970."""
    return min(max(second, 0), _LAST_SECOND) << _NUMBER_BITS


def number_at(place: int) -> tuple[int, int]:
    """The number, and the second since 1970, of a position."""
    return place & (1 << _NUMBER_BITS) - 1, place >> _NUMBER_BITS


def edge(when: datetime) -> int:
    """The position before which everything that happened earlier than `when` stands."""
    return position(when, 0)


def moment(value: object) -> datetime | None:
    """A time as it is kept in a part (ISO 8601 with its offset); None when it is none."""
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    return when if when.tzinfo else None


def _body(part: bytes | None) -> Mapping[str, Any]:
    # Read without the strict checks that every part passed before it was kept: views are
    # rebuilt from hundreds of thousands of parts, and whatever cannot be read is shown empty.
    if part is None or is_sealed(part):
        return {}
    try:
        value = from_json(part[SALT:])
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _heads(steps: Sequence[Step]) -> tuple[Step, ...]:
    named = {parent for step in steps for parent in step.entry.header.parents}
    return tuple(step for step in steps if step.entry.id not in named) or tuple(steps)


def _parents_first(found: Mapping[str, Entry]) -> list[Entry]:
    waits = {
        id_: {p for p in entry.header.parents if p in found and p != id_}
        for id_, entry in found.items()
    }
    follow: dict[str, list[str]] = {id_: [] for id_ in found}
    for id_, parents in waits.items():
        for parent in parents:
            follow[parent].append(id_)
    ready = [id_ for id_, parents in waits.items() if not parents]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        order.append(id_ := heapq.heappop(ready))
        for after in follow[id_]:
            waits[after].discard(id_)
            if not waits[after]:
                heapq.heappush(ready, after)
    # Ids are digests, so entries cannot name each other in a ring; if some do, none is left out.
    return [found[id_] for id_ in [*order, *sorted(set(found) - set(order))]]
