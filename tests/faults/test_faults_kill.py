"""The process is killed while it saves: at random times, and inside every single disk call."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from fault_disk import DIES, Kind, nth, watched
from fault_ward import examine, in_a_child, make, new, place, promises, reopen, survive_kills

from wardsafe.ledger.entry import Saved
from wardsafe.places import WardFolder

CHANGES: tuple[Kind, ...] = ("create", "write", "truncate", "sync", "unlink", "rename")


def test_F01_kill_at_random_times(tmp_path: Path) -> None:
    promised = 0
    for verdict, more in survive_kills(tmp_path / "ward", 50, seed=1):
        assert (verdict.wrong, verdict.told) == ((), ())
        promised += more
    assert promised > 50


def copied(prepared: Path, to: Path) -> WardFolder:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(prepared, to)
    return place(to)


def exit_of(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_F02_kill_inside_every_call_of_one_save(tmp_path: Path) -> None:
    prepared = tmp_path / "prepared"
    with closing(make(place(prepared))) as ledger:
        before = [ledger.append(new(n)) for n in (1, 2, 3)]
    deaths, kept = 0, set()
    while True:
        where = copied(prepared, tmp_path / "ward")
        pid, pipe = in_a_child(one_save(where, deaths + 1))
        ended, promised = exit_of(pid), promises(pipe)
        verdict = examine(where, [*before, *promised])
        assert (verdict.wrong, verdict.told) == ((), ()), f"killed in call {deaths + 1}"
        if ended == 0:
            break
        assert ended == 77
        assert not promised
        kept.add(verdict.held)
        deaths += 1
        assert examine(where, before) == verdict, "opened a second time"
        with closing(reopen(where)) as ledger:
            assert ledger.append(new(verdict.held + 1)).number == verdict.held + 1
    assert len(promised) == 1
    assert deaths > 30
    assert kept == {3, 4}, "before COMMIT it is gone, after COMMIT it is there"


def one_save(where: WardFolder, call: int) -> Callable[[Callable[[Saved], None]], None]:
    """A child that saves once and dies inside the `call`-th change of the disk."""

    def work(promise: Callable[[Saved], None]) -> None:
        folder = where.folder.parent
        with watched(folder, plan=nth(CHANGES, call, DIES)), closing(reopen(where)) as ledger:
            promise(ledger.append(new(4)))

    return work
