"""The days between events, for measures whose counts are too small for limits.

Time that nobody closed was not watched: it is left out of a gap, and an event in it is not counted,
so that what was not recorded never lengthens or shortens a gap (design of wardsafe; the gaps of a
steady process keep their distribution). On these charts a long gap is good news.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from wardsafe.clock import LONDON
from wardsafe.measures import words
from wardsafe.measures.definitions import LESS, MORE, NEITHER, Measure
from wardsafe.measures.periods import GAP, Period
from wardsafe.measures.series import Moment, Series, Value, day_of, days_of

BETWEEN = "gap"
_REVERSED = {LESS: MORE, MORE: LESS, NEITHER: NEITHER}


@dataclass(frozen=True, slots=True)
class Gaps:
    """Days between neighbouring events: `series` has one value a gap.

    `still_open` is how long the last event is past, None where time has no end given. `left_out`
    counts the events on days nobody closed.
    """

    series: Series
    still_open: float | None
    left_out: int
    unwatched: int


def between(series: Series, *, whole_days: bool = False) -> Gaps:
    """The gaps between the events of a series, within its periods.

    Fractions of a day where every event has its time, unless `whole_days`; else whole days.
    """
    first, after = series.periods[0].first, series.periods[-1].after
    days = days_of(series.events)
    inside = [e for e, at in zip(series.events, days, strict=True) if first <= at < after]
    whole = whole_days or not all(isinstance(each, datetime) for each in inside)
    watched = None if series.declared is None else sorted(
        each for each in series.declared if first <= each < after
    )  # fmt: skip
    kept = [each for each in inside if watched is None or day_of(each) in series.declared]  # type: ignore[operator]
    ages = [_age(each, watched, whole) for each in kept]
    periods = tuple(Period(day_of(a), day_of(b), GAP) for a, b in pairwise(kept))
    values = tuple(Value(later - earlier) for earlier, later in pairwise(ages))
    found = replace(series, measure=_measure(series.measure), periods=periods, values=values)
    end = _end(series.until, after)
    return Gaps(
        found,
        _age(end, watched, whole) - ages[-1] if ages and end is not None else None,
        len(inside) - len(kept),
        0 if watched is None else _unwatched(watched, first, after, series.until),
    )


def _measure(of: Measure) -> Measure:
    return replace(
        of, id=f"{of.id}-between", title=f"Days between {of.more}", unit="days",
        better=_REVERSED[of.better], form=BETWEEN, denominator="", per=1.0,
    )  # fmt: skip


def _end(until: Moment | None, after: date) -> Moment | None:
    return None if until is None or day_of(until) > after else until


def _unwatched(watched: Sequence[date], first: date, after: date, until: Moment | None) -> int:
    last = after if until is None else min(after, day_of(until))
    return max(0, (last - first).days - bisect_left(watched, last))


def _age(moment: Moment, watched: Sequence[date] | None, whole: bool) -> float:
    """Days watched up to a moment, from some fixed start."""
    at = day_of(moment)
    days = at.toordinal() if watched is None else bisect_left(watched, at)
    if whole or not isinstance(moment, datetime):
        return days
    if watched is None:
        return moment.timestamp() / 86400
    seen = bool(days < len(watched) and watched[days] == at)
    return days + (_share_of_day(moment, at) if seen else 0.0)


def _share_of_day(moment: datetime, at: date) -> float:
    begins = datetime(at.year, at.month, at.day, tzinfo=LONDON)
    following = at + timedelta(days=1)
    ends = datetime(following.year, following.month, following.day, tzinfo=LONDON)
    start = begins.timestamp()
    return (moment.timestamp() - start) / (ends.timestamp() - start)


@dataclass(frozen=True, slots=True)
class DaysSince:
    """How long ago the last event was. `days` is None where there never was one."""

    days: int | None
    last: date | None
    not_closed: int
    said: str


def days_since(series: Series, now: Moment) -> DaysSince:
    """Whole days from the last event up to `now`, every event counted, closed day or not."""
    noun, today = series.measure.one, day_of(now)
    past = [day_of(each) for each in series.events if day_of(each) <= today]
    if not past:
        return DaysSince(None, None, 0, f"No {noun} has been recorded.")
    last = past[-1]
    days = (today - last).days
    open_days = 0
    if series.declared is not None:
        between_them = (last + timedelta(days=number) for number in range(1, days))
        open_days = sum(each not in series.declared for each in between_them)
    text = f"{words.many(days, 'day')} since the last {noun}, {words.day(last)}"
    if open_days:
        were = "was" if open_days == 1 else "were"
        text += f"; {words.many(open_days, 'day')} of them {were} closed by nobody"
    return DaysSince(days, last, open_days, words.sentence(text))
