"""A back-up holds the ward whole and proves it; going back is always visible and loses no file."""

import json
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from wardsafe.clock import id_from
from wardsafe.errors import BadInput, Damaged, InUse, NotSaved
from wardsafe.ledger import backup as module
from wardsafe.ledger import backup_files
from wardsafe.ledger.backup import backup
from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.restore import RestoreReport, restore
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder

KEY, SECRET = bytes(range(32)), bytes(range(32, 64))


class Dice:
    """Randomness that repeats."""

    def __init__(self) -> None:
        self._random = random.Random(4)

    def new_id(self) -> str:
        return id_from(self.random_bytes(17))

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


def save(ledger: SqliteLedger, count: int) -> None:
    numbers = range(ledger.count() + 1, ledger.count() + 1 + count)
    ledger.append_many(
        NewEntry("patient/1", f"r{n}", (), {"facts": {"n": n}, "private": {"w": "née " * 200}})
        for n in numbers
    )


def opened(where: WardFolder, secret: bytes = SECRET) -> SqliteLedger:
    return SqliteLedger.open(where, data_key=KEY, device_secret=secret, chance=Dice())


@pytest.fixture
def where(tmp_path: Path) -> WardFolder:
    return WardFolder(tmp_path / "ward", tmp_path / "device")


@pytest.fixture
def ledger(where: WardFolder) -> Iterator[SqliteLedger]:
    identity = LedgerIdentity("live-x", "RAA01", "t1")
    with closing(
        SqliteLedger.create(
            where,
            identity=identity,
            data_key=KEY,
            signing_seed=bytes(32),
            device_secret=SECRET,
            chance=Dice(),
        )
    ) as made:
        save(made, 30)
        where.slots.write_bytes(b"slots")
        where.about.write_text("{}")
        (where.folder / "recovery").write_bytes(b"recovery")
        where.held.mkdir()
        (where.held / "one").write_bytes(b"held")
        (where.folder / "duties.toml").write_text("# ours")
        (where.folder / "checklists").mkdir()
        (where.folder / "checklists" / "observation-levels.toml").write_text("# ours too")
        (where.folder / "checklists" / "notes.txt").write_text("no list")
        yield made


def go_back(source: Path, where: WardFolder, secret: bytes = SECRET) -> RestoreReport:
    return restore(source, where, data_key=KEY, device_secret=secret, chance=Dice())


def test_a_back_up_is_whole_and_sealed(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path
) -> None:
    report = backup(ledger, where, tmp_path / "copies" / "monday", data_key=KEY)
    assert (report.entries, report.head, report.problems) == (30, ledger.head().head, ())
    assert str(report) == f"Backed up and checked: 30 entries, head {ledger.head().head[:8]}."
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["monday"]
    found = {p.relative_to(report.folder).as_posix() for p in report.folder.rglob("*")}
    assert found == {
        *("backup.json", "ledger.db", "keyslots", "ward.json", "recovery", "held", "held/one"),
        *("duties.toml", "checklists", "checklists/observation-levels.toml"),
    }
    assert b"n\xc3\xa9e" not in b"".join(
        path.read_bytes() for path in report.folder.rglob("*") if path.is_file()
    )
    save(ledger, 1)


def test_nothing_is_overwritten(ledger: SqliteLedger, where: WardFolder, tmp_path: Path) -> None:
    target = tmp_path / "monday"
    target.write_text("mine")
    with pytest.raises(BadInput, match="something at monday already"):
        backup(ledger, where, target, data_key=KEY)
    assert target.read_text() == "mine"


