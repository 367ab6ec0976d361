"""At which hour and on which day of the week things happened, by the clock on the wall in London.

What has a day but no time counts for its weekday and stands apart from the hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wardsafe.clock import LONDON
from wardsafe.measures.series import Moment, day_of

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class WeekTable:
    """Counts by weekday (Monday first) and hour; `untimed` by weekday where no time is known."""

    cells: tuple[tuple[int, ...], ...]
    untimed: tuple[int, ...]

    @property
    def hours(self) -> tuple[int, ...]:
        """24 counts, by hour."""
        return tuple(map(sum, zip(*self.cells, strict=True)))

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Seven counts, Monday first, with what has no time."""
        return tuple(sum(row) + none for row, none in zip(self.cells, self.untimed, strict=True))

    @property
    def total(self) -> int:
        """Everything counted."""
        return sum(self.weekdays)


def week_table(moments: Iterable[Moment]) -> WeekTable:
    """The table of these moments."""
    cells = [[0] * 24 for _ in WEEKDAYS]
    untimed = [0] * len(WEEKDAYS)
    for moment in moments:
        weekday = day_of(moment).weekday()
        if isinstance(moment, datetime):
            local = moment.astimezone(LONDON) if moment.tzinfo else moment
            cells[weekday][local.hour] += 1
        else:
            untimed[weekday] += 1
    return WeekTable(tuple(map(tuple, cells)), tuple(untimed))
