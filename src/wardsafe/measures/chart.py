"""What a chart is: lines, points with a state, flags with their rule, and sentences.

One type for every kind of chart. Meaning is carried by values, never recovered from a text: a
drawing on a terminal, an SVG, a CSV and a line for a screen reader all read the same numbers.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from wardsafe.measures.periods import Period
from wardsafe.measures.profiles import Profile
from wardsafe.measures.series import Completeness, Series, Value

COMMON, IMPROVEMENT, CONCERN = "common", "improvement", "concern"
HIGH, LOW = "high", "low"
NOT_RECORDED, NO_DENOMINATOR, OPEN_GAP = "not recorded", "no denominator", "open gap"
"""The states of a point. High and low are signals of a measure without a better direction. A gap
that is still open takes no part in any line or rule."""

OUTSIDE, TWO_IN_THREE, SHIFT, TREND = "outside", "two in three", "shift", "trend"
RUN_LENGTH, FEW_RUNS, MANY_RUNS = "long runs", "too few runs", "too many runs"
RULES = (OUTSIDE, TREND, TWO_IN_THREE, SHIFT, RUN_LENGTH, FEW_RUNS, MANY_RUNS)

PASS, FAIL, HIT_OR_MISS = "pass", "fail", "hit or miss"

Line = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Rebase:
    """Somebody's judgement that the process changed: from `at` on, limits start again."""

    at: date
    by: str = ""
    why: str = ""


class Point(NamedTuple):
    """One place on the axis. `number` is what is plotted, None for a gap.

    `rule` is the rule that gave the state, `letters` the flags it belongs to.
    """

    period: Period
    value: Value | None
    number: float | None
    state: str
    phase: int
    rule: str = ""
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """The points from `first` up to `after` between two re-bases, with their lines.

    `recorded` counts the points the lines come from. `trial`: limits from fewer points than enough.
    `why` says why there are no limits, "" where there are. `upper` and `lower` are None where they
    are not level, or not there: then the lines of the chart say.
    """

    first: int
    after: int
    recorded: int
    centre: float | None
    upper: float | None
    lower: float | None
    trial: bool
    why: str
    rebase: Rebase | None


@dataclass(frozen=True, slots=True)
class Flag:
    """One signal: its rule, its points (places in `Chart.points`), and a sentence.

    `side` is +1 for high or rising, -1 for low or falling, 0 for a rule of the whole chart.
    """

    letter: str
    rule: str
    points: tuple[int, ...]
    side: int
    meaning: str
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A measure over time, with everything that is drawn and said about it.

    `kind` is what it became; `why` says why it is not what was asked for, or why lines are missing.
    `centre`, `upper`, `lower`, `near_upper` and `near_lower` have one number a point, or None.
    `title` and `unit` are those of what is plotted. `method` names the profile and its constants.
    `variation` is the state of the last point, `assurance` what may be said of the target. `notes`
    are what a reader must know besides. `said` says what it shows: also its alternative text.
    """

    series: Series
    asked: Series
    kind: str
    profile: Profile
    title: str
    unit: str
    better: str
    method: str
    why: str
    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    centre: Line
    upper: Line
    lower: Line
    near_upper: Line
    near_lower: Line
    flags: tuple[Flag, ...]
    variation: str
    target: float | None
    assurance: str | None
    completeness: Completeness
    notes: tuple[str, ...]
    said: str

    @property
    def handed_over(self) -> bool:
        """Whether it is another kind than was asked for, because events are few."""
        return self.series is not self.asked
