"""A measure over time: one value a period, or None where nothing was recorded, which is never zero.

A zero stands only where somebody declared at least one day of the period. Events on days that
nobody closed stay in a count that has some declared day, and take no part in a rate (NHS England,
Making data count, ≈; design of wardsafe).
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import accumulate, compress, pairwise

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.measures import words
from wardsafe.measures.definitions import RATE, Measure
from wardsafe.measures.periods import GAP, Period

Moment = date | datetime
"""A datetime where the time is known, a date where only the day is."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one period gave.

    `count` over `of`, where `of` is bed days or whatever else may happen; None for a plain number.
    `other` is the second denominator: bed days without leave. `declared` of `days` days were closed
    by somebody.
    """

    count: float
    of: float | None = None
    other: float | None = None
    declared: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        of, other = self.of or 0, self.other or 0
        if not math.isfinite(self.count + of + other):
            raise BadInput("A value is not a number.", do="Leave the period as not recorded.")
        if of < 0 or other < 0:
            raise BadInput("A denominator is below nought.", do="Correct the census of the period.")

    @property
    def partial(self) -> bool:
        """Whether some day of the period was closed by nobody: the count may still grow."""
        return self.declared < self.days


@lru_cache(maxsize=4096)
def _value(count: int, of: int | None, other: int | None, declared: int, days: int) -> Value:
    """One value for all the periods that gave the same: of ten years of weeks there are few."""
    return Value(count, of, other, declared, days)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of the time was recorded: periods, and days that somebody closed."""

    recorded: int
    periods: int
    declared: int
    days: int
    kind: str

    @property
    def said(self) -> str:
        """23 of 24 months recorded, 702 of 731 days closed."""
        text = f"{self.recorded} of {words.many(self.periods, self.kind)} recorded"
        if not self.days:
            return text
        return f"{text}, {self.declared:,} of {words.many(self.days, 'day')} closed"


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over neighbouring periods; `values[n]` belongs to `periods[n]`.

    `events` are the moments counted, in order, which a sparse series needs to be charted by the
    days between them. `declared` are the days somebody closed, None where days are not declared
    for this measure. `until` is how far time has come, for the gap that is still open.
    """

    measure: Measure
    periods: tuple[Period, ...]
    values: tuple[Value | None, ...]
    events: tuple[Moment, ...] = ()
    declared: frozenset[date] | None = None
    until: Moment | None = None
    numbers: tuple[float | None, ...] = field(init=False, repr=False, compare=False)
    """What is plotted: numerator over denominator, times what the measure says. None where nothing
    was recorded, and where there is no denominator."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", _numbers(self.values, self.measure.per))
        if len(self.periods) != len(self.values):
            raise BadInput("There is not one value for each period.", do="Give None for none.")
        for before, after in zip(self.periods, self.periods[1:], strict=False):
            if before.kind != GAP and before.after != after.first:
                raise BadInput(
                    f"{after.said} does not follow {before.said}.",
                    do="Give every period once, in order; one without a record as not recorded.",
                )

    @property
    def completeness(self) -> Completeness:
        """How much of it was recorded."""
        kept = [each for each in self.values if each is not None]
        declared = 0 if self.declared is None else self._declared_days()
        days = 0 if self.declared is None else sum(each.days for each in self.periods)
        kind = self.periods[0].kind if self.periods else "period"
        return Completeness(len(kept), len(self.values), declared, days, kind)

    def _declared_days(self) -> int:
        ordered = _ordered(frozenset(self.declared or ()))
        first, after = self.periods[0].first, self.periods[-1].after
        return bisect_left(ordered, after) - bisect_left(ordered, first)


def _numbers(values: Iterable[Value | None], per: float) -> tuple[float | None, ...]:
    return tuple([
        None if each is None else each.count if each.of is None
        else each.count / each.of * per if each.of else None
        for each in values
    ])  # fmt: skip


