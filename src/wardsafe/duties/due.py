"""What is due: from definitions, what happened, what was done, and a time. Pure.

All arithmetic is on elapsed time in UTC, so that a clock change moves nothing. The result depends
only on the set of inputs, never on their order. A doing answers due times that were there before
it: it can bring what follows it nearer, but never into the past of its own entry, because nobody
could have kept to a time that nobody could have known (threats catalogue, H16).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

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
    known = Definitions.of(definitions)
    at, first = now.astimezone(UTC), since.astimezone(UTC) if since else None
    said = sorted((_utc_done(each) for each in set(dones)), key=_done_order)
    marks = together(said)
    seen = sorted((_utc(each) for each in happenings), key=_happening_order)
    work = _Work(known, seen, _by_record(known, said), marks, at, first)
    found = {
        (*duty.series, duty.number): duty
        for happening in seen
        for definition in known.by_trigger.get(happening.what, ())
        for duty in work.of(definition, happening)
    }
    return tuple(sorted(found.values(), key=_order))


def _order(duty: Duty) -> tuple[datetime, int, str, int, int]:
    row = -1 if duty.row is None else duty.row
    return (duty.due, duty.definition.place, duty.record, row, duty.number)


def _done_order(done: Done) -> tuple[object, ...]:
    row = -1 if done.row is None else done.row
    happened = done.happened or EARLIEST
    return (happened, done.entered, done.duty, done.record, row, done.by, done.outcome)


def _happening_order(one: Happening) -> tuple[object, ...]:
    row = -1 if one.row is None else one.row
    return (one.what, one.person, one.record, row, one.start, one.end or LATEST)


def _utc(one: Happening) -> Happening:
    end = _at(one.end) if one.end else None
    start = _at(one.start)
    return Happening(one.what, one.person, one.record, one.row, start, end, _Facts(one.detail))


def _at(when: datetime) -> datetime:
    return when if when.tzinfo is UTC else when.astimezone(UTC)


class _Facts(dict[str, bool]):
    """The details of a happening; what is not said there is not so."""

    def __missing__(self, key: str) -> bool:
        return False


def _utc_done(one: Done) -> Done:
    if one.entered.tzinfo is UTC and (one.happened is None or one.happened.tzinfo is UTC):
        return one
    happened = _at(one.happened) if one.happened else None
    entered = _at(one.entered)
    return Done(one.duty, one.record, one.row, happened, entered, one.by, one.outcome)


def _by_record(known: Definitions, dones: Iterable[Done]) -> Mapping[tuple[str, str], list[Done]]:
    """The doings of each duty in each record, one that answers others too under each of them."""
    found: dict[tuple[str, str], list[Done]] = {}
    for done in dones:
        definition = known.by_id.get(done.duty)
        for name in (done.duty, *(definition.also if definition else ())):
            found.setdefault((name, done.record), []).append(done)
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
        points: Sequence[Point],
        dones: Sequence[Done],
    ) -> Iterator[Duty]:
        """Each due time with the first doing that counts for it, up to the next one to come."""
        left, next_ = dones, 0
        for point in points:
            while next_ < len(left) and (left[next_].happened or point.opens) < point.opens:
                next_ += 1  # too early for this one, and there was none before it to answer
            done = None
            while next_ < len(left) and (left[next_].happened or point.opens) < point.closes:
                done = done or left[next_]
                next_ += 1
            state = self._state(definition, point, done)
            if state in WAITING or self._in_sight(point.due):
                yield self._duty(definition, happening, point.number, point.due, state, done)
            if done is None and point.due > self._now:
                return

    # --- states ---------------------------------------------------------------------------------

    def _state(self, definition: Definition, point: Point, done: Done | None) -> State:
        if done is not None:
            if done.outcome == NOT_DONE:
                return MISSED
            return DONE if (done.happened or point.due) <= point.due else DONE_LATE
        if self._now >= point.missed:
            return MISSED
        return self._waiting(definition, point.due)

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
        about = (happening.person, happening.record, happening.row)
        if done is None:
            return Duty(definition, *about, number, at, state)
        flags = entered_late(done)
        if done in self._marks:
            flags = (*flags, self._marks[done])
        when = (done.happened, done.entered, done.by)
        return Duty(definition, *about, number, at, state, *when, flags)
