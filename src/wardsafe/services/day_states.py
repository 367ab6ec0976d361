"""What each day of a month is: closed, with what, or not recorded. Pure; no session, no database.

The states are those of a safety cross. A day counts as closed only where people have said so of
all its hours; a day without entries that nobody closed is not recorded, which is never zero (H06).
Two records that a person linked count as one event, on the day of the earlier (H10).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from wardsafe.records.moments import local
from wardsafe.records.nil_return import DAY, NONE, span
from wardsafe.views.closing import DayEvent, Said

State = Literal["none", "incident", "concern", "both", "not recorded", "today", "future"]
"""`none`: closed, and none recorded. `today` is not over, so it can be neither closed nor missed.
Whether a day with incidents is closed stands beside its state."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one stream. `incidents` counts events, `records` what was written about them.

    `conflict`: somebody said none, and an event is recorded. `changed`: an entry came, or was
    struck through, after it was closed. `said` are the declarations that speak for it.
    """

    day: date
    state: State
    closed: bool = False
    incidents: int = 0
    records: int = 0
    concerns: int = 0
    conflict: bool = False
    changed: bool = False
    said: tuple[Said, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is one of the closed days that a total may be made over."""
        return self.closed and not self.conflict


def days_between(
    first: date,
    last: date,
    now: datetime,
    events: Sequence[DayEvent],
    declared: Sequence[Said],
    links: Iterable[tuple[str, str]] = (),
) -> tuple[Day, ...]:
    """Every day from `first` to `last`; `declared` are those of the stream, in order of arrival."""
    root = clusters((event.record for event in events if not event.void), links)
    by_day: dict[date, list[DayEvent]] = {}
    for event in events:
        by_day.setdefault(day_of(event), []).append(event)
    begun = _days_of_clusters(events, root)
    days = ((last - first).days + 1) if last >= first else 0
    return tuple(_day(first + timedelta(days=n), now, by_day, declared, begun) for n in range(days))


def day_of(event: DayEvent) -> date:
    """The local date on which an event happened."""
    return local(datetime.fromtimestamp(event.at, tz=UTC)).date()


def clusters(records: Iterable[str], links: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Each record with the one that stands for its event: those linked share one."""
    root = {record: record for record in records}

    def top(record: str) -> str:
        while root[record] != record:
            record = root[record]
        return record

    for one, other in links:
        if one in root and other in root:
            first, second = sorted((top(one), top(other)))
            root[second] = first
    return {record: top(record) for record in root}


def latest(declared: Iterable[Said], second: int) -> Said | None:
    """The declaration that speaks for a moment: of several the one that was made last."""
    found = [said for said in declared if said.begins <= second < said.ends]
    return max(found, key=lambda said: (said.entered, said.number), default=None)


def covers(declared: Iterable[Said], begins: int, ends: int) -> bool:
    """Whether declarations speak for every second of a span; none speaks for what came after it."""
    at = begins
    spans = ((said.begins, min(said.ends, int(said.entered.timestamp()))) for said in declared)
    for start, end in sorted(spans):
        if start > at:
            break
        at = max(at, end)
    return at >= ends


def _days_of_clusters(
    events: Iterable[DayEvent], root: Mapping[str, str]
) -> Mapping[str, tuple[date, bool]]:
    """For each event that stands: the day it counts on, and whether it is a concern only."""
    found: dict[str, tuple[date, bool]] = {}
    for event in events:
        if event.void:
            continue
        day, concern = found.get(root[event.record], (day_of(event), True))
        found[root[event.record]] = (min(day, day_of(event)), concern and event.concern)
    return found


def _day(
    day: date,
    now: datetime,
    by_day: Mapping[date, Sequence[DayEvent]],
    declared: Sequence[Said],
    begun: Mapping[str, tuple[date, bool]],
) -> Day:
    begins, ends = (int(moment.timestamp()) for moment in span(day, DAY))
    here = [event for event in by_day.get(day, ()) if not event.void]
    speaking = tuple(said for said in declared if said.begins < ends and said.ends > begins)
    counted = [concern for on, concern in begun.values() if on == day]
    incidents, concerns = counted.count(False), counted.count(True)
    return Day(
        day=day,
        state=_state(day, now, incidents, concerns, covers(speaking, begins, ends)),
        closed=covers(speaking, begins, ends),
        incidents=incidents,
        records=len(here),
        concerns=concerns,
        conflict=any(_contradicts(event, speaking) for event in here),
        changed=any(_came_after(event, speaking) for event in by_day.get(day, ())),
        said=speaking,
    )


def _state(day: date, now: datetime, incidents: int, concerns: int, closed: bool) -> State:
    today = local(now).date()
    if incidents or concerns:
        return "both" if incidents and concerns else "incident" if incidents else "concern"
    if day >= today:
        return "today" if day == today else "future"
    return "none" if closed else "not recorded"


def _contradicts(event: DayEvent, declared: Iterable[Said]) -> bool:
    said = latest(declared, event.at)
    return said is not None and said.said == NONE


def _came_after(event: DayEvent, declared: Iterable[Said]) -> bool:
    said = latest(declared, event.at)
    return said is not None and event.changed > int(said.entered.timestamp())
