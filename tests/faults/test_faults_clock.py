"""The clock jumps, runs back or stands still: an entry is kept, in order, and never refused."""

import random
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fault_ward import examine, make, new, place, reopen

DAY = 86_400.0
CLOCKS: dict[str, Callable[[float, int], float]] = {
    "a second back": lambda now, n: now - n,
    "an hour back at once": lambda now, n: now - 3600 * (n > 9),
    "a day back": lambda now, n: now - DAY * (n > 9),
    "a day forward": lambda now, n: now + DAY * (n > 9),
    "400 days forward": lambda now, n: now + 400 * DAY * (n > 9),
    "1970": lambda now, n: float(n % 2),
    "2038": lambda now, n: 2_147_483_640.0 + n,
    "2099": lambda now, n: 4_070_908_800.0 + n,
    "before 1970": lambda now, n: -1000.0 * n,
    "frozen": lambda now, n: now,
    "jitter": lambda now, n: now + random.Random(n).uniform(-5, 5),
    "to and fro": lambda now, n: now + (-1) ** n * 10 * DAY,
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_F18_the_clock_never_blocks_or_reorders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    where, now = place(tmp_path / "ward"), 1_795_000_000.0
    tick = [0]

    def told() -> float:
        return CLOCKS[clock](now, tick[0])

    for name in ("time", "monotonic"):
        monkeypatch.setattr(time, name, told)
    saved = []
    with closing(make(where)) as ledger:
        for n in range(1, 21):
            tick[0] = n
            entry = new(n)
            stamp = datetime.fromtimestamp(told(), UTC).isoformat()
            entry.parts["private"]["entered"] = stamp  # type: ignore[index]
            saved.append((ledger.append(entry), stamp))
    assert [one.number for one, _ in saved] == list(range(1, 21))
    with closing(reopen(where)) as ledger:
        assert ledger.findings == ()
        entries = list(ledger.walk())
    assert [entry.header.seq for entry in entries] == list(range(1, 21))
    assert [entry.read("private")["entered"] for entry in entries] == [at for _, at in saved]
    monkeypatch.undo()
    verdict = examine(where, [one for one, _ in saved])
    assert [wrong for wrong in verdict.wrong if "typed" not in wrong] == []
