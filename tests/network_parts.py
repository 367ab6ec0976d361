"""What a network in memory is made of: ledgers that can go back in time, sticks, clocks, deaths.

Everything above is the program's own: what is sealed, opened, merged, confirmed and shown.
"""

import functools
import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from network_tally import struck
from wardsafe.bundles.carriers import refuse_changed
from wardsafe.clock import LONDON, id_from
from wardsafe.errors import NotSaved
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity, Signer
from wardsafe.ledger.entry import Entry, NewEntry, Saved, build
from wardsafe.ledger.memory import MemoryLedger
from wardsafe.places import WardFolder
from wardsafe.services.about import About
from wardsafe.services.recording import PSEUDONYM_KEY
from wardsafe.services.session import TERMINAL_KEY, Person, Session

TODAY = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)


class Killed(BaseException):
    """The process is gone, wherever it was."""


class Dice:
    """Randomness that a seed repeats."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)

    def new_id(self) -> str:
        return id_from(self.random_bytes(17))


class Clock:
    """Stands where it was put."""

    def __init__(self) -> None:
        self.at = TODAY

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0

    def move(self, seconds: int) -> None:
        """Within 1800 to 2300: before 1847 London's offset has seconds, which no manifest has.

        Where it cannot go further, it goes the other way.
        """
        before = self.at
        for by in (seconds or 1, -seconds):
            wanted = before.timestamp() + by
            self.at = datetime.fromtimestamp(min(max(wanted, -5.3e9), 1.04e10), LONDON)
            if self.at != before:
                struck(f"a clock went {'forward' if self.at > before else 'back'}")
                return


class Fate:
    """What becomes of the `after`-th change from now: a death before or after it, a full disk."""

    def __init__(self) -> None:
        self.what, self.after = "", 0

    def decide(self, what: str, after: int) -> None:
        self.what, self.after = what, after

    def change(self, work: Callable[[], Any]) -> Any:
        self.after -= 1
        if not self.what or self.after > 0:
            return work()
        if self.what == "full":  # and stays full, until somebody makes room
            struck("a full disk refused a change")
            raise NotSaved("The disk is full.", do="Free some space, then save again.")
        what, self.what = self.what, ""
        if what == "after":
            work()
        struck(f"killed {what} a change")
        raise Killed


@dataclass(frozen=True)
class BackUp:
    """A ledger as it was."""

    entries: tuple[Entry, ...]
    keyring: Mapping[str, bytes]
    identity: LedgerIdentity
    tip: Checkpoint
    heads: Mapping[int, Checkpoint]

    @property
    def state(self) -> tuple[int, str]:
        """As `Store.state`."""
        return len(self.entries), self.entries[-1].id if self.entries else ""


class _NoViews:
    """The database and the views of a ledger that has none."""

    def __getattr__(self, name: str) -> Callable[..., tuple[()]]:
        return lambda *_: ()


@functools.cache
def _blank() -> MemoryLedger:
    """What every ledger begins as: to make one costs more than to use it."""
    identity = LedgerIdentity("test-none", "none", "none")
    made = MemoryLedger(identity, signing_seed=bytes(32), chance=Dice("blank"))
    made.close()
    made._db = made._views = cast(Any, _NoViews())
    return made


_signer = functools.cache(Signer)


class Store(MemoryLedger):
    """A ledger in memory with a keyring, that can be put back and whose disk can fail."""

    def __init__(self, identity: LedgerIdentity, seed: bytes, chance: Any, fate: Fate) -> None:
        vars(self).update(vars(_blank()))
        self.identity, self._signer, self._chance = identity, _signer(seed), chance
        self._entries, self._heads = [], {}
        self._tip = Checkpoint(identity.terminal, identity.epoch)
        self.fate, self.keyring = fate, dict[str, bytes]()
        self.by_ids: dict[str, Entry] = {}
        self._chains: dict[tuple[str, int], list[str]] = {}
        self.future = False

    def key(self, name: str) -> bytes | None:
        return self.keyring.get(name)

    def keep_key(self, name: str, value: bytes) -> None:
        self.fate.change(lambda: self.keyring.update({name: value}))

    def append(self, new: NewEntry) -> Saved:
        entry = build(self.count() + 1, new, self._place(self._tip), self._chance)
        if self.future:  # a later version's header field
            data = entry.header_bytes[:-1] + b',"zone":"Europe/London"}'
            entry = replace(entry, id=hashlib.sha256(data).hexdigest(), header_bytes=data)
        self._keep([entry])
        return Saved(entry.number, entry.id, new.record)

    def _keep(self, entries: Any) -> None:
        self.fate.change(lambda: self._kept(entries))

    def _kept(self, entries: Any) -> None:
        super()._keep(entries)
        self._index(entries)

    def _index(self, entries: Any) -> None:
        for e in entries:
            self.by_ids[e.id] = e
            name = e.branch.name if e.branch else e.header.terminal
            self._chains.setdefault((name, e.header.epoch), []).append(e.id)

    def add_parts(self, entries: Sequence[Entry]) -> int:
        whole = super().add_parts
        added = int(self.fate.change(lambda: whole(entries)))
        self.by_ids |= {e.id: self._entries[self.by_ids[e.id].number - 1] for e in entries}
        return added

    def by_id(self, entry_id: str) -> Entry | None:
        return self.by_ids.get(entry_id)

    def tops(self) -> dict[tuple[str, int], tuple[int, str]]:
        """A chain has no gap, so that its last place is its length."""
        return {chain: (len(them), them[-1]) for chain, them in self._chains.items()}

    def chain(self, name: str, epoch: int, after: int, limit: int) -> tuple[Entry, ...]:
        found = self._chains.get((name, epoch), [])[max(after, 0) : after + limit]
        return tuple(self.by_ids[id_] for id_ in found)

    def state(self) -> tuple[int, str]:
        """What tells one state of the ledger from another."""
        return len(self._entries), self._entries[-1].id if self._entries else ""

    def back_up(self) -> BackUp:
        return BackUp(
            tuple(self._entries), dict(self.keyring), self.identity, self._tip, dict(self._heads)
        )

    def go_back(self, to: BackUp, *, told: bool) -> None:
        """As `ledger.restore.restore`, or, not `told`, as a disk copied back with its anchor."""
        anchor = self._tip
        self._entries, self.keyring = list(to.entries), dict(to.keyring)
        self.identity, self._tip, self._heads = to.identity, to.tip, dict(to.heads)
        self.by_ids.clear()
        self._chains.clear()
        self._index(to.entries)
        if told:
            known = max(anchor, to.tip, key=lambda c: (c.epoch, c.seq))
            self.identity = replace(self.identity, epoch=known.epoch)
            self._tip = known
            self.begin_epoch("Restored from a back-up.")


class Stick:
    """A folder in memory, as `FolderCarrier` is one on disk; names come in any order."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.files: dict[tuple[str, str], dict[str, bytes]] = {}
        self.order = random.Random(where)
        self.full = False
        self.fate = Fate()

    def senders(self, kind: str) -> list[str]:
        return self._mixed([who for k, who in self.files if k == kind])

    def names(self, kind: str, terminal: str) -> list[str]:
        return self._mixed(list(self.files.get((kind, terminal), {})))

    def _mixed(self, names: list[str]) -> list[str]:
        mixed = self.order.sample(names, len(names))
        if mixed != names:
            struck("bundles came in another order")
        return mixed

    def read(self, kind: str, terminal: str, name: str) -> bytes:
        return refuse_changed(self.files[kind, terminal][name], name)

    def free(self) -> int | None:
        return 0 if self.full else None

    def write(self, kind: str, terminal: str, data: bytes, step: Any = None) -> str:
        if self.full:
            struck("a full stick refused a file")
            raise NotSaved("NOT written: No space left on device.")
        name = hashlib.sha256(data).hexdigest()
        self.fate.change(lambda: self.put(kind, terminal, name, data))
        return name

    def put(self, kind: str, terminal: str, name: str, data: bytes) -> None:
        self.files.setdefault((kind, terminal), {})[name] = data

    def all(self, kind: str) -> Iterator[tuple[str, str, bytes]]:
        for (k, who), held in list(self.files.items()):
            if k == kind:
                yield from ((who, name, data) for name, data in list(held.items()))


