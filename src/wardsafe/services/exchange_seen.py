"""Where exchanging stands, for a screen: what waits and since when, what is written and not
confirmed, what was confirmed, the bundles, the receipts, what somebody must look at.

Confirmed is what receipts say and nothing else. Written is what was written and read back; whether
it is still there only the next sync can see.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wardsafe.bundles.arms import is_of
from wardsafe.bundles.manifest import PURPOSES
from wardsafe.errors import WardsafeError
from wardsafe.ledger.entry import Entry
from wardsafe.services import exchanging, going_out
from wardsafe.services.confirming import confirmed, receipt_of
from wardsafe.services.enrolling import enrolled, own_card, readers
from wardsafe.services.exchanging import LastSync
from wardsafe.services.going_out import Waiting, Written
from wardsafe.services.session import Session

LOOK = "look at the exchange"
MOST = 50


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many entries; `first` and `last` are their numbers here (0 where there is not one run of
    them), `since` when the oldest was entered or written, None where that is not known."""

    entries: int = 0
    first: int = 0
    last: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One purpose: all our entries are waiting, or written and not confirmed, or confirmed."""

    purpose: str
    readers: tuple[str, ...]
    waiting: Stretch
    written: Stretch
    confirmed: int
    entries: int


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A bundle that was written, and whether everybody it was for has confirmed all of it."""

    written: Written
    to: tuple[str, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """The newest receipt of somebody: up to which entry they hold ours, what they refused, what
    they say is missing (how many stretches)."""

    by: str
    written: datetime
    upto: int
    refused: tuple[str, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Seen:
    """All of it. `role` says whether this ledger sends at all; `look_at` are sentences that
    somebody must see."""

    role: str
    enrolled: int
    legs: tuple[Leg, ...]
    bundles: tuple[BundleLine, ...]
    receipts: tuple[ReceiptLine, ...]
    last: LastSync | None
    look_at: tuple[str, ...]
    places: tuple[str, ...]


def seen(session: Session) -> Seen:
    """Read it. Raises NotAllowed."""
    session.require(LOOK)
    marks = _Marks(session)
    legs = [_leg(session, purpose) for purpose in PURPOSES if readers(session, purpose)]
    bundles = going_out.written(session)[:MOST]
    last = exchanging.last_sync(session)
    alerts = last.alerts if last else ()
    return Seen(
        role=own_card(session).role,
        enrolled=sum(not one.revoked for one in enrolled(session)),
        legs=tuple(sorted(legs, key=lambda leg: leg.purpose)),
        bundles=tuple(_bundle(session, one, marks) for one in bundles),
        receipts=tuple(_receipts(session)),
        last=last,
        look_at=(*dict.fromkeys((*exchanging.warnings(session), *alerts)),),
        places=_places(last, bundles),
    )


class _Marks:
    """Receipts looked up once: how far each reader holds each of our chains and branches."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[tuple[str, str, int], int] = {}

    def of(self, terminal: str, arm: str, epoch: int) -> int:
        key = (terminal, arm or self._session.about.terminal, epoch)
        if key not in self._held:
            self._held[key] = confirmed(self._session, terminal, key[1:])
        return self._held[key]


def _leg(session: Session, purpose: str) -> Leg:
    own = session.about.terminal
    total = sum(top for (name, _), (top, _) in session.ledger.tops().items() if is_of(name, own))
    open_ = going_out.unconfirmed(session, purpose)
    keys = {card.age for card in readers(session, purpose)}
    there = [w for w in going_out.written(session) if w.purpose == purpose and keys <= set(w.to)]
    lies, waits = [], []
    since: list[str] = []
    for one in open_:
        upto = one.after
        of = (w for w in there if (w.arm, w.epoch) == (one.arm, one.epoch))
        for each in sorted(of, key=lambda w: w.first):
            if each.first <= upto + 1 and each.last > upto:
                since.append(each.at)
                upto = min(each.last, one.upto)
        lies.append(replace(one, upto=upto))
        waits.append(replace(one, after=upto))
    written = _stretch(session, lies, min(since, default=""))
    names = tuple(card.title for card in readers(session, purpose))
    left = total - sum(one.entries for one in open_)
    return Leg(purpose, names, _stretch(session, waits), written, left, total)


def _stretch(session: Session, parts: Iterable[Waiting], since: str = "") -> Stretch:
    found = [one for one in parts if one.entries]
    if not found:
        return Stretch()
    own, total = session.about.terminal, sum(one.entries for one in found)
    start, end = found[0], found[-1]
    first = session.ledger.chain(start.arm or own, start.epoch, start.after, 1)
    last = session.ledger.chain(end.arm or own, end.epoch, end.upto - 1, 1)
    if not first or not last:
        return Stretch(total)
    when = datetime.fromisoformat(since) if since else _entered(first[0])
    a, b = first[0].number, last[0].number
    run = b - a + 1 == total  # entries of others that came in between make it no run
    return Stretch(total, a if run else 0, b if run else 0, when)


def _entered(entry: Entry) -> datetime | None:
    """When an entry was entered; None where it is sealed to others."""
    with suppress(WardsafeError, ValueError, KeyError, TypeError):
        said: dict[str, Any] = entry.read("private")
        return datetime.fromisoformat(said["entry"]["entered"])
    return None


def _bundle(session: Session, one: Written, marks: _Marks) -> BundleLine:
    known = [each.card for each in enrolled(session)]
    to = [card for card in known if card.age in one.to] or readers(session, one.purpose)
    held = [marks.of(card.terminal, one.arm, one.epoch) >= one.last for card in to]
    return BundleLine(one, tuple(card.title for card in to), bool(held) and all(held))


def _receipts(session: Session) -> list[ReceiptLine]:
    found = []
    for one in enrolled(session):
        receipt = receipt_of(session, one.card.terminal)
        if receipt is None:
            continue
        with suppress(ValueError):
            when = datetime.fromisoformat(receipt.written)
            here = (session.about.terminal, session.ledger.identity.epoch)
            upto = confirmed(session, one.card.terminal, here)
            why = tuple(reason for _, reason in receipt.refused)
            missing = len(receipt.missing)
            found.append(ReceiptLine(one.card.title, when, upto, why, missing))
    return sorted(found, key=lambda one: one.written, reverse=True)


def _places(last: LastSync | None, bundles: Iterable[Written]) -> tuple[str, ...]:
    """Where we exchanged before, the last one first."""
    found = [last.place] if last else []
    return tuple(dict.fromkeys([*found, *(one.place for one in bundles)]))
