"""The national measures of restrictive intervention, counted for one period by either method.

Half-open periods; what they are made from and how they are read is in `national_method`.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from statistics import median

from wardsafe.clock import LONDON
from wardsafe.measures.national_method import OURS, Method
from wardsafe.measures.periods import Period
from wardsafe.measures.series import Moment, day_of

SECLUSION, SEGREGATION = "05", "06"


@dataclass(frozen=True, slots=True)
class Spell:
    """One person's stay in hospital; no `end` while they are in."""

    person: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident of one person (MHS505). A date where the time is not known, None for no end."""

    id: str
    person: str
    start: Moment
    end: Moment | None


@dataclass(frozen=True, slots=True)
class Intervention:
    """One intervention of an incident (MHS515); `row` tells those of one incident apart."""

    incident: str
    row: int
    type: str
    start: Moment
    end: Moment | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure: `value` is None where there is nothing to divide by or to take a mean of.

    `group` is a type code where the measure is by type. `of` and `over` are numerator and
    denominator, or how many lengths it rests on.
    """

    id: str
    title: str
    group: str
    value: float | None
    of: int
    over: int


@dataclass(frozen=True, slots=True)
class _Counted:
    """One intervention of the period with its incident and the person's stay."""

    intervention: Intervention
    incident: Incident
    spell: Spell | None


def figures(
    period: Period,
    incidents: Iterable[Incident],
    interventions: Iterable[Intervention],
    spells: Iterable[Spell],
    method: Method = OURS,
) -> tuple[Figure, ...]:
    """Every national measure of the period: counts, rates, and lengths by type."""
    stays = [each for each in spells if _stays_in(each, period)]
    kept = _kept(period, incidents, interventions, stays, method)
    return tuple(_figures(kept, stays, period, method))


def bed_days(spells: Iterable[Spell], period: Period) -> int:
    """Nights within the period: the day of admission counts, the day of discharge does not."""
    return sum(
        max(0, (min(each.end or period.after, period.after) - max(each.start, period.first)).days)
        for each in spells
    )


def _figures(
    kept: Sequence[_Counted], stays: Sequence[Spell], period: Period, method: Method
) -> Iterator[Figure]:
    people = len({each.incident.person for each in kept})
    happened = {each.incident.id: each for each in kept}
    many, days = len(kept), bed_days(stays, period)
    in_hospital = len({each.person for each in stays})
    yield Figure("MHS76", "People subject to restrictive intervention", "", people, people, 1)
    yield Figure("MHS77", "Restrictive interventions", "", many, many, 1)
    yield Figure("MHS136", "Restrictive incidents", "", len(happened), len(happened), 1)
    yield _ratio("MHS137", "Interventions per incident", many, len(happened), 1)
    yield _ratio("MHS96", "Interventions per 1,000 occupied bed days", many, days, 1000)
    yield _ratio("MHS97", "People in hospital subject to intervention, %", people, in_hospital, 100)
    yield from _by_type(kept, period, method)
    whole = [
        found
        for each in happened.values()
        if (found := _minutes(each.incident.start, each.incident.end, each.spell, period, method))
        is not None
    ]
    yield from _lengths("MHS138", "MHS138a", "MHS139", "minutes of an incident", "", whole)
    for number, kind, name in (
        ("MHS146", SECLUSION, "seclusion"), ("MHS147", SEGREGATION, "segregation")
    ):  # fmt: skip
        active = [found for each in kept if (found := _active(each, kind, period, method))]
        title = f"days of active {name} at the end of the period"
        yield from _lengths(number, f"{number}a", "", title, kind, active)


def _ratio(id_: str, title: str, of: int, over: int, per: int) -> Figure:
    return Figure(id_, title, "", of / over * per if over else None, of, over)


def _by_type(kept: Sequence[_Counted], period: Period, method: Method) -> Iterator[Figure]:
    found: dict[str, list[float]] = {}
    for each in kept:
        row = each.intervention
        length = _minutes(row.start, row.end, each.spell, period, method)
        if length is not None:
            found.setdefault(row.type, []).append(length)
    for kind, minutes in sorted(found.items()):
        yield from _lengths("MHS98", "MHS98a", "MHS99", "minutes of intervention", kind, minutes)


