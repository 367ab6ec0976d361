"""Reads entries back from the ledger's own tables, many records at a time."""

import json
from collections.abc import Callable, Collection, Sequence

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.ledger.stored import entry_of

Reading = Database
"""The read tables, for what is above the views and must not know the database by its name."""

EntriesOf = Callable[[Database, Collection[str]], dict[str, list[Entry]]]
"""All entries of each of some records, by record; records without entries are left out."""

_WANTED = "record IN (SELECT value FROM json_each(?))"
_PARTS = (
    "SELECT part.entry, part.name, part.body FROM entry "  # noqa: S608 - our own text only
    f"JOIN part ON part.entry = entry.number WHERE {_WANTED}"
)
_ENTRIES = (
    "SELECT number, id, terminal, epoch, seq, prev, kind, record, header FROM entry "  # noqa: S608
    f"WHERE {_WANTED} ORDER BY number"
)


def known_before(db: Database, batch: Sequence[Entry], records: Collection[str]) -> set[str]:
    """Those of the records that have entries here besides those of a batch as it arrived."""
    found = db.execute(
        "SELECT DISTINCT record FROM entry WHERE record IN (SELECT value FROM json_each(?)) "
        "AND number NOT BETWEEN ? AND ?",
        (json.dumps(list(records)), batch[0].number, batch[-1].number),
    )
    return {record for (record,) in found}


def entries_of(db: Database, records: Collection[str]) -> dict[str, list[Entry]]:
    """Every entry here of each of the records, in order of arrival: two queries for all."""
    if not records:
        return {}
    wanted = (json.dumps(sorted(records)),)
    parts: dict[int, dict[str, bytes]] = {}
    for number, name, body in db.execute(_PARTS, wanted):
        parts.setdefault(number, {})[name] = body
    found: dict[str, list[Entry]] = {}
    for row in db.execute(_ENTRIES, wanted):
        entry = entry_of((*row, parts.get(row[0], {})))
        found.setdefault(entry.header.record, []).append(entry)
    return found
