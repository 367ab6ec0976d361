"""Occupied bed days of months, with and without leave, over the nights that somebody counted.

Leave nights are in MHS96 and MHS117 of NHS England's Mental Health Services Data Set: with leave
a figure can be compared with those, without it is what happened on the ward (≈ design). A night
without a census is not recorded: it is in no figure, and no other night stands in for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from wardsafe.records.census import midnight
from wardsafe.records.moments import local
from wardsafe.records.movement import AWOL, HOME, LEAVE, SECTION_17
from wardsafe.services.closing import began_on
from wardsafe.services.counting_beds import Beds, by_night
from wardsafe.services.session import Session
from wardsafe.views import closing, people
from wardsafe.views.closing import ClosingView, Counted

MONTHS = 13
"""How many months back are told: this one, and a whole year before it."""


@dataclass(frozen=True, slots=True)
class NightBeds:
    """One midnight in figures: as somebody counted it (None: nobody did), and by the movements."""

    night: date
    counted: Counted | None
    by_moves: Beds


@dataclass(frozen=True, slots=True)
class BedDays:
    """Occupied bed days over the nights that were counted, with and without leave.

    `by_moves` are the same two over every night, from the movements, to compare. `leave` are the
    nights of each kind of leave, and `missing` the nights that nobody counted.
    """

    nights: int
    counted: int
    including: int
    excluding: int
    by_moves: tuple[int, int]
    leave: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[date, ...] = ()

    def words(self) -> str:
        """Which figure is which, and over how many nights."""
        if not self.counted:
            return f"Not counted: 0 of {self.nights} nights"
        return (
            f"{self.including} occupied bed days including leave, {self.excluding} without, "
            f"{self.counted} of {self.nights} nights"
        )


@dataclass(frozen=True, slots=True)
class MonthBeds:
    """One month: its first day, the nights of it that are over and what they come to."""

    month: date
    nights: tuple[NightBeds, ...]
    days: BedDays


def months(session: Session) -> tuple[MonthBeds, ...]:
    """This month and those before it, newest first, from the first entry on: before it nobody
    could count anything here, and a night that is not over is no night yet."""
    last = local(session.now()).date() - timedelta(days=1)
    first = max(_months_back(last, MONTHS - 1), began_on(session) or last)
    by_month: dict[date, list[NightBeds]] = {}
    for night in nights_of(session, first, last):
        by_month.setdefault(night.night.replace(day=1), []).append(night)
    return tuple(
        MonthBeds(month, tuple(found), bed_days(found))
        for month, found in sorted(by_month.items(), reverse=True)
    )


def is_behind(session: Session) -> bool:
    """Whether the tables of censuses and movements are not up to date: then nothing is counted."""
    return bool({ClosingView.name, people.PeopleView.name} & set(session.ledger.views_behind()))


def _months_back(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, 1)


def occupied(session: Session, first: date, last: date) -> BedDays:
    """Occupied bed days of the nights from `first` to `last`, both included."""
    return bed_days(nights_of(session, first, last))


def nights_of(session: Session, first: date, last: date) -> tuple[NightBeds, ...]:
    """Each night from `first` to `last` as it was counted, beside what the movements say."""
    if last < first:
        return ()
    with session.ledger.reading() as db:
        found = closing.censuses(db, first.isoformat(), last.isoformat())
        moves = closing.moves_before(db, int(midnight(last).timestamp()))
    counted = {one.census.night: one for one in found}  # of two, the later
    return tuple(
        NightBeds(night, counted.get(night), by_moves)
        for number, by_moves in enumerate(by_night(moves.values(), first, last))
        if (night := first + timedelta(days=number))
    )


def bed_days(nights: Sequence[NightBeds]) -> BedDays:
    """What these nights come to; one that nobody counted is in neither figure."""
    said = [night.counted.census for night in nights if night.counted]
    in_bed, away = sum(one.in_bed or 0 for one in said), sum(one.on_leave or 0 for one in said)
    here = sum(night.by_moves.in_bed for night in nights)
    gone = sum(night.by_moves.away for night in nights)
    kinds = {
        HOME: sum(one.home_leave or 0 for one in said),
        SECTION_17: sum(one.section_17 or 0 for one in said),
        AWOL: sum(one.awol or 0 for one in said),
    }
    return BedDays(
        nights=len(nights),
        counted=len(said),
        including=in_bed + away,
        excluding=in_bed,
        by_moves=(here + gone, here),
        leave={**kinds, LEAVE: away - sum(kinds.values())},
        missing=tuple(night.night for night in nights if not night.counted),
    )
