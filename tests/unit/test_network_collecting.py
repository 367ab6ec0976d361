"""A hub collects what two wards sent, and writes their facts; with two processes the same."""

import signal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from two_terminals import another_ward, believe, hub
from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.cli.collecting import _asked_to_stop
from wardsafe.errors import BadInput, Damaged, NotAllowed
from wardsafe.ledger.entry import Entry
from wardsafe.network.files import WardOf, files_of, read_wards
from wardsafe.network.tables import TABLES
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.exchanging import sync
from wardsafe.services.network.collecting import collect
from wardsafe.services.network.desk import at_desk, wards
from wardsafe.services.network.gathering import Gathered, gather_all
from wardsafe.services.network.reporting import read_quarter
from wardsafe.services.recording import record_new
from wardsafe.services.reports.writing import read_period


def read(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        table: [row for path in files_of(folder, table) for row in pq.read_table(path).to_pylist()]
        for table in TABLES
    }


def files(folder: Path) -> dict[str, bytes]:
    return {f"{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*.*")}


def test_a_hub_collects_and_one_that_never_sent_is_silent(
    ward: Any, tmp_path: Path, clock: Any, chance: Any
) -> None:
    there, stick = hub(tmp_path / "hub", clock, chance), tmp_path / "stick"
    first = ward.unlock("owain")
    other = another_ward(tmp_path / "other", "Birch Ward", clock, chance)
    quiet = another_ward(tmp_path / "quiet", "Cedar Ward", clock, chance)
    stick.mkdir()
    for session, many in ((first, 3), (other, 2)):
        for _ in range(many):
            said = RestrictivePractice(when=session.now(), place="garden", narrative="Quietly.")
            record_new(session, said)
    for session in (first, other, quiet):
        believe(session, there)
        believe(there, session)
    for session in (first, other):
        sync(session, FolderCarrier(stick))
    clock.pass_(86_400)
    alone = collect(there, FolderCarrier(stick))
    assert (alone.wards, alone.outcome.alerts) == (3, ())
    folder = there.where.network
    before = read(folder)
    force = [row["ward"] for row in before["facts"] if row["kind"] == RestrictivePractice.kind]
    count = {one.name: force.count(ward)
             for ward, one in read_wards(folder).items()}  # fmt: skip
    assert count == {"Ashdown Ward": 3, "Birch Ward": 2, "Cedar Ward": 0}
    kept = files(folder)
    assert len(kept) == 3 * len(TABLES) + 1
    there.data_key, key = bytes(32), there.data_key
    with pytest.raises(Damaged):  # whoever makes facts reads the ledger's file, with its key
        collect(there, FolderCarrier(stick))
    there.data_key = key
    assert collect(there, FolderCarrier(stick), processes=2).rows == alone.rows
    assert files(folder) == kept
    shown = read_quarter(folder, read_period("2026-Q4"))
    assert {one.name: shown.states[ward] for ward, one in shown.wards.items()} == {
        "Ashdown Ward": "part", "Birch Ward": "part", "Cedar Ward": "silent",
    }  # fmt: skip
    for session in (there, other, quiet):
        session.close()


def test_a_ward_and_somebody_who_may_not_collect_nothing(
    ward: Any, tmp_path: Path, clock: Any, chance: Any
) -> None:
    (tmp_path / "stick").mkdir()
    session = ward.unlock("owain")
    assert not at_desk(session)
    with pytest.raises(BadInput, match="a ward's"):
        collect(session, FolderCarrier(tmp_path / "stick"))
    with pytest.raises(NotAllowed):
        collect(ward.unlock("emeka"), FolderCarrier(tmp_path / "stick"))
    there = hub(tmp_path / "hub", clock, chance)
    assert at_desk(there)
    assert wards(there) == {}
    with pytest.raises(BadInput, match="No ward is enrolled"):
        collect(there, FolderCarrier(tmp_path / "stick"))
    there.close()


def test_stopped_it_finishes_the_ward_at_hand_and_goes_on_with_the_rest(tmp_path: Path) -> None:
    def gathered(day: str, most: int) -> tuple[Gathered, list[str]]:
        began: list[str] = []
        wards = {n: WardOf(n, "ZZ1", "test", (f"t{n}",), day) for n in ("w1", "w2", "w3")}

        def entries_of(ward: WardOf) -> list[Entry]:
            began.append(ward.name)
            return []

        found = gather_all(tmp_path, wards, entries_of, stop=lambda: len(began) >= most)
        return found, began

    assert gathered("2026-09-29", 2) == (Gathered(0, 2, ("w3",)), ["w1", "w2"])
    assert {n: one.until for n, one in read_wards(tmp_path).items()} == dict.fromkeys(
        ("w1", "w2"), "2026-09-29"
    )
    assert gathered("2026-09-30", 2) == (Gathered(0, 2, ("w2",)), ["w3", "w1"])
    assert gathered("2026-09-30", 9)[1] == ["w2", "w1", "w3"]


def test_a_desk_that_is_stopped_says_so_and_takes_in_the_rest_next_time(
    ward: Any, tmp_path: Path, clock: Any, chance: Any
) -> None:
    there, stick = hub(tmp_path / "hub", clock, chance), tmp_path / "stick"
    stick.mkdir()
    first = ward.unlock("owain")
    believe(first, there)
    believe(there, first)
    sync(first, FolderCarrier(stick))
    many = there.ledger.count()
    found = collect(there, FolderCarrier(stick), stop=lambda: True)
    assert (found.stopped, found.made, found.wards, found.outcome.came) == (True, 0, 1, ())
    assert there.ledger.count() == many  # not even a note that facts were made
    again = collect(there, FolderCarrier(stick))
    assert (again.stopped, again.made, again.outcome.new > 0) == (False, 1, True)
    there.close()


def test_ctrl_c_is_heard_once_as_stop_and_then_as_ever(capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)
    with _asked_to_stop() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    assert "Stopping after what it is at" in capfd.readouterr().err
