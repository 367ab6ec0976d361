"""The ward's measures, as data: what is counted, over what, and which way is better.

Operational definitions follow NHS England, Mental Health Services monthly statistics (✓), the
Mental Health Units (Use of Force) Act 2018 (✓), and the collaboratives of NCCMH (≈). A rise in
reports of sexual-safety incidents may be better reporting, so that measure has no better direction
(≈).
"""

from dataclasses import dataclass
from types import MappingProxyType

from wardsafe.errors import BadInput

LESS, MORE, NEITHER = "less", "more", "neither"

COUNT, RATE, SHARE, LENGTH = "count", "rate", "share", "length"
"""What a value of a measure is: events in a period, events per 1,000 occupied bed days, a share
of a hundred, or a mean length in minutes."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `one` and `more` are the noun of a single event and of several.

    `per` is what numerator over denominator is multiplied by. `beside` is a sentence that stands
    beside every chart of it.
    """

    id: str
    title: str
    unit: str
    better: str
    form: str
    numerator: str
    one: str
    more: str
    source: str
    mark: str
    denominator: str = ""
    per: float = 1.0
    beside: str = ""

    @property
    def sparse_able(self) -> bool:
        """Whether it counts events, so that days between them can stand in for small counts."""
        return self.form in (COUNT, RATE)


BED_DAYS = "occupied bed days, leave included"
PER_1000 = "per 1,000 occupied bed days"
MORE_REPORTS = "More reports can mean better reporting."

_MMS = "NHS England, Mental Health Services monthly statistics"
_ACT = "Mental Health Units (Use of Force) Act 2018 s.6(5)"
_NCCMH = "NCCMH, Reducing Restrictive Practice collaborative"
_SEXUAL = "NCCMH, Sexual Safety Collaborative"
_COP = "Mental Health Act 1983: Code of Practice, chapter 26"
_NG225 = "NICE NG225"
_LOCAL = "local standard"


def _count(
    name: str, title: str, one: str, more: str, source: str, mark: str,
    better: str = LESS, beside: str = "",
) -> Measure:  # fmt: skip
    return Measure(
        name,
        title,
        more,
        better,
        COUNT,
        f"number of {more}",
        one,
        more,
        source,
        mark,
        beside=beside,
    )


def _rate(of: Measure) -> Measure:
    return Measure(
        f"{of.id}-rate", f"{of.title} {PER_1000}", PER_1000, of.better, RATE, of.numerator,
        of.one, of.more, _MMS, "✓", BED_DAYS, 1000.0, of.beside,
    )  # fmt: skip


def _share(
    name: str,
    title: str,
    numerator: str,
    denominator: str,
    one: str,
    source: str,
    mark: str,
    better: str = MORE,
) -> Measure:
    return Measure(
        name, title, "%", better, SHARE, numerator, one, f"{one}s", source, mark, denominator, 100.0
    )


_COUNTED = (
    _count("interventions", "Restrictive interventions", "intervention", "interventions",
           f"MHS77, {_MMS}", "✓"),
    _count("incidents", "Restrictive incidents", "incident", "incidents", f"MHS136, {_MMS}", "✓"),
    _count("restraint", "Physical restraint", "restraint", "restraints", _NCCMH, "≈"),
    _count("prone", "Prone restraint", "prone restraint", "prone restraints", _MMS, "✓"),
    _count("seclusion", "Seclusion", "seclusion", "seclusions", _NCCMH, "≈"),
    _count("segregation", "Segregation", "segregation", "segregations", _MMS, "✓"),
    _count("rapid-tranquillisation", "Rapid tranquillisation", "rapid tranquillisation",
           "rapid tranquillisations", _NCCMH, "≈"),
    _count("patient-injuries", "Injuries to patients", "injury to a patient",
           "injuries to patients", _ACT, "✓"),
    _count("staff-injuries", "Injuries to staff", "injury to staff", "injuries to staff",
           _ACT, "✓"),
    _count("sexual-safety", "Sexual-safety reports", "report", "reports", _SEXUAL, "≈",
           NEITHER, MORE_REPORTS),
)  # fmt: skip

_ALL = (
    *_COUNTED,
    *(_rate(each) for each in _COUNTED if each.id in {
        "interventions", "restraint", "prone", "seclusion", "rapid-tranquillisation"
    }),
    Measure("restraint-minutes", "Mean length of a physical restraint", "minutes", LESS, LENGTH,
            "minutes of restraint with a start and an end", "restraint", "restraints",
            f"MHS98, {_MMS}", "✓", "restraints with a start and an end"),
    _share("duties-in-time", "Duties met in time", "duties done in time", "duties that fell due",
           "duty due", _COP, "≈"),
    _share("statutory-items", "Statutory items answered", "items of s.6(5) answered",
           "items of s.6(5) that apply", "item", _ACT, "✓"),
    _share("late-entries", "Entries made late", "records written more than 12 hours after",
           "incidents", "incident", _LOCAL, "≈", LESS),
    _share("debriefs", "Debriefs held within 72 hours", "debriefs held within 72 hours",
           "incidents", "incident", _LOCAL, "≈"),
    _share("safety-reviews", "Self-harm safety reviews in time", "reviews in time",
           "reviews that fell due", "review due", _NG225, "≈"),
    _share("answered", "Reporters answered", "records with an answer to the reporter",
           "records signed off", "record", _LOCAL, "≈"),
)  # fmt: skip

MEASURES = MappingProxyType({each.id: each for each in _ALL})
"""Every measure by its id, in the order of a list on the screen."""


def measure(name: str) -> Measure:
    """The measure of an id. Raises BadInput for an id that is none."""
    if name not in MEASURES:
        raise BadInput(f"“{name}” is not a measure.", do=f"Use one of {', '.join(MEASURES)}.")
    return MEASURES[name]
