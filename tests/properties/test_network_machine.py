"""P1 to P16 (threats catalogue 5.6) hold, and each is shown to be able to fail.

Every day 200 examples of 30 steps, always the same; for the long run
`python3 ward.py machine-run --examples 20000 --steps 100`.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
from network_machine import Machine, run

import network_tally as tally
from network_checks import held
from network_faults import FAULTS
from network_model import FEW, Network, walk
from network_parts import Stick
from network_quick import quick_reading
from wardsafe.bundles.carriers import INBOX
from wardsafe.services.coming_in import read_inbox


class Unmixed(random.Random):
    """Leaves everything in its order."""

    def sample(self, population: Sequence[Any], k: int, *, counts: Any = None) -> list[Any]:
        return list(population)


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    with quick_reading():
        yield


def test_P1_to_P16_hold_under_a_nemesis() -> None:
    """And every fault of the nemesis struck, and every property was asked."""
    tally.clear()
    run(Machine, 200, 30, derandomize=True, phases=[Phase.generate])
    assert tally.never() == []
    assert tally.DONE["examples"] >= 200
    assert tally.DONE["steps"] >= 200 * 25


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(FAULTS))
def test_the_everyday_run_finds_each_fault(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[name](monkeypatch)
    with pytest.raises(AssertionError, match=r"^P\d+: "):
        run(Machine, 200, 30, derandomize=True, phases=[Phase.generate])


def test_P2_five_bundles_in_every_order_give_the_same() -> None:
    net = Network(5, FEW)
    for name in ("a1", "a2", "b1", "a1", "a2"):
        net.record(name)
        net.sync(name, 0)
    bundles = [one for one in net.history if net.opens("h1", one[2])][:5]
    assert len(bundles) == 5
    found = set()
    for order in permutations(bundles):
        hub = net.another_hub()
        stick = Stick("one")  # which mixes nothing here
        stick.order = Unmixed()
        for sender, name, data in order:
            stick.put(INBOX, f"{len(stick.files)} {sender}", name, data)
        read_inbox(hub.session, stick, lambda *_: None, lambda: False)
        found.add(frozenset(held(hub)))
    assert len(found) == 1
    assert len(found.pop()) > 5


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_each_property_can_fail(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault built in on purpose is found, and by the property that is meant to find it."""
    FAULTS[name](monkeypatch)
    found = set()
    for number in range(1, 13):
        try:
            walk(Network(number, FEW), number, 60)
        except AssertionError as problem:
            found.add(str(problem).partition(":")[0])
        if name.partition(" ")[0] in found:
            return
    pytest.fail(f"{name}: found by {sorted(found) or 'nothing'}")


def test_without_a_fault_the_same_walks_are_clean() -> None:
    for number in range(1, 9):
        walk(Network(number, FEW), number, 60)


def test_a_fault_is_there_for_each_property() -> None:
    assert {name.partition(" ")[0] for name in FAULTS} == {f"P{n}" for n in range(1, 17)}
