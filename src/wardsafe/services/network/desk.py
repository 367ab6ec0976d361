"""A trust's desk or the network's hub: whether this ledger is one, and which wards it is told of.

The wards are those of the cards that somebody compared (`services/enrolling.py`), so that one
which never sent anything is on the list too, and is said to be silent.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from wardsafe.bundles.cards import TERMINAL, Card
from wardsafe.ledger.entry import BRANCH, Entry
from wardsafe.ledger.second_reader import SecondReader
from wardsafe.network.files import WardOf
from wardsafe.records.moments import local
from wardsafe.services.enrolling import enrolled, role_of
from wardsafe.services.network.gathering import trust_of
from wardsafe.services.session import Session

LOOK = "look at the network"
_AT_ONCE = 2_000


def at_desk(session: Session) -> bool:
    """Whether this ledger is a trust's desk or a network's hub."""
    return role_of(session) != TERMINAL


def facts_folder(session: Session) -> Path:
    """Where a desk keeps the facts of its wards."""
    return session.where.network


def wards(session: Session) -> dict[str, WardOf]:
    """Every ward whose terminals are or were enrolled here, told of up to yesterday."""
    cards: dict[str, list[Card]] = defaultdict(list)
    for one in enrolled(session):
        if one.card.role == TERMINAL:
            cards[one.card.ward].append(one.card)
    until = local(session.now()).date() - timedelta(days=1)
    return {ward: _ward(own, f"{until}") for ward, own in cards.items()}


def _ward(cards: list[Card], until: str) -> WardOf:
    """The ward of some cards; what the newest says of it holds."""
    newest = max(cards, key=lambda card: (card.number, card.until))
    terminals = tuple(sorted({card.terminal for card in cards}))
    environment = newest.environment.partition("-")[0]
    return WardOf(newest.ward_name, trust_of(newest.site), environment, terminals, until)


class Chains(Protocol):
    """A ledger as far as its chains are read: the open one, or a second reader of it."""

    def tops(self) -> dict[tuple[str, int], tuple[int, str]]:
        """Every chain by name and epoch, with its last place."""
        ...

    def chain(self, name: str, epoch: int, after: int, limit: int) -> tuple[Entry, ...]:
        """Some entries of a chain."""
        ...


@dataclass(frozen=True, slots=True)
class OwnReading:
    """Reads the entries of a ward for itself, in whatever process it is called in."""

    ledger: Path
    key: bytes = field(repr=False)

    def __call__(self, ward: WardOf) -> list[Entry]:
        """A ward's entries in the order of their arrival. Raises Damaged."""
        with closing(SecondReader(self.ledger, self.key)) as reader:
            return sorted(entries_of(reader, ward), key=lambda entry: entry.number)


def entries_of(ledger: Chains, ward: WardOf) -> Iterator[Entry]:
    """Every entry of a ward's terminals, chain by chain, branches of a fork among them."""
    for name, epoch in ledger.tops():
        if name.partition(BRANCH)[0] in ward.terminals:
            yield from _chain(ledger, name, epoch)


def _chain(ledger: Chains, name: str, epoch: int) -> Iterator[Entry]:
    after = 0
    while found := ledger.chain(name, epoch, after, _AT_ONCE):
        yield from found
        after += len(found)
