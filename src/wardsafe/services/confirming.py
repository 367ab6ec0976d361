"""Receipts, read and written. Only a receipt of an enrolled reader makes an entry *sent*.

What is kept of a receipt is its three signed lines, and its signature is checked again whenever it
is gone by. What is written follows from the ledger alone: one restored from a back-up holds less,
says so, and is sent the rest again.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from wardsafe.bundles.arms import Arm, arms, is_within, path
from wardsafe.bundles.cards import Card
from wardsafe.bundles.carriers import RECEIPTS, Carrier
from wardsafe.bundles.manifest import Manifest, written_at
from wardsafe.bundles.merging import GAP, REFUSED, Plan, Tops
from wardsafe.bundles.opening import NotForUs
from wardsafe.bundles.receipts import (
    Mark,
    Receipt,
    open_receipt,
    read_receipt,
    seal_receipt,
    write_receipt,
)
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import TooNew
from wardsafe.ledger.entry import BRANCH
from wardsafe.records.text import show
from wardsafe.services.enrolling import (
    Enrolled,
    enrolled,
    known,
    own_card,
    own_keys,
    own_list,
    take_list,
)
from wardsafe.services.session import Session

_DISCLOSED = "exchange/disclosed-heads"
_KEPT, _ISSUED = "exchange/receipts", "exchange/issued"
_SEEN, _MOST_SEEN = "seen", 2_000


def receipt_of(session: Session, reader: str) -> Receipt | None:
    """The newest receipt of an enrolled reader, its signature checked anew; one that an earlier
    version kept in another form counts for nothing, and so is sent for again."""
    held, who = _kept(session).get(reader), known(session, reader)
    if held is None or who is None:
        return None
    with suppress(Refused, TooNew):
        receipt, signed = read_receipt(base64.b64decode(held))
        return receipt if signed.is_by(who.card.sign) else None
    return None


def confirmed(session: Session, reader: str, chain: tuple[str, int], profile: str = "") -> int:
    """Up to which place of one of our chains, or branches, a reader holds exactly what we hold;
    with the digest of a disclosure profile, also all the parts that it lets travel."""
    receipt = receipt_of(session, reader)
    if receipt is None:
        return 0
    upto = _furthest(session, chain, ((m.epoch, m.head) for m in receipt.marks))
    if not profile:
        return upto
    whole = ((epoch, head) for epoch, of, head in receipt.disclosed if of == profile)
    return min(upto, _furthest(session, chain, whole))


def _furthest(session: Session, chain: tuple[str, int], heads: Iterable[tuple[int, str]]) -> int:
    """Up to which place of a chain something is among these ids, or before one of them."""
    name, epoch = chain
    ends = (session.ledger.by_id(head) for at, head in heads if at == epoch)
    found = (path(end, session.ledger) for end in ends if end and end.header.epoch == epoch)
    return max((one.get(name, 0) for one in found), default=0)


def note_disclosed(session: Session, manifest: Manifest) -> None:
    """Keep up to where all of a chain came that its trust's profile lets travel. Raises NotSaved.

    Kept beside the ledger and put back with it: a hub that lost it is sent the parts again.
    """
    if not manifest.profile or is_disclosed(session, manifest):
        return
    held = _disclosed(session)
    chain = held.setdefault(manifest.terminal, {}).setdefault(str(manifest.epoch), {})
    heads = chain.get(manifest.profile, [])
    if manifest.first == 1 or _is_among(session, manifest.prev, heads):
        kept = [head for head in heads if not _is_among(session, head, [manifest.head])]
        # Of a profile that no longer holds nothing needs to be known.
        whole = {manifest.profile: [*kept, manifest.head]}
        held[manifest.terminal][str(manifest.epoch)] = whole
        session.ledger.keep_key(_DISCLOSED, json.dumps(held).encode())


def is_disclosed(session: Session, manifest: Manifest) -> bool:
    """Whether all the parts of that stretch are here, as far as its profile lets them travel."""
    chain = _disclosed(session).get(manifest.terminal, {}).get(str(manifest.epoch), {})
    heads = chain.get(manifest.profile, [])
    return not manifest.profile or _is_among(session, manifest.head, heads)


def _is_among(session: Session, entry_id: str, heads: Iterable[str]) -> bool:
    """Whether an entry is one of these, or before one of them."""
    entry = session.ledger.by_id(entry_id)
    ends = (session.ledger.by_id(head) for head in heads)
    return entry is not None and any(
        is_within(entry, end, session.ledger) for end in ends if end is not None
    )


def _disclosed(session: Session) -> dict[str, Any]:
    held = session.ledger.key(_DISCLOSED)
    return dict(json.loads(held)) if held else {}


def refused(session: Session, readers: Sequence[Card]) -> set[str]:
    """The bundles that these readers' newest receipts refuse, by name."""
    found = (receipt_of(session, card.terminal) for card in readers)
    return {name for receipt in found if receipt for name, _ in receipt.refused}


