"""Somebody who knows the way types on: no letter is lost, none is a key of another screen."""

from textual import events

from tui_ward import settled, until
from wardsafe.tui.app import WardApp
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.log import LogScreen
from wardsafe.tui.screens.record import RecordScreen


async def burst(app: WardApp, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def on_the_board(ward, app, pilot) -> None:
    app.unlocked(ward.unlock("grace"))
    await until(pilot, lambda: app.screen.id != "lock" and app.session is not None)
    await settled(app)
    await pilot.pause()


async def test_H01_the_name_typed_after_N_finds_that_person_and_no_other(ward) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(120, 36)) as pilot:
        await on_the_board(ward, app, pilot)
        await burst(app, "n", *"jamal", "enter", *"0310", "enter")
        await until(pilot, lambda: isinstance(app.screen, FormScreen) and app.screen.person)
        assert app.screen.person.name == "Jamal Morrison"
        await until(pilot, lambda: app.screen.sheet.typed("when") == "0310")


async def test_words_typed_after_the_slash_are_words_not_keys_of_the_log(ward) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(120, 36)) as pilot:
        await on_the_board(ward, app, pilot)
        await burst(app, "slash", *"xavier", "enter")
        await until(
            pilot, lambda: isinstance(app.screen, LogScreen) and app.screen.chosen.words == "xavier"
        )


async def test_what_was_typed_ahead_is_dropped_when_the_screen_locks(ward) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(120, 36)) as pilot:
        await on_the_board(ward, app, pilot)
        await burst(app, "n", *"jam")
        app.lock()
        await pilot.pause()
        await pilot.pause()
        assert app.screen is app.lock_screen
        assert not isinstance(app.screen, RecordScreen)
        app.unlocked(ward.unlock("emeka"))
        await pilot.pause()
        assert not any(isinstance(screen, FormScreen) for screen in app.screen_stack)
