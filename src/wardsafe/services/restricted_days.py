"""The sexual-safety events of a span that open with the keys of whoever looks, for their cross.

Only records whose month says they may be of the span are opened, so that a long history costs no
decryption. What does not open is not counted, nor is there any sign that it is there.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from wardsafe.ledger.entry import Entry
from wardsafe.records.moments import local
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import restricted_twins, sealing
from wardsafe.services.audiences import keys, stream_of
from wardsafe.services.day_states import clusters
from wardsafe.services.session import Session
from wardsafe.views import restricted
from wardsafe.views.closing import DayEvent, event_of
from wardsafe.views.folding import fold, record_at
from wardsafe.views.stored import entries_of

_KIND = "sexual-safety"
_PAGE = 500


def restricted_events(session: Session, since: int, until: int) -> list[DayEvent]:
    """The events that happened from `since` until before `until` (seconds since 1970), in order."""
    months = _months(since, until)
    mine = keys(session)
    found = []
    for entries in _held(session):
        if not months & {str(entry.read("facts").get("month")) for entry in entries}:
            continue
        clear = sealing.open_with(mine, entries)
        if clear and since <= (event := _event(clear)).at < until:
            found.append(event)
    return sorted(found, key=lambda event: (event.at, event.number))


def _months(since: int, until: int) -> frozenset[str]:
    """Every month that a span touches, as the records say theirs in the clear."""
    first, last = (local(datetime.fromtimestamp(at, UTC)) for at in (since, max(since, until - 1)))
    begin, end = (at.year * 12 + at.month - 1 for at in (first, last))
    return frozenset(f"{at // 12:04}-{at % 12 + 1:02}" for at in range(begin, end + 1))


def with_linked(
    session: Session, found: Sequence[DayEvent]
) -> tuple[list[DayEvent], list[tuple[str, str]]]:
    """The events with all that people linked to them, whenever they happened, and the links: an
    event counts in one month only, that of the earliest record of it."""
    pairs = restricted_twins.pairs(session)
    known = {event.record for event in found}
    root = clusters(known.union(*pairs), pairs)
    wanted = {root[record] for record in known}
    more = sorted(record for record in root if root[record] in wanted and record not in known)
    return [*found, *_named(session, more)], pairs


def _named(session: Session, records: Iterable[str]) -> Iterator[DayEvent]:
    mine = keys(session)
    for record in records:
        if clear := sealing.open_with(mine, session.ledger.of_record(record)):
            yield _event(clear)


def _event(clear: tuple[Entry, ...]) -> DayEvent:
    folded = fold(clear)
    said = record_at(folded.shown)
    concern = isinstance(said, SexualSafety) and stream_of(said) == "environment"
    return event_of(folded, concern=concern)


def _held(session: Session) -> Iterator[list[Entry]]:
    """The entries of every record of the kind, many records at a time."""
    below: int | None = None
    while True:
        with session.ledger.reading() as db:
            page = restricted.records(db, _KIND, below=below, limit=_PAGE)
            held = entries_of(db, page)
        yield from held.values()
        if len(page) < _PAGE:
            return
        below = min(entry.number for entry in held[page[-1]])
