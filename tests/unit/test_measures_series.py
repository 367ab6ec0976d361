"""From days to values: closed days, bed days, shares, gaps, days since, hours and weekdays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.measures import periods
from wardsafe.measures.cells import cell
from wardsafe.measures.definitions import measure
from wardsafe.measures.gaps import between, days_since
from wardsafe.measures.periods import period_of
from wardsafe.measures.rates import Rate
from wardsafe.measures.series import (
    Series,
    Value,
    counted,
    day_of,
    lengths,
    plain,
    shared,
    without_leave,
)  # fmt: skip
from wardsafe.measures.when import week_table

NOV = periods.months(date(2026, 11, 1), date(2026, 11, 30))
SECLUSION = measure("seclusion")


def days(first: int, last: int, month: int = 11) -> set[date]:
    return {date(2026, month, at) for at in range(first, last + 1)}


def test_a_nought_stands_only_where_somebody_said_so() -> None:
    span = periods.months(date(2026, 10, 1), date(2026, 12, 31))
    found = counted(SECLUSION, span, [date(2026, 12, 4)], declared=days(1, 30))
    assert found.values == (None, Value(0, declared=30, days=30), None)
    assert found.completeness.said == "1 of 3 months recorded, 30 of 92 days closed"


def test_a_partial_month_counts_and_says_so() -> None:
    found = counted(SECLUSION, NOV, [date(2026, 11, 2), date(2026, 11, 29)], declared=days(1, 26))
    assert found.values == (Value(2, declared=26, days=30),)
    assert found.values[0] is not None
    assert found.values[0].partial


def test_a_rate_takes_only_closed_days_with_a_census() -> None:
    rate = measure("seclusion-rate")
    nights = dict.fromkeys(days(1, 20), 18)
    in_bed = dict.fromkeys(days(1, 20), 16)
    events = [date(2026, 11, at) for at in (3, 15, 18, 28)]
    found = counted(rate, NOV, events, declared=days(1, 16), nights=nights, in_bed=in_bed)
    assert found.values == (Value(2, 16 * 18, 16 * 16, 16, 30),)
    assert found.numbers == (2 / (16 * 18) * 1000,)
    assert without_leave(found).numbers == (2 / (16 * 16) * 1000,)
    with pytest.raises(BadInput, match="needs bed days"):
        counted(rate, NOV, events)


def test_bad_denominators_are_refused() -> None:
    with pytest.raises(BadInput, match="below nought"):
        Value(1, -3)
    with pytest.raises(BadInput, match="not a number"):
        Value(float("nan"))


def test_a_missing_doubled_or_unsorted_period_is_refused() -> None:
    first, second, third = periods.months(date(2026, 1, 1), date(2026, 3, 31))
    for wrong in ((first, third), (first, first), (second, first)):
        with pytest.raises(BadInput, match="does not follow"):
            plain(SECLUSION, wrong, (1, 2))


def test_shares_and_lengths_without_anything_have_no_denominator() -> None:
    met = [(date(2026, 11, 3), True), (date(2026, 11, 4), False), (date(2026, 12, 1), True)]
    assert shared(measure("debriefs"), NOV, met).numbers == (50,)
    assert shared(measure("debriefs"), NOV, []).numbers == (None,)
    minutes = [(date(2026, 11, 3), 7.0), (date(2026, 11, 4), 4.0)]
    assert lengths(measure("restraint-minutes"), NOV, minutes).numbers == (5.5,)


def test_a_day_is_a_day_in_london() -> None:
    assert day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_periods_are_half_open_and_real() -> None:
    assert period_of("week", date(2026, 11, 22)).first == date(2026, 11, 16)
    quarter = period_of("quarter", date(2026, 12, 31))
    assert (quarter.first, quarter.after) == (date(2026, 10, 1), date(2027, 1, 1))
    assert quarter.said == "Oct to Dec 2026"
    assert period_of("month", date(2024, 2, 3)).days == 29
    with pytest.raises(BadInput, match="not a period"):
        period_of("fortnight", date(2026, 1, 1))


def test_days_nobody_closed_are_in_no_gap() -> None:
    declared = days(1, 30) - days(10, 14)
    events = [date(2026, 11, 2), date(2026, 11, 12), date(2026, 11, 20)]
    found = between(counted(SECLUSION, NOV, events, declared=declared, until=date(2026, 11, 30)))
    assert found.series.numbers == (13,)
    assert (found.left_out, found.unwatched, found.still_open) == (1, 5, 10)


def test_gaps_keep_the_time_of_day() -> None:
    events = [datetime(2026, 10, 24, 12, tzinfo=LONDON), datetime(2026, 10, 26, 12, tzinfo=LONDON)]
    span = periods.months(date(2026, 10, 1), date(2026, 10, 31))
    series = counted(SECLUSION, span, events)
    # The clocks go back on the 25th: 49 hours passed.
    assert between(series).series.numbers == pytest.approx((49 / 24,))
    watched = counted(SECLUSION, span, events, declared=days(1, 31, 10))
    assert between(watched).series.numbers == (2,)
    assert between(series, whole_days=True).series.numbers == (2,)


def test_days_since_counts_every_event_and_names_open_days() -> None:
    series = counted(SECLUSION, NOV, [date(2026, 11, 10)], declared=days(1, 13))
    assert days_since(series, date(2026, 11, 23)).said == (
        "13 days since the last seclusion, 10 Nov 2026; 9 days of them were closed by nobody."
    )
    none = counted(SECLUSION, NOV, [], declared=days(1, 13))
    assert days_since(none, date(2026, 11, 23)).days is None


def test_rates_say_both_denominators() -> None:
    assert Rate(7, 570, 540, 27, 30).said == (
        "12.3 per 1,000 bed days with leave (7 in 570); "
        "13 per 1,000 bed days without leave (7 in 540); 27 of 30 nights counted."
    )
    assert Rate(1, 0, 0, 0, 0).with_leave is None
    with pytest.raises(BadInput, match="more beds"):
        Rate(1, 10, 11, 1, 1)


def test_hours_and_weekdays() -> None:
    sunday = datetime(2026, 11, 22, 3, 14, tzinfo=LONDON)
    found = week_table([sunday, sunday + timedelta(hours=24), date(2026, 11, 22)])
    assert found.cells[6][3] == found.cells[0][3] == 1
    assert (found.untimed[6], found.total, found.hours[3]) == (1, 3, 2)
    assert found.weekdays == (1, 0, 0, 0, 0, 0, 2)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("+44", "'+44"), ("@x", "'@x"), ("\t=1", "'\t=1"),
        (" =1", "' =1"), ("-1.5", "-1.5"), ("-1+2", "'-1+2"), ("*", "*"), (2.5, "2.5"), (None, ""),
        ("＝1", "'＝1"), ("Beck Ward", "Beck Ward"),
    ],
)  # fmt: skip
def test_a_cell_is_never_a_formula(given: str | float | None, text: str) -> None:
    assert cell(given) == text


def test_a_series_needs_a_value_for_each_period() -> None:
    with pytest.raises(BadInput, match="one value for each period"):
        Series(SECLUSION, NOV, ())
