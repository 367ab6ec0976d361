"""The records of restrictive practice of a period, as they stand."""

from datetime import datetime, time

from wardsafe.clock import LONDON
from wardsafe.measures.periods import Period
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.session import Session
from wardsafe.views import closing
from wardsafe.views.folding import fold
from wardsafe.views.happenings import said_in
from wardsafe.views.stored import entries_of


def incidents_of(session: Session, period: Period) -> list[RestrictivePractice]:
    """What every record that happened in the period says now; none that was struck through."""
    with session.ledger.reading() as db:
        there = closing.events(db, *seconds(period))
        held = entries_of(db, [event.record for event in there if not event.void])
    said = (said_in(fold(entries)) for entries in held.values())
    return [each for each in said if isinstance(each, RestrictivePractice)]


def seconds(period: Period) -> tuple[int, int]:
    """From its first second, since 1970, to the one after its last."""
    begins, ends = (datetime.combine(day, time(), LONDON) for day in (period.first, period.after))
    return int(begins.timestamp()), int(ends.timestamp())
