"""Whether the runs about a centre line are too long, too few or too many.

Longest run and crossings: Anhøj, doi:10.1371/journal.pone.0113825, as qicharts2 0.8.1 (✓).
Number of runs: the exact distribution of runs of two kinds, 2.5 % at either end (Swed and
Eisenhart 1943, Annals of Mathematical Statistics 14:66, ≈).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of the values that are not on the centre, and what they may be by chance."""

    useful: int
    longest: int
    longest_most: int
    crossings: int
    crossings_least: int
    few: bool
    many: bool

    @property
    def signal(self) -> bool:
        """An unusually long run, or unusually few crossings."""
        return self.longest > self.longest_most or self.crossings < self.crossings_least

    @property
    def number(self) -> int:
        """How many runs there are."""
        return self.crossings + 1 if self.useful else 0


def runs(side: Sequence[int]) -> Runs:
    """The runs of marks +1 and -1; a mark of nought takes no part."""
    kept = [each for each in side if each]
    if not kept:
        return Runs(0, 0, 0, 0, 0, False, False)
    above = kept.count(1)
    crossings = sum(before != after for before, after in pairwise(kept))
    fewest, most = _usual(above, len(kept) - above)
    return Runs(
        len(kept),
        max(len(list(group)) for _, group in groupby(kept)),
        round(math.log2(len(kept))) + 3,
        crossings,
        _least_crossings(len(kept)),
        crossings + 1 < fewest,
        crossings + 1 > most,
    )


@cache
def _least_crossings(useful: int) -> int:
    """The smallest k for which so many crossings or fewer have a chance of 5 % or more."""
    pairs = useful - 1
    total, least = 0, -1
    while total * 20 < 2**pairs:
        least += 1
        total += math.comb(pairs, least)
    return least


@cache
def _usual(above: int, below: int) -> tuple[int, int]:
    """The fewest and the most runs that are not unusual."""
    if not above or not below:
        return 1, 1
    chances = [_chance(number, above, below) for number in range(above + below + 1)]
    fewest, most, low, high = 0, above + below, 0.0, 0.0
    while low + chances[fewest] <= TAIL:
        low += chances[fewest]
        fewest += 1
    while high + chances[most] <= TAIL:
        high += chances[most]
        most -= 1
    return fewest, most


def _chance(number: int, above: int, below: int) -> float:
    if number < 2:
        return 0.0
    half, odd = divmod(number, 2)

    def ways(high: int, low: int) -> int:
        return math.comb(above - 1, high - 1) * math.comb(below - 1, low - 1)

    found = ways(half + 1, half) + ways(half, half + 1) if odd else 2 * ways(half, half)
    return found / math.comb(above + below, above)
