"""Exchanging with other terminals, the trust and the network through a place: one sync, and where
things stand.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from wardsafe.bundles.carriers import Carrier
from wardsafe.bundles.disclosure import profile_of
from wardsafe.bundles.leaving import leaving
from wardsafe.bundles.manifest import PURPOSES
from wardsafe.bundles.merging import REFUSED, Plan
from wardsafe.ledger.entry import BRANCH
from wardsafe.services import coming_in, confirming, going_out
from wardsafe.services.access import note
from wardsafe.services.enrolling import LIST_IS_OLD, list_age, readers
from wardsafe.services.going_out import Written
from wardsafe.services.session import Session

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one sync did. `stays` counts parts that stayed behind, by reason."""

    wrote: tuple[Written, ...]
    came: tuple[Plan, ...]
    receipts: int
    stays: dict[str, int]
    alerts: tuple[str, ...]
    stopped: bool = False

    @property
    def new(self) -> int:
        """How many entries came in."""
        return sum(plan.new for plan in self.came)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one purpose stands: of `entries` of ours, how many every reader has confirmed."""

    purpose: str
    readers: tuple[str, ...]
    entries: int
    confirmed: int

    @property
    def waiting(self) -> int:
        """How many nobody can be sure of yet."""
        return self.entries - self.confirmed


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave for the network now, in numbers: nothing is written."""

    entries: int
    parts: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    people: bool = False
    guardian: str = ""


def sync(
    session: Session,
    carrier: Carrier,
    on_progress: Progress = lambda what, done, of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Read receipts and what came in, write what must go and the receipts of others.

    Stopped or broken off at any moment it is simply gone on with. Raises UnsafePlace, NotSaved.
    """
    session.require("exchange")
    _, alerts = confirming.read_receipts(session, carrier)
    came = coming_in.read_inbox(session, carrier, on_progress, stop)
    told = [f"{plan.terminal}: {alert}" for plan in came for alert in plan.alerts]
    told += [f"A bundle was refused. {plan.reason}" for plan in came if plan.verdict == REFUSED]
    if not stop() and _has_more_than_notes(session, carrier):
        note(session, "sealed", detail=carrier.where)
    wrote, stays = going_out.send(session, carrier, on_progress, stop)
    receipts = 0 if stop() else confirming.write_receipts(session, carrier, came)
    return Outcome(
        tuple(wrote), tuple(came), receipts, dict(stays), (*alerts, *told), stopped=stop()
    )


def _has_more_than_notes(session: Session, carrier: Carrier) -> bool:
    """Whether anything but the note of the last unlock or sealing waits: else every sync would make
    something for the next."""
    for purpose in PURPOSES:
        if not readers(session, purpose):
            continue
        for one in going_out.unconfirmed(session, purpose):
            fresh = going_out.not_there(session, carrier, purpose, one)
            if any(not e.header.kind.startswith("access/") for e in fresh):
                return True
    return False


def standing(session: Session) -> tuple[Standing, ...]:
    """Each purpose that has readers, from their receipts alone."""
    own = session.about.terminal
    entries = sum(top for (name, _), (top, _) in session.ledger.tops().items() if name == own)
    found = []
    for purpose in PURPOSES:
        to = readers(session, purpose)
        if to:
            open_ = sum(one.entries for one in going_out.unconfirmed(session, purpose))
            names = tuple(card.title for card in to)
            found.append(Standing(purpose, names, entries, entries - open_))
    return tuple(found)


def warnings(session: Session) -> tuple[str, ...]:
    """What must be said whenever anybody looks: forks that are here, an old list of revocations."""
    forks = sorted({n.partition(BRANCH)[0] for n, _ in session.ledger.tops() if BRANCH in n})
    said = [f"Terminal {name[:8]} has a fork: two chains are kept and shown." for name in forks]
    age = list_age(session)
    if age is not None and age > LIST_IS_OLD:
        said.append(f"The list of revoked keys is {age // timedelta(days=1)} days old.")
    return tuple(said)


def preview(session: Session) -> Preview:
    """What the next network bundle would hold. Raises BadInput for a wrong profile, Refused."""
    profile = profile_of(session.where.disclosure)
    ids = going_out.known_ids()
    parts: Counter[str] = Counter()
    stays: Counter[str] = Counter()
    entries = 0
    for one in going_out.unconfirmed(session, "network"):
        for entry in going_out.entries_of(session, one):
            out = leaving(entry, profile, ids)
            entries += 1
            kind = entry.header.kind.partition("/")[0]
            parts.update(f"{kind}: {name}" for name in out.raw.parts)
            stays.update(out.stays.values())
    return Preview(entries, dict(parts), dict(stays), bool(profile.people), profile.guardian)
