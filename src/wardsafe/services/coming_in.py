"""Taking in what others sent: who signed it, whether it is for us, and where it goes.

Each bundle is one step, whole or not at all; a bad one is told and the next is tried. What waits
for an earlier stretch is tried again as soon as something came in.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from wardsafe.bundles.cards import DESK, HUB, TERMINAL, Card
from wardsafe.bundles.carriers import INBOX, Carrier
from wardsafe.bundles.checking import checked, undisturbed
from wardsafe.bundles.foreign import refuse_foreign
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
    waits_for,
)
from wardsafe.bundles.opening import NotForUs, public_key
from wardsafe.bundles.reader import Reader
from wardsafe.bundles.refusing import Refused
from wardsafe.bundles.signed import Signed
from wardsafe.errors import TooNew
from wardsafe.services import confirming, looking_at_what_came
from wardsafe.services.enrolling import Enrolled, known, own_card, own_keys
from wardsafe.services.looking_at_what_came import Came
from wardsafe.services.session import Session

LAST = "exchange/last"
"""Where the keyring keeps, by terminal and purpose, the newest bundle that came in: its number,
epoch, last entry and name, and the day it was written on."""
_SEEN = "exchange/seen"
_AHEAD = 9
"""So many epochs a disk that was put back may be behind (≈ design); each is an entry here."""
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
    waits: bool = True
    plans: dict[str, Plan] = field(default_factory=dict)
    came: list[Came] = field(default_factory=list)
    following: tuple[str, str] | None = None
    fetched: dict[str, bytes] = field(default_factory=dict)


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
        total = len(waiting)
        # What a restored terminal follows may be lost to all: that is taken when all else is in.
        for round_.waits in (True, False):
            done = -1
            while waiting and len(waiting) != done and not stop():
                done = len(waiting)
                waiting = _once(round_, waiting, total, on_progress, stop)
    _look_at_all(round_)
    if any(plan.parts for plan in round_.plans.values()):
        for view in session.ledger.views_behind():
            session.ledger.rebuild(view)
    settled = {n for n, p in round_.plans.items() if p.verdict not in (GAP, REFUSED, NOT_OURS)}
    here = {name for _, name in files}
    if settled or seen - here:
        session.ledger.keep_key(_SEEN, " ".join(sorted((seen | settled) & here)).encode())
    return list(round_.plans.values())


def _look_at_all(round_: _Round) -> None:
    """Once for all that came in: the views follow, in steps that let others save between, and what
    they show of it is told. A step that brings nothing is the last: the disk is full."""
    ledger, lacked = round_.session.ledger, 0
    while round_.came and (lacks := ledger.follow()) and lacks != lacked:
        lacked = lacks
    for name, said in looking_at_what_came.of_leavers(round_.session, round_.came):
        plan = round_.plans[name]
        round_.plans[name] = replace(plan, alerts=(*plan.alerts, said))


def _recipients(session: Session) -> list[str]:
    return [fingerprint_of_key(public_key(key)) for key in own_keys(session)]


def _once(
    round_: _Round,
    waiting: list[tuple[str, str]],
    total: int,
    on_progress: Progress,
    stop: Stop,
) -> list[tuple[str, str]]:
    """Try each once; those that wait for an earlier stretch, in the order of their chains."""
    gaps: list[Plan] = []
    for (terminal, name), round_.following in zip(waiting, [*waiting[1:], None], strict=True):
        if stop():
            break
        on_progress("reading", len(round_.plans), total)
        with undisturbed():
            plan = _take(round_, terminal, name)
        if name in round_.plans:  # what was said of it at the first try is said once, and stays
            alerts = (*round_.plans[name].alerts, *plan.alerts)
            plan = replace(plan, alerts=tuple(dict.fromkeys(alerts)))
        round_.plans[name] = plan
        if plan.verdict == GAP:
            gaps.append(plan)
    gaps.sort(key=lambda plan: (plan.terminal, plan.epoch, plan.first))
    folders = {name: terminal for terminal, name in waiting}
    return [(folders[plan.bundle], plan.bundle) for plan in gaps]


def _take(round_: _Round, terminal: str, name: str) -> Plan:
    try:
        data = round_.fetched.pop(name, None) or round_.carrier.read(INBOX, terminal, name)
        manifest, signed = round_.reader.look(data)
    except NotForUs:
        return Plan(name, NOT_OURS, terminal)
    except (Refused, TooNew) as problem:
        return Plan(name, REFUSED, terminal, reason=str(problem))
    about = Plan(name, REFUSED, manifest.terminal, manifest.epoch, manifest.first, manifest.last)
    try:
        who = _sender(round_, manifest, signed)
        said = _heard_more(round_, manifest, who)
        plan = _merge(round_, name, manifest, who)
    except (Refused, TooNew) as problem:
        return replace(about, reason=str(problem))
    odd = _odd(round_.session, name, manifest, who, plan)
    return replace(plan, alerts=(*said, *plan.alerts, *odd))


def _heard_more(round_: _Round, manifest: Manifest, sender: Card) -> tuple[str, ...]:
    """A sentence where the sender had a receipt of us that this ledger never wrote: it was put
    back. A new epoch begins, so that what is confirmed from now on counts. Raises Refused for what
    no ledger of ours can have written, NotSaved."""
    heard = manifest.heard.get(round_.own.terminal)
    if heard is None:
        return ()
    (epoch, number), ledger = heard, round_.session.ledger
    wrote = confirming.issued(round_.session, manifest.terminal)
    if (epoch, number) <= (ledger.identity.epoch, wrote):
        return ()
    if epoch - ledger.identity.epoch > _AHEAD:
        raise Refused(f"It says that {sender.title} had a receipt of epoch {epoch} of this ledger.")
    said = (
        f"{sender.title} had receipt {number} of this ledger, which wrote {wrote}: "
        "an older ledger was put in its place here."
    )
    while ledger.identity.epoch <= epoch:
        ledger.begin_epoch(said)
    return (said,)


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
    """A hub takes what may reach the network and nothing else; a desk what its wards write; a ward
    its own ward's, and its desk's answers."""
    if own.role == HUB:
        return purpose == "network"
    if purpose != "ward":
        return False
    same_ward = (own.ward, own.environment) == (sender.ward, sender.environment)
    if own.role == DESK:
        return sender.role == TERMINAL
    return sender.role == DESK or (sender.role == TERMINAL and same_ward)


def _merge(round_: _Round, name: str, manifest: Manifest, who: Card) -> Plan:
    ledger = round_.session.ledger
    held = already_held(name, manifest, ledger)
    if held is not None and confirming.is_disclosed(round_.session, manifest):
        return held
    waits = waits_for(name, manifest, ledger)
    if waits is not None and (round_.waits or manifest.first > 1):
        return waits
    entries = list(checked(manifest, round_.reader.entries()))
    refuse_foreign(entries, who.role, round_.own.ward, ledger)
    step = plan_of(name, manifest, entries, ledger, waits=round_.waits)
    if step.entries:
        _look_ahead(round_)
    plan = apply(step, ledger)
    said = looking_at_what_came.alerts_of(round_.session, step.entries, who)
    plan = replace(plan, alerts=(*plan.alerts, *said))
    first = ledger.by_id(step.entries[0].id) if step.entries else None
    if first is not None:
        last = first.number + len(step.entries) - 1
        round_.came.append(Came(name, who, first.number, last))
    if manifest.profile and plan.verdict != GAP:
        parts = ledger.add_parts(entries[: plan.held]) if plan.held else 0
        plan = replace(plan, parts=parts)
        confirming.note_disclosed(round_.session, manifest)
    here = (round_.own.terminal, ledger.identity.epoch)  # an earlier epoch is not written to
    if plan.verdict == FORK and manifest.chain == here:
        ledger.begin_epoch("A second copy of this terminal wrote other entries.")
    return plan


def _look_ahead(round_: _Round) -> None:
    """Let the next bundle be taken apart while this one is written."""
    round_.fetched.clear()
    if round_.following is not None:
        with suppress(Refused):  # told in its turn
            data = round_.carrier.read(INBOX, *round_.following)
            round_.fetched[round_.following[1]] = data
            round_.reader.ahead(data)


def _odd(
    session: Session, name: str, manifest: Manifest, sender: Card, plan: Plan
) -> tuple[str, ...]:
    """What nobody may miss although the bundle was taken in: an older state, a wrong clock."""
    held = session.ledger.key(LAST)
    lasts = json.loads(held) if held else {}
    key = f"{manifest.terminal}/{manifest.purpose}"
    number, epoch, last, file, *_ = lasts.get(key, [0, 0, 0, ""])
    alerts = []
    if manifest.number > number and manifest.epoch == epoch and manifest.last < last:
        alerts.append(
            f"{sender.title} went back to entry {manifest.last}, and had come to {last}: "
            "an older ledger was put in its place there."
        )
    if manifest.number == number and file != name and plan.verdict != HELD:
        alerts.append(f"{sender.title} wrote two bundles {number}: it may have been copied.")
    if manifest.number >= number and plan.verdict != GAP:
        day = manifest.written[:10]
        lasts[key] = [manifest.number, manifest.epoch, manifest.last, name, day]
        session.ledger.keep_key(LAST, json.dumps(lasts).encode())
    return (*alerts, *_clock(session, manifest, sender))


def silent(session: Session) -> tuple[str, ...]:
    """Which terminals of the ward nothing was heard of for long: who left there is not known."""
    held = session.ledger.key(LAST)
    lasts: dict[str, list[Any]] = json.loads(held) if held else {}
    heard = {key.partition("/")[0]: str(said[4]) for key, said in lasts.items() if len(said) > 4}
    return looking_at_what_came.silent_since(session, heard)


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
