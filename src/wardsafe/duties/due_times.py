"""When each duty falls due: counted from its beginning, up to its end or one step beyond now. Pure.

All in UTC. A doing can bring what follows it nearer, but never into the past of its own entry.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from wardsafe.duties.crossings import crossings
from wardsafe.duties.definitions import END, STOP, Definition, Definitions
from wardsafe.duties.happenings import NOT_DONE, Done, Happening

MOST_AHEAD = timedelta(days=2)
"""How far a seclusion that goes on is thought ahead, to know when a total will be reached."""

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)


class Point(NamedTuple):
    """One due time: its number, when it is due, from when and until when a doing counts for it,
    and when it is missed without one."""

    number: int
    due: datetime
    opens: datetime
    closes: datetime
    missed: datetime


class DueTimes:
    """The due times of one run. `dones_of` gives the doings of a duty about a happening, in order;
    `whole` what happened of one sort to one person."""

    def __init__(
        self,
        known: Definitions,
        dones_of: Callable[[str, Happening], Sequence[Done]],
        whole: Mapping[tuple[str, str], Sequence[Happening]],
        now: datetime,
        since: datetime | None,
    ) -> None:
        self._known, self._of, self._whole = known, dones_of, whole
        self._now, self._since = now, since
        self._totals: dict[tuple[str, str, str], list[datetime]] = {}

    def of(
        self, definition: Definition, happening: Happening, dones: Sequence[Done]
    ) -> Iterable[Point]:
        """Its due times in order, each with the span in which a doing counts for it."""
        if definition.total is not None:
            return self._reached(definition, happening)
        grid = self._grid(definition, happening)
        if grid is None:
            return ()
        begin, known, entered = grid
        stop = self._stop(definition, happening, begin, dones)
        # One step beyond now is enough: what is done is never further ahead than that.
        ahead = self._now + timedelta(minutes=2 * definition.step + 1)
        if entered is None and definition.every is not None:
            return _steps(definition, definition.every, begin, stop, self._since, ahead)
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

    def _reached(self, definition: Definition, happening: Happening) -> Sequence[Point]:
        """The crossings of a total that fall into this happening, numbered through the person's."""
        mine = (happening.start, happening.end or self._now + MOST_AHEAD)
        reached = self._crossings(definition, happening.what, happening.person)
        found = [at for at in reached if mine[0] < at <= mine[1]]
        lapses = timedelta(minutes=definition.lapses)
        opens = [happening.start, *found[1:]]
        closes = [*found[1:], LATEST]
        return [
            Point(n, *when)
            for n, when in enumerate(
                ((at, opens[n], closes[n], at + lapses) for n, at in enumerate(found)), 1
            )
        ]

    def _crossings(self, definition: Definition, what: str, person: str) -> list[datetime]:
        """When a person's total was reached, looked for once for all that happened to them."""
        key = (definition.id, what, person)
        if key not in self._totals:
            ahead = self._now + MOST_AHEAD
            whole = self._whole[(what, person)]
            spans = [(each.start, each.end or max(ahead, each.start)) for each in whole]
            total = timedelta(minutes=definition.total or 0)
            window = timedelta(minutes=definition.window) if definition.window else None
            self._totals[key] = crossings(spans, total, window)
        return self._totals[key]


def _steps(
    definition: Definition,
    step: int,
    begin: datetime,
    stop: datetime | None,
    since: datetime | None,
    ahead: datetime,
) -> Iterator[Point]:
    """The due times of a repeated duty that no doing has moved, one after the other: the spans
    are those of `_spans`. Nothing is kept, because there are thousands of them on a full ward."""
    every, slack = timedelta(minutes=step), timedelta(minutes=definition.slack)
    first = step if definition.within is None else definition.within
    number, at = _first_told(1, begin + timedelta(minutes=first), every, since)
    opens = at - slack if number > 1 or definition.within is None else EARLIEST
    while (at <= ahead or number == 1) and (stop is None or at < stop):
        later = at + every
        near = later - slack
        closes = stop if stop is not None and stop < near else near
        if closes < at:
            closes = at
        yield Point(number, at, opens, closes, closes)
        number, at, opens = number + 1, later, near


def _first_told(
    number: int, at: datetime, every: timedelta, since: datetime | None
) -> tuple[int, datetime]:
    """The due time to begin with: those long before what is told are left out."""
    if since is None or at >= since - 2 * every:
        return number, at
    left_out = (since - at) // every - 1
    return number + left_out, at + left_out * every


def _spans(
    definition: Definition, times: Sequence[tuple[int, datetime]], stop: datetime | None
) -> list[Point]:
    """The due times, each with the span in which a doing counts for it.

    A doing answers the due time that has passed until the next is near, and then the next: so a
    late one is never taken for an early one, and an early one never leaves a long gap behind it.
    """
    slack = timedelta(minutes=definition.slack)
    end = stop or LATEST
    if definition.every is None:
        opens = EARLIEST if definition.within is not None else times[0][1] - slack
        lapses = timedelta(minutes=definition.lapses)
        return [
            Point(n, at, opens, end, end)
            if definition.until
            else Point(n, at, opens, LATEST, at + lapses)
            for n, at in times
        ]
    step = timedelta(minutes=definition.every)
    first = times[0]
    opens = first[1] - slack if first[0] > 1 or definition.within is None else EARLIEST
    points = []
    for (number, at), later in zip_longest(times, [at for _, at in times[1:]]):
        next_opens = (later or at + step) - slack
        closes = min(end, next_opens)
        closes = at if closes < at else closes
        points.append(Point(number, at, opens, closes, closes))
        opens = next_opens
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
    if every:
        number, at = _first_told(number, at, every, since)
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
