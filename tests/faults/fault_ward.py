"""A real ledger to break, and the questions asked of it after each fault (I1 to I5).

I1 every acknowledged entry is present and byte-identical. I2 nothing is half present. I3 the
chains verify without a gap. I4 the head is at least the anchor's, or the difference is told.
I5 it opens, and says what happened.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from wardsafe.clock import id_from
from wardsafe.errors import WardsafeError
from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.entry import NewEntry, Saved
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder

DATA_KEY, SEED, SECRET = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
WHO = LedgerIdentity("live-test", "RAA01", "t1")


class Dice:
    """Randomness that a seed repeats."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def new_id(self) -> str:
        return id_from(self.random_bytes(17))

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


def place(folder: Path) -> WardFolder:
    """A ward folder and its device folder below `folder`, made."""
    where = WardFolder(folder / "ward", folder / "device")
    for made in (where.folder, where.device):
        made.mkdir(parents=True, exist_ok=True)
    return where


def make(where: WardFolder, seed: int = 1) -> SqliteLedger:
    """A new ledger, empty."""
    return SqliteLedger.create(
        where,
        identity=WHO,
        data_key=DATA_KEY,
        signing_seed=SEED,
        device_secret=SECRET,
        chance=Dice(seed),
    )


def reopen(where: WardFolder, seed: int = 2) -> SqliteLedger:
    """The ledger that is there."""
    return SqliteLedger.open(where, data_key=DATA_KEY, device_secret=SECRET, chance=Dice(seed))


def new(n: int) -> NewEntry:
    """The `n`-th thing to save; sizes vary from one page to several."""
    words = f"entry {n} " * (20 + n % 7 * 60)
    return NewEntry(
        "restrictive-practice/1",
        f"r{n:025d}",
        (),
        {"facts": {"n": n}, "people": {"age": "25-34"}, "private": {"text": words}},
    )


def says(where: WardFolder) -> tuple[str, ...]:
    """What the ledger says when it is opened, nothing else asked."""
    with_ledger = reopen(where)
    try:
        return tuple(str(finding) for finding in with_ledger.findings)
    finally:
        with_ledger.close()


@dataclass(frozen=True)
class Verdict:
    """`wrong` breaks a promise; `told` is what the ledger said of itself; `held` the count."""

    wrong: tuple[str, ...]
    told: tuple[str, ...]
    held: int


def examine(where: WardFolder, acks: Sequence[Saved], *, also: int = 1) -> Verdict:
    """Opens the ledger as the program would, and asks everything.

    `acks` were promised; up to `also` entries more may be there (saved, not yet promised).
    """
    try:
        ledger = reopen(where)
    except WardsafeError as problem:
        return Verdict(("does not open",), (str(problem),), 0)
    try:
        entries = list(ledger.walk())
        wrong = []
        for ack in acks:
            if ack.number > len(entries) or entries[ack.number - 1].id != ack.id:
                wrong.append(f"I1 acknowledged entry {ack.number} is not there")
                break
        for position, entry in enumerate(entries, 1):
            expected = new(position).parts
            if entry.number != position or sha256(entry.header_bytes).hexdigest() != entry.id:
                wrong.append(f"I1 entry {position} is not as it was saved")
            elif any(entry.read(name) != expected[name] for name in expected):
                wrong.append(f"I2 entry {position} is not what was typed")
        if len(entries) > len(acks) + also:
            wrong.append(f"I2 {len(entries) - len(acks)} entries more than were promised")
        report = verify(ledger)
        wrong += [f"I3 {problem}" for problem in report.problems]
        told = tuple(str(finding) for finding in ledger.findings)
        return Verdict(tuple(wrong), told, len(entries))
    except WardsafeError as problem:
        return Verdict((f"cannot be read: {problem}",), (), 0)
    finally:
        ledger.close()
