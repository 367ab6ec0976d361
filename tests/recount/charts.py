"""The lines of a chart and the days between events, again: arithmetic on recounted numbers."""

from bisect import bisect_left
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import fmean, median

from recount.entries import LONDON


def lines(numbers: list[float], kind: str) -> tuple[float, float | None, float | None]:
    """Centre, upper and lower limit: of an XmR chart, 2.66 mean moving ranges from its mean."""
    if kind == "run":
        return median(numbers), None, None
    mean, spread = fmean(numbers), 2.66 * fmean(abs(b - a) for a, b in pairwise(numbers))
    return mean, mean + spread, mean - spread


def gaps(events: list[datetime], shut: set[date], now: datetime) -> list[float]:
    """Days that were watched between neighbours of the events on closed days, and up to now."""
    watched = sorted(shut)

    def age(when: datetime) -> float:
        midnight = datetime.combine(when.date(), datetime.min.time(), LONDON)
        after = datetime.combine(when.date() + timedelta(days=1), datetime.min.time(), LONDON)
        whole = after.timestamp() - midnight.timestamp()
        share = (when.timestamp() - midnight.timestamp()) / whole if when.date() in shut else 0
        return bisect_left(watched, when.date()) + share

    return [age(b) - age(a) for a, b in pairwise([*(e for e in events if e.date() in shut), now])]
