"""Closing days and shifts: who declares, what a month comes to, and which days wait for somebody.

The nurse in charge declares. What was declared and what was recorded are both kept where they
disagree, and shown as a conflict until a person settles it (threats catalogue, case N33).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.records.moments import local
from wardsafe.records.nil_return import AS_LOGGED, DAY, NONE, RESTRICTIVE, SEXUAL, NilReturn, span
from wardsafe.services.day_states import Day, days_between
from wardsafe.services.recording import record_new
from wardsafe.services.restricted_days import restricted_events, with_linked
from wardsafe.services.session import Session
from wardsafe.services.sexual_safety import is_for
from wardsafe.views import closing, folding
from wardsafe.views.closing import ClosingView, DayEvent
from wardsafe.views.log import LogView

STREAMS = (RESTRICTIVE, SEXUAL)
CLOSE = "close a day"
LOOK_BACK = 14
"""Days for which somebody is reminded to close them; older ones stay open on their cross."""


@dataclass(frozen=True, slots=True)
class Cross:
    """One calendar month of one stream, a `Day` for each of its dates."""

    stream: str
    month: date
    today: date
    days: tuple[Day, ...]

    @property
    def staff_only(self) -> bool:
        """Whether it is never shown to patients and visitors."""
        return self.stream == SEXUAL

    def words(self) -> tuple[str, ...]:
        """The totals, never over more days than were closed, then whatever is missing or odd."""
        counted = [day for day in self.days if day.counts]
        incidents, records = _sum(counted, "incidents"), _sum(counted, "records")
        concerns = _sum(counted, "concerns")
        first = f"{_many(incidents, 'incident')} in {_many(len(counted), 'closed day')}"
        first += f", {_many(concerns, 'concern')}" if concerns else ""
        first += f", {_many(records, 'record')}" if records > incidents + concerns else ""
        return (first, *self._missing(), *self._odd())

    def short_words(self) -> tuple[str, str]:
        """The total, and in a few words what it leaves out, "" where that is nothing."""
        missed = sum(day.state == "not recorded" for day in self.days)
        said = [f"{_many(missed, 'day')} not recorded"] if missed else []
        open_, conflicts = len(self._open()), sum(day.conflict for day in self.days)
        if open_:
            said.append(f"{open_ if missed else _many(open_, 'day')} not closed")
        said += [_many(conflicts, "conflict")] if conflicts else []
        return self.words()[0], ", ".join(said)

    def _open(self) -> list[Day]:
        """Past days that nobody closed, with something recorded."""
        return [day for day in self.days if day.records and not day.closed and day.day < self.today]

    def _missing(self) -> tuple[str, ...]:
        missed = [day for day in self.days if day.state == "not recorded"]
        open_ = self._open()
        said = [f"{_many(len(missed), 'day')} not recorded"] if missed else []
        if open_:
            which = _dates(open_) if len(open_) == 1 else _many(len(open_), "day")
            so_far = _many(_sum(open_, "incidents"), "incident")
            said.append(f"{which} not closed yet, {so_far} so far")
        return tuple(said)

    def _odd(self) -> tuple[str, ...]:
        conflicts = [day for day in self.days if day.conflict]
        changed = [day for day in self.days if day.changed and not day.conflict]
        said = [
            f"{_dates([day])}: declared none, {_many(day.records, 'record')}" for day in conflicts
        ]
        return (*said, f"{_dates(changed)} changed since closed") if changed else tuple(said)


Events = Callable[[Session, int, int], list[DayEvent]]
"""Gives the events of one stream that happened in a span of seconds since 1970."""


def _restrictive(session: Session, since: int, until: int) -> list[DayEvent]:
    with session.ledger.reading() as db:
        return closing.events(db, since, until)


EVENTS: dict[str, Events] = {RESTRICTIVE: _restrictive, SEXUAL: restricted_events}
"""Where the events of each stream come from: of a restricted one, those that open for this person
and no others."""


def month_cross(
    session: Session, stream: str, today: date, month: date | None = None
) -> Cross | None:
    """The month of `today`, or another; None where this person may not see the stream."""
    if not may_see(session, stream) or is_behind(session):
        return None
    first = (month or today).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Cross(stream, first, today, days(session, stream, first, last))


def may_see(session: Session, stream: str) -> bool:
    """Whether this person may know how many events of a stream there were."""
    return stream != SEXUAL or is_for(session)


def is_behind(session: Session) -> bool:
    """Whether the tables that tell of days are not up to date, so that no day can be judged."""
    return bool({ClosingView.name, LogView.name} & set(session.ledger.views_behind()))


def days(session: Session, stream: str, first: date, last: date) -> tuple[Day, ...]:
    """Every day from `first` to `last` of one stream."""
    since, until = int(span(first, DAY)[0].timestamp()), int(span(last, DAY)[1].timestamp())
    events = EVENTS[stream](session, since, until)
    with session.ledger.reading() as db:
        declared = closing.declarations(db, since, until)
        if stream == RESTRICTIVE:
            events, linked = closing.with_linked(db, events)
    if stream == SEXUAL:
        events, linked = with_linked(session, events)
    of_stream = [said for said in declared if stream in said.streams]
    if stream != RESTRICTIVE:  # what was said is about restrictive practice alone
        of_stream = [replace(said, said=AS_LOGGED) for said in of_stream]
    return days_between(first, last, session.now(), events, of_stream, linked)


def declare(
    session: Session,
    day: date,
    scope: str = DAY,
    said: str | None = None,
    streams: tuple[str, ...] = STREAMS,
) -> Saved:
    """Say of a day or a shift that it is closed. Nothing said means what the log says now.

    Raises NotAllowed, NotSaved, BadInput for a time that is not over.
    """
    session.require(CLOSE)
    if span(day, scope)[1] > session.now():
        raise BadInput("That is not over yet.", do="Close it when it is.")
    what = said or (AS_LOGGED if recorded(session, day, scope) else NONE)
    record = NilReturn(scope=scope, day=day, streams=streams, said=what, by=session.person.id)
    return record_new(session, record)


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be declared of a day: what it covers, what is said, how much is recorded.

    Saying none where something is recorded is possible, and shown as a conflict.
    """

    scope: str
    said: str
    records: int

    def words(self) -> str:
        """The choice in a line."""
        what = _SCOPES[self.scope]
        if self.said == AS_LOGGED:
            return f"{what}: as logged, {_many(self.records, 'record')}"
        odd = f", against {_many(self.records, 'record')}" if self.records else ""
        return f"{what}: none{odd}"


