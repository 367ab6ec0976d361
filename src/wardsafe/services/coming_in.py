"""Taking in what others sent: who signed it, whether it is for us, and where it goes.

Each bundle is one step, whole or not at all; a bad one is told and the next is tried. What waits
for an earlier stretch is tried again as soon as something came in.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from wardsafe.bundles.cards import DESK, HUB, TERMINAL, Card
from wardsafe.bundles.carriers import INBOX, Carrier
from wardsafe.bundles.checking import checked
from wardsafe.bundles.manifest import Manifest, fingerprint_of_key
from wardsafe.bundles.merging import (
    FORK,
    GAP,
    HELD,
    NOT_OURS,
    REFUSED,
    Plan,
    already_held,
    apply,
    plan_of,
    refuse_foreign_amendments,
)
from wardsafe.bundles.opening import NotForUs, public_key
from wardsafe.bundles.reader import Reader
from wardsafe.bundles.refusing import Refused
from wardsafe.bundles.signed import Signed
from wardsafe.errors import TooNew
from wardsafe.services.enrolling import Enrolled, known, own_card, own_keys
from wardsafe.services.session import Session

_SEEN, _LAST = "exchange/seen", "exchange/last"
Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


@dataclass(slots=True)
class _Round:
    """What one look at a place needs throughout."""

    session: Session
    carrier: Carrier
    reader: Reader
    own: Card
    ours: frozenset[str]
    plans: dict[str, Plan] = field(default_factory=dict)


def read_inbox(session: Session, carrier: Carrier, on_progress: Progress, stop: Stop) -> list[Plan]:
    """Take in every bundle of a place that was not taken in before; what became of each.

    Raises UnsafePlace where the place is gone, NotSaved where the ledger cannot be written.
    """
    files = [(who, name) for who in carrier.senders(INBOX) for name in carrier.names(INBOX, who)]
    seen = _seen(session)
    waiting = [one for one in files if one[1] not in seen]
    own = own_card(session)
    ours = frozenset(_recipients(session))
    with Reader(own_keys(session)) as reader:
        round_ = _Round(session, carrier, reader, own, ours)
        total, done = len(waiting), -1
        while waiting and len(waiting) != done and not stop():
            done = len(waiting)
            waiting = _once(round_, waiting, total, on_progress, stop)
    settled = {n for n, p in round_.plans.items() if p.verdict not in (GAP, REFUSED, NOT_OURS)}
    here = {name for _, name in files}
    if settled or seen - here:
        session.ledger.keep_key(_SEEN, " ".join(sorted((seen | settled) & here)).encode())
    return list(round_.plans.values())


def _recipients(session: Session) -> list[str]:
    return [fingerprint_of_key(public_key(key)) for key in own_keys(session)]


def _once(
    round_: _Round,
    waiting: list[tuple[str, str]],
    total: int,
    on_progress: Progress,
    stop: Stop,
) -> list[tuple[str, str]]:
    """Try each once; those that wait for an earlier stretch."""
    gaps = []
    for terminal, name in waiting:
        if stop():
            break
        on_progress("reading", len(round_.plans), total)
        plan = _take(round_, terminal, name)
        round_.plans[name] = plan
        if plan.verdict == GAP:
            gaps.append((terminal, name))
    return gaps


def _take(round_: _Round, terminal: str, name: str) -> Plan:
    try:
        data = round_.carrier.read(INBOX, terminal, name)
        manifest, signed = round_.reader.look(data)
    except NotForUs:
        return Plan(name, NOT_OURS, terminal)
    except (Refused, TooNew) as problem:
        return Plan(name, REFUSED, terminal, reason=str(problem))
    about = Plan(name, REFUSED, manifest.terminal, manifest.epoch, manifest.first, manifest.last)
    try:
        who = _sender(round_, manifest, signed)
        plan = _merge(round_, name, manifest)
    except (Refused, TooNew) as problem:
        return replace(about, reason=str(problem))
    return replace(plan, alerts=(*plan.alerts, *_odd(round_.session, name, manifest, who, plan)))


def _sender(round_: _Round, manifest: Manifest, signed: Signed) -> Card:
    """Whose bundle it is, if it is theirs and meant for us. Raises Refused."""
    own = round_.own
    held = known(round_.session, manifest.terminal)
    if manifest.terminal == own.terminal:
        held = Enrolled(own)
    if held is None:
        raise Refused("It is from a terminal that is not enrolled here.", do="Enrol it first.")
    card = held.card
    if not signed.is_by(card.sign):
        raise Refused(f"It does not carry the signature of {card.title}.")
    if held.revoked:
        when = "before" if manifest.written[:10] < held.revoked else "after"
        raise Refused(f"{card.title} was revoked on {held.revoked}; this was signed {when} that.")
    if (manifest.ward, manifest.environment) != (card.ward, card.environment):
        raise Refused(f"It says another ward than {card.title}.")
    if not round_.ours & set(manifest.recipients):
        raise Refused("It was signed for somebody else and sealed to us by another hand.")
    if not _fits(own, card, manifest.purpose):
        raise Refused(f"A {own.role} takes no {manifest.purpose} bundle from a {card.role}.")
    return card


def _fits(own: Card, sender: Card, purpose: str) -> bool:
    """A hub takes what may reach the network and nothing else; a ward its own ward's."""
    if own.role == HUB:
        return purpose == "network"
    same_ward = (own.ward, own.environment) == (sender.ward, sender.environment)
    return purpose == "ward" and (own.role == DESK or (same_ward and sender.role == TERMINAL))


