"""The stretches of time a measure is counted over: days, weeks, months, quarters, years.

Half-open: a period holds its first day and not the day after it. Real dates only, so that an axis
can be drawn true.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from wardsafe.errors import BadInput
from wardsafe.measures import words

DAY, WEEK, MONTH, QUARTER, YEAR, GAP = "day", "week", "month", "quarter", "year", "gap"

_LENGTH = {MONTH: 1, QUARTER: 3, YEAR: 12}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `first` up to, not including, `after`. A "gap" is the time between two events."""

    first: date
    after: date
    kind: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.after - self.first).days

    @property
    def said(self) -> str:
        """Nov 2026; week of 23 Nov 2026; Oct to Dec 2026; 2026; 23 Nov 2026."""
        return _SAID[self.kind](self)

    def holds(self, at: date) -> bool:
        """Whether a day belongs to it."""
        return self.first <= at < self.after

    def each_day(self) -> Iterator[date]:
        """Its days in order."""
        return (self.first + timedelta(days=number) for number in range(self.days))


def _months_said(period: Period) -> str:
    last = period.after - _ONE_DAY
    return f"{words.MONTHS[period.first.month - 1]} to {words.MONTHS[last.month - 1]} {last.year}"


_SAID: dict[str, Callable[[Period], str]] = {
    DAY: lambda period: words.day(period.first),
    WEEK: lambda period: f"week of {words.day(period.first)}",
    MONTH: lambda period: f"{words.MONTHS[period.first.month - 1]} {period.first.year}",
    QUARTER: _months_said,
    YEAR: lambda period: str(period.first.year),
    GAP: lambda period: f"up to {words.day(period.after)}",
}


def period_of(kind: str, at: date) -> Period:
    """The period that a day falls in; a week begins on Monday. Raises BadInput for another kind."""
    if kind == DAY:
        return Period(at, at + _ONE_DAY, kind)
    if kind == WEEK:
        monday = at - timedelta(days=at.weekday())
        return Period(monday, monday + timedelta(days=7), kind)
    if kind not in _LENGTH:
        raise BadInput(f"“{kind}” is not a period.", do="Use day, week, month, quarter or year.")
    length = _LENGTH[kind]
    month = (at.month - 1) // length * length
    after = month + length
    return Period(date(at.year, month + 1, 1), date(at.year + after // 12, after % 12 + 1, 1), kind)


def between(kind: str, first: date, last: date) -> tuple[Period, ...]:
    """Every period from the one that holds `first` to the one that holds `last`."""
    found = [period_of(kind, first)]
    while found[-1].after <= last:
        found.append(period_of(kind, found[-1].after))
    return tuple(found)


def days(first: date, last: date) -> tuple[Period, ...]:
    """Each day from `first` to `last`."""
    return between(DAY, first, last)


def weeks(first: date, last: date) -> tuple[Period, ...]:
    """Each week, Monday to Sunday."""
    return between(WEEK, first, last)


def months(first: date, last: date) -> tuple[Period, ...]:
    """Each calendar month."""
    return between(MONTH, first, last)


def quarters(first: date, last: date) -> tuple[Period, ...]:
    """Each quarter of a calendar year."""
    return between(QUARTER, first, last)
