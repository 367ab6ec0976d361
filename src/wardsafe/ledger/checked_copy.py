"""A copy of a ledger read from beginning to end, with its key and without the device it is from."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from wardsafe.errors import Damaged, NotSaved
from wardsafe.ledger import making, stored
from wardsafe.ledger.canonical import decode_object
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity, Signer
from wardsafe.ledger.connection import Connection, SqlError, connect, in_words
from wardsafe.ledger.contract import Ledger, Row
from wardsafe.ledger.entry import Entry
from wardsafe.ledger.schema import refuse_different
from wardsafe.ledger.verify import verify


@dataclass(frozen=True, slots=True)
class CopyRead:
    """What a copy holds; `head` is the id of its terminal's newest entry, "" where it has none."""

    entries: int
    head: str
    problems: tuple[str, ...]


def checked(
    file: Path, data_key: bytes, count: int = 0, head: Checkpoint | None = None
) -> CopyRead:
    """Read a copy whole. It must hold at least `count` entries and that head.

    Raises Damaged where it cannot be read, NotSaved where it lacks what it must hold.
    """
    try:
        with closing(connect(file, data_key, read_only=True)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Damaged("The back-up's tables are damaged.", do="Use another back-up.")
            copy = _Copy(connection)
            report = verify(cast(Ledger, copy))
            own = [c for c in copy.checkpoints() if c.terminal == copy.identity.terminal]
            has_head = head is None or not head.seq or copy.by_id(head.head) is not None
    except SqlError as problem:
        raise in_words(problem, Damaged) from None
    if report.entries < count or not has_head:
        raise NotSaved("The back-up does not hold the ledger's newest entry.", do="Try again.")
    newest = max(own, key=lambda c: (c.epoch, c.seq), default=None)
    problems = tuple(map(str, report.problems))
    return CopyRead(report.entries, newest.head if newest else "", problems)


class _Copy:
    """A ledger's file read without its device, as far as `verify` reads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        refuse_different(connection)
        ring = dict(connection.execute("SELECT name, value FROM keyring").fetchall())
        said = decode_object(ring[making.IDENTITY])
        names = [str(said[name]) for name in ("environment", "ward", "terminal")]
        self.identity = LedgerIdentity(names[0], names[1], names[2])
        self.public_key = Signer(ring[making.SEED]).public

    def count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM entry").fetchone()[0])

    def rows(self, after: int, limit: int) -> list[Row]:
        return stored.rows_after(self._connection, after, limit)

    def by_id(self, entry_id: str) -> Entry | None:
        rows = stored.rows_where(self._connection, "id = ?", bytes.fromhex(entry_id))
        return stored.entry_of(rows[0]) if rows else None

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        return tuple(head for head, _ in stored.checkpoints(self._connection))
