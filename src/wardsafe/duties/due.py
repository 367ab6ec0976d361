"""What is due: from definitions, what happened, what was done, and a time. Pure.

All arithmetic is on elapsed time in UTC, so that a clock change moves nothing. The result depends
only on the set of inputs, never on their order. A doing answers due times that were there before
it: it can bring what follows it nearer, but never into the past of its own entry, because nobody
could have kept to a time that nobody could have known (threats catalogue, H16).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter, itemgetter

from wardsafe.duties.definitions import Definition, Definitions
from wardsafe.duties.due_times import EARLIEST, LATEST, DueTimes, Point
from wardsafe.duties.happenings import (
    DONE,
    DONE_LATE,
    DUE,
    LATE,
    MISSED,
    NOT_DONE,
    SOON,
    WAITING,
    Done,
    Duty,
    Happening,
    State,
)
from wardsafe.duties.together import entered_late, together

Dones = Mapping[str, Sequence[Done]]


def due(
    definitions: Definitions | Iterable[Definition],
    happenings: Iterable[Happening],
    dones: Iterable[Done],
    now: datetime,
    *,
    since: datetime | None = None,
) -> tuple[Duty, ...]:
    """Every duty up to the next one of each kind, by due time; `since` leaves out earlier ones.

    A repeated duty has one entry for each due time that has come, and one for the next.
    """
    said = [_utc_done(each) for each in set(dones)]
    work, series = _begun(Definitions.of(definitions), happenings, said, together(said), now, since)
    found = [duty for *_, definition, one in series for duty in work.of(definition, one)]
    # Each series comes in its own order already; what falls due together keeps it.
    return tuple(sorted(found, key=_DUE))


def kept_in_time(
    definitions: Definitions | Iterable[Definition],
    happenings: Iterable[Happening],
    dones: Iterable[Done],
    now: datetime,
    *,
    since: datetime | None = None,
) -> tuple[list[tuple[datetime, bool]], datetime | None]:
    """Each due time that has come, or was answered before it came, and whether it was kept; and
    when the next one falls due. The same as `due` says, in no order: no duty is held on to, because
    years of a ward have many."""
    said = [_utc_done(each) for each in set(dones)]
    work, series = _begun(Definitions.of(definitions), happenings, said, {}, now, since)
    found: list[tuple[datetime, bool]] = []
    ahead: datetime | None = None
    for *_, definition, one in series:
        for duty in work.of(definition, one) if definition.timed else ():
            if duty.state not in WAITING or duty.due < now:
                found.append((duty.due, duty.state == DONE))
            if duty.due >= now and (ahead is None or duty.due < ahead):
                ahead = duty.due
    return found, ahead


def _begun(
    known: Definitions,
    happenings: Iterable[Happening],
    said: Sequence[Done],
    marks: Mapping[Done, str],
    now: datetime,
    since: datetime | None,
) -> "tuple[_Work, list[_Series]]":
    """What a run needs, and each series of due times that it works out."""
    at, first = now.astimezone(UTC), since.astimezone(UTC) if since else None
    seen = sorted(map(_utc, happenings), key=_happening_order)
    work = _Work(known, seen, _by_record(known, said), marks, at, first)
    return work, _in_order(known, seen)


_DUE = attrgetter("due")


_Series = tuple[int, str, int, Definition, Happening]


def _in_order(known: Definitions, happenings: Iterable[Happening]) -> list[_Series]:
    """Each series of due times once, in the order in which they stand where they are due at once:
    as in the files, then by record and row."""
    once = {(one.what, one.record, _row(one.row)): one for one in happenings}
    pairs = [
        (definition.place, record, row, definition, one)
        for (what, record, row), one in once.items()
        for definition in known.by_trigger.get(what, ())
    ]
    pairs.sort(key=itemgetter(0, 1, 2))
    return pairs


def _row(row: int | None) -> int:
    return -1 if row is None else row


def _done_order(done: Done) -> tuple[object, ...]:
    happened = done.happened or EARLIEST
    return (happened, done.entered, _row(done.row), done.by, done.outcome, done.duty)


def _happening_order(one: Happening) -> tuple[object, ...]:
    return (one.what, one.person, one.record, _row(one.row), one.start, one.end or LATEST)


def _utc(one: Happening) -> Happening:
    if one.start.tzinfo is UTC and (one.end is None or one.end.tzinfo is UTC):
        return one
    return replace(one, start=_at(one.start), end=_at(one.end) if one.end else None)


def _at(when: datetime) -> datetime:
    return when if when.tzinfo is UTC else when.astimezone(UTC)


def _utc_done(one: Done) -> Done:
    if one.entered.tzinfo is UTC and (one.happened is None or one.happened.tzinfo is UTC):
        return one
    happened = _at(one.happened) if one.happened else None
    return replace(one, happened=happened, entered=_at(one.entered))


def _by_record(known: Definitions, dones: Iterable[Done]) -> Mapping[tuple[str, str], list[Done]]:
    """The doings of each duty in each record in order, one that answers others too under each."""
    found: dict[tuple[str, str], list[Done]] = {}
    for done in dones:
        definition = known.by_id.get(done.duty)
        found.setdefault((done.duty, done.record), []).append(done)
        for name in definition.also if definition else ():
            found.setdefault((name, done.record), []).append(done)
    for held in found.values():
        held.sort(key=_done_order)
    return found


class _Work:
    """One run: what is common to all duties, and what has been worked out on the way."""

    def __init__(
        self,
        known: Definitions,
        happenings: Sequence[Happening],
        dones: Mapping[tuple[str, str], list[Done]],
        marks: Mapping[Done, str],
        now: datetime,
        since: datetime | None,
    ) -> None:
        self._dones, self._marks = dones, marks
        self._now, self._since = now, since
        self._rows: dict[tuple[str, str], set[int | None]] = {}
        whole: dict[tuple[str, str], list[Happening]] = {}
        for one in happenings:
            self._rows.setdefault((one.what, one.record), set()).add(one.row)
            whole.setdefault((one.what, one.person), []).append(one)
        self._times = DueTimes(known, self._of, whole, now, since)

    def of(self, definition: Definition, happening: Happening) -> Iterator[Duty]:
        """The duties of one definition that follow from one happening."""
        if definition.only and not happening.detail.get(definition.only):
            return
        dones = self._of(definition.id, happening)
        if not definition.timed:
            yield from self._open(definition, happening, dones)
        elif definition.limit:
            yield from self._limit(definition, happening)
        else:
            points = self._times.of(definition, happening, dones)
            yield from self._answered(definition, happening, points, dones)

    def _of(self, duty: str, happening: Happening) -> Sequence[Done]:
        """The doings of a duty that are about this happening, in order.

        A row may have moved since: where the record has only one that fits, it is that one.
        """
        rows = self._rows[(happening.what, happening.record)]
        return [
            done
            for done in self._dones.get((duty, happening.record), ())
            if done.row == happening.row or (len(rows) == 1 and done.row not in rows)
        ]

    # --- kinds of duty --------------------------------------------------------------------------

    def _open(
        self, definition: Definition, happening: Happening, dones: Sequence[Done]
    ) -> Iterator[Duty]:
        """A duty without a due time: open from its beginning, never late."""
        begin = happening.start if definition.begins == "start" else happening.end
        if begin is None or begin > self._now:
            return
        done = dones[0] if dones else None
        state: State = DUE
        if done is not None:
            state = MISSED if done.outcome == NOT_DONE else DONE
        elif self._now >= begin + timedelta(minutes=definition.lapses):
            state = MISSED
        if state == DUE or self._in_sight(begin):
            yield self._duty(definition, happening, 1, begin, state, done)

    def _limit(self, definition: Definition, happening: Happening) -> Iterator[Duty]:
        """A length that should not be passed: kept by ending."""
        at = happening.start + timedelta(minutes=definition.within or 0)
        if happening.end == happening.start:  # how long it was is not known
            return
        state: State
        if happening.end is None:
            state = self._waiting(definition, at)
        else:
            state = DONE if happening.end <= at else DONE_LATE
        if state not in (DONE, DONE_LATE) or self._in_sight(at):
            yield Duty(
                definition,
                happening.person,
                happening.record,
                happening.row,
                1,
                at,
                state,
                happened=happening.end,
            )

    def _answered(
        self,
        definition: Definition,
        happening: Happening,
        points: Iterable[Point],
        dones: Sequence[Done],
    ) -> Iterator[Duty]:
        """Each due time with the first doing that counts for it, up to the next one to come."""
        now, since = self._now, self._since
        soon = timedelta(minutes=definition.lead)
        next_, count = 0, len(dones)
        for point in points:
            _, at, opens, closes, missed = point
            while next_ < count and (dones[next_].happened or opens) < opens:
                next_ += 1  # too early for this one, and there was none before it to answer
            done = None
            while next_ < count and (dones[next_].happened or opens) < closes:
                done = done or dones[next_]
                next_ += 1
            if done is not None:
                state = _answer(done, at)
            elif now >= missed:
                state = MISSED
            else:
                state = LATE if now > at else SOON if now >= at - soon else DUE
            if since is None or at >= since or state in WAITING:
                yield self._duty(definition, happening, point.number, at, state, done)
            if done is None and at > now:
                return

    # --- states ---------------------------------------------------------------------------------

    def _waiting(self, definition: Definition, at: datetime) -> State:
        if self._now > at:
            return LATE
        return SOON if self._now >= at - timedelta(minutes=definition.lead) else DUE

    def _in_sight(self, at: datetime) -> bool:
        return self._since is None or at >= self._since

    def _duty(
        self,
        definition: Definition,
        happening: Happening,
        number: int,
        at: datetime,
        state: State,
        done: Done | None,
    ) -> Duty:
        person, record, row = happening.person, happening.record, happening.row
        if done is None:
            return Duty(definition, person, record, row, number, at, state)
        flags = entered_late(done)
        if self._marks and done in self._marks:
            flags = (*flags, self._marks[done])
        when = (done.happened, done.entered, done.by)
        return Duty(definition, person, record, row, number, at, state, *when, flags)


def _answer(done: Done, due_at: datetime) -> State:
    """What a doing makes of the due time it counts for."""
    if done.outcome == NOT_DONE:
        return MISSED
    return DONE if done.happened is None or done.happened <= due_at else DONE_LATE
