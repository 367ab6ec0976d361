"""The process is killed while it saves: at random times, and inside every single disk call."""

import os
import random
import shutil
import signal
import struct
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fault_disk import DIES, Kind, nth, watched
from fault_ward import examine, kill_while_saving, make, new, place, reopen

CHANGES: tuple[Kind, ...] = ("create", "write", "truncate", "sync", "unlink", "rename")


def test_F01_kill_at_random_times(tmp_path: Path) -> None:
    chance = random.Random(1)
    saved = 0
    for round_ in range(5):
        where = place(tmp_path / str(round_))
        make(where).close()
        acks = []
        for _ in range(10):
            acks += kill_while_saving(where, len(acks), chance.uniform(0.0, 0.012))
            verdict = examine(where, acks, more=1)
            assert (verdict.wrong, verdict.told) == ((), ())
            acks = acks[: verdict.held]
        saved += len(acks)
    assert saved > 50
