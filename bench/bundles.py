"""What sealing, opening and merging cost, each against the same bytes or rows without wardsafe."""

import itertools
import json
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

import pyrage
import wards
from measured import Against, duration, in_turns, met, note, p50
from nacl.signing import SigningKey
from sizes import Size

from wardsafe.bundles import limits, merging, opening, sealing, zstd
from wardsafe.bundles.cards import Card
from wardsafe.bundles.carriers import INBOX, FolderCarrier
from wardsafe.bundles.checking import checked, undisturbed
from wardsafe.bundles.lines import RawEntry, read_line, refuse_loose
from wardsafe.bundles.manifest import Manifest, read_manifest
from wardsafe.bundles.reader import Reader
from wardsafe.bundles.signed import Sign
from wardsafe.clock import SystemChance
from wardsafe.ledger import schema
from wardsafe.ledger.canonical import encode
from wardsafe.ledger.connection import connect
from wardsafe.ledger.contract import Row
from wardsafe.ledger.entry import NOTHING_BEFORE, SALT
from wardsafe.ledger.keys import new_identity
from wardsafe.services import enrolling
from wardsafe.services.session import Session

STEWARD = "s-price"
_AT_ONCE = 10
"""Bundles that are brought at a time, and merged in one look at the place."""
_CACHE = -32_000


class _Sender:
    """Another terminal of the ward, whose entries are those of a kept ward told once more."""

    def __init__(self, session: Session) -> None:
        key = SigningKey(bytes(range(32)))
        self.sign: Sign = lambda what, data: bytes(
            key.sign(b"wardsafe %s\n" % what.encode() + data).signature
        )
        own = enrolling.own_card(session)
        self.card: Card = replace(
            own,
            terminal="sender",
            terminal_name="PC 9",
            age=new_identity()[1],
            sign=bytes(key.verify_key).hex(),
        )
        self._templates = [
            (e.header.kind, {name: body[SALT:] for name, body in e.parts.items()})
            for e in itertools.islice(session.ledger.walk(), 5_000)
        ]
        self._chance, self._dice = SystemChance(), random.Random(1)
        self._seq, self._prev, self._number = 0, NOTHING_BEFORE, 0

    def entries(self, count: int) -> list[RawEntry]:
        """The next entries of its chain."""
        return [self._next() for _ in range(count)]

    def _next(self) -> RawEntry:
        kind, bodies = self._dice.choice(self._templates)
        parts = {name: self._chance.random_bytes(SALT) + body for name, body in bodies.items()}
        self._seq += 1
        header = {
            "v": 1,
            "environment": self.card.environment,
            "ward": self.card.ward,
            "terminal": self.card.terminal,
            "epoch": 1,
            "seq": self._seq,
            "prev": self._prev,
            "kind": kind,
            "record": self._chance.new_id(),
            "parents": [],
            "parts": {name: sha256(body).hexdigest() for name, body in parts.items()},
        }
        said = encode(header)
        self._prev = sha256(said).hexdigest()
        return RawEntry(said, parts)

    def about(self, first: RawEntry) -> Manifest:
        """What a bundle that begins with that entry says before it is written."""
        said = json.loads(first.header)
        self._number += 1
        return Manifest(
            purpose="ward", environment=self.card.environment, ward=self.card.ward,
            terminal=self.card.terminal, epoch=1, first=said["seq"], last=0, prev=said["prev"],
            head="", number=self._number, previous="", written="2026-11-23T03:14+00:00",
            recipients=(), entries=0, counts={}, digest="", packed=0, size=0,
        )  # fmt: skip


def bundles(size: Size) -> Iterator[str]:
    """Sealing, opening, the first merge and one that brings nothing new."""
    with tempfile.TemporaryDirectory(dir=wards.home()) as folder:
        place = wards.copy(wards.ward(size.small, 60), Path(folder))
        with closing(wards.unlock(place, STEWARD)) as session:
            sender = _Sender(session)
            yield from _sealed_and_opened(size, session, sender)
            yield from _merged(size, session, _Sender(session), Path(folder))


# --- sealing and opening ---------------------------------------------------------------------