def day_of(moment: Moment) -> date:
    """The day in London on which something happened."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is LONDON:
        return moment.date()
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).date()


def days_of(moments: Iterable[Moment]) -> list[date]:
    """The day in London of each: as `day_of`, at once where all are times of London."""
    found = list(moments)
    timed = [each for each in found if isinstance(each, datetime) and each.tzinfo is LONDON]
    if len(timed) == len(found):
        return [each.date() for each in timed]
    return [day_of(each) for each in found]


def plain(measure: Measure, periods: Sequence[Period], numbers: Iterable[float | None]) -> Series:
    """A series of numbers as they are; None where nothing was recorded."""
    values = tuple(None if each is None else Value(each) for each in numbers)
    return Series(measure, tuple(periods), values)


def counted(
    measure: Measure,
    periods: Sequence[Period],
    events: Iterable[Moment],
    *,
    declared: Collection[date] | None = None,
    nights: Mapping[date, int] | None = None,
    in_bed: Mapping[date, int] | None = None,
    until: Moment | None = None,
) -> Series:
    """Events counted over periods; with `nights`, over the bed days of each night.

    A period without a declared day is not recorded, whatever happened in it. `nights` are the
    occupied beds of each night with leave, `in_bed` without; a night without a census is missing,
    and neither its bed nor its events take part in a rate. Raises BadInput for a rate without
    `nights`.
    """
    if measure.form == RATE and nights is None:
        raise BadInput(f"{measure.title} needs bed days.", do="Count the beds each night.")
    kept = _in_order(events)
    closed = None if declared is None else frozenset(declared)
    days = days_of(kept)
    if measure.form == RATE and nights is not None:
        values = _rates(periods, days, closed, nights, in_bed)
    else:
        values = _counts(periods, days, closed)
    return Series(measure, tuple(periods), tuple(values), kept, closed, until)


def _in_order(events: Iterable[Moment]) -> tuple[Moment, ...]:
    """The events as they happened. Those of one zone without a repeated hour, in order already,
    are not sorted again: a time since 1970 costs more than all the counting."""
    found = tuple(events)
    timed = [each for each in found if isinstance(each, datetime)]
    plain = {each.fold for each in timed} == {0} and len({each.tzinfo for each in timed}) == 1
    if plain and len(timed) == len(found):
        return tuple(sorted(timed))
    return tuple(each for _, _, each in
                 sorted(((day_of(e), _clock(e), e) for e in found), key=_first_two))  # fmt: skip


@lru_cache(maxsize=4)
def _ordered(days: frozenset[date]) -> tuple[date, ...]:
    """Days in order; those of a ward are the same for all its measures."""
    return tuple(sorted(days))


def _counts(
    periods: Sequence[Period], events: Sequence[date], closed: frozenset[date] | None
) -> Iterator[Value | None]:
    """All the events of a period in which somebody closed a day."""
    counts = _in_each(events, periods)
    if closed is None:
        yield from (_value(count, None, None, 0, 0) for count in counts)
        return
    spoken_for = _in_each(_ordered(closed), periods)
    for each, count, declared in zip(periods, counts, spoken_for, strict=True):
        yield _value(count, None, None, declared, each.days) if declared else None


def _rates(
    periods: Sequence[Period],
    events: Sequence[date],
    closed: frozenset[date] | None,
    nights: Mapping[date, int],
    in_bed: Mapping[date, int] | None,
) -> Iterator[Value | None]:
    """Events and beds of the days that were closed and whose night was counted."""
    counted_nights = _ordered(frozenset(nights)) if closed is None else _ordered(closed)
    known = [at for at in counted_nights if at in nights]
    beds = [0, *accumulate(nights[at] for at in known)]
    counts = _in_each(
        [at for at in events if at in nights and (closed is None or at in closed)], periods
    )
    others = None if in_bed is None else [0, *accumulate(in_bed.get(at, 0) for at in known)]
    edges = pairwise(_before(known, periods))
    for each, count, (start, end) in zip(periods, counts, edges, strict=True):
        if start == end:
            yield None
            continue
        other = None if others is None else others[end] - others[start]
        yield _value(count, beds[end] - beds[start], other, end - start, each.days)


def _before(ordered: Sequence[date], periods: Sequence[Period]) -> list[int]:
    """How many of these days come before each period, and before the end of the last: periods
    follow each other, or there is no series of them."""
    edges = [each.first for each in periods]
    return [bisect_left(ordered, at) for at in (*edges, *(each.after for each in periods[-1:]))]


def _in_each(ordered: Sequence[date], periods: Sequence[Period]) -> list[int]:
    """How many of these days fall in each period."""
    return [after - before for before, after in pairwise(_before(ordered, periods))]


def shared(
    measure: Measure, periods: Sequence[Period], met: Iterable[tuple[Moment, bool]]
) -> Series:
    """The share that was met, of those that fell in each period; none is no denominator."""
    held = list(met)
    places = _places(tuple(periods))
    fell_in = [places[at] for at in days_of(at for at, _ in held)]
    of_in, yes_in = Counter(fell_in), Counter(compress(fell_in, (yes for _, yes in held)))
    each = ((yes_in.get(n, 0), of_in.get(n, 0)) for n in range(len(periods)))
    values = tuple(_value(yes, of, None, 0, 0) for yes, of in each)
    return Series(measure, tuple(periods), values)


def lengths(
    measure: Measure, periods: Sequence[Period], minutes: Iterable[tuple[Moment, float]]
) -> Series:
    """The mean length of what began in each period; none is no denominator."""
    found: list[list[float]] = [[] for _ in periods]
    places = _places(tuple(periods))
    for moment, length in minutes:
        if (place := places[day_of(moment)]) is not None:
            found[place].append(length)
    values = tuple(Value(math.fsum(each), len(each)) for each in found)
    return Series(measure, tuple(periods), values)


def without_leave(series: Series) -> Series:
    """The same over the other denominator: bed days without the nights on leave.

    Raises BadInput where a value has no other denominator.
    """
    values = tuple(None if each is None else _swapped(each) for each in series.values)
    return replace(series, values=values)


def _swapped(value: Value) -> Value:
    if value.other is None:
        raise BadInput("Nights in bed were not counted.", do="Show the rate with leave.")
    return replace(value, of=value.other, other=value.of)


def _clock(moment: Moment) -> float:
    return moment.timestamp() if isinstance(moment, datetime) else 0.0


def _first_two(found: tuple[date, float, Moment]) -> tuple[date, float]:
    return found[:2]


class _Places(dict[date, int | None]):
    """The place of the period that holds a day; each day is looked for once."""

    def __init__(self, periods: tuple[Period, ...]) -> None:
        super().__init__()
        self._periods = periods
        self._afters = [each.after for each in periods]

    def __missing__(self, at: date) -> int | None:
        place = bisect_right(self._afters, at)
        held = place < len(self._periods) and self._periods[place].holds(at)
        self[at] = place if held else None
        return self[at]


@lru_cache(maxsize=4)
def _places(periods: tuple[Period, ...]) -> _Places:
    """The same for all the measures of a ward that are told over these periods."""
    return _Places(periods)
