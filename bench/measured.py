"""What is made of the times: medians, percentiles, their spread, and one line for each case."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Statistic = Callable[[Sequence[float]], float]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not pass (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def p50(values: Sequence[float]) -> float:
    """The median."""
    return percentile(values, 0.50)


def p95(values: Sequence[float]) -> float:
    """What nineteen of twenty stay within."""
    return percentile(values, 0.95)


def p99(values: Sequence[float]) -> float:
    """What ninety-nine of a hundred stay within."""
    return percentile(values, 0.99)


@dataclass(frozen=True)
class Against:
    """Times of ours (seconds) against two series of times of the very same floor.

    All three were taken in the same run, interleaved: what the two of the floor differ by is
    noise, and no ratio is known better than that.
    """

    name: str
    ours: Sequence[float]
    floor_name: str
    floors: Sequence[Sequence[float]]
    most: float
    statistic: Statistic = p50

    def line(self) -> str:
        """One line: ours, floor, ratio, target, noise; each with its middle half."""
        first, again = self.floors
        both = [*first, *again]
        ratio = self.statistic(self.ours) / self.statistic(both)
        noise = abs(self.statistic(again) / self.statistic(first) - 1)
        return "   ".join(
            (
                f"{self.name:<34}",
                f"{said(self.ours, self.statistic)}",
                f"{self.floor_name} {said(both, self.statistic)}",
                f"{ratio:.2f} ×",
                f"target ≤ {self.most:g} ×",
                met(ratio <= self.most),
                f"noise ±{noise:.0%}",
            )
        )


@dataclass(frozen=True)
class Within:
    """Times of ours (seconds) against a limit that no floor stands for."""

    name: str
    ours: Sequence[float]
    most: float
    statistic: Statistic = p50

    def line(self) -> str:
        """One line: ours, target; noise is how far the even runs are from the odd ones."""
        value = self.statistic(self.ours)
        odd, even = self.ours[::2], self.ours[1::2] or self.ours
        noise = abs(self.statistic(even) / self.statistic(odd) - 1)
        return "   ".join(
            (
                f"{self.name:<34}",
                said(self.ours, self.statistic),
                f"target ≤ {duration(self.most)}",
                met(value <= self.most),
                f"noise ±{noise:.0%}",
            )
        )


def said(values: Sequence[float], statistic: Statistic = p50) -> str:
    """The statistic, and in brackets the middle half and how many there were."""
    low, high = percentile(values, 0.25), percentile(values, 0.75)
    name = "" if statistic is p50 else f"{statistic.__name__} "
    return (
        f"{name}{duration(statistic(values))} "
        f"({duration(low)} to {duration(high)}, n={len(values)})"
    )


def note(text: str) -> str:
    """A line of information below a case: no target hangs on it."""
    return f"    {text}"


def duration(seconds: float) -> str:
    """Seconds as people read them, to three digits."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.3g} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


def met(is_met: bool) -> str:
    """In words; a missed target is information, and never a failed test."""
    return "met" if is_met else "MISSED"


def in_turns(rounds: int, *takes: Callable[[], float]) -> list[list[float]]:
    """Take each measure once a round, each round begun by another, so that drift hits all alike."""
    found: list[list[float]] = [[] for _ in takes]
    for number in range(rounds):
        for step in range(len(takes)):
            which = (number + step) % len(takes)
            found[which].append(takes[which]())
    return found