def _sealed_and_opened(size: Size, session: Session, sender: _Sender) -> Iterator[str]:
    raws = sender.entries(min(limits.WRITTEN_ENTRIES, size.merged))
    about, reader = sender.about(raws[0]), enrolling.own_card(session).age
    keys = enrolling.own_keys(session)
    bundle = sealing.seal(raws, about, [reader], sender.sign)
    manifest, signed = read_manifest(opening.unsealed(bundle.data, keys))
    packed = opening.packed_part(opening.unsealed(bundle.data, keys), signed.size, manifest)
    lines = b"".join(line + b"\n" for line in zstd.lines(packed, manifest.size))
    recipient = pyrage.x25519.Recipient.from_str(reader)
    identity = pyrage.x25519.Identity.from_str(keys[0])
    alone = pyrage.encrypt(zstd.compress(lines), [recipient])

    def seal() -> None:
        assert len(sealing.seal(raws, about, [reader], sender.sign).name) == 64

    def open_() -> list[bytes]:
        plain = opening.unsealed(bundle.data, keys)
        found, by = read_manifest(plain)
        assert by.is_by(sender.card.sign)
        stretches = opening.stretches(opening.packed_part(plain, by.size, found), found)
        return [line for stretch in stretches for line in stretch]

    def check() -> None:
        refuse_loose(map(read_line, open_()))

    sealed = in_turns(
        size.seals, *(_timed(act) for act in (seal, *(2 * [lambda: pyrage.encrypt(
            zstd.compress(lines), [recipient])])))
    )  # fmt: skip
    opened = in_turns(
        size.seals, *(_timed(act) for act in (open_, *(2 * [lambda: zstd.zstd.decompress(
            pyrage.decrypt(alone, [identity]))])))
    )  # fmt: skip
    checked = in_turns(size.seals, _timed(check))[0]
    yield Against("sealing a bundle", sealed[0], "zstd and age", sealed[1:], 2).line()
    yield Against("  opening it", opened[0], "age and zstd", opened[1:], 2).line()
    yield _speed("Sealing", sealed) + " " + _speed("opening", opened).strip()
    yield note(
        f"{len(raws):,} entries, {len(lines):,} bytes of lines, {len(bundle.data):,} sealed; the "
        "floors pack and seal the very same lines. Ours: lines written, manifest, signature, "
        "digest, name; back to lines that are counted and within every limit. With each line "
        f"taken apart and each part read as strict JSON, too: {duration(p50(checked))}; that is "
        "counted in the merge below."
    )


def _timed(act: Callable[[], object]) -> Callable[[], float]:
    def take() -> float:
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    return take


def _speed(what: str, found: Sequence[Sequence[float]]) -> str:
    share = p50([*found[1], *found[2]]) / p50(found[0])
    return note(f"{what}: {share:.0%} of the floor's speed (target ≥ 50 %).")


# --- merging ---------------------------------------------------------------------------------


class _Rows:
    """A file with the ledger's own settings, tables and indexes, and none of its triggers."""

    def __init__(self, path: Path, data_key: bytes) -> None:
        self._connection = connect(path, data_key, new=True)
        self._connection.execute(f"PRAGMA cache_size={_CACHE}")
        schema.make(self._connection)
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in self._connection.execute(sql).fetchall():
            self._connection.execute(f"DROP TRIGGER {name}")

    def take(self, rows: Sequence[Row]) -> float:
        """Seconds for a bundle's rows in one transaction."""
        entries = [row[:9] for row in rows]
        parts = [(row[0], name, body) for row in rows for name, body in row[9].items()]
        began = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?)", entries)
        self._connection.executemany("INSERT INTO part VALUES (?,?,?)", parts)
        self._connection.execute("COMMIT")
        return time.perf_counter() - began

    def close(self) -> None:
        self._connection.close()


class _Elsewhere:
    """`_Rows` in a process of its own, so that its memory is not counted with ours."""

    def __init__(self, path: Path, data_key: bytes) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._ours, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve_rows, args=(theirs, path, data_key))
        self._process.start()

    def take(self, rows: Sequence[Row]) -> float:
        """Seconds for a bundle's rows, measured there."""
        self._ours.send(rows)
        return float(self._ours.recv())

    def close(self) -> None:
        self._ours.send(None)
        self._process.join()


def _serve_rows(pipe: Connection, path: Path, data_key: bytes) -> None:
    rows = _Rows(path, data_key)
    while (asked := pipe.recv()) is not None:
        pipe.send(rows.take(asked))
    rows.close()


