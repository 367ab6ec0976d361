"""When a screen locks itself: the rule alone, over a clock that moves only when told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from wardsafe.clock import LONDON
from wardsafe.tui.idle import CAP, ELSEWHERE, SHIFT, SHOWS_RECORD, Idle


@pytest.mark.parametrize("limit", [SHOWS_RECORD, ELSEWHERE, CAP])
def test_it_locks_at_the_limit_and_not_a_second_before(clock: Any, limit: float) -> None:
    idle = Idle(clock)
    clock.pass_(limit - 1)
    assert not idle.over(limit)
    clock.pass_(1)
    assert idle.over(limit)


def test_the_limits_are_two_and_five_minutes_never_over_ten() -> None:
    assert (SHOWS_RECORD, ELSEWHERE, CAP, SHIFT) == (120, 300, 600, 43_200)


def test_no_screen_can_ask_for_more_than_the_cap(clock: Any) -> None:
    idle = Idle(clock)
    clock.pass_(CAP)
    assert idle.over(3600)


def test_keys_keep_it_open(clock: Any) -> None:
    idle = Idle(clock)
    for n in range(10):
        clock.pass_(SHOWS_RECORD - 1)
        idle.touch("ab"[n % 2])
        assert not idle.over(SHOWS_RECORD)


def test_twelve_hours_end_a_shift_whatever_is_typed(clock: Any) -> None:
    idle = Idle(clock)
    for n in range(12 * 60):
        assert not idle.over(ELSEWHERE)
        clock.pass_(60)
        idle.touch("ab"[n % 2])
    assert idle.over(ELSEWHERE)


def test_a_book_on_a_key_counts_for_half_a_minute(clock: Any) -> None:
    idle = Idle(clock)
    for _ in range(1500):
        clock.pass_(0.1)
        idle.touch("j")
    assert idle.over(SHOWS_RECORD - 1)
    assert idle.seconds() == pytest.approx(120, abs=1)


def test_the_same_key_now_and_then_is_a_hand(clock: Any) -> None:
    idle = Idle(clock)
    for _ in range(300):
        clock.pass_(2)
        idle.touch("down")
    assert not idle.over(SHOWS_RECORD)


def test_the_wall_clock_set_back_does_not_keep_it_open(clock: Any) -> None:
    idle = Idle(clock)
    clock.at -= timedelta(days=1)
    clock.up += SHOWS_RECORD
    assert idle.over(SHOWS_RECORD)


def test_a_sleep_that_only_the_wall_clock_saw_locks(clock: Any) -> None:
    idle = Idle(clock)
    clock.at += timedelta(seconds=SHOWS_RECORD)
    assert idle.over(SHOWS_RECORD)


def test_the_hour_that_comes_twice_is_not_an_hour_idle(clock: Any) -> None:
    clock.at = datetime(2026, 10, 25, 1, 59, 30, tzinfo=LONDON)
    idle = Idle(clock)
    clock.at = datetime(2026, 10, 25, 1, 0, 30, tzinfo=LONDON, fold=1)
    clock.up += 60
    assert idle.seconds() == 60
