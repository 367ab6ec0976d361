"""A trust's desk or the network's hub: whether this ledger is one, and which wards it is told of.

The wards are those of the cards that somebody compared (`services/enrolling.py`), so that one
which never sent anything is on the list too, and is said to be silent.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from wardsafe.bundles.cards import TERMINAL, Card
from wardsafe.ledger.entry import BRANCH, Entry
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


def entries_of(session: Session, ward: WardOf) -> Iterator[Entry]:
    """Every entry of a ward's terminals, chain by chain, branches of a fork among them."""
    for name, epoch in session.ledger.tops():
        if name.partition(BRANCH)[0] in ward.terminals:
            yield from _chain(session, name, epoch)


def _chain(session: Session, name: str, epoch: int) -> Iterator[Entry]:
    after = 0
    while found := session.ledger.chain(name, epoch, after, _AT_ONCE):
        yield from found
        after += len(found)
