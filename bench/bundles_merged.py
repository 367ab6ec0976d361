"""What merging costs, from files in a folder to entries that are kept, against raw rows."""

import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import bundles_sent
from elsewhere import Elsewhere, forget_most_memory, most_memory
from measured import Against, duration, met, note
from sizes import Size

from wardsafe.bundles import limits, merging
from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.bundles.manifest import fingerprint_of_key
from wardsafe.bundles.opening import public_key
from wardsafe.bundles.reader import Reader
from wardsafe.ledger import schema, stored
from wardsafe.ledger.connection import connect
from wardsafe.services import coming_in, enrolling
from wardsafe.services.session import Session

_AT_ONCE = 10
"""Bundles that are brought at a time, and merged in one look at the place."""
_CACHE = -64_000
"""Memory for pages, as the ledger has while it takes in many entries."""


class Took(NamedTuple):
    """Seconds on the clock, of this process's processor time, and of its child's."""

    clock: float
    here: float
    child: float = 0.0


class RawRows:
    """A file with the ledger's own settings, tables and indexes, and none of its triggers unless
    they are asked for. Called with a stretch of the ledger's numbers, it takes in these rows."""

    def __init__(
        self, path: str, ledger: str, data_key: bytes, held: int, triggers: bool = False
    ) -> None:
        self._ledger = connect(Path(ledger), data_key, read_only=True)
        self._held = held
        self._connection = connect(Path(path), data_key, new=True)
        self._connection.execute(f"PRAGMA cache_size={_CACHE}")
        schema.make(self._connection)
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in [] if triggers else self._connection.execute(sql).fetchall():
            self._connection.execute(f"DROP TRIGGER {name}")

    def __call__(self, asked: tuple[int, int]) -> Took:
        """What a bundle's rows took, in one transaction."""
        rows = stored.rows_after(self._ledger, self._held + asked[0], asked[1])
        entries = [(row[0] - self._held, *row[1:9]) for row in rows]
        parts = [(row[0] - self._held, name, body) for row in rows for name, body in row[9].items()]
        clock, here = time.perf_counter(), time.process_time()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?)", entries)
        self._connection.executemany("INSERT INTO part VALUES (?,?,?)", parts)
        self._connection.execute("COMMIT")
        return Took(time.perf_counter() - clock, time.process_time() - here)


class _Merging:
    """Bundles from a folder into a ledger, as a sync takes them in."""

    def __init__(self, session: Session, folder: Path, terminal: str) -> None:
        self._session, self._terminal = session, terminal
        self._carrier, self._keys = FolderCarrier(folder), enrolling.own_keys(session)
        self._ours = frozenset(fingerprint_of_key(public_key(key)) for key in self._keys)
        self.most_in_child = 0

    def take(self, names: Sequence[str], verdict: str) -> Took:
        """What taking in these bundles, in this order, took; each must come to `verdict`."""
        waiting = [(self._terminal, name) for name in names]
        clock, before = time.perf_counter(), _processor()
        with Reader(self._keys) as reader:
            own = enrolling.own_card(self._session)
            round_ = coming_in._Round(self._session, self._carrier, reader, own, self._ours)
            left = coming_in._once(round_, waiting, len(waiting), lambda *_: None, lambda: False)
            self._look_at(reader)
        took = time.perf_counter() - clock
        assert not left
        assert {plan.verdict for plan in round_.plans.values()} == {verdict}
        assert not any(plan.alerts for plan in round_.plans.values())
        here, child = (now - then for now, then in zip(_processor(), before, strict=True))
        return Took(took, here, child)

    def _look_at(self, reader: Reader) -> None:
        if reader._process is not None:
            self.most_in_child = max(self.most_in_child, most_memory(str(reader._process.pid)))


