"""Entries in and out of the tables: rows as they lie, readings of them, and reading back."""

import marshal
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.ledger.checkpoint import Checkpoint
from wardsafe.ledger.connection import Connection
from wardsafe.ledger.contract import Row
from wardsafe.ledger.entry import BRANCH, Branch, Entry, Header, read_header

BATCH = 500
"""Entries read or written at a time: bounds memory and how long others wait."""

_PLAIN_VALUES = 2
"""The form of `marshal` in which a value says itself and not how many others refer to it."""
_BEFORE_THE_FIRST = 5

_COLUMNS = "SELECT number, id, terminal, epoch, seq, prev, kind, record, header FROM entry"
_PARTS = "SELECT entry, name, body FROM part WHERE entry BETWEEN ? AND ? ORDER BY entry, name"

EntryRow = tuple[int, bytes, str, int, int, bytes, str, str, bytes]
"""An entry's columns: number, id, terminal, epoch, seq, prev, kind, record, header."""
PartRow = tuple[int, str, bytes]
"""A part's: the entry's number, its own name, its bytes."""


def insert(
    connection: Connection, entries: Sequence[Entry], first: int | None = None
) -> tuple[list[EntryRow], list[PartRow]]:
    """Add entries and their parts, within the caller's transaction: numbered from `first`, or as
    they say. The rows they are, in order of arrival and of the parts' names."""
    begin = first or (entries[0].number if entries else 1)
    rows = [_columns(e, number) for number, e in enumerate(entries, begin)]
    parts = [
        (row[0], name, entry.parts[name])
        for row, entry in zip(rows, entries, strict=True)
        for name in _in_order(tuple(entry.parts))
    ]
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO part VALUES (?, ?, ?)", parts)
    return rows, parts


@lru_cache(maxsize=64)
def _in_order(names: tuple[str, ...]) -> list[str]:
    """As the file has them: by their bytes, which is by their letters."""
    return sorted(names)


def _columns(entry: Entry, number: int) -> EntryRow:
    h = entry.header
    at = (h.terminal, h.seq) if entry.branch is None else (entry.branch.name, entry.branch.seq)
    place = (at[0], h.epoch, at[1], bytes.fromhex(h.prev))
    return (number, bytes.fromhex(entry.id), *place, h.kind, h.record, entry.header_bytes)


def add_parts(connection: Connection, entries: Sequence[Entry]) -> list[tuple[int, str, bytes]]:
    """Add what is missing of entries held, within the caller's transaction: number, name, body.

    Raises BadInput for an entry that is not held, or a part that its header does not commit to.
    """
    missing: list[tuple[int, str, bytes]] = []
    for entry in entries:
        found = rows_where(connection, "id = ?", bytes.fromhex(entry.id))
        held = entry_of(found[0]) if found else None
        if held is None:
            raise BadInput(f"Entry {entry.header.seq} is not held, so no part can be added to it.")
        for name in entry.parts.keys() - held.parts.keys():
            body = entry.parts[name]
            if sha256(body).hexdigest() != held.header.parts.get(name):
                raise BadInput(f"Entry {entry.header.seq} has a part that is not its own.")
            missing.append((held.number, name, body))
    connection.executemany("INSERT INTO part VALUES (?, ?, ?)", missing)
    return missing


def holds_parts(connection: Connection, parts: Iterable[tuple[int, str, bytes]]) -> bool:
    """Whether each of these parts reads back the same."""
    sql = "SELECT body FROM part WHERE entry = ? AND name = ?"
    return all(
        (row := connection.execute(sql, (number, name)).fetchone()) and row[0] == body
        for number, name, body in parts
    )


def row_of(entry: Entry) -> Row:
    """The row that `insert` would store."""
    return (*_columns(entry, entry.number), entry.parts)


def rows_after(connection: Connection, after: int, limit: int) -> list[Row]:
    """Up to `limit` rows numbered above `after`, with their parts."""
    found = connection.execute(
        f"{_COLUMNS} WHERE number > ? ORDER BY number LIMIT ?", (after, limit)
    ).fetchall()
    return _with_parts(connection, found) if found else []


def rows_where(connection: Connection, condition: str, value: object) -> list[Row]:
    """The rows where a column test with one `?` holds, in order of arrival."""
    found = connection.execute(f"{_COLUMNS} WHERE {condition} ORDER BY number", (value,)).fetchall()
    return [row for one in found for row in _with_parts(connection, [one])]


def _with_parts(connection: Connection, found: list[Any]) -> list[Row]:
    parts: dict[int, dict[str, bytes]] = {row[0]: {} for row in found}
    for number, name, body in connection.execute(_PARTS, (found[0][0], found[-1][0])):
        parts[number][name] = body
    return [(*row, parts[row[0]]) for row in found]


