"""What the board shows first: who is shut in or held now, what is unfinished, what happened.

Reads few rows of the log along its indexes and the entries of just those, so ten years of a busy
ward open as fast as a new one. Ordered by time only, never by anything about a person.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlite_utils import Database

from wardsafe.duties.definitions import seeded
from wardsafe.records.base import Record
from wardsafe.records.completeness import LIST, OUTSTANDING
from wardsafe.records.duty_done import NOT_DONE, DutyDone
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.moments import say_length
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.views.duties import Told, told_since
from wardsafe.views.folding import Step, fold, moment, record_at
from wardsafe.views.log import LogFilter, LogRow, count, page, totals_of
from wardsafe.views.log import row as row_of
from wardsafe.views.log_lines import items_of
from wardsafe.views.stored import entries_of
from wardsafe.vocabulary.code_lists import code_list

ISOLATION = "isolation"
"""The family of seclusion (05) and segregation (06) in the list of intervention types."""

_MOST = 50
"""Rows read for one part of the board; a screen shows fewer and counts the rest."""


@dataclass(frozen=True, slots=True)
class StillOn:
    """An intervention that has begun and not ended: what, since when, and the record it is in."""

    row: LogRow
    type: str
    what: str
    isolation: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class ToFinish:
    """A record somebody has still to complete; `missing` names the outstanding items."""

    row: LogRow
    missing: tuple[str, ...]
    still_on: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: an intervention of an incident, a duty done, or a record as a
    whole. `mark` is for the sign beside it."""

    row: LogRow
    at: datetime
    what: str
    mark: Literal["event", "done", "late"] = "event"


def interventions_on(db: Database) -> list[StillOn]:
    """The open interventions of the newest records that have one, isolation apart, newest first."""
    rows = page(db, LogFilter(state="open"), limit=_MOST)
    found = [
        StillOn(row, each.type or "", _short(each.type), _isolates(each.type), each.start)
        for row, said in _records(db, rows)
        for each in _still_on(said)
        if each.start
    ]
    return sorted(found, key=lambda on: (on.since, on.row.position), reverse=True)


def to_finish(db: Database, limit: int = _MOST) -> list[ToFinish]:
    """Records that are incomplete or still open, newest first."""
    rows = {
        row.position: row
        for state in ("open", "incomplete")
        for row in page(db, LogFilter(state=state), limit=limit)
    }
    newest = [rows[position] for position in sorted(rows, reverse=True)][:limit]
    return [
        ToFinish(row, tuple(_missing(items_of(step))), bool(_still_on(record_at(step))))
        for row, step in _steps(db, newest)
    ]


def how_many_to_finish(db: Database, cap: int = 1000) -> tuple[int, bool]:
    """How many records are incomplete, and whether that is exact; counting stops at `cap`.

    A record that is open is incomplete too: item (b) waits for its end.
    """
    return count(db, LogFilter(state="incomplete"), cap)


def events_since(db: Database, since: datetime, limit: int = _MOST) -> list[Event]:
    """What happened from `since` on, newest first: each intervention at the time it began.

    Duties that were done stand among them, save the notes that stand with what is going on: those
    only where they were late.
    """
    kinds = tuple(kind for kind in totals_of(db) if kind != DutyDone.kind)
    rows = page(db, LogFilter(since=since, kinds=kinds), limit=limit) if kinds else []
    found = [event for row, said in _records(db, rows) for event in _events(row, said)]
    beside = [one.id for one in seeded().all if one.beside]
    told = told_since(db, since, limit, beside) if db["told"].exists() else []
    found += [Event(row, *_doing(one)) for one in told if (row := row_of(db, one.record))]
    recent = (event for event in found if event.at >= since)
    return sorted(recent, key=lambda e: (e.at, e.row.position), reverse=True)[:limit]


def unclaimed(db: Database, cap: int = 1000) -> int:
    """How many records taken while locked still wait for somebody to claim them, up to `cap`."""
    return count(db, LogFilter(state="unclaimed"), cap)[0]


def _records(db: Database, rows: Iterable[LogRow]) -> Iterator[tuple[LogRow, Record | None]]:
    for row, step in _steps(db, rows):
        yield row, record_at(step)


def _steps(db: Database, rows: Iterable[LogRow]) -> Iterator[tuple[LogRow, Step]]:
    """What each row shows, from the entries of just these records."""
    in_order = list(rows)
    entries = entries_of(db, [row.record for row in in_order])
    for row in in_order:
        yield row, fold(entries[row.record]).shown


def _missing(items: Mapping[str, str]) -> Iterator[str]:
    for code in code_list(LIST).codes:
        if items.get(code.code) == OUTSTANDING:
            yield f"{code.code} {code.short}"


def _still_on(said: Record | None) -> tuple[Intervention, ...]:
    return said.still_on() if isinstance(said, RestrictivePractice) else ()


def _events(row: LogRow, said: Record | None) -> Iterator[Event]:
    told = 0
    if row.state != "void" and isinstance(said, RestrictivePractice):
        for number, each in enumerate(said.interventions):
            if each.start:
                told += 1
                yield Event(row, each.start, _told(each, on=said.is_open(number)))
    at = moment(row.happened)
    if at and not told:
        yield Event(row, at, f"{row.title}, {row.what}" if row.what else row.title)


def _doing(one: Told) -> tuple[datetime, str, Literal["done", "late"]]:
    at = datetime.fromtimestamp(one.at, UTC)
    if one.outcome == NOT_DONE:
        return at, f"{one.called}, not done", "late"
    if one.late is not None:
        return at, f"{one.called}, {say_length(one.late)} late", "late"
    return at, f"{one.called}, done", "done"


def _told(each: Intervention, *, on: bool) -> str:
    what = _short(each.type) or "Intervention"
    if on:
        return f"{what} started"
    return what if each.minutes is None else f"{what}, {say_length(each.minutes)}"


def _short(type_: str | None) -> str:
    return code_list("restrictive-type").short(type_) if type_ else ""


def _isolates(type_: str | None) -> bool:
    types = code_list("restrictive-type")
    return any(code.code == type_ and code.family == ISOLATION for code in types.codes)
