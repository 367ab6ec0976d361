"""The tests of change, each with what it says now: few rows, read whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.records.change_test import ChangeTest
from wardsafe.views.folding import Fold, fold_once, moment, record_at
from wardsafe.views.stored import EntriesOf, entries_of

_SCHEMA = """CREATE TABLE change_test (
    record TEXT PRIMARY KEY, number INTEGER NOT NULL, versions INTEGER NOT NULL,
    entered TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One cycle as it stands: who planned it, when that was entered, how many versions stand."""

    record: str
    number: int
    said: ChangeTest
    entered: datetime | None
    planned_by: str
    versions: int


class ChangeTestsView:
    """Keeps the table in step with the ledger; what was struck through is not in it."""

    name = "change-tests"
    version = 1

    def __init__(self, entries_of: EntriesOf = entries_of) -> None:
        self._entries_of = entries_of

    def create(self, db: Database) -> None:
        """Make the table empty, replacing what was there."""
        db.execute("DROP TABLE IF EXISTS change_test")
        db.execute(_SCHEMA)

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Bring the tests of these entries up to date."""
        mine = [entry for entry in entries if entry.header.kind == ChangeTest.kind]
        if not mine:
            return
        groups: dict[str, list[Entry]] = {}
        for entry in mine:
            groups.setdefault(entry.header.record, []).append(entry)
        for record, held in self._entries_of(db, list(groups)).items():
            groups[record].extend(held)
        db.conn.executemany(
            "DELETE FROM change_test WHERE record = ?", ((record,) for record in groups)
        )
        for held in groups.values():
            _put(db, fold_once(entries, held))


def tests(db: Database) -> list[Kept]:
    """Every test of change that stands, in order of arrival."""
    found = db.execute(
        "SELECT record, number, body, entered, name, versions FROM change_test ORDER BY number"
    )
    return [
        Kept(record, number, ChangeTest.model_validate_json(body), moment(entered), name, versions)
        for record, number, body, entered, name, versions in found
    ]


def _put(db: Database, folded: Fold) -> None:
    said = record_at(folded.shown)
    if folded.void or not isinstance(said, ChangeTest):
        return
    first = folded.first
    row = (
        folded.record,
        folded.number,
        len(folded.heads),
        first.authorship("entered"),
        first.authorship("author_name"),
        said.model_dump_json(),
    )
    db.execute("INSERT INTO change_test VALUES (?, ?, ?, ?, ?, ?)", row)
