"""From the recounted events to what a screen shows of a period: values, days since, crosses."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from recount.entries import Ward
from recount.measures import beds, closed, happened

Numbers = tuple[float, float | None, float | None, int, int]
"""What was counted, over what, over what else, days that somebody closed, days."""


def days_of(first: date, after: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((after - first).days)]


def counted(ward: Ward, name: str, first: date, after: date) -> Numbers | None:
    """A count of a period; None for one that nobody closed a day of."""
    stream = "sexual-safety" if name == "sexual-safety" else "restrictive-practice"
    there = set(days_of(first, after))
    shut = len(closed(ward, stream) & there)
    many = sum(when.date() in there for when in happened(ward, name))
    return (many, None, None, shut, len(there)) if shut else None


def rate(ward: Ward, name: str, first: date, after: date) -> Numbers | None:
    """Events and bed days of the days that were closed and whose night was counted."""
    nights, there = beds(ward), set(days_of(first, after))
    known = closed(ward) & set(nights) & there
    many = sum(when.date() in known for when in happened(ward, name))
    with_leave, here = sum(sum(nights[d]) for d in known), sum(nights[d][0] for d in known)
    return (many, with_leave, here, len(known), len(there)) if known else None


def of_those(met: Iterable[tuple[datetime, float]], first: date, after: date) -> Numbers:
    """A share or a length of a period: the sum, and of how many."""
    found = [each for when, each in met if first <= when.date() < after]
    return (sum(found), len(found), None, 0, 0)


def days_since(events: list[datetime], shut: set[date], today: date) -> tuple[int, date, int]:
    """Whole days since the last event, its day, and the days since that nobody closed."""
    last = max(events).date()
    between = days_of(last + timedelta(days=1), today)
    return (today - last).days, last, sum(each not in shut for each in between)


def cross(events: list[datetime], shut: set[date], first: date, after: date) -> tuple[int, int]:
    """How many events the closed days of a month have, and how many days those are."""
    counted_days = shut & set(days_of(first, after))
    return sum(when.date() in counted_days for when in events), len(counted_days)


def bed_days(ward: Ward, first: date, after: date) -> tuple[int, int, int, int]:
    """With leave, without, nights that were counted, nights."""
    nights = {night: held for night, held in beds(ward).items() if first <= night < after}
    here, away = (sum(held[n] for held in nights.values()) for n in (0, 1))
    return here + away, here, len(nights), (after - first).days
