"""Centre lines and limits of each kind of chart: arithmetic only.

XmR as NHSRplotthedots 0.2.2 and NHS England's query v2.6; the others as qicharts2 0.8.1 (✓).
Every function takes the numbers of one segment and gives lines for each of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from wardsafe.errors import WardsafeError

NEAR = 2 / 3
FAR = 3.267
"""A moving range beyond this many times their mean is screened out."""

XMR_FACTOR = 2.66
I_FACTOR = 3 / 1.128
T_POWER = 3.6


class NoLimits(WardsafeError):
    """Lines that would have no width, or none at all: never drawn."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Centre, limits (three sigma) and near limits (two sigma), one of each for every point."""

    centre: float
    upper: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    near_upper: tuple[float | None, ...]
    near_lower: tuple[float | None, ...]

    def times(self, factor: float) -> "Lines":
        """The same lines on a scale `factor` times as large."""
        return Lines(
            self.centre * factor,
            *(
                tuple(None if each is None else each * factor for each in line)
                for line in (self.upper, self.lower, self.near_upper, self.near_lower)
            ),
        )


def moving_range(
    values: Sequence[float], *, screened: bool, keep_equal: bool = False
) -> tuple[float, list[bool]]:
    """The mean moving range, and for each point whether its range was kept.

    With `screened`, ranges of 3.267 times the mean or more are left out, once (`keep_equal`: more
    only). Raises NoLimits where there is nothing to take a mean of.
    """
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not ranges:
        raise NoLimits("One point has no moving range.")
    mean = math.fsum(ranges) / len(ranges)
    if not screened:
        return mean, [True] * len(values)
    most = FAR * mean
    kept = [True, *(each < most or (keep_equal and each == most) for each in ranges)]
    inside = [each for each, keep in zip(ranges, kept[1:], strict=True) if keep]
    if not inside:
        raise NoLimits("Screening the moving ranges leaves none.")
    return math.fsum(inside) / len(inside), kept


def xmr(
    values: Sequence[float],
    *,
    screened: bool,
    drops: bool = False,
    freeze: int | None = None,
    factor: float = XMR_FACTOR,
) -> Lines:
    """Mean ± factor × mean moving range, from the first `freeze` points or from all. No floor.

    `drops` leaves the points of screened ranges out of the mean (query v2.6), else outliers stay in
    it (NHS-R). Raises NoLimits where the limits would have no width.
    """
    base = values[:freeze]
    mean_range, kept = moving_range(base, screened=screened, keep_equal=drops)
    if not mean_range:
        raise NoLimits("The moving ranges that are left are all nought.")
    used = [each for each, keep in zip(base, kept, strict=True) if keep or not drops]
    centre = math.fsum(used) / len(used)
    return _level(centre, factor * mean_range, len(values))


def t(
    values: Sequence[float],
    *,
    screened: bool,
    factor: float = I_FACTOR,
    floor: bool = True,
    freeze: int | None = None,
) -> Lines:
    """Time between: limits of the values to the power 1/3.6, taken back.

    Without `floor` a lower limit that falls below nought is left away (query v2.6). Raises NoLimits
    for a gap that is not above nought.
    """
    if min(values) <= 0:
        raise NoLimits("A gap of no time cannot stand on a T chart.")
    roots = xmr([each ** (1 / T_POWER) for each in values], screened=screened, factor=factor,
                freeze=freeze)  # fmt: skip

    def back(line: Sequence[float | None]) -> tuple[float | None, ...]:
        return tuple(_back(each, floor) for each in line)

    return Lines(
        roots.centre**T_POWER, back(roots.upper), back(roots.lower), back(roots.near_upper),
        back(roots.near_lower),
    )  # fmt: skip


def g(values: Sequence[float], *, centre: float | None = None, floor: bool = True) -> Lines:
    """Units between: upper limit m + 3√(m(m+1)) from the mean m; no lower limit but nought.

    The centre is the median, or `centre` times the mean. Raises NoLimits when every gap is nought.
    """
    mean = math.fsum(values) / len(values)
    if not mean:
        raise NoLimits("Every gap is nought.")
    sigma = math.sqrt(mean * (mean + 1))
    middle = median(values) if centre is None else centre * mean
    lowest = 0.0 if floor else None
    many = len(values)
    return Lines(
        middle, (mean + 3 * sigma,) * many, (lowest,) * many,
        (mean + 2 * sigma,) * many, (lowest,) * many,
    )  # fmt: skip