def _processor() -> tuple[float, float]:
    """Seconds of processor time of this process, and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time(), children.ru_utime + children.ru_stime


@dataclass
class _Found:
    """A bundle's share of each stretch of ours; each bundle of the floor; the whole's memory."""

    entries: int
    ours: list[Took] = field(default_factory=list)
    raw: list[Took] = field(default_factory=list)
    guarded: list[Took] = field(default_factory=list)
    again: float = 0.0
    shown: float = 0.0
    memory: dict[str, int] = field(default_factory=dict)


def merged(size: Size, session: Session, folder: Path) -> Iterator[str]:
    """The first merge, and one that brings nothing new."""
    card, stick = bundles_sent.enrolled_card(session), folder / "stick"
    stick.mkdir()
    held, reader = session.ledger.count(), enrolling.own_card(session).age
    sender = Elsewhere(
        bundles_sent.Posted, card, bundles_sent.templates(session), reader, str(stick)
    )
    file = str(session.where.ledger)
    rows = Elsewhere(RawRows, str(folder / "raw.db"), file, session.data_key, held)
    guarded = Elsewhere(RawRows, str(folder / "guarded.db"), file, session.data_key, held, True)
    merger = _Merging(session, stick, card.terminal)
    found = _measured(size, session, merger, sender, rows, guarded)
    found.memory |= {
        "where bundles are taken apart": merger.most_in_child,
        "the sender": sender.end(),
        "the floor": rows.end(),
    }
    guarded.end()
    yield from _told(size, found)


def _measured(
    size: Size,
    session: Session,
    merger: _Merging,
    sender: Elsewhere,
    rows: Elsewhere,
    guarded: Elsewhere,
) -> _Found:
    found = _Found(min(limits.WRITTEN_ENTRIES, size.merged))
    all_names: list[str] = []
    forget_most_memory()
    for many in _stretches(size.merged // found.entries):
        names = sender((many, found.entries))
        took = merger.take(names, merging.NEW)
        found.ours.append(Took(*(value / many for value in took)))
        for done in range(len(all_names), len(all_names) + many):
            asked = (done * found.entries, found.entries)
            if len(found.ours) == 1:
                found.guarded.append(guarded(asked))
            found.raw.append(rows(asked))
        all_names += names
    found.memory["here"] = most_memory("self")
    found.again = merger.take(all_names, merging.HELD).clock
    began = time.perf_counter()
    session.ledger.follow()
    found.shown = time.perf_counter() - began
    return found


def _stretches(bundles: int) -> Iterator[int]:
    while bundles > 0:
        yield min(_AT_ONCE, bundles)
        bundles -= _AT_ONCE


def _told(size: Size, found: _Found) -> Iterator[str]:
    name = f"merge of {size.merged:,} entries"
    ours, raw = ([took.clock for took in series] for series in (found.ours, found.raw))
    # The whole of it is what somebody waits for: the mean of its bundles, not their median.
    yield Against(name, ours, "executemany", (raw[::2], raw[1::2] or raw), 2.5, _mean).line()
    yield note(
        f"{found.entries / _mean(ours):,.0f} entries a second on the clock: "
        f"{_mean(raw) / _mean(ours):.0%} of the floor's speed (target ≥ 40 %, which is ≤ 2.5 × its "
        f"time). {_processors(found)}"
    )
    yield note(_growth(found))
    yield note(_guards(found))
    yield note(
        "Most memory, in MB: "
        + ", ".join(f"{what} {kib // 1024:,}" for what, kib in found.memory.items())
        + " (target ≤ 300, whatever was merged before)."
    )
    yield note(
        "Ours: what `sync` does with files in a folder, read and compared with their names, "
        "unsealed and taken apart in a process of their own, signature, strict JSON, every id, "
        "link and part, plan, insert with the ledger's triggers, commit, read back, anchored, "
        "told. Floor: the same rows from memory into the same tables and indexes without "
        "triggers, one transaction a bundle, the same settings and cache; its odd bundles and its "
        "even ones are the two series."
    )
    first = sum(took.clock for took in found.ours) * len(found.raw) / len(found.ours)
    yield note(
        f"Nothing-new merge of all of it: {duration(found.again)}, {first / found.again:.0f} × as "
        f"fast as the first (target ≥ 10 ×): {met(first / found.again >= 10)}. Every file is read "
        "and unsealed again."
    )
    yield note(
        "Not in these: the tables that screens read follow afterwards, in steps that let others "
        f"save between; the first step of {min(stored.BATCH, size.merged)} entries "
        f"took {duration(found.shown)}."
    )


def _processors(found: _Found) -> str:
    here, child = (_mean([took[which] for took in found.ours]) for which in (1, 2))
    raw = _mean([took.here for took in found.raw])
    return (
        f"By processor time, that others on the machine do not lengthen so much: "
        f"{duration(here)} here and {duration(child)} in the other process, the floor "
        f"{duration(raw)}: {raw / here:.0%} where it has a core to itself, "
        f"{raw / (here + child):.0%} of all."
    )


def _growth(found: _Found) -> str:
    parts = []
    for ours, raw in (
        (found.ours[0], found.raw[:_AT_ONCE]),
        (found.ours[-1], found.raw[-_AT_ONCE:]),
    ):
        floor = [_mean([took[which] for took in raw]) for which in (0, 1)]
        parts.append(
            f"{duration(ours.clock)} (floor {duration(floor[0])}; processor "
            f"{duration(ours.here)} and {duration(floor[1])})"
        )
    return (
        f"Times are of one bundle of {found.entries:,}, {_AT_ONCE} in one look at a folder; of the "
        f"first {parts[0]}, of the last {parts[1]}."
    )


def _guards(found: _Found) -> str:
    with_, without = (
        _mean([took.here for took in series[: len(found.guarded)]])
        for series in (found.guarded, found.raw)
    )
    return (
        f"The triggers alone: {duration(with_ - without)} of processor time a bundle, of the first "
        f"{len(found.guarded)}."
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
