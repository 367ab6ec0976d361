"""How times are typed and read back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.records.moments import (
    calendar,
    fixed,
    minutes_between,
    say_date,
    say_length,
    say_moment,
    say_time,
)
from wardsafe.records.typed_moments import read_date, read_moment

NOW = datetime(2026, 11, 23, 3, 14, 7, tzinfo=LONDON)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("now", "03:14 on 23 Nov 2026"),
        ("NOW", "03:14 on 23 Nov 2026"),
        ("-15m", "02:59 on 23 Nov 2026"),
        ("- 15m", "02:59 on 23 Nov 2026"),
        ("-2h", "01:14 on 23 Nov 2026"),
        ("-1h30", "01:44 on 23 Nov 2026"),
        ("-1h30m", "01:44 on 23 Nov 2026"),
        ("0310", "03:10 on 23 Nov 2026"),
        ("310", "03:10 on 23 Nov 2026"),
        ("03:10", "03:10 on 23 Nov 2026"),
        ("3:10", "03:10 on 23 Nov 2026"),
        ("03.10", "03:10 on 23 Nov 2026"),
        ("0314", "03:14 on 23 Nov 2026"),
        ("0315", "03:15 on 22 Nov 2026"),
        ("2355", "23:55 on 22 Nov 2026"),
        ("today 0310", "03:10 on 23 Nov 2026"),
        ("yesterday 2230", "22:30 on 22 Nov 2026"),
        ("y 2230", "22:30 on 22 Nov 2026"),
        ("22 nov 2230", "22:30 on 22 Nov 2026"),
        ("22nov 22:30", "22:30 on 22 Nov 2026"),
        ("24 nov 2230", "22:30 on 24 Nov 2025"),
        ("22 November 2025 2230", "22:30 on 22 Nov 2025"),
        ("5 sept 0900", "09:00 on 5 Sep 2026"),
        ("29 feb 0900", "09:00 on 29 Feb 2024"),
        ("22/11 22:30", "22:30 on 22 Nov 2026"),
        ("22/11/2026 22:30", "22:30 on 22 Nov 2026"),
        ("22/11/2026, 22:30", "22:30 on 22 Nov 2026"),
        ("2026-11-22 22:30", "22:30 on 22 Nov 2026"),
        ("2026-11-22T22:30", "22:30 on 22 Nov 2026"),
        ("2026-11-22 22:30 gmt", "22:30 on 22 Nov 2026"),
        ("22:30 on 22 Nov 2026", "22:30 on 22 Nov 2026"),
    ],
)
def test_what_people_type_is_read_back(typed: str, said: str) -> None:
    assert say_moment(read_moment(typed, now=NOW)) == said


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("soon", "not a time"),
        ("15", "not a time"),
        ("-15", "not a time"),
        ("-", "not a time"),
        ("2460", "no such time of day"),
        ("2400", "no such time of day"),
        ("０３１０", "not a time"),
        ("31 jun 0900", "no such day"),
        ("29 feb 2026 0900", "no such day"),
        ("12 foo 0900", "no such"),
        ("ju 0900", "not a date"),
        ("12 ju 0900", "no such"),
        ("22/11/26 2230", "not a date"),
        ("22/11/1400 2230", "out of reach"),
        ("22/11/2026", "not a time"),
        ("+7m", "needs a start"),
        ("0900 bst", "BST was not in use"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(typed: str, what: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_moment(typed, now=NOW, field="when")
    assert what.split()[0] in refused.value.what
    assert refused.value.field == "when"
    assert refused.value.do
    assert typed not in str(refused.value).replace(refused.value.do, "")


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("0306", 7), ("+7m", 7), ("+1h05", 65), ("0259", 0), ("now", 15), ("-10m", 5)],
)
def test_an_end_follows_its_start(typed: str, minutes: int) -> None:
    start = read_moment("-15m", now=NOW)
    assert read_moment(typed, now=NOW, after=start) - start == timedelta(minutes=minutes)


def test_an_end_may_be_over_midnight() -> None:
    start = read_moment("y 2350", now=NOW)
    assert minutes_between(start, read_moment("0010", now=NOW, after=start)) == 20


def test_an_end_that_would_be_tomorrow_stays_before_its_start_so_that_it_shows() -> None:
    start = read_moment("0259", now=NOW)
    end = read_moment("0255", now=NOW, after=start)
    assert say_moment(end) == "02:55 on 23 Nov 2026"
    assert say_length(start, end) == "ends before it starts"


def test_what_is_expected_may_be_in_the_future() -> None:
    assert say_moment(read_moment("1800", now=NOW, ahead=True)) == "18:00 on 23 Nov 2026"
    assert say_moment(read_moment("0200", now=NOW, ahead=True)) == "02:00 on 24 Nov 2026"
    assert say_moment(read_moment("+2h", now=NOW, ahead=True)) == "05:14 on 23 Nov 2026"
    assert say_moment(read_moment("1 feb 0900", now=NOW, ahead=True)) == "09:00 on 1 Feb 2027"
    assert say_moment(read_moment("tomorrow 0900", now=NOW)) == "09:00 on 24 Nov 2026"
    left = read_moment("0300", now=NOW)
    assert (
        say_moment(read_moment("0200", now=NOW, after=left, ahead=True)) == "02:00 on 24 Nov 2026"
    )


def test_an_explicit_day_wins_over_the_start() -> None:
    start = read_moment("y 2350", now=NOW)
    assert say_moment(read_moment("22 nov 2355", now=NOW, after=start)) == "23:55 on 22 Nov 2026"


AUTUMN = utc("2026-10-25T03:00")
SPRING = utc("2026-03-29T09:00")


def test_the_hour_that_comes_twice_is_the_latest_not_in_the_future() -> None:
    assert say_moment(read_moment("0130", now=AUTUMN)) == "01:30 GMT on 25 Oct 2026"
    between = utc("2026-10-25T01:10")
    assert say_moment(read_moment("0130", now=between)) == "01:30 BST on 25 Oct 2026"
    assert say_moment(read_moment("0105", now=between)) == "01:05 GMT on 25 Oct 2026"
    first = utc("2026-10-25T00:10")
    assert say_moment(read_moment("0130", now=first)) == "01:30 on 24 Oct 2026"


def test_the_hour_that_comes_twice_can_be_named() -> None:
    assert say_moment(read_moment("0130 bst", now=AUTUMN)) == "01:30 BST on 25 Oct 2026"
    assert say_moment(read_moment("0130 gmt", now=AUTUMN)) == "01:30 GMT on 25 Oct 2026"
    said = "01:30 BST on 25 Oct 2026"
    assert say_moment(read_moment(said, now=AUTUMN)) == said


def test_an_end_in_the_hour_that_comes_twice_is_the_first_after_its_start() -> None:
    start = read_moment("0150 bst", now=AUTUMN)
    end = read_moment("0110", now=AUTUMN, after=start)
    assert (say_time(end), minutes_between(start, end)) == ("01:10 GMT", 20)
    early = read_moment("0050", now=AUTUMN)
    assert minutes_between(early, read_moment("0110", now=AUTUMN, after=early)) == 20


def test_the_hour_that_was_skipped_is_refused() -> None:
    with pytest.raises(BadInput, match="01:30 on 29 Mar 2026 did not happen: the clocks went"):
        read_moment("0130", now=SPRING)
    start = read_moment("0050", now=SPRING)
    with pytest.raises(BadInput, match="did not happen"):
        read_moment("0130", now=SPRING + timedelta(days=2), after=start)
    before = utc("2026-03-29T00:30")
    assert say_moment(read_moment("0130", now=before)) == "01:30 on 28 Mar 2026"


def test_going_back_some_minutes_ignores_the_wall_clock() -> None:
    assert say_moment(read_moment("-30m", now=utc("2026-03-29T01:10"))) == "00:40 on 29 Mar 2026"
    assert (
        say_moment(read_moment("-30m", now=utc("2026-10-25T01:10"))) == "01:40 BST on 25 Oct 2026"
    )


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-22T23:50+00:00", "2026-11-23T00:10+00:00", 20),
        ("2026-03-29T00:50+00:00", "2026-03-29T02:10+01:00", 20),
        ("2026-10-25T01:50+01:00", "2026-10-25T01:10+00:00", 20),
        ("2026-11-23T03:00+00:00", "2026-11-23T03:00+00:00", None),
        ("2026-11-23T03:00+00:00", "2026-11-23T02:55+00:00", None),
        ("2026-11-01T00:00+00:00", "2026-11-17T16:00+00:00", 400 * 60),
    ],
)
def test_a_length_is_elapsed_time(start: str, end: str, minutes: int | None) -> None:
    assert minutes_between(datetime.fromisoformat(start), datetime.fromisoformat(end)) == minutes


def test_a_length_in_one_named_zone_is_elapsed_time_too() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    assert minutes_between(start, datetime(2026, 10, 25, 3, 30, tzinfo=LONDON)) == 240


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 min"), (7, "7 min"), (60, "1 h 00 min"), (65, "1 h 05 min"), (24000, "400 h 00 min")],
)
def test_lengths_in_words(minutes: int, said: str) -> None:
    assert say_length(minutes) == said


def test_lengths_from_two_times() -> None:
    assert say_length(NOW) == "still on"
    assert say_length(NOW, NOW + timedelta(minutes=7)) == "7 min"
    assert say_length(NOW, NOW) == "0 min"


@pytest.mark.parametrize(
    ("at", "shift"),
    [("06:59", "night"), ("07:00", "early"), ("13:59", "early"), ("14:00", "late"),
     ("20:59", "late"), ("21:00", "night"), ("00:00", "night")],
)  # fmt: skip
def test_shifts(at: str, shift: str) -> None:
    assert calendar(utc(f"2026-11-23T{at}"))["shift"] == shift


def test_month_and_week_are_of_the_ward_s_own_day() -> None:
    assert calendar(utc("2026-07-31T23:30"))["month"] == "2026-08"
    assert calendar(utc("2027-01-01T12:00"))["week"] == "2026-W53"


def test_fixed_keeps_the_instant_and_drops_the_zone() -> None:
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)
    assert fixed(twice).isoformat() == "2026-10-25T01:30:00+00:00"
    with pytest.raises(ValueError, match="offset"):
        fixed(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="calendar"):
        fixed(datetime.fromisoformat("0001-01-01T00:00+10:00"))


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["9 jun 1987", "9 June 1987", "09/06/1987", "1987-06-09"])
def test_dates(typed: str) -> None:
    assert say_date(read_date(typed, today=TODAY)) == "9 Jun 1987"


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("9/6/87", "not a date"),
        ("9 jun", "not a date"),
        ("31/02/1987", "no such day"),
        ("24/11/2026", "has not come"),
        ("9/6/1887", "out of reach"),
        ("", "not a date"),
    ],
)
def test_impossible_dates_are_refused(typed: str, what: str) -> None:
    with pytest.raises(BadInput, match=what) as refused:
        read_date(typed, today=TODAY, field="born")
    assert refused.value.field == "born"
