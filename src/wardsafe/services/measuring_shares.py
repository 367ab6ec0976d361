"""The shares among the measures: what fell in each, and whether it was met.

Items of the Act, entries made late, debriefs, reviews, answers to reporters, duties in time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wardsafe.clock import LONDON
from wardsafe.duties.definitions import Definitions
from wardsafe.duties.due import kept_in_time
from wardsafe.duties.happenings import Done, Happening
from wardsafe.measures.series import Moment
from wardsafe.records.nil_return import span
from wardsafe.services import happenings, reviewing_safety
from wardsafe.views import duties as duty_tables
from wardsafe.views import measuring as tables
from wardsafe.views import reviews as review_tables

if TYPE_CHECKING:
    from wardsafe.services.measuring import Ward

DUTIES, REVIEWS, ANSWERED, LATE = "duties-in-time", "safety-reviews", "answered", "late-entries"
DEBRIEF_WITHIN = 72 * 60
"""Minutes after an incident within which a debrief counts (≈ local standard)."""

Met = tuple[Moment, bool]
"""When something fell due or happened, and whether it was met."""


def is_share(measure_id: str) -> bool:
    """Whether a measure is the share of what was met."""
    return measure_id in _SHARES


def met(ward: "Ward", measure_id: str) -> Sequence[Met]:
    """All of it, worked out once for a ward that was read: every chart of it asks."""
    if measure_id not in ward.shares:
        ward.shares[measure_id] = tuple(_SHARES[measure_id](ward))
    return ward.shares[measure_id]


def _items(ward: "Ward") -> Iterator[Met]:
    """Every item of s.6(5) of every incident, and whether it is answered."""
    for at, one in ward.moments:
        for number in range(one.items):
            yield at, number < one.answered


def _late(ward: "Ward") -> Iterator[Met]:
    """Every record of an incident, and whether it was written down late."""
    return ((at, one.late) for at, one in ward.moments)


def _debriefs(ward: "Ward") -> Iterator[Met]:
    """Incidents that had a debrief in time, or whose time for one is over."""
    for at, one in ward.moments:
        held = one.debrief is not None and one.debrief <= DEBRIEF_WITHIN
        if held or ward.now - at > timedelta(minutes=DEBRIEF_WITHIN):
            yield at, held


def _answered(ward: "Ward") -> Iterator[Met]:
    """Records signed off whose reporter can be told, and whether they were."""
    with ward.session.ledger.reading() as db:
        found = review_tables.signed_since(db, 0)
    return ((_moment(signed), told > 0) for signed, told, author in found if author)


def _reviews(ward: "Ward") -> Iterator[Met]:
    """Reviews that were held, in time or late, and those that are late now."""
    with ward.session.ledger.reading() as db:
        yield from ((_moment(at), kept) for at, kept in tables.reviews(db))
    for at in reviewing_safety.review_happenings(ward.session, ward.now).values():
        if at is not None and at < ward.now:
            yield at, False


def _due(ward: "Ward") -> Iterator[Met]:
    """Duties with a due time that has come, and whether they were done by it."""
    known, _ = happenings.definitions(ward.session)
    since = span(ward.first, "day")[0]
    with ward.session.ledger.reading() as db:
        found = duty_tables.happened_since(db, dict.fromkeys(known.by_trigger, since))
        dones = duty_tables.done_about(db, {one.record for one in found})
    return iter(_worked_out(ward, (known, since, found, dones)))


_Asked = tuple[Definitions, datetime, Sequence[Happening], Sequence[Done]]


def _worked_out(ward: "Ward", asked: _Asked) -> list[tuple[datetime, bool]]:
    """Which were kept, worked out anew only where something happened, was done, or fell due since:
    every chart that is opened and come back to asks for it."""
    session = ward.session
    if session.due_before is not None:
        held: list[tuple[datetime, bool]]
        before, (begins, until), held = session.due_before
        if before == asked and begins <= ward.now < until:
            return held
    known, since, found, dones = asked
    kept, ahead = kept_in_time(known, found, dones, ward.now, since=since)
    until = ahead or ward.now + timedelta(minutes=1)
    session.due_before = (asked, (ward.now, until), kept)
    return kept


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, LONDON)


_SHARES: Mapping[str, Callable[["Ward"], Iterable[Met]]] = {
    DUTIES: _due, "statutory-items": _items, "debriefs": _debriefs,
    REVIEWS: _reviews, ANSWERED: _answered, LATE: _late,
}  # fmt: skip
