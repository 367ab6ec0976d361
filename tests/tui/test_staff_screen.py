"""The staff screen: who may unlock; PINs are typed twice and never stand on the screen."""

from typing import Any

import pytest

from tui_ward import seen, until
from wardsafe.errors import WrongPin
from wardsafe.ledger.keys import FLOOR
from wardsafe.services import staffing
from wardsafe.services.staffing import Unlocker
from wardsafe.tui.app import WardApp
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.pin_entry import PinScreen
from wardsafe.tui.screens.staff import StaffScreen
from wardsafe.tui.short_list import ShortList
from wardsafe.tui.staff_lines import HEADS, heads, needs, row

PIN = "739164"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staffing, "calibrate", lambda clock: FLOOR)


@pytest.fixture
def app(ward: Any) -> WardApp:
    return WardApp(ward.door, ward.clock, ward.chance)


async def opened(pilot: Any, ward: Any, name: str) -> StaffScreen:
    app = pilot.app
    app.unlocked(ward.unlock(name))
    await pilot.pause()
    await pilot.press("s")
    await until(pilot, lambda: isinstance(app.screen, StaffScreen) and bool(app.screen._found))
    await pilot.pause()
    return app.screen


@pytest.mark.parametrize("width", [40, 69, 70, 90, 150])
def test_a_column_is_cut_only_where_the_whole_list_has_no_room(width: int) -> None:
    one = Unlocker("r1", "s-brennan", "Nuala Brennan", "Safeguarding lead", "Staff", False, True, 0)
    other = Unlocker("r2", "s-x", "X", "Healthcare assistant", "Nurse in charge", False, True, 0)
    wanted = needs((one, other))
    drawn = [row(each, False, wanted, width, False).plain for each in (one, other)]
    assert ("…" in "".join(drawn)) == (width < sum(wanted))
    if width >= sum(wanted):
        heads_at = [heads(wanted, width).plain.index(head) for head in HEADS]
        assert drawn[0].index("staff") == drawn[1].index("nurse in") == heads_at[3]
        assert len(drawn[0]) <= width


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_names_ids_jobs_roles_and_whether_there_is_a_pin(
    app: WardApp, ward: Any, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot, ward, "emeka")
        text = seen(app)
    for words in (
        "Grace Okafor",
        "s-okafor",
        "nurse in charge",
        "set",
        "yours",
        "4 of 4 have a PIN",
    ):
        assert words in text, words


async def test_adding_asks_for_the_form_then_for_the_pin_twice(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot, ward, "owain")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        form = app.screen
        assert isinstance(form, FormScreen)
        for name, text in (("staff_id", "s-ada"), ("name", "Ada Bright"), ("job_title", "nurse")):
            form.sheet.write(name, text, ward.clock.now())
        form.sheet.write("role", "staff", ward.clock.now())
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, PinScreen))
        await pilot.pause()
        assert "First PIN for Ada Bright" in seen(app)
        await pilot.press(*PIN, "enter", *PIN)
        assert PIN not in seen(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen and len(screen._found) == 5)
        assert "Ada Bright can unlock with the new PIN." in seen(app)
    ward.lock()
    session = ward.door.unlock("s-ada", PIN)
    session.close()


async def test_C05_a_poor_pin_and_two_different_ones_are_said(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ward, "owain")
        await pilot.press("g", *"123456", "enter")
        await pilot.pause()
        assert "counts up or down" in seen(app)
        await pilot.press(*PIN, "enter", *"739165", "enter")
        await pilot.pause()
        assert "The two were different." in seen(app)
        assert isinstance(app.screen, PinScreen)
        assert app.screen._typed == ["", ""]


async def test_keys_typed_ahead_keep_their_order(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward, "owain")
        await pilot.press("g")
        await pilot.pause()
        for key in (*PIN, "enter", *PIN, "enter"):
            app.simulate_key(key)
        await until(pilot, lambda: app.screen is screen)


async def test_my_own_pin_asks_for_the_one_i_have(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward, "emeka")
        await pilot.press("p", *"000000", "enter", *PIN, "enter", *PIN, "enter")
        await until(pilot, lambda: "That is not your PIN." in seen(app))
        await pilot.press(*"831562", "enter", *PIN, "enter", *PIN, "enter")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: "Your PIN is changed." in seen(app))


@pytest.mark.parametrize("key", ["a", "g", "r", "e"])
async def test_others_are_told_to_ask_a_steward(app: WardApp, ward: Any, key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward, "emeka")
        await pilot.press(key)
        await pilot.pause()
        assert app.screen is screen
        assert "Your role does not allow you to change staff. Ask a steward." in seen(app)


async def test_removing_asks_once_and_moving_on_forgets_the_question(
    app: WardApp, ward: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward, "owain")
        screen.query_one(ShortList).begin()
        await pilot.press("r", "down", "up", "r")
        await pilot.pause()
        assert "R again does it." in seen(app)
        assert len(screen._found) == 4
        await pilot.press("r")
        await until(pilot, lambda: len(screen._found) == 3)
        assert "Emeka Okoro can no longer unlock this terminal." in seen(app)


async def test_C09_the_steward_is_not_removed(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ward, "owain")
        await pilot.press("down", "down", "down", "r", "r")
        await pilot.pause()
        assert "Nobody removes themselves." in seen(app)


async def test_locking_in_the_middle_of_a_pin_forgets_the_digits(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ward, "emeka")
        await pilot.press("p", *"8315")
        screen = app.screen
        assert isinstance(screen, PinScreen)
        app.lock()
        assert screen._typed == ["", "", ""]


async def test_C01_u_is_there_where_there_were_wrong_pins(app: WardApp, ward: Any) -> None:
    for _ in range(2):
        with pytest.raises(WrongPin):
            ward.door.unlock("s-okoro", "111111")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward, "grace")
        assert "2 wrong" in seen(app)
        assert "U open" in seen(app)
        await pilot.press("u")
        await until(pilot, lambda: "Emeka Okoro can try again." in seen(app))
        await until(pilot, lambda: screen._found[0].wrong == 0)
        await pilot.pause()
        assert "U open" not in seen(app)


async def test_leaving_a_typed_form_asks_once(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward, "owain")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press("x", "escape")
        await pilot.pause()
        assert "Esc again leaves it." in seen(app)
        assert "draft" not in seen(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
