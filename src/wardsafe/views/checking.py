"""Whether the read tables say what the ledger says: replayed from the start, then compared.

The replay is made in memory, so that nothing of the ward's file is changed by looking.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice, zip_longest

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from wardsafe.ledger.contract import Ledger
from wardsafe.ledger.entry import Entry
from wardsafe.ledger.view_state import saying_something
from wardsafe.views.access import AccessView
from wardsafe.views.log import LogView
from wardsafe.views.people import PeopleView
from wardsafe.views.words import quoted

BATCH = 5_000
"""Entries replayed at a time."""

_TABLES = {
    "log": "position",
    "log_total": "kind",
    "person": "record",
    "person_word": "word, record",
    "movement": "record",
    "access_log": "position",
}
_ENOUGH = 20


def check(
    ledger: Ledger, on_progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[str, ...]:
    """Replay every entry and compare: the first differences, in words and numbers; none is good.

    `on_progress` is told how many of how many entries are replayed.
    """
    replayed = Database(dbapi2.connect(":memory:", isolation_level=None), execute_plugins=False)
    try:
        _replay(ledger, replayed, on_progress)
        with ledger.reading() as kept:
            return tuple(islice(_differences(kept, replayed), _ENOUGH))
    finally:
        replayed.conn.close()


def _replay(ledger: Ledger, db: Database, on_progress: Callable[[int, int], None]) -> None:
    def held(_: Database, records: Collection[str]) -> dict[str, list[Entry]]:
        return {record: list(ledger.of_record(record)) for record in records}

    views = (PeopleView(held), LogView(held), AccessView())
    for view in views:
        view.create(db)
    total, done = ledger.count(), 0
    entries = ledger.walk()
    while batch := list(islice(entries, BATCH)):
        for view in views:
            view.apply(db, saying_something(batch))
        done += len(batch)
        on_progress(done, total)


def _differences(kept: Database, replayed: Database) -> Iterator[str]:
    for table, key in _TABLES.items():
        sql = f"SELECT * FROM {table} ORDER BY {key}"  # noqa: S608 - our own names only
        differ = sum(a != b for a, b in zip_longest(kept.execute(sql), replayed.execute(sql)))
        if differ:
            yield f"The table {table} differs from the ledger in {differ:,} rows."
    for number, word in enumerate(_all_words(kept, replayed)):
        if _rows_with(kept, word) != _rows_with(replayed, word):
            yield f"The word index differs from the ledger at its word number {number + 1:,}."


def _all_words(kept: Database, replayed: Database) -> Sequence[str]:
    return sorted(
        {row[0] for db in (kept, replayed) for row in db.execute("SELECT word FROM word")}
    )


def _rows_with(db: Database, word: str) -> list[int]:
    sql = "SELECT rowid FROM log_words WHERE log_words MATCH ? ORDER BY rowid"
    return [row[0] for row in db.execute(sql, (quoted(word),))]
