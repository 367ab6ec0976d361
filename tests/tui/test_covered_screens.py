"""A screen that stood below another one: what it shows when it is looked at again."""

from typing import Any

from tui_ward import FakeDoor, FakePerson, FakeSession, FakeWardApp, seen, until


async def test_the_clock_of_a_screen_that_was_covered_shows_the_time_it_is(
    clock: Any, chance: Any
) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        app.unlocked(FakeSession(FakePerson()))
        await until(pilot, lambda: "03:14" in seen(app).partition("\n")[0])
        below = app.screen
        await pilot.press("f1")
        await until(pilot, lambda: app.screen is not below)
        clock.pass_(60)
        app.tick()
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is below)
        await until(pilot, lambda: "03:15" in seen(app).partition("\n")[0])
