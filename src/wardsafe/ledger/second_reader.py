"""A ledger read by a process other than the one that has it open: never written, never compared.

Whoever works out something great of a ledger's entries in several processes lets each read for
itself. Every reading is short, so the one writer waits for none of them. The key is handed over in
memory (a pipe between the processes), never on a command line or in a file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from wardsafe.errors import Damaged
from wardsafe.ledger import stored
from wardsafe.ledger.connection import Connection, SqlError, connect, in_words
from wardsafe.ledger.entry import Entry

_Found = TypeVar("_Found")


class SecondReader:
    """The entries of a ledger's file, for reading only. Close it.

    The ledger is open elsewhere, which has undone what a power cut left. Raises Damaged.
    """

    def __init__(self, ledger: Path, data_key: bytes) -> None:
        self._connection = connect(ledger, data_key, read_only=True)

    def tops(self) -> dict[tuple[str, int], tuple[int, str]]:
        """Name and epoch of every chain and branch held → its last place and that entry's id."""
        return self._read(stored.tops)

    def chain(self, name: str, epoch: int, after: int, limit: int) -> tuple[Entry, ...]:
        """Up to `limit` entries of a chain or branch, in its order, after place `after`."""
        rows = self._read(lambda held: stored.chain(held, name, epoch, after, limit))
        return tuple(map(stored.entry_of, rows))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _read(self, of: Callable[[Connection], _Found]) -> _Found:
        try:
            return of(self._connection)
        except SqlError as problem:
            raise in_words(problem, Damaged) from None
