"""The ledger on disk: the only writer of a ward's entries.

*Saved* means committed, read back byte for byte through a second connection, and anchored outside
the file (threats catalogue 2). After any error of the disk the files are closed, opened again and
compared; a COMMIT is never tried twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from wardsafe.clock import Chance, Clock, SystemClock
from wardsafe.errors import BadInput, Damaged, NotSaved, WardsafeError
from wardsafe.ledger import making, stored
from wardsafe.ledger.canonical import JSON
from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.connection import SqlError, in_words
from wardsafe.ledger.contract import Ledger, OpenFinding, Progress, View
from wardsafe.ledger.entry import Entry, NewEntry, Saved, build
from wardsafe.ledger.files import Keys, OpenFiles
from wardsafe.ledger.readable import OpenLedger
from wardsafe.places import WardFolder

__all__ = ["Ledger", "LedgerIdentity", "OpenFinding", "SqliteLedger", "View"]

EPOCH_KIND = "epoch/1"
"""The kind of an entry that begins a new epoch and says why."""


def epoch_entry(clock: Clock, chance: Chance, reason: str) -> NewEntry:
    """The entry that begins a new epoch: why and when, and nothing about people."""
    facts: dict[str, JSON] = {"entry": {"act": "record"}, "reason": reason}
    entered = clock.now().isoformat(timespec="seconds")
    private: dict[str, JSON] = {"entry": {"act": "record", "author": "", "entered": entered}}
    return NewEntry(EPOCH_KIND, chance.new_id(), (), {"facts": facts, "private": private})


class SqliteLedger(OpenLedger):
    """A ledger in one encrypted SQLite file, with its anchor in the device folder.

    Made by `create` or `open`. Threads take turns; a long reading makes a save wait.
    """

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
        clock: Clock | None = None,
        confirmed: bool = False,
    ) -> "SqliteLedger":
        """Make a new, empty ledger (32-byte keys) and open it.

        Raises Damaged where there is a ledger already, or, unless `confirmed`, where the anchor
        says that there was one; InUse; NotSaved.
        """

        def make() -> None:
            making.refuse_where_there_was_one(where, device_secret, confirmed=confirmed)
            making.make_file(where, identity, data_key, signing_seed, device_secret, chance)

        return cls._alone(where, Keys(data_key, device_secret), chance, views, clock, make)

    @classmethod
    def open(
        cls,
        where: WardFolder,
        *,
        data_key: bytes,
        device_secret: bytes,
        chance: Chance,
        views: Sequence[View] = (),
        clock: Clock | None = None,
    ) -> "SqliteLedger":
        """Open the ledger and compare it with its anchor; see `findings`.

        Raises Damaged (wrong key, damaged or missing file, another terminal's file), TooNew, InUse.
        """
        making.refuse_missing(where, device_secret)
        return cls._alone(where, Keys(data_key, device_secret), chance, views, clock, lambda: None)

    @classmethod
    def _alone(
        cls,
        where: WardFolder,
        keys: Keys,
        chance: Chance,
        views: Sequence[View],
        clock: Clock | None,
        first: Callable[[], None],
    ) -> "SqliteLedger":
        lock = making.take(where)
        try:
            first()
            return cls(where, keys, chance, views, lock, clock or SystemClock())
        except BaseException:
            lock.release()
            raise

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
            self._record(files, self._built(files, news), with_views=True)
            return files.count - before

    def take_in(self, entries: Sequence[Entry]) -> int:
        """Add entries of other terminals as they were written, all or none; how many.

        Raises BadInput for such as do not follow what is held, NotSaved.
        """
        with self._turn:
            files = self._anchored()
            batches = [
                entries[at : at + stored.BATCH] for at in range(0, len(entries), stored.BATCH)
            ]
            if batches:
                self._record(files, batches, many=len(batches) > 1)
            return len(entries)

    def add_parts(self, entries: Sequence[Entry]) -> int:
        """Add the parts of entries held already that came without them, all or none; how many.

        Every view is then behind, since what they show is made of parts. Raises BadInput for an
        entry that is not held or a part that is not its own, NotSaved.
        """
        with self._turn:
            files = self._anchored()
            try:
                return files.add_parts(entries)
            except SqlError as problem:
                raise self._not_saved(files.count, in_words(problem)) from None
            except NotSaved as problem:
                raise self._not_saved(files.count, problem) from None
            except BaseException:
                self._drop()
                raise

    def begin_epoch(self, reason: str) -> Saved:
        """Start a new chain that says why; its first entry follows the last known head."""
        with self._turn:
            return self._begin_epoch(self._anchored(), reason)

    def _begin_epoch(self, files: OpenFiles, reason: str) -> Saved:
        files.start_chain()
        new = epoch_entry(self._clock, self._chance, reason)
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

    def _record(
        self,
        files: OpenFiles,
        batches: Iterable[Sequence[Entry]],
        *,
        with_views: bool = False,
        many: bool = False,
    ) -> None:
        before = files.count
        try:
            count, digest = files.commit(batches, with_views=with_views, many=many)
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

    def rebuild(self, view: str, on_progress: Progress | None = None) -> None:
        """Drop a view's tables and replay every entry. Raises NotSaved."""
        with self._turn:
            files = self._followed()
            try:
                files.make_view(view, self._told(files, on_progress or (lambda done, of: None)))
            except SqlError as problem:
                self._drop()
                raise in_words(problem) from None

    def _told(self, files: OpenFiles, on_progress: Progress) -> Iterator[list[Entry]]:
        for batch in stored.walk(files.writer):
            yield batch
            on_progress(batch[-1].number, files.count)

    def keep_key(self, name: str, value: bytes) -> None:
        """Keep `value` in the keyring. Raises NotSaved; BadInput for the ledger's own names."""
        if name in (making.IDENTITY, making.DEVICE, making.SEED):
            raise BadInput(f"The ledger keeps {name} itself.")
        with self._turn:
            try:
                files = self._files()
                files.keyring.pop(name, None)
                files.writer.execute("INSERT OR REPLACE INTO keyring VALUES (?, ?)", (name, value))
            except SqlError as problem:
                self._drop()
                raise in_words(problem) from None
