"""What a ledger promises, whichever way it is stored, and what a view must be."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from sqlite_utils import Database

from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity
from wardsafe.ledger.entry import Entry, NewEntry, Saved

Row = tuple[int, bytes, str, int, int, bytes, str, str, bytes, Mapping[str, bytes]]
"""An entry as stored: number, id, terminal, epoch, seq, prev, kind, record, header, parts."""

Progress = Callable[[int, int], None]
"""Told how many of how many entries are done."""


class View(Protocol):
    """A read table in the same database, made from entries and disposable."""

    @property
    def name(self) -> str:
        """A stable name."""
        ...

    @property
    def version(self) -> int:
        """Raised when the tables or their meaning change: the view is then rebuilt."""
        ...

    def create(self, db: Database) -> None:
        """Drop this view's tables where they are, and make them empty."""
        ...

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Take in entries, in order of arrival, within the ledger's own transaction."""
        ...


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """Something that did not agree when the ledger was opened, in words and numbers."""

    what: str
    starts_epoch: bool

    def __str__(self) -> str:
        return self.what


class Ledger(Protocol):
    """An append-only ledger of one terminal's entries and those it was sent."""

    @property
    def identity(self) -> LedgerIdentity:
        """Whose ledger it is, and its present epoch."""
        ...

    @property
    def findings(self) -> tuple[OpenFinding, ...]:
        """What did not agree at open; never repaired silently."""
        ...

    @property
    def public_key(self) -> str:
        """The hex Ed25519 key that checks this terminal's heads."""
        ...

    def append(self, new: NewEntry) -> Saved:
        """Add one entry. Raises BadInput for what cannot be kept, NotSaved for the rest."""
        ...

    def append_many(self, news: Iterable[NewEntry]) -> int:
        """Add all or none, in one transaction; how many. Raises as `append`."""
        ...

    def begin_epoch(self, reason: str) -> Saved:
        """Start a new chain that says why; its first entry follows the last known head."""
        ...

    def entry(self, number: int) -> Entry | None:
        """The entry of that number."""
        ...

    def by_id(self, entry_id: str) -> Entry | None:
        """The entry of that id (64 hex characters)."""
        ...

    def of_record(self, record: str) -> tuple[Entry, ...]:
        """Every entry about a record, in order of arrival."""
        ...

    def walk(self, after: int = 0) -> Iterator[Entry]:
        """Every entry numbered above `after`, in order of arrival."""
        ...

    def rows(self, after: int, limit: int) -> list[Row]:
        """Up to `limit` stored rows numbered above `after`. Raises Damaged."""
        ...

    def count(self) -> int:
        """How many entries are held."""
        ...

    def head(self) -> Checkpoint:
        """The signed head of this terminal's present chain."""
        ...

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The latest signed head of each of this ledger's own chains."""
        ...

    def views_behind(self) -> tuple[str, ...]:
        """Names of the views that do not show every entry."""
        ...

    def rebuild(self, view: str, on_progress: Progress | None = None) -> None:
        """Drop a view's tables and replay every entry. Raises NotSaved."""
        ...

    def reading(self) -> AbstractContextManager[Database]:
        """The views' database, for reading only, as of one moment."""
        ...

    def close(self) -> None:
        """Let go of the files. May be called twice."""
        ...
