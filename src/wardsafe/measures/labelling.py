"""One state for each point, where several rules may mark it, as the profile has it.

NHS-R ranks: outside, trend, two in three, shift; a point of a rise and of a fall takes the one on
its right (NHSRplotthedots 0.2.2). MDC lets the stronger rule win when two disagree: trend, shift,
two in three, outside (NHS England's query v2.6a).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

from wardsafe.measures.chart import (
    CONCERN,
    HIGH,
    IMPROVEMENT,
    LOW,
    OUTSIDE,
    SHIFT,
    TREND,
    TWO_IN_THREE,
)  # fmt: skip
from wardsafe.measures.definitions import LESS, MORE
from wardsafe.measures.marking import Marked
from wardsafe.measures.profiles import STRONGER, Profile

RANKED = (OUTSIDE, TREND, TWO_IN_THREE, SHIFT)
STRONG = (TREND, SHIFT, TWO_IN_THREE, OUTSIDE)
DIRECTION = {MORE: 1, LESS: -1}


@dataclass(slots=True)
class _Marks:
    """The rules that mark a point upwards and downwards."""

    up: set[str] = field(default_factory=set)
    down: set[str] = field(default_factory=set)


def state_of(side: int, better: str) -> str:
    """What a signal to one side means: better or worse, or only high or low."""
    direction = DIRECTION.get(better, 0)
    if not direction:
        return HIGH if side > 0 else LOW
    return IMPROVEMENT if side * direction > 0 else CONCERN


def labels(
    marks: Sequence[Marked], numbers: Sequence[float | None], profile: Profile, better: str
) -> dict[int, tuple[str, str]]:
    """For each marked place: its state, and the rule that gives it."""
    found = _gathered(marks)
    chosen: dict[int, tuple[str, str]] = {}
    for place, mark in found.items():
        if profile.label == STRONGER:
            rule, side = _stronger(mark, profile, better)
        else:
            rule, side = _ranked(place, mark, found, numbers)
        chosen[place] = (state_of(side, better), rule)
    return chosen


def _gathered(marks: Sequence[Marked]) -> dict[int, _Marks]:
    found: dict[int, _Marks] = {}
    for each in marks:
        for place in compress(each.order, each.up):
            found.setdefault(place, _Marks()).up.add(each.rule)
        for place in compress(each.order, each.down):
            found.setdefault(place, _Marks()).down.add(each.rule)
    return found


def _stronger(mark: _Marks, profile: Profile, better: str) -> tuple[str, int]:
    for rule in STRONG:
        up, down = rule in mark.up, rule in mark.down
        if up and down:
            good = DIRECTION.get(better, 1)
            return rule, -good if profile.on_tie == CONCERN and better in DIRECTION else good
        if up or down:
            return rule, 1 if up else -1
    raise AssertionError("a mark without a rule")


def _ranked(
    place: int, mark: _Marks, found: Mapping[int, _Marks], numbers: Sequence[float | None]
) -> tuple[str, int]:
    for rule in RANKED:
        up, down = rule in mark.up, rule in mark.down
        if up and down:
            return rule, _to_the_right(place, found, numbers)
        if up or down:
            return rule, 1 if up else -1
    raise AssertionError("a mark without a rule")


def _to_the_right(place: int, found: Mapping[int, _Marks], numbers: Sequence[float | None]) -> int:
    """Which way it goes on from the turning point of two trends."""
    after = next((at for at in range(place + 1, len(numbers)) if numbers[at] is not None), None)
    here = numbers[place]
    if after is not None and after in found and TREND in found[after].up | found[after].down:
        there = numbers[after]
        return 1 if there is not None and here is not None and there > here else -1
    before = next(at for at in range(place - 1, -1, -1) if numbers[at] is not None)
    earlier = numbers[before]
    return 1 if here is not None and earlier is not None and here > earlier else -1