def c(counts: Sequence[float], *, freeze: int | None = None) -> Lines:
    """Counts over equal areas: mean ± 3√mean, floor nought. Raises NoLimits when all are nought."""
    base = counts[:freeze]
    mean = math.fsum(base) / len(base)
    if not mean:
        raise NoLimits("Every count is nought.")
    return _floored(_level(mean, 3 * math.sqrt(mean), len(counts)))


def u(
    counts: Sequence[float], sizes: Sequence[float], *, prime: bool = False, screened: bool = False
) -> Lines:
    """Events over opportunity, floor nought; `prime` widens by what varies between periods (Laney).

    Raises NoLimits when there is no event.
    """
    centre = math.fsum(counts) / math.fsum(sizes)
    sigmas = [math.sqrt(centre / size) for size in sizes]
    return _floored(_spread(counts, sizes, centre, sigmas, prime, screened))


def p(
    counts: Sequence[float], sizes: Sequence[float], *, prime: bool = False, screened: bool = False
) -> Lines:
    """Shares, clipped to nought and one; `prime` as in `u`. Raises NoLimits when all or none."""
    centre = math.fsum(counts) / math.fsum(sizes)
    sigmas = [math.sqrt(centre * (1 - centre) / size) for size in sizes]
    lines = _floored(_spread(counts, sizes, centre, sigmas, prime, screened))

    def capped(line: Sequence[float | None]) -> tuple[float | None, ...]:
        return tuple(None if each is None else min(1.0, each) for each in line)

    return replace(lines, upper=capped(lines.upper), near_upper=capped(lines.near_upper))


def xbar(means: Sequence[float], deviations: Sequence[float], sizes: Sequence[int]) -> Lines:
    """Means of subgroups: weighted mean ± 3·s / (c₄·√n), s pooled where the sizes vary."""
    centre = math.fsum(m * n for m, n in zip(means, sizes, strict=True)) / sum(sizes)
    if len(set(sizes)) == 1:
        pooled = math.fsum(deviations) / len(deviations)
    else:
        squares = (s * s * (n - 1) for s, n in zip(deviations, sizes, strict=True))
        pooled = math.sqrt(math.fsum(squares) / sum(n - 1 for n in sizes))
    return _around(centre, [pooled / (_c4(n) * math.sqrt(n)) for n in sizes])


def _c4(size: int) -> float:
    return math.sqrt(2 / (size - 1)) * math.exp(math.lgamma(size / 2) - math.lgamma((size - 1) / 2))


def _spread(
    counts: Sequence[float],
    sizes: Sequence[float],
    centre: float,
    sigmas: list[float],
    prime: bool,
    screened: bool,
) -> Lines:
    if not min(sigmas):
        raise NoLimits("Nothing varies between the periods.")
    if not prime:
        return _around(centre, sigmas)
    scores = [
        (count / size - centre) / sigma
        for count, size, sigma in zip(counts, sizes, sigmas, strict=True)
    ]
    between = moving_range(scores, screened=screened)[0] / 1.128
    if not between:
        raise NoLimits("Nothing varies between the periods.")
    return _around(centre, [sigma * between for sigma in sigmas])


def _level(centre: float, width: float, many: int) -> Lines:
    near = NEAR * width
    return Lines(
        centre, (centre + width,) * many, (centre - width,) * many,
        (centre + near,) * many, (centre - near,) * many,
    )  # fmt: skip


def _around(centre: float, sigmas: Sequence[float]) -> Lines:
    return Lines(
        centre,
        tuple(centre + 3 * each for each in sigmas),
        tuple(centre - 3 * each for each in sigmas),
        tuple(centre + 2 * each for each in sigmas),
        tuple(centre - 2 * each for each in sigmas),
    )


def _floored(lines: Lines) -> Lines:
    def up(line: Sequence[float | None]) -> tuple[float | None, ...]:
        return tuple(None if each is None else max(0.0, each) for each in line)

    return replace(lines, lower=up(lines.lower), near_lower=up(lines.near_lower))


def _back(root: float | None, floor: bool) -> float | None:
    if root is None or (root < 0 and not floor):
        return None
    return float(max(0.0, root) ** T_POWER)
