"""The lock screen: who are you, your PIN, what it says when it will not, recording without one."""

from typing import Any

import pytest
from textual import events

from tui_ward import NOTE, PIN, FakeDoor, FakeWardApp, SecretScreen, seen, until
from wardsafe.errors import Damaged, MustWait, WrongPin
from wardsafe.tui.screens.lock_parts import Names, Pin


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def app(door: FakeDoor, clock: Any, chance: Any) -> FakeWardApp:
    return FakeWardApp(door, clock, chance)


async def ready(app: FakeWardApp, pilot: Any) -> Names:
    names = app.lock_screen.query_one(Names)
    await until(pilot, lambda: bool(names.people) or bool(names.trouble))
    await pilot.pause()
    return names


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 50)])
async def test_it_says_time_ward_and_the_way_without_a_pin(
    app: FakeWardApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await ready(app, pilot)
        text = seen(app)
    for words in ("Monday 23 Nov 2026", "Ashdown Ward", "PC 2, locked", "LIVE", "Who are you?",
                  "Grace Okafor", "nurse in charge", "at least 6 digits",
                  "Record now without a PIN", "F1 help"):  # fmt: skip
        assert words in text, words
    assert "PIN 4" not in text
    assert "┏━┓ ╺━┓   ╺┓  ╻ ╻" in text


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (79, 23), (300, 100)])
async def test_it_survives_any_size(app: FakeWardApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await ready(app, pilot)
        await pilot.press("o", "k")
        assert app.session is None


async def test_in_a_demo_pins_are_printed(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(environment="demo"), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        text = seen(app)
    assert f"PIN {PIN}" in text
    assert "DEMO" in text
    assert "everybody here is invented" in text


async def test_letters_narrow_the_names(app: FakeWardApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        names = await ready(app, pilot)
        await pilot.press("o", "k")
        assert [row.name for row in names.matching()] == [
            "Grace Okafor", "Emeka Okoro", "Oksana Bilyk",
        ]  # fmt: skip
        assert "▌ Grace Okafor" in seen(app)
        assert "Dev Shah" not in seen(app)
        await pilot.press("x")
        assert "nobody of that name" in seen(app)


async def test_name_and_pin_open_the_board(app: FakeWardApp, door: FakeDoor) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("e", "m", "enter", *"739164", "enter")
        await until(pilot, lambda: app.session is not None)
        await pilot.pause()
        assert door.tried == [("s1", "739164")]
        assert app.went == "board"
        assert "Emeka Okoro" in seen(app)
        assert "23 Nov 2026  03:14" in seen(app)


async def test_digits_are_dots_and_never_text(app: FakeWardApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("4", "8")
        assert "Choose a name first." in seen(app)
        await pilot.press("down", *"4829")
        text = seen(app)
        assert "●  ●  ●  ●  ○  ○" in text
        assert "4829" not in text
        await pilot.press("backspace")
        assert "●  ●  ●  ○  ○  ○" in seen(app)


async def test_another_name_empties_the_pin(app: FakeWardApp, door: FakeDoor) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("down", *"482913", "down", "enter")
        await pilot.pause()
        assert "●" not in seen(app)
        assert door.tried == []


async def test_a_wrong_pin_says_one_sentence(app: FakeWardApp, door: FakeDoor) -> None:
    door.answer = WrongPin("The name and the PIN do not fit together.", do="Try again.")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("down", *"000000", "enter")
        await until(pilot, lambda: "! The name and the PIN" in seen(app))
        assert app.session is None
        assert "●" not in seen(app)


async def test_a_wait_counts_down_and_then_lets_try_again(
    app: FakeWardApp, door: FakeDoor, clock: Any
) -> None:
    door.answer = MustWait("x", seconds=15)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("down", *"000000", "enter")
        await until(pilot, lambda: "Wait 15 s" in seen(app))
        clock.pass_(5)
        app.tick()
        await pilot.pause()
        assert "Wait 10 s" in seen(app)
        await pilot.press("1")
        assert "●" not in seen(app)
        clock.pass_(10)
        app.tick()
        await pilot.press("1")
        assert "●" in seen(app)


async def test_a_wait_is_the_name_s_not_everybody_s(app: FakeWardApp, door: FakeDoor) -> None:
    door.answer = MustWait("x", seconds=300)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("down", *"000000", "enter")
        await until(pilot, lambda: "Wait 300 s" in seen(app))
        await pilot.press("down", "7")
        assert "●" in seen(app)


async def test_a_locked_name_says_whom_to_ask(app: FakeWardApp, door: FakeDoor) -> None:
    door.answer = MustWait("x", seconds=0)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("down", *"000000", "enter")
        await until(pilot, lambda: "Ask a supervisor to unlock it." in seen(app))


@pytest.mark.parametrize("trouble", [Damaged("The key slots are damaged."), OSError("secret")])
async def test_without_names_recording_still_works(
    app: FakeWardApp, door: FakeDoor, trouble: Exception
) -> None:
    door.trouble = trouble
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        text = seen(app)
        assert "The list of names cannot be read." in text
        assert "F2 still records without a PIN." in text
        assert "secret" not in text
        await pilot.press("f2")
        assert app.went == "record-now"
        assert app.session is None


async def test_the_mouse_works_too(app: FakeWardApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        names = await ready(app, pilot)
        await pilot.click(Names, offset=(5, 4))
        assert names.chosen is not None
        assert names.chosen.name == "Emeka Okoro"
        await pilot.click("Without")
        assert app.went == "record-now"


async def test_a_tick_without_a_new_minute_redraws_nothing(app: FakeWardApp, clock: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        app.tick()
        await pilot.pause()
        drawn: list[str] = []
        for widget in app.screen.query("*"):
            widget.refresh = lambda *_, w=widget, **__: drawn.append(type(w).__name__)  # type: ignore[method-assign]
        clock.pass_(1)
        app.tick()
        assert drawn == []
        clock.pass_(60)
        app.tick()
        assert sorted(set(drawn)) == ["ClockFace", "HeaderBar"]


async def test_an_answer_after_locking_is_not_let_in(app: FakeWardApp, door: FakeDoor) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        screen = app.lock_screen
        session = door.unlock("s0", PIN)
        screen.reset()
        screen._let_in(session, attempt=0)
        await pilot.pause()
        assert session.closed
        assert app.session is None


async def test_locking_takes_everything_away(app: FakeWardApp, door: FakeDoor) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        app.unlocked(session := door.unlock("s0", PIN))
        await pilot.pause()
        board = app.screen
        assert isinstance(board, SecretScreen)
        assert NOTE in seen(app)
        await pilot.press("f12")
        await pilot.pause()
        assert app.session is None
        assert session.closed
        assert board.away == 1
        assert len(app.screen_stack) == 1
        assert NOTE not in seen(app)
        assert "Who are you?" in seen(app)


async def test_a_name_left_half_typed_is_cleared_after_a_minute(
    app: FakeWardApp, clock: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        names = await ready(app, pilot)
        await pilot.press("g", "r", "4")
        clock.pass_(60)
        app.tick()
        await pilot.pause()
        assert names.typed == ""
        assert app.lock_screen.query_one(Pin).typed == 0


async def test_a_name_and_a_pin_typed_ahead_in_one_go_are_taken_in_their_order(
    clock, chance
) -> None:
    door = FakeDoor()
    app = FakeWardApp(door, clock, chance)
    async with app.run_test() as pilot:
        await until(pilot, lambda: bool(app.lock_screen.query_one(Names).people))
        for key in [*"grace", "enter", *PIN, "enter"]:
            app.post_message(events.Key(key, "\r" if key == "enter" else key))
        await until(pilot, lambda: app.session is not None)


async def test_the_clock_may_strike_before_the_first_screen_and_after_the_last(
    app: FakeWardApp,
) -> None:
    app.tick()
    async with app.run_test() as pilot:
        await ready(app, pilot)
        app.tick()
    app.tick()
    assert not app._screen_stack
