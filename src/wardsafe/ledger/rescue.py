"""Everything that can still be read from a ledger, even a damaged one, as lines of JSON.

The ledger is only ever read: the work is done on a copy, which is as encrypted as the ledger.
First the copy is read in order; where that fails, page by page (`carving`). Each entry carries its
own hashes, so each line can say by itself whether it is as it was saved.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from wardsafe.errors import Damaged, WardsafeError
from wardsafe.ledger.carving import READ_ENTRY, READ_PART, carved, entry_of
from wardsafe.ledger.connection import PAGE, Connection, SqlError, connect, unlock
from wardsafe.ledger.entry import SALT as _RANDOM
from wardsafe.ledger.entry import Entry

_JOURNAL = "-journal"


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
    yield from carved(copy, data_key).entries(after=last)


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
        for number, id_, header in connection.execute(f"{READ_ENTRY} ORDER BY number"):
            rows = connection.execute(f"{READ_PART} WHERE entry = ?", (number,)).fetchall()
            yield entry_of(number, id_, header, {name: body for _, name, body in rows})


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
