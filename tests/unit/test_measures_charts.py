"""Charts: profiles, rules in words, re-bases, targets, gaps, hand-over, what is never drawn."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.measures import periods
from wardsafe.measures.chart import (
    COMMON,
    CONCERN,
    FEW_RUNS,
    HIGH,
    IMPROVEMENT,
    MANY_RUNS,
    NO_DENOMINATOR,
    NOT_RECORDED,
    OPEN_GAP,
    OUTSIDE,
    RUN_LENGTH,
    SHIFT,
    TREND,
    TWO_IN_THREE,
    Chart,
    Rebase,
)  # fmt: skip
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import MEASURES, NEITHER, measure
from wardsafe.measures.profiles import MDC, MDC_SCREENED, NHS_R, PROFILES, RUN_CHART
from wardsafe.measures.series import Series, Value, counted, plain

STEADY = (20, 22, 19, 21, 20, 22, 19, 21, 20, 22, 19, 21)


def months(many: int) -> tuple[periods.Period, ...]:
    return periods.months(date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=30 * many))[:many]


def of(numbers: Sequence[float | None], name: str = "interventions") -> Series:
    return plain(measure(name), months(len(numbers)), numbers)


def rules_of(found: Chart) -> dict[str, list[tuple[int, ...]]]:
    made: dict[str, list[tuple[int, ...]]] = {}
    for flag in found.flags:
        made.setdefault(flag.rule, []).append(flag.points)
    return made


def test_a_point_outside_is_flagged_in_words() -> None:
    found = chart(of((*STEADY, 40)), NHS_R)
    assert rules_of(found) == {OUTSIDE: [(12,)]}
    assert found.flags[0].said == "Outside: above the upper limit, point 13, Jan 2025."
    assert (found.flags[0].letter, found.points[12].letters) == ("A", ("A",))
    assert found.points[12].state == found.variation == CONCERN
    assert "One signal is marked, the rest is ordinary variation." in found.said


def test_a_shift_is_seven_for_nhs_r_and_six_for_mdc() -> None:
    numbers = (20, 15, 22, 16, 21, 15, 20, 15, 16, 15, 16, 15, 16, 22, 21)
    assert SHIFT not in rules_of(chart(of(numbers), NHS_R))
    found = chart(of(numbers), MDC)
    assert rules_of(found)[SHIFT] == [tuple(range(7, 13))]
    assert "Shift: 6 below the mean, points 8 to 13, Aug 2024 to Jan 2025." in [
        flag.said for flag in found.flags
    ]
    assert {found.points[at].state for at in range(7, 13)} == {IMPROVEMENT}


def test_a_trend_is_seven_points_for_nhs_r_and_six_for_mdc() -> None:
    six = (20, 25, 20, 25, 20, 25, 15, 17, 19, 21, 23, 25, 20, 25, 20)
    seven = (20, 25, 20, 25, 20, 25, 15, 17, 19, 21, 23, 25, 27, 20, 25)
    assert TREND not in rules_of(chart(of(six), NHS_R))
    assert rules_of(chart(of(six), MDC))[TREND] == [tuple(range(6, 12))]
    assert rules_of(chart(of(seven), NHS_R))[TREND] == [tuple(range(6, 13))]


def test_mdc_trend_runs_over_a_rebase_and_nhs_r_does_not() -> None:
    numbers = [20, 25] * 6 + [18] + [19, 20, 21, 22, 23, 24, 25] + [20, 25] * 6
    rebase = [Rebase(months(16)[15].first)]
    assert rules_of(chart(of(numbers), MDC, rebase_at=rebase))[TREND]
    assert TREND not in rules_of(chart(of(numbers), NHS_R, rebase_at=rebase))


def test_beyond_three_sigma_counts_towards_two_in_three_for_mdc_only() -> None:
    numbers = [20, 21] * 10 + [33, 25, 22] + [20, 21] * 3
    mdc, nhs_r = chart(of(numbers), MDC), chart(of(numbers), replace(NHS_R, screened=False))
    assert rules_of(mdc)[OUTSIDE] == rules_of(nhs_r)[OUTSIDE] == [(20,)]
    assert rules_of(mdc)[TWO_IN_THREE] == [(20, 21)]
    assert TWO_IN_THREE not in rules_of(nhs_r)


def test_a_point_in_two_trends_takes_the_right_hand_one_or_the_setting() -> None:
    numbers = [5, 25] * 5 + [10, 11, 12, 13, 14, 15, 16, 15, 14, 13, 12, 11, 10] + [25, 5] * 5
    ranked = chart(of(numbers), NHS_R)
    assert {ranked.points[at].rule for at in (15, 16, 17)} == {TREND}
    assert (ranked.points[15].state, ranked.points[16].state) == (CONCERN, IMPROVEMENT)
    assert chart(of(numbers), MDC).points[16].state == CONCERN
    good = replace(MDC, on_tie="improvement")
    assert chart(of(numbers), good).points[16].state == IMPROVEMENT


def test_screening_in_mdc_drops_the_points_from_the_mean_too() -> None:
    numbers = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
    series = of(numbers, "duties-in-time")
    kept, dropped = chart(series, NHS_R).centre[0], chart(series, MDC_SCREENED).centre[0]
    assert kept == pytest.approx(35 / 18)
    assert dropped == pytest.approx((35 - 10 - 1) / 16)


def test_rise_in_sexual_safety_reports_is_never_worse() -> None:
    for profile in PROFILES.values():
        for numbers in ((*STEADY, 60), (*STEADY, 0), (5, *range(5, 30))):
            found = chart(of(numbers, "sexual-safety"), profile)
            states = {point.state for point in found.points} | {f.meaning for f in found.flags}
            assert not states & {CONCERN, IMPROVEMENT}
            assert "More reports can mean better reporting." in found.said
    assert chart(of((*STEADY, 60), "sexual-safety"), MDC).variation == HIGH
    assert measure("sexual-safety").better == NEITHER


def test_fewer_than_thirteen_are_points_for_mdc_and_trial_limits_for_nhs_r() -> None:
    found = chart(of(STEADY), MDC)
    assert set(found.upper) == set(found.centre) == {None}
    assert found.flags == ()
    assert found.said.startswith("12 months are too few for limits, which need 13: only the points")
    trial = chart(of(STEADY), NHS_R)
    assert trial.phases[0].trial
    assert "12 points: trial limits." in trial.notes


def test_every_segment_needs_thirteen_of_its_own() -> None:
    numbers = [20, 22, 19, 21] * 4 + [9, 11, 10]
    found = chart(of(numbers), MDC, rebase_at=[Rebase(months(17)[16].first, "P. Nair", "huddles")])
    assert found.upper[15] is not None
    assert set(found.upper[16:]) == {None}
    assert found.phases[1].why == (
        "3 months are too few for limits, which need 13: only the points are shown."
    )
    assert "Limits restart on 1 May 2025 by P. Nair: huddles." in found.notes
    assert "The mean was 20.5 interventions a month before the re-base." in found.said


def test_lines_step_at_a_rebase_and_the_sentence_says_so() -> None:
    numbers = [20, 22, 19, 21] * 4 + [9, 11, 10, 12] * 4
    found = chart(of(numbers), NHS_R, rebase_at=[Rebase(months(17)[16].first)])
    assert len(set(found.centre)) == 2
    assert (found.centre[15], found.centre[16]) == (20.5, 10.5)
    assert "The mean went from 20.5 to 10.5 interventions after the re-base." in found.said


def test_a_rebase_within_a_month_begins_with_the_next() -> None:
    numbers = [20, 22, 19, 21] * 8
    found = chart(of(numbers), NHS_R, rebase_at=[Rebase(date(2025, 5, 14))])
    assert [phase.first for phase in found.phases] == [0, 17]


def test_a_target_on_a_limit_is_decided_by_mdc_and_open_for_nhs_r() -> None:
    numbers = (*STEADY, 20)
    upper = chart(of(numbers), MDC).upper[0]
    assert upper is not None
    unscreened = replace(NHS_R, screened=False)
    assert chart(of(numbers), MDC, target=upper).assurance == "pass"
    assert chart(of(numbers), unscreened, target=upper).assurance == "hit or miss"
    assert chart(of(numbers), MDC, target=1).assurance == "fail"
    assert "The target of 1 interventions lies outside" in chart(of(numbers), MDC, target=1).said
    assert chart(of(numbers, "sexual-safety"), MDC, target=1).assurance is None


def test_not_recorded_is_a_gap_that_takes_no_part() -> None:
    with_gap = chart(of((*STEADY[:6], None, *STEADY[6:], 40)), NHS_R)
    without = chart(of((*STEADY, 40)), NHS_R)
    assert with_gap.points[6].state == NOT_RECORDED
    assert with_gap.points[6].number is None
    assert with_gap.upper[0] == without.upper[0]
    assert "Jul 2024 was not recorded and takes no part." in with_gap.said
    assert with_gap.completeness.said == "13 of 14 months recorded"
    assert any("stepped over" in note for note in with_gap.notes)


def test_no_bed_day_is_no_denominator_and_not_nought() -> None:
    numbers = [Value(20, 500), Value(0, 0), *(Value(18 + n % 3, 510) for n in range(12))]
    series = Series(measure("interventions-rate"), months(14), tuple(numbers))
    found = chart(series, MDC)
    assert found.points[1].state == NO_DENOMINATOR
    assert found.points[1].number is None
    assert "Feb 2024 has no denominator and takes no part." in found.said


def test_counts_that_are_small_hand_over_to_days_between() -> None:
    begin = datetime(2023, 1, 3, 12, tzinfo=LONDON)
    events = [begin + timedelta(days=80 * n + (n * 37) % 23, hours=n) for n in range(17)]
    span = periods.months(date(2023, 1, 1), date(2026, 8, 31))
    until = datetime(2026, 8, 20, 12, tzinfo=LONDON)
    found = chart(counted(measure("seclusion"), span, events, until=until), NHS_R)
    assert (found.kind, found.handed_over, found.better) == ("t", True, "more")
    assert found.why == (
        "17 seclusions in 44 months is 0.39 a month. With counts that small, limits close up and "
        "mark an ordinary month as a signal. The days between events can be read honestly."
    )
    assert found.title == "Days between seclusions"
    assert len(found.points) == 17
    assert found.points[-1].state == OPEN_GAP
    assert found.lower[0] is not None
    assert found.said.startswith("About 8")
    assert "No gap is a signal." in found.said
    assert "that gap is still open and takes no part in the limits." in found.said


def test_two_events_at_one_time_hand_over_to_a_g_chart() -> None:
    events = [date(2023, 1, 3) + timedelta(days=70 * (n // 2)) for n in range(30)]
    span = periods.months(date(2023, 1, 1), date(2026, 8, 31))
    found = chart(counted(measure("seclusion"), span, events), MDC)
    assert found.kind == "g"
    assert len(found.points) == 29
    assert [point.number for point in found.points][:2] == [0, 70]
    assert set(found.lower) == {None}
    qicharts = chart(counted(measure("seclusion"), span, events), NHS_R)
    assert set(qicharts.lower) == {0.0}


def test_few_gaps_have_a_median_and_no_limits() -> None:
    events = [date(2024, 1, 3) + timedelta(days=60 * n) for n in range(8)]
    span = periods.months(date(2024, 1, 1), date(2025, 12, 31))
    found = chart(counted(measure("seclusion"), span, events), NHS_R)
    assert (found.kind, set(found.centre), set(found.upper)) == ("t", {60.0}, {None})
    assert "7 gaps are too few for limits" in found.said


def test_a_ward_without_events_has_points_and_a_reason() -> None:
    span = periods.months(date(2024, 1, 1), date(2025, 12, 31))
    declared = {at for each in span for at in each.each_day()}
    found = chart(counted(measure("seclusion"), span, [], declared=declared), MDC)
    assert (found.kind, set(found.upper)) == ("points", {None})
    assert found.why.startswith("0 seclusions in 24 months is 0 a month.")
    assert {point.number for point in found.points} == {0}


def test_every_value_the_same_has_no_limits() -> None:
    found = chart(of([100] * 15, "debriefs"), MDC)
    assert set(found.upper) == {None}
    assert found.why == (
        "Every recorded month has the same value, 100%: limits would have no width."
    )


def test_a_silent_ward_says_so() -> None:
    found = chart(of([None] * 14), MDC)
    assert found.said.startswith("Nothing was recorded for restrictive interventions in this time.")
    assert found.completeness.said == "0 of 14 months recorded"
    assert found.variation == NOT_RECORDED


def test_a_run_chart_skips_points_on_the_median_and_counts_ties_once() -> None:
    shift = (5, 9, 5, 9, 5, 9, 7, 9, 9.5, 9, 9.5, 9, 5, 4, 5, 4, 5)
    found = chart(of(shift), RUN_CHART)
    assert found.centre[0] == 7
    assert rules_of(found)[SHIFT] == [(5, 7, 8, 9, 10, 11)]
    trend = (5, 9, 5, 9, 4, 5, 5, 6, 8, 9, 4, 9, 5, 9)
    assert rules_of(chart(of(trend), RUN_CHART))[TREND] == [(4, 5, 7, 8, 9)]


def test_a_run_chart_says_too_few_and_too_many_runs() -> None:
    few = chart(of([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9]), RUN_CHART)
    assert FEW_RUNS in rules_of(few)
    many = chart(of([1, 9] * 10), RUN_CHART)
    assert rules_of(many) == {MANY_RUNS: [()]}
    assert many.flags[0].said == "Too many runs: 20 runs in 20 points off the median."
    assert chart(of(STEADY), RUN_CHART).phases[0].why == ""


def test_a_run_chart_of_nine_points_asks_no_rule() -> None:
    found = chart(of([1, 1.5, 2, 3, 4, 5, 6, 7, 8]), RUN_CHART)
    assert found.flags == ()
    assert "The rules of a run chart need 10 points." in found.said


def test_a_median_with_half_of_the_points_on_it_says_nothing() -> None:
    found = chart(of([0] * 10 + [1, 2, 1, 2, 1, 2, 1]), RUN_CHART)
    assert found.flags == ()
    assert "10 of 17 points are on the median, so runs about it say nothing." in found.said


def test_shares_can_be_a_p_chart_and_counts_cannot() -> None:
    values = tuple(Value(8 + n % 3, 10 + n % 5) for n in range(14))
    found = chart(Series(measure("debriefs"), months(14), values), NHS_R, kind="p")
    assert found.upper[0] == 100
    assert len(set(found.lower)) > 1
    with pytest.raises(BadInput, match="is not a share"):
        chart(of(STEADY), kind="p")
    with pytest.raises(BadInput, match="no denominator for a U chart"):
        chart(of((*STEADY, 20)), kind="u")


def test_a_share_above_its_whole_is_refused() -> None:
    values = tuple(Value(12, 10) for _ in range(14))
    with pytest.raises(BadInput, match="More were counted than there could be"):
        chart(Series(measure("debriefs"), months(14), values), NHS_R, kind="p")


def test_attribute_charts_ask_for_long_runs() -> None:
    found = chart(of([20] * 2 + [24] * 10 + [12, 15] * 5), NHS_R, kind="c")
    assert RUN_LENGTH in rules_of(found)
    assert "longest run 12" in found.flags[0].said


def test_the_method_is_printed_with_its_constants() -> None:
    numbers = (*STEADY, 20)
    assert chart(of(numbers), NHS_R).method == (
        "XmR chart, profile NHS-R, screened, 2.66, shift 7, trend 7. Less is better."
    )
    assert "not screened, 2.66, shift 6, trend 6" in chart(of(numbers), MDC).method


def test_a_baseline_can_be_fixed_and_not_too_short() -> None:
    numbers = (*STEADY, 40, 41, 42)
    fixed, whole = chart(of(numbers), MDC, freeze=12), chart(of(numbers), MDC)
    assert fixed.centre[0] == sum(STEADY) / 12
    assert whole.centre[0] != fixed.centre[0]
    with pytest.raises(BadInput, match="12 points or more"):
        chart(of(numbers), freeze=11)


def test_settings_outside_the_query_are_refused() -> None:
    with pytest.raises(BadInput, match="6 to 8"):
        replace(MDC, shift=5)
    assert chart(of((*STEADY, 20)), replace(MDC, shift=8, trend=8)).flags == ()


def test_every_measure_has_a_source_a_mark_and_a_direction() -> None:
    for each in MEASURES.values():
        assert each.source
        assert each.mark in ("✓", "≈", "?")
        assert each.better in ("less", "more", NEITHER)
    with pytest.raises(BadInput, match="is not a measure"):
        measure("risk")


def test_steady_is_steady() -> None:
    found = chart(of((*STEADY, 20)), MDC)
    assert {point.state for point in found.points} == {COMMON}
    assert found.said == (
        "The mean is 20.5 interventions a month. No signal is marked: what varies is ordinary."
    )