def read_receipts(session: Session, carrier: Carrier) -> tuple[list[Receipt], list[str]]:
    """Take in what a place holds for us: the receipts that were newer, and the alerts."""
    taken: list[Receipt] = []
    alerts: list[str] = []
    for name in carrier.names(RECEIPTS, session.about.terminal):
        try:
            lines = open_receipt(
                carrier.read(RECEIPTS, session.about.terminal, name), own_keys(session)
            )
            receipt, before = _believed(session, lines)
        except NotForUs:
            continue
        except (Refused, TooNew) as problem:
            alerts.append(f"A receipt was ignored: {problem}")
            continue
        if receipt is not None:
            taken.append(receipt)
            alerts += _look_at(session, receipt, before)
    return taken, alerts


def _believed(session: Session, lines: bytes) -> tuple[Receipt | None, Receipt | None]:
    """A receipt that is newer than what is kept, now kept, or None for one that is kept already;
    and the one that was kept before it."""
    receipt, signed = read_receipt(lines)
    who = known(session, receipt.by)
    if who is None or who.revoked:
        raise Refused("It is from somebody who is not enrolled here.")
    if not signed.is_by(who.card.sign):
        raise Refused(f"It does not carry the signature of {who.card.title}.")
    own = own_card(session)
    if (receipt.to, receipt.environment) != (own.terminal, own.environment):
        raise Refused("It is for another terminal.")
    before = receipt_of(session, receipt.by)
    if before is not None and receipt == before:
        return None, before
    if before is not None and receipt.counter == before.counter:
        raise Refused(
            f"{who.card.title} wrote two receipts {receipt.counter[1]}: "
            "an older ledger was put in its place there."
        )
    if before is not None and receipt.counter < before.counter:
        _note_old(session, lines)
        return None, before
    seen = " ".join([*_kept(session).get(_SEEN, "").split(), _digest(lines)][-_MOST_SEEN:])
    kept = _kept(session) | {receipt.by: base64.b64encode(lines).decode(), _SEEN: seen}
    session.ledger.keep_key(_KEPT, json.dumps(kept).encode())
    return receipt, before


def _note_old(session: Session, lines: bytes) -> None:
    """Older receipts lie about at every place. One that we never saw is another matter."""
    seen = set(_kept(session).get(_SEEN, "").split())
    if _digest(lines) not in seen:
        raise Refused("It is older than the newest one, and was never seen here before.")


def _digest(lines: bytes) -> str:
    return hashlib.sha256(lines).hexdigest()[:24]


def _look_at(session: Session, receipt: Receipt, before: Receipt | None) -> list[str]:
    who = known(session, receipt.by)
    if who is None:
        return []
    alerts = [f"{who.card.title} refused a bundle: {show(why)}" for _, why in receipt.refused]
    tops = session.ledger.tops()
    for mark in receipt.marks:
        if session.ledger.by_id(mark.head) is not None:
            continue
        if tops.get((session.about.terminal, mark.epoch), (0, ""))[0] < mark.seq:
            alerts.append(
                f"{who.card.title} holds entry {mark.seq} of this terminal, which is not here: "
                "an older ledger was put in its place."
            )
        else:
            alerts.append(f"{who.card.title} holds another entry {mark.seq} of this terminal.")
    alerts += _holds_less(session, who.card, receipt, before) if before else []
    return [*alerts, *take_list(session, who.card, receipt.revoked)]


