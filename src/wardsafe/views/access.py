"""Unlocks, reads and exports: kept apart from the log, which they would drown.

An audit names who did what to which record and when, and carries no clinical text (ISO 27789).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.records.access import Access
from wardsafe.views.folding import position, read, record_at

_SCHEMA = (
    """CREATE TABLE access_log (
        position INTEGER PRIMARY KEY,
        number INTEGER NOT NULL,
        what TEXT NOT NULL,
        whom TEXT NOT NULL,
        at TEXT NOT NULL,
        about TEXT
    ) STRICT""",
    "CREATE INDEX access_about ON access_log(about, position) WHERE about IS NOT NULL",
    "CREATE INDEX access_what ON access_log(what, position)",
)
_COLUMNS = "SELECT position, number, what, whom, at, about FROM access_log"


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One act: `what` ("read", "unlock", …), `whom` did it, `at` (ISO 8601), `about` a record."""

    position: int
    number: int
    what: str
    whom: str
    at: str
    about: str | None


class AccessView:
    """Keeps who unlocked, read and exported in step with the ledger."""

    name = "access"
    version = 1

    def create(self, db: Database) -> None:
        """Make the table empty, replacing what was there."""
        db.execute("DROP TABLE IF EXISTS access_log")
        for statement in _SCHEMA:
            db.execute(statement)

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Add these entries: an access is one entry, and nothing amends it."""
        rows = [_row(entry) for entry in entries if entry.header.kind == Access.kind]
        db.conn.executemany("INSERT OR REPLACE INTO access_log VALUES (?, ?, ?, ?, ?, ?)", rows)


def who_read(db: Database, record: str) -> list[AccessRow]:
    """Every act about a record, newest first."""
    found = db.execute(f"{_COLUMNS} WHERE about = ? ORDER BY position DESC", (record,))
    return [AccessRow(*row) for row in found]


def unlocks(db: Database, *, below: int | None = None, limit: int = 100) -> list[AccessRow]:
    """Unlocks of this ledger, newest first, below a position where one is given."""
    ceiling = (1 << 63) - 1 if below is None else below
    found = db.execute(
        f"{_COLUMNS} WHERE what = 'unlock' AND position < ? ORDER BY position DESC LIMIT ?",
        (ceiling, limit),
    )
    return [AccessRow(*row) for row in found]


def acts(db: Database, *, what: str, above: int = 0) -> list[AccessRow]:
    """Every act of one sort, newest first, above a position where one is given."""
    found = db.execute(
        f"{_COLUMNS} WHERE what = ? AND position > ? ORDER BY position DESC", (what, above)
    )
    return [AccessRow(*row) for row in found]


def _row(entry: Entry) -> tuple[object, ...]:
    step = read(entry)
    said = record_at(step)
    known = said if isinstance(said, Access) else Access()
    at = known.when.isoformat() if known.when else step.authorship("entered")
    where = position(known.when, entry.number)
    whom = known.whom or step.authorship("author_name")
    return (where, entry.number, known.what or "", whom, at, known.record)
