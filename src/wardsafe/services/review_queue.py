"""The queue of the safety lead: what waits for its review, and for how long.

What is restricted waits here too, for the leads of its audience alone; everybody else counts the
same with and without it (`services/restricted_reviews.py`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from wardsafe.services import restricted_reviews
from wardsafe.services.session import Session
from wardsafe.views import review_rows, reviews
from wardsafe.views.review_rows import CaseFilter, CaseRow
from wardsafe.views.review_view import ReviewsView

OVERDUE = timedelta(days=14)
"""A record waits too long for its review after two weeks (≈ design: no source sets a time)."""

LOOK_BACK = timedelta(days=30)
"""What the figures about answers to reporters look back on."""

BY_STATE = dict.fromkeys(review_rows.STATES)
OVERDUE_WORD, FLAGGED_WORD, EVERYTHING = "overdue", "flagged", "everything"
NARROWED_TO = ("waiting", OVERDUE_WORD, review_rows.INCOMPLETE, FLAGGED_WORD, *review_rows.STATES,
               EVERYTHING)  # fmt: skip
"""What the queue can be narrowed to; the first is what it shows at once."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the queue is narrowed to: a word of NARROWED_TO, and a person's record."""

    what: str = NARROWED_TO[0]
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, by state, with how many and since when the oldest does; and of the last 30 days:
    records signed off, of how many the reporter was written to, since when the oldest of the
    others waits (None: none does), and the usual wait until a review begins, in seconds."""

    by_state: dict[str, tuple[int, datetime]]
    overdue: int
    signed: int
    written: int
    oldest_unwritten: datetime | None
    usual: float | None

    @property
    def total(self) -> int:
        """How many records wait for somebody."""
        return sum(many for many, _ in self.by_state.values())


def is_behind(session: Session) -> bool:
    """Whether the tables of the queue are not up to date: then nothing can be counted."""
    return bool({ReviewsView.name, "people"} & set(session.ledger.views_behind()))


def may_review(session: Session) -> bool:
    """Whether this person has a queue: of every use of force, or only of what they are let into."""
    return session.may("review") or session.may(restricted_reviews.MAY)


def page(
    session: Session,
    chosen: Chosen,
    *,
    below: int | None = None,
    above: int | None = None,
    limit: int,
) -> list[CaseRow]:
    """At most `limit` records, the longest wait first. Raises NotAllowed."""
    found = _filter(session, chosen)
    rows = _in_the_clear(session, found, below=below, above=above, limit=limit)
    sealed = [
        row
        for row in _sealed(session, found)
        if (below is None or row.position < below) and (above is None or row.position > above)
    ]
    if not sealed:
        return rows
    merged = sorted([*rows, *sealed], key=lambda row: row.position, reverse=True)
    return merged[-limit:] if above is not None else merged[:limit]


def count(session: Session, chosen: Chosen) -> int:
    """How many records that finds. Raises NotAllowed."""
    found = _filter(session, chosen)
    sealed = len(_sealed(session, found))
    if not session.may("review"):
        return sealed
    with session.ledger.reading() as db:
        return sealed + reviews.count(db, found)


def waiting(session: Session) -> Waiting:
    """How much waits and for how long, and what reporters were told. Raises NotAllowed."""
    if not may_review(session):
        session.require("review")
    now = session.now()
    since = int((now - LOOK_BACK).timestamp())
    held: dict[str, tuple[int, int]] = {}
    signed: list[tuple[int, int, str]] = []
    begun: list[int] = []
    if session.may("review"):
        with session.ledger.reading() as db:
            held = reviews.waiting(db)
            signed = [each for each in reviews.signed_since(db, since) if each[2]]
            begun = reviews.waits_begun_since(db, since)
    for one in restricted_reviews.all_of(session):
        _add(held, one.case)
        if one.case.signed >= max(since, 1) and one.case.author and one.reporter_reads:
            signed.append((one.case.signed, one.case.told, one.case.author))
        if one.case.begun >= max(since, 1):
            begun.append(max(0, one.case.begun - one.case.entered))
    unwritten = [at for at, told, _ in signed if not told]
    return Waiting(
        by_state={state: (many, _at(first, now)) for state, (many, first) in held.items()},
        overdue=count(session, Chosen(OVERDUE_WORD)),
        signed=len(signed),
        written=len(signed) - len(unwritten),
        oldest_unwritten=_at(min(unwritten), now) if unwritten else None,
        usual=median(begun) if begun else None,
    )


def _in_the_clear(
    session: Session, found: CaseFilter, *, below: int | None, above: int | None, limit: int
) -> list[CaseRow]:
    if not session.may("review"):
        return []
    with session.ledger.reading() as db:
        return reviews.page(db, found, below=below, above=above, limit=limit)


def _sealed(session: Session, found: CaseFilter) -> list[CaseRow]:
    """What the filter finds of what few may read. Raises NotAllowed for who reviews nothing."""
    if not may_review(session):
        session.require("review")
    opened = (one.case for one in restricted_reviews.all_of(session))
    return [row for row in opened if restricted_reviews.fits(row, found)]


def _add(held: dict[str, tuple[int, int]], row: CaseRow) -> None:
    """Count a row that waits with the others of its state."""
    if row.states & review_rows.WAITING:
        many, first = held.get(row.state, (0, row.entered))
        held[row.state] = (many + 1, min(first, row.entered))


def _filter(session: Session, chosen: Chosen) -> CaseFilter:
    states, also, before = review_rows.WAITING, 0, None
    if chosen.what in BY_STATE:
        states = review_rows.BITS[chosen.what]
    elif chosen.what == EVERYTHING:
        states = 0
    elif chosen.what == review_rows.INCOMPLETE:
        also = review_rows.BITS[review_rows.INCOMPLETE]
    elif chosen.what == FLAGGED_WORD:
        also = review_rows.FLAGGED
    elif chosen.what == OVERDUE_WORD:
        before = int((session.now() - OVERDUE).timestamp())
    return CaseFilter(states=states, also=also, person=chosen.person, before=before)


def _at(second: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(second, now.tzinfo)
