"""A real ledger to break, and the questions asked of it after each fault (I1 to I5).

I1 every acknowledged entry is present and byte-identical. I2 nothing is half present. I3 the
chains verify without a gap. I4 the head is at least the anchor's, or the difference is told.
I5 it opens, and says what happened.
"""

import os
import random
import select
import shutil
import signal
import struct
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fault_disk import Disk, Plan, watched
from fault_images import Image, Stage, replayed

from wardsafe.clock import id_from
from wardsafe.errors import WardsafeError
from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.contract import Row
from wardsafe.ledger.entry import Entry, NewEntry, Saved
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


def chain_faults(entries: Sequence[Entry]) -> list[str]:
    """What is wrong with the chains, found without the program's own verifier (I3)."""
    heads: dict[tuple[str, int], tuple[int, str]] = {}
    found = []
    for entry in entries:
        h = entry.header
        seq, head = heads.get((h.terminal, h.epoch), (0, h.prev))
        if (h.seq, h.prev) != (seq + 1, head) or fault(entry):
            found.append(f"I3 entry {entry.number} does not follow entry {entry.number - 1}")
        heads[h.terminal, h.epoch] = (h.seq, entry.id)
    return found


def fault(entry: Entry) -> bool:
    """Whether an entry's bytes differ from its own hashes, or a part is missing."""
    hashes = {name: sha256(body).hexdigest() for name, body in entry.parts.items()}
    own = sha256(entry.header_bytes).hexdigest()
    return own != entry.id or hashes != entry.header.parts


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


@dataclass(frozen=True)
class Run:
    """A recorded run of saves: the log, and the rows that were there in the end."""

    disk: Disk
    where: WardFolder
    truth: list[Row]


def record(folder: Path, saves: int, *, plan: Plan | None = None, seed: int = 1) -> Run:
    """Records `saves` real saves into a new ledger below `folder`, with each promise in the log."""
    where = place(folder)
    make(where, seed).close()
    with watched(folder, plan=plan) as disk:
        ledger = reopen(where, seed + 1)
        for n in range(1, saves + 1):
            disk.ack(ledger.append(new(n)))
        truth = ledger.rows(0, 10_000)
        if not replayed(disk):
            raise AssertionError("a change of the disk went past the recorder")
        ledger.close()
    return Run(disk, where, truth)


class Theatre:
    """A stage for images, and the ward folder on it."""

    def __init__(self, run: Run, here: Path) -> None:
        self.stage = Stage(run.disk.roots, here)
        self.where = WardFolder(
            Path(self.stage.place(str(run.where.folder.resolve()))),
            Path(self.stage.place(str(run.where.device.resolve()))),
        )
        self.truth = run.truth

    def verdict(self, image: Image) -> "Verdict":
        """What the ledger on this image is worth."""
        self.stage.show(image.files)
        return examine(self.where, image.acks, truth=self.truth)


@dataclass(frozen=True)
class Verdict:
    """`wrong` breaks a promise; `told` is what the ledger said of itself; `held` the count."""

    wrong: tuple[str, ...]
    told: tuple[str, ...] = ()
    held: int = 0


def examine(
    where: WardFolder, acks: Sequence[Saved], *, truth: Sequence[Row] = (), more: int = 1
) -> Verdict:
    """Opens the ledger as the program would, and asks everything.

    `acks` were promised; up to `more` entries beyond may be there (saved, not yet promised).
    `truth` are the rows of the ledger that was recorded, where it is known to the last byte.
    """
    try:
        ledger = reopen(where)
    except WardsafeError as problem:
        return Verdict(("does not open",), (str(problem),))
    try:
        told = tuple(str(finding) for finding in ledger.findings)
        rows = ledger.rows(0, 10_000)
        wrong = _against_truth(rows, truth, len(acks)) if truth else _against_itself(ledger)
        if len(rows) > len(acks) + more:
            wrong.append(f"I2 {len(rows) - len(acks)} entries more than were promised")
        if any(rows[ack.number - 1 : ack.number] == [] for ack in acks):
            wrong.append(f"I1 {len(acks)} entries were promised, {len(rows)} are there")
        elif any(rows[ack.number - 1][1].hex() != ack.id for ack in acks):
            wrong.append("I1 an entry is not the one that was promised")
        if wrong:
            told += tuple(map(str, verify(ledger).problems))
        return Verdict(tuple(wrong), told, len(rows))
    except WardsafeError as problem:
        return Verdict(("cannot be read",), (str(problem),))
    finally:
        ledger.close()


