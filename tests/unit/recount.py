"""Counts a ward's measures again from its raw entries: no view, no model, no code of the measures.

For the demo ward, whose days are closed whole and whose records are not linked.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
HOLDS = {"01", "02", "07", "08", "09", "10", "11", "12", "13"}
TYPES = {
    "prone": {"01"}, "restraint": HOLDS, "seclusion": {"05"}, "segregation": {"06"},
    "rapid-tranquillisation": {"14"},
}  # fmt: skip


def now_holding(entries: list[Any], kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Facts and private part of what each record of a kind says that stands."""
    records: dict[str, list[Any]] = {}
    for entry in entries:
        if entry.header.kind == kind:
            records.setdefault(entry.header.record, []).append(entry)
    found = []
    for held in records.values():
        named = {parent for entry in held for parent in entry.header.parents}
        heads = [entry for entry in held if entry.id not in named]
        standing = [e for e in heads if e.read("facts")["entry"]["act"] != "void"]
        if standing:
            entry = min(standing, key=lambda e: e.id)  # of two versions
            found.append((entry.read("facts"), entry.read("private")))
    return found


def day_of(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(LONDON).date()


def events(entries: list[Any], name: str) -> Counter[date]:
    days: Counter[date] = Counter()
    for facts, private in now_holding(entries, "restrictive-practice/1"):
        told = (part.get("interventions", []) for part in (facts, private))
        rows = list(zip(*told, strict=True))
        starts = [row["start"] for _, row in rows if row.get("start")]
        when = private.get("when") or min(starts)
        if name == "incidents":
            days[day_of(when)] += 1
        for fact, row in rows if name != "incidents" else []:
            hurt = {"patient-injuries": "patient_hurt", "staff-injuries": "staff_hurt"}.get(name)
            wanted = fact.get(hurt) == "Y" if hurt else fact.get("type") in TYPES.get(name, ())
            if wanted or name == "interventions":
                days[day_of(row.get("start") or when)] += 1
    return days


def closed(entries: list[Any]) -> set[date]:
    """The days that somebody closed whole."""
    said = now_holding(entries, "nil-return/1")
    return {
        date.fromisoformat(private["day"]) for facts, private in said
        if facts["scope"] == "day" and "restrictive-practice" in facts["streams"]
    }  # fmt: skip


def beds(entries: list[Any]) -> dict[date, int]:
    """Occupied beds of each night that was counted, leave included."""
    counted = now_holding(entries, "census/1")
    return {date.fromisoformat(p["night"]): f["in_bed"] + f["on_leave"] for f, p in counted}


def week_of(entries: list[Any], name: str, monday: date) -> tuple[float, float] | None:
    """Count and bed days of a week; bed days 0 for a plain count; None for a week not recorded."""
    days, shut = [monday + timedelta(days=n) for n in range(7)], closed(entries)
    found = events(entries, name.removesuffix("-rate"))
    if not name.endswith("-rate"):
        return (sum(found[day] for day in days), 0) if shut & set(days) else None
    nights = beds(entries)
    known = [day for day in days if day in shut and day in nights]
    return (sum(found[d] for d in known), sum(nights[d] for d in known)) if known else None
