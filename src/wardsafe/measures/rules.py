"""The rules of a control chart and of a run chart, on plain lists: marks, never words.

A mark is +1 for high or rising, -1 for low or falling, 0 for neither; one for each value. Sources:
NHSRplotthedots 0.2.2, NHS England's query v2.6 (✓); run charts: Life QI, ELFT (≈).
"Beyond" is strict: a point on a line is inside.
"""

from collections.abc import Sequence
from itertools import pairwise

Marks = list[int]


def sides(values: Sequence[float], centre: float) -> Marks:
    """Which side of the centre each value is on."""
    return [(each > centre) - (each < centre) for each in values]


def beyond(
    values: Sequence[float], upper: Sequence[float | None], lower: Sequence[float | None]
) -> Marks:
    """Which values are above an upper or below a lower line; a line that is None has none."""
    highest, lowest = _level(upper), _level(lower)
    if highest is not None and lowest is not None:
        return [(value > highest) - (value < lowest) for value in values]
    return [
        int(high is not None and value > high) - int(low is not None and value < low)
        for value, high, low in zip(values, upper, lower, strict=True)
    ]


def _level(line: Sequence[float | None]) -> float | None:
    """The one value of a level line, None where it varies or is not there."""
    return line[0] if line and line.count(line[0]) == len(line) else None


def shift_ends(side: Sequence[int], run: int) -> Marks:
    """Marks each value that completes `run` in a row on one side; one on the centre breaks it."""
    return _ends(side, run)


def trend_ends(values: Sequence[float], run: int) -> Marks:
    """Marks each value that completes `run` in a row, all up or all down; equals break it."""
    steps = [0] + [(after > before) - (after < before) for before, after in pairwise(values)]
    return _ends(steps, run - 1)


def _ends(signs: Sequence[int], run: int) -> Marks:
    marks, length, last = [], 0, 0
    for sign in signs:
        length = length + 1 if sign and sign == last else int(bool(sign))
        last = sign
        marks.append(sign if length >= run else 0)
    return marks


def whole_runs(ends: Sequence[int], run: int) -> tuple[Marks, Marks]:
    """Every value of the runs that end where `ends` says: those that rise, and those that fall.

    Two lists, because the last of a rise may be the first of a fall.
    """
    up, down = [0] * len(ends), [0] * len(ends)
    for at, mark in enumerate(ends):
        if mark:
            marks = up if mark > 0 else down
            marks[at - run + 1 : at + 1] = [mark] * run
    return up, down


def two_in_three(close: Sequence[bool], side: Sequence[int]) -> Marks:
    """Marks every value of three neighbours of which two are close to a limit, all on one side."""
    marks = [0] * len(side)
    near = [at for at, each in enumerate(close) if each]
    for one, other in pairwise(near):
        if other - one > 2:
            continue
        for at in range(max(0, other - 2), min(one, len(side) - 3) + 1):
            window = slice(at, at + 3)
            if abs(sum(side[window])) == 3:
                marks[window] = list(side[window])
    return marks


def without_ties(values: Sequence[float], centre: float) -> list[int]:
    """The places of the values that are not on the centre: the useful ones of a run chart."""
    return [at for at, each in enumerate(values) if each != centre]


def without_repeats(values: Sequence[float]) -> list[int]:
    """The places of the values that differ from the one before: equal neighbours count once."""
    return [at for at, each in enumerate(values) if not at or each != values[at - 1]]
