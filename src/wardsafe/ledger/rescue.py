"""Everything that can still be read from a ledger, even a damaged one, as lines of JSON.

The ledger is only ever read: the work is done on a copy, which is as encrypted as the ledger.
First the copy is read in order. Where that fails, every page is read as if its table began there,
behind the first page of a new, empty ledger with the same key, so that neither a damaged first
page nor a damaged branch of the tree hides the pages that are whole. Each entry carries its own
hashes, so each line can say by itself whether it is as it was saved. That matters: where the end
of a long value lies on a damaged page, SQLCipher gives zeros for it and for whatever is read next
on the same connection, and no error.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from wardsafe.errors import BadInput, Damaged, WardsafeError
from wardsafe.ledger.connection import PAGE, Connection, SqlError, connect, unlock
from wardsafe.ledger.entry import SALT as _RANDOM
from wardsafe.ledger.entry import Entry, Header, read_header

_JOURNAL = "-journal"
_NO_HEADER = Header(0, "", "", "", 0, 0, "", "", "", (), {})
# As the real tables, without their rules: what is looked for may break them.
_ENTRY = "entry (number INTEGER PRIMARY KEY, id, terminal, epoch, seq, prev, kind, record, header)"
_PART = "part (entry, name, body, PRIMARY KEY (entry, name)) WITHOUT ROWID"
_MOST_ON_A_PAGE = 200
_MOST_BELOW_A_PAGE = 20_000
"""A page of a branch tells the leaves below it too, and what it holds itself between them."""
_READ_ENTRY = "SELECT number, id, header FROM entry NOT INDEXED"
_READ_PART = "SELECT entry, name, body FROM part"


@dataclass(frozen=True, slots=True)
class RescueReport:
    """What came out. `missing` are ranges of numbers, both ends included."""

    entries: int
    verified: int
    pages: int
    unreadable_pages: int
    missing: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        said = [f"{_count(self.entries, 'entry', 'entries')} read, {self.verified} as saved."]
        if self.unreadable_pages:
            said.append(f"{self.unreadable_pages} of {self.pages} pages cannot be read.")
        if self.missing:
            ranges = [f"{a}" if a == b else f"{a} to {b}" for a, b in self.missing]
            said.append(f"Not found: {', '.join(ranges)}.")
        return " ".join(said)


@dataclass(slots=True)
class _Found:
    headers: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    parts: dict[int, dict[str, list[bytes]]] = field(default_factory=dict)

    def entries(self, after: int) -> Iterator[Entry]:
        for number in sorted(self.headers.keys() | self.parts.keys()):
            if number > after:
                id_, header = self.headers.get(number, (b"", b""))
                yield _best(_entry(number, id_, header, {}), self.parts.get(number, {}))


def rescue(
    ledger: Path, *, data_key: bytes, out: TextIO, workspace: Path, expected: int = 0
) -> RescueReport:
    """Write every readable entry of the `ledger` file to `out`, one JSON object a line.

    `workspace` is a folder with room for two copies of the file. `expected` is the number of
    entries that the anchor remembers, so that a lost end is named too. Raises Damaged where there
    is nothing to read at all.
    """
    with tempfile.TemporaryDirectory(dir=workspace, prefix=".rescue-") as folder:
        copy = Path(folder) / ledger.name
        _copy(ledger, copy)
        return _tell(copy, data_key, out, expected)


def _tell(copy: Path, data_key: bytes, out: TextIO, expected: int) -> RescueReport:
    numbers: list[int] = []
    verified = 0
    for entry in _all_entries(copy, data_key):
        out.write(json.dumps(_line(entry), ensure_ascii=False) + "\n")
        numbers.append(entry.number)
        verified += not _problems(entry)
    pages, unreadable = _pages(copy, data_key)
    if pages == unreadable:
        raise Damaged(
            "No page of the ledger opens with this key.",
            do="It is another ledger's key, or the file's first bytes are lost: try a back-up.",
        )
    return RescueReport(len(numbers), verified, pages, unreadable, tuple(_gaps(numbers, expected)))


def _pages(copy: Path, data_key: bytes) -> tuple[int, int]:
    """How many pages there are, and how many are not as they were written (SQLCipher's HMAC)."""
    with closing(Connection(str(copy), isolation_level=None)) as connection:
        with suppress(SqlError):
            unlock(connection, data_key)
        bad = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return -(-copy.stat().st_size // PAGE), len(bad)


def _all_entries(copy: Path, data_key: bytes) -> Iterator[Entry]:
    last = 0
    try:
        for entry in _in_order(copy, data_key):
            if entry.fault():
                break
            yield entry
            last = entry.number
        else:
            return
    except (SqlError, WardsafeError):
        pass
    yield from _carve(copy, data_key).entries(after=last)


def _copy(ledger: Path, copy: Path) -> None:
    """Copy page by page, zeros where the disk gives an error, with the journal of a cut-off save.

    SQLite rolls such a save back in the copy, as it would have in the ledger.
    """
    try:
        size = ledger.stat().st_size
        with ledger.open("rb", buffering=0) as source, copy.open("wb") as target:
            for at in range(0, size, PAGE):
                source.seek(at)
                page = b""
                with suppress(OSError):
                    page = source.read(PAGE)
                target.write(page.ljust(PAGE, b"\x00"))
    except OSError as problem:
        raise Damaged(f"The ledger's file cannot be read at all: {problem.strerror}.") from None
    if not size:
        raise Damaged("The ledger's file is empty.", do="Restore a back-up.")
    journal = ledger.with_name(ledger.name + _JOURNAL)
    if journal.exists():
        shutil.copyfile(journal, copy.with_name(copy.name + _JOURNAL))


def _in_order(copy: Path, data_key: bytes) -> Iterator[Entry]:
    with closing(connect(copy, data_key)) as connection:
        for number, id_, header in connection.execute(f"{_READ_ENTRY} ORDER BY number"):
            rows = connection.execute(f"{_READ_PART} WHERE entry = ?", (number,)).fetchall()
            yield _entry(number, id_, header, {name: body for _, name, body in rows})


def _entry(number: int, id_: bytes, header: bytes, parts: dict[str, bytes]) -> Entry:
    try:
        reading = read_header(header)
    except BadInput:
        reading = _NO_HEADER
    return Entry(number, id_.hex(), reading, header, parts)


# --- page by page ---------------------------------------------------------------------------


def _best(entry: Entry, bodies: dict[str, list[bytes]]) -> Entry:
    """The entry with, of each part, the reading that its header commits to, where there is one."""
    promised = entry.header.parts
    parts = {
        name: next((b for b in found if sha256(b).hexdigest() == promised.get(name)), found[0])
        for name, found in bodies.items()
    }
    return replace(entry, parts=parts)


def _carve(copy: Path, data_key: bytes) -> _Found:
    found = _Found()
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


def _take_entry(found: _Found, number: Any, id_: Any, header: Any) -> None:
    if isinstance(number, int) and isinstance(id_, bytes) and isinstance(header, bytes):
        found.headers[number] = (id_, header)


def _take_part(found: _Found, number: Any, name: Any, body: Any) -> None:
    if isinstance(number, int) and isinstance(name, str) and isinstance(body, bytes):
        readings = found.parts.setdefault(number, {}).setdefault(name, [])
        if body not in readings:
            readings.append(body)


_TABLES = (("entry", _READ_ENTRY, _take_entry), ("part", _READ_PART, _take_part))


# --- telling --------------------------------------------------------------------------------


def _line(entry: Entry) -> dict[str, Any]:
    problems = _problems(entry)
    return {
        "number": entry.number,
        "id": entry.id,
        "verified": not problems,
        "problems": problems,
        "header": _read(entry.header_bytes, skip=0),
        "parts": {name: _read(body, skip=_RANDOM) for name, body in entry.parts.items()},
    }


def _problems(entry: Entry) -> list[str]:
    if not entry.header_bytes:
        return ["the header is lost"]
    said = [fault] if (fault := entry.fault()) else []
    lost = sorted(entry.header.parts.keys() - entry.parts.keys())
    return said + [f"the {name} part is not here" for name in lost]


def _read(data: bytes, skip: int) -> Any:
    """The JSON as it stands, or the bytes in hex where it is none."""
    try:
        return json.loads(data[skip:])
    except (ValueError, RecursionError):
        return {"hex": data.hex()} if data else None


def _gaps(numbers: Iterable[int], expected: int) -> Iterator[tuple[int, int]]:
    before = 0
    for number in numbers:
        if number > before + 1:
            yield before + 1, number - 1
        before = number
    if expected > before:
        yield before + 1, expected


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
