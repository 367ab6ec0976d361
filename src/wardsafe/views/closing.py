"""What closing a day needs: events by time, declarations, censuses, links and voices.

Small rows by time, so that one month costs the same after ten years as after one. Restricted
records are sealed and never come here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.records.census import Census
from wardsafe.records.link import SAME, Link
from wardsafe.records.nil_return import NilReturn
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.voice import Voice
from wardsafe.views.folding import (
    Fold,
    changed_at,
    first_at,
    fold_once,
    happened_at,
    moment,
    number_at,
    record_at,
)
from wardsafe.views.log_lines import VOID
from wardsafe.views.stored import EntriesOf, entries_of

_SCHEMA = (
    """CREATE TABLE closing_said (
        record TEXT PRIMARY KEY, begins INTEGER NOT NULL, ends INTEGER NOT NULL,
        scope TEXT NOT NULL, streams TEXT NOT NULL, said TEXT NOT NULL, name TEXT NOT NULL,
        entered TEXT NOT NULL, number INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX closing_said_ends ON closing_said(ends)",
    """CREATE TABLE closing_census (
        record TEXT PRIMARY KEY, night TEXT NOT NULL, body TEXT NOT NULL, name TEXT NOT NULL,
        entered TEXT NOT NULL, number INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX closing_census_night ON closing_census(night)",
    """CREATE TABLE closing_about (
        record TEXT PRIMARY KEY, kind TEXT NOT NULL, one TEXT NOT NULL, other TEXT NOT NULL,
        stands INTEGER NOT NULL, number INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX closing_about_one ON closing_about(one)",
    "CREATE INDEX closing_about_other ON closing_about(other)",
)
_TABLES = ("closing_said", "closing_census", "closing_about")
_KINDS = frozenset(model.kind for model in (NilReturn, Census, Link, Voice))


@dataclass(frozen=True, slots=True)
class DayEvent:
    """One record of an event. `at` is when it happened, `changed` when it came to be on that day,
    or was struck through, both in seconds since 1970. `concern`: no incident, but something to
    mend (an environment concern, a near miss)."""

    record: str
    number: int
    at: int
    changed: int
    void: bool = False
    concern: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One declaration that stands: from `begins` until `ends` (seconds since 1970), by whom."""

    record: str
    number: int
    begins: int
    ends: int
    scope: str
    streams: tuple[str, ...]
    said: str
    name: str
    entered: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """One census with who confirmed it and when."""

    record: str
    number: int
    census: Census
    name: str
    entered: datetime | None


class ClosingView:
    """Keeps these tables in step with the ledger."""

    name = "closing"
    version = 2

    def __init__(self, entries_of: EntriesOf = entries_of) -> None:
        self._entries_of = entries_of

    def create(self, db: Database) -> None:
        """Make the tables empty, replacing what was there."""
        for table in _TABLES:
            db.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA:
            db.execute(statement)

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Bring the records of these entries up to date."""
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.header.kind in _KINDS:
                groups.setdefault(entry.header.record, []).append(entry)
        if not groups:
            return
        known = _known(db, groups)
        for record, held in self._entries_of(db, known).items():
            groups[record].extend(held)
        for table in _TABLES if known else ():
            gone = ((record,) for record in known)
            db.conn.executemany(f"DELETE FROM {table} WHERE record = ?", gone)  # noqa: S608
        for held in groups.values():
            _put(db, fold_once(entries, held))


def events(db: Database, since: int, until: int) -> list[DayEvent]:
    """Records of restrictive practice that happened from `since` until before `until`, in order.

    They are those of the log, which is ordered by when things happened.
    """
    found = db.execute(
        f"{_EVENTS} INDEXED BY log_kind WHERE kind = ? AND position >= ? AND position < ? "
        "ORDER BY position",
        (RestrictivePractice.kind, first_at(since), first_at(until)),
    )
    return _events(found)


def events_named(db: Database, records: Iterable[str]) -> list[DayEvent]:
    """Those of the records that are events here, whenever they happened."""
    found = db.execute(
        f"{_EVENTS} WHERE record IN (SELECT value FROM json_each(?)) AND +kind = ? "  # noqa: S608
        "ORDER BY position",
        (json.dumps(sorted(set(records))), RestrictivePractice.kind),
    )
    return _events(found)


_EVENTS = "SELECT record, position, changed, states FROM log"


def _events(found: Iterable[tuple[str, int, int, int]]) -> list[DayEvent]:
    return [
        DayEvent(record, *number_at(place), changed, bool(states & VOID))
        for record, place, changed, states in found
    ]


def declarations(db: Database, since: int, until: int) -> list[Said]:
    """Declarations that speak for any moment of the span, in order of arrival."""
    found = db.execute(
        "SELECT record, number, begins, ends, scope, streams, said, name, entered "
        "FROM closing_said WHERE ends > ? AND ends <= ? AND begins < ? ORDER BY number",
        (since, until + _LONGEST, until),
    )
    return [
        Said(r, n, begins, ends, scope, tuple(json.loads(streams)), said, name, at)
        for r, n, begins, ends, scope, streams, said, name, entered in found
        if (at := moment(entered))
    ]


def censuses(db: Database, first: str, last: str) -> list[Counted]:
    """Censuses of the nights from `first` to `last` (ISO dates), by night, then as they came."""
    found = db.execute(
        "SELECT record, number, body, name, entered FROM closing_census "
        "WHERE night >= ? AND night <= ? ORDER BY night, number",
        (first, last),
    )
    return [
        Counted(record, number, Census.model_validate_json(body), name, moment(entered))
        for record, number, body, name, entered in found
    ]


def links(db: Database, records: Iterable[str]) -> list[tuple[str, str, str, bool]]:
    """Links that name any of the records: id of the link, the two records, whether it stands."""
    return _about(db, Link.kind, records)


def with_linked(
    db: Database, found: Iterable[DayEvent]
) -> tuple[list[DayEvent], list[tuple[str, str]]]:
    """The events with all that people linked to them, whenever they happened, and the links."""
    known = {event.record: event for event in found}
    while True:
        pairs = [(one, other) for _, one, other, stands in links(db, known) if stands]
        more = events_named(db, {record for pair in pairs for record in pair} - set(known))
        if not more:
            return list(known.values()), pairs
        known |= {event.record: event for event in more}


def joined_to(db: Database, record: str) -> set[str]:
    """Every other record that standing links lead to, over as many steps as there are."""
    known = {record}
    while True:
        found = [(one, other) for _, one, other, stands in links(db, known) if stands]
        more = {each for pair in found for each in pair} - known
        if not more:
            return known - {record}
        known |= more


def voices(db: Database, record: str) -> list[str]:
    """The ids of the voices about a record, as they came, those struck through left out."""
    return [voice for voice, _, _, stands in _about(db, Voice.kind, [record]) if stands]


def moves_before(db: Database, second: int) -> dict[str, list[tuple[int, str, str]]]:
    """Every movement before a moment (seconds since 1970) by person: seconds, move, bed.

    One that says no time has none to be placed by, and is left out.
    """
    by_person: dict[str, list[tuple[int, str, str]]] = {}
    found = db.execute(
        "SELECT person, at >> 29, move, bed FROM movement "
        "WHERE person IS NOT NULL AND at > 0 AND at < ?",
        (max(second, 0) << 29,),
    )
    for person, at, move, bed in found:
        by_person.setdefault(person, []).append((at, move, bed))
    return by_person


_LONGEST = 25 * 3600  # no declaration speaks for longer than a day of 25 hours


def _about(db: Database, kind: str, records: Iterable[str]) -> list[tuple[str, str, str, bool]]:
    wanted = json.dumps(sorted(set(records)))
    found = db.execute(
        "SELECT record, one, other, stands, number FROM closing_about WHERE kind = ?1 "
        "AND one IN (SELECT value FROM json_each(?2)) "
        "UNION SELECT record, one, other, stands, number FROM closing_about WHERE kind = ?1 "
        "AND other IN (SELECT value FROM json_each(?2)) ORDER BY number",
        (kind, wanted),
    )
    return [(record, one, other, bool(stands)) for record, one, other, stands, _ in found]


def _known(db: Database, records: Iterable[str]) -> set[str]:
    wanted = json.dumps(list(records))
    known: set[str] = set()
    for table in _TABLES:
        sql = f"SELECT record FROM {table} WHERE record IN (SELECT value FROM json_each(?))"  # noqa: S608
        known.update(row[0] for row in db.execute(sql, (wanted,)))
    return known


def _put(db: Database, folded: Fold) -> None:
    said = record_at(folded.shown)
    if isinstance(said, Link | Voice):
        _put_row(db, "closing_about", _between(folded, said))
    elif isinstance(said, NilReturn) and not folded.void and (row := _declared(folded, said)):
        _put_row(db, "closing_said", row)
    elif isinstance(said, Census) and not folded.void and said.night:
        _put_row(db, "closing_census", _counted(folded, said))


def _put_row(db: Database, table: str, row: tuple[Any, ...]) -> None:
    db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608


def event_of(folded: Fold, *, concern: bool = False) -> DayEvent:
    """The event that a record tells of: when, and since when it stands on that day."""
    at = _seconds(happened_at(folded, folded.shown))
    return DayEvent(folded.record, folded.number, at, changed_at(folded), folded.void, concern)


def _declared(folded: Fold, said: NilReturn) -> tuple[Any, ...] | None:
    covered = said.span()
    if covered is None:
        return None
    begins, ends = (_seconds(each) for each in covered)
    name, entered = _by(folded)
    streams = json.dumps(list(said.streams))
    return (
        folded.record, begins, ends, said.scope, streams, said.said or "", name, entered,
        folded.number,
    )  # fmt: skip


def _counted(folded: Fold, said: Census) -> tuple[Any, ...]:
    name, entered = _by(folded)
    night = said.night.isoformat() if said.night else ""
    return (folded.record, night, said.model_dump_json(), name, entered, folded.number)


def _between(folded: Fold, said: Link | Voice) -> tuple[Any, ...]:
    if isinstance(said, Link):
        one, other, stands = said.one or "", said.other or "", said.same == SAME
    else:
        one, other, stands = said.about or "", "", True
    kind = folded.shown.entry.header.kind
    return (folded.record, kind, one, other, int(stands and not folded.void), folded.number)


def _by(folded: Fold) -> tuple[str, str]:
    """Who said what holds now, and when that was entered."""
    return folded.shown.authorship("author_name"), folded.shown.authorship("entered")


def _seconds(when: datetime | None) -> int:
    return int(when.timestamp()) if when else 0
