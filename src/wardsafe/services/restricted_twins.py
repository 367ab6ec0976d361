"""Sexual-safety records that tell of one event, and what was said of one: for their readers alone.

Links and voices are sealed as the records are, and read by opening them with the keys of whoever
looks. A link of which somebody may not read both ends is not there for them, nor in their counts
(cases C13 and H10). What was opened is kept with the session, which is gone at the lock.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from wardsafe.errors import BadInput
from wardsafe.records.link import SAME
from wardsafe.records.restricted_aside import RestrictedLink, RestrictedVoice
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import sealing, sexual_safety
from wardsafe.services.audiences import keys
from wardsafe.services.day_states import clusters
from wardsafe.services.restricted_reading import mark, records_of
from wardsafe.services.session import Session
from wardsafe.services.sexual_safety import Row
from wardsafe.views.closing import DayEvent
from wardsafe.views.folding import Fold, first_at, fold, moment, record_at
from wardsafe.views.log import LogRow

LINKS, VOICES = "restricted-link", "restricted-voice"
Tie = tuple[str, str, str, bool]
"""A link: its own record, the two that it names, whether it stands."""


def is_event(session: Session, record: str) -> bool:
    """Whether this is a sexual-safety record that this person may read."""
    try:
        sexual_safety.event(session, record)
    except BadInput:
        return False
    return True


def ties(session: Session, records: Iterable[str]) -> list[Tie]:
    """The links that name any of the records, of which this person may read both ends."""
    named = set(records)
    return [one for one in _asides(session)[0] if named & {one[1], one[2]}]


def joined_to(session: Session, record: str) -> set[str]:
    """Every other record that standing links lead to, over as many steps as there are."""
    known, found = {record}, {record}
    while found:
        pairs = (one[1:3] for one in ties(session, known) if one[3])
        found = {each for pair in pairs for each in pair} - known
        known |= found
    return known - {record}


def voices(session: Session, record: str) -> list[str]:
    """The records of what was said of an event, in the order of entry, struck through left out."""
    return [voice for voice, about in _asides(session)[1] if about == record]


def once(session: Session, found: Sequence[DayEvent]) -> list[DayEvent]:
    """Of events that people linked the earliest: what is counted."""
    root = clusters((one.record for one in found), pairs(session))
    kept: dict[str, DayEvent] = {}
    for one in sorted(found, key=lambda one: (one.at, one.number)):
        kept.setdefault(root[one.record], one)
    return list(kept.values())


def pairs(session: Session) -> list[tuple[str, str]]:
    """The two ends of every link that stands, as far as this person may read them."""
    return [(one, other) for _, one, other, stands in _asides(session)[0] if stands]


def near(session: Session, said: SexualSafety, when: datetime, by: timedelta) -> list[LogRow]:
    """Events of the same person, or of nobody in particular and of the same kind, about then."""
    found = []
    for row in sexual_safety.listed(session):
        if row.happened is None or row.state == "void" or abs(row.happened - when) > by:
            continue
        other = sexual_safety.event(session, row.record)
        if said.person == other.person and (said.person or said.category == other.category):
            found.append(_log_row(session, row))
    return found


def row_of(session: Session, record: str) -> LogRow | None:
    """An event as a line of the log would show it; None for one that this person may not read."""
    rows = (row for row in sexual_safety.listed(session) if row.record == record)
    return next((_log_row(session, row) for row in rows), None)


def _log_row(session: Session, row: Row) -> LogRow:
    """No narrative and no name: what the list of the room shows."""
    first = fold(sealing.entries_of(session, row.record)).first
    entered = first.authorship("entered")
    happened = row.happened or moment(entered)
    return LogRow(
        position=first_at(int(happened.timestamp()) if happened else 0),
        record=row.record,
        number=row.number,
        kind=SexualSafety.kind,
        title=SexualSafety.title,
        person=row.person or None,
        initials=row.initials,
        what=row.category or "kind not recorded",
        happened=happened.isoformat() if happened else "",
        entered=entered,
        author=first.authorship("author_name"),
        state=row.state,
        items=None,
    )


def _asides(session: Session) -> tuple[list[Tie], list[tuple[str, str]]]:
    """Every link and every voice that opens, read once until something restricted is written."""
    now = mark(session)
    kept = session.asides_before
    if kept is None or kept[0] != now:
        found = (list(_links(session)), list(_voices(session)))
        session.asides_before = kept = (now, found)
    links, said = kept[1]
    return links, said


def _links(session: Session) -> Iterator[Tie]:
    for folded in _opened(session, LINKS):
        said = record_at(folded.shown)
        if isinstance(said, RestrictedLink) and said.one and said.other:
            ends = (said.one, said.other)
            if all(is_event(session, one) for one in ends):
                yield (folded.record, *ends, said.same == SAME and not folded.void)


def _voices(session: Session) -> Iterator[tuple[str, str]]:
    for folded in _opened(session, VOICES):
        said = record_at(folded.shown)
        if isinstance(said, RestrictedVoice) and said.about and not folded.void:
            yield folded.record, said.about


def _opened(session: Session, kind: str) -> list[Fold]:
    """The records of a kind that open, in the order in which they came."""
    mine = keys(session)
    held = (session.ledger.of_record(record) for record in records_of(session, kind))
    clear = (sealing.open_with(mine, entries) for entries in held)
    return sorted((fold(entries) for entries in clear if entries), key=lambda one: one.number)
