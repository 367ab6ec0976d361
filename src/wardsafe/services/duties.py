"""Duties of the ward: what is due now, and saying that something was done.

Read from tables kept beside the ledger, so that ten years of a ward cost no more than a month.
What is due is worked out anew each time; only what somebody says they did is kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from wardsafe.clock import Clock
from wardsafe.duties.definitions import Definitions, of_ward, seeded
from wardsafe.duties.due import due
from wardsafe.duties.happenings import CLOSER, LATE, MISSED, Done, Duty, Happening
from wardsafe.duties.together import TOGETHER
from wardsafe.errors import BadInput, WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.moments import fixed
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import answering_reviews, reviewing_safety, sexual_safety
from wardsafe.services.recording import record_new
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


class Steady:
    """The time of the ward, which a clock that is set back cannot hold up (H04, F18).

    It is the later of what the clock says and of what it said before plus the time that has
    really passed, so that a duty never stops running out.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._mark = (clock.now(), clock.monotonic())  # one name: workers ask at the same time

    def now(self) -> datetime:
        """The clock's time, or the time passed where that is later."""
        said, began = self._mark
        up = self._clock.monotonic()
        passed = said.astimezone(UTC) + timedelta(seconds=up - began)
        now = self._clock.now()
        if now >= passed:
            self._mark = (now, up)
            return now
        return passed

    @property
    def set_back(self) -> bool:
        """Whether the clock says an earlier time than it could."""
        return self.now() - self._clock.now().astimezone(UTC) > timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DueLine:
    """One duty as the board shows it: the due time that somebody must think of now.

    `happening` is what it follows from, `last` when it was last done, `missed` how many due times
    went by since then without it, `together` how many doings of the last 24 hours were entered in
    one go (H16).
    """

    duty: Duty
    happening: Happening
    initials: str
    number: int | None
    last: datetime | None
    missed: int
    together: int = 0

    @property
    def beside(self) -> bool:
        """Whether it stands on the line of what is going on: until it is late."""
        wanting = self.duty.state == LATE or self.missed
        return self.duty.definition.beside and self.happening.end is None and not wanting


def definitions(session: Session) -> tuple[Definitions, str]:
    """The duties of this ward, and what is wrong with its own file ("" where nothing is)."""
    try:
        return of_ward(session.where.folder / FILE), ""
    except BadInput as problem:
        return seeded(), f"{problem} Until then wardsafe's own duties hold."


def is_behind(session: Session) -> bool:
    """Whether the tables that duties are read from are not up to date: then none can be judged."""
    return bool({tables.DutiesView.name, "log", "people"} & set(session.ledger.views_behind()))


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


def due_now(session: Session, now: datetime | None = None) -> list[Duty]:
    """Every duty that waits, and those of the last 24 hours that are done or missed."""
    return [duty for duty, _ in _due(session, now or session.now())]


def due_lines(session: Session, now: datetime | None = None) -> tuple[DueLine, ...]:
    """What waits, one line for each series of due times, whatever runs out first first; then what
    is open without a due time. Never ordered by anything about a person."""
    series: dict[object, list[tuple[Duty, Happening]]] = {}
    for duty, happening in _due(session, now or session.now()):
        series.setdefault(duty.series, []).append((duty, happening))
    found = [line for held in series.values() for line in _line(session, held)]
    return tuple(sorted(found, key=lambda line: (not line.duty.definition.timed, line.duty.due)))


def initials_of(session: Session, records: Iterable[str]) -> dict[str, str]:
    """The initials of these people."""
    with session.ledger.reading() as db:
        found = ((one, people.person(db, one)) for one in records if one)
        return {one: who.initials for one, who in found if who is not None}


def do(
    session: Session,
    duty: Duty,
    happened: datetime,
    note: str = "",
    outcome: str | None = None,
    second: str | None = None,
) -> Saved:
    """Say that a duty was done, when, and what became of it. Raises BadInput, NotSaved."""
    said = DutyDone(when=fixed(happened), note=note or None, outcome=outcome, second=second)
    return keep(session, duty, said)


def keep(session: Session, duty: Duty, said: DutyDone) -> Saved:
    """Keep what a form says of a duty. Raises BadInput, NotAllowed, NotSaved."""
    session.require("do a duty")
    timed = duty.definition.timed
    in_time = "Y" if said.when and said.when <= duty.due else "N"
    whole = said.model_copy(
        update={
            "duty": duty.definition.id,
            "called": duty.definition.title,
            "person": duty.person or None,
            "about": duty.record,
            "row": duty.row,
            "due": fixed(duty.due) if timed else None,
            "in_time": in_time if timed and said.outcome != "not-done" else None,
        }
    )
    for problem in whole.errors():
        raise BadInput(str(problem), field=problem.field)
    return record_new(session, whole)


def too_early(duty: Duty, happened: datetime) -> datetime | None:
    """From when a doing would count for this due time; None where this one does.

    An hourly check forty minutes early is kept, and does not stand for the next one.
    """
    definition = duty.definition
    if definition.every is None or (definition.within is not None and duty.number == 1):
        return None
    opens = duty.due - timedelta(minutes=definition.slack)
    return opens if happened < opens else None


def _due(session: Session, now: datetime) -> Iterator[tuple[Duty, Happening]]:
    if is_behind(session):
        return
    found = happenings(session, now)
    with session.ledger.reading() as db:
        dones = tables.done_about(db, {one.record for one in found})
    found += _closer(found, dones)
    of = {(one.what, one.record, one.row): one for one in found}
    known, _ = definitions(session)
    for duty in due(known, found, dones, now, since=now - TOLD_BACK):
        yield duty, of[(duty.definition.trigger, duty.record, duty.row)]


def _closer(found: list[Happening], dones: list[Done]) -> Iterator[Happening]:
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


def _line(session: Session, held: list[tuple[Duty, Happening]]) -> Iterator[DueLine]:
    waiting = [one for one in held if one[0].waits]
    if not waiting:
        return
    duty, happening = waiting[0]
    done = [one for one, _ in held if one.happened is not None]
    last = max((one.happened for one in done if one.happened), default=None)
    after = max((one.number for one in done), default=0)
    missed = sum(one.state == MISSED and one.number > after for one, _ in held)
    with session.ledger.reading() as db:
        who = people.person(db, duty.person) if duty.person else None
        row = log.row(db, duty.record)
    initials = who.initials if who else ""
    at_once = sum(TOGETHER in one.flags for one, _ in held)
    number = row.number if row else None
    if happening.what == "question":  # the log has no row of a restricted record
        number = session.ledger.of_record(duty.record)[0].number
    yield DueLine(duty, happening, initials, number, last, missed, at_once)