class _Merging:
    """Bundles from a folder into a ledger, as a sync takes them in; and the most memory in use."""

    def __init__(self, session: Session, sender: _Sender, place: Path) -> None:
        place.mkdir()
        self._ledger, self._keys = session.ledger, enrolling.own_keys(session)
        self._sender, self._carrier = sender, FolderCarrier(place)
        self._fetched: dict[str, bytes] = {}
        self.names: list[str] = []
        self.child = 0

    def bring(self, data: bytes) -> None:
        """Put a bundle into the folder."""
        self.names.append(self._carrier.write(INBOX, self._sender.card.terminal, data))

    def take(self, names: Sequence[str]) -> tuple[float, int]:
        """Seconds for these bundles, and how many entries were new."""
        began = time.perf_counter()
        with Reader(self._keys) as reader:
            new = 0
            for name, following in zip(names, [*names[1:], None], strict=True):
                with undisturbed():
                    new += self._take(reader, name, following)
            taken = time.perf_counter() - began
            self.child = max(self.child, _most_memory(str(reader._process.pid)))
        return taken, new

    def _read(self, name: str) -> bytes:
        return self._carrier.read(INBOX, self._sender.card.terminal, name)

    def _take(self, reader: Reader, name: str, following: str | None) -> int:
        data = self._fetched.pop(name, None) or self._read(name)
        manifest, signed = reader.look(data)
        assert signed.is_by(self._sender.card.sign)
        if merging.already_held(name, manifest, self._ledger):
            return 0
        assert merging.waits_for(name, manifest, self._ledger) is None
        entries = list(checked(manifest, reader.entries()))
        step = merging.plan_of(name, manifest, entries, self._ledger)
        if following is not None:
            self._fetched[following] = self._read(following)
            reader.ahead(self._fetched[following])
        plan = merging.apply(step, self._ledger)
        assert plan.verdict == merging.NEW
        return plan.new


def _merged(size: Size, session: Session, sender: _Sender, folder: Path) -> Iterator[str]:
    each = min(limits.WRITTEN_ENTRIES, size.merged)
    merger = _Merging(session, sender, folder / "stick")
    floors = [_Elsewhere(folder / f"raw{n}.db", session.data_key) for n in (1, 2)]
    reader, held = enrolling.own_card(session).age, session.ledger.count()
    ours: list[float] = []
    raws: tuple[list[float], list[float]] = ([], [])
    _forget_most_memory()
    for done in range(0, size.merged, _AT_ONCE * each):
        many = min(_AT_ONCE, (size.merged - done) // each)
        for _ in range(many):
            entries = sender.entries(each)
            data = sealing.seal(entries, sender.about(entries[0]), [reader], sender.sign).data
            merger.bring(data)
        del entries, data
        taken, new = merger.take(merger.names[-many:])
        assert new == many * each
        ours.append(taken / many)
        found: list[list[float]] = [[], []]
        for number in range(many):
            rows = session.ledger.rows(held + done + number * each, each)
            for which in (number % 2, 1 - number % 2):
                found[which].append(floors[which].take(_from_one(rows, held)))
        for series, one in zip(raws, found, strict=True):
            series.append(sum(one) / many)
    most = _most_memory("self")
    yield from _told(size, each, ours, raws, most, merger)
    for floor in floors:
        floor.close()


def _told(
    size: Size,
    each: int,
    ours: list[float],
    raws: tuple[list[float], list[float]],
    most: int,
    merger: _Merging,
) -> Iterator[str]:
    name = f"  merge of {size.merged:,} entries"
    # The whole of it is what somebody waits for: the mean of its stretches, not their median.
    yield Against(name, ours, "executemany", raws, 2.5, _mean).line()
    share = _mean([*raws[0], *raws[1]]) / _mean(ours)
    entries = each / _mean(ours)
    yield note(
        f"{entries:,.0f} entries a second: {share:.0%} of the floor's speed (target ≥ 40 %, which "
        f"is ≤ 2.5 × its time). Times are of one bundle of {each:,}, {_AT_ONCE} in one look at a "
        f"folder; the first {duration(ours[0])}, the last {duration(ours[-1])}."
    )
    yield note(
        f"Most memory: {most // 1024:,} MB here and {merger.child // 1024:,} MB "
        "in the process that takes bundles apart (target ≤ 300 MB, whatever was merged before)."
    )
    yield note(
        "Ours: read and compared with its name, unsealed and taken apart in its own process, "
        "signature, strict JSON, every id, link and part, plan, insert with the ledger's triggers, "
        "commit, read back, anchored. Floor: the same rows from memory into the same tables and "
        "indexes without triggers, one transaction a bundle, the same settings and cache."
    )
    again, new = merger.take(merger.names)
    assert new == 0
    first = sum(ours) * (size.merged / each / len(ours))
    yield note(
        f"Nothing-new merge of all of it: {duration(again)}, {first / again:.0f} × as fast as the "
        f"first (target ≥ 10 ×): {met(first / again >= 10)}. Every file is read and unsealed again."
    )


def _from_one(rows: Sequence[Row], held: int) -> list[Row]:
    """The rows as the first of an empty file."""
    return [(row[0] - held, *row[1:]) for row in rows]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _forget_most_memory() -> None:
    """Let the most memory used so far be what is used now; Linux only."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _most_memory(process: str) -> int:
    """KiB that a process had at most; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
