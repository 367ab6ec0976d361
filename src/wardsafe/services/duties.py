"""Duties of the ward: what is due now, and saying that something was done.

What is due is worked out anew each time; only what somebody says they did is kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from wardsafe.duties.due import due
from wardsafe.duties.happenings import LATE, MISSED, Duty, Happening
from wardsafe.duties.together import TOGETHER
from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.moments import fixed
from wardsafe.services.happenings import TOLD_BACK, closer, definitions, happenings
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session
from wardsafe.views import duties as tables
from wardsafe.views import log, people


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


def is_behind(session: Session) -> bool:
    """Whether the tables that duties are read from are not up to date: then none can be judged."""
    return bool({tables.DutiesView.name, "log", "people"} & set(session.ledger.views_behind()))


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
    found += closer(found, dones)
    of = {(one.what, one.record, one.row): one for one in found}
    known, _ = definitions(session)
    for duty in due(known, found, dones, now, since=now - TOLD_BACK):
        yield duty, of[(duty.definition.trigger, duty.record, duty.row)]


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
