"""The declarations and censuses of the invented ward, with the days that nobody closed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from wardsafe.clock import LONDON, Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.records.census import Census
from wardsafe.records.moments import local
from wardsafe.records.movement import HOME, Movement
from wardsafe.records.nil_return import AS_LOGGED, RESTRICTIVE, SEXUAL, NilReturn
from wardsafe.records.patient import Patient
from wardsafe.services.demo_staff import entry_by

DAYS = 60
_MISSED = 0.12
"""The share of days that nobody closes: the last one and about every eighth."""


def entries(
    said: Mapping[str, Any],
    people: Sequence[tuple[str, Patient]],
    now: datetime,
    chance: Chance,
    dice: Random,
    days: int = DAYS,
) -> Iterator[NewEntry]:
    """For the last days: most of them closed on the next morning, most midnights counted. Of years,
    one month that nobody closed at all."""
    beds = int(said["ward"]["beds"])
    here = min(beds - 1, len(people))
    in_charge = [one for one in said["staff"] if one["role"] == "nurse-in-charge"]
    today = local(now).date()
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        if _is_silent(day, today) or (days > _LONG and _is_silent_week(day, today)):
            continue
        one = dice.choice(in_charge)
        away = len(_AT_HOME) if _is_leave(day, back, days) else 0
        yield from _leave(day, back, days, people, one, chance)
        morning = datetime.combine(day + timedelta(days=1), time(7, dice.randrange(60)), LONDON)
        entered = min(morning, now)
        if back > 1 and dice.random() > _MISSED:
            record = NilReturn(
                scope="day", day=day, streams=(RESTRICTIVE, SEXUAL), said=AS_LOGGED, by=one["id"]
            )
            yield entry_by(one, record, entered, chance)
        if back > 1 and dice.random() > _MISSED / 2:
            counted = Census(
                night=day,
                in_bed=here - away,
                on_leave=away,
                home_leave=away,
                available=beds,
                closed=0,
                moves_in_bed=here - away,
                moves_on_leave=away,
                by=one["id"],
            )
            yield entry_by(one, counted, entered, chance)


_AT_HOME = (6, 9)
"""Two people who went home for weekends, until two weeks ago."""


_SILENT_BACK = 15
"""How many months back the month lies that nobody closed."""


def _is_silent(day: date, today: date) -> bool:
    return (today.year - day.year) * 12 + today.month - day.month == _SILENT_BACK


_LONG, _WEEKS_BACK = 90, 11


def _is_silent_week(day: date, today: date) -> bool:
    """A whole week that nobody closed, so that a quarter too shows what is not recorded."""
    monday = today - timedelta(days=today.weekday() + 7 * _WEEKS_BACK)
    return monday <= day < monday + timedelta(days=7)


def _is_leave(day: date, back: int, days: int) -> bool:
    """Whether the night that ends this day is one of a weekend at home: Friday and Saturday."""
    return day.weekday() in (4, 5) and _whole_weekend(day, back, days)


def _whole_weekend(day: date, back: int, days: int) -> bool:
    sunday = back - (6 - day.weekday())
    return sunday > 14 and sunday + 2 < days


def _leave(
    day: date,
    back: int,
    days: int,
    people: Sequence[tuple[str, Patient]],
    one: Mapping[str, str],
    chance: Chance,
) -> Iterator[NewEntry]:
    """They go on Friday at four and are back on Sunday at six."""
    hour, move = {4: (16, HOME), 6: (18, "return")}.get(day.weekday(), (0, ""))
    if not move or not _whole_weekend(day, back, days):
        return
    when = datetime.combine(day, time(hour), LONDON)
    for place in _AT_HOME:
        said = Movement(person=people[place][0], move=move, when=when)
        yield entry_by(one, said, when + timedelta(minutes=9), chance)
