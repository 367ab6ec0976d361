"""Funnel limits for comparing units of different size, with and without overdispersion.

As FunnelPlotR 0.6.0 (✓); method: Spiegelhalter 2005, doi:10.1002/sim.1970. 95 % and 99.8 % limits.
A unit outside differs from the others; a funnel never ranks.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from wardsafe.errors import BadInput

RATIO, SHARE, RATE = "SR", "PR", "RC"
"""Observed over expected; a share; a rate of two counts."""

K95, K998 = 1.959964, 3.090232
WINSORISED = 0.1


@dataclass(frozen=True, slots=True)
class Unit:
    """A ward, trust or other unit: its numerator, and what it is over (or was expected)."""

    name: str
    numerator: float
    denominator: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits at one denominator."""

    lower95: float
    upper95: float
    lower998: float
    upper998: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """The target, how far units vary beyond chance (`phi`, `tau2`), and limits for each unit.

    `exact`: the limits are exact Poisson ones, without overdispersion.
    """

    kind: str
    target: float
    phi: float
    tau2: float
    units: tuple[Unit, ...]
    values: tuple[float, ...]
    limits: tuple[Limits, ...]
    exact: bool = False


def poisson(expected: float, target: float = 1.0) -> Limits:
    """Exact Poisson limits of a standardised ratio, without overdispersion."""
    if expected <= 0:
        raise BadInput("An expected number is nought or below.", do="Leave the unit out.")

    def lower(tail: float) -> float:
        return target * chi_squared(tail, 2 * expected) / (2 * expected)

    def upper(tail: float) -> float:
        return target * chi_squared(1 - tail, 2 * (expected + 1)) / (2 * expected)

    return Limits(lower(0.025), upper(0.025), lower(0.001), upper(0.001))


def funnel(units: Sequence[Unit], kind: str, *, overdispersed: bool = True) -> Funnel:
    """The funnel of some units; a unit without an event is kept, with half an event in its place.

    Raises BadInput for an unknown kind, or a unit without a denominator.
    """
    if kind not in (RATIO, SHARE, RATE):
        raise BadInput(f"“{kind}” is not a kind of funnel.", do="Use SR, PR or RC.")
    if not units or min(each.denominator for each in units) <= 0:
        raise BadInput("A unit has no denominator.", do="Leave it out, and say so.")
    if kind == RATE and not any(each.numerator for each in units):
        raise BadInput("No unit has an event, so there is no rate to compare.", do="Wait for some.")
    whole = sum(each.numerator for each in units) / sum(each.denominator for each in units)
    target = 1.0 if kind == RATIO else whole
    phi, tau2 = _varies(units, kind, target) if overdispersed else (1.0, 0.0)
    exact = kind == RATIO and not overdispersed
    limits = tuple(
        poisson(each.denominator) if exact else _around(kind, target, each.denominator, tau2)
        for each in units
    )
    values = tuple(each.numerator / each.denominator for each in units)
    return Funnel(kind, target, phi, tau2, tuple(units), values, limits, exact)


def limits_at(of: Funnel, denominator: float) -> Limits:
    """The limits of a funnel at any denominator, to draw them from side to side."""
    return poisson(denominator) if of.exact else _around(of.kind, of.target, denominator, of.tau2)


def _score(kind: str, unit: Unit) -> tuple[float, float]:
    """A unit on the scale where it is about normal, and its standard error there."""
    events, size = unit.numerator, unit.denominator
    if kind == RATIO:
        return math.log((events or 0.5) / size), 1 / math.sqrt(size)
    if kind == SHARE:
        return math.asin(math.sqrt(events / size)), 1 / (2 * math.sqrt(size))
    error = math.sqrt(events / (events + 0.5) ** 2 + size / (size + 0.5) ** 2)
    return math.log((events + 0.5) / (size + 0.5)), error


def _centre(kind: str, target: float) -> float:
    if kind == SHARE:
        return math.asin(math.sqrt(target))
    return math.log(target) if target else -math.inf


def _varies(units: Sequence[Unit], kind: str, target: float) -> tuple[float, float]:
    """Phi and tau squared, from scores winsorised by a tenth at each end."""
    centre, many = _centre(kind, target), len(units)
    scores = [_score(kind, unit) for unit in units]
    z = _winsorised([(value - centre) / error for value, error in scores])
    phi = math.fsum(each * each for each in z) / many
    weights = [1 / error**2 for _, error in scores]
    if many * phi < many - 1 or many < 2:
        return phi, 0.0
    below = math.fsum(weights) - math.fsum(w * w for w in weights) / math.fsum(weights)
    return phi, max(0.0, (many * phi - (many - 1)) / below)


def _winsorised(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    low, high = _quantile(ordered, WINSORISED), _quantile(ordered, 1 - WINSORISED)
    return [min(max(each, low), high) for each in values]


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _around(kind: str, target: float, size: float, tau2: float) -> Limits:
    make: Callable[[float], float]
    centre = _centre(kind, target)
    if kind == SHARE:
        width = math.sqrt(1 / (4 * size) + tau2)

        def make(k: float) -> float:
            angle = centre + k * width
            return math.sin(min(max(angle, 0.0), math.pi / 2)) ** 2
    else:
        width = math.sqrt(1 / (size if kind == RATIO else 4 * size) + tau2)

        def make(k: float) -> float:
            return math.exp(centre + k * width)

    return Limits(make(-K95), make(K95), make(-K998), make(K998))


@cache
def chi_squared(share: float, freedom: float) -> float:
    """The value that a chi-squared number stays below with probability `share`."""
    low, high = 0.0, freedom + 10 * math.sqrt(2 * freedom) + 20
    for _ in range(200):
        middle = (low + high) / 2
        if _gamma_share(freedom / 2, middle / 2) < share:
            low = middle
        else:
            high = middle
        if high - low <= 1e-13 * high:
            break
    return (low + high) / 2


def _gamma_share(shape: float, at: float) -> float:
    """The regularised lower incomplete gamma function: a series, or a continued fraction above."""
    if at <= 0:
        return 0.0
    front = math.exp(shape * math.log(at) - at - math.lgamma(shape))
    if at < shape + 1:
        term = total = 1 / shape
        step = shape
        while term > total * 1e-17:
            step += 1
            term *= at / step
            total += term
        return front * total
    return 1 - front * _fraction(shape, at)


def _fraction(shape: float, at: float) -> float:
    b = at + 1 - shape
    c, d = 1e300, 1 / b
    value = d
    for step in range(1, 10_000):
        a = step * (shape - step)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        value *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return value
