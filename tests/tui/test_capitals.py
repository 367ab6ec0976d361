"""With Caps Lock on, or typed as the footer writes them, the letters of a screen are its keys."""

from log_ward import opened
from tui_ward import until
from wardsafe.tui.rooms import ROOMS, room
from wardsafe.tui.screens.log import LogScreen


async def test_a_capital_is_the_key_that_the_footer_shows(ward) -> None:
    ward.unlock("grace")
    async with opened(ward, "board") as (app, pilot):
        await pilot.press("P")
        await until(pilot, lambda: isinstance(app.screen, room("people")))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, room("board")))
        await pilot.press("L")
        await until(pilot, lambda: app.screen is app.lock_screen)
        assert app.session is None


async def test_where_one_types_a_capital_is_a_letter(ward) -> None:
    ward.unlock("grace")
    async with opened(ward, "log") as (app, pilot):
        assert isinstance(app.screen, LogScreen)
        await pilot.press("slash", "X", "L")
        await until(
            pilot, lambda: "XL" in {str(getattr(e, "value", "")) for e in app.screen.query("*")}
        )


def test_no_room_means_two_things_by_one_letter() -> None:
    rooms = [room(name) for name in ROOMS]
    assert rooms
    for one in rooms:
        keys = one._merged_bindings.key_to_bindings  # type: ignore[attr-defined]
        letters = [key for key in keys if len(key) == 1 and key.isalpha()]
        assert len({key.lower() for key in letters}) == len(letters), one
