"""Closing days, driven by keys: from the month to a declaration, and what is never silent."""

from datetime import date, datetime, timedelta

import pytest

from log_ward import NARROW, WIDE, incident, opened, shows
from tui_ward import seen, settled, until
from wardsafe.clock import LONDON
from wardsafe.records.movement import Movement
from wardsafe.records.nil_return import AS_LOGGED, NONE, RESTRICTIVE
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import closing
from wardsafe.services.census import census
from wardsafe.services.recording import record_new
from wardsafe.tui.screens.closing import ClosingScreen
from wardsafe.tui.screens.declaring import DeclareScreen
from wardsafe.tui.screens.form import FormScreen

SUNDAY = date(2026, 11, 22)


def at(hour: int, day: date = SUNDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


def state(session, day=SUNDAY):
    return closing.days(session, RESTRICTIVE, day, day)[0]


def told(app) -> str:
    return " ".join(notice.message for notice in app._notifications)


async def press(pilot, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


@pytest.mark.parametrize("size", [NARROW, WIDE, (160, 50)])
async def test_the_month_says_what_is_known_of_each_day(ward, size) -> None:
    session = ward.unlock("grace")
    record_new(session, incident(ward, when=at(15)))
    async with opened(ward, "closing", size) as (_, pilot):
        text = await shows(pilot, "3 to close", "1 incident", "not closed", "Midnight")
        assert "Sun 22 Nov" in text
        assert "Nobody has closed any of it." in text
        assert "✕1?" in text
        assert "0 incidents in 0 closed days" in text


async def test_two_keys_more_declare_the_newest_day_that_waits(ward) -> None:
    async with opened(ward, "closing", NARROW) as (app, pilot):
        await shows(pilot, "Sun 22 Nov")
        await press(pilot, "enter")
        await shows(pilot, "Close Sunday 22 Nov 2026", "Day: none")
        await press(pilot, "enter")
        await until(pilot, lambda: state(ward.session).closed)
        await shows(pilot, "Saved #", "Day, none: Grace Okafor", "2 to close")
        assert isinstance(app.screen, ClosingScreen)
        assert state(ward.session).said[0].said == NONE


async def test_three_keys_from_the_board_declare_a_day(ward) -> None:
    async with opened(ward, "board") as (app, pilot):
        await settled(pilot.app)
        keys = ("c", "enter", "enter")
        await press(pilot, keys[0])
        await until(pilot, lambda: isinstance(app.screen, ClosingScreen))
        await shows(pilot, "3 to close")
        await press(pilot, *keys[1:])
        await until(pilot, lambda: state(ward.session).closed)
        assert len(keys) <= 4


async def test_enter_before_the_days_are_read_declares_nothing_unseen(ward) -> None:
    async with opened(ward, "closing") as (app, pilot):
        await shows(pilot, "3 to close")
        app.screen._seen = None
        await press(pilot, "enter")
        assert isinstance(app.screen, ClosingScreen)
        assert not state(ward.session).said


async def test_a_day_with_an_event_is_declared_as_logged(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, incident(ward, when=at(15)))
    async with opened(ward, "closing") as (_, pilot):
        await shows(pilot, "1 incident")
        await press(pilot, "enter")
        text = await shows(pilot, "Day: as logged, 1 record")
        assert "Late shift: as logged, 1 record" in text
        assert "Early shift: none" in text
        await press(pilot, "enter")
        await until(pilot, lambda: state(session).closed)
        assert state(session).said[0].said == AS_LOGGED


async def test_N33_none_against_an_event_is_possible_and_shown_as_a_conflict(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, incident(ward, when=at(15)))
    async with opened(ward, "closing") as (_, pilot):
        await shows(pilot, "1 incident")
        await press(pilot, "enter")
        await shows(pilot, "none, against 1 record")
        await press(pilot, *"against", "enter")
        text = await shows(pilot, "conflict", "Declared none, and 1 record say otherwise.")
        assert "✕1!" in text
        assert "22 Nov: declared none, 1 record" in text


async def test_one_shift_can_be_declared(ward) -> None:
    async with opened(ward, "closing") as (_, pilot):
        await shows(pilot, "Sun 22 Nov")
        await press(pilot, "enter", "down", "enter")
        await until(pilot, lambda: bool(state(ward.session).said))
        assert (state(ward.session).said[0].scope, state(ward.session).closed) == ("early", False)
        await shows(pilot, "in part", "Early shift, none")


async def test_esc_declares_nothing(ward) -> None:
    async with opened(ward, "closing") as (app, pilot):
        await shows(pilot, "Sun 22 Nov")
        await press(pilot, "enter")
        assert isinstance(app.screen, DeclareScreen)
        await press(pilot, "escape")
        await shows(pilot, "3 to close")
        assert not state(ward.session).said


async def test_somebody_else_is_told_who_declares(ward) -> None:
    async with opened(ward, "closing", who="emeka") as (app, pilot):
        await shows(pilot, "Sun 22 Nov")
        await press(pilot, "enter")
        assert "Ask a nurse in charge" in told(app)
        assert isinstance(app.screen, ClosingScreen)


async def test_today_is_not_over(ward) -> None:
    async with opened(ward, "closing") as (app, pilot):
        await shows(pilot, "Sun 22 Nov")
        await press(pilot, "up")
        await shows(pilot, "Monday 23 Nov 2026")
        await press(pilot, "enter")
        assert "That is not over yet." in told(app)


async def test_the_month_before_and_back(ward) -> None:
    async with opened(ward, "closing") as (_, pilot):
        await shows(pilot, "November 2026")
        await press(pilot, "left")
        await shows(pilot, "October 2026", "31 days not recorded")
        await press(pilot, "right", "right")
        await shows(pilot, "Restrictive practice, November")


async def test_the_other_cross_is_only_there_for_those_who_may_see_it(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, SexualSafety(when=at(15), category="unwanted_touch"))
    async with opened(ward, "closing") as (_, pilot):
        await shows(pilot, "Restrictive practice, November", "other cross")
        await press(pilot, "t")
        await shows(pilot, "Sexual safety, November", "staff only", "✕1?")
    ward.unlock("emeka")
    async with opened(ward, "closing", who="emeka") as (_, pilot):
        text = await shows(pilot, "Restrictive practice, November")
        assert "other cross" not in text
        await press(pilot, "t")
        await settled(pilot.app)
        assert "Sexual safety" not in seen(pilot.app)


async def test_the_midnight_census_is_proposed_and_confirmed(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, Movement(person=ward.jamal, move="leave", when=at(18)))
    async with opened(ward, "closing") as (app, pilot):
        await shows(pilot, "Midnight not counted", "1 in bed, 1 on")
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await shows(pilot, "22 Nov 2026")
        await press(pilot, "ctrl+s")
        await shows(pilot, "Midnight: 1 in bed, 1 on leave, Grace Okafor")
        counted = census(session, SUNDAY).counted.census
        assert (counted.in_bed, counted.on_leave, counted.moves_in_bed) == (1, 1, 1)


async def test_a_census_that_differs_is_said_on_the_day(ward) -> None:
    session = ward.unlock("grace")
    async with opened(ward, "closing") as (app, pilot):
        await shows(pilot, "Midnight not counted")
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await shows(pilot, "22 Nov 2026")
        await press(pilot, "enter", "backspace", "5", "ctrl+s")
        await shows(pilot, "In bed: 5 counted, 2 by the movements.")
        assert census(session, SUNDAY).differences


async def test_not_saved_is_said(ward, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with opened(ward, "closing") as (_, pilot):
        await shows(pilot, "Sun 22 Nov")
        monkeypatch.setattr("wardsafe.ledger.anchor._flush", full)
        await press(pilot, "enter", "enter")
        text = await shows(pilot, "NOT SAVED")
        assert "Saved #" not in text


async def test_locking_leaves_nothing_of_the_days(ward) -> None:
    async with opened(ward, "closing") as (app, pilot):
        await shows(pilot, "Sun 22 Nov")
        screen = app.screen
        await press(pilot, "f12")
        assert app.session is None
        assert screen.chosen is None
        assert "Nov" not in seen(app).replace(f"{ward.clock.now():%d %b}", "")


async def test_the_days_to_close_of_a_ward_that_was_left_alone(ward) -> None:
    ward.clock.at += timedelta(days=100)
    async with opened(ward, "closing") as (_, pilot):
        await shows(pilot, "14 to close")