def test_a_failed_back_up_leaves_nothing_behind(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_files.shutil, "copyfile", full)
    with pytest.raises(NotSaved, match="The back-up was not made: No space left on device"):
        backup(ledger, where, tmp_path / "copies" / "monday", data_key=KEY)
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_copy_that_misses_the_newest_entry_is_refused(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = backup(ledger, where, tmp_path / "old", data_key=KEY).folder
    save(ledger, 1)
    monkeypatch.setattr(
        module, "_copy_ledger", lambda _, to, *__: backup_files.copy_file(old / "ledger.db", to)
    )
    with pytest.raises(NotSaved, match="does not hold the ledger's newest entry"):
        backup(ledger, where, tmp_path / "new", data_key=KEY)
    assert not (tmp_path / "new").exists()


def test_D05_going_back_is_told_in_numbers_and_begins_an_epoch(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path
) -> None:
    source = backup(ledger, where, tmp_path / "monday", data_key=KEY).folder
    save(ledger, 12)
    head = ledger.head()
    ledger.close()
    before = where.ledger.read_bytes()
    report = go_back(source, where)
    assert str(report) == (
        "The back-up holds 30 entries; this terminal had 42: 12 are missing here and may be on "
        "another terminal or the hub."
    )
    assert (report.epoch, report.pins_lost) == (2, False)
    assert report.aside == where.folder / "replaced-1"
    assert (where.folder / "replaced-1" / "ledger.db").read_bytes() == before
    with closing(opened(where)) as restored:
        assert restored.findings == ()
        first = restored.entry(31)
        assert first is not None
        assert (first.header.epoch, first.header.seq, first.header.prev) == (2, 1, head.head)
        assert "12 are missing" in str(first.read("facts")["reason"])
        save(restored, 1)


def test_going_back_to_the_present_loses_nothing(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path
) -> None:
    source = backup(ledger, where, tmp_path / "monday", data_key=KEY).folder
    ledger.close()
    report = go_back(source, where)
    assert str(report) == "The back-up holds 30 entries; this terminal had 30: none is missing."
    with closing(opened(where)) as restored:
        assert verify(restored).problems == ()


def test_a_clean_machine_gets_everything_back(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path
) -> None:
    source = backup(ledger, where, tmp_path / "monday", data_key=KEY).folder
    ledger.close()
    new, secret = WardFolder(tmp_path / "new", tmp_path / "new-device"), bytes(32)
    new.device.mkdir()
    report = go_back(source, new, secret)
    assert report.had is None
    assert report.pins_lost
    assert "nothing here remembers how many this terminal had" in str(report)
    assert not new.slots.exists()
    assert (new.folder / "recovery").read_bytes() == b"recovery"
    assert (new.held / "one").read_bytes() == b"held"
    assert (new.folder / "duties.toml").read_text() == "# ours"
    assert (new.folder / "checklists" / "observation-levels.toml").read_text() == "# ours too"
    assert new.standards == tuple(
        new.folder / each.relative_to(where.folder) for each in where.standards
    )
    with closing(opened(new, secret)) as restored:
        assert restored.findings == ()
        assert restored.count() == 31
        save(restored, 1)
        again = backup(restored, new, tmp_path / "tuesday", data_key=KEY)
    assert go_back(again.folder, new, secret).epoch == 3


def test_the_present_slots_standards_and_held_records_stay(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path
) -> None:
    source = backup(ledger, where, tmp_path / "monday", data_key=KEY).folder
    ledger.close()
    where.slots.write_bytes(b"newer")
    (where.held / "two").write_bytes(b"later")
    (where.folder / "duties.toml").write_text("# newer")
    (where.folder / "checklists" / "observation-levels.toml").unlink()
    go_back(source, where)
    assert (where.folder / "duties.toml").read_text() == "# newer"
    assert (where.folder / "checklists" / "observation-levels.toml").read_text() == "# ours too"
    assert where.slots.read_bytes() == b"newer"
    assert {path.name for path in where.held.iterdir()} == {"one", "two"}


@pytest.mark.parametrize(
    "name", ["ledger.db", "keyslots", "recovery", "held/one", "duties.toml", "backup.json"]
)
def test_a_changed_back_up_is_refused_before_anything_moves(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path, name: str
) -> None:
    source = backup(ledger, where, tmp_path / "monday", data_key=KEY).folder
    ledger.close()
    data = bytearray((source / name).read_bytes())
    data[0] ^= 1
    (source / name).write_bytes(data)
    before = where.ledger.read_bytes()
    with pytest.raises(Damaged, match=name if name != "backup.json" else "not a whole back-up"):
        go_back(source, where)
    assert where.ledger.read_bytes() == before
    opened(where).close()


def test_the_wrong_key_is_refused_before_anything_moves(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path
) -> None:
    source = backup(ledger, where, tmp_path / "monday", data_key=KEY).folder
    ledger.close()
    before = where.ledger.read_bytes()
    with pytest.raises(Damaged, match="does not open with this key"):
        restore(source, where, data_key=bytes(32), device_secret=SECRET, chance=Dice())
    assert where.ledger.read_bytes() == before


def test_an_open_ledger_is_not_replaced(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path
) -> None:
    source = backup(ledger, where, tmp_path / "monday", data_key=KEY).folder
    with pytest.raises(InUse):
        go_back(source, where)
    save(ledger, 1)


def test_the_contents_say_nothing_about_people(
    ledger: SqliteLedger, where: WardFolder, tmp_path: Path
) -> None:
    source = backup(ledger, where, tmp_path / "monday", data_key=KEY).folder
    said = json.loads((source / "backup.json").read_text())
    assert said.keys() == {"format", "entries", "head", "files"}
    assert said["files"].keys() == {
        *("ledger.db", "keyslots", "ward.json", "recovery", "held/one"),
        *("duties.toml", "checklists/observation-levels.toml"),
    }
