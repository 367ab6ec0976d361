"""Where values and dates of a chart stand on paper: an axis from nought with whole ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from wardsafe.measures.chart import Chart

STEPS = (1, 2, 2.5, 5, 10)
FEWEST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Plot:
    """The rectangle inside the axes, in SVG units, and what its top and right stand for."""

    left: float
    top: float
    width: float
    height: float
    most: float
    points: int

    def x(self, place: float) -> float:
        """Across: the middle of the place of a point."""
        return self.left + (place + 0.5) * self.width / max(1, self.points)

    def y(self, value: float) -> float:
        """Down: from nought at the foot; what lies below nought is cut there."""
        return self.top + self.height * (1 - min(max(value, 0.0), self.most) / self.most)

    @property
    def step(self) -> float:
        """The width of one place."""
        return self.width / max(1, self.points)

    @property
    def foot(self) -> float:
        """Where nought is."""
        return self.top + self.height


def numbers(chart: Chart) -> list[float]:
    """Everything that is drawn."""
    lines: tuple[Iterable[float | None], ...] = (
        (point.number for point in chart.points),
        chart.centre,
        chart.upper,
        chart.lower,
        (chart.target,),
    )
    return [value for line in lines for value in line if value is not None]


def ticks(most: float) -> list[float]:
    """Whole steps from nought to at least `most`, four of them or a few more."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / FEWEST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in STEPS if size * power >= rough)
    return [step * number for number in range(math.ceil(most / step - 1e-9) + 1)]


def plot(chart: Chart, left: float, top: float, width: float, height: float) -> Plot:
    """The axes that hold all of a chart."""
    highest = ticks(max(numbers(chart), default=1.0))[-1]
    if chart.unit == "%":
        highest = min(highest, 100.0)
    return Plot(left, top, width, height, highest, len(chart.points))
