"""The disk or the memory fails during a save: what was promised is there, what was refused is not.

After each fault the same ledger, still open, is asked to save again: nothing blocks recording.
"""

import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from fault_disk import BROKEN, FULL, Kind, Plan, nth, watched
from fault_ward import (
    examine,
    in_a_child,
    make,
    new,
    place,
    promises,
    reopen,
)

from wardsafe.errors import Damaged, NotSaved
from wardsafe.ledger.entry import NewEntry, Saved
from wardsafe.places import WardFolder

CHANGES: tuple[Kind, ...] = ("create", "write", "truncate", "sync", "unlink", "rename")
UNSURE = "could not be confirmed"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of three entries to copy."""
    folder = tmp_path_factory.mktemp("prepared")
    with closing(make(place(folder))) as ledger:
        for n in (1, 2, 3):
            ledger.append(new(n))
    return folder


def copied(prepared: Path, to: Path) -> WardFolder:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(prepared, to)
    return place(to)


def held_by(where: WardFolder) -> list[Saved]:
    with closing(reopen(where)) as ledger:
        return [Saved(row[0], row[1].hex(), row[7]) for row in ledger.rows(0, 1000)]


def save_through(where: WardFolder, plan: Plan) -> tuple[int, str]:
    """Saves entry 4 under a fault, then again without it; how many tries failed, and the words.

    Checks both directions: a promise is kept, and a plain refusal left nothing behind.
    """
    acks, words, refused = held_by(where), "", 0
    with watched(where.folder.parent, reads=True) as disk, closing(reopen(where)) as ledger:
        disk.plan = plan
        for n in (4, 5):
            try:
                acks.append(ledger.append(new(n)))
            except NotSaved as problem:
                refused, words = refused + 1, f"{words} {problem}"
        disk.plan = None
        known = [row[1].hex() for row in ledger.rows(0, 1000)]
        promised = [ack.id for ack in acks]
        assert promised == [one for one in known if one in set(promised)]
        assert UNSURE in words or known == promised, words
        after = ledger.append(new(6))
        assert after.number == len(known) + 1
    verdict = examine(where, (), more=10)
    assert verdict.wrong == (), words
    files = [file for file in where.folder.parent.rglob("*") if file.is_file()]
    assert not [file for file in files if b"entry 4 entry 4" in file.read_bytes()], "I6"
    with closing(reopen(where)) as ledger:
        ids = [row[1].hex() for row in ledger.rows(0, 1000)]
    assert ids == [*known, after.id]
    return refused, words


@pytest.mark.parametrize("stays", [False, True], ids=["once", "persistent"])
def test_F05_no_space_at_the_nth_write(prepared: Path, tmp_path: Path, stays: bool) -> None:
    refusals = 0
    for n in range(1, 41):
        where = copied(prepared, tmp_path / "ward")
        fault = FULL._replace(part=n % 2 / 2)  # every other one after half of its bytes
        refused, words = save_through(where, nth("write", n, fault, on=stays))
        assert not refused or "disk is full" in words or "No space left" in words, words
        refusals += refused
    assert refusals > 20


def test_F05_no_space_for_a_new_file(prepared: Path, tmp_path: Path) -> None:
    refused, words = save_through(
        copied(prepared, tmp_path / "ward"), nth("create", 1, FULL, on=True)
    )
    assert refused == 2
    assert "cannot be written to" in words


@pytest.mark.parametrize("stays", [False, True], ids=["once", "persistent"])
@pytest.mark.parametrize("kind", ["write", "sync", "unlink", "create", "truncate"])
def test_F07_input_output_error_at_the_nth(
    prepared: Path, tmp_path: Path, kind: Kind, stays: bool
) -> None:
    refusals = 0
    for n in range(1, 41):
        where = copied(prepared, tmp_path / "ward")
        refused, words = save_through(where, nth(kind, n, BROKEN, on=stays))
        refusals += refused
        if not refused:
            break
        assert words
    assert refusals > 0 or kind == "truncate"


@pytest.mark.parametrize("stays", [False, True], ids=["once", "persistent"])
def test_F07_input_output_error_at_the_nth_read(
    prepared: Path, tmp_path: Path, stays: bool
) -> None:
    for n in range(1, 41):
        where = copied(prepared, tmp_path / "ward")
        refused, _ = save_through(where, nth("read", n, BROKEN, on=stays))
        if not refused:
            break
    assert n > 1


def test_F07_opening_on_a_bad_disk_says_so(prepared: Path, tmp_path: Path) -> None:
    said = 0
    for n in range(1, 41):
        where = copied(prepared, tmp_path / "ward")
        plan = nth("read", n, BROKEN)
        with watched(where.folder.parent, plan=plan, reads=True):
            try:
                reopen(where).close()
            except (Damaged, NotSaved) as problem:
                said += bool(problem.what)
        assert examine(where, (), more=3).wrong == ()
    assert said


@pytest.mark.parametrize("room", [1, 20_000, 60_000, 90_000, 130_000])
def test_F06_a_limit_on_the_size_of_files(prepared: Path, tmp_path: Path, room: int) -> None:
    where = copied(prepared, tmp_path / "ward")
    before = held_by(where)
    size = where.ledger.stat().st_size

    def work(promise: Callable[[Saved], None]) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(room, size * room // 60_000),) * 2)
        ledger = reopen(where)
        for n in range(4, 100):
            promise(ledger.append(new(n)))

    pid, pipe = in_a_child(quietly(work))
    os.waitpid(pid, 0)
    promised = promises(pipe)
    verdict = examine(where, [*before, *promised])
    assert verdict.wrong == ()
    assert verdict.told == ()
    assert len(promised) < 96, "the limit was never met"
    assert promised or room < size


def quietly(work: Callable[[Callable[[Saved], None]], None]) -> Any:
    """The same work, ended by the first refusal."""

    def attempt(promise: Callable[[Saved], None]) -> None:
        try:
            work(promise)
        except (NotSaved, Damaged, MemoryError):
            return

    return attempt


# --- memory ---------------------------------------------------------------------------------


@contextmanager
def out_of_memory_at(call: int) -> Iterator[list[int]]:
    """MemoryError at the `call`-th call of a function of the ledger's own."""
    seen = [0]

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and "wardsafe/ledger" in frame.f_code.co_filename:
            seen[0] += 1
            if seen[0] == call:
                sys.setprofile(None)
                raise MemoryError

    sys.setprofile(look)
    try:
        yield seen
    finally:
        sys.setprofile(None)


