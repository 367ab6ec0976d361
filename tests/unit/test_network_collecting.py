"""A hub collects what two wards sent, and writes their facts; with two processes the same."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from two_terminals import another_ward, believe, hub
from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.network.files import files_of, read_wards
from wardsafe.network.tables import TABLES
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.exchanging import sync
from wardsafe.services.network.collecting import collect
from wardsafe.services.network.desk import at_desk, wards
from wardsafe.services.network.reporting import read_quarter
from wardsafe.services.recording import record_new
from wardsafe.services.reports.writing import read_period


def read(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        table: [row for path in files_of(folder, table) for row in pq.read_table(path).to_pylist()]
        for table in TABLES
    }


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
    assert collect(there, FolderCarrier(stick), processes=2).rows == alone.rows
    assert read(folder) == before
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
