"""The network's questions over ten million facts: DuckDB on Parquet, beside PostgreSQL."""

import importlib.util
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from measured import Within, note, p50
from of_the_ledger import timed
from sizes import Size

from wardsafe.clock import LONDON, SystemChance
from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.entry import NOTHING_BEFORE, Entry, NewEntry, Place, build
from wardsafe.network.engine import Engine, fill, on_files, on_server
from wardsafe.network.files import ROWS, WardOf, schema
from wardsafe.network.tables import GROUPS, TABLES
from wardsafe.services.network.desk import OwnReading

WARDS, TRUSTS, YEARS, BEDS = 1_300, 60, 20, 18
"""Four times England's wards of this kind, for twenty years (≈)."""

MOST = 2.0
SPAN = ("2006-01", "2025-12")
QUARTER = ("2025-10", "2025-12")
"""People are split by the quarter and nothing shorter, and here by all twenty years too."""
REPEATS, ON_SERVER = 5, 1
TIERS = (1, 40)
"""Networks of fewer wards, of as many facts each."""
GATHERED, DAYS, TURNS = 16, 730, 3
LARGE = 1_000_000
"""Below so many facts it is a short run, and of gathering too little is done for a verdict."""
NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)


def networks(size: Size) -> Iterator[str]:
    """Each question over every fact of twenty years: DuckDB on the files beside PostgreSQL."""
    if importlib.util.find_spec("ibis") is None:
        yield note("the packages of the network are not installed here: nothing measured.")
        return
    folder = Path(tempfile.mkdtemp(prefix="wardsafe-bench-network-"))
    try:
        gathered = (GATHERED, DAYS, TURNS) if size.facts >= LARGE else (2, 90, 1)
        yield from _gathering(folder / "gathered", *gathered)
        wards = max(2, WARDS * size.facts // 10_000_000)
        for fewer in [tier for tier in TIERS if tier < wards]:
            yield from _tier(folder / f"{fewer}", fewer, size.facts // wards * fewer)
        yield from _whole_network(folder / "all", wards, size.facts)
    finally:
        shutil.rmtree(folder)


def _tier(folder: Path, wards: int, facts: int) -> Iterator[str]:
    """A network of a few wards: what its files take, and the quickest and slowest question."""
    yield _said(folder, wards, _make(folder, wards, facts))
    asked = _asked()
    with on_files(folder) as engine:
        yield _spread("duckdb", {name: p50([timed(partial(_answer, engine, ask))
                                            for _ in range(REPEATS)])
                                 for name, ask in asked.items()})  # fmt: skip
    with _served(folder) as (said, server):
        yield said
        if server is not None:
            yield _spread("postgresql", {name: timed(partial(_answer, server, ask))
                                         for name, ask in asked.items()})  # fmt: skip


def _spread(engine: str, taken: dict[str, float]) -> str:
    low, high = min(taken, key=taken.__getitem__), max(taken, key=taken.__getitem__)
    return note(f"    {engine}, {taken[low] * 1000:,.0f} ms ({low}) to "
                f"{taken[high] * 1000:,.0f} ms ({high})")  # fmt: skip


def _whole_network(folder: Path, wards: int, facts: int) -> Iterator[str]:
    """Question by question, so that both engines meet the same load."""
    yield _said(folder, wards, _make(folder, wards, facts))
    with on_files(folder) as engine, _served(folder) as (said, server):
        yield said
        for name, ask in _asked().items():
            engine.rows(ask(engine.tables))
            began = _processor_time()
            taken = [timed(partial(_answer, engine, ask)) for _ in range(REPEATS)]
            cpu = (_processor_time() - began) / REPEATS
            yield Within(f"duckdb, {name}", taken, MOST, p50).line()
            yield note(f"    processor {cpu * 1000:,.0f} ms, load {os.getloadavg()[0]:.1f}")
            if server is not None:
                times = [timed(partial(_answer, server, ask)) for _ in range(ON_SERVER)]
                yield note(f"    postgresql {p50(times) * 1000:,.0f} ms")


def _said(folder: Path, wards: int, counts: dict[str, int]) -> str:
    """How many rows, and what they take on disk."""
    files = [path.stat().st_size for path in folder.rglob(ROWS)]
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return note(
        f"{wards:,} wards, one terminal each: rows of {said}; {sum(files):,} bytes of "
        f"Parquet in {len(files):,} files, {sum(files) / counts['facts']:.1f} a fact."
    )


def _gathering(folder: Path, many: int, days: int, turns: int) -> Iterator[str]:
    """The facts of several wards, out of one ledger, by one process and by two, turn
    about; and that both make the same files."""
    from wardsafe.services.network.gathering import gather_all

    wards, reading, count = _told(folder, many, days)
    taken: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
    for turn in range(turns):
        for processes in (1, 2):
            target, began = folder / f"{turn}-{processes}", _processor_time()
            wall = timed(partial(gather_all, target, wards, reading, processes=processes))
            taken[processes].append((wall, _processor_time() - began))
    for processes, found in taken.items():
        wall, cpu = (p50([one[at] for one in found]) for at in (0, 1))
        each = "process" if processes == 1 else "processes"
        yield note(
            f"facts of {len(wards)} wards, {count:,} entries, {processes} {each}: "
            f"{wall:.1f} s ({count / wall:,.0f} entries/s), processor {cpu:.1f} s"
        )
    same = _bytes_of(folder / "0-1") == _bytes_of(folder / "0-2")
    yield note(f"one and two make {'the same bytes' if same else 'DIFFERENT FILES'}.")
    shutil.rmtree(folder)


def _processor_time() -> float:
    """Seconds of processor that this process and those it began and that ended have used."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {f"{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*.*")}


def _told(folder: Path, many: int, days: int) -> tuple[dict[str, WardOf], OwnReading, int]:
    """A ledger that holds one invented ward as several, each with its own chain; how
    many entries it has."""
    from wardsafe.ledger.store import SqliteLedger
    from wardsafe.places import WardFolder

    chance = SystemChance()
    where, key = WardFolder(folder / "desk", folder / "desk-device"), chance.random_bytes(32)
    for each in (where.folder, where.device):
        each.mkdir(parents=True)
    ledger = SqliteLedger.create(
        where, identity=LedgerIdentity("demo-bench", "desk", "desk"), data_key=key,
        signing_seed=chance.random_bytes(32), device_secret=chance.random_bytes(32), chance=chance,
    )  # fmt: skip
    wards, entries = {}, _entries(folder, days)
    for number in range(many):
        ward, terminal = f"ward{number}", f"terminal{number}"
        wards[ward] = WardOf(f"Ward {number}", "ZZ9", "demo", (terminal,), "2026-11-22")
        place = Place("demo-bench", ward, terminal, 1, 1, NOTHING_BEFORE)
        ledger.take_in(list(_chained(entries, place, chance)))
    count = ledger.count()
    ledger.close()
    return wards, OwnReading(where.ledger, key), count


def _entries(folder: Path, days: int) -> list[Entry]:
    """Those of an invented ward of so many days."""
    from wardsafe.places import WardFolder
    from wardsafe.services.demo_clock import StandingClock
    from wardsafe.services.demo_names import invented
    from wardsafe.services.demo_ward import make_demo
    from wardsafe.services.door import Door

    where, clock = WardFolder(folder / "ward", folder / "device"), StandingClock(NOW)
    make_demo(where, clock, days=days)
    lead = next(one for one in invented()["staff"] if one["role"] == "safety-lead")
    session = Door(where, clock, SystemChance()).unlock(lead["id"], lead["pin"])
    entries = list(session.ledger.walk())
    session.close()
    return entries


def _chained(entries: list[Entry], place: Place, chance: SystemChance) -> Iterator[Entry]:
    """The same entries as a chain of another terminal and ward."""
    ids: dict[str, str] = {}
    for one in entries:
        parents = tuple(ids[parent] for parent in one.header.parents)
        parts = {name: one.read(name) for name in one.parts}
        made = build(0, NewEntry(one.header.kind, one.header.record, parents, parts), place, chance)
        ids[one.id] = made.id
        place = replace(place, seq=place.seq + 1, prev=made.id)
        yield made


Asked = dict[str, Callable[[Any], Any]]


def _asked() -> Asked:
    from wardsafe.network import questions

    found: Asked = {name: partial(_whole, ask) for name, ask in questions.ALL.items()}
    for group in GROUPS:
        found[f"a quarter by {group}"] = partial(_by_group, group, QUARTER)
        found[f"twenty years by {group}"] = partial(_by_group, group, SPAN)
    return found


def _whole(ask: Callable[[Any, str, str], Any], tables: Any) -> Any:
    return ask(tables, *SPAN)


def _by_group(group: str, span: tuple[str, str], tables: Any) -> Any:
    from wardsafe.network import questions

    return questions.groups(tables, group, *span)


def _answer(engine: Engine, ask: Callable[[Any], Any]) -> None:
    engine.rows(ask(engine.tables))


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, Engine | None]]:
    """A PostgreSQL server of our own with the same rows, and what filling it took; or why not."""
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from own_postgres import own_postgres, why_not

    if reason := why_not():
        yield note(f"{reason}: nothing beside it."), None
        return
    with own_postgres() as url:
        taken = timed(lambda: fill(url, folder))
        with on_server(url) as engine:
            yield note(f"    postgresql, filled in {taken:.1f} s, nothing indexed, fsync off: "
                       f"{_held(engine):,} bytes."), engine  # fmt: skip


def _held(engine: Engine) -> int:
    """What the server's database takes on disk."""
    with engine.connection.raw_sql("SELECT pg_database_size(current_database())") as cursor:
        return int(cursor.fetchone()[0])


def _make(folder: Path, wards: int, facts: int) -> dict[str, int]:
    """Random rows; a third of the facts are of force, with one or two uses each."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    dice = np.random.default_rng(7)
    months = [f"{year}-{month:02}" for year in range(2006, 2006 + YEARS) for month in range(1, 13)]
    counts = dict.fromkeys(TABLES, 0)
    for ward in range(wards):
        made_of = _columns(dice, ward, facts // wards, months)
        made_of["crowd"] = _crowd(made_of)
        for name, columns in made_of.items():
            place = {"ward": f"ward{ward:05}", "trust": f"T{ward % TRUSTS:02}"}
            rows = len(next(iter(columns.values())))
            made = schema(column for column in TABLES[name] if column.name != "terminal")
            whole = {**columns, **{key: [value] * rows for key, value in place.items()}}
            none = [None] * rows
            arrays = [pa.array(whole.get(one.name, none), one.type) for one in made]
            target = folder / name / f"terminal=t{ward:05}"
            target.mkdir(parents=True)
            pq.write_table(pa.Table.from_arrays(arrays, schema=made), target / ROWS,
                           compression="zstd")  # fmt: skip
            counts[name] += rows
    return counts


def _crowd(made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The columns of the table crowd, from those of stays and people."""
    from wardsafe.network.crowd import crowd

    def rows(name: str) -> list[dict[str, Any]]:
        columns = {key: list(values) for key, values in made[name].items()}
        return [dict(zip(columns, each, strict=True)) for each in
                zip(*columns.values(), strict=True)]  # fmt: skip

    found = crowd(rows("stays"), rows("people"))
    names = {name for row in found for name in row}
    return {name: [row.get(name) for row in found] for name in names}


def _columns(dice: Any, ward: int, facts: int, months: list[str]) -> dict[str, dict[str, Any]]:
    import numpy as np

    def some(values: list[str | None], rows: int) -> Any:
        return np.array(values, dtype=object)[dice.integers(len(values), size=rows)]

    month = np.sort(some(list(months), facts).astype(str)).astype(object)
    kinds = ["restrictive-practice/1", "census/1", "nil-return/1"]
    kind = some(list(kinds), facts)
    force = np.flatnonzero(kind == kinds[0])
    each = np.repeat(force, dice.integers(1, 3, size=len(force)))
    uses = np.where(kind == kinds[0], np.bincount(each, minlength=facts), 0)
    stays, crowd = len(months) * BEDS, BEDS * YEARS * 6
    people = {
        name: {
            "ethnicity": some(["white", "asian", "black", "mixed", "other", None], rows),
            "sex": some(["female", "male"], rows),
            "age_band": some(["18-24", "25-34", "35-44", "45-54", "55-64", "65+"], rows),
            "deprivation": some([*map(str, range(1, 11)), None], rows),
            "person": some([f"p{ward:05}{n:05}" + "a" * 15 for n in range(crowd)], rows),
        }
        for name, rows in (("people", len(force)), ("stays", stays))
    }
    nights = np.full(stays, 30)
    return {
        "facts": {"month": month, "kind": kind, "uses": uses},
        "uses": {"month": month[each], "type": some(["05", "07", "11", "14"], len(each))},
        "people": {"month": month[force], "kind": kind[force], "uses": uses[force],
                   **people["people"]},
        "stays": {"month": np.repeat(np.array(months, dtype=object), BEDS), "bed_days": nights,
                  "leave_days": nights // 10, **people["stays"]},
        "months": {"month": months, "days": [30] * len(months), "declared": [29] * len(months),
                   "nights": [30] * len(months), "bed_days": [540] * len(months),
                   "leave_days": [40] * len(months)},
        "tests": {"month": months[::24], "idea": some(["soft-words", "sensory-box"], YEARS // 2),
                  "stage": some(["testing", "adopted", "abandoned"], YEARS // 2),
                  "cycle": list(range(1, YEARS // 2 + 1))},
    }  # fmt: skip
