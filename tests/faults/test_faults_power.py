"""Power loss: images of the disk at random moments of real saves, opened by the real program."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from fault_disk import LIES, Fault, Kind, watched
from fault_images import Model, images, replayed
from fault_ward import Dice, Run, Theatre, Verdict, examine, make, new, place, record, reopen

from wardsafe.ledger.keys import make_device_secret
from wardsafe.places import WardFolder

FINE = Verdict(())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return record(tmp_path_factory.mktemp("recorded"), 30)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_F03_power_loss_images(run: Run, tmp_path: Path, seed: int) -> None:
    theatre = Theatre(run, tmp_path)
    for image in images(run.disk, 500, seed):
        verdict = theatre.verdict(image)
        assert (verdict.wrong, verdict.told) == ((), ()), f"seed {seed}, point {image.point}"


def test_F03_a_lost_entry_would_be_noticed(run: Run, tmp_path: Path) -> None:
    """The check itself: an image with a promise too many fails it."""
    theatre = Theatre(run, tmp_path)
    early = next(iter(images(run.disk, 1, 9)))
    everything = [op.value for op in run.disk.log if op.kind == "ack"]
    theatre.stage.show(early.files)
    verdict = examine(theatre.where, everything, truth=run.truth)
    assert verdict.wrong[0].startswith("I1")


def test_F04_power_loss_in_the_first_run(tmp_path: Path) -> None:
    base = tmp_path / "recorded"
    base.mkdir()
    where = WardFolder(base / "ward", base / "device")
    with watched(base) as disk:
        ledger = make(where)
        made = len(disk.log)
        for n in (1, 2, 3):
            disk.ack(ledger.append(new(n)))
        truth = ledger.rows(0, 10)
        assert replayed(disk)
        ledger.close()
    theatre = Theatre(Run(disk, where, truth), tmp_path / "stage")
    seen: Counter[str] = Counter()
    for image in images(disk, 500, seed=4):
        verdict = theatre.verdict(image)
        if image.point >= made:
            assert (verdict.wrong, verdict.told) == ((), ()), image.point
            seen["open"] += 1
        elif verdict.wrong:
            assert verdict.wrong == ("does not open",), image.point
            make(theatre.where, 5).close()
            assert examine(theatre.where, ()) == FINE
            seen["begun again"] += 1
    assert min(seen["open"], seen["begun again"]) > 50


def test_F04_power_loss_while_the_device_secret_is_made(tmp_path: Path) -> None:
    where = place(tmp_path / "recorded")
    with watched(tmp_path / "recorded") as disk:
        disk.ack(make_device_secret(where, Dice(1)))
    theatre = Theatre(Run(disk, where, []), tmp_path / "stage")
    kept = 0
    for image in images(disk, 200, seed=1):
        theatre.stage.show(image.files)
        secret = make_device_secret(theatre.where, Dice(2))
        assert not image.acks or secret == image.acks[0], image.point
        kept += len(image.acks)
    assert kept


def test_F08_a_disk_that_lies_is_found_out(tmp_path: Path) -> None:
    """Syncs of the ward folder do nothing: entries may go, and the anchor must tell of each.

    Where the device folder lies too and both are as old, only a receipt from elsewhere can tell.
    """

    def lies(kind: Kind, path: str) -> Fault | None:
        return LIES if kind == "sync" and "/device" not in path else None

    run = record(tmp_path / "recorded", 20, plan=lies)
    theatre = Theatre(run, tmp_path / "stage")
    seen: Counter[str] = Counter()
    for image in images(run.disk, 400, seed=8):
        verdict = theatre.verdict(image)
        lost = any(not wrong.startswith("I2") for wrong in verdict.wrong)
        assert verdict.told or not lost, (image.point, verdict)
        seen["lost" if lost else "kept"] += 1
    assert seen["lost"] > 100


def test_F08_a_file_from_before_is_told_and_recorded_on(run: Run, tmp_path: Path) -> None:
    """What a lying disk leaves at best: the file of some saves ago, beside today's anchor."""
    theatre = Theatre(run, tmp_path)
    model, acks = Model.of(run.disk), 0
    for op in run.disk.log:
        model.advance(op)
        if op.kind == "ack":
            acks += 1
        if acks == 22 and op.kind == "ack":
            older = {p: d for p, d in model.whole().items() if "/device" not in p}
    theatre.stage.show(model.whole() | older)
    with closing(reopen(theatre.where)) as ledger:
        assert ledger.count() == 22
        assert "The anchor says 30 entries, the file holds 22: the last 8 are missing." in {
            finding.what for finding in ledger.findings
        }
        saved = ledger.append(new(99))
        assert saved.number == 24, "the new epoch's first entry says why"
        assert ledger.identity.epoch == 2
        assert ledger.entry(23).header.prev == run.truth[29][1].hex()
