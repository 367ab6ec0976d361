"""Occupied bed days on a screen: with and without leave, and nights that nobody counted."""

from datetime import date, datetime

import pytest

from log_ward import opened, shows
from tui_ward import seen, until
from wardsafe.clock import LONDON
from wardsafe.records.movement import Movement
from wardsafe.services.bed_days import months
from wardsafe.services.census import confirm, proposed
from wardsafe.services.recording import record_new
from wardsafe.tui.bed_day_lines import NOT_RECORDED, night_lines, row, spans
from wardsafe.tui.screens.bed_days import BedDaysScreen
from wardsafe.tui.screens.people import PeopleScreen

SIZES = [(80, 24), (160, 50)]


def counted(ward, *nights: int):
    """The ward with Jamal on home leave from Sunday on, and these nights of November counted."""
    session = ward.unlock("grace")
    gone = datetime(2026, 11, 22, 18, tzinfo=LONDON)
    record_new(session, Movement(person=ward.jamal, move="home-leave", when=gone))
    for night in nights:
        confirm(session, proposed(session, date(2026, 11, night)))
    return session


@pytest.mark.parametrize("size", SIZES)
async def test_H06_the_month_says_both_figures_and_which_nights_are_not_recorded(
    ward, size
) -> None:
    counted(ward, 20, 22)
    async with opened(ward, "bed-days", size) as (_, pilot):
        text = await shows(pilot, "Nov 2026", "2 of 3", "with leave", "without")
        line = next(line for line in text.split("\n") if "2 of 3" in line)
        assert line.split()[:7] == ["▌", "Nov", "2026", "2", "of", "3", "4"]
        assert "4 occupied bed days including leave, 3 without, 2 of 3 nights." in text
        assert "1 night not recorded, in no figure: 21." in text
        assert "On leave: home leave 1." in text


async def test_H06_a_month_that_nobody_counted_is_not_recorded_and_never_nought(ward) -> None:
    counted(ward)
    async with opened(ward, "bed-days") as (_, pilot):
        text = await shows(pilot, "Nov 2026")
        line = next(line for line in text.split("\n") if "▌" in line)
        assert NOT_RECORDED in line
        assert "0" not in line.partition(NOT_RECORDED)[0].replace("2026", "")
        assert "Not counted: 0 of 3 nights." in text
        assert "3 nights not recorded, in no figure: 20 to 22." in text


async def test_the_nights_stand_beside_the_months_where_there_is_room(ward) -> None:
    counted(ward, 20, 22)
    async with opened(ward, "bed-days", (160, 50)) as (_, pilot):
        await shows(pilot, "Sun 22 Nov", "Sat 21 Nov", "1 and 1", "Grace Okafor, 23 Nov 03:14")
    async with opened(ward, "bed-days", (80, 24)) as (_, pilot):
        await shows(pilot, "Nov 2026")
        assert "Sat 21 Nov" not in seen(pilot.app)


def test_what_has_no_room_is_counted(ward) -> None:
    counted(ward, 20)
    (month,) = months(ward.session)
    lines = [line.plain for line in night_lines(month, 4)]
    assert lines[-1] == "2 more nights"
    assert lines[2].startswith("Sun 22 Nov")
    assert NOT_RECORDED in lines[2]
    assert len(night_lines(month, 50)) == 5
    assert "19" not in row(month, 76, False).plain


async def test_B_on_closing_days_opens_it_and_a_night_counted_there_changes_it(ward) -> None:
    counted(ward, 20)
    async with opened(ward, "closing") as (app, pilot):
        await shows(pilot, "bed days", "Sun 22 Nov")
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, BedDaysScreen))
        await shows(pilot, "1 of 3")
        await pilot.press("escape", "m")
        await shows(pilot, "Midnight census")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved")
        await pilot.press("escape", "b")
        await shows(pilot, "2 of 3")


async def test_locking_leaves_nothing_of_the_nights(ward) -> None:
    counted(ward, 20)
    async with opened(ward, "bed-days", (160, 50)) as (app, pilot):
        await shows(pilot, "Grace Okafor, 23 Nov")
        screen = app.screen
        await pilot.press("f12")
        await until(pilot, lambda: "Who are you?" in seen(app))
        assert not screen._months


def test_dates_that_follow_each_other_are_said_as_one() -> None:
    days = [date(2026, 11, day) for day in (17, 3, 14, 15, 1, 2)]
    assert spans(days) == ["1 to 3", "14 to 15", "17"]
    assert spans([]) == []


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_movement_that_contradicts_another_is_kept_and_said(ward, size) -> None:
    session = ward.unlock("grace")
    count = session.ledger.count()
    async with opened(ward, "people", size) as (app, pilot):
        await shows(pilot, "Jamal Morrison")
        await pilot.press("m")
        await shows(pilot, "Movement")
        await pilot.press(*"return", "enter", *"now", "enter", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))
        text = await shows(pilot, "RW came back from leave without having gone.", "Saved")
        assert "It is kept; add or amend the" in text
    assert session.ledger.count() >= count + 1


async def test_which_leave_it_is_stands_in_the_list_of_people(ward) -> None:
    counted(ward)
    async with opened(ward, "people") as (_, pilot):
        await shows(pilot, "on home leave since")
