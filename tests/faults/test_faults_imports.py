"""F24: taking a bundle in, killed inside its disk calls, and with the power cut.

Here inside a part of the calls, evenly chosen; `ward.py faults` goes through every one.
"""

from collections import Counter
from pathlib import Path

from fault_images import images
from fault_imports import OWN, cuts, recorded, sent, verdict_on
from fault_ward import Dice, Theatre


def test_F24_N36_killed_inside_the_calls_of_one_take_in(tmp_path: Path) -> None:
    bundle, held = sent(12, Dice(3)), []
    for cut in cuts(tmp_path, bundle, chosen=30):
        assert cut.wrong == (), f"killed in call {cut.call}"
        held.append(cut.held)
    assert len(held) == 30
    assert held == sorted(held), "before COMMIT nothing is there, after it everything"
    assert set(held) == {False, True}


def test_F24_power_lost_while_a_bundle_is_taken_in(tmp_path: Path) -> None:
    run = recorded(tmp_path / "recorded", sent(12, Dice(3)))
    theatre, seen = Theatre(run, tmp_path / "stage"), Counter[int]()
    for image in images(run.disk, 300, seed=24, start=OWN):
        theatre.stage.show(image.files)
        verdict = verdict_on(theatre.where, run, image.acks)
        assert (verdict.wrong, verdict.told) == ((), ()), image.point
        seen[verdict.held] += 1
    assert seen.keys() == {OWN, OWN + 12}
