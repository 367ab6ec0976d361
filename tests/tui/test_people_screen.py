"""The people of the ward: whose record will be written is in sight; leavers can be found."""

from datetime import timedelta
from typing import Any

import pytest

from tui_ward import seen, until
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.services.recording import current, record_new
from wardsafe.tui.app import WardApp
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.people import PeopleScreen
from wardsafe.views.folding import record_at

TALL, LOW = (120, 36), (80, 24)


async def opened(pilot: Any, ward: Any, name: str = "emeka") -> PeopleScreen:
    app = pilot.app
    app.unlocked(ward.unlock(name))
    await pilot.pause()
    await pilot.press("p")
    await until(pilot, lambda: isinstance(app.screen, PeopleScreen) and app.screen.rows.length > 0)
    await pilot.pause()
    return app.screen


@pytest.fixture
def app(ward: Any) -> WardApp:
    return WardApp(ward.door, ward.clock, ward.chance)


def move(ward: Any, who: str, what: str, **more: Any) -> None:
    session = ward.unlock("grace")
    record_new(session, Movement(person=who, move=what, when=ward.clock.now(), **more))


@pytest.mark.parametrize("size", [LOW, TALL, (160, 50)])
async def test_everybody_by_bed_and_the_chosen_one_in_full(
    app: WardApp, ward: Any, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, ward)
        text = seen(app)
        for words in (
            "RW, bed 1",
            "born 9 Jun 1987, 39",
            "NHS number 999 418 2218",
            "Jamal Morrison",
        ):
            assert words in text, words
        await pilot.press("down")
        await pilot.pause()
        assert "date of birth not recorded" in seen(app)
        assert screen.chosen is not None
        assert screen.chosen.person.name == "Jamal Morrison"


async def test_leave_says_since_when_and_back_by_when(app: WardApp, ward: Any) -> None:
    move(ward, ward.rosa, "leave", expected_back=ward.clock.now() + timedelta(hours=20))
    async with app.run_test(size=TALL) as pilot:
        await opened(pilot, ward)
        assert "on leave since 03:14, back by 23:14" in seen(app)
        assert "2, 1 on leave" in seen(app)


async def test_leave_on_a_narrow_screen_keeps_the_return(app: WardApp, ward: Any) -> None:
    move(ward, ward.rosa, "leave", expected_back=ward.clock.now() + timedelta(hours=30))
    async with app.run_test(size=LOW) as pilot:
        await opened(pilot, ward)
        assert "on leave, back by 24 Nov 09:14" in seen(app)


async def test_slash_finds_leavers_and_letters_are_no_keys(app: WardApp, ward: Any) -> None:
    move(ward, ward.jamal, "discharge")
    async with app.run_test(size=LOW) as pilot:
        screen = await opened(pilot, ward)
        assert "Jamal" not in seen(app)
        await pilot.press("slash", *"jam")
        await until(pilot, lambda: "Jamal Morrison" in seen(app))
        assert app.screen is screen
        assert "discharged" in seen(app)
        assert "movement" not in seen(app).splitlines()[-1]
        await pilot.press("x", "x")
        await until(pilot, lambda: "Nobody fits that." in seen(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Rosa Whitfield" in seen(app))
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, PeopleScreen)


async def test_found_and_kept_with_enter_the_keys_are_about_them(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=LOW) as pilot:
        await opened(pilot, ward)
        await pilot.press("slash", *"jam", "enter")
        await until(pilot, lambda: "1 found" in seen(app))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        assert "Jamal Morrison" in seen(app)
        assert "Movement" in seen(app)


async def test_H01_the_record_is_about_the_person_in_the_banner(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=TALL) as pilot:
        await opened(pilot, ward)
        await pilot.press("down", "n")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        form = app.screen
        assert isinstance(form, FormScreen)
        assert form.person is not None
        assert form.person.record == ward.jamal


async def test_H01_similar_names_are_said(app: WardApp, ward: Any) -> None:
    other = record_new(ward.unlock("grace"), Patient(name="Rhona Whitfield")).record
    move(ward, other, "admit", bed="3")
    async with app.run_test(size=TALL) as pilot:
        await opened(pilot, ward)
        assert "! not Rhona Whitfield?" in seen(app)


async def test_adding_asks_who_then_for_the_admission(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=TALL) as pilot:
        screen = await opened(pilot, ward)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press(*"Ann Lee", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, FormScreen) and "Ann Lee" in seen(app)
                    and "Movement" in seen(app))  # fmt: skip
        await pilot.press("enter", *"now", "enter", "7", "ctrl+s")
        await until(pilot, lambda: app.screen is screen and screen.rows.length == 3)
        await until(pilot, lambda: "Ann Lee" in seen(app))
        assert "Saved #" in seen(app)


async def test_amending_asks_for_a_reason(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=TALL) as pilot:
        screen = await opened(pilot, ward)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press(*"typo", "enter", "end", "e", "ctrl+s")
        await until(pilot, lambda: app.screen is screen)
        assert app.session is not None
        said = record_at(current(app.session, ward.rosa).shown)
        assert isinstance(said, Patient)
        assert said.name == "Rosa Whitfielde"


async def test_a_steward_is_told_who_may_amend(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=LOW) as pilot:
        screen = await opened(pilot, ward, "owain")
        await pilot.press("e")
        await pilot.pause()
        assert app.screen is screen
        assert "Your role does not allow you to amend." in seen(app)


async def test_locking_leaves_nobody_behind(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=TALL) as pilot:
        screen = await opened(pilot, ward)
        app.lock()
        await pilot.pause()
        assert "Rosa" not in seen(app)
        assert screen._found == ()
        assert screen.SHOWS_RECORD