def options(session: Session, day: date) -> tuple[Option, ...]:
    """What can be declared of a day now, what the log says first; nothing for what is not over."""
    now = session.now()
    over = [scope for scope in _SCOPES if span(day, scope)[1] <= now]
    counts = {scope: recorded(session, day, scope) for scope in over}
    found = [Option(scope, AS_LOGGED if n else NONE, n) for scope, n in counts.items()]
    if counts.get(DAY):
        found.append(Option(DAY, NONE, counts[DAY]))
    return tuple(found)


def recorded(session: Session, day: date, scope: str = DAY) -> int:
    """How many records of restrictive practice the day or shift has, struck through left out."""
    begins, ends = (int(moment.timestamp()) for moment in span(day, scope))
    return sum(not event.void for event in _restrictive(session, begins, ends))


def to_close(session: Session) -> tuple[date, ...]:
    """Past days that somebody has still to close, newest first, as far back as one is reminded."""
    today = local(session.now()).date()
    began = began_on(session)
    first = max(today - timedelta(days=LOOK_BACK), began or date.min)
    if is_behind(session):
        return ()
    found = days(session, RESTRICTIVE, first, today - timedelta(days=1))
    return tuple(day.day for day in reversed(found) if not day.counts)


def began_on(session: Session) -> date | None:
    """The date of the first entry: before it nobody could record anything here."""
    first = session.ledger.entry(1)
    entered = folding.moment(folding.read(first).authorship("entered")) if first else None
    return local(entered).date() if entered else None


def say_closed(day: Day) -> tuple[str, ...]:
    """Who said what of a day, and when, each on a line: "Day, as logged: Grace Okafor, …"."""
    return tuple(
        f"{_SCOPES[said.scope]}, {_SAID[said.said]}: {said.name}, {_when(said.entered)}"
        for said in day.said
    )


_SCOPES: Mapping[str, str] = {
    DAY: "Day", "early": "Early shift", "late": "Late shift", "night": "Night shift",
}  # fmt: skip
_SAID: Mapping[str, str] = {NONE: "none", AS_LOGGED: "as logged", "": "closed"}


def _when(moment: datetime) -> str:
    here = local(moment)
    return f"{here.day} {here:%b %H:%M}"


def _dates(found: list[Day]) -> str:
    return ", ".join(f"{each.day.day} {each.day:%b}" for each in found)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _sum(found: list[Day], name: str) -> int:
    return sum(int(getattr(day, name)) for day in found)
