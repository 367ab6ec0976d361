"""Stays in hospital, and how long incidents and interventions lasted, again from raw entries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from recount.entries import Said, Ward, at, began, forces

Stay = tuple[str, date, date | None]
Row = dict[str, Any]


def day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def stays(ward: Ward) -> list[Stay]:
    """From admission to transfer or discharge, whoever is on leave in between."""
    moves = [(at(s.private["when"]), s) for s in ward["movement/1"]]
    since: dict[str, date] = {}
    found: list[Stay] = []
    for when, said in sorted(moves, key=lambda each: each[0]):
        who = said.private["person"]
        if said.facts["move"] in ("transfer", "discharge") and who in since:
            found.append((who, since.pop(who), when.date()))
        elif said.facts["move"] not in ("transfer", "discharge"):
            since.setdefault(who, when.date())
    return [*found, *((who, begins, None) for who, begins in since.items())]


def minutes(row: Row, stay: Stay | None, first: date, after: date, theirs: bool) -> float | None:
    """A valid length: over in the period and within the stay; by the clock, or as it passed."""
    start, end = row["start"], row["end"]
    if not isinstance(end, datetime) or day(end) >= after:
        return None
    if stay and not stay[1] <= day(start) <= day(end) <= (stay[2] or after):
        return None
    if theirs:
        late = max(day(start), first) == day(end) and start.time() >= end.time()
        by_clock = end.replace(tzinfo=None) - start.replace(tzinfo=None)
        return None if late else by_clock.total_seconds() / 60
    passed = (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60
    return passed if passed > 0 else None


def times(said: Said) -> tuple[Row, list[Row]]:
    """Start and end of an incident, and of each intervention; a day where no end is known."""
    begins, rows = began(said), forces(said)
    over = max((row["end"] for row in rows if "end" in row), default=begins.date())
    known = [{"type": row.get("type", ""), "start": (start := row.get("start", begins)),
              "end": None if row["open"] else later(start, row.get("end", start.date()))}
             for row in rows]  # fmt: skip
    still_on = any(row["open"] for row in rows)
    return {"start": begins, "end": None if still_on else later(begins, over)}, known


def later(start: datetime, end: date) -> date:
    return start.date() if isinstance(end, datetime) and end < start else end


def nights(stay: Stay, first: date, after: date) -> int:
    """Of a stay within these days: the day of admission counts, the day of leaving does not."""
    return max(0, (min(stay[2] or after, after) - max(stay[1], first)) // timedelta(days=1))
