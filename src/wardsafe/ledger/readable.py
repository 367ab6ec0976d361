"""The part of a ledger on disk that is open and read; `store.SqliteLedger` adds recording."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

from sqlite_utils import Database

from wardsafe.clock import Chance, Clock
from wardsafe.errors import Damaged, NotSaved
from wardsafe.ledger import stored
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity
from wardsafe.ledger.connection import SqlError, in_words, is_damage
from wardsafe.ledger.contract import OpenFinding, Row, View
from wardsafe.ledger.entry import Entry
from wardsafe.ledger.files import Keys, OpenFiles
from wardsafe.ledger.one_writer import OneWriter
from wardsafe.places import WardFolder

_Found = TypeVar("_Found")


class OpenLedger:
    """Open files that are opened again when they had to be closed. Threads take turns."""

    def __init__(
        self,
        where: WardFolder,
        keys: Keys,
        chance: Chance,
        views: Sequence[View],
        lock: OneWriter,
        clock: Clock,
    ) -> None:
        self._where, self._keys, self._chance, self._views = where, keys, chance, views
        self._lock, self._clock = lock, clock
        self._turn = threading.RLock()
        self._findings: list[OpenFinding] = []
        self._is_closed = False
        self._now_open: OpenFiles | None = None
        self._files()

    @property
    def identity(self) -> LedgerIdentity:
        """Whose ledger it is, and its present epoch."""
        return self._read(lambda files: files.identity)

    @property
    def findings(self) -> tuple[OpenFinding, ...]:
        """What did not agree at open, or when the files had to be opened again."""
        return tuple(self._findings)

    @property
    def public_key(self) -> str:
        """The hex Ed25519 key that checks this terminal's heads."""
        return self._read(lambda files: files.signer.public)

    def _files(self) -> OpenFiles:
        if self._is_closed:
            raise NotSaved("The ledger is closed.", do="Unlock it first.")
        if self._now_open is None:
            self._now_open = OpenFiles(self._where, self._keys, self._views)
            new = [f for f in self._now_open.opened.findings if f not in self._findings]
            self._findings += new
            if self._now_open.anchor_is_behind:
                with suppress(NotSaved):  # tried again, and told, before anything is recorded
                    self._now_open.keep_anchor()
        return self._now_open

    def _drop(self) -> None:
        if self._now_open is not None:
            self._now_open.close()
            self._now_open = None

    def _read(self, of: Callable[[OpenFiles], _Found]) -> _Found:
        with self._turn:
            files = self._files()
            try:
                return of(files)
            except SqlError as problem:
                files.open_reader()
                raise in_words(problem, Damaged) from None

    def entry(self, number: int) -> Entry | None:
        """The entry of that number. Raises Damaged."""
        return next(iter(self._where_column("number", number)), None)

    def by_id(self, entry_id: str) -> Entry | None:
        """The entry of that id (64 hex characters). Raises Damaged."""
        return next(iter(self._where_column("id", bytes.fromhex(entry_id))), None)

    def of_record(self, record: str) -> tuple[Entry, ...]:
        """Every entry about a record, in order of arrival. Raises Damaged."""
        return self._where_column("record", record)

    def _where_column(self, column: str, value: object) -> tuple[Entry, ...]:
        # The writing connection still holds the pages of its last save, which nobody else changes;
        # the reading one would have to decipher them again.
        with self._turn:
            writer = self._files().writer
            try:
                rows = stored.rows_where(writer, f"{column} = ?", value)
            except SqlError as problem:
                self._drop()
                raise in_words(problem, Damaged) from None
        return tuple(map(stored.entry_of, rows))

    def rows(self, after: int, limit: int) -> list[Row]:
        """Up to `limit` stored rows numbered above `after`. Raises Damaged."""
        return self._read(lambda files: stored.rows_after(files.reader, after, limit))

    def walk(self, after: int = 0) -> Iterator[Entry]:
        """Every entry numbered above `after`, in order of arrival; others get turns between."""
        while rows := self.rows(after, stored.BATCH):
            yield from map(stored.entry_of, rows)
            after = rows[-1][0]

    def count(self) -> int:
        """How many entries are held."""
        return self._read(lambda files: files.count)

    def head(self) -> Checkpoint:
        """The signed head of this terminal's present chain."""
        return self._read(lambda files: files.tip)

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The latest signed head of each of this ledger's own chains."""
        return self._read(lambda files: tuple(c for c, _ in stored.checkpoints(files.reader)))

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The views' database, for reading only, as of one moment. Raises Damaged."""
        with self._turn:
            is_inner = self._files().reader.in_transaction
            files = self._files() if is_inner else self._followed()
            try:
                if not is_inner:
                    files.reader.execute("BEGIN")
                yield files.reading
            except SqlError as problem:
                if not is_damage(problem):
                    raise
                files.open_reader()
                raise in_words(problem, Damaged) from None
            finally:
                if not is_inner and files is self._now_open and files.reader.in_transaction:
                    files.reader.rollback()

    def sign(self, what: str, data: bytes) -> bytes:
        """This terminal's signature over the line `wardsafe <what>` and `data`: 64 bytes."""
        return self._read(lambda files: files.signer.sign_text(what, data))

    def tops(self) -> dict[tuple[str, int], tuple[int, str]]:
        """Name and epoch of every chain and branch held → its last place and that entry's id."""
        return self._read(lambda files: stored.tops(files.reader))

    def chain(self, name: str, epoch: int, after: int, limit: int) -> tuple[Entry, ...]:
        """Up to `limit` entries of a chain or branch, in its order, after place `after`."""
        rows = self._read(lambda files: stored.chain(files.reader, name, epoch, after, limit))
        return tuple(map(stored.entry_of, rows))

    def views_behind(self) -> tuple[str, ...]:
        """Names of the views that do not show every entry."""
        with self._turn:
            return self._followed().views.behind()

    def follow(self) -> int:
        """Let the views take in some more entries; how many they lack then. Others get turns
        between, where they would wait for all of them at the next reading."""
        with self._turn:
            files = self._followed(batches=1)
            return max(files.count - files.views.upto, 0)

    def _followed(self, batches: int | None = None) -> OpenFiles:
        """The open files, their views showing every entry (or so many batches more of them), or
        behind where that cannot be kept."""
        files = self._files()
        try:
            files.follow(batches)
        except SqlError:
            self._drop()
            files = self._files()
            files.views.stay_behind()
        except BaseException:
            self._drop()
            raise
        return files

    def key(self, name: str) -> bytes | None:
        """What the keyring holds under `name`; kept in memory while the files are open."""
        return self._read(lambda files: files.key(name))

    def close(self) -> None:
        """Let go of the files and of the ward folder. May be called twice."""
        with self._turn:
            self._drop()
            self._is_closed = True
            self._lock.release()
