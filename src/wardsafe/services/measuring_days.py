"""Which days of a stretch of years somebody closed, without asking every declaration of every day.

The rule is that of a safety cross (`day_states`): a day counts where people have spoken for all its
hours and said nothing that a record contradicts.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from wardsafe.records.nil_return import DAY, span
from wardsafe.services.day_states import days_between
from wardsafe.views.closing import DayEvent, Said

_WEEK = timedelta(days=7)
_ONE = timedelta(days=1)


def closed_days(
    first: date, last: date, now: datetime, events: Iterable[DayEvent], declared: Sequence[Said]
) -> frozenset[date]:
    """The days from `first` to `last` that a total may be made over."""
    happened = sorted(events, key=lambda event: event.at)
    spoken = sorted(declared, key=lambda said: said.ends)
    times, ends = [event.at for event in happened], [said.ends for said in spoken]
    found: set[date] = set()
    for begin in _weeks(first, last):
        end = min(begin + _WEEK - _ONE, last)
        since, until = (int(span(*each)[n].timestamp()) for n, each in enumerate(
            ((begin, DAY), (end, DAY))
        ))  # fmt: skip
        near = spoken[bisect_left(ends, since + 1) : bisect_left(ends, until + _LONGEST + 1)]
        here = happened[bisect_left(times, since) : bisect_left(times, until)]
        if near:
            found.update(
                each.day for each in days_between(begin, end, now, here, near) if each.counts
            )
    return frozenset(found)


_LONGEST = 25 * 3600  # no declaration speaks for longer than a day of 25 hours


def _weeks(first: date, last: date) -> Iterable[date]:
    return (first + _WEEK * number for number in range((last - first).days // 7 + 1))
