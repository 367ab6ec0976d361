"""What somebody must be told of what was taken in: nothing here refuses, hides or changes anything.

Records struck through in heaps, two versions of one record, entries by somebody who had left; and
how long nothing was heard of another terminal, whose revocations and leavers are then not known.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from wardsafe.bundles.cards import TERMINAL, Card
from wardsafe.errors import Damaged
from wardsafe.ledger.entry import Entry
from wardsafe.records.restricted import is_restricted
from wardsafe.services.enrolling import enrolled, own_card
from wardsafe.services.session import Session
from wardsafe.views import staff
from wardsafe.views.folding import fold, moment

MANY_VOIDS = 10
"""So many voids in one bundle, and more than half of what it says, are told as a heap (≈ design:
threats catalogue N32 names no figure)."""
LONG_AGO = timedelta(days=14)
"""Without a word of another terminal for longer, the access list here may be old (≈ design)."""


def alerts_of(session: Session, new: Sequence[Entry], sender: Card) -> tuple[str, ...]:
    """The sentences about entries that were new, of a bundle that `sender` signed."""
    if not new:
        return ()
    said = [*_heap_of_voids(new, sender)]
    if own_card(session).role == TERMINAL == sender.role:
        said += _two_versions(session, new)
    return tuple(said)


@dataclass(frozen=True, slots=True)
class Came:
    """A bundle that `sender` signed, of which the entries numbered `first` to `last` were new."""

    bundle: str
    sender: Card
    first: int
    last: int


def of_leavers(session: Session, came: Sequence[Came]) -> Iterable[tuple[str, str]]:
    """Bundle and sentence where somebody wrote after they had left. Asked once for all that came
    in, so that the staff list is read once, and a leaving counts in whichever bundle it came."""
    if own_card(session).role != TERMINAL:
        return ()
    theirs = [one for one in came if one.sender.role == TERMINAL]
    return _by_leavers(session, theirs) if theirs else ()


def silent_since(session: Session, heard: Mapping[str, str]) -> tuple[str, ...]:
    """One sentence for each terminal of the ward that said nothing for long; `heard` is the day,
    by terminal, on which the newest bundle that came in was written."""
    own, today = own_card(session), session.now().date()
    found = []
    for one in enrolled(session):
        card = one.card
        if one.revoked or card.role != TERMINAL or card.ward != own.ward:
            continue
        day = heard.get(card.terminal)
        if day and (age := today - date.fromisoformat(day)) > LONG_AGO:
            found.append(
                f"The access list is {age.days} days old: nothing came from {card.terminal_name} "
                "since. Somebody who has left may still unlock here."
            )
    return tuple(found)


def _heap_of_voids(new: Sequence[Entry], sender: Card) -> Iterable[str]:
    told = [entry for entry in new if not entry.header.kind.startswith("access/")]
    maybe = (entry for entry in told if _could_say(entry.parts.get("facts", b""), b"void"))
    voids = sum(1 for entry in maybe if _part(entry, "facts").get("act") == "void")
    if voids >= MANY_VOIDS and voids * 2 > len(told):
        yield (
            f"{sender.title} struck through {voids} records at once. They are kept and can be "
            "read: ask there why."
        )


def _could_say(body: bytes, word: bytes) -> bool:
    """Whether a part has that word somewhere, or letters that are spelt in another way: few do, and
    the others need not be read."""
    return word in body or b"\\" in body


def _two_versions(session: Session, new: Sequence[Entry]) -> Iterable[str]:
    """Records of which two corrections do not know of each other; which holds, a person chooses."""
    touched = {
        entry.header.record
        for entry in new
        if entry.header.parents and not is_restricted(entry.header.kind)
    }
    many = sum(1 for one in touched if len(fold(session.ledger.of_record(one)).heads) > 1)
    if many:
        records = "1 record has" if many == 1 else f"{many} records have"
        yield f"{records} two versions now: both are kept. Choose in the log, state “2 versions”."


def _by_leavers(session: Session, came: Sequence[Came]) -> Iterator[tuple[str, str]]:
    left = _leavers(session)
    for one in came if left else ():
        wrote: Counter[str] = Counter()
        many = one.last - one.first + 1
        for entry in islice(session.ledger.walk(one.first - 1), many):
            wrote.update(_author_after(entry, left))
        for who, times in wrote.items():
            entries = "1 entry" if times == 1 else f"{times} entries"
            yield (
                one.bundle,
                f"{left[who][0]} ({who}) wrote {entries} at {one.sender.terminal_name} after they "
                "had left: their leaving had not come there yet.",
            )


def _leavers(session: Session) -> dict[str, tuple[str, datetime]]:
    """Id → name, and since when, of everybody who left and is not here under another record."""
    with session.ledger.reading() as db:
        members = staff.members(db)
    here = {one.id for one in members if one.active}
    gone = [one for one in members if not one.active and one.id not in here]
    times = ((one, _left_at(session, one.record)) for one in gone)
    return {one.id: (one.name, since) for one, since in times if since}


def _left_at(session: Session, record: str) -> datetime | None:
    steps = fold(session.ledger.of_record(record)).steps
    gone = [s for s in steps if s.act == "void" or s.parts["facts"].get("active") == "N"]
    times = [when for one in gone if (when := moment(one.authorship("entered")))]
    return max(times, default=None)


def _author_after(entry: Entry, left: Mapping[str, tuple[str, datetime]]) -> Iterable[str]:
    """Who wrote the entry, if that is somebody who had left by then."""
    said = _part(entry, "private")
    author, when = said.get("author"), moment(said.get("entered"))
    if isinstance(author, str) and author in left and when is not None and when > left[author][1]:
        yield author


def _part(entry: Entry, name: str) -> dict[str, Any]:
    """What a part says of the entry itself; {} for what is sealed or is not here."""
    try:
        said = entry.read(name).get("entry")
    except Damaged:
        return {}
    return said if isinstance(said, dict) else {}
