"""What goes out: our own chains, from where the readers' receipts say, in bundles of easy size.

*Sent* is never kept: what is confirmed follows from receipts, what lies at a place from looking.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from wardsafe.bundles import foreign, leaving
from wardsafe.bundles.arms import is_of
from wardsafe.bundles.cards import DESK, TERMINAL, Card
from wardsafe.bundles.carriers import INBOX, Carrier
from wardsafe.bundles.disclosure import profile_of
from wardsafe.bundles.leaving import Leaving
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.manifest import PURPOSES, Manifest, written_at
from wardsafe.bundles.refusing import Refused
from wardsafe.bundles.sealing import in_bundles, seal
from wardsafe.duties.files import read_files
from wardsafe.ledger.entry import Entry
from wardsafe.places import seed
from wardsafe.services.audiences import RECOVERY_KEY
from wardsafe.services.confirming import confirmed, receipt_of, refused
from wardsafe.services.enrolling import own_card, readers
from wardsafe.services.session import Session
from wardsafe.vocabulary.change_ideas import ideas_for

_LOG, _NUMBERS, _MOST = "exchange/written", "exchange/numbers", 500
_STEP = 500
Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that was written and read back the same; no word about whether anybody has it.

    `first` to `last` are places in our chain of that epoch, or in `arm`, a branch of it.
    """

    purpose: str
    name: str
    number: int
    epoch: int
    first: int
    last: int
    size: int
    at: str
    place: str
    to: tuple[str, ...]
    profile: str = ""
    arm: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one purpose still has to go of our chain of an epoch, or of `arm`, a branch of it: the
    entries after place `after`, up to `upto`."""

    epoch: int
    after: int
    upto: int
    arm: str = ""

    @property
    def entries(self) -> int:
        """How many."""
        return self.upto - self.after


def written(session: Session) -> tuple[Written, ...]:
    """The bundles written last, newest first."""
    held = session.ledger.key(_LOG)
    found = [Written(**one | {"to": tuple(one["to"])}) for one in json.loads(held)] if held else []
    return tuple(reversed(found))


def unconfirmed(session: Session, purpose: str, to: Sequence[Card] | None = None) -> list[Waiting]:
    """What not every reader of that purpose, or each of `to`, has confirmed, epoch by epoch; then
    the other arms of what forked, come home from elsewhere."""
    to = readers(session, purpose) if to is None else to
    own, profile = session.about.terminal, _profile(session, purpose) if to else ""
    found = []
    for (name, epoch), (top, _) in sorted(session.ledger.tops().items()):
        if is_of(name, own):
            marks = [confirmed(session, card.terminal, (name, epoch), profile) for card in to]
            arm = "" if name == own else name
            found.append(Waiting(epoch, min(marks, default=0), top, arm))
    return [one for one in found if one.entries > 0]


def _profile(session: Session, purpose: str) -> str:
    """The digest of the disclosure profile that a purpose is sent under; "" for the ward's."""
    return profile_of(session.where.disclosure).digest if purpose == "network" else ""


def send(
    session: Session, carrier: Carrier, on_progress: Progress, stop: Stop
) -> tuple[list[Written], Counter[str]]:
    """Write what is neither confirmed nor at the place; what was written, and what stayed behind.

    Raises NotSaved, UnsafePlace; whatever was written until then is whole.
    """
    sent: list[Written] = []
    stays: Counter[str] = Counter()
    for purpose, to in _letters(session):
        for one in unconfirmed(session, purpose, to):
            after = _covered(session, carrier, purpose, one, to)
            leave = _rule(session, purpose, to)
            entries = _leaving(session, replace(one, after=after), leave, stays)
            for batch in in_bundles(entries):
                if stop():
                    return sent, stays
                part = replace(one, after=after)
                sent.append(_write(session, carrier, purpose, part, batch, to))
                after += len(batch)
                on_progress("writing", after, one.upto)
    return sent, stays


def _letters(session: Session) -> Iterator[tuple[str, list[Card]]]:
    """Each purpose and who reads the same bundles of it: a desk's wards each get their own."""
    for purpose in PURPOSES:
        to = readers(session, purpose)
        by_ward: dict[tuple[str, str], list[Card]] = {}
        for card in to if own_card(session).role == DESK else ():
            by_ward.setdefault((card.environment, card.ward), []).append(card)
        yield from ((purpose, some) for some in by_ward.values() or [to] if some)


def _covered(
    session: Session, carrier: Carrier, purpose: str, one: Waiting, to: Sequence[Card]
) -> int:
    """Up to which entry bundles for all these readers lie at the place already.

    One that a reader refused counts only if it still reads back as it was written.
    """
    there = set(carrier.names(INBOX, session.about.terminal))
    there -= {name for name in there & refused(session, to) if not _reads(session, carrier, name)}
    whom, profile = {card.age for card in to}, _profile(session, purpose)
    after = one.after
    fit = [
        w
        for w in written(session)
        if (w.purpose, w.epoch, w.arm, w.profile) == (purpose, one.epoch, one.arm, profile)
        and whom <= set(w.to)
        and w.name in there
    ]
    for each in sorted(fit, key=lambda w: (w.first, w.last)):
        if each.first <= after + 1:
            after = max(after, each.last)
    return after


