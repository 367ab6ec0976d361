"""Every entry that can be read comes out, whatever page is damaged, and each line is true."""

import io
import json
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from wardsafe.clock import SystemChance
from wardsafe.errors import Damaged
from wardsafe.ledger import schema, stored
from wardsafe.ledger.connection import PAGE, connect
from wardsafe.ledger.entry import NOTHING_BEFORE, NewEntry, Place, build
from wardsafe.ledger.rescue import RescueReport, rescue

KEY = bytes(range(32))
ENTRIES = 120


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a ledger of `ENTRIES` entries, some longer than a page."""
    path = tmp_path_factory.mktemp("healthy") / "ledger.db"
    prev = NOTHING_BEFORE
    with closing(connect(path, KEY, new=True)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        schema.make(connection)
        for n in range(1, ENTRIES + 1):
            words = f"née {n} " * (40 if n % 10 else 1200)
            new = NewEntry("patient/1", f"r{n}", (), {"facts": {"n": n}, "private": {"w": words}})
            entry = build(n, new, Place("live-x", "RAA01", "t1", 1, n, prev), SystemChance())
            stored.insert(connection, [entry])
            prev = entry.id
        connection.execute("COMMIT")
    return path.read_bytes()


Rescued = tuple[RescueReport, dict[int, dict[str, Any]]]


@pytest.fixture
def rescued(tmp_path: Path) -> Callable[..., Rescued]:
    """Rescues these bytes: the report, and the lines by number."""

    def run(data: bytes, *, key: bytes = KEY, expected: int = 0) -> Rescued:
        ledger, out = tmp_path / "ledger.db", io.StringIO()
        ledger.write_bytes(data)
        report = rescue(ledger, data_key=key, out=out, workspace=tmp_path, expected=expected)
        assert ledger.read_bytes() == data
        assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        assert len({line["number"] for line in lines}) == len(lines)
        return report, {line["number"]: line for line in lines}

    return run


def bad_page(data: bytes, page: int) -> bytes:
    """The same bytes with one bit of a page (from 1) flipped."""
    changed = bytearray(data)
    changed[(page - 1) * PAGE + 900] ^= 4
    return bytes(changed)


def test_a_healthy_ledger_comes_out_whole(healthy: bytes, rescued: Callable[..., Rescued]) -> None:
    report, lines = rescued(healthy)
    assert (report.entries, report.verified) == (ENTRIES, ENTRIES)
    assert (report.unreadable_pages, report.missing) == (0, ())
    assert lines[7]["parts"] == {"facts": {"n": 7}, "private": {"w": "née 7 " * 40}}
    assert lines[7]["header"]["record"] == "r7"
    assert str(report) == "120 entries read, 120 as saved."


def test_every_single_damaged_page_costs_only_what_it_held(
    healthy: bytes, rescued: Callable[..., Rescued]
) -> None:
    pages = len(healthy) // PAGE
    worst = 0
    for page in [*random.Random(5).sample(range(2, pages + 1), 12), 1, 2]:
        report, lines = rescued(bad_page(healthy, page))
        assert report.unreadable_pages == 1, page
        worst = max(worst, ENTRIES - report.verified)
        for number, line in lines.items():
            if line["verified"]:
                assert line["parts"]["facts"] == {"n": number}, page
            else:
                assert line["problems"], page
    assert 0 < worst <= 20


def test_the_first_page_hides_nothing(healthy: bytes, rescued: Callable[..., Rescued]) -> None:
    report, _ = rescued(bad_page(healthy, 1))
    assert report.verified == ENTRIES


def test_a_lost_end_is_named(healthy: bytes, rescued: Callable[..., Rescued]) -> None:
    half = healthy[: len(healthy) // PAGE // 2 * PAGE]
    report, lines = rescued(half, expected=ENTRIES)
    assert 10 < report.verified < ENTRIES
    assert report.missing[-1][1] == ENTRIES
    assert f"to {ENTRIES}." in str(report)
    assert max(lines) < ENTRIES


def test_a_zeroed_page_is_counted(healthy: bytes, rescued: Callable[..., Rescued]) -> None:
    data = healthy[: 4 * PAGE] + bytes(PAGE) + healthy[5 * PAGE :]
    report, _ = rescued(data)
    assert report.unreadable_pages == 1
    assert report.verified > ENTRIES - 20


def test_a_changed_entry_is_told_apart(
    healthy: bytes, rescued: Callable[..., Rescued], tmp_path: Path
) -> None:
    forged = tmp_path / "forged"
    forged.write_bytes(healthy)
    with closing(connect(forged, KEY)) as connection:
        connection.execute("DROP TRIGGER part_is_never_changed")
        connection.execute(
            "UPDATE part SET body = CAST(body || ' ' AS BLOB) WHERE entry = 3 AND name = 'private'"
        )
    data = forged.read_bytes()
    forged.unlink()
    report, lines = rescued(data)
    assert report.verified == ENTRIES - 1
    assert lines[3]["verified"] is False
    assert lines[3]["problems"] == ["the private part was changed"]


def test_the_wrong_key_says_so(healthy: bytes, rescued: Callable[..., Rescued]) -> None:
    with pytest.raises(Damaged, match="No page of the ledger opens with this key"):
        rescued(healthy, key=bytes(32))


def test_an_empty_or_missing_file_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for path, words in ((empty, "is empty"), (tmp_path / "none", "cannot be read")):
        with pytest.raises(Damaged, match=words):
            rescue(path, data_key=KEY, out=io.StringIO(), workspace=tmp_path)


def test_the_columns_are_those_of_the_ledger(healthy: bytes, tmp_path: Path) -> None:
    from wardsafe.ledger import carving as module

    real, ours = tmp_path / "real", tmp_path / "ours"
    real.write_bytes(healthy)
    with closing(connect(real, KEY)) as a, closing(connect(ours, KEY, new=True)) as b:
        for name, columns in (("entry", module._ENTRY), ("part", module._PART)):
            b.execute(f"CREATE TABLE {columns}")
            found = [[row[1] for row in c.execute(f"PRAGMA table_info({name})")] for c in (a, b)]
            assert found[0] == found[1]
