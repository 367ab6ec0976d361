"""The table `crowd`: who was on a ward in which month, made so that people are counted by a scan.

To count different people over twenty years, an engine must hold every one of them in memory. Each
row here says instead in which month the same person, in the same group, was there before: over any
span, the rows whose month before lies outside it are exactly the different people in it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from wardsafe.network.tables import FORCE, GROUPS, Row

SUMS = ("bed_days", "leave_days", "incidents", "uses")
_Key = tuple[Any, ...]


def crowd(stays: Iterable[Row], people: Iterable[Row]) -> list[dict[str, Any]]:
    """One row a person, month and set of groups, of one ward's stays and the people its force was
    used on; those without a month, which are in no span, are left out."""
    found: dict[_Key, dict[str, Any]] = {}
    for row in stays:
        _add(found, row, {"bed_days": row.get("bed_days"), "leave_days": row.get("leave_days")})
    for row in people:
        if row.get("kind") == FORCE:
            _add(found, row, {"incidents": 1, "uses": row.get("uses")})
    rows = [found[key] for key in sorted(found, key=lambda key: tuple(map(str, key)))]
    for group in GROUPS:
        _look_back(rows, group, f"met_{group}")
        _look_back((row for row in rows if row["incidents"]), group, f"forced_{group}")
    return rows


def _add(found: dict[_Key, dict[str, Any]], row: Row, counts: Mapping[str, int | None]) -> None:
    if not row.get("month"):
        return
    key = (row["month"], row.get("person"), *(row.get(group) for group in GROUPS))
    made = found.get(key)
    if made is None:
        place = {name: row.get(name) for name in ("terminal", "ward", "trust", "month", "person")}
        made = {**place, **{group: row.get(group) for group in GROUPS}, **dict.fromkeys(SUMS, 0)}
        found[key] = made
    for name, count in counts.items():
        made[name] += count or 0


def _look_back(rows: Iterable[dict[str, Any]], group: str, name: str) -> None:
    """The month before of each row, of rows in the order of their months."""
    before: dict[_Key, str] = {}
    for row in rows:
        who = row["person"], row[group]
        row[name] = before.get(who)
        before[who] = row["month"]
