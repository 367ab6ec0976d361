"""Keeping views beside the entries they are made from: they follow when they are next read.

A save waits for its entry alone, and whoever reads still sees every entry; why is said in
docs/decisions/views-follow.md. A view that fails never stops an entry from being recorded: its
savepoint is undone, it is marked behind, and it is left alone until it is rebuilt.
"""

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from wardsafe.ledger.connection import Connection
from wardsafe.ledger.contract import Batch, View
from wardsafe.ledger.entry import Entry

State = tuple[int, int, str | None]
"""What is kept of a view: its version, how many entries it shows, and the fault it stopped at."""


def _is_whole(view: View, state: State | None) -> bool:
    return state is not None and state[0] == view.version and state[2] is None


def saying_something(entries: Sequence[Entry]) -> list[Entry]:
    """Those that have a part here. Of the others only the header came, for the chain's sake: there
    is nothing to be read of them, and no view shows a row for them."""
    return [entry for entry in entries if entry.parts]


class Views:
    """The views of one ledger, on its writing connection; the caller holds the transaction."""

    def __init__(self, connection: Connection, views: Sequence[View]) -> None:
        self._connection = connection
        self._db = Database(connection, execute_plugins=False)
        self._views = {view.name: view for view in views}
        self._behind: set[str] = set()
        self.upto = 0
        """How many entries the views show that are not behind."""

    def compare(self, count: int) -> None:
        """Find which views must be rebuilt, and how many of the `count` entries the others show."""
        rows = self._connection.execute("SELECT name, version, upto, behind FROM view_state")
        state = {name: (version, upto, behind) for name, version, upto, behind in rows}
        whole = {name for name, view in self._views.items() if _is_whole(view, state.get(name))}
        self.upto = max((n for name in whole if (n := state[name][1]) <= count), default=count)
        self._behind = {
            name for name in self._views if name not in whole or state[name][1] != self.upto
        }

    def behind(self) -> tuple[str, ...]:
        """Their names, sorted."""
        return tuple(sorted(self._behind))

    def all_behind(self, why: str) -> None:
        """Mark every view behind, within the caller's transaction: each is to be made anew."""
        self._connection.execute("UPDATE view_state SET behind = ?", (why,))
        self._behind = set(self._views)

    def stay_behind(self) -> None:
        """Follow no further while these files are open: what they show cannot be kept."""
        self._behind = set(self._views)

    def apply(self, entries: Sequence[Entry], count: int) -> None:
        """Show new entries in every view that is not behind; `count` includes them."""
        current = [view for name, view in self._views.items() if name not in self._behind]
        said = saying_something(entries)
        if said and not self._apply_all(current, Batch(said)):
            for view in current:  # one of them failed: each by itself, to know which and where
                for entry in said:
                    if view.name not in self._behind:
                        self._apply_one(view, Batch([entry]))
        good = [view.name for view in current if view.name not in self._behind]
        self._connection.execute(
            f"UPDATE view_state SET upto = ? WHERE name IN ({', '.join('?' * len(good))})",  # noqa: S608
            (count, *good),
        )
        self.upto = count

    def _apply_all(self, views: Sequence[View], entries: Sequence[Entry]) -> bool:
        """All views in one savepoint; undone, and False, where one fails."""
        self._connection.execute("SAVEPOINT views")
        try:
            for view in views:
                view.apply(self._db, entries)
        except Exception:
            if not self._connection.in_transaction:  # the disk failed, not a view
                raise
            self._connection.execute("ROLLBACK TO views")
            return False
        finally:
            if self._connection.in_transaction:
                self._connection.execute("RELEASE views")
        return True

    def _apply_one(self, view: View, entries: Sequence[Entry]) -> None:
        self._connection.execute("SAVEPOINT a_view")
        try:
            view.apply(self._db, entries)
        except Exception as problem:
            if not self._connection.in_transaction:  # the disk failed, not the view
                raise
            self._connection.execute("ROLLBACK TO a_view")
            self._connection.execute(
                # The kind of error only: its text may quote a record.
                "UPDATE view_state SET behind = ? WHERE name = ?",
                (type(problem).__name__, view.name),
            )
            self._behind.add(view.name)
        self._connection.execute("RELEASE a_view")

    def make(self, name: str, batches: Iterable[Sequence[Entry]], count: int) -> None:
        """Make a view anew from all `count` entries."""
        view = self._views[name]
        view.create(self._db)
        for entries in batches:
            if said := saying_something(entries):
                view.apply(self._db, said)
        self._connection.execute(
            "INSERT OR REPLACE INTO view_state VALUES (?, ?, ?, NULL)", (name, view.version, count)
        )

    def is_made(self, name: str) -> None:
        """Take note that `make` was committed."""
        self._behind.discard(name)
