"""The measures on a screen: the chart first says how much was recorded, and every key works."""

from datetime import date, datetime, timedelta

import pytest

from log_ward import opened, shows
from tui_ward import seen, settled, until
from wardsafe.clock import LONDON
from wardsafe.records.nil_return import DAY
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import closing
from wardsafe.services.census import confirm, proposed
from wardsafe.services.rebasing import rebases
from wardsafe.services.recording import record_new
from wardsafe.tui.rooms import room
from wardsafe.tui.screens.measure_pages import CrossesScreen, HoursScreen, NumbersScreen
from wardsafe.tui.screens.measures import MeasuresScreen
from wardsafe.tui.screens.rebase_form import RebaseForm

SIZES = [(80, 24), (120, 36), (160, 50)]


def told(ward, who: str = "ingrid"):
    """Three days of November with a hold each, two of them closed and counted."""
    session = ward.unlock("grace")
    for day in (20, 21, 22):
        at = datetime(2026, 11, day, 15, tzinfo=LONDON)
        rows = [{"type": "07", "start": at, "end": at + timedelta(minutes=6)}]
        said = RestrictivePractice(person=ward.rosa, when=at, place="day-room", interventions=rows)
        record_new(session, said)
    for day in (21, 22):
        closing.declare(session, date(2026, 11, day), DAY)
        confirm(session, proposed(session, date(2026, 11, day)))
    return ward.unlock(who)


async def at_measure(pilot, words: str) -> None:
    """Down until the measure is drawn."""
    for _ in range(30):
        if words in seen(pilot.app):
            return
        await pilot.press("down")
        await pilot.pause()
        await settled(pilot.app)
        await pilot.pause()
    raise AssertionError(seen(pilot.app))


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_thing_is_how_much_was_recorded(ward, size) -> None:
    told(ward)
    async with opened(ward, "measures", size) as (_, pilot):
        text = await shows(pilot, "Restrictive interventions", "1 of 2 weeks recorded", "closed")
        lines = text.split("\n")
        recorded = next(n for n, line in enumerate(lines) if "recorded" in line)
        assert recorded <= 4
        assert "2 of 14 days closed" in text
        assert "too few for limits" in text


async def test_the_list_stands_beside_the_chart_where_there_is_room(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (160, 50)) as (_, pilot):
        text = await shows(pilot, "Sexual-safety reports", "Debriefs in 72 h")
        assert "of 21" not in text
    async with opened(ward, "measures", (80, 24)) as (_, pilot):
        text = await shows(pilot, "1 of 22")
        assert "Debriefs in 72 h" not in text


async def test_H06_not_recorded_is_said_and_is_not_nought(ward) -> None:
    session = ward.unlock("grace")
    at = datetime(2026, 11, 20, 15, tzinfo=LONDON)
    record_new(session, RestrictivePractice(person=ward.rosa, when=at, place="day-room"))
    ward.clock.at += timedelta(days=14)
    closing.declare(session, date(2026, 12, 1), DAY, "none")
    ward.unlock("ingrid")
    async with opened(ward, "measures", (160, 50)) as (_, pilot):
        text = await shows(pilot, "not recorded, not nought")
        assert "?" in text


async def test_the_point_chosen_is_said_with_its_denominator(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (160, 50)) as (_, pilot):
        await shows(pilot, "1 of 2 weeks recorded")
        await at_measure(pilot, "Physical restraint per 1,000")
        await pilot.press("left", "left")
        await shows(pilot, "500 per 1,000 occupied bed days", "2 of 4 bed days")


async def test_P_names_the_rules_and_M_the_periods(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (160, 50)) as (_, pilot):
        await shows(pilot, "profile MDC v2.6")
        await pilot.press("p")
        await shows(pilot, "profile NHS-R")
        await pilot.press("p")
        await shows(pilot, "profile run chart")
        await pilot.press("m")
        await shows(pilot, "month recorded")


async def test_T_has_every_number_and_E_writes_them(ward, tmp_path) -> None:
    told(ward)
    async with opened(ward, "measures", (120, 36)) as (app, pilot):
        await shows(pilot, "1 of 2 weeks recorded")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, NumbersScreen))
        await shows(pilot, "counted", "16 Nov 2026", "2 of 7", "MHS77")
        await pilot.press("e")
        await shows(pilot, "Where")
        await pilot.press(*str(tmp_path / "n.csv"), "enter")
        await until(pilot, (tmp_path / "n.csv").exists)
    assert "16 Nov 2026" in (tmp_path / "n.csv").read_text()


async def test_H_shows_the_hours_of_each_day(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (120, 36)) as (app, pilot):
        await shows(pilot, "1 of 2 weeks recorded")
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, HoursScreen))
        text = await shows(pilot, "by hour and day", "Sun")
        sunday = next(line for line in text.split("\n") if line.strip().startswith("Sun"))
        assert sunday.split()[16] == "1"


async def test_S_shows_the_crosses_of_the_year(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (120, 36)) as (app, pilot):
        await shows(pilot, "1 of 2 weeks recorded")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, CrossesScreen))
        await shows(pilot, "November 2026", "2 incidents in 2 closed days")
        await pilot.press("x")
        await shows(pilot, "Sexual safety", "staff only")


async def test_C16_who_is_no_reader_sees_no_cross_and_no_count_of_sexual_safety(ward) -> None:
    told(ward, "emeka")
    async with opened(ward, "measures", (160, 50), "emeka") as (app, pilot):
        await shows(pilot, "Restraint per 1,000")
        assert "exual" not in seen(app)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, CrossesScreen))
        await shows(pilot, "November 2026")
        await pilot.press("x")
        await pilot.pause()
        assert "exual" not in seen(app)


async def test_B_restarts_the_limits_with_a_day_and_a_reason(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (120, 36)) as (app, pilot):
        await shows(pilot, "1 of 2 weeks recorded")
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, RebaseForm))
        await pilot.press(*"20/11/2026", "enter", *"a new door", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, MeasuresScreen))
        await shows(pilot, "Saved")
        (found,) = rebases(app.session, "interventions")
        assert (found.at, found.why) == (date(2026, 11, 20), "a new door")


async def test_nobody_else_has_the_key_for_it(ward) -> None:
    told(ward, "grace")
    async with opened(ward, "measures", (120, 36), "grace") as (app, pilot):
        text = await shows(pilot, "1 of 2 weeks recorded")
        assert "re-base" not in text
        await pilot.press("b")
        await pilot.pause()
        assert isinstance(app.screen, MeasuresScreen)


async def test_M_on_the_board_opens_it_and_Esc_comes_back(ward) -> None:
    told(ward)
    async with opened(ward, "board", (120, 36)) as (app, pilot):
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, MeasuresScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, room("board")))


async def test_nothing_stays_when_it_is_locked(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (120, 36)) as (app, pilot):
        await shows(pilot, "1 of 2 weeks recorded")
        screen = app.screen
        screen.put_away()
        assert screen._ward is None
        assert not screen._looks
        assert screen.rows.length == 0
