"""What duties follow from, again from raw entries: incidents, interventions, discharges."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from recount.entries import Said, Ward, at, began, forces
from recount.measures import HOLDS

EVER, NEVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
SORTS = {"05": ("seclusion",), "06": ("segregation",), "14": ("rapid-tranquillisation",),
         "01": ("restraint", "prone")}  # fmt: skip


@dataclass(frozen=True)
class Happened:
    """Something with duties: `row` of a record, one of `rows` of its sort there."""

    what: str
    person: str
    record: str
    row: int | None
    start: datetime
    over: datetime | None
    rows: int = 1


def utc(text: str) -> datetime:
    return at(text).astimezone(UTC)


def happenings(ward: Ward) -> list[Happened]:
    found = [one for said in ward["restrictive-practice/1"] for one in _of(said)]
    for said in ward["movement/1"]:
        if said.facts["move"] == "discharge":
            when, who = utc(said.private["when"]), said.private["person"]
            found.append(Happened("discharge", who, said.record, None, when, when))
    many = [(one.what, one.record) for one in found]
    return [replace(one, rows=many.count((one.what, one.record))) for one in found]


def _of(said: Said) -> Iterator[Happened]:
    who, rows, begins = said.private.get("person", ""), forces(said), began(said).astimezone(UTC)
    ends = max([begins, *(row["end"].astimezone(UTC) for row in rows if "end" in row)])
    still_on = any(row["open"] for row in rows)
    yield Happened("incident", who, said.record, None, begins, None if still_on else ends)
    for n, row in enumerate(rows):
        start, kind = row["start"].astimezone(UTC), row.get("type")
        end = None if row["open"] else max(start, row.get("end", start).astimezone(UTC))
        sorts = [*SORTS.get(kind, ("restraint",) if kind in HOLDS else ())]
        if kind == "14" and any(row.get("patient_hurt") == "Y" for row in rows):
            sorts.append("close-monitoring")
        for what in sorts:
            yield Happened(what, who, said.record, n, start, start if kind == "14" else end)
