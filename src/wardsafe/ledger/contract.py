"""What a ledger promises, whichever way it is stored, and what a view must be."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlite_utils import Database

from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity
from wardsafe.ledger.entry import Entry, NewEntry, Saved

Row = tuple[int, bytes, str, int, int, bytes, str, str, bytes, Mapping[str, bytes]]
"""An entry as stored: number, id, terminal, epoch, seq, prev, kind, record, header, parts."""

Progress = Callable[[int, int], None]
"""Told how many of how many entries are done."""


class Batch(tuple[Entry, ...]):
    """Entries that several views take in one after another, and what one view made of them that
    the next would make again; `shared` is theirs alone and ends with the batch."""

    shared: dict[object, Any]

    def __new__(cls, entries: Iterable[Entry]) -> "Batch":
        """The entries with nothing made of them yet."""
        made = super().__new__(cls, entries)
        made.shared = {}
        return made


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

    def take_in(self, entries: Sequence[Entry]) -> int:
        """Add entries as they were written elsewhere, all or none; how many.

        They must be checked, and follow each other and what is held of their chain; their numbers
        are given here. Raises BadInput for such as do not follow, NotSaved.
        """
        ...

    def add_parts(self, entries: Sequence[Entry]) -> int:
        """Add the parts of entries held already that came without them, all or none; how many.

        Each must be what the header commits to. Every view is then behind, since what they show is
        made of parts. Raises BadInput for an entry that is not held or a part that is not its own,
        NotSaved.
        """
        ...

    def sign(self, what: str, data: bytes) -> bytes:
        """This terminal's signature over the line `wardsafe <what>` and `data`: 64 bytes."""
        ...

    def tops(self) -> dict[tuple[str, int], tuple[int, str]]:
        """Name and epoch of every chain and branch held → its last place and that entry's id."""
        ...

    def chain(self, name: str, epoch: int, after: int, limit: int) -> tuple[Entry, ...]:
        """Up to `limit` entries of a chain or branch, in its order, after place `after`."""
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

    def follow(self) -> int:
        """Let the views take in some more entries, a step that keeps nobody waiting; how many they
        lack then."""
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
