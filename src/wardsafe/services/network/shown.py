"""What may be shown of a network: suppressed once, from raw, before anything is drawn or written.

Every page, picture and file reads these texts and nothing behind them (case G10). 1 to 7 is `*`, 8
and more the nearest 5, totals likewise from raw; and whatever would let a small figure be worked
out from months and quarters, wards and trusts, groups and totals is withheld with it. Splits by
people are by trust and quarter only, never by ward or month (network rules §9).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wardsafe.measures.periods import QUARTER, Period, between
from wardsafe.measures.small_numbers import RULE, Key, Sum, counted, protected
from wardsafe.network.files import WardOf
from wardsafe.services.network.figures import (
    INCIDENTS,
    NETWORK,
    USES,
    Figures,
    GroupOf,
    MonthOf,
    State,
    months_of,
)  # fmt: skip

BED_DAYS_STEP = 100
"""Bed days of a group are shown to the nearest hundred: finer, they would tell how many people."""

MOST_NOT_KNOWN = 0.20
"""Where more than this share of the bed days is of people not known, no rate stands (≈ design)."""

TRUST, WARD, ALL = "trust", "ward", "all"


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One group as it may be shown; `share` is of all bed days of the split, in whole per cent."""

    value: str | None
    people: str
    bed_days: str
    share: str
    forced: str
    uses: str
    rate: str


@dataclass(frozen=True, slots=True)
class SplitShown:
    """One split of a trust or of the network (unit ""); `not_known` says of how many bed days."""

    split: str
    unit: str
    groups: tuple[GroupShown, ...]
    not_known: str


@dataclass(frozen=True, slots=True)
class Time:
    """How much of a time was recorded, and the bed days of the nights that were counted, leave
    included and without, to the nearest 5."""

    days: int
    declared: int
    nights: int
    bed_days: int
    in_bed: int


