"""Times hold over every clock change from 2024 to 2035."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.records.moments import local, minutes_between, say_moment
from wardsafe.records.typed_moments import read_moment

# The last Sundays of March and October at 01:00 UTC (Summer Time Order 2002).
CHANGES = [
    next(
        day
        for day in (datetime(year, month, 31 - back, 1, tzinfo=UTC) for back in range(7))
        if day.weekday() == 6
    )
    for year in range(2024, 2036)
    for month in (3, 10)
]
anywhere = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31)).map(  # noqa: DTZ001
    lambda wall: wall.replace(tzinfo=UTC)
)
near_a_change = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-300, 300),
)
instants = st.one_of(anywhere, near_a_change)
clocks = st.times().map(lambda clock: time(clock.hour, clock.minute))


@pytest.mark.parametrize("change", CHANGES)
def test_around_each_change_every_length_is_elapsed(change: datetime) -> None:
    for before in (30, 59, 60, 90):
        for after in (1, 30, 60, 90):
            start = local(change - timedelta(minutes=before))
            end = local(change + timedelta(minutes=after))
            assert minutes_between(start, end) == before + after


@pytest.mark.parametrize("change", [change for change in CHANGES if change.month == 3])
def test_each_skipped_hour_is_refused(change: datetime) -> None:
    now = change + timedelta(hours=5)
    for typed in ("0100", "0130", "0159"):
        with pytest.raises(BadInput, match="did not happen"):
            read_moment(typed, now=now)
    assert read_moment("0200", now=now) == change


@pytest.mark.parametrize("change", [change for change in CHANGES if change.month == 10])
def test_each_repeated_hour_is_said_with_its_zone(change: datetime) -> None:
    now = change + timedelta(hours=5)
    first, second = (read_moment(f"0130 {zone}", now=now) for zone in ("bst", "gmt"))
    assert second - first == timedelta(hours=1)
    assert read_moment("0130", now=now) == second
    assert " BST on " in say_moment(first)
    assert " GMT on " in say_moment(second)


@given(instants)
def test_what_is_said_is_read_as_the_same_instant(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    assert read_moment(say_moment(at), now=at + timedelta(days=1)) == at


@given(instants, clocks)
def test_a_bare_time_is_the_latest_such_time_that_has_come(now: datetime, clock: time) -> None:
    try:
        found = read_moment(f"{clock:%H%M}", now=now)
    except BadInput:
        return
    assert found <= now
    assert now - found < timedelta(hours=25)
    assert (local(found).hour, local(found).minute) == (clock.hour, clock.minute)


@given(instants, st.integers(0, 99_999))
def test_some_minutes_ago_is_that_many_minutes_ago(now: datetime, minutes: int) -> None:
    found = read_moment(f"-{minutes}m", now=now)
    assert now - timedelta(minutes=1) < found + timedelta(minutes=minutes) <= now


@given(instants, st.integers(0, 1380), clocks)
def test_an_end_follows_its_start_whenever_it_has_come(
    start: datetime, later: int, clock: time
) -> None:
    start = start.replace(second=0, microsecond=0)
    now = start + timedelta(minutes=later)
    try:
        end = read_moment(f"{clock:%H%M}", now=now, after=start)
    except BadInput:
        return
    if end >= start:
        assert end - start <= timedelta(hours=25)
    else:
        assert local(end).date() == local(start).date()


@given(instants, st.integers(1, 30_000), st.booleans())
def test_a_length_does_not_depend_on_the_zone_it_is_said_in(
    start: datetime, minutes: int, first: bool
) -> None:
    end = start + timedelta(minutes=minutes)
    pair = (local(start), end) if first else (start, local(end))
    assert minutes_between(*pair) == minutes
    assert minutes_between(local(start), local(end)) == minutes


@given(st.text(max_size=24))
def test_anything_typed_is_read_or_refused_in_words(typed: str) -> None:
    try:
        found = read_moment(typed, now=datetime(2026, 11, 23, 3, 14, tzinfo=LONDON))
    except BadInput:
        return
    assert found.tzinfo is not None


@given(
    st.from_regex(
        r"[+-]?[0-9]{1,6}[hm]?[0-9]{0,3} ?[:./-]?[0-9]{0,4}( (bst|gmt|nov|y))?", fullmatch=True
    ),
    instants,
    st.booleans(),
)
def test_nearly_right_times_never_raise_anything_else(
    typed: str, now: datetime, ahead: bool
) -> None:
    for after in (None, now - timedelta(hours=3)):
        with suppress(BadInput):
            assert read_moment(typed, now=now, after=after, ahead=ahead).utcoffset() is not None
