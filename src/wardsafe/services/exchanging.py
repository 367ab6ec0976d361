"""Exchanging with other terminals, the trust and the network through a place: one sync, and where
things stand.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta

from wardsafe.bundles.arms import is_of
from wardsafe.bundles.carriers import Carrier, Step, Stopped, carrier_at, quiet
from wardsafe.bundles.disclosure import profile_of
from wardsafe.bundles.leaving import leaving
from wardsafe.bundles.manifest import PURPOSES
from wardsafe.bundles.merging import GAP, NOT_OURS, REFUSED, Plan
from wardsafe.bundles.remote import without_secrets
from wardsafe.errors import WardsafeError
from wardsafe.ledger.entry import BRANCH
from wardsafe.services import coming_in, confirming, going_out
from wardsafe.services.access import note
from wardsafe.services.enrolling import LIST_IS_OLD, list_age, readers
from wardsafe.services.going_out import Written
from wardsafe.services.session import Session

Progress = Callable[[str, int, int], None]
READING, WRITING, BYTES = "reading", "writing", "bytes written"
"""What progress is told of: bundles read, entries written, bytes of the bundle being written."""
_LAST, _MOST_ALERTS = "exchange/last-sync", 20


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


@dataclass(frozen=True, slots=True)
class LastSync:
    """What the last sync with any place came to. Of what is sent it says nothing: see `standing`.

    `trouble` is the sentence it ended with, "" if it came to its end.
    """

    at: str
    place: str
    wrote: int = 0
    new: int = 0
    held: int = 0
    gaps: int = 0
    refused: int = 0
    alerts: tuple[str, ...] = ()
    trouble: str = ""
    stopped: bool = False


def _silent(what: str, done: int, of: int) -> None:
    pass


def _never() -> bool:
    return False


def exchange(
    session: Session, place: str, on_progress: Progress = _silent, stop: Callable[[], bool] = _never
) -> Outcome:
    """Open a place, sync with it, let go of it; what it came to is kept, troubles too.

    Raises UnsafePlace where it cannot be reached, NotSaved.
    """
    session.require("exchange")
    try:
        with closing(carrier_at(place)) as carrier:
            return sync(session, carrier, on_progress, stop)
    except WardsafeError as problem:
        with suppress(WardsafeError):
            before, now = last_sync(session), _minute(session)
            if before is None or (before.at, before.trouble) != (now, str(problem)):
                alerts = before.alerts if before else ()
                said = LastSync(now, without_secrets(place), alerts=alerts, trouble=str(problem))
                _keep(session, said)
        raise


def sync(
    session: Session,
    carrier: Carrier,
    on_progress: Progress = _silent,
    stop: Callable[[], bool] = _never,
) -> Outcome:
    """Read receipts and what came in, write what must go and the receipts of others.

    Stopped or broken off at any moment it is simply gone on with. Raises UnsafePlace, NotSaved.
    """
    session.require("exchange")
    place = carrier if on_progress is _silent else _Watched(carrier, on_progress, stop)
    said = LastSync(_minute(session), carrier.where)
    written = {one.name for one in going_out.written(session)}
    try:
        _, alerts = confirming.read_receipts(session, place)
        came = coming_in.read_inbox(session, place, on_progress, stop)
        told = [f"{plan.terminal[:8]}: {alert}" for plan in came for alert in plan.alerts]
        told += [f"A bundle was refused. {plan.reason}" for plan in came if plan.verdict == REFUSED]
        said = _in_short(said, came, (*alerts, *told))
        stays, receipts, stopped = _out(session, place, came, on_progress, stop)
    except WardsafeError as problem:
        with suppress(WardsafeError):
            _keep(session, replace(said, trouble=str(problem)))
        raise
    wrote = tuple(one for one in reversed(going_out.written(session)) if one.name not in written)
    _keep(session, replace(said, wrote=len(wrote), stopped=stopped))
    return Outcome(wrote, tuple(came), receipts, dict(stays), (*alerts, *told), stopped=stopped)


def _out(
    session: Session,
    place: Carrier,
    came: Sequence[Plan],
    on_progress: Progress,
    stop: Callable[[], bool],
) -> tuple[Counter[str], int, bool]:
    """Write what goes: how many parts stayed behind and why, how many receipts, whether stopped."""
    stays: Counter[str] = Counter()
    try:
        if not stop() and _has_more_than_notes(session, place):
            note(session, "sealed", detail=place.where)
        _, stays = going_out.send(session, place, on_progress, stop)
        return stays, 0 if stop() else confirming.write_receipts(session, place, came), stop()
    except Stopped:
        return stays, 0, True


class _Watched:
    """A place whose writing tells how far it is, and is broken off where somebody says stop."""

    def __init__(self, carrier: Carrier, on_progress: Progress, stop: Callable[[], bool]) -> None:
        self._carrier, self._on_progress, self._stop = carrier, on_progress, stop
        self.where = carrier.where
        self.senders, self.names, self.read = carrier.senders, carrier.names, carrier.read

    def write(self, kind: str, terminal: str, data: bytes, step: Step = quiet) -> str:
        """Put a file there, piece by piece. Raises Stopped."""
        return self._carrier.write(kind, terminal, data, self._step)

    def _step(self, done: int, of: int) -> None:
        if self._stop():
            raise Stopped
        self._on_progress(BYTES, done, of)


def last_sync(session: Session) -> LastSync | None:
    """What the last sync came to; None before the first."""
    held = session.ledger.key(_LAST)
    if not held:
        return None
    said = json.loads(held)
    return LastSync(**said | {"alerts": tuple(said["alerts"])})


def _in_short(said: LastSync, came: Sequence[Plan], alerts: tuple[str, ...]) -> LastSync:
    ours = [plan for plan in came if plan.verdict != NOT_OURS]
    return replace(
        said,
        new=sum(plan.new for plan in ours),
        held=sum(plan.held for plan in ours),
        gaps=sum(plan.verdict == GAP for plan in ours),
        refused=sum(plan.verdict == REFUSED for plan in ours),
        alerts=alerts[:_MOST_ALERTS],
    )


def _keep(session: Session, said: LastSync) -> None:
    session.ledger.keep_key(_LAST, json.dumps(asdict(said)).encode())


def _minute(session: Session) -> str:
    return session.now().isoformat(timespec="minutes")


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
    entries = sum(top for (name, _), (top, _) in session.ledger.tops().items() if is_of(name, own))
    found = []
    for purpose in PURPOSES:
        to = readers(session, purpose)
        if to:
            open_ = sum(one.entries for one in going_out.unconfirmed(session, purpose))
            names = tuple(card.title for card in to)
            found.append(Standing(purpose, names, entries, entries - open_))
    return tuple(found)


def warnings(session: Session) -> tuple[str, ...]:
    """What must be said whenever anybody looks: forks that are here, an old list of revocations,
    a terminal of the ward of which nothing was heard."""
    forks = Counter(n.partition(BRANCH)[0] for n, _ in session.ledger.tops() if BRANCH in n)
    said = [
        f"Terminal {name[:8]} has a fork: {_many(arms + 1)} chains are kept and shown."
        for name, arms in sorted(forks.items())
    ]
    age = list_age(session)
    if age is not None and age > LIST_IS_OLD:
        said.append(f"The list of revoked keys is {age // timedelta(days=1)} days old.")
    return (*said, *coming_in.silent(session))


def _many(chains: int) -> str:
    return "two" if chains == 2 else str(chains)


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


def preview_lines(found: Preview) -> list[str]:
    """The preview as sentences."""
    said = [f"{found.entries:,} entries would leave for the network."]
    said.append(
        "Of each its header: ward, terminal, number, kind, and hashes. No name, no time, no words."
    )
    for name, count in sorted(found.parts.items()):
        kind, _, part = name.partition(": ")
        said.append(f"{count:6,}  {kind}: {_PARTS[part]}")
    people = f"turned on by {found.guardian}" if found.people else "off: no person leaves"
    said.append(f"People: {people}.")
    said += [f"{count:6,}  parts stay here: each {why}." for why, count in found.stays.items()]
    said.append("Never: names, NHS numbers, free text, exact times, who wrote it.")
    return said


_PARTS = {
    "facts": "its codes, lengths, week, month and shift",
    "people": "the person as a pseudonym, age band and what the Act asks about them",
}
