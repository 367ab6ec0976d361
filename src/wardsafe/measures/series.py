"""A measure over time: one value a period, or None where nothing was recorded, which is never zero.

A zero stands only where somebody declared at least one day of the period. Events on days that
nobody closed stay in a count that has some declared day, and take no part in a rate (NHS England,
Making data count, ≈; design of wardsafe).
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import accumulate, pairwise

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
        for number in (self.count, self.of, self.other):
            if number is not None and not math.isfinite(number):
                raise BadInput("A value is not a number.", do="Leave the period as not recorded.")
        if (self.of or 0) < 0 or (self.other or 0) < 0:
            raise BadInput("A denominator is below nought.", do="Correct the census of the period.")

    @property
    def partial(self) -> bool:
        """Whether some day of the period was closed by nobody: the count may still grow."""
        return self.declared < self.days


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

    def __post_init__(self) -> None:
        if len(self.periods) != len(self.values):
            raise BadInput("There is not one value for each period.", do="Give None for none.")
        for before, after in zip(self.periods, self.periods[1:], strict=False):
            if before.kind != GAP and before.after != after.first:
                raise BadInput(
                    f"{after.said} does not follow {before.said}.",
                    do="Give every period once, in order; one without a record as not recorded.",
                )

    @property
    def numbers(self) -> tuple[float | None, ...]:
        """What is plotted: numerator over denominator, times what the measure says.

        None where nothing was recorded, and where there is no denominator.
        """
        per = self.measure.per
        return tuple(
            None if each is None else each.count if each.of is None
            else each.count / each.of * per if each.of else None
            for each in self.values
        )  # fmt: skip

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
        return sum(_many(ordered, each) for each in self.periods)


def day_of(moment: Moment) -> date:
    """The day in London on which something happened."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is LONDON:
        return moment.date()
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).date()


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
    days_of_events = [day_of(each) for each in kept]
    if measure.form == RATE and nights is not None:
        values = _rates(periods, days_of_events, closed, nights, in_bed)
    else:
        values = _counts(periods, days_of_events, closed)
    return Series(measure, tuple(periods), tuple(values), kept, closed, until)


def _in_order(events: Iterable[Moment]) -> tuple[Moment, ...]:
    """The events as they happened. Those of one zone without a repeated hour, in order already,
    are not sorted again: a time since 1970 costs more than all the counting."""
    found = tuple(events)
    if found and isinstance(found[0], datetime):
        zone = found[0].tzinfo
        plain = all(isinstance(each, datetime) and each.tzinfo is zone and not each.fold
                    for each in found)  # fmt: skip
        if plain and all(one <= after for one, after in pairwise(found)):
            return found
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
    if closed is None:
        yield from (Value(_many(events, each)) for each in periods)
        return
    ordered = _ordered(closed)
    for each in periods:
        spoken_for = _many(ordered, each)
        count = _many(events, each)
        yield Value(count, declared=spoken_for, days=each.days) if spoken_for else None


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
    kept = [at for at in events if at in nights and (closed is None or at in closed)]
    others = None if in_bed is None else [0, *accumulate(in_bed.get(at, 0) for at in known)]
    for each in periods:
        start, end = bisect_left(known, each.first), bisect_left(known, each.after)
        if start == end:
            yield None
            continue
        other = None if others is None else others[end] - others[start]
        bed_days = beds[end] - beds[start]
        yield Value(_many(kept, each), bed_days, other, end - start, each.days)


def _many(ordered: Sequence[date], period: Period) -> int:
    """How many of these days fall in a period."""
    return bisect_left(ordered, period.after) - bisect_left(ordered, period.first)


def shared(
    measure: Measure, periods: Sequence[Period], met: Iterable[tuple[Moment, bool]]
) -> Series:
    """The share that was met, of those that fell in each period; none is no denominator."""
    tallies = [[0, 0] for _ in periods]
    place_of = _Places(periods)
    for moment, yes in met:
        if (place := place_of(day_of(moment))) is not None:
            tallies[place][0] += yes
            tallies[place][1] += 1
    values = tuple(Value(yes, of) for yes, of in tallies)
    return Series(measure, tuple(periods), values)


def lengths(
    measure: Measure, periods: Sequence[Period], minutes: Iterable[tuple[Moment, float]]
) -> Series:
    """The mean length of what began in each period; none is no denominator."""
    found: list[list[float]] = [[] for _ in periods]
    place_of = _Places(periods)
    for moment, length in minutes:
        if (place := place_of(day_of(moment))) is not None:
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


class _Places:
    """Finds the place of the period that holds a day; each day is looked for once."""

    def __init__(self, periods: Sequence[Period]) -> None:
        self._periods = periods
        self._afters = [each.after for each in periods]
        self._found: dict[date, int | None] = {}

    def __call__(self, at: date) -> int | None:
        if at not in self._found:
            place = bisect_right(self._afters, at)
            held = place < len(self._periods) and self._periods[place].holds(at)
            self._found[at] = place if held else None
        return self._found[at]