def _reads(session: Session, carrier: Carrier, name: str) -> bool:
    try:
        return bool(carrier.read(INBOX, session.about.terminal, name))
    except Refused:
        return False


def entries_of(session: Session, one: Waiting) -> Iterator[Entry]:
    """The entries of a stretch of our own chain, or of a branch of it."""
    after, name = one.after, one.arm or session.about.terminal
    while after < one.upto:
        found = session.ledger.chain(name, one.epoch, after, min(_STEP, one.upto - after))
        if not found:
            return
        yield from found
        after += len(found)


def known_ids() -> frozenset[str]:
    """The names of duties and change ideas that everybody has, and so say nothing of a person."""
    duties = read_files(sorted((seed() / "duties").glob("*.toml")))
    packages = ideas_for(seed() / "none").packages
    ideas = (idea.code for package in packages for idea in package.ideas())
    return frozenset({each.id for each in duties.all} | set(ideas))


def _rule(session: Session, purpose: str, to: Sequence[Card]) -> Callable[[Entry], Leaving]:
    """What of each entry may travel to these readers."""
    if purpose == "network":
        profile, ids = profile_of(session.where.disclosure), known_ids()
        return lambda entry: leaving.leaving(entry, profile, ids)
    if own_card(session).role == DESK:
        ward_of = cache(lambda record: foreign.ward_of(record, session.ledger))
        return lambda entry: leaving.answers(entry, ward_of, to[0].ward)
    return leaving.whole


def _leaving(
    session: Session, one: Waiting, leave: Callable[[Entry], Leaving], stays: Counter[str]
) -> Iterator[RawEntry]:
    for entry in entries_of(session, one):
        out = leave(entry)
        stays.update(out.stays.values())
        yield out.raw


def _write(
    session: Session,
    carrier: Carrier,
    purpose: str,
    one: Waiting,
    batch: list[RawEntry],
    to: Sequence[Card],
) -> Written:
    own = own_card(session)
    heard = {card.terminal: receipt_of(session, card.terminal) for card in to}
    counters = {who: list(receipt.counter) for who, receipt in heard.items() if receipt}
    about = replace(_about(session, own, purpose, one), heard=counters)
    keys = [card.age for card in to]
    sealed = seal(batch, about, [*keys, *_spare_keys(session, own, purpose)], session.ledger.sign)
    name = carrier.write(INBOX, own.terminal, sealed.data)
    m = sealed.manifest
    done = Written(
        purpose=purpose, name=name, number=m.number, epoch=one.epoch, first=one.after + 1,
        last=one.after + m.entries, size=len(sealed.data), at=written_at(session.now()),
        place=carrier.where, to=tuple(keys), profile=m.profile, arm=one.arm,
    )  # fmt: skip
    kept = [asdict(each) for each in (*reversed(written(session)), done)]
    session.ledger.keep_key(_LOG, json.dumps(kept[-_MOST:]).encode())
    return done


def _spare_keys(session: Session, own: Card, purpose: str) -> list[str]:
    """Who else can open it: the ward's two recovery parts, and we ourselves what is the ward's.

    What a desk wrote to one ward lacks the parts of the others, so it never takes it back in.
    """
    escrow = (session.ledger.key(RECOVERY_KEY) or b"").decode()
    ours = purpose == "ward" and own.role == TERMINAL
    return [key for key in (escrow, own.age if ours else "") if key]


def _about(session: Session, own: Card, purpose: str, one: Waiting) -> Manifest:
    (first,) = session.ledger.chain(one.arm or own.terminal, one.epoch, one.after, 1)
    return Manifest(
        purpose=purpose,
        environment=own.environment,
        ward=own.ward,
        terminal=own.terminal,
        epoch=one.epoch,
        first=first.header.seq,
        last=0,
        prev=first.header.prev,
        head="",
        number=_next_number(session, purpose),
        previous=next((w.name for w in written(session) if w.purpose == purpose), ""),
        written=written_at(session.now(), day_only=purpose == "network"),
        recipients=(),
        entries=0,
        counts={},
        digest="",
        packed=0,
        size=0,
        profile=_profile(session, purpose),
    )


def _next_number(session: Session, purpose: str) -> int:
    """The next one, kept before it is used: after a fault there is a gap and never a double."""
    held = session.ledger.key(_NUMBERS)
    numbers: dict[str, Any] = json.loads(held) if held else {}
    number = int(numbers.get(purpose, 0)) + 1
    session.ledger.keep_key(_NUMBERS, json.dumps(numbers | {purpose: number}).encode())
    return number


def not_there(session: Session, carrier: Carrier, purpose: str, one: Waiting) -> Iterator[Entry]:
    """The entries of a stretch that no bundle at the place holds for all readers."""
    letters = (to for each, to in _letters(session) if each == purpose)
    after = min((_covered(session, carrier, purpose, one, to) for to in letters), default=one.after)
    return entries_of(session, replace(one, after=after))
