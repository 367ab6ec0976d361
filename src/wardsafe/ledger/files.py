"""The open files of a ledger: one connection that writes, one that only reads, and the head."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

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

    def start_chain(self) -> None:
        """Let the next entry be the first of a new epoch, following the last known head."""
        last = self.opened.last_known if self.opened.reason else self.tip
        self.identity = replace(self.identity, epoch=last.epoch + 1)
        self.tip = Checkpoint(self.identity.terminal, self.identity.epoch, 0, last.head)

    def commit(self, batches: Iterable[Sequence[Entry]]) -> tuple[int, bytes]:
        """Record entries in one transaction, with their signed head.

        Returns the new count, and the digest that what was written must read back as.

        Raises SqlError, and whatever making the entries raises; then close these files.
        """
        if self.reader.in_transaction:  # a reading left open would keep COMMIT waiting
            self.reader.rollback()
        digest, last, count = stored.Digest(), None, self.count
        self.writer.execute("BEGIN IMMEDIATE")
        for entries in batches:
            stored.insert(self.writer, entries)
            last, count = entries[-1], entries[-1].number
            self.views.apply(entries, count)
            digest.add(map(stored.row_of, entries))
        if last is not None:
            before, self.tip = self.tip.seq, self._sign(last)
            stored.keep_checkpoint(self.writer, self.tip, before)
        self.writer.execute("COMMIT")
        return count, digest.value()

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