Name = tuple[str, str, str]
"""The sort of unit (WARD, TRUST or ALL), the unit, and the month or quarter."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """How often something was said of a sort of work, all wards together: of the tests of an
    `idea` ("" for reviews), that `what` was `said`, `times` as may be shown."""

    what: str
    idea: str
    said: str
    times: str


@dataclass(frozen=True)
class Shown:
    """A network's quarter as it may be shown: every count is a text, every bed day rounded.

    `counts` by what is counted and its name; `times` by name, without silent wards; `months` are
    those that charts show. `out_of_time` by ward, and for "" of all: incidents that are in none of
    them, because their time is missing or cannot be.
    """

    period: Period
    months: tuple[Period, ...]
    wards: Mapping[str, WardOf]
    states: Mapping[str, State]
    last_heard: Mapping[str, str]
    counts: Mapping[tuple[str, str, str, str], str]
    times: Mapping[Name, Time]
    splits: tuple[SplitShown, ...]
    types: Mapping[str | None, str]
    ideas: Sequence[Mapping[str, Any]]
    learning: Sequence[Lesson] = ()
    out_of_time: Mapping[str, str] = field(default_factory=dict)

    def count(self, what: str, sort: str, unit: str, time: str) -> str:
        """A count as it may be shown; "" where nothing was recorded."""
        return self.counts.get((what, sort, unit, time), "")

    @cached_property
    def quarter(self) -> str:
        """The name of the quarter in the keys."""
        return name_of(self.period)

    def in_state(self, state: State) -> tuple[str, ...]:
        """The wards that recorded so much of the quarter, by name: never by how much happened."""
        found = (ward for ward, one in self.states.items() if one == state)
        return tuple(sorted(found, key=lambda ward: (self.wards[ward].name, ward)))

    def rate(self, sort: str, unit: str, time: str = "", *, leave: bool = True) -> str:
        """Uses per 1,000 bed days, from figures as shown; `*` where it may not be, "" where nothing
        was recorded, "no bed days" where none were counted (case G09)."""
        found = self.times.get((sort, unit, time or self.quarter))
        if found is None:
            return ""
        count = self.count(USES, sort, unit, time or self.quarter)
        return rate_of(count, found.bed_days if leave else found.in_bed)


def name_of(period: Period) -> str:
    """2026-Q3 for a quarter."""
    return quarter_of(f"{period.first:%Y-%m}")


def rate_of(count: str, bed_days: int) -> str:
    """Per 1,000 bed days, of a count as shown and bed days that are rounded here."""
    rounded = beds(bed_days)
    if not count:
        return ""
    if not rounded:
        return "no bed days"
    if not count.isdecimal() or rounded < RULE.fewest_bed_days:
        return RULE.glyph
    return str(int(1000 * int(count) / rounded + 0.5))


def beds(bed_days: int) -> int:
    """Bed days of a ward to the nearest 5."""
    return RULE.step * round(bed_days / RULE.step)


def shown(figures: Figures) -> Shown:
    """Everything as it may be shown. Raises SuppressionDoubt where nothing helps."""
    counts: dict[tuple[str, str, str, str], str] = {}
    behind: tuple[dict[Key, int], list[Sum]] = {}, []
    for what in (USES, INCIDENTS):
        for quarter in _quarters(figures):
            raw, sums = _times(figures, what, quarter)
            counts |= protected(raw, sums)  # type: ignore[arg-type]
            if (what, quarter) == (USES, figures.period):
                behind = raw, sums
    groups = _split_counts(figures, counts, *behind)
    units = (NETWORK, *figures.trusts)
    splits = [_split(figures, groups, split, unit) for split in figures.groups for unit in units]
    return Shown(
        figures.period,
        figures.looked_at,
        figures.wards,
        {ward: figures.state(ward) for ward in figures.wards},
        {ward: figures.last_heard(ward) for ward in figures.wards},
        counts,
        _exposed(figures),
        tuple(one for one in splits if one.groups),
        {code: groups[USES, ALL, NETWORK, f"type {code}"] for code in figures.types},
        figures.ideas,
        _lessons(figures.learning),
        _out_of_time(figures.out_of_time),
    )


def _lessons(rows: Iterable[Mapping[str, Any]]) -> tuple[Lesson, ...]:
    """What was said how often. No total of it is shown anywhere, so each figure stands alone."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        idea = row["idea"] or ""
        for what in ("as_planned", "came_true"):
            if row[what]:
                found[what, idea, row[what]] += row["records"]
        if row["response"]:
            found["response", "", row["response"]] += row["records"]
        for theme in (row["themes"] or "").split("+") if row["themes"] else ():
            found["theme", "", theme] += row["records"]
    return tuple(Lesson(*key, counted(many)) for key, many in sorted(found.items()))


def _out_of_time(odd: Mapping[str, int]) -> dict[str, str]:
    """Of each ward that has any, and of all together."""
    if not odd:
        return {}
    raw: dict[Key, int] = dict(odd.items())
    texts = protected(raw, [_add(raw, NETWORK, tuple(odd))])
    return {str(key): text for key, text in texts.items()}


def _exposed(figures: Figures) -> dict[Name, Time]:
    """Days and bed days of every ward, trust and the network, silent wards in none of them."""
    raw: dict[Name, MonthOf] = {}
    for ward, one in figures.wards.items():
        units = ((WARD, ward), (TRUST, one.trust), (ALL, NETWORK))
        for quarter in _quarters(figures):
            if figures.quarter(ward, quarter).silent:
                continue
            for month in months_of(quarter):
                found = figures.month(ward, month)
                for name in _times_of(found, month, name_of(quarter)):
                    for unit in units:
                        raw[*unit, name] = raw.get((*unit, name), MonthOf()) + (found or MonthOf())
    return {
        name: Time(one.days, one.declared, one.nights, beds(one.bed_days), beds(one.in_bed))
        for name, one in raw.items()
    }


def _times_of(found: MonthOf | None, month: str, quarter: str) -> tuple[str, ...]:
    """Where a month is counted: a silent one only by its days, in its quarter."""
    if found is None:
        return ()
    return (quarter,) if found.silent else (month, quarter)


