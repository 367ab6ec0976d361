"""The entries of a damaged copy, page by page.

Every page is read as if its table began there, behind the first page of a new, empty ledger with
the same key, so that neither a damaged first page nor a damaged branch of the tree hides the pages
that are whole. Where the end of a long value lies on a damaged page, SQLCipher gives zeros for it
and for whatever is read next on the same connection, and no error: so after a page that does not
read, each row gets a connection of its own.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.ledger.connection import PAGE, Connection, SqlError, connect, unlock
from wardsafe.ledger.entry import Entry, Header, read_header

READ_ENTRY = "SELECT number, id, header FROM entry NOT INDEXED"
READ_PART = "SELECT entry, name, body FROM part"

_NO_HEADER = Header(0, "", "", "", 0, 0, "", "", "", (), {})
# As the real tables, without their rules: what is looked for may break them.
_ENTRY = "entry (number INTEGER PRIMARY KEY, id, terminal, epoch, seq, prev, kind, record, header)"
_PART = "part (entry, name, body, PRIMARY KEY (entry, name)) WITHOUT ROWID"
_MOST_ON_A_PAGE = 200
_MOST_BELOW_A_PAGE = 20_000
"""A page of a branch tells the leaves below it too, and what it holds itself between them."""


@dataclass(slots=True)
class Carved:
    """Headers and parts as they were found, by number of the entry; a part may be found twice."""

    headers: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    parts: dict[int, dict[str, list[bytes]]] = field(default_factory=dict)

    def entries(self, after: int) -> Iterator[Entry]:
        """Those numbered above `after`, in order, each part as its header promised it if it can."""
        for number in sorted(self.headers.keys() | self.parts.keys()):
            if number > after:
                id_, header = self.headers.get(number, (b"", b""))
                yield _best(entry_of(number, id_, header, {}), self.parts.get(number, {}))


def entry_of(number: int, id_: bytes, header: bytes, parts: dict[str, bytes]) -> Entry:
    """An entry of what was read, whole or not; one whose header cannot be read has an empty one."""
    try:
        reading = read_header(header)
    except BadInput:
        reading = _NO_HEADER
    return Entry(number, id_.hex(), reading, header, parts)


def _best(entry: Entry, bodies: dict[str, list[bytes]]) -> Entry:
    """The entry with, of each part, the reading that its header commits to, where there is one."""
    promised = entry.header.parts
    parts = {
        name: next((b for b in found if sha256(b).hexdigest() == promised.get(name)), found[0])
        for name, found in bodies.items()
    }
    return replace(entry, parts=parts)


def carved(copy: Path, data_key: bytes) -> Carved:
    """Whatever the pages of `copy` hold; its folder needs room for another copy."""
    found = Carved()
    scratch = copy.with_name("pages.db")
    _graft(copy, scratch, data_key)
    connection = _open(scratch, data_key)
    for page in range(2, copy.stat().st_size // PAGE + 1):
        for table, query, take in _TABLES:
            rows: list[tuple[Any, ...]] = []
            with suppress(SqlError):  # mostly a page of another table
                _begin_at(connection, table, page)
                rows = connection.execute(f"{query} LIMIT {_MOST_BELOW_A_PAGE}").fetchall()
            if not _still_reads(connection, table, page):
                connection.close()
                rows = _one_by_one(scratch, data_key, table, page, query)
                connection = _open(scratch, data_key)
            for row in rows:
                take(found, *row)
    connection.close()
    return found


def _still_reads(connection: Connection, table: str, page: int) -> bool:
    """Whether no bad page was met: after one, SQLCipher reads nothing more on a connection."""
    try:
        _begin_at(connection, table, page)
    except SqlError:
        return False
    return True


def _one_by_one(
    scratch: Path, data_key: bytes, table: str, page: int, query: str
) -> list[tuple[Any, ...]]:
    """The rows of a page, each read on a connection that has read no other."""
    rows: list[tuple[Any, ...]] = []
    with suppress(SqlError):
        while len(rows) < _MOST_ON_A_PAGE:
            with closing(_open(scratch, data_key)) as connection:
                _begin_at(connection, table, page)
                row = connection.execute(f"{query} LIMIT 1 OFFSET {len(rows)}").fetchone()
            if row is None:
                break
            rows.append(row)
    return rows


def _open(path: Path, data_key: bytes) -> Connection:
    connection = Connection(str(path), isolation_level=None)
    unlock(connection, data_key)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _graft(copy: Path, scratch: Path, data_key: bytes) -> None:
    """Make `scratch`: the first page of an empty ledger, every other page the copy's own."""
    size = copy.stat().st_size
    with closing(connect(scratch, data_key, new=True)) as connection:
        for table in (_ENTRY, _PART, "filler (body)"):
            connection.execute(f"CREATE TABLE {table}")
        while connection.execute("PRAGMA page_count").fetchone()[0] * PAGE < size:
            connection.execute("INSERT INTO filler VALUES (zeroblob(?))", (min(size, 1 << 28),))
    with copy.open("rb") as source, scratch.open("r+b") as target:
        source.seek(PAGE)
        target.seek(PAGE)
        shutil.copyfileobj(source, target, 1 << 20)  # a longer tail stays: the header counts it


def _begin_at(connection: Connection, table: str, page: int) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_master SET rootpage = ? WHERE name = ? AND type = 'table'", (page, table)
    )
    connection.execute("PRAGMA writable_schema = RESET")


def _take_entry(found: Carved, number: Any, id_: Any, header: Any) -> None:
    if isinstance(number, int) and isinstance(id_, bytes) and isinstance(header, bytes):
        found.headers[number] = (id_, header)


def _take_part(found: Carved, number: Any, name: Any, body: Any) -> None:
    if isinstance(number, int) and isinstance(name, str) and isinstance(body, bytes):
        readings = found.parts.setdefault(number, {}).setdefault(name, [])
        if body not in readings:
            readings.append(body)


_TABLES = (("entry", READ_ENTRY, _take_entry), ("part", READ_PART, _take_part))
