"""The incidents of a month: what began in it, ended in it, or was still on at any time in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wardsafe.clock import LONDON
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.session import Session
from wardsafe.views.folding import Fold, fold, record_at
from wardsafe.views.log import LogFilter, LogRow, page
from wardsafe.views.stored import entries_of

_BATCH = 500


@dataclass(frozen=True, slots=True)
class MonthIncident:
    """An incident that stands, with how many versions of it do."""

    number: int
    record: str
    said: RestrictivePractice
    versions: int


def incidents(session: Session, first: date, last: date) -> Iterator[MonthIncident]:
    """Those of the days from `first` to `last`, by when they began."""
    begins = datetime.combine(first, time(), LONDON)
    ends = datetime.combine(last + timedelta(days=1), time(), LONDON)
    found = [one for one in all_before(session, ends) if _in_period(one.said, begins, ends)]
    yield from sorted(found, key=lambda one: (one.said.happened() or begins, one.number))


def all_before(session: Session, until: datetime) -> Iterator[MonthIncident]:
    """Every incident that stands and began before a moment: one may have been on for months."""
    chosen = LogFilter(kinds=(RestrictivePractice.kind,), until=until)
    below: int | None = None
    while True:
        with session.ledger.reading() as db:
            rows = page(db, chosen, below=below, limit=_BATCH)
            held = entries_of(db, [row.record for row in rows])
        yield from filter(None, (_incident(row, fold(held[row.record])) for row in rows))
        if len(rows) < _BATCH:
            return
        below = rows[-1].position


def _incident(row: LogRow, folded: Fold) -> MonthIncident | None:
    said = record_at(folded.shown)
    if folded.void or not isinstance(said, RestrictivePractice):
        return None
    return MonthIncident(row.number, row.record, said, len(folded.heads))


def _in_period(said: RestrictivePractice, begins: datetime, ends: datetime) -> bool:
    """Began before the month was over, and was not over before it began."""
    began, over = said.happened(), said.ended()
    if began is None or began >= ends:
        return False
    if said.still_on():
        return True
    return max(over or began, began) >= begins
