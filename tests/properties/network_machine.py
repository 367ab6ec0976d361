"""P1 to P16 (threats catalogue 5.6) as a state machine: terminals, hubs, sticks and a nemesis.

`test_network_machine` runs it every day, `machine_run` for long.
"""

import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, seed, settings
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
from network_model import FEW, NAMES, Network
from network_quick import ENVELOPES
from network_tally import done

SIDE, STICK = st.integers(0, 5), st.integers(0, 1)
ANY = st.integers(0, 99)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


class Machine(RuleBasedStateMachine):
    """Every rule is one operation of the model; the end is settled and examined."""

    sizes: tuple[tuple[str, ...], ...] = (*[FEW] * 9, NAMES)

    def __init__(self) -> None:
        super().__init__()
        self.net: Network | None = None
        self.begun = False

    @initialize(size=st.integers(0, 9), drawn=st.integers(0, 2**16))
    def begin(self, size: int, drawn: int) -> None:
        ENVELOPES.forget()
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
        self._net.amend(who, which, settles)

    @rule(who=SIDE, which=ANY)
    def void(self, who: int, which: int) -> None:
        self._net.amend(who, which, True, "void")

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

    @rule()
    def make_room(self) -> None:
        self._net.make_room()

    @rule(stick=STICK)
    def fill(self, stick: int) -> None:
        self._net.fill(stick)

    @rule(stick=STICK, share=st.sampled_from([0.3, 1.0]))
    def lose(self, stick: int, share: float) -> None:
        self._net.lose(stick, share)

    @rule(which=ANY, where=ANY)
    def replay(self, which: int, where: int) -> None:
        self._net.replay(which, where)

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
        self._net.back_up(who)

    @rule(which=ANY, told=st.booleans())
    def go_back(self, which: int, told: bool) -> None:
        self._net.go_back(which, told)

    @rule(who=SIDE, stick=STICK)
    def copy_disk(self, who: int, stick: int) -> None:
        self._net.copy_disk(self._ward(who), stick)

    @invariant()
    def P9_a_fork_is_told_at_once(self) -> None:
        if self.net is None:
            return
        if self.begun:
            done("steps")
        self.begun = True
        for one in self.net.nodes.values():
            if any("~" in name for name, _ in one.store.tops()):
                checks.P9_forks(one)

    def teardown(self) -> None:
        if self.net is not None:
            done("examples")
            self.net.settle()


def run(machine: Any, examples: int, steps: int, number: int | None = None, **more: Any) -> None:
    """Run a machine; `number` is the seed that repeats it."""
    if number is not None:
        seed(number)(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=QUIET,
            database=None,
            **more,
        ),
    )
