"""A ledger in memory that keeps the same promises but the durable ones: for tests and rehearsal."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from wardsafe.clock import Chance, SystemClock
from wardsafe.errors import BadInput
from wardsafe.ledger import schema, stored
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity, Signer
from wardsafe.ledger.contract import OpenFinding, Progress, Row, View
from wardsafe.ledger.entry import Entry, NewEntry, Place, Saved, build
from wardsafe.ledger.store import epoch_entry
from wardsafe.ledger.view_state import Views


class MemoryLedger:
    """A list of entries; its views live in a database in memory."""

    def __init__(
        self,
        identity: LedgerIdentity,
        *,
        signing_seed: bytes,
        chance: Chance,
        views: Sequence[View] = (),
    ) -> None:
        self.identity = identity
        self.findings: tuple[OpenFinding, ...] = ()
        self._signer, self._chance = Signer(signing_seed), chance
        self._entries: list[Entry] = []
        self._tip = Checkpoint(identity.terminal, identity.epoch)
        self._heads: dict[int, Checkpoint] = {}
        connection = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
        schema.make(connection)
        self._views = Views(connection, views)
        self._db = Database(connection, execute_plugins=False)
        self._views.compare(0)
        for name in self._views.behind():
            self._views.make(name, (), 0)
            self._views.is_made(name)

    @property
    def public_key(self) -> str:
        """The hex Ed25519 key that checks this terminal's heads."""
        return self._signer.public

    def append(self, new: NewEntry) -> Saved:
        """Add one entry. Raises BadInput."""
        entry = build(self.count() + 1, new, self._place(self._tip), self._chance)
        self._keep([entry])
        return Saved(entry.number, entry.id, new.record)

    def append_many(self, news: Iterable[NewEntry]) -> int:
        """Add all or none; how many. Raises BadInput."""
        built: list[Entry] = []
        place = self._place(self._tip)
        for new in news:
            entry = build(self.count() + len(built) + 1, new, place, self._chance)
            place = replace(place, seq=place.seq + 1, prev=entry.id)
            built.append(entry)
        if built:
            self._keep(built)
        return len(built)

    def take_in(self, entries: Sequence[Entry]) -> int:
        """Add entries of other terminals as they were written, all or none. Raises BadInput."""
        numbered = [replace(e, number=n) for n, e in enumerate(entries, self.count() + 1)]
        tops = self.tops()
        for row in map(stored.row_of, numbered):
            seq, head = tops.get((row[2], row[3]), (0, ""))
            is_here = self.by_id(row[1].hex()) is not None
            if is_here or row[4] != seq + 1 or (seq and row[5].hex() != head):
                raise BadInput("These entries do not follow what is held.")
            tops[row[2], row[3]] = (row[4], row[1].hex())
        if numbered:
            self._keep(numbered)
        return len(numbered)

    def add_parts(self, entries: Sequence[Entry]) -> int:
        """Add the parts of entries held that came without them; every view is then behind.

        Raises BadInput.
        """
        found: list[Entry] = []
        added = 0
        for entry in entries:
            held = self.by_id(entry.id)
            if held is None:
                raise BadInput("An entry is not held, so no part can be added to it.")
            more = {n: body for n, body in entry.parts.items() if n not in held.parts}
            found.append(replace(held, parts={**held.parts, **more}))
            if found[-1].fault():
                raise BadInput("A part is not its entry's own.")
            added += len(more)
        for whole in found:
            self._entries[whole.number - 1] = whole
        if added:
            self._views.all_behind("parts came later")
        return added

    def sign(self, what: str, data: bytes) -> bytes:
        """This terminal's signature over the line `wardsafe <what>` and `data`."""
        return self._signer.sign_text(what, data)

    def tops(self) -> dict[tuple[str, int], tuple[int, str]]:
        """The last place and id of every chain and branch."""
        rows = map(stored.row_of, self._entries)
        return {(row[2], row[3]): (row[4], row[1].hex()) for row in rows}

    def chain(self, name: str, epoch: int, after: int, limit: int) -> tuple[Entry, ...]:
        """Up to `limit` entries of a chain or branch, after place `after`."""
        rows = ((stored.row_of(e), e) for e in self._entries)
        found = [e for row, e in rows if row[2:4] == (name, epoch) and row[4] > after]
        return tuple(found[:limit])

    def begin_epoch(self, reason: str) -> Saved:
        """Start a new chain that says why; its first entry follows the last head."""
        new = epoch_entry(SystemClock(), self._chance, reason)
        held = [epoch for name, epoch in self.tops() if name == self.identity.terminal]
        self.identity = replace(self.identity, epoch=max(self.identity.epoch, *held, 0) + 1)
        self._tip = Checkpoint(self.identity.terminal, self.identity.epoch, 0, self._tip.head)
        return self.append(new)

    def _place(self, tip: Checkpoint) -> Place:
        i = self.identity
        return Place(i.environment, i.ward, i.terminal, i.epoch, tip.seq + 1, tip.head)

    def _keep(self, entries: Sequence[Entry]) -> None:
        last = entries[-1]
        self._db.execute("BEGIN")
        self._views.apply(entries, last.number)
        self._db.execute("COMMIT")
        self._entries += entries
        header = last.header
        if header.terminal != self.identity.terminal or last.branch is not None:
            return
        head = self._signer.sign(header.terminal, header.epoch, header.seq, last.id)
        self._heads[header.epoch] = head
        if header.epoch == self.identity.epoch:  # else an earlier epoch's entries came home
            self._tip = head

    def entry(self, number: int) -> Entry | None:
        """The entry of that number."""
        return self._entries[number - 1] if 0 < number <= self.count() else None

    def by_id(self, entry_id: str) -> Entry | None:
        """The entry of that id (64 hex characters)."""
        return next((e for e in self._entries if e.id == entry_id), None)

    def of_record(self, record: str) -> tuple[Entry, ...]:
        """Every entry about a record, in order of arrival."""
        return tuple(e for e in self._entries if e.header.record == record)

    def walk(self, after: int = 0) -> Iterator[Entry]:
        """Every entry numbered above `after`, in order of arrival."""
        return iter(self._entries[after:])

    def rows(self, after: int, limit: int) -> list[Row]:
        """Up to `limit` rows numbered above `after`."""
        return [stored.row_of(e) for e in self._entries[after : after + limit]]

    def count(self) -> int:
        """How many entries are held."""
        return len(self._entries)

    def head(self) -> Checkpoint:
        """The signed head of the present chain."""
        return self._tip

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The latest signed head of each chain."""
        return tuple(self._heads.values())

    def follow(self) -> int:
        """Nothing is lacking: the views take in every entry as it comes."""
        return 0

    def views_behind(self) -> tuple[str, ...]:
        """Names of the views that do not show every entry."""
        return self._views.behind()

    def rebuild(self, view: str, on_progress: Progress | None = None) -> None:
        """Drop a view's tables and replay every entry."""
        self._views.make(view, [self._entries] if self._entries else [], self.count())
        self._views.is_made(view)
        if on_progress:
            on_progress(self.count(), self.count())

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The views' database."""
        yield self._db

    def close(self) -> None:
        """Let go of the views' database. May be called twice."""
        self._db.conn.close()
