"""P1 to P16 (threats catalogue 5.6) as a state machine: terminals, hubs, sticks and a nemesis.

Everyday 120 examples of 30 steps, 200 with `-m long`; for the long run
`python3 ward.py network-run --examples 20000 --steps 100`. Each property is shown to be able to
fail, by a table of faults built in on purpose.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

sys.path.insert(0, str(Path(__file__).parents[1]))
import network_checks as checks
from network_faults import FAULTS
from network_model import FEW, NAMES, Network, quick_reading, walk

SIDE, STICK = st.integers(0, 5), st.integers(0, 1)
ANY = st.integers(0, 99)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


class Machine(RuleBasedStateMachine):
    """Every rule is one operation of the model; the end is settled and examined."""

    sizes: tuple[tuple[str, ...], ...] = (*[FEW] * 9, NAMES)

    def __init__(self) -> None:
        super().__init__()
        self.net: Network | None = None

    @initialize(size=st.integers(0, 9), drawn=st.integers(0, 2**16))
    def begin(self, size: int, drawn: int) -> None:
        self.net = Network(drawn, self.sizes[size])

    def _any(self, which: int) -> str:
        return self._net.names[which % len(self._net.names)]

    def _ward(self, which: int) -> str:
        return self._net.wards[which % len(self._net.wards)]

    @property
    def _net(self) -> Network:
        assert self.net is not None
        return self.net

    @rule(who=SIDE)
    def record(self, who: int) -> None:
        self._net.record(self._ward(who))

    @rule(who=SIDE, which=ANY, settles=st.booleans())
    def amend(self, who: int, which: int, settles: bool) -> None:
        self._net.amend(self._ward(who), which, settles)

    @rule(who=SIDE, which=ANY)
    def void(self, who: int, which: int) -> None:
        self._net.amend(self._ward(who), which, True, "void")

    @rule(who=SIDE)
    def write_unknown(self, who: int) -> None:
        self._net.write_unknown(self._ward(who))

    @rule(who=SIDE, stick=STICK)
    def sync(self, who: int, stick: int) -> None:
        self._net.sync(self._any(who), stick)

    @rule(who=SIDE, also=SIDE, stick=STICK)
    def meet(self, who: int, also: int, stick: int) -> None:
        for one in (who, also):
            self._net.sync(self._any(one), stick)

    @rule(who=SIDE, what=st.sampled_from(["before", "after", "full"]), after=st.integers(1, 12))
    def doom(self, who: int, what: str, after: int) -> None:
        self._net.doom(self._any(who), what, after)

    @rule(who=SIDE)
    def make_room(self, who: int) -> None:
        self._net.make_room(self._any(who))

    @rule(stick=STICK)
    def fill(self, stick: int) -> None:
        self._net.fill(stick)

    @rule(stick=STICK, share=st.sampled_from([0.3, 1.0]))
    def lose(self, stick: int, share: float) -> None:
        self._net.lose(stick, share)

    @rule(which=ANY, stick=STICK, under=SIDE)
    def replay(self, which: int, stick: int, under: int) -> None:
        self._net.replay(which, stick, self._any(under))

    @rule(
        which=ANY,
        bit=st.integers(0, 2**20),
        stick=STICK,
        renamed=st.booleans(),
        inside=st.booleans(),
    )
    def damage(self, which: int, bit: int, stick: int, renamed: bool, inside: bool) -> None:
        self._net.damage(which, bit, stick, renamed, inside)

    @rule(who=SIDE, seconds=st.integers(-(10**11), 10**11) | st.sampled_from([-1, -3600, 3600]))
    def move_clock(self, who: int, seconds: int) -> None:
        self._net.move_clock(self._any(who), seconds)

    @rule(who=SIDE)
    def back_up(self, who: int) -> None:
        self._net.back_up(self._any(who))

    @rule(who=SIDE, which=ANY, told=st.booleans())
    def go_back(self, who: int, which: int, told: bool) -> None:
        self._net.go_back(self._any(who), which, told)

    @rule(who=SIDE, stick=STICK)
    def copy_disk(self, who: int, stick: int) -> None:
        self._net.copy_disk(self._ward(who), stick)

    @invariant()
    def P9_a_fork_is_told_at_once(self) -> None:
        for one in self.net.nodes.values() if self.net else ():
            if any("~" in name for name, _ in one.store.tops()):
                checks.P9_forks(one)

    def teardown(self) -> None:
        if self.net is not None:
            self.net.settle()


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    with quick_reading():
        yield


def run(examples: int, steps: int, repeats: int | None = None, **more: Any) -> None:
    """Run the machine; `repeats` is the seed that repeats it."""
    if repeats is not None:
        seed(repeats)(Machine)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=QUIET,
            database=None,
            **more,
        ),
    )


def test_P1_to_P16_hold_under_a_nemesis() -> None:
    run(120, 30, derandomize=True, phases=[Phase.generate])


@pytest.mark.long
def test_P1_to_P16_hold_for_longer() -> None:
    run(200, 30, phases=[Phase.generate])


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
