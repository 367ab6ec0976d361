"""How the national measures of restrictive intervention are read: formulas, and where ours differ.

Formulas: NHS England, Mental Health Services monthly statistics, national production code
(github.com/NHSDigital/mental-health-monthly-statistics, Restraints, ✓). `NATIONAL` reproduces that
code, `OURS` mends what goes wrong on one ward; each difference is a switch of `Method` and a
sentence in `DEVIATIONS`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Method:
    """How the period is read; each switch is one of `DEVIATIONS`."""

    id: str
    hindsight: bool
    spell_needed: bool
    elapsed: bool
    clipped_start: bool


OURS = Method("ours", hindsight=True, spell_needed=False, elapsed=True, clipped_start=False)
NATIONAL = Method("national", hindsight=False, spell_needed=True, elapsed=False, clipped_start=True)


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which ours differs, and the switch of `Method` that reproduces theirs."""

    switch: str
    ours: str
    national: str


DEVIATIONS = (
    Deviation(
        "hindsight",
        "Counted is whatever was going on for some of the period.",
        "Counted is what began or ended in the period, or has no end; so what began before and "
        "ended after it is left out, and what has no end counts in earlier periods too.",
    ),
    Deviation(
        "spell_needed",
        "An intervention counts even where no stay of the person is known.",
        "An intervention counts only with a stay of the person in the period.",
    ),
    Deviation(
        "elapsed",
        "A length is the time that passed, also over a change of the clocks.",
        "A length is the difference of the times on the clock: an hour wrong over a change.",
    ),
    Deviation(
        "clipped_start",
        "A length is valid when its end is later than its start.",
        "A start before the period is taken as its first day when lengths are checked, so what ran "
        "over midnight into the first day, by the clock from late to early, is left out; what ends "
        "on an earlier day than it began is kept, below nought.",
    ),
)


def switched(switches: Collection[str]) -> Method:
    """Our method with these switches of `DEVIATIONS` as the national code has them."""
    return replace(
        OURS,
        id="ours" if not switches else ",".join(sorted(switches)),
        **{name: getattr(NATIONAL, name) for name in switches},
    )


FORMULAS: Mapping[str, str] = {
    "MHS76": "people with an intervention in the period, each once",
    "MHS77": "rows of interventions in the period, each row of an incident once",
    "MHS136": "incidents in the period, each once",
    "MHS137": "interventions over incidents",
    "MHS96": "interventions over nights of stays, leave included, times 1,000",
    "MHS97": "people with an intervention over people with a stay, times 100",
    "MHS98": "sum of the valid lengths over interventions with one",
    "MHS98a": "the middle one of the valid lengths",
    "MHS99": "the longest valid length",
    "MHS138": "sum of the valid lengths over incidents with one",
    "MHS138a": "the middle one of the valid lengths",
    "MHS139": "the longest valid length",
    "MHS146": "days from the start to the end of the period over seclusions then on",
    "MHS146a": "the middle one of those days",
    "MHS147": "days from the start to the end of the period over segregations then on",
    "MHS147a": "the middle one of those days",
}
"""Each measure in words, by its id (NHS England, as above, ✓)."""