@dataclass
class Places:
    """Which entries claim which place of a chain, of as many as were looked at."""

    upto: int = 0
    claims: dict[tuple[str, int, int], bytes] = field(default_factory=dict)
    forked: set[str] = field(default_factory=set)


@dataclass
class Node:
    """A terminal or hub: its ledger, its clock, who is signed in, and what it was told."""

    name: str
    store: Store
    session: Session
    clock: Clock
    fate: Fate
    kept: list[BackUp] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    went_back_untold: bool = False
    seen: list[Entry] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    """The bundles that it has taken up."""
    places: Places = field(default_factory=Places)


NURSE = Person("s-okafor", "Grace Okafor", "ward manager", "nurse-in-charge")


def node(name: str, ward: str, keys: tuple[str, str], dice: Dice) -> Node:
    """A new one, that has enrolled nobody yet."""
    clock, fate = Clock(), Fate()
    identity = LedgerIdentity(f"test-{ward}", ward, name)
    store = Store(identity, hashlib.sha256(name.encode()).digest(), dice, fate)
    about = About(1, identity.environment, ward, f"Ward {ward}", "ZZ901", name, name, keys[1], {})
    store.keyring |= {TERMINAL_KEY: keys[0].encode(), PSEUDONYM_KEY: ward.encode().ljust(32)}
    nowhere = WardFolder(Path("/nowhere"), Path("/nowhere"))
    session = Session(
        where=nowhere, about=about, ledger=cast(Any, store), person=NURSE, slots=cast(Any, None),
        data_key=b"", public_key=keys[1], private_key=keys[0], clock=clock, chance=dice,
        looks_like_pin=lambda text: False,
    )  # fmt: skip
    return Node(name, store, session, clock, fate)
