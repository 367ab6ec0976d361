"""What duties of the ward follow from: what goes on, and what was over a short time ago.

Read from tables kept beside the ledger, so that ten years of a ward cost no more than a month.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from wardsafe.duties.definitions import Definitions, of_ward, seeded
from wardsafe.duties.happenings import CLOSER, Done, Happening
from wardsafe.errors import BadInput, WardsafeError
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import answering_reviews, reviewing_safety, sexual_safety
from wardsafe.services.session import Session
from wardsafe.views import duties as tables
from wardsafe.views import log, people
from wardsafe.views.folding import moment
from wardsafe.views.log import LogFilter

FILE = "duties.toml"
"""A trust's own duties, in the ward folder."""

TOLD_BACK = timedelta(hours=24)
"""How far back done and missed due times are told: three shifts."""

RAPID, CLOSE = "rapid-tranquillisation", "close-monitoring"
GENERAL = "general"
"""The national band of observation that is not above the general level."""

_READ_ELSEWHERE = frozenset({"observation", "record-open", "review-due", "tell-now", "question"})
_RECORDS = 50


def definitions(session: Session) -> tuple[Definitions, str]:
    """The duties of this ward, and what is wrong with its own file ("" where nothing is)."""
    try:
        return of_ward(session.where.folder / FILE), ""
    except BadInput as problem:
        return seeded(), f"{problem} Until then wardsafe's own duties hold."


def happenings(session: Session, now: datetime | None = None) -> list[Happening]:
    """What duties of this ward follow from now: what goes on, or was over so short a time ago that
    a definition may still ask for something."""
    at = now or session.now()
    back = _look_back(definitions(session)[0], at)
    with session.ledger.reading() as db:
        stored = {what: since for what, since in back.items() if what not in _READ_ELSEWHERE}
        found = tables.happened_since(db, stored)
        gone = {one.record for one in _elsewhere(db, found)}
    found = [one for one in found if one.what == "discharge" or one.person not in gone]
    if "observation" in back:
        found += _observations(session)
    if "record-open" in back:
        found += _open_records(session, back["record-open"])
    return [*found, *_reviews(session, at), *_telling(session), *_questions(session)]


def closer(found: list[Happening], dones: list[Done]) -> Iterator[Happening]:
    """Monitoring every 15 minutes from when somebody said so; from the entry, because before it
    nobody could have known."""
    given = {(o.record, o.row): o for o in found if o.what == RAPID}
    closer = {(o.record, o.row) for o in found if o.what == CLOSE}
    for done in sorted(dones, key=lambda one: one.entered):
        key = (done.record, done.row)
        if done.outcome == CLOSER and key in given and key not in closer:
            closer.add(key)
            one = given[key]
            at = done.entered
            yield Happening(CLOSE, one.person, *key, at, at, one.detail)


def _elsewhere(db: object, found: list[Happening]) -> Iterator[people.Person]:
    """Those who have left the ward: what they needed here is theirs elsewhere."""
    for record in {one.person for one in found if one.person}:
        who = people.person(db, record)  # type: ignore[arg-type]
        if who is not None and who.state == people.GONE:
            yield who


def _look_back(known: Definitions, now: datetime) -> dict[str, datetime]:
    """Since when what happened is read, for each thing that a definition follows from: a trust's
    longer interval reaches further back by itself."""
    told = int(TOLD_BACK.total_seconds()) // 60
    lasts = {what: known.matters(what, told) for what in known.by_trigger}
    if RAPID in lasts:  # somebody may ask for closer monitoring as long as it is monitored
        lasts[RAPID] += lasts.get(CLOSE, 0)
    return {what: now - timedelta(minutes=minutes + 1) for what, minutes in lasts.items()}


def _observations(session: Session) -> Iterator[Happening]:
    """Each observation above the general level: from the review that chose it to the one that
    chose the general one again. What it is called is the trust's own list."""
    lists = reviewing_safety.lists_of(session)
    general = {one.code for one in lists.observations if one.national_band == GENERAL}
    with session.ledger.reading() as db:
        said = tables.observed(db, {one.record for one in people.people_here(db)})
    began: dict[str, Happening] = {}
    for one in sorted(said, key=lambda one: (one.start, one.record)):
        if not set(one.detail) <= general:
            began.setdefault(one.person, one)
        elif (first := began.pop(one.person, None)) is not None:
            yield replace(first, end=one.start)
    yield from (replace(first, end=None) for first in began.values())


def _open_records(session: Session, since: datetime) -> Iterator[Happening]:
    chosen = LogFilter(kinds=(RestrictivePractice.kind,), state="incomplete", since=since)
    with session.ledger.reading() as db:
        rows = log.page(db, chosen, limit=_RECORDS)
    for row in rows:
        at = moment(row.entered)
        if at is not None:
            yield Happening("record-open", row.person or "", row.record, None, at, None)


def _reviews(session: Session, now: datetime) -> Iterator[Happening]:
    for person, at in reviewing_safety.review_happenings(session, now).items():
        if at is not None:
            yield Happening("review-due", person, person, None, at, None)


def _telling(session: Session) -> Iterator[Happening]:
    """The *tell now* lists that are open, for those who may read them and for nobody else."""
    if not sexual_safety.is_for(session):
        return
    try:
        rows = sexual_safety.listed(session)
    except WardsafeError:
        return
    for row in rows:
        if row.outstanding and row.happened is not None:
            yield Happening("tell-now", "", row.record, None, row.happened, None)


def _questions(session: Session) -> Iterator[Happening]:
    """The oldest question about each record that the ward has not answered."""
    asked = answering_reviews.open_questions(session)
    for one in {each.case.record: each for each in reversed(asked)}.values():
        at = datetime.fromtimestamp(one.step.at, UTC)
        yield Happening("question", "", one.case.record, None, at, None)
