"""What keeping, finding and checking cost, each against the same bytes without wardsafe."""

import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import wards
from measured import Against, Within, duration, in_turns, note, p50, p95, said
from queries import QUERIES
from sizes import Size

from wardsafe.ledger.connection import Connection, connect
from wardsafe.ledger.verify import verify
from wardsafe.records.incident_rows import Intervention, StaffMember
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import finding
from wardsafe.services.recording import prepared, record_new
from wardsafe.services.session import Session
from wardsafe.views.log import LogFilter
from wardsafe.views.people import people_here

ROWS = 36
"""Rows of the log on a screen of 40 lines."""


def timed(act: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


# --- saving ----------------------------------------------------------------------------------


def saved(size: Size) -> Iterator[str]:
    """A record that is Saved against one commit of the same bytes by SQLCipher alone."""
    with tempfile.TemporaryDirectory(dir=wards.home()) as folder:
        place = wards.copy(wards.ward(size.small, 60), Path(folder))
        with closing(wards.unlock(place)) as session:
            raw = _Raw(Path(folder) / "raw.db", session.data_key, _bytes_of(session))
            incident = _incident(session)

            def whole() -> float:
                return timed(lambda: record_new(session, incident))

            def append() -> float:
                new = prepared(session, incident, session.chance.new_id())
                return timed(lambda: session.ledger.append(new))

            def floor() -> float:
                return raw.commit()

            for take in (whole, append, floor):  # nothing is measured cold
                take()
            raw.row = _bytes_of(session)
            held = session.ledger.count()
            flush = _Flush(Path(folder) / "flushed")

            def followed() -> float:
                return timed(session.ledger.views_behind)

            ours, after, appended, _, *raws, flushes = in_turns(
                size.saves, whole, followed, append, followed, floor, floor, flush.take
            )
            raw.close()
            flush.close()
    bytes_each = sum(map(len, raw.row))
    yield Against("saved record", ours, "raw commit", raws, 3).line()
    yield Against("  of it, the ledger's append", appended, "raw commit", raws, 3).line()
    yield note(
        f"Ours: one incident of two interventions into a ledger of {held:,} entries: made, split, "
        "hashed, signed, chained by triggers, committed, read back, anchored. The read tables "
        f"follow at the next reading, here after each save: {said(after)}."
    )
    yield note(
        f"Floor: INSERT and COMMIT of the same {bytes_each:,} bytes into a table of as many rows; "
        "same file system, raw key, journal DELETE, synchronous EXTRA."
    )
    yield note(
        f"One flush of 4 KiB on this disk: {said(flushes)}. Ours waits for 6 of them, the floor "
        "for 5, so the slower a disk flushes, the nearer they are."
    )


def _incident(session: Session) -> RestrictivePractice:
    with session.ledger.reading() as db:
        person = people_here(db)[0]
    now = session.now()
    ended = now + timedelta(minutes=7)
    return RestrictivePractice(
        person=person.record,
        when=now,
        place="corridor",
        interventions=(
            Intervention(type="07", start=now, end=ended, care_plan="Y"),
            Intervention(type="14", start=ended, end=ended + timedelta(minutes=1), care_plan="N"),
        ),
        reason="10",
        staff=(StaffMember(name="Grace Okafor", job_title="ward-manager", used_force="Y"),),
    )


def _bytes_of(session: Session) -> tuple[bytes, ...]:
    """The header and the parts of the newest entry."""
    entry = session.ledger.entry(session.ledger.count())
    assert entry is not None
    return (entry.header_bytes, *entry.parts.values())


class _Flush:
    """What it takes to bring 4 KiB of a file that is there already onto the disk."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT)
        self.take()

    def take(self) -> float:
        """Seconds of one flush; the file keeps its size, as the anchor does."""
        os.pwrite(self._handle, os.urandom(4096), 0)
        flush = getattr(os, "fdatasync", os.fsync)
        return timed(lambda: flush(self._handle))

    def close(self) -> None:
        os.close(self._handle)


class _Raw:
    """A file with the ledger's own settings and one plain table, filled with rows of one size."""

    def __init__(self, path: Path, data_key: bytes, row: tuple[bytes, ...], rows: int = 1000):
        self.row = row
        self._connection = connect(path, data_key, new=True)
        columns = ", ".join(f"b{number} BLOB" for number in range(4))
        self._connection.execute(f"CREATE TABLE raw (number INTEGER PRIMARY KEY, {columns})")
        self._connection.execute("BEGIN IMMEDIATE")
        for _ in range(rows):
            self._insert()
        self._connection.execute("COMMIT")

    def _insert(self) -> None:
        row = (*self.row, *(None,) * 4)[:4]
        self._connection.execute("INSERT INTO raw VALUES (NULL, ?, ?, ?, ?)", row)

    def commit(self) -> float:
        """Seconds for one row, durable."""
        began = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._insert()
        self._connection.execute("COMMIT")
        return time.perf_counter() - began

    def close(self) -> None:
        self._connection.close()


# --- finding ---------------------------------------------------------------------------------


def log_pages(size: Size) -> Iterator[str]:
    """Pages of the log at a great size against pages of it at a small one."""
    everything = LogFilter()
    with (
        closing(wards.unlock(wards.ward(size.records, only_incidents=True))) as great,
        closing(wards.unlock(wards.ward(size.small, 60, only_incidents=True))) as small,
    ):

        def first(session: Session) -> Callable[[], float]:
            return lambda: timed(lambda: finding.page(session, everything, limit=ROWS))

        ours, *floors = in_turns(size.pages, first(great), first(small), first(small))
        great_ones, small_ones = _page_downs(size, great), _page_downs(size, small)
        small_again = _page_downs(size, small)
        turned = in_turns(
            size.pages * 4,
            lambda: next(great_ones),
            lambda: next(small_ones),
            lambda: next(small_again),
        )
        anywhere = [_anywhere(great, size, number) for number in range(size.pages * 4)]
    floor_name = f"at {size.small:,}"
    yield Against(f"log, first page at {size.records:,}", ours, floor_name, floors, 1.3).line()
    yield Against("log, page-down from the top", turned[0], floor_name, turned[1:], 1.3).line()
    yield note(
        f"services.finding.page, {ROWS} rows, what was read before still in the cache. Onwards "
        f"from a day that nobody has looked at: {said(anywhere)}, its pages are deciphered first."
    )


def _page_downs(size: Size, session: Session) -> Iterator[float]:
    """One page-down after another, from the newest; from the top again at the end of the small."""
    everything, deepest = LogFilter(), size.small // ROWS - 2
    while True:
        below: int | None = None
        for depth in range(deepest):
            began = time.perf_counter()
            rows = finding.page(session, everything, below=below, limit=ROWS)
            taken = time.perf_counter() - began
            below = rows[-1].position
            if depth:
                yield taken


def _anywhere(session: Session, size: Size, number: int) -> float:
    """A page-down from a day that nobody has looked at for long."""
    day = random.Random(number).randrange(30, wards.TEN_YEARS - 30)
    until = session.now() - timedelta(days=day)
    start = finding.page(session, LogFilter(until=until), limit=1)[0].position
    return timed(lambda: finding.page(session, LogFilter(), below=start, limit=ROWS))


def search(size: Size) -> Iterator[str]:
    """Forty searches by words, the first screen of each."""
    with closing(wards.unlock(wards.ward(size.records, only_incidents=True))) as session:

        def look(words: str) -> tuple[float, int]:
            began = time.perf_counter()
            rows = finding.page(session, LogFilter(words=words), limit=ROWS)
            return time.perf_counter() - began, len(rows)

        cold = [look(words)[0] for words in QUERIES]
        warm = {words: [look(words) for _ in range(size.searches)] for words in QUERIES}
    every = [*cold, *(taken for each in warm.values() for taken, _ in each)]
    random.Random(1).shuffle(every)  # so that odd and even runs are of the same searches
    nothing = sum(each[0][1] == 0 for each in warm.values())
    slowest = sorted(QUERIES, key=lambda words: -p50([t for t, _ in warm[words]]))[:5]
    yield Within(f"search at {size.records:,}", every, 0.1, p95).line()
    yield note(
        f"{len(QUERIES)} searches, {nothing} of them find nothing; p50 {duration(p50(every))}, "
        f"first time each p95 {duration(p95(cold))}, slowest of all {duration(max(every))}."
    )
    said = (f"“{words}” {duration(p50([t for t, _ in warm[words]]))}" for words in slowest)
    yield note(f"Slowest by median: {', '.join(said)}.")


# --- checking --------------------------------------------------------------------------------


def verifying(size: Size) -> Iterator[str]:
    """Verify against reading, hashing and parsing the same rows without a single check."""
    where = wards.ward(size.ten_years, readings=True)
    with closing(wards.unlock(where)) as session:
        entries = session.ledger.count()

        def ours() -> float:
            began = time.perf_counter()
            report = verify(session.ledger)
            taken = time.perf_counter() - began
            assert report.is_whole
            assert not report.problems
            return taken

        def floor() -> float:
            with closing(connect(where.ledger, session.data_key, read_only=True)) as file:
                return timed(lambda: _hash_and_parse(file))

        ours()
        found = in_turns(size.verifies, ours, floor, floor)
    yield Against("verify", found[0], "read, hash and parse", found[1:], 2).line()
    speed, floors = entries / p50(found[0]), entries / p50([*found[1], *found[2]])
    yield note(
        f"{speed:,.0f} entries a second of {floors:,.0f}: {speed / floors:.0%} of the floor's "
        f"speed (target ≥ 50 %, which is ≤ 2 × its time); {entries:,} entries."
    )


def _hash_and_parse(file: Connection) -> None:
    parts = file.execute("SELECT entry, body FROM part ORDER BY entry")
    waiting = next(parts, None)
    for number, header in file.execute("SELECT number, header FROM entry ORDER BY number"):
        sha256(header).digest()
        json.loads(header)
        while waiting is not None and waiting[0] == number:
            sha256(waiting[1]).hexdigest()
            waiting = next(parts, None)
