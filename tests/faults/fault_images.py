"""What a disk may look like after the power went: images made from a recording.

Between two syncs a disk may keep, lose or garble what it was given, sector by sector and in any
order; a name that was made, moved or removed is certain only once its folder was synced. That is
the pessimistic model of simulated power loss in SQLite's own crash tests. Each unsynced sector is
kept with 50 %, lost with 45 %, garbled with 5 %.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fault_disk import Disk, Op, contents

KEPT, LOST = 0.50, 0.95
SECTORS = (512, 4096)


@dataclass
class Content:
    """One file's bytes: what is safe, and what was written since the last sync."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)

    def take(self, op: Op) -> None:
        """Carries one write or truncation out for good."""
        _apply(self.safe, op)

    def sync(self) -> None:
        """Everything written so far is safe."""
        for op in self.pending:
            self.take(op)
        self.pending.clear()

    def torn(self, chance: random.Random, sector: int) -> bytes:
        """The bytes as a power loss may leave them."""
        if not self.pending:
            return bytes(self.safe)
        found = bytearray(self.safe)
        pending = self.pending
        cuts = [n for n, op in enumerate(pending) if op.kind == "truncate"]
        if cuts:  # what came before a truncation that was kept is as truncated
            whole = chance.choice([0, *(n + 1 for n in cuts)])
            for op in pending[:whole]:
                _apply(found, op)
            pending = [op for op in pending[whole:] if op.kind == "write"]
        sizes = [len(found)]
        for op in pending:
            sizes.append(max(sizes[-1], op.offset + len(op.data)))
        size = sizes[-1] if chance.random() < KEPT else chance.choice(sizes)
        found.extend(bytes(sizes[-1] - len(found)))
        for at, writes in _by_sector(pending, sector).items():
            _tear(found, at * sector, sector, writes, chance)
        return bytes(found[:size])


def _apply(found: bytearray, op: Op) -> None:
    if op.kind == "truncate":
        del found[op.offset :]
        found.extend(bytes(op.offset - len(found)))
        return
    if len(found) < op.offset:
        found.extend(bytes(op.offset - len(found)))
    found[op.offset : op.offset + len(op.data)] = op.data


def _by_sector(pending: Sequence[Op], sector: int) -> dict[int, list[Op]]:
    touched: dict[int, list[Op]] = {}
    for op in pending:
        for at in range(op.offset // sector, (op.offset + len(op.data) - 1) // sector + 1):
            touched.setdefault(at, []).append(op)
    return touched


def _tear(
    found: bytearray, start: int, sector: int, writes: list[Op], chance: random.Random
) -> None:
    fate = chance.random()
    end = min(start + sector, len(found))
    if fate >= LOST:
        found[start:end] = chance.randbytes(end - start)
        return
    kept = len(writes) if fate < KEPT else chance.randrange(len(writes))
    for op in writes[:kept]:
        low, high = max(start, op.offset), min(end, op.offset + len(op.data))
        found[low:high] = op.data[low - op.offset : high - op.offset]


@dataclass
class Model:
    """A disk that follows a recording: contents, safe names, and names not yet safe."""

    contents: dict[int, Content] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    moving: list[Op] = field(default_factory=list)
    acks: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, disk: Disk) -> "Model":
        """The disk as it was when the recording began; all of it safe."""
        model = cls()
        for number, (path, data) in enumerate(disk.before.items(), 1):
            model.names[path] = number if data is not None else 0
            if data is not None:
                model.contents[number] = Content(bytearray(data))
        return model

    def advance(self, op: Op) -> None:
        """One more thing happened."""
        if op.kind == "ack":
            self.acks.append(op.value)
        elif op.kind == "sync":
            self.contents[op.ino].sync()
        elif op.kind == "dirsync":
            here = [move for move in self.moving if _folder_of(move) == op.path]
            self.moving = [move for move in self.moving if _folder_of(move) != op.path]
            for move in here:
                _move(self.names, move)
        elif op.kind in ("write", "truncate"):
            self.contents[op.ino].pending.append(op)
        else:
            if op.kind == "create":
                self.contents[op.ino] = Content()
            self.moving.append(op)

    def image(self, chance: random.Random, sector: int) -> dict[str, bytes | None]:
        """One disk that a power loss at this moment may leave: files with bytes, folders None."""
        names = dict(self.names)
        unsure: set[str] = set()
        for move in self.moving:
            touched = {move.path, move.other} - {""}
            if touched & unsure or chance.random() >= KEPT:
                unsure |= touched
            else:
                _move(names, move)
        return _reachable(
            {
                path: self.contents[ino].torn(chance, sector) if ino else None
                for path, ino in names.items()
            }
        )

    def whole(self) -> dict[str, bytes | None]:
        """The disk with nothing lost."""
        names = dict(self.names)
        for move in self.moving:
            _move(names, move)
        found: dict[str, bytes | None] = {}
        for path, ino in names.items():
            content = self.contents.get(ino)
            if content is None:
                found[path] = None
                continue
            data = bytearray(content.safe)
            for op in content.pending:
                _apply(data, op)
            found[path] = bytes(data)
        return found