def entry_of(row: Row) -> Entry:
    """The reading of a row; where the header cannot be read, its columns stand in for it."""
    number, entry_id, terminal, epoch, seq, prev, kind, record, data, parts = row
    try:
        header = read_header(data)
    except BadInput:
        header = Header(0, "", "", terminal, epoch, seq, prev.hex(), kind, record, (), {})
    branch = Branch(terminal, seq) if BRANCH in terminal else None
    return Entry(number, entry_id.hex(), header, data, parts, branch)


def walk(connection: Connection, after: int = 0) -> Iterator[list[Entry]]:
    """Every entry numbered above `after`, a batch at a time."""
    while rows := rows_after(connection, after, BATCH):
        yield [entry_of(row) for row in rows]
        after = rows[-1][0]


def chain(connection: Connection, name: str, epoch: int, after: int, limit: int) -> list[Row]:
    """Up to `limit` rows of one chain or branch, after its place `after`, with their parts."""
    found = connection.execute(
        f"{_COLUMNS} WHERE terminal = ? AND epoch = ? AND seq > ? ORDER BY seq LIMIT ?",
        (name, epoch, after, limit),
    ).fetchall()
    parts: dict[int, dict[str, bytes]] = {row[0]: {} for row in found}
    for number, part, body in connection.execute(
        "SELECT part.entry, part.name, part.body FROM entry JOIN part ON part.entry = entry.number"
        " WHERE terminal = ? AND epoch = ? AND seq > ? AND seq <= ?",
        (name, epoch, after, after + limit),
    ):
        parts[number][part] = body
    return [(*row, parts[row[0]]) for row in found]


def tops(connection: Connection) -> dict[tuple[str, int], tuple[int, str]]:
    """The last place and id of every chain and branch, by name and epoch: few steps each, however
    long it is."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    at = _next_chain(connection, "", 0)
    while at is not None:
        seq, id_ = connection.execute(
            "SELECT seq, id FROM entry WHERE terminal = ? AND epoch = ? ORDER BY seq DESC LIMIT 1",
            at,
        ).fetchone()
        found[at] = (seq, id_.hex())
        at = _next_chain(connection, *at)
    return found


def _next_chain(connection: Connection, name: str, epoch: int) -> tuple[str, int] | None:
    # Asked in one, for all above both, it would go through every entry of the chain.
    same = connection.execute(
        "SELECT terminal, epoch FROM entry WHERE terminal = ? AND epoch > ? ORDER BY epoch LIMIT 1",
        (name, epoch),
    ).fetchone()
    found = (
        same
        or connection.execute(
            "SELECT terminal, epoch FROM entry WHERE terminal > ? ORDER BY terminal, epoch LIMIT 1",
            (name,),
        ).fetchone()
    )
    return (found[0], found[1]) if found else None


class Digest:
    """A hash over everything that entries consist of, row by row, to compare what was written with
    what reads back; nothing else is ever made of it."""

    def __init__(self) -> None:
        self._entries, self._parts = sha256(), sha256()

    def add(self, entries: Sequence[EntryRow], parts: Sequence[PartRow]) -> None:
        """Take in rows and all their parts, in order of arrival and of the parts' names."""
        self._entries.update(_said(entries))
        self._parts.update(_said(parts))

    def value(self) -> bytes:
        """The hash so far."""
        return self._entries.digest() + self._parts.digest()


def _said(rows: Sequence[EntryRow] | Sequence[PartRow]) -> memoryview:
    """The rows as bytes, each with the kind and length of each value: quicker than one by one.
    What stands before the first says how many there are, and depends on who asked for how many."""
    return memoryview(marshal.dumps([*rows], _PLAIN_VALUES))[_BEFORE_THE_FIRST:]


def read_back(connection: Connection, after: int) -> bytes:
    """The digest of all rows numbered above `after`."""
    digest = Digest()
    while rows := connection.execute(
        f"{_COLUMNS} WHERE number > ? ORDER BY number LIMIT ?", (after, BATCH)
    ).fetchall():
        digest.add(rows, connection.execute(_PARTS, (rows[0][0], rows[-1][0])).fetchall())
        after = rows[-1][0]
    return digest.value()


def keep_checkpoint(connection: Connection, checkpoint: Checkpoint, before: int) -> None:
    """Keep a chain's newest signed head; `before` is the seq of the one it replaces."""
    connection.execute(
        "INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?, ?, ?)",
        (
            checkpoint.terminal,
            checkpoint.epoch,
            checkpoint.seq,
            bytes.fromhex(checkpoint.head),
            bytes.fromhex(checkpoint.signature),
            before,
        ),
    )


def checkpoints(connection: Connection) -> list[tuple[Checkpoint, int]]:
    """The newest signed head of each chain, and the seq of the one before it."""
    rows = connection.execute(
        "SELECT terminal, epoch, seq, head, signature, before FROM checkpoint"
        " ORDER BY terminal, epoch"
    ).fetchall()
    return [
        (Checkpoint(terminal, epoch, seq, head.hex(), signature.hex()), before)
        for terminal, epoch, seq, head, signature, before in rows
    ]
