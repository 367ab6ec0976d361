"""Where restricted records are: which entry began each, and nothing of what they say.

The list of a restricted room is made by opening these one by one with the keys of whoever looks.
"""

from collections.abc import Sequence

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.records.restricted import is_restricted


class RestrictedView:
    """The table `restricted`, one row a record: first number, id, kind, how many entries."""

    name = "restricted"
    version = 2

    def create(self, db: Database) -> None:
        """Make the table, empty, in place of what was there."""
        db.execute("DROP TABLE IF EXISTS restricted")
        db.execute(
            "CREATE TABLE restricted (number INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE,"
            " kind TEXT NOT NULL, entries INTEGER NOT NULL) STRICT"
        )

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Take in the first entry of each record, and count the others."""
        rows = [
            (entry.number, entry.header.record, entry.header.kind.partition("/")[0])
            for entry in entries
            if is_restricted(entry.header.kind)
        ]
        db.conn.executemany(
            "INSERT INTO restricted VALUES (?, ?, ?, 1)"
            " ON CONFLICT (record) DO UPDATE SET entries = entries + 1",
            rows,
        )


def records(db: Database, kind: str, *, below: int | None = None, limit: int = 100) -> list[str]:
    """The records of a kind (without its version), those that arrived last first."""
    ceiling = (1 << 62) if below is None else below
    found = db.execute(
        "SELECT record FROM restricted WHERE kind = ? AND number < ? ORDER BY number DESC LIMIT ?",
        (kind, ceiling, limit),
    )
    return [row[0] for row in found]


def numbered(
    db: Database, kind: str, *, below: int | None = None, limit: int = 100
) -> list[tuple[int, str]]:
    """The same with the number of the first entry, for whoever goes on below the last of them."""
    ceiling = (1 << 62) if below is None else below
    found = db.execute(
        "SELECT number, record FROM restricted WHERE kind = ? AND number < ? "
        "ORDER BY number DESC LIMIT ?",
        (kind, ceiling, limit),
    )
    return [(int(number), str(record)) for number, record in found]


def entries(db: Database) -> int:
    """How many restricted entries there are: what was read at one number holds until the next."""
    return int(db.execute("SELECT coalesce(sum(entries), 0) FROM restricted").fetchone()[0])
