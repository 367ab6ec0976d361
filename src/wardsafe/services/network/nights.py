"""The rows of one ward's months: days closed, nights counted, and who belonged to the ward.

With the private parts here, days are exact. From facts alone a day is known to its week of its
month: declarations and censuses are counted in it and never above its days, and a movement is
taken for the middle of it, which moves a stay by three days at most (≈ design).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from wardsafe.clock import LONDON
from wardsafe.measures.periods import MONTH, between, period_of
from wardsafe.records.census import Census
from wardsafe.records.movement import Movement
from wardsafe.records.nil_return import DAY, HOURS, RESTRICTIVE, NilReturn
from wardsafe.records.parts import age_band
from wardsafe.records.patient import age_at
from wardsafe.services.counting_beds import Move, by_night
from wardsafe.services.network.facts import Told, about_person
from wardsafe.views.folding import Fold, Step, moment

_ONE = timedelta(days=1)
_HOURS = frozenset(range(24))


def rows(said: Told) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables months and stays, from the ward's first month up to its last day."""
    first = _first(said)
    if first is None or first > said.until:
        return {"months": [], "stays": []}
    terminals = {each.first.entry.header.terminal for each in said.folds}
    place = {"terminal": min(terminals), "ward": said.ward, "trust": said.trust}
    days = [month.first for month in between(MONTH, first, said.until)]
    closed, nights = _closed(said), _nights(said)
    months = [
        {**place, "month": f"{day:%Y-%m}", "days": _days(day, said.until),
         "declared": min(closed[f"{day:%Y-%m}"], _days(day, said.until)),
         **nights.get(f"{day:%Y-%m}", {"nights": 0, "bed_days": 0, "leave_days": 0})}
        for day in days
    ]  # fmt: skip
    stays = [{**place, **stay} for stay in _stays(said, first)]
    return {"months": months, "stays": stays}


def _first(said: Told) -> date | None:
    """The first day of the first month in which anybody declared or counted anything."""
    kinds = (NilReturn.kind, Census.kind)
    months = [str(each.shown.parts["facts"].get("month", "")) for kind in kinds
              for each in said.of_kind(kind)]  # fmt: skip
    found = min(filter(None, months), default=None)
    return date.fromisoformat(f"{found}-01") if found else None


def _days(month: date, until: date) -> int:
    """The days of a month that are over."""
    last = min(period_of(MONTH, month).after - _ONE, until)
    return max(0, (last - month).days + 1)


def _closed(said: Told) -> Counter[str]:
    """By month, the days somebody closed for restrictive practice."""
    exact: dict[date, set[int]] = defaultdict(set)
    by_week: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for each in said.of_kind(NilReturn.kind):
        facts = each.shown.parts["facts"]
        streams, scope = facts.get("streams"), facts.get("scope")
        if not isinstance(streams, list) or RESTRICTIVE not in streams or scope not in HOURS:
            continue
        day = _day(each.shown.parts["private"].get("day"))
        if day is None:
            by_week[_week(facts)][str(scope)] += 1
            continue
        for hour in range(*HOURS[str(scope)]):
            exact[day + _ONE * (hour // 24)].add(hour % 24)
    found = Counter(f"{day:%Y-%m}" for day, hours in exact.items() if hours == _HOURS)
    for (month, week), counts in by_week.items():
        shifts = min(counts[name] for name in HOURS if name != DAY)
        found[month] += min(counts[DAY] + shifts, len(_days_of(month, week)))
    return found


def _nights(said: Told) -> dict[str, dict[str, int]]:
    """By month: nights counted, their bed days with leave, and those on leave."""
    exact: dict[date, tuple[int, int, int]] = {}
    by_week: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for each in said.of_kind(Census.kind):
        facts = each.shown.parts["facts"]
        here, away = facts.get("in_bed"), facts.get("on_leave")
        if not isinstance(here, int) or not isinstance(away, int):
            continue
        night = _day(each.shown.parts["private"].get("night"))
        if night is None:
            by_week[_week(facts)].append((here, away))
        else:  # of two censuses of a night, the later
            exact[night] = max(exact.get(night, (0, 0, 0)), (each.number, here, away))
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COUNTED, 0))
    for night, (_, here, away) in exact.items():
        _add(found[f"{night:%Y-%m}"], 1, here + away, away)
    for (month, week), counts in by_week.items():
        most = len(_days_of(month, week))
        share = min(1.0, most / len(counts))
        whole = sum(here + away for here, away in counts)
        gone = sum(away for _, away in counts)
        _add(found[month], min(len(counts), most), round(whole * share), round(gone * share))
    return found


