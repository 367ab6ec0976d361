"""What the network's questions answer for one quarter, in raw figures: made here, shown nowhere.

A ward that sent nothing in a time is silent: it is not nought, and neither its events nor its bed
days are in any total (network rules §9.1). A ward that closed some of its days is in the totals,
and is said to be there in part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from wardsafe.errors import BadInput
from wardsafe.measures.periods import MONTH, QUARTER, Period, between
from wardsafe.network.engine import Engine
from wardsafe.network.files import WardOf
from wardsafe.network.tables import GROUPS

LOOK_BACK = 24
"""Months that charts show, those of the quarter last."""

State = Literal["whole", "part", "silent"]
USES, INCIDENTS = "uses", "incidents"
NETWORK = ""
"""The unit that all trusts make up."""

NO_TRUST = "?"
"""The trust of wards that named none."""


@dataclass(frozen=True, slots=True)
class MonthOf:
    """One ward and month. Of `days` that are over, `declared` were closed by somebody; `bed_days`
    are over the `nights` that were counted, `in_bed` without those on leave."""

    incidents: int = 0
    uses: int = 0
    days: int = 0
    declared: int = 0
    nights: int = 0
    bed_days: int = 0
    in_bed: int = 0

    @property
    def silent(self) -> bool:
        """Whether nothing was said of it: no record, no day closed."""
        return not self.declared and not self.incidents

    def __add__(self, other: "MonthOf") -> "MonthOf":
        return MonthOf(*(getattr(self, name) + getattr(other, name) for name in MonthOf.__slots__))


@dataclass(frozen=True, slots=True)
class GroupOf:
    """One group of a trust: its people, their bed days, those force was used on, and the uses."""

    people: int = 0
    bed_days: int = 0
    forced: int = 0
    uses: int = 0

    def __add__(self, other: "GroupOf") -> "GroupOf":
        return GroupOf(*(getattr(self, name) + getattr(other, name) for name in GroupOf.__slots__))


@dataclass(frozen=True)
class Figures:
    """Everything that a report of one quarter is made from. Only `shown` reads it.

    `months[ward][month]` is there from a ward's first month on; `groups[split][trust][value]`, the
    value None for not known; `types[code]`, `ideas` and `learning` as they were answered;
    `out_of_time[ward]` incidents that are in no month.
    """

    period: Period
    wards: Mapping[str, WardOf]
    until: date
    months: Mapping[str, Mapping[str, MonthOf]]
    groups: Mapping[str, Mapping[str, Mapping[str | None, GroupOf]]] = field(default_factory=dict)
    types: Mapping[str | None, int] = field(default_factory=dict)
    ideas: Sequence[Mapping[str, Any]] = ()
    learning: Sequence[Mapping[str, Any]] = ()
    out_of_time: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def looked_at(self) -> tuple[Period, ...]:
        """The months that charts show."""
        return between(MONTH, _months_before(self.period), self.period.after - timedelta(days=1))

    @cached_property
    def trusts(self) -> tuple[str, ...]:
        """The trusts by code, in order."""
        return tuple(sorted({one.trust for one in self.wards.values()}))

    def wards_of(self, trust: str) -> tuple[str, ...]:
        """The wards of a trust in the order of their names."""
        found = (ward for ward, one in self.wards.items() if one.trust == trust)
        return tuple(sorted(found, key=lambda ward: (self.wards[ward].name, ward)))

    def quarter(self, ward: str, period: Period | None = None) -> MonthOf:
        """What the months of a quarter come to for a ward; a silent month only by its days."""
        return sum(
            (month for each in months_of(period or self.period)
             if (month := self.month(ward, each)) is not None),
            MonthOf(),
        )  # fmt: skip

    def month(self, ward: str, name: str) -> MonthOf | None:
        """A month of a ward: None before its first, and only its days where it was silent."""
        found = self.months.get(ward, {}).get(name)
        if found is None or not found.silent:
            return found
        return MonthOf(days=found.days)

    def state(self, ward: str) -> State:
        """How much of the quarter a ward recorded."""
        found = self.quarter(ward)
        if found.silent:
            return "silent"
        return "whole" if found.declared >= found.days else "part"

    def last_heard(self, ward: str) -> str:
        """The last month of which a ward closed a day or recorded anything; "" for none."""
        months = self.months.get(ward, {})
        return max((name for name, one in months.items() if not one.silent), default="")


def ask(engine: Engine, wards: Mapping[str, WardOf], period: Period) -> Figures:
    """Ask everything a report of a quarter needs. Raises BadInput for another period, no wards."""
    if period.kind != QUARTER:
        raise BadInput("A network report is of a quarter.", do="Name one, like 2026-Q3.")
    if not wards:
        raise BadInput("No ward's facts are here.", do="Gather some with `wardsafe network facts`.")
    from wardsafe.network import questions

    first, last = f"{_months_before(period):%Y-%m}", f"{period.after - timedelta(days=1):%Y-%m}"
    now = f"{period.first:%Y-%m}"
    tables, until = engine.tables, max(date.fromisoformat(one.until) for one in wards.values())
    force = engine.rows(questions.force(tables, first, last))
    nights = engine.rows(questions.nights(tables, first, last))
    named = {ward: replace(one, trust=one.trust or NO_TRUST) for ward, one in wards.items()}
    found = Figures(period, named, until, _months(named, force, nights, _names(first, last), until))
    heard = [ward for ward in named if found.state(ward) != "silent"]
    asked = {name: questions.groups(tables, name, now, last, heard) for name in GROUPS}
    return replace(
        found,
        groups={name: _groups(engine.rows(each)) for name, each in asked.items()},
        types={row["type"]: row["uses"] for row in engine.rows(questions.types(tables, now, last))},
        ideas=engine.rows(questions.ideas(tables, first, last)),
        learning=engine.rows(questions.learning(tables, first, last)),
        out_of_time={row["ward"]: row["incidents"] for row in
                     engine.rows(questions.out_of_time(tables, first, last))
                     if row["ward"] in named},
    )  # fmt: skip


def months_of(period: Period) -> tuple[str, ...]:
    """The months of a period by name ("2026-07")."""
    last = period.after - timedelta(days=1)
    return tuple(f"{each.first:%Y-%m}" for each in between(MONTH, period.first, last))


def _names(first: str, last: str) -> tuple[str, ...]:
    ends = (date.fromisoformat(f"{name}-01") for name in (first, last))
    return tuple(f"{each.first:%Y-%m}" for each in between(MONTH, *ends))


def _months(
    wards: Iterable[str], force: Iterable[Mapping[str, Any]], nights: Sequence[Mapping[str, Any]],
    names: Sequence[str], until: date,
) -> dict[str, dict[str, MonthOf]]:  # fmt: skip
    """Every month of every ward from its first on, whether or not anything came."""
    said: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in (*force, *nights):
        said[row["ward"]][row["month"]].update(
            {name: value or 0 for name, value in row.items() if name not in _KEYS}
        )
    # Nothing before a ward began to count its days is in any chart (case N29).
    counts_from = {row["ward"]: str(row["month"]) for row in sorted(nights, key=_month_of)[::-1]}
    found: dict[str, dict[str, MonthOf]] = {}
    for ward in wards:
        own = said.get(ward, {})
        heard = (name for name, one in own.items() if one["declared"] or one["incidents"])
        began = min((name for name in heard if name >= counts_from.get(ward, "")),
                    default=names[-1])  # fmt: skip
        found[ward] = {
            name: _month(own.get(name, Counter()), _days_over(name, until))
            for name in names if name >= began
        }  # fmt: skip
    return found


_KEYS = ("trust", "ward", "month")


def _month_of(row: Mapping[str, Any]) -> str:
    return str(row["month"])


def _month(said: Mapping[str, int], days: int) -> MonthOf:
    beds, leave = said.get("bed_days", 0), said.get("leave_days", 0)
    return MonthOf(
        said.get("incidents", 0), said.get("uses", 0), days, min(said.get("declared", 0), days),
        said.get("nights", 0), beds, max(0, beds - leave),
    )  # fmt: skip


def _days_over(name: str, until: date) -> int:
    month = between(MONTH, *(2 * (date.fromisoformat(f"{name}-01"),)))[0]
    return sum(day <= until for day in month.each_day())


def _groups(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str | None, GroupOf]]:
    found: dict[str, dict[str | None, GroupOf]] = defaultdict(dict)
    for row in rows:
        found[row["trust"] or NO_TRUST][row["value"]] = GroupOf(
            *(row[name] or 0 for name in GroupOf.__slots__)
        )
    return found


def _months_before(period: Period) -> date:
    last = period.after - timedelta(days=1)
    year, month = divmod(last.year * 12 + last.month - LOOK_BACK, 12)
    return date(year, month + 1, 1)
