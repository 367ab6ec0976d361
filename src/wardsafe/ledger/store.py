"""The ledger on disk: the only writer of a ward's entries.

*Saved* means committed, read back byte for byte through a second connection, and anchored outside
the file (threats catalogue 2). After any error of the disk the files are closed, opened again and
compared; a COMMIT is never tried twice.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TypeVar

from sqlite_utils import Database

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged, NotSaved, WardsafeError
from wardsafe.ledger import making, stored
from wardsafe.ledger.canonical import JSON
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity
from wardsafe.ledger.connection import SqlError, in_words, is_damage
from wardsafe.ledger.contract import Ledger, OpenFinding, Progress, Row, View
from wardsafe.ledger.entry import Entry, NewEntry, Saved, build
from wardsafe.ledger.files import Keys, OpenFiles
from wardsafe.ledger.one_writer import OneWriter
from wardsafe.places import WardFolder

__all__ = ["Ledger", "LedgerIdentity", "OpenFinding", "SqliteLedger", "View"]

EPOCH_KIND = "epoch/1"
"""The kind of an entry that begins a new epoch and says why."""

_Found = TypeVar("_Found")


def epoch_entry(chance: Chance, reason: str) -> NewEntry:
    """The entry that begins a new epoch: its only part says why, and nothing about people."""
    facts: dict[str, JSON] = {"entry": {"act": "record"}, "reason": reason}
    return NewEntry(EPOCH_KIND, chance.new_id(), (), {"facts": facts})


class SqliteLedger:
    """A ledger in one encrypted SQLite file, with its anchor in the device folder.

    Made by `create` or `open`. Threads take turns; a long reading makes a save wait.
    """

    def __init__(
        self,
        where: WardFolder,
        keys: Keys,
        chance: Chance,
        views: Sequence[View],
        lock: OneWriter,
    ) -> None:
        self._where, self._keys, self._chance, self._views = where, keys, chance, views
        self._lock = lock
        self._turn = threading.RLock()
        self._findings: list[OpenFinding] = []
        self._is_closed = False
        self._now_open: OpenFiles | None = None
        self._files()

    @classmethod
    def create(
        cls,
        where: WardFolder,
        *,
        identity: LedgerIdentity,
        data_key: bytes,
        signing_seed: bytes,
        device_secret: bytes,
        chance: Chance,
        views: Sequence[View] = (),
        confirmed: bool = False,
    ) -> "SqliteLedger":
        """Make a new, empty ledger (32-byte keys) and open it.

        Raises Damaged where there is a ledger already, or, unless `confirmed`, where the anchor
        says that there was one; InUse; NotSaved.
        """
        making.refuse_where_there_was_one(where, device_secret, confirmed=confirmed)

        def make() -> None:
            making.make_file(where, identity, data_key, signing_seed, device_secret, chance)

        return cls._alone(where, Keys(data_key, device_secret), chance, views, make)

    @classmethod
    def open(
        cls,
        where: WardFolder,
        *,
        data_key: bytes,
        device_secret: bytes,
        chance: Chance,
        views: Sequence[View] = (),
    ) -> "SqliteLedger":
        """Open the ledger and compare it with its anchor; see `findings`.

        Raises Damaged (wrong key, damaged or missing file, another terminal's file), TooNew, InUse.
        """
        making.refuse_missing(where, device_secret)
        return cls._alone(where, Keys(data_key, device_secret), chance, views, lambda: None)

    @classmethod
    def _alone(
        cls,
        where: WardFolder,
        keys: Keys,
        chance: Chance,
        views: Sequence[View],
        first: Callable[[], None],
    ) -> "SqliteLedger":
        lock = making.take(where)
        try:
            first()
            return cls(where, keys, chance, views, lock)
        except BaseException:
            lock.release()
            raise

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

    # Recording

    def append(self, new: NewEntry) -> Saved:
        """Add one entry. Raises BadInput for what cannot be kept, NotSaved for the rest."""
        with self._turn:
            files = self._ready()
            entry = build(files.count + 1, new, files.next_place, self._chance)
            self._record(files, [[entry]])
            return Saved(entry.number, entry.id, new.record)

    def append_many(self, news: Iterable[NewEntry]) -> int:
        """Add all or none, in one transaction; how many. Raises as `append`."""
        with self._turn:
            files = self._ready()
            before = files.count
            self._record(files, self._built(files, news))
            return files.count - before

    def begin_epoch(self, reason: str) -> Saved:
        """Start a new chain that says why; its first entry follows the last known head."""
        with self._turn:
            return self._begin_epoch(self._anchored(), reason)

    def _begin_epoch(self, files: OpenFiles, reason: str) -> Saved:
        files.start_chain()
        new = epoch_entry(self._chance, reason)
        entry = build(files.count + 1, new, files.next_place, self._chance)
        self._record(files, [[entry]])
        files.opened = replace(files.opened, findings=())
        return Saved(entry.number, entry.id, new.record)

    def _built(self, files: OpenFiles, news: Iterable[NewEntry]) -> Iterator[list[Entry]]:
        number, place, batch = files.count, files.next_place, []
        for new in news:
            number += 1
            entry = build(number, new, place, self._chance)
            place = replace(place, seq=place.seq + 1, prev=entry.id)
            batch.append(entry)
            if len(batch) == stored.BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _record(self, files: OpenFiles, batches: Iterable[Sequence[Entry]]) -> None:
        before = files.count
        try:
            count, digest = files.commit(batches)
        except SqlError as problem:
            raise self._not_saved(before, in_words(problem)) from None
        except BaseException:
            self._drop()
            raise
        try:
            files.confirm(count, digest)
        except SqlError as problem:
            raise self._not_saved(before, in_words(problem)) from None
        except WardsafeError as problem:
            raise self._not_saved(before, problem) from None
        except BaseException:
            self._drop()
            raise

    def _not_saved(self, before: int, problem: WardsafeError) -> NotSaved:
        """Open the files again to learn what is in them, and say that truthfully."""
        self._drop()
        try:
            is_certain = self._files().count == before
        except WardsafeError:
            is_certain = False
        if is_certain:
            return NotSaved(problem.what, do=problem.do)
        return NotSaved(
            f"It could not be confirmed that this was saved. {problem.what}",
            do=f"Look for entry {before + 1} before you save it again.",
        )

    def _ready(self) -> OpenFiles:
        files = self._anchored()
        if files.opened.reason:
            self._begin_epoch(files, files.opened.reason)
        return files

    def _anchored(self) -> OpenFiles:
        # Never two writes ahead of the anchor: one is what a power cut explains.
        try:
            files = self._files()
            if files.anchor_is_behind:
                files.keep_anchor()
        except Damaged as problem:
            raise NotSaved(problem.what, do=problem.do) from None
        return files

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

    # Reading

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
        rows = self._read(lambda files: stored.rows_where(files.reader, f"{column} = ?", value))
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
            files = self._files()
            is_inner = files.reader.in_transaction
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

    # Views and keys

    def views_behind(self) -> tuple[str, ...]:
        """Names of the views that do not show every entry."""
        return self._read(lambda files: files.views.behind())

    def rebuild(self, view: str, on_progress: Progress | None = None) -> None:
        """Drop a view's tables and replay every entry. Raises NotSaved."""
        with self._turn:
            files = self._files()
            try:
                files.make_view(view, self._told(files, on_progress or (lambda done, of: None)))
            except SqlError as problem:
                self._drop()
                raise in_words(problem) from None

    def _told(self, files: OpenFiles, on_progress: Progress) -> Iterator[list[Entry]]:
        for batch in stored.walk(files.writer):
            yield batch
            on_progress(batch[-1].number, files.count)

    def key(self, name: str) -> bytes | None:
        """What the keyring holds under `name`."""
        row = self._read(
            lambda files: files.reader.execute(
                "SELECT value FROM keyring WHERE name = ?", (name,)
            ).fetchone()
        )
        return row[0] if row else None

    def keep_key(self, name: str, value: bytes) -> None:
        """Keep `value` in the keyring. Raises NotSaved; BadInput for the ledger's own names."""
        if name in (making.IDENTITY, making.DEVICE, making.SEED):
            raise BadInput(f"The ledger keeps {name} itself.")
        with self._turn:
            try:
                self._files().writer.execute(
                    "INSERT OR REPLACE INTO keyring VALUES (?, ?)", (name, value)
                )
            except SqlError as problem:
                self._drop()
                raise in_words(problem) from None

    def close(self) -> None:
        """Let go of the files and of the ward folder. May be called twice."""
        with self._turn:
            self._drop()
            self._is_closed = True
            self._lock.release()