def _holds_less(session: Session, who: Card, receipt: Receipt, before: Receipt) -> list[str]:
    """Where a newer receipt confirms less of what is here than the one before it did; of an epoch
    of which they hold what is not here, nobody can say."""
    heads = [mark.head for mark in receipt.marks]
    more = {mark.epoch for mark in receipt.marks if session.ledger.by_id(mark.head) is None}
    ours = (mark for mark in before.marks if mark.epoch not in more)
    held = [mark for mark in ours if session.ledger.by_id(mark.head) is not None]
    return [
        f"{who.title} had entry {mark.seq} of epoch {mark.epoch} of this terminal and has it no "
        "more: an older ledger was put in its place there. It is sent again."
        for mark in held
        if not _is_among(session, mark.head, heads)
    ]


def _kept(session: Session) -> dict[str, str]:
    held = session.ledger.key(_KEPT)
    return dict(json.loads(held)) if held else {}


# --- writing --------------------------------------------------------------------------------


def write_receipts(session: Session, carrier: Carrier, plans: Sequence[Plan]) -> int:
    """Write each enrolled terminal's receipt where it says something new; how many."""
    tops: dict[str, Tops] = {}
    for (name, epoch), top in session.ledger.tops().items():
        tops.setdefault(name.partition(BRANCH)[0], {})[name, epoch] = top
    written = 0
    for one in enrolled(session):
        who = one.card.terminal
        chains = arms(who, tops.get(who, {}), session.ledger)
        mine = [plan for plan in plans if plan.terminal == one.card.terminal]
        if chains or mine:
            written += _write(session, carrier, one, chains, mine)
    return written


def _write(
    session: Session,
    carrier: Carrier,
    to: Enrolled,
    chains: Sequence[Arm],
    plans: Sequence[Plan],
) -> int:
    said = _said(session, to, chains, plans)
    issued = _issued(session)
    epoch = session.ledger.identity.epoch  # in a new epoch even the same is news
    digest = hashlib.sha256(repr((epoch, said)).encode()).hexdigest()
    last = issued.get(to.card.terminal, {"digest": "", "name": "", "number": 0})
    there = last["name"] in carrier.names(RECEIPTS, to.card.terminal)
    if last["digest"] == digest and there:
        return 0
    number = last["number"] + 1
    # Counted before it is written: a number is never used for two receipts.
    _keep_issued(session, issued | {to.card.terminal: {**last, "number": number}})
    receipt = Receipt(
        **said, written=written_at(session.now()),
        counter=(epoch, number),
    )  # fmt: skip
    lines = write_receipt(receipt, session.ledger.sign)
    name = carrier.write(RECEIPTS, to.card.terminal, seal_receipt(lines, [to.card.age]))
    now = {"digest": digest, "name": name, "number": number}
    _keep_issued(session, _issued(session) | {to.card.terminal: now})
    return 1


def _said(
    session: Session, to: Enrolled, chains: Sequence[Arm], plans: Sequence[Plan]
) -> dict[str, Any]:
    return {
        "by": session.about.terminal,
        "to": to.card.terminal,
        "environment": to.card.environment,
        "marks": tuple(Mark(arm.epoch, arm.seq, arm.head) for arm in chains),
        "disclosed": tuple(
            (int(epoch), profile, head)
            for epoch, found in sorted(_disclosed(session).get(to.card.terminal, {}).items())
            for profile, heads in found.items()
            for head in sorted(heads)
        ),
        "refused": tuple((p.bundle, p.reason) for p in plans if p.verdict == REFUSED),
        "missing": tuple(
            (p.missing.epoch, p.missing.first, p.missing.last)
            for p in plans
            if p.verdict == GAP and p.missing
        ),
        "revoked": own_list(session),
    }


def issued(session: Session, to: str) -> int:
    """The number of the last receipt that was written, or begun, for a terminal."""
    return int(_issued(session).get(to, {"number": 0})["number"])


def _issued(session: Session) -> dict[str, Any]:
    held = session.ledger.key(_ISSUED)
    return dict(json.loads(held)) if held else {}


def _keep_issued(session: Session, issued: dict[str, Any]) -> None:
    session.ledger.keep_key(_ISSUED, json.dumps(issued).encode())