def _quarters(figures: Figures) -> tuple[Period, ...]:
    return between(QUARTER, figures.looked_at[0].first, figures.period.first)


def quarter_of(month: str) -> str:
    """2026-Q3 for 2026-07."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def _times(figures: Figures, what: str, quarter: Period) -> tuple[dict[Key, int], list[Sum]]:
    """One count of every ward, trust and the network, by month and for the quarter, and which of
    them add up to which."""
    name, months = name_of(quarter), months_of(quarter)
    raw: dict[Key, int] = {}
    sums: list[Sum] = []
    for ward in figures.wards:
        there = [month for month in months if _counts(figures, ward, month)]
        for month in there:
            raw[what, WARD, ward, month] = getattr(figures.months[ward][month], what)
        if there:
            sums.append(_add(raw, (what, WARD, ward, name), _keys(what, WARD, [ward], there)))
    for trust in figures.trusts:
        _add_up(raw, sums, what, (TRUST, trust), (WARD, figures.wards_of(trust)), (*months, name))
    _add_up(raw, sums, what, (ALL, NETWORK), (TRUST, figures.trusts), (*months, name))
    for sort, units in ((TRUST, figures.trusts), (ALL, (NETWORK,))):
        for unit in units:
            parts = tuple(key for key in _keys(what, sort, [unit], months) if key in raw)
            if parts:
                sums.append(Sum((what, sort, unit, name), parts))
    return raw, sums


def _counts(figures: Figures, ward: str, month: str) -> bool:
    found = figures.month(ward, month)
    return found is not None and not found.silent


def _keys(
    what: str, sort: str, units: Iterable[str], times: Iterable[str]
) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((what, sort, unit, time) for unit in units for time in times)


def _add(raw: dict[Key, int], total: Key, parts: Sequence[Key]) -> Sum:
    raw[total] = sum(raw[part] for part in parts)
    return Sum(total, tuple(parts))


def _add_up(
    raw: dict[Key, int], sums: list[Sum], what: str,
    whole: tuple[str, str], of: tuple[str, Sequence[str]], times: Iterable[str],
) -> None:  # fmt: skip
    """The figure of a trust or the network at each time, from those that make it up."""
    for time in times:
        parts = [key for key in _keys(what, of[0], of[1], [time]) if key in raw]
        if parts:
            sums.append(_add(raw, (what, *whole, time), parts))


PEOPLE, FORCED = "people", "forced"


def _split_counts(
    figures: Figures, before: Mapping[Any, str], raw: Mapping[Key, int], sums: Sequence[Sum]
) -> dict[Key, str]:
    """People, those force was used on, and uses of every group, and the uses of every type.

    Whoever subtracts has the months and the wards too: `before` is how these were shown, `raw` and
    `sums` what stands behind the uses of the quarter.
    """
    made: dict[Key, str] = {}
    for what in (PEOPLE, FORCED, USES):
        whole = _Whole(what, name_of(figures.period))
        if what == USES:
            whole.take(raw, sums, before)
        for split, trusts in figures.groups.items():
            _one_split(whole, figures, split, trusts)
        if what == USES:
            types: dict[Key, int] = {
                (USES, ALL, NETWORK, f"type {code}"): n for code, n in figures.types.items()
            }
            whole.raw |= types
            whole.total((USES, ALL, NETWORK, whole.time), tuple(types))
        made |= protected(whole.raw, whole.sums, people=whole.people, earlier=whole.fixed)
    return made


@dataclass(slots=True)
class _Whole:
    """One count of groups and types, beside whatever else a reader knows of it."""

    what: str
    time: str
    raw: dict[Key, int] = field(default_factory=dict)
    people: dict[Key, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    fixed: dict[Key, str] = field(default_factory=dict)

    def take(self, raw: Mapping[Key, int], sums: Sequence[Sum], shown: Mapping[Any, str]) -> None:
        """Figures that stand in other tables, as they were shown there."""
        self.raw |= raw
        self.sums += sums
        self.fixed |= {key: shown[key] for key in raw}

    def total(self, total: Key, parts: tuple[Key, ...]) -> None:
        """What parts come to: a figure that is shown elsewhere where it is the same, or else one
        that nobody is told."""
        whole = sum(self.raw[part] for part in parts)
        if self.raw.get(total, whole) != whole:
            total = (total, parts)
        if total not in self.raw:
            self.raw[total], self.fixed[total] = whole, RULE.withheld
        self.sums.append(Sum(total, parts))


def _one_split(
    whole: _Whole,
    figures: Figures,
    split: str,
    trusts: Mapping[str, Mapping[str | None, GroupOf]],
) -> None:
    """The groups of each trust, and of all together."""
    what, values = whole.what, _values(trusts)
    for trust in figures.trusts:
        keys = tuple((what, TRUST, trust, _cell(split, value)) for value in values)
        for key, value in zip(keys, values, strict=True):
            group = trusts.get(trust, {}).get(value, GroupOf())
            whole.raw[key], whole.people[key] = getattr(group, what), _behind(what, group)
        whole.total((what, TRUST, trust, whole.time), keys)
    for value in values:
        parts = tuple((what, TRUST, trust, _cell(split, value)) for trust in figures.trusts)
        together = (what, ALL, NETWORK, _cell(split, value))
        whole.sums.append(_add(whole.raw, together, parts))
        whole.people[together] = sum(whole.people[part] for part in parts)
    everybody = tuple((what, ALL, NETWORK, _cell(split, value)) for value in values)
    whole.total((what, ALL, NETWORK, whole.time), everybody)


def _behind(what: str, group: GroupOf) -> int:
    """How many people a figure of a group rests on."""
    return group.people if what == PEOPLE else group.forced


def _cell(split: str, value: str | None) -> str:
    return f"{split} {'not known' if value is None else value}"


def _values(trusts: Mapping[str, Mapping[str | None, GroupOf]]) -> list[str | None]:
    found = {value for groups in trusts.values() for value in groups}
    return sorted(found, key=lambda value: (value is None, value or ""))


def _split(figures: Figures, texts: Mapping[Any, str], split: str, unit: str) -> SplitShown:
    trusts = figures.groups[split]
    sort = TRUST if unit else ALL
    units = [unit] if unit else figures.trusts
    groups = {
        value: sum((trusts.get(each, {}).get(value, GroupOf()) for each in units), GroupOf())
        for value in _values(trusts)
    }
    days = sum(group.bed_days for group in groups.values())
    unknown = groups[None].bed_days / days if days and None in groups else 0.0 if days else None
    made = tuple(
        _group(value, group, days, [texts[what, sort, unit, _cell(split, value)] for what in
               (PEOPLE, FORCED, USES)], rated=(unknown or 0) <= MOST_NOT_KNOWN)
        for value, group in groups.items()
    )  # fmt: skip
    return SplitShown(split, unit, made if days else (), _not_known(made, unknown or 0))


def _not_known(groups: Sequence[GroupShown], share: float) -> str:
    found = next((group for group in groups if group.value is None), None)
    if found is None or found.people == "0":
        return "Known of everybody."
    if not found.people.isdecimal():
        return f"Not known of 1 to {RULE.most} people, or withheld with them."
    text = f"Not known for {found.share} of the bed days."
    return text if share <= MOST_NOT_KNOWN else f"{text} That is too much for any rate."


def _group(
    value: str | None, group: GroupOf, days: int, texts: Sequence[str], *, rated: bool
) -> GroupShown:
    people, forced, uses = texts
    rounded, whole = (BED_DAYS_STEP * round(n / BED_DAYS_STEP) for n in (group.bed_days, days))
    open_ = people.isdecimal() and whole > 0
    rate = rate_of(uses, rounded) if open_ else RULE.glyph
    return GroupShown(
        value,
        people,
        f"{rounded:,}" if open_ else RULE.glyph,
        f"{100 * rounded / whole:.0f}%" if open_ else RULE.glyph,
        forced,
        uses,
        (rate if rated else ""),
    )