def _against_truth(rows: Sequence[Row], truth: Sequence[Row], promised: int) -> list[str]:
    if list(rows) == list(truth[: len(rows)]):
        return []
    same = list(rows[:promised]) == list(truth[:promised])
    return [f"{'I2' if same else 'I1'} the entries are not those that were written"]


def _against_itself(ledger: SqliteLedger) -> list[str]:
    entries = list(ledger.walk())
    wrong = chain_faults(entries)
    wrong += [f"I3 {problem}" for problem in verify(ledger).problems]
    for entry in entries:
        if entry.header.kind == new(0).kind and not _as_typed(entry):
            wrong.append(f"I2 entry {entry.number} is not what was typed")
    return wrong


def _as_typed(entry: Entry) -> bool:
    typed = new(int(entry.header.record[1:])).parts
    return all(entry.read(name) == fields for name, fields in typed.items())


# --- killed processes -----------------------------------------------------------------------

_ACK = struct.Struct(">I32s")


def in_a_child(work: Callable[[Callable[[Saved], None]], None]) -> tuple[int, int]:
    """Forks a child that does `work`, told how to promise; its process id and the pipe to read."""
    come, go = os.pipe()
    pid = os.fork()
    if pid:
        os.close(go)
        return pid, come
    try:
        os.close(come)
        work(lambda saved: _promise(go, saved))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _promise(pipe: int, saved: Saved) -> None:
    os.write(pipe, _ACK.pack(saved.number, bytes.fromhex(saved.id)))


def promises(pipe: int, read: bytes = b"") -> list[Saved]:
    """What a child promised before it ended, with what was `read` already; closes the pipe."""
    with open(pipe, "rb") as file:
        data = read + file.read()
    whole = len(data) // _ACK.size * _ACK.size
    return [Saved(number, id_.hex(), "") for number, id_ in _ACK.iter_unpack(data[:whole])]


def save_and_be_killed(where: WardFolder, held: int, least: int, wait: float) -> list[Saved]:
    """A child saves on and on after entry `held`; killed `wait` seconds after `least` promises."""

    def work(promise: Callable[[Saved], None]) -> None:
        ledger = reopen(where, seed=held + 7)
        for n in range(held + 1, held + 1000):
            promise(ledger.append(new(n)))

    pid, pipe = in_a_child(work)
    seen = b""
    while len(seen) < least * _ACK.size and (more := os.read(pipe, 4096)):
        seen += more
    select.select([], [], [], wait)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return promises(pipe, seen)


def survive_kills(folder: Path, kills: int, seed: int) -> Iterator[tuple[Verdict, int]]:
    """Kills savers at random times: after each, the verdict, and how many promises it had made.

    One ledger lives through kill after kill; a new one is begun when it has 60 entries.
    """
    chance = random.Random(seed)
    where, acks = place(folder), list[Saved]()
    make(where, seed).close()
    for _ in range(kills):
        promised = save_and_be_killed(
            where, len(acks), chance.randrange(4), chance.uniform(0, 0.008)
        )
        verdict = examine(where, [*acks, *promised])
        yield verdict, len(promised)
        if verdict.wrong or verdict.held > 60:
            shutil.rmtree(folder)
            where, acks = place(folder), []
            make(where, chance.randrange(1 << 30)).close()
            continue
        with closing(reopen(where)) as ledger:
            acks = [Saved(row[0], row[1].hex(), row[7]) for row in ledger.rows(0, 10_000)]
