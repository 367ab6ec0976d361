"""What duties are worked out from, ready to read: what happened and what was done, a row each.

A board asks for what goes on or was over a few days ago, along an index, and for the doings about
just those records: ten years of a ward cost no more than a month.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from wardsafe.duties.happenings import Done, Happening
from wardsafe.ledger.entry import Entry
from wardsafe.records.base import Record
from wardsafe.records.duty_done import DutyDone
from wardsafe.views.folding import Fold, fold
from wardsafe.views.happenings import KINDS, dones_of, happenings_of, said_in
from wardsafe.views.stored import EntriesOf, entries_of

_SCHEMA = (
    """CREATE TABLE happening (
        record TEXT NOT NULL, place INTEGER NOT NULL, what TEXT NOT NULL, person TEXT NOT NULL,
        row INTEGER, start TEXT NOT NULL, over TEXT, over_at INTEGER NOT NULL,
        detail TEXT NOT NULL, PRIMARY KEY (record, place)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX happening_over ON happening(over_at)",
    """CREATE TABLE doing (
        record TEXT NOT NULL, place INTEGER NOT NULL, about TEXT NOT NULL, duty TEXT NOT NULL,
        row INTEGER, happened TEXT, entered TEXT NOT NULL, by TEXT NOT NULL,
        outcome TEXT NOT NULL, PRIMARY KEY (record, place)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX doing_about ON doing(about)",
    """CREATE TABLE told (
        record TEXT PRIMARY KEY, at INTEGER NOT NULL, duty TEXT NOT NULL, called TEXT NOT NULL,
        late INTEGER, outcome TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX told_at ON told(at)",
    # Every record seen, also one that tells of nothing: a part of it may arrive before another.
    "CREATE TABLE duty_record (record TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
)
_TABLES = ("happening", "doing", "told", "duty_record")
_GOES_ON = 1 << 60
"""Stands for the end of what has not ended: later than every time."""


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
    version = 1

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
        for record, held in self._entries_of(db, _known(db, groups)).items():
            groups[record].extend(held)
        _put(db, [fold(held) for held in groups.values()])


def happened_since(db: Database, since: datetime) -> list[Happening]:
    """What goes on, and what was over at `since` or later."""
    rows = db.execute(
        "SELECT what, person, record, row, start, over, detail FROM happening WHERE over_at >= ?",
        (int(since.timestamp()),),
    )
    return [
        Happening(
            what, person, record, row, _time(start), _time(over) if over else None, _facts(detail)
        )
        for what, person, record, row, start, over, detail in rows
    ]


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


def _known(db: Database, records: Collection[str]) -> set[str]:
    wanted = json.dumps(list(records))
    rows = db.execute(
        "SELECT record FROM duty_record WHERE record IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    return {row[0] for row in rows}


def _put(db: Database, folds: Sequence[Fold]) -> None:
    read = [(folded, said_in(folded)) for folded in folds]
    for table in _TABLES:
        db.conn.executemany(
            f"DELETE FROM {table} WHERE record = ?",  # noqa: S608 - our own text only
            ((folded.record,) for folded in folds),
        )
    db.conn.executemany(
        "INSERT INTO duty_record VALUES (?)", ((folded.record,) for folded in folds)
    )
    db.conn.executemany(
        "INSERT INTO happening VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (folded.record, place, *_happening_row(one))
            for folded, said in read
            for place, one in enumerate(happenings_of(folded, said))
        ),
    )
    db.conn.executemany(
        "INSERT INTO doing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (folded.record, place, *_done_row(one))
            for folded, said in read
            for place, one in enumerate(dones_of(folded, said))
        ),
    )
    told = (_told(folded.record, said) for folded, said in read)
    db.conn.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?, ?)", filter(None, told))


def _happening_row(one: Happening) -> tuple[object, ...]:
    return (
        one.what,
        one.person,
        one.row,
        one.start.isoformat(),
        one.end.isoformat() if one.end else None,
        _GOES_ON if one.end is None else int(one.end.timestamp()),
        json.dumps([name for name, true in sorted(one.detail.items()) if true]),
    )


def _done_row(one: Done) -> tuple[object, ...]:
    happened = one.happened.isoformat() if one.happened else None
    return (one.record, one.duty, one.row, happened, one.entered.isoformat(), one.by, one.outcome)


def _told(record: str, said: Record | None) -> tuple[object, ...] | None:
    if not isinstance(said, DutyDone) or said.when is None or said.duty is None:
        return None
    at, called = int(said.when.timestamp()), said.called or said.duty
    return (record, at, said.duty, called, said.minutes_late(), said.outcome or "")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _facts(text: str) -> dict[str, bool]:
    return dict.fromkeys(json.loads(text), True)
