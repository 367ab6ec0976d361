"""Named sets of rules, each as its source has it, and never mixed.

"MDC v2.6": NHS England, SPC charts SQL query v2.6, 10 January 2024 (Making data count, ✓).
"NHS-R": NHSRplotthedots 0.2.2; its T, G and attribute charts as qicharts2 0.8.1 (✓).
"run chart": Life QI and East London NHS Foundation Trust (≈).
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

from wardsafe.errors import BadInput

XMR, RUN, T, G, C, U, U_PRIME, P, P_PRIME = "xmr", "run", "t", "g", "c", "u", "u'", "p", "p'"
POINTS = "points"
"""What is drawn where no line would be honest."""

STRONGER, RANKED = "stronger", "ranked"
IMPROVEMENT, CONCERN = "improvement", "concern"

ENOUGH = 13
"""Points that a segment needs for limits (query v2.6: 13 in the chart; asked of each segment
here, by design)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The settings of one set of rules.

    `shift` and `trend` are points in a row. With `screened`, moving ranges far above their mean are
    left out once; with `drops`, the mean leaves their points out too. `trial` draws limits from
    fewer points than enough, and says so. With `far_counts` a point beyond three sigma counts
    towards two in three. `label` is how one label is chosen for a point: the stronger rule, or a
    ranking; `on_tie` what is shown when rules of one strength point both ways.
    """

    id: str
    title: str
    chart: str
    shift: int
    trend: int
    screened: bool = False
    drops: bool = False
    trial: bool = False
    far_counts: bool = False
    trend_over_rebase: bool = False
    label: str = RANKED
    on_tie: str = CONCERN
    on_limit: bool = False
    gap_factor: float = 2.66
    gap_rules: bool = False

    def __post_init__(self) -> None:
        if self.chart == XMR and not (6 <= self.shift <= 8 and 6 <= self.trend <= 8):
            raise BadInput("A shift and a trend are 6 to 8 points.", do="Choose 6, 7 or 8.")


MDC = Profile(
    "mdc", "MDC v2.6", XMR, 6, 6, far_counts=True, trend_over_rebase=True, label=STRONGER,
    on_limit=True, gap_rules=True,
)  # fmt: skip
MDC_SCREENED = replace(
    MDC, id="mdc-screened", title="MDC v2.6, outliers out", screened=True, drops=True
)
NHS_R = Profile("nhs-r", "NHS-R", XMR, 7, 7, screened=True, trial=True, gap_factor=3 / 1.128)
RUN_CHART = Profile("run-chart", "run chart", RUN, 6, 5)

PROFILES = MappingProxyType({each.id: each for each in (MDC, NHS_R, RUN_CHART)})
"""What a person chooses from."""
