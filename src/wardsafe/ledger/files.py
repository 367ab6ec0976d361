"""The open files of a ledger: one connection that writes, one that only reads, and the head."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from sqlite_utils import Database

from wardsafe.errors import Damaged, NotSaved
from wardsafe.ledger import stored
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.checkpoint import Checkpoint
from wardsafe.ledger.connection import SqlError, connect, in_words
from wardsafe.ledger.contract import View
from wardsafe.ledger.entry import Entry, Place
from wardsafe.ledger.making import identity_of
from wardsafe.ledger.opening import Opened, compare, look
from wardsafe.ledger.schema import refuse_different
from wardsafe.ledger.view_state import Views
from wardsafe.places import WardFolder

_FEW, _MANY = -16_000, -64_000
"""Memory for pages of the file, in KiB: while one entry is saved, and while many are. Ids and
records come in no order, so that many of them touch pages all over a long ledger."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The data key and the device secret, 32 bytes each; never shown."""

    data_key: bytes
    device_secret: bytes

    def __repr__(self) -> str:
        return "Keys(…)"


class OpenFiles:
    """Opened and compared with the anchor at once. Raises Damaged, TooNew, NotSaved."""

    def __init__(self, where: WardFolder, keys: Keys, views: Sequence[View]) -> None:
        self._where, self._keys = where, keys
        self.anchor = AnchorFile(where, keys.device_secret)
        self.writer = connect(where.ledger, keys.data_key)
        self.reader = self.writer
        self.keyring: dict[str, bytes | None] = {}
        self._room = 0
        try:
            refuse_different(self.writer)
            self._compare(keys)
            # Only now: a rollback journal left by a power cut was played back by the writer.
            self.open_reader()
            self._start_views(views)
        except SqlError as problem:
            self.close()
            raise in_words(problem, Damaged) from None
        except BaseException:
            self.close()
            raise

    def open_reader(self) -> None:
        """Open the reading connection, anew where there is one. Raises Damaged.

        SQLCipher goes on failing on a connection that has met one damaged page.
        """
        if self.reader is not self.writer:
            self.reader.close()
        self.reader = connect(self._where.ledger, self._keys.data_key, read_only=True)
        self.reading = Database(self.reader, recursive_triggers=False, execute_plugins=False)

    def _compare(self, keys: Keys) -> None:
        anchor = self.anchor.read()
        identity, self.signer = identity_of(self.writer, keys.device_secret)
        held = look(self.writer, identity, self.signer.public, anchor)
        self.opened: Opened = compare(held, anchor)
        self.identity, self.count = held.identity, held.numbered_to
        self.tip = held.checkpoint if held.checkpoint.head == held.last.head else held.last
        self.anchor_is_behind = self.opened.anchor_is_behind

    def _start_views(self, views: Sequence[View]) -> None:
        self.views = Views(self.writer, views)
        self.views.compare(self.count)
        for name in self.views.behind() if self.count == 0 else ():
            with suppress(Exception):  # it stays behind, and says so; recording goes on
                self.make_view(name)

    def make_view(self, name: str, rows: Iterable[Sequence[Entry]] = ()) -> None:
        """Make a view anew from batches of entries, in a transaction of its own."""
        self.writer.execute("BEGIN IMMEDIATE")
        try:
            self.views.make(name, rows, self.count)
            self.writer.execute("COMMIT")
        except BaseException:
            self.writer.rollback()
            raise
        self.views.is_made(name)

    @property
    def next_place(self) -> Place:
        """Where the next entry goes."""
        i = self.identity
        seq, prev = self.tip.seq + 1, self.tip.head
        return Place(i.environment, i.ward, i.terminal, i.epoch, seq, prev)

    def key(self, name: str) -> bytes | None:
        """What the keyring holds under `name`, read once. Raises SqlError."""
        if name not in self.keyring:
            sql = "SELECT value FROM keyring WHERE name = ?"
            row = self.reader.execute(sql, (name,)).fetchone()
            self.keyring[name] = row[0] if row else None
        return self.keyring[name]

    def start_chain(self) -> None:
        """Let the next entry be the first of a new epoch, following the last known head.

        Epochs of ours that came home to an older ledger were used: their numbers are passed over.
        """
        last = self.opened.last_known if self.opened.reason else self.tip
        used = "SELECT max(epoch) FROM entry WHERE terminal = ?"
        row = self.writer.execute(used, (self.identity.terminal,)).fetchone()
        self.identity = replace(self.identity, epoch=max(last.epoch, row[0] or 0) + 1)
        self.tip = Checkpoint(self.identity.terminal, self.identity.epoch, 0, last.head)

    def follow(self, batches: int | None = None) -> None:
        """Let the views show every entry, or so many batches of them, in a transaction of its own.
        Raises SqlError; then close these files."""
        if self.views.upto < self.count:
            self._begin()
            self._catch_up(batches)
            self.writer.execute("COMMIT")

    def _catch_up(self, batches: int | None = None) -> None:
        for entries in islice(stored.walk(self.writer, self.views.upto), batches):
            self.views.apply(entries, entries[-1].number)

    def _begin(self) -> None:
        if self.reader.in_transaction:  # a reading left open would keep COMMIT waiting
            self.reader.rollback()
        self.writer.execute("BEGIN IMMEDIATE")

    def commit(
        self,
        batches: Iterable[Sequence[Entry]],
        *,
        with_views: bool = False,
        many: bool = False,
    ) -> tuple[int, bytes]:
        """Record entries in one transaction, numbered as they come, with their signed head;
        `with_views` for many at once, that would otherwise all be read again; `many` where more of
        them will follow soon.

        Returns the new count, and the digest that what was written must read back as.

        Raises SqlError, and whatever making the entries raises; then close these files.
        """
        digest, last, count = stored.Digest(), None, self.count
        self._make_room(_MANY if with_views or many else _FEW)
        self._begin()
        if with_views:
            self._catch_up()
        for entries in batches:
            digest.add(*stored.insert(self.writer, entries, count + 1))
            last, count = entries[-1], count + len(entries)
            if with_views:
                self.views.apply(entries, count)
        if last is not None and last.branch is None:
            self._vouch(last)
        self.writer.execute("COMMIT")
        if with_views:
            self._make_room(_FEW)
        return count, digest.value()

    def add_parts(self, entries: Sequence[Entry]) -> int:
        """Add missing parts in one transaction and read them back; the views are then behind.

        Raises BadInput, SqlError, NotSaved; then close these files.
        """
        self._begin()
        added = stored.add_parts(self.writer, entries)
        if added:
            self.views.all_behind("parts came later")
        self.writer.execute("COMMIT")
        if not stored.holds_parts(self.reader, added):
            raise NotSaved("What was written reads back differently.", do="Check the disk.")
        return len(added)

    def _make_room(self, pages: int) -> None:
        """Memory for pages: many entries touch many, and none is to be written out twice."""
        if pages != self._room:
            self.writer.execute(f"PRAGMA cache_size={pages}")
            self._room = pages

    def _vouch(self, last: Entry) -> None:
        """Sign the new head of a chain of this terminal; others vouch for theirs."""
        header = last.header
        if header.terminal != self.identity.terminal:
            return
        head = self._sign(last)
        if header.epoch == self.identity.epoch:
            before, self.tip = self.tip.seq, head
        else:  # an earlier epoch's entries come home from where they had been sent
            held = [(c, n) for c, n in stored.checkpoints(self.writer) if c.epoch == header.epoch]
            before = next((c.seq for c, _ in held if c.terminal == header.terminal), 0)
        stored.keep_checkpoint(self.writer, head, before)

    def _sign(self, last: Entry) -> Checkpoint:
        header = last.header
        return self.signer.sign(header.terminal, header.epoch, header.seq, last.id)

    def confirm(self, count: int, digest: bytes) -> None:
        """Read back through the other connection, then anchor. Raises SqlError, NotSaved."""
        if stored.read_back(self.reader, self.count) != digest:
            raise NotSaved("What was written reads back differently.", do="Check the disk.")
        self.count = count
        self.keep_anchor()

    def keep_anchor(self) -> None:
        """Bring the anchor to the present head. Raises NotSaved."""
        self.anchor.keep_head(self.identity, self.signer.public, self.tip, self.count)
        self.anchor_is_behind = False

    def close(self) -> None:
        """Close both connections; what was not committed is undone."""
        self.reader.close()
        self.writer.close()