def _folder_of(move: Op) -> str:
    return os.path.dirname(move.path)


def _move(names: dict[str, int], move: Op) -> None:
    if move.kind == "unlink":
        names.pop(move.path, None)
    elif move.kind == "rename":
        names.pop(move.path, None)
        names[move.other] = move.ino
    else:
        names[move.path] = move.ino


def _reachable(found: dict[str, bytes | None]) -> dict[str, bytes | None]:
    """Without files whose folder was itself lost."""
    folders = {path for path, data in found.items() if data is None}
    tops = {path for path in found if os.path.dirname(path) not in folders}
    roots = {min(tops, key=len)} if tops else set()
    return {
        path: data
        for path, data in found.items()
        if os.path.dirname(path) in folders or path in folders & tops or path in roots
    }


def replayed(disk: Disk) -> bool:
    """Whether the log, carried out, gives the very bytes on the disk: nothing went past it."""
    model = Model.of(disk)
    for op in disk.log:
        model.advance(op)
    return model.whole() == contents(disk.roots)


@dataclass(frozen=True)
class Image:
    """One disk after a power loss, and what had been promised by then."""

    point: int
    sector: int
    files: dict[str, bytes | None]
    acks: tuple[Any, ...]


def images(disk: Disk, count: int, seed: int, *, start: int = 0) -> Iterator[Image]:
    """`count` images at random moments of a recording, from `start` on, the same for a seed."""
    chance = random.Random(seed)
    points = sorted(chance.randint(start, len(disk.log)) for _ in range(count))
    model, done = Model.of(disk), 0
    for point in points:
        for op in disk.log[done:point]:
            model.advance(op)
        done = point
        sector = chance.choice(SECTORS)
        yield Image(point, sector, model.image(chance, sector), tuple(model.acks))


class Stage:
    """Puts images onto a real folder, quickly: only what differs is written."""

    def __init__(self, roots: Sequence[str], here: Path) -> None:
        self.moves = [(root, str(here / str(n))) for n, root in enumerate(roots)]
        self.there: dict[str, bytes | None] = {}

    def place(self, path: str) -> str:
        """Where a recorded path stands on the stage."""
        for root, here in self.moves:
            if path == root or path.startswith(root + "/"):
                return here + path[len(root) :]
        raise ValueError(path)

    def show(self, files: dict[str, bytes | None]) -> None:
        """Makes the stage hold these files and nothing else."""
        wanted = {self.place(path): data for path, data in files.items()}
        for _, here in self.moves:
            self._clear(here, wanted)
        for path in sorted(wanted, key=len):
            data = wanted[path]
            if data is None:
                os.makedirs(path, exist_ok=True)
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(data)

    def _clear(self, here: str, wanted: dict[str, bytes | None]) -> None:
        for folder, folders, names in os.walk(here, topdown=False):
            for name in names:
                if os.path.join(folder, name) not in wanted:
                    os.unlink(os.path.join(folder, name))
            for name in folders:
                if os.path.join(folder, name) not in wanted:
                    os.rmdir(os.path.join(folder, name))
