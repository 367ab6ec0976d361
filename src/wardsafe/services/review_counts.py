"""Counts of reviewing as a process, for those who look after it: never of a person, never a share.

What may be seen across patients is what was done and when it is due (domain page on the self-harm
review, section 2): due and late, made in the period, with an arrangement recorded (QS34 statement
4), plans held by the person, open "not yet" actions. No answer of one person is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from wardsafe.records.self_harm_review import NOT_YET, SelfHarmReview
from wardsafe.services.reviewing_safety import reviews_due
from wardsafe.services.safety_plan_page import plan_of
from wardsafe.services.session import Session
from wardsafe.views.folding import fold, record_at
from wardsafe.views.log import LogFilter, page
from wardsafe.views.stored import entries_of

PERIOD = timedelta(days=30)
SOON = timedelta(hours=4)
ACTION = "count reviews"
_MOST, _AT_ONCE = 5000, 200


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """`late`, `soon`, `later`, `unset`: the next reviews of those on the ward. `made` in the
    period, by when they were due (`by_then`, `after`), `whole` with every item looked at, and
    with an `arrangement`. `plans`, `held`: safety plans, and those the person holds. `actions`
    and `overdue`: "not yet" of the last reviews, and those whose time has passed."""

    late: int
    soon: int
    later: int
    unset: int
    made: int
    by_then: int
    after: int
    whole: int
    arrangement: int
    plans: int
    held: int
    actions: int
    overdue: int


def counted(session: Session) -> ReviewCounts:
    """The counts of the last 30 days and of now. Raises NotAllowed for who does not look after it.

    Reviews that were struck through are not counted.
    """
    session.require(ACTION)
    now = session.now()
    due = reviews_due(session)
    times = [one.next.at for one in due]
    made = list(_made(session, now - PERIOD, now))
    plans = [found[1] for one in due if (found := plan_of(session, one.person.record))]
    last = [one.last.review for one in due if one.last]
    open_ = [row for review in last for row in review.rows if row.answer == NOT_YET]
    return ReviewCounts(
        late=_many(at is not None and at < now for at in times),
        soon=_many(at is not None and now <= at <= now + SOON for at in times),
        later=_many(at is not None and at > now + SOON for at in times),
        unset=times.count(None),
        made=len(made),
        by_then=_many(one.in_time == "Y" for one in made),
        after=_many(one.in_time == "N" for one in made),
        whole=_many(one.looked_at_all() for one in made),
        arrangement=_many(bool(one.observation) for one in made),
        plans=_many(plan.exists == "Y" for plan in plans),
        held=_many(plan.held_by_person == "Y" for plan in plans),
        actions=len(open_),
        overdue=_many(row.by is not None and row.by < now for row in open_),
    )


def _made(session: Session, since: datetime, until: datetime) -> Iterator[SelfHarmReview]:
    chosen = LogFilter(kinds=(SelfHarmReview.kind,), since=since, until=until)
    with session.ledger.reading() as db:
        rows = page(db, chosen, limit=_MOST)
    wanted = [row.record for row in rows if row.state != "void"]
    for first in range(0, len(wanted), _AT_ONCE):
        with session.ledger.reading() as db:
            held = entries_of(db, wanted[first : first + _AT_ONCE])
        for entries in held.values():
            said = record_at(fold(entries).shown)
            if isinstance(said, SelfHarmReview):
                yield said


def _many(found: Iterable[bool]) -> int:
    return list(found).count(True)
