"""A bundle taken in by a process that dies inside every single change of the disk that this makes.

Afterwards all of the bundle is held or none of it, every chain verifies, and taking it in again
completes it (threats catalogue F24, N36).
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fault_disk import DIES, Kind, nth, watched
from fault_images import replayed
from fault_ward import Run, Verdict, examine, in_a_child, make, new, place, promises, reopen
from nacl.signing import SigningKey

from wardsafe.bundles.checking import checked
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.manifest import Manifest
from wardsafe.bundles.merging import HELD, NEW, apply, plan_of
from wardsafe.bundles.reader import Reader
from wardsafe.bundles.sealing import seal
from wardsafe.clock import Chance
from wardsafe.ledger.entry import Entry, Place, Saved, build
from wardsafe.ledger.keys import new_identity
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder

CHANGES: tuple[Kind, ...] = ("create", "write", "truncate", "sync", "unlink", "rename")
OWN = 3
"""So many entries of its own a ledger has before the bundle comes."""


@dataclass(frozen=True)
class Sent:
    """A bundle as it was taken apart: what it says of itself, and its entries."""

    name: str
    manifest: Manifest
    entries: tuple[Entry, ...]


def sent(count: int, chance: Chance) -> Sent:
    """A bundle of `count` entries of another terminal, sealed, opened and checked."""
    private, public = new_identity()
    key = SigningKey(sha256(b"another terminal").digest())
    raws, prev = [], "0" * 64
    for n in range(1, count + 1):
        entry = build(n, new(n), Place("live-test", "RAA01", "t2", 1, n, prev), chance)
        raws.append(RawEntry(entry.header_bytes, entry.parts))
        prev = entry.id
    about = Manifest(
        purpose="ward", environment="live-test", ward="RAA01", terminal="t2", epoch=1, first=1,
        last=0, prev="0" * 64, head="", number=1, previous="", written="2026-11-23T03:14+00:00",
        recipients=(), entries=0, counts={}, digest="", packed=0, size=0,
    )  # fmt: skip
    sealed = seal(raws, about, [public], lambda what, line: _signed(key, what, line))
    with Reader([private]) as reader:
        manifest, _ = reader.look(sealed.data)
        return Sent(sealed.name, manifest, tuple(checked(manifest, reader.entries())))


def _signed(key: SigningKey, what: str, line: bytes) -> bytes:
    return key.sign(f"wardsafe {what}\n".encode() + line).signature


def take_in(ledger: SqliteLedger, bundle: Sent) -> str:
    """Merge it, and the verdict."""
    return apply(plan_of(bundle.name, bundle.manifest, bundle.entries, ledger), ledger).verdict


def begun(where: WardFolder) -> list[Saved]:
    """A ledger with some entries of its own; what it promised."""
    with closing(make(where)) as ledger:
        return [ledger.append(new(n)) for n in range(1, OWN + 1)]


@dataclass(frozen=True)
class Cut:
    """What one death came to: the call it died in, and whether the bundle was held afterwards."""

    call: int
    held: bool
    wrong: tuple[str, ...]


def cuts(folder: Path, bundle: Sent, chosen: int = 0) -> Iterator[Cut]:
    """Die inside each change that taking it in makes, or inside so many of them evenly chosen."""
    before = begun(place(folder / "prepared"))
    calls = calls_of(folder, bundle)
    step = calls / min(chosen or calls, calls)
    for call in sorted({1 + int(n * step) for n in range(min(chosen or calls, calls))}):
        where = _copied(folder)
        pid, pipe = in_a_child(_dies(where, bundle, call))
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        promised = promises(pipe)
        wrong = () if ended == 77 and not promised else (f"it ended with {ended}",)
        yield _looked_at(where, bundle, before, call, wrong)


def calls_of(folder: Path, bundle: Sent) -> int:
    """How many changes of the disk there are from opening the ledger to having taken it in."""
    where = _copied(folder)
    with watched(folder) as disk, closing(reopen(where)) as ledger:
        take_in(ledger, bundle)
    return sum(disk.calls.get(kind, 0) for kind in CHANGES)


def _copied(folder: Path) -> WardFolder:
    shutil.rmtree(folder / "ward", ignore_errors=True)
    shutil.copytree(folder / "prepared", folder / "ward")
    return place(folder / "ward")


def _dies(where: WardFolder, bundle: Sent, call: int) -> Callable[[Callable[[Saved], None]], None]:
    def work(promise: Callable[[Saved], None]) -> None:
        with (
            watched(where.folder.parent, plan=nth(CHANGES, call, DIES)),
            closing(reopen(where)) as ledger,
        ):
            take_in(ledger, bundle)
            last = bundle.entries[-1]
            promise(Saved(ledger.count(), last.id, last.header.record))

    return work


def _looked_at(
    where: WardFolder, bundle: Sent, before: Sequence[Saved], call: int, wrong: tuple[str, ...]
) -> Cut:
    many = len(bundle.entries)
    verdict = examine(where, before, more=many)
    wrong += (*verdict.wrong, *verdict.told)
    if verdict.wrong:
        return Cut(call, False, wrong)
    is_held = verdict.held == OWN + many
    if verdict.held not in (OWN, OWN + many):
        wrong += (f"half of it is held: {verdict.held - OWN} of {many}",)
    with closing(reopen(where)) as ledger:
        again = take_in(ledger, bundle)
        if again != (HELD if is_held else NEW) or take_in(ledger, bundle) != HELD:
            wrong += (f"taken in again it is {again}",)
        if [e.id for e in ledger.walk(OWN)] != [e.id for e in bundle.entries]:
            wrong += ("taken in again it is not the bundle",)
        wrong += tuple(map(str, verify(ledger).problems))
        if ledger.append(new(99)).number != OWN + many + 1:
            wrong += ("nothing can be recorded afterwards",)
    return Cut(call, is_held, wrong)


def recorded(folder: Path, bundle: Sent) -> Run:
    """A recording of taking it in, for images of lost power: with the promise in its log."""
    where = place(folder)
    before = begun(where)
    with watched(folder) as disk:
        for saved in before:
            disk.ack(saved)
        ledger = reopen(where)
        take_in(ledger, bundle)
        for at, entry in enumerate(bundle.entries, OWN + 1):
            disk.ack(Saved(at, entry.id, entry.header.record))
        truth = ledger.rows(0, 10_000)
        if not replayed(disk):
            raise AssertionError("a change of the disk went past the recorder")
        ledger.close()
    return Run(disk, where, truth)


def verdict_on(where: WardFolder, run: Run, acks: Sequence[Saved]) -> Verdict:
    """What an image is worth, on which all of a bundle or nothing may be."""
    many = len(run.truth) - OWN
    verdict = examine(where, acks, truth=run.truth, more=many)
    if verdict.wrong or verdict.held in (OWN, OWN + many):
        return verdict
    return Verdict((f"half of it is held: {verdict.held - OWN} of {many}",), verdict.told)
