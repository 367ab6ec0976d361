"""What holds for every series: silence moves nothing, a steady ward has no signals to answer."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.measures import handing_over, periods
from wardsafe.measures.chart import NOT_RECORDED, OUTSIDE, Chart
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import measure
from wardsafe.measures.profiles import MDC, NHS_R, PROFILES, Profile
from wardsafe.measures.series import Series, counted, plain

YEAR = periods.months(date(2026, 1, 1), date(2026, 12, 31))
DAYS = [each for period in YEAR for each in period.each_day()]
A_DAY = st.sampled_from(DAYS)


def lines(found: Chart) -> set[tuple[float | None, ...]]:
    """Every level of every line that a point of the chart has."""
    kept = [at for at, point in enumerate(found.points) if point.state != NOT_RECORDED]
    drawn = zip(found.centre, found.upper, found.lower, found.near_upper, strict=True)
    return {each for at, each in enumerate(drawn) if at in kept}


@settings(deadline=None, max_examples=60)
@given(
    numbers=st.lists(st.integers(0, 30), min_size=2, max_size=40),
    gaps=st.lists(st.integers(0, 40), max_size=12),
    profile=st.sampled_from(list(PROFILES.values())),
)
def test_periods_not_recorded_move_no_line_and_no_signal(
    numbers: list[int], gaps: list[int], profile: Profile
) -> None:
    with_gaps: list[float | None] = list(numbers)
    for place in gaps:
        with_gaps.insert(min(place, len(with_gaps)), None)
    before, after = (_chart(each, profile) for each in (numbers, with_gaps))
    assert lines(after) == lines(before)
    kept = [at for at, each in enumerate(with_gaps) if each is not None]
    assert [(after.points[at].state, after.points[at].rule) for at in kept] == [
        (point.state, point.rule) for point in before.points
    ]


def _chart(numbers: Sequence[float | None], profile: Profile) -> Chart:
    span = periods.days(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=len(numbers) - 1))
    return chart(plain(measure("restraint-minutes"), span, numbers), profile)


@settings(deadline=None, max_examples=40)
@given(
    events=st.lists(A_DAY, max_size=60),
    closed=st.sets(A_DAY, max_size=300),
    more=st.sets(A_DAY, max_size=60),
    profile=st.sampled_from([MDC, NHS_R]),
)
def test_days_not_closed_move_no_rate_and_no_gap(
    events: list[date], closed: set[date], more: set[date], profile: Profile
) -> None:
    """Beds and events of days nobody closed are there or not: nothing changes."""
    silent = more - closed
    nights = {at: 18 for at in DAYS if at not in silent}
    fewer = [at for at in events if at not in silent]
    rate = measure("seclusion-rate")
    without = counted(rate, YEAR, fewer, declared=closed, nights=nights)
    with_them = counted(rate, YEAR, events, declared=closed, nights=dict.fromkeys(DAYS, 18))
    assert with_them.numbers == without.numbers
    assert lines(chart(with_them, profile)) == lines(chart(without, profile))


@settings(deadline=None, max_examples=40)
@given(events=st.lists(A_DAY, max_size=60), closed=st.sets(A_DAY, max_size=365))
def test_a_nought_is_never_made_of_silence(events: list[date], closed: set[date]) -> None:
    found = counted(measure("seclusion"), YEAR, events, declared=closed)
    for period, value in zip(found.periods, found.values, strict=True):
        assert (value is None) == (not any(period.holds(at) for at in closed))


SPAN = periods.months(date(2024, 1, 1), date(2025, 12, 31))
MEANS = (0.1, 0.2, 0.3, 0.5, 1, 2, 5)
WARDS = 200


def steady(dice: random.Random, mean: float, *, timed: bool) -> Series:
    """A ward where nothing changes: events at random, `mean` a month, over two years."""
    events: list[date] = []
    at = dice.expovariate(mean)
    while at < len(SPAN):
        period = SPAN[int(at)]
        begin = datetime(period.first.year, period.first.month, 1, tzinfo=UTC)
        moment = begin + timedelta(days=(at - int(at)) * period.days)
        events.append(moment if timed else moment.date())
        at += dice.expovariate(mean)
    return counted(measure("seclusion"), SPAN, events)


def outside(found: Chart) -> tuple[int, int]:
    """How many points are called outside, and how many points stand on a chart with limits."""
    flagged = sum(len(flag.points) for flag in found.flags if flag.rule == OUTSIDE)
    limited = any(each is not None for each in found.upper)
    return flagged, sum(point.number is not None for point in found.points) if limited else 0


@pytest.mark.parametrize("profile", [MDC, NHS_R], ids=["mdc", "nhs-r"])
@pytest.mark.parametrize("timed", [True, False], ids=["timed", "days"])
def test_a_steady_ward_is_rarely_called_outside(profile: Profile, timed: bool) -> None:
    """Published tools flag up to 78 % of these points; here it is under 2 % at every mean, also
    when only charts that have limits are looked at."""
    for mean in MEANS:
        dice = random.Random(20261123)
        found = [outside(chart(steady(dice, mean, timed=timed), profile)) for _ in range(WARDS)]
        flagged, points = (sum(each) for each in zip(*found, strict=True))
        assert flagged <= 0.02 * points, (mean, flagged, points)


def test_without_the_hand_over_a_steady_ward_is_called_outside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same wards, screened and never handed over: the simulation can fail."""
    monkeypatch.setattr(handing_over, "SPARSE", 0.0)
    monkeypatch.setattr(handing_over, "closed_up", lambda *_: "")
    dice = random.Random(20261123)
    found = [outside(chart(steady(dice, 0.3, timed=True), NHS_R)) for _ in range(WARDS)]
    flagged, points = (sum(each) for each in zip(*found, strict=True))
    assert flagged > 0.03 * points


@settings(deadline=None, max_examples=60)
@given(
    numbers=st.lists(st.none() | st.integers(0, 6), min_size=1, max_size=60),
    profile=st.sampled_from(list(PROFILES.values())),
)
def test_no_chart_has_limits_without_width(numbers: list[float | None], profile: Profile) -> None:
    span = periods.days(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=len(numbers) - 1))
    events = [
        period.first
        for period, number in zip(span, numbers, strict=True)
        for _ in range(int(number or 0))
    ]
    closed = {p.first for p, number in zip(span, numbers, strict=True) if number is not None}
    found = chart(counted(measure("seclusion"), span, events, declared=closed), profile)
    for upper, lower in zip(found.upper, found.lower, strict=True):
        assert upper is None or lower is None or upper > lower
    assert found.said
    assert all(flag.said and flag.letter for flag in found.flags)
