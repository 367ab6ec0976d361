"""The charts of a network, drawn from figures as they may be shown and from nothing else.

A count of 1 to 7 has no place on an axis. So what has such a month in the time shown is charted by
quarters, and what has such a quarter is not charted but named, with the reason; a silent month is a
gap, and never nought (case G07).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wardsafe.measures.chart import Chart
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import measure
from wardsafe.measures.funnel import RATIO, Funnel, Limits, Unit, funnel, limits_at
from wardsafe.measures.periods import QUARTER, Period, between
from wardsafe.measures.profiles import MDC
from wardsafe.measures.series import Series, Value
from wardsafe.measures.small_numbers import RULE
from wardsafe.services.network.figures import NETWORK, USES
from wardsafe.services.network.shown import ALL, TRUST, WARD, Shown, name_of

MEASURE = "interventions-rate"
FEWEST_POINTS = 4
SMALL = "small"
FEWEST_UNITS = 3
"""Units below which a funnel compares nothing."""


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart of one ward, trust or the network, or why there is none."""

    title: str
    chart: Chart | None
    why: str = ""
    sort: str = ALL
    unit: str = NETWORK


def charts(shown: Shown) -> Iterator[Charted]:
    """The network's chart, each trust's, each ward's, in the order of their names."""
    yield _charted(shown, ALL, NETWORK, "All wards")
    trusts = sorted({one.trust for one in shown.wards.values()})
    for trust in trusts:
        yield _charted(shown, TRUST, trust, f"Trust {trust}")
    for ward in sorted(shown.wards, key=lambda ward: (shown.wards[ward].name, ward)):
        yield _charted(shown, WARD, ward, shown.wards[ward].name)


@dataclass(frozen=True, slots=True)
class Compared:
    """Wards placed in a funnel: each ward's events over those expected of its bed days at the rate
    of all of them. `rate` is events a bed day, `bed_days` those of each unit, `keys` their ids, in
    order."""

    funnel: Funnel
    rate: float
    bed_days: tuple[int, ...]
    keys: tuple[str, ...] = ()

    def limits(self, bed_days: float) -> Limits:
        """The limits at so many bed days, as rates a bed day."""
        found = limits_at(self.funnel, bed_days * self.rate)
        return Limits(*(self.rate * getattr(found, name) for name in Limits.__slots__))

    def value(self, place: int) -> float:
        """The events a bed day of one ward."""
        return self.funnel.units[place].numerator / self.bed_days[place]

    def side(self, place: int) -> tuple[int, str]:
        """+1 for a ward above a limit, -1 below, 0 inside; and the outermost limit it is beyond."""
        value, limits = self.funnel.values[place], self.funnel.limits[place]
        for name, low, high in (
            ("99.8 %", limits.lower998, limits.upper998),
            ("95 %", limits.lower95, limits.upper95),
        ):
            if not low <= value <= high:
                return (1 if value > high else -1), name
        return 0, ""


def compared(
    shown: Shown, what: str = USES, sort: str = WARD
) -> tuple[Compared | None, tuple[str, ...]]:
    """The funnel of the wards (or trusts) that closed every day, and those of too few events.

    Exact Poisson limits, or wider ones where they vary beyond chance (Spiegelhalter 2005). None
    where fewer than three are left, or none of them had an event.
    """
    placed: list[tuple[str, str, int, int]] = []
    small = []
    for unit, name in _whole(shown, sort):
        count = shown.count(what, sort, unit, shown.quarter)
        days = shown.times[sort, unit, shown.quarter].bed_days
        if days < RULE.fewest_bed_days or not count.isdecimal():
            small.append(unit)
        else:
            placed.append((unit, name, int(count), days))
    events = sum(one[2] for one in placed)
    if len(placed) < FEWEST_UNITS or not events:
        return None, tuple(small)
    rate = events / sum(one[3] for one in placed)
    units = [Unit(name, count, bed_days * rate) for _, name, count, bed_days in placed]
    found = funnel(units, RATIO)
    if not found.tau2:
        found = funnel(units, RATIO, overdispersed=False)
    days_of, keys = tuple(one[3] for one in placed), tuple(one[0] for one in placed)
    return Compared(found, rate, days_of, keys), tuple(small)


def _whole(shown: Shown, sort: str) -> list[tuple[str, str]]:
    """The units that closed every day of the quarter, with their names, in the order of these. Of a
    trust all wards that were heard of count, and no silent one."""
    if sort == WARD:
        return [(ward, shown.wards[ward].name) for ward in shown.in_state("whole")]
    trusts = sorted({one.trust for one in shown.wards.values()})
    times = ((trust, shown.times.get((TRUST, trust, shown.quarter))) for trust in trusts)
    return [(trust, f"Trust {trust}") for trust, time in times
            if time is not None and time.declared >= time.days]  # fmt: skip


def _charted(shown: Shown, sort: str, unit: str, title: str) -> Charted:
    """By month; where one of 1 to 7 events is in the way, by quarter."""
    quarters = between(QUARTER, shown.months[0].first, shown.period.first)
    for periods in (shown.months, quarters):
        values = [_value(shown, sort, unit, period) for period in periods]
        if SMALL in values:
            continue
        kept = tuple(value if isinstance(value, Value) else None for value in values)
        if sum(value is not None for value in kept) < FEWEST_POINTS:
            return Charted(title, None, "too little time recorded", sort, unit)
        made = chart(Series(measure(MEASURE), periods, kept), MDC)
        return Charted(title, made, "", sort, unit)
    return Charted(title, None, f"a quarter of 1 to {RULE.most} uses", sort, unit)


def _value(shown: Shown, sort: str, unit: str, period: Period) -> Value | str:
    """What stands at a month or quarter: a value, SMALL, or "" where nothing was recorded."""
    name = name_of(period) if period.kind == QUARTER else f"{period.first:%Y-%m}"
    time = shown.times.get((sort, unit, name))
    count = shown.count(USES, sort, unit, name)
    if time is None or not count:
        return ""
    if not count.isdecimal():
        return SMALL
    return Value(int(count), time.bed_days, time.in_bed, time.declared, time.days)