_COUNTED = ("nights", "bed_days", "leave_days")


def _add(row: dict[str, int], *counts: int) -> None:
    for name, count in zip(_COUNTED, counts, strict=True):
        row[name] += count


def _stays(said: Told, first: date) -> Iterator[dict[str, Any]]:
    """Each person and month with nights on the ward, by their movements."""
    moves: dict[str, list[Move]] = defaultdict(list)
    records: dict[str, str] = {}
    for each in said.of_kind(Movement.kind):
        person = said.known_as(each.shown)
        at = _moved_at(each.shown)
        move = each.shown.parts["facts"].get("move")
        if person and at is not None and isinstance(move, str):
            moves[person].append((int(at.timestamp()), move, ""))
            records[person] = str(each.shown.parts["private"].get("person", ""))
    about = _about(said)
    for person, own in sorted(moves.items()):
        patient = said.people.get(records[person])
        for month, beds, leave in _by_month(own, first, said.until):
            groups = {**about.get(person, {}), **_from_patient(patient, month)}
            yield {"month": f"{month:%Y-%m}", "person": person, "bed_days": beds,
                   "leave_days": leave, **groups}  # fmt: skip


def _by_month(moves: Sequence[Move], first: date, until: date) -> Iterator[tuple[date, int, int]]:
    begins = max(first, min(datetime.fromtimestamp(at, LONDON).date() for at, *_ in moves))
    if begins > until:
        return
    counts: dict[date, list[int]] = {}
    for number, night in enumerate(by_night([moves], begins, until)):
        own = counts.setdefault((begins + _ONE * number).replace(day=1), [0, 0])
        own[0] += night.in_bed + night.away
        own[1] += night.away
    yield from ((month, beds, leave) for month, (beds, leave) in counts.items() if beds)


def _about(said: Told) -> dict[str, dict[str, Any]]:
    """The groups of each person as their records of restrictive practice tell them, newest last:
    what a hub knows where it holds no record of the patient."""
    found: dict[str, dict[str, Any]] = {}
    steps = [*(each.shown for each in said.folds), *(each.shown for each in said.people.values())]
    for step in steps:
        person = said.known_as(step)
        if person:
            known = {name: value for name, value in about_person(step).items() if value}
            found[person] = {**found.get(person, {}), **known}
    return found


def _from_patient(patient: Fold | None, month: date) -> Mapping[str, Any]:
    if patient is None:
        return {}
    known = {name: value for name, value in about_person(patient.shown).items() if value}
    born = _day(patient.shown.parts["private"].get("born"))
    return {**known, **({"age_band": age_band(age_at(born, month))} if born else {})}


def _moved_at(step: Step) -> datetime | None:
    exact = moment(step.parts["private"].get("when"))
    if exact is not None:
        return exact
    days = _days_of(*_week(step.parts["facts"]))
    return datetime.combine(days[len(days) // 2], time(12), LONDON) if days else None


def _week(facts: Mapping[str, Any]) -> tuple[str, str]:
    return str(facts.get("month", "")), str(facts.get("week", ""))


def _days_of(month: str, week: str) -> list[date]:
    """The days of an ISO week that lie in a month; none for what is no month or week."""
    try:
        monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError:
        return []
    return [day for day in _seven(monday) if f"{day:%Y-%m}" == month]


def _seven(monday: date) -> Iterable[date]:
    return (monday + _ONE * number for number in range(7))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
