"""What is due: from definitions, what happened, what was done, and a time. Pure.

All arithmetic is on elapsed time in UTC, so that a clock change moves nothing. The result depends
only on the set of inputs, never on their order. A doing answers due times that were there before
it: it can bring what follows it nearer, but never into the past of its own entry, because nobody
could have kept to a time that nobody could have known (threats catalogue, H16).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from wardsafe.duties.crossings import crossings
from wardsafe.duties.definitions import END, STOP, Definition, Definitions
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

MOST_AHEAD = timedelta(days=2)
"""How far a seclusion that goes on is thought ahead, to know when a total will be reached."""

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
    happened = done.happened or _EARLIEST
    return (happened, done.entered, done.duty, done.record, row, done.by, done.outcome)


def _happening_order(one: Happening) -> tuple[object, ...]:
    row = -1 if one.row is None else one.row
    return (one.what, one.person, one.record, row, one.start, one.end or _LATEST)


_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


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


class _Point(NamedTuple):
    """One due time: its number, when it is due, from when and until when a doing counts for it,
    and when it is missed without one."""

    number: int
    due: datetime
    opens: datetime
    closes: datetime
    missed: datetime


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
        self._known, self._dones, self._marks = known, dones, marks
        self._now, self._since = now, since
        self._rows: dict[tuple[str, str], set[int | None]] = {}
        self._whole: dict[tuple[str, str], list[Happening]] = {}
        for one in happenings:
            self._rows.setdefault((one.what, one.record), set()).add(one.row)
            self._whole.setdefault((one.what, one.person), []).append(one)

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
            points = self._points(definition, happening, dones)
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
        points: Sequence[_Point],
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

    # --- due times ------------------------------------------------------------------------------

    def _points(
        self, definition: Definition, happening: Happening, dones: Sequence[Done]
    ) -> Sequence[_Point]:
        if definition.total is not None:
            return self._reached(definition, happening)
        grid = self._grid(definition, happening)
        if grid is None:
            return ()
        begin, known, entered = grid
        stop = self._stop(definition, happening, begin, dones)
        # One step beyond now is enough: what is done is never further ahead than that.
        ahead = self._now + timedelta(minutes=2 * definition.step + 1)
        times = list(_times(definition, begin, known, entered, stop, self._since, ahead))
        return _spans(definition, times, stop) if times else ()

    def _grid(
        self, definition: Definition, happening: Happening
    ) -> tuple[datetime, datetime | None, datetime | None] | None:
        """Where due times are counted from; where they were counted from before a doing moved
        them; and when that doing was entered. None where nothing is counted yet."""
        if not definition.after:
            begin = happening.start if definition.begins == "start" else happening.end
            return (begin, None, None) if begin else None
        before = self._known.by_id[definition.after]
        done = self._first(before, happening)
        expected = happening.start + timedelta(minutes=before.within or before.every or 0)
        if done is None:
            return None if definition.waits else (expected, None, None)
        happened = done.happened or min(expected, done.entered)
        return (happened, None if definition.waits else expected, done.entered)

    def _first(self, definition: Definition, happening: Happening) -> Done | None:
        found = (one for one in self._of(definition.id, happening) if one.outcome != NOT_DONE)
        return next(found, None)

    def _stop(
        self,
        definition: Definition,
        happening: Happening,
        begin: datetime,
        dones: Sequence[Done],
    ) -> datetime | None:
        """The moment from which nothing more of it falls due; None if that has not come."""
        ends = []
        if definition.until == STOP:
            ends += [one.happened or one.entered for one in dones if one.outcome == STOP]
        if definition.until == END and happening.end is not None:
            ends.append(happening.end)
        elif definition.until in self._known.by_id:
            done = self._first(self._known.by_id[definition.until], happening)
            ends += [done.happened or done.entered] if done else []
            ends += [happening.end] if happening.end else []
        if definition.at_most is not None:
            ends.append(begin + timedelta(minutes=definition.at_most))
        return min(ends, default=None)

    def _reached(self, definition: Definition, happening: Happening) -> Sequence[_Point]:
        """The crossings of a total that fall into this happening, numbered through the person's."""
        whole = self._whole[(happening.what, happening.person)]
        ahead = self._now + MOST_AHEAD
        spans = [(each.start, each.end or max(ahead, each.start)) for each in whole]
        total = timedelta(minutes=definition.total or 0)
        window = timedelta(minutes=definition.window) if definition.window else None
        mine = (happening.start, happening.end or ahead)
        found = [at for at in crossings(spans, total, window) if mine[0] < at <= mine[1]]
        lapses = timedelta(minutes=definition.lapses)
        opens = [happening.start, *found[1:]]
        closes = [*found[1:], _LATEST]
        return [
            _Point(n, *when)
            for n, when in enumerate(
                ((at, opens[n], closes[n], at + lapses) for n, at in enumerate(found)), 1
            )
        ]

    # --- states ---------------------------------------------------------------------------------

    def _state(self, definition: Definition, point: _Point, done: Done | None) -> State:
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


def _spans(
    definition: Definition, times: Sequence[tuple[int, datetime]], stop: datetime | None
) -> list[_Point]:
    """The due times, each with the span in which a doing counts for it.

    A doing answers the due time that has passed until the next is near, and then the next: so a
    late one is never taken for an early one, and an early one never leaves a long gap behind it.
    """
    slack = timedelta(minutes=definition.slack)
    end = stop or _LATEST
    if definition.every is None:
        opens = _EARLIEST if definition.within is not None else times[0][1] - slack
        lapses = timedelta(minutes=definition.lapses)
        return [
            _Point(n, at, opens, end, end)
            if definition.until
            else _Point(n, at, opens, _LATEST, at + lapses)
            for n, at in times
        ]
    step = timedelta(minutes=definition.every)
    points = []
    after = [at for _, at in times[1:]]
    for (number, at), later in zip_longest(times, after):
        opens = at - slack if number > 1 or definition.within is None else _EARLIEST
        closes = max(min(end, (later or at + step) - slack), at)
        points.append(_Point(number, at, opens, closes, closes))
    return points


def _times(
    definition: Definition,
    begin: datetime,
    known: datetime | None,
    entered: datetime | None,
    stop: datetime | None,
    since: datetime | None,
    ahead: datetime,
) -> Iterator[tuple[int, datetime]]:
    """Number and time of each due time before `stop` and up to `ahead`.

    Where a doing moved the count, none is drawn into the past of its entry: it stays where it was
    expected, or waits for the moment in which it became known.
    """
    every = timedelta(minutes=definition.every) if definition.every else None
    first = definition.step if definition.within is None else definition.within
    number, at = 1, begin + timedelta(minutes=first)
    if every and since and at < since - 2 * every:
        left_out = (since - at) // every - 1
        number, at = number + left_out, at + left_out * every
    slack = timedelta(minutes=definition.slack)
    before: tuple[int, datetime, bool] | None = None
    while (at <= ahead or number == 1) and (stop is None or at < stop):
        shown = at
        if entered is not None:
            expected = known + (at - begin) if known else entered
            shown = max(at, min(expected, entered))
        # A time that was moved is left out where the next one is near: that one stands for both.
        if before is not None and before[1] < shown - (slack if before[2] else timedelta(0)):
            yield before[:2]
        before = (number, shown, shown != at)
        if every is None:
            break
        number, at = number + 1, at + every
    if before is not None:
        yield before[:2]