def _merge(round_: _Round, name: str, manifest: Manifest) -> Plan:
    ledger = round_.session.ledger
    held = already_held(name, manifest, ledger)
    if held is not None:
        return held
    entries = list(checked(manifest, round_.reader.entries()))
    refuse_foreign_amendments(entries, ledger)
    plan = apply(plan_of(name, manifest, entries, ledger), ledger)
    if plan.verdict == FORK and manifest.terminal == round_.own.terminal:
        ledger.begin_epoch("A second copy of this terminal wrote other entries.")
    return plan


def _odd(
    session: Session, name: str, manifest: Manifest, sender: Card, plan: Plan
) -> tuple[str, ...]:
    """What nobody may miss although the bundle was taken in: an older state, a wrong clock."""
    held = session.ledger.key(_LAST)
    lasts = json.loads(held) if held else {}
    key = f"{manifest.terminal}/{manifest.purpose}"
    number, epoch, last, file = lasts.get(key, [0, 0, 0, ""])
    alerts = []
    if manifest.number > number and (manifest.epoch, manifest.last) < (epoch, last):
        alerts.append(
            f"{sender.title} went back to entry {manifest.last}, and had come to {last}: "
            "an older ledger was put in its place there."
        )
    if manifest.number == number and file != name and plan.verdict != HELD:
        alerts.append(f"{sender.title} wrote two bundles {number}: it may have been copied.")
    if manifest.number >= number and plan.verdict != GAP:
        lasts[key] = [manifest.number, manifest.epoch, manifest.last, name]
        session.ledger.keep_key(_LAST, json.dumps(lasts).encode())
    return (*alerts, *_clock(session, manifest, sender))


def _clock(session: Session, manifest: Manifest, sender: Card) -> tuple[str, ...]:
    try:
        day = datetime.fromisoformat(manifest.written).date()
    except ValueError:
        return (f"The clock of {sender.title} is suspect.",)
    today = session.now().date()
    if day.year < 2020 or (day - today).days > 1:
        return (f"The clock of {sender.title} is suspect: it wrote this on {day.isoformat()}.",)
    return ()


def _seen(session: Session) -> set[str]:
    return set((session.ledger.key(_SEEN) or b"").decode().split())