def _lengths(
    mean: str, middle: str, most: str, title: str, group: str, lengths: Sequence[float]
) -> Iterator[Figure]:
    many = len(lengths)
    average = math.fsum(lengths) / many if many else None
    yield Figure(mean, f"Mean {title}", group, average, many, many)
    yield Figure(middle, f"Median {title}", group, median(lengths) if many else None, many, many)
    if most:
        yield Figure(most, f"Longest {title}", group, max(lengths, default=None), many, many)


def _kept(
    period: Period,
    incidents: Iterable[Incident],
    interventions: Iterable[Intervention],
    stays: Sequence[Spell],
    method: Method,
) -> list[_Counted]:
    """The interventions of the period, each once; incident and intervention are both in it."""
    known = {each.id: each for each in incidents if _inside(each.start, each.end, period, method)}
    by_person: dict[str, list[Spell]] = {}
    for stay in stays:
        by_person.setdefault(stay.person, []).append(stay)
    found: dict[tuple[str, int], _Counted] = {}
    for row in interventions:
        incident = known.get(row.incident)
        if incident is None or not _inside(row.start, row.end, period, method):
            continue
        spell = _spell(by_person.get(incident.person, ()), day_of(row.start))
        if spell is not None or not method.spell_needed:
            found[row.incident, row.row] = _Counted(row, incident, spell)
    return list(found.values())


def _inside(start: Moment, end: Moment | None, period: Period, method: Method) -> bool:
    begun = day_of(start)
    if method.hindsight:
        return begun < period.after and (end is None or day_of(end) >= period.first)
    return end is None or period.holds(begun) or period.holds(day_of(end))


def _stays_in(spell: Spell, period: Period) -> bool:
    return spell.start < period.after and (spell.end is None or spell.end >= period.first)


def _spell(stays: Sequence[Spell], at: date) -> Spell | None:
    """The stay that holds a day, else the person's last one in the period."""
    holding = (s for s in stays if s.start <= at and (s.end is None or at <= s.end))
    return next(holding, max(stays, key=lambda stay: stay.start, default=None))


def _minutes(
    start: Moment, end: Moment | None, spell: Spell | None, period: Period, method: Method
) -> float | None:
    """A valid length in minutes, None for one that is not."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    begun, over = day_of(start), day_of(end)
    if over >= period.after or not _within(spell, begun, over, period):
        return None
    passed = _passed(start, end, method)
    if not method.clipped_start:
        return passed if passed > 0 else None
    same_day = max(begun, period.first) == over
    late = _wall(start).time() >= _wall(end).time()
    return None if same_day and late else passed


def _within(spell: Spell | None, begun: date, over: date, period: Period) -> bool:
    return spell is None or (spell.start <= begun and over <= (spell.end or period.after))


def _passed(start: datetime, end: datetime, method: Method) -> float:
    if method.elapsed and start.tzinfo and end.tzinfo:
        return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60
    return (_wall(end) - _wall(start)).total_seconds() / 60


def _wall(moment: datetime) -> datetime:
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).replace(tzinfo=None)


def _active(each: _Counted, kind: str, period: Period, method: Method) -> float | None:
    """Days up to the end of the period of what was then still going on."""
    row, spell = each.intervention, each.spell
    if row.type != kind or not isinstance(row.start, datetime) or day_of(row.start) >= period.after:
        return None
    on = row.end is None or (method.hindsight and day_of(row.end) >= period.after)
    if not on or not _within(spell, day_of(row.start), period.after, period):
        return None
    zone = row.start.tzinfo and LONDON
    ends = datetime.combine(period.after, time(), zone)
    return _passed(row.start, ends, method) / 1440


def by_id(found: Iterable[Figure]) -> Mapping[tuple[str, str], Figure]:
    """The figures by id and group."""
    return {(each.id, each.group): each for each in found}