def test_F09_memory_error_at_call_after_call_of_a_save(prepared: Path, tmp_path: Path) -> None:
    call = failed = 0
    while True:
        call += 2  # every other one
        where = copied(prepared, tmp_path / "ward")
        before = held_by(where)
        with closing(reopen(where)) as ledger:
            with out_of_memory_at(call) as seen:
                try:
                    before.append(ledger.append(new(4)))
                except (MemoryError, NotSaved):
                    failed += 1
            assert ledger.append(new(5)).number == ledger.count()
        verdict = examine(where, before, more=2)
        assert (verdict.wrong, verdict.told) == ((), ()), call
        if seen[0] < call:
            break
    assert failed > 20


def test_F09_a_limit_on_memory(prepared: Path, tmp_path: Path) -> None:
    refused = 0
    for room in range(10):
        where = copied(prepared, tmp_path / "ward")
        before = held_by(where)

        def work(promise: Callable[[Saved], None], room: int = room) -> None:
            ledger = reopen(where)  # noqa: B023
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            # Above 32 MiB malloc always asks the system, so what is free already does not count.
            words = {"text": "x" * 36_000_000}
            limit = pages * os.sysconf("SC_PAGE_SIZE") + room * (48 << 20)
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            promise(ledger.append(NewEntry("note/1", "r" * 26, (), {"private": words})))

        pid, pipe = in_a_child(quietly(work))
        os.waitpid(pid, 0)
        promised = promises(pipe)
        assert examine(where, [*before, *promised]).wrong == ()
        refused += not promised
    assert 0 < refused < 10
