"""Entries in and out of the tables: rows as they lie, readings of them, and reading back."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.ledger.checkpoint import Checkpoint
from wardsafe.ledger.connection import Connection
from wardsafe.ledger.contract import Row
from wardsafe.ledger.entry import BRANCH, Branch, Entry, Header, read_header

BATCH = 500
"""Entries read or written at a time: bounds memory and how long others wait."""

_COLUMNS = "SELECT number, id, terminal, epoch, seq, prev, kind, record, header FROM entry"


def insert(connection: Connection, entries: Sequence[Entry]) -> list[Row]:
    """Add entries and their parts, within the caller's transaction; the rows they are."""
    rows = [_columns(entry) for entry in entries]
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO part VALUES (?, ?, ?)",
        [(e.number, name, body) for e in entries for name, body in e.parts.items()],
    )
    return [(*row, entry.parts) for row, entry in zip(rows, entries, strict=True)]


def _columns(entry: Entry) -> tuple[Any, ...]:
    h = entry.header
    at = (h.terminal, h.seq) if entry.branch is None else (entry.branch.name, entry.branch.seq)
    place = (at[0], h.epoch, at[1], bytes.fromhex(h.prev))
    return (entry.number, bytes.fromhex(entry.id), *place, h.kind, h.record, entry.header_bytes)


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
    return (*_columns(entry), entry.parts)


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
    for number, name, body in connection.execute(
        "SELECT entry, name, body FROM part WHERE entry BETWEEN ? AND ?",
        (found[0][0], found[-1][0]),
    ):
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
    """The last place and id of every chain and branch, by name and epoch: one step each."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    at: tuple[str, int] = ("", 0)
    while row := connection.execute(
        "SELECT terminal, epoch FROM entry WHERE (terminal, epoch) > (?, ?)"
        " ORDER BY terminal, epoch LIMIT 1",
        at,
    ).fetchone():
        at = (row[0], row[1])
        seq, id_ = connection.execute(
            "SELECT seq, id FROM entry WHERE terminal = ? AND epoch = ? ORDER BY seq DESC LIMIT 1",
            at,
        ).fetchone()
        found[at] = (seq, id_.hex())
    return found


class Digest:
    """A hash over everything that entries consist of, to compare written with read back: of all
    their pieces one after another, and of how long each is."""

    def __init__(self) -> None:
        self._pieces, self._lengths = sha256(), sha256()

    def add(self, rows: Iterable[Row]) -> None:
        """Take in rows, in order of arrival."""
        pieces: list[bytes] = []
        for row in rows:
            pieces += (row[1], row[8])
            for name, body in sorted(row[9].items()):
                pieces += (name.encode(), body)
        self._pieces.update(b"".join(pieces))
        self._lengths.update(array("Q", map(len, pieces)).tobytes())

    def value(self) -> bytes:
        """The hash so far."""
        return self._pieces.digest() + self._lengths.digest()


def read_back(connection: Connection, after: int) -> bytes:
    """The digest of all rows numbered above `after`."""
    digest, rows = Digest(), rows_after(connection, after, BATCH)
    digest.add(rows)
    while len(rows) == BATCH:
        rows = rows_after(connection, rows[-1][0], BATCH)
        digest.add(rows)
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
