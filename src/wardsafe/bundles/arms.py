"""The arms of a forked chain: which there are, how far each is held, and where a new one goes.

A ledger rewrites nothing, so of two arms the one that came first lies under the terminal's own name
and the other in a branch. That is only how they lie. Wherever arms are told, they stand in the
order of the ids in which they first differ, the smaller first: the same for whoever holds the same
entries, whatever came first. Nothing is chosen (threats catalogue 5.4): every arm is kept, shown,
confirmed and sent on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from wardsafe.ledger.entry import BRANCH, Branch, Entry, branch_name

Tops = Mapping[tuple[str, int], tuple[int, str]]
_ROOT = ("", 0)


class Chains(Protocol):
    """What is asked of a ledger."""

    def by_id(self, entry_id: str) -> Entry | None:
        """The entry of that id."""
        ...

    def chain(self, name: str, epoch: int, after: int, limit: int) -> tuple[Entry, ...]:
        """Up to `limit` entries of a chain or branch, after place `after`."""
        ...


@dataclass(frozen=True, slots=True)
class Arm:
    """One way through the chain of an epoch: it ends with entry `seq`, whose id is `head`."""

    epoch: int
    seq: int
    head: str


def is_of(name: str, terminal: str) -> bool:
    """Whether a chain or branch of that name was written by the terminal."""
    return name.partition(BRANCH)[0] == terminal


def place(entry: Entry) -> tuple[str, int]:
    """The chain or branch that an entry lies in here, and its place there."""
    if entry.branch is None:
        return entry.header.terminal, entry.header.seq
    return entry.branch.name, entry.branch.seq


def arms(terminal: str, tops: Tops, held: Chains) -> list[Arm]:
    """Every arm of every epoch of a terminal's chain, in the order that is the same everywhere."""
    epochs: dict[int, list[str]] = {}
    for name, epoch in tops:
        if is_of(name, terminal):
            epochs.setdefault(epoch, []).append(name)
    return [
        _arm(name, epoch, tops, held)
        for epoch, names in sorted(epochs.items())
        for name in (names if len(names) == 1 else _in_order(names, epoch, held))
    ]


def _arm(name: str, epoch: int, tops: Tops, held: Chains) -> Arm:
    last, head = tops[name, epoch]
    end = held.by_id(head) if BRANCH in name else None
    return Arm(epoch, end.header.seq if end else last, head)


def _in_order(names: Sequence[str], epoch: int, held: Chains) -> Iterator[str]:
    grows: dict[tuple[str, int], list[Entry]] = {}
    for name in names:
        first = held.chain(name, epoch, 0, 1)[0]
        grows.setdefault(_grows_from(first, held), []).append(first)
    yield from _ends("", 0, epoch, grows, held)


def _grows_from(first: Entry, held: Chains) -> tuple[str, int]:
    before = held.by_id(first.header.prev) if first.header.seq > 1 else None
    return place(before) if before else _ROOT


def _ends(
    name: str, after: int, epoch: int, grows: Mapping[tuple[str, int], list[Entry]], held: Chains
) -> Iterator[str]:
    """The names whose ends are reached from a place, by the first id in which they differ."""
    if name:
        forks = [at for limb, at in grows if limb == name and at > after]
        if not forks:
            yield name
            return
        after = min(forks)
    ways = [*grows.get((name, after), ()), *(held.chain(name, epoch, after, 1) if name else ())]
    for way in sorted(ways, key=lambda entry: entry.id):
        limb, _ = place(way)
        yield from _ends(limb, after if limb == name else 0, epoch, grows, held)


def path(entry: Entry, held: Chains) -> dict[str, int]:
    """The chains and branches that an entry follows from within its epoch, and up to which place
    of each; it stands itself in the first."""
    found: dict[str, int] = {}
    at: Entry | None = entry
    while at is not None and at.header.epoch == entry.header.epoch:
        name, upto = place(at)
        found[name] = upto
        if at.branch is None:
            break
        (first,) = held.chain(name, entry.header.epoch, 0, 1)
        at = held.by_id(first.header.prev)
    return found


def is_within(entry: Entry, other: Entry, held: Chains) -> bool:
    """Whether whoever holds `other` holds `entry` of the same epoch: it is that or before it."""
    if entry.header.epoch != other.header.epoch:
        return False
    name, at = place(entry)
    return path(other, held).get(name, 0) >= at


def beside(rest: Sequence[Entry], tops: Tops) -> tuple[list[Entry], bool]:
    """Entries whose place is taken, put into a branch: one that they continue, or one of their
    own; and whether it begins with them."""
    header = rest[0].header
    name, seq = branch_name(header.terminal, rest[0].id), 0
    for (other, epoch), (last, id_) in tops.items():
        if epoch == header.epoch and id_ == header.prev:
            name, seq = other, last
    placed = [replace(one, branch=Branch(name, seq + at)) for at, one in enumerate(rest, start=1)]
    return placed, not seq
