"""What duties are worked out from, ready to read: what happened and what was done, a row each.

A board asks for what goes on or was over a few days ago, along an index, and for the doings about
just those records: ten years of a ward cost no more than a month.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from wardsafe.duties.happenings import Done, Happening
from wardsafe.ledger.entry import Entry
from wardsafe.records.base import Record
from wardsafe.records.duty_done import DutyDone
from wardsafe.views.folding import Fold, fold_once
from wardsafe.views.happenings import KINDS, dones_of, happenings_of, said_in
from wardsafe.views.stored import EntriesOf, entries_of, known_before

_SCHEMA = (
    # By the number of a record's first entry and not by its id, which is random: rows that come
    # together lie together, and an import touches few pages of a great table.
    """CREATE TABLE happening (
        number INTEGER PRIMARY KEY, record TEXT NOT NULL, over_at INTEGER NOT NULL, what TEXT,
        person TEXT, said TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX happening_over ON happening(over_at)",
    "CREATE INDEX happening_person ON happening(person, what, over_at) WHERE person IS NOT NULL",
    """CREATE TABLE doing (
        number INTEGER NOT NULL, place INTEGER NOT NULL, about TEXT NOT NULL, duty TEXT NOT NULL,
        row INTEGER, happened TEXT, entered TEXT NOT NULL, by TEXT NOT NULL,
        outcome TEXT NOT NULL, PRIMARY KEY (number, place)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX doing_about ON doing(about)",
    """CREATE TABLE told (
        number INTEGER PRIMARY KEY, record TEXT NOT NULL, at INTEGER NOT NULL, duty TEXT NOT NULL,
        called TEXT NOT NULL, late INTEGER, outcome TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX told_at ON told(at)",
)
_TABLES = ("happening", "doing", "told")
_GOES_ON = 1 << 60
"""Stands for the end of what has not ended: later than every time."""
_OF_A_PERSON = ("observation", "admission")
"""What is looked for by whose it is; nothing else is in that index."""


@dataclass(frozen=True, slots=True)
class Told:
    """One doing as a line of the day: which, what it was called, how many minutes late."""

    record: str
    at: int
    duty: str
    called: str
    late: int | None
    outcome: str


class DutiesView:
    """Keeps happenings and doings in step with the ledger."""

    name = "duties"
    version = 4

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
            if entry.header.kind in KINDS:
                groups.setdefault(entry.header.record, []).append(entry)
        if not groups:
            return
        known = known_before(db, entries, groups)
        for record, held in self._entries_of(db, known).items():
            groups[record].extend(held)
        _drop(db, known)
        _put(db, [fold_once(entries, held) for held in groups.values()])


def happened_since(db: Database, since: Mapping[str, datetime]) -> list[Happening]:
    """What goes on, and what was over at the time that `since` gives for what it is, or later."""
    if not since:
        return []
    back = {what: int(at.timestamp()) for what, at in since.items()}
    rows = db.execute(
        "SELECT record, said FROM happening WHERE over_at >= ?", (min(back.values()),)
    )
    return [one for one in _happenings(rows) if _over_at(one) >= back.get(one.what, _GOES_ON + 1)]


def observed(db: Database, people: Collection[str]) -> list[Happening]:
    """The reviews that named an observation arrangement, of these people since they were last
    admitted. Its code is the one detail; each lasts no time, because the next is another record."""
    rows = db.execute(
        "SELECT record, said FROM happening AS said "
        "WHERE what = 'observation' AND person IN (SELECT value FROM json_each(?)) "
        "AND over_at >= coalesce((SELECT max(came.over_at) FROM happening AS came "
        "WHERE came.what = 'admission' AND came.person = said.person), 0)",
        (json.dumps(sorted(people)),),
    )
    return _happenings(rows)


def _happenings(rows: Iterable[tuple[Any, ...]]) -> list[Happening]:
    return [_happening(record, one) for record, said in rows for one in json.loads(said)]


def _happening(record: str, one: list[Any]) -> Happening:
    what, person, row, start, over, detail = one
    ended = _time(over) if over else None
    return Happening(what, person, record, row, _time(start), ended, dict.fromkeys(detail, True))


def done_about(db: Database, records: Collection[str]) -> list[Done]:
    """The doings of duties that follow from these records."""
    rows = db.execute(
        "SELECT duty, about, row, happened, entered, by, outcome FROM doing "
        "WHERE about IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(records)),),
    )
    return [
        Done(duty, about, row, _time(at) if at else None, _time(entered), by, outcome)
        for duty, about, row, at, entered, by, outcome in rows
    ]


def told_since(db: Database, since: datetime, limit: int, but: Collection[str]) -> list[Told]:
    """The newest doings at or after `since`; of the duties `but` only those that were late."""
    rows = db.execute(
        "SELECT record, at, duty, called, late, outcome FROM told WHERE at >= ? "
        "AND (late IS NOT NULL OR outcome = 'not-done' "
        "OR duty NOT IN (SELECT value FROM json_each(?))) "
        "ORDER BY at DESC, record LIMIT ?",
        (int(since.timestamp()), json.dumps(sorted(but)), limit),
    )
    return [Told(*row) for row in rows]


def _drop(db: Database, records: Collection[str]) -> None:
    for table in _TABLES if records else ():
        db.execute(
            f"DELETE FROM {table} WHERE number IN (SELECT number FROM entry "  # noqa: S608
            "WHERE record IN (SELECT value FROM json_each(?)))",
            (json.dumps(sorted(records)),),
        )


def _put(db: Database, folds: Sequence[Fold]) -> None:
    read = [(folded, said_in(folded)) for folded in folds]
    db.conn.executemany(
        "INSERT INTO happening VALUES (?, ?, ?, ?, ?, ?)",
        [
            (folded.number, folded.record, *_happening_row(found))
            for folded, said in read
            if (found := happenings_of(folded, said))
        ],
    )
    db.conn.executemany(
        "INSERT INTO doing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (folded.number, place, *_done_row(one))
            for folded, said in read
            for place, one in enumerate(dones_of(folded, said))
        ),
    )
    told = (_told(folded, said) for folded, said in read)
    db.conn.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)", filter(None, told))


def _happening_row(found: Sequence[Happening]) -> tuple[object, ...]:
    """When the last of it is over, whose it is where that is looked for, and all of it."""
    whose = next(
        ((one.what, one.person) for one in found if one.what in _OF_A_PERSON), (None, None)
    )
    over_at = max(map(_over_at, found))
    return (over_at, *whose, json.dumps([_in_full(one) for one in found]))


def _in_full(one: Happening) -> tuple[object, ...]:
    ended = one.end.isoformat() if one.end else None
    detail = [name for name, true in sorted(one.detail.items()) if true]
    return (one.what, one.person, one.row, one.start.isoformat(), ended, detail)


def _over_at(one: Happening) -> int:
    return _GOES_ON if one.end is None else int(one.end.timestamp())


def _done_row(one: Done) -> tuple[object, ...]:
    happened = one.happened.isoformat() if one.happened else None
    return (one.record, one.duty, one.row, happened, one.entered.isoformat(), one.by, one.outcome)


def _told(folded: Fold, said: Record | None) -> tuple[object, ...] | None:
    if not isinstance(said, DutyDone) or said.when is None or said.duty is None:
        return None
    at, called = int(said.when.timestamp()), said.called or said.duty
    late, outcome = said.minutes_late(), said.outcome or ""
    return (folded.number, folded.record, at, said.duty, called, late, outcome)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
