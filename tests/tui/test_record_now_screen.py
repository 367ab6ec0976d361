"""Recording without a PIN: nobody's list, nothing ticked as saved, nothing lost."""

from typing import Any

import pytest

from tui_ward import seen, until
from wardsafe.errors import NotSaved
from wardsafe.ledger.held import Held
from wardsafe.services import claiming
from wardsafe.tui.app import WardApp
from wardsafe.tui.glyphs import UNICODE
from wardsafe.tui.screens.lock import LockScreen
from wardsafe.tui.screens.record_now import KeptScreen, RecordNowScreen


@pytest.fixture
def app(ward: Any) -> WardApp:
    return WardApp(ward.door, ward.clock, ward.chance)


async def opened(pilot: Any) -> RecordNowScreen:
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(pilot.app.screen, RecordNowScreen))
    await pilot.pause()
    return pilot.app.screen


def waiting(ward: Any) -> int:
    return Held(ward.where, ward.clock, ward.chance).count()


WRITTEN = (*"tall man", "enter", *"Em Okoro", "enter", *"-15m", "enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_H14_it_asks_who_without_showing_anybody(
    app: WardApp, ward: Any, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await pilot.press(*"ro")
        await pilot.pause()
        text = seen(app)
        assert "Patient" in text
        assert "Your name" in text
        assert "Rosa" not in text
        assert "Whitfield" not in text


async def test_it_is_kept_sealed_and_says_so_without_a_tick(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press(*WRITTEN, "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, KeptScreen))
        await pilot.pause()
        text = seen(app)
        for words in ("Kept, sealed to this terminal", "waits to be claimed", "Code"):
            assert words in text, words
        assert UNICODE.tick not in text
        assert "Saved" not in text
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(app.screen, LockScreen)
    assert waiting(ward) == 1
    assert b"tall man" not in next(ward.where.held.iterdir()).read_bytes()
    session = ward.unlock("emeka")
    (held,) = claiming.unclaimed(session)
    assert held.typed["person_described"] == "tall man"
    assert held.typed["who_wrote"] == "Em Okoro"
    assert held.kind == "restrictive-practice/1"


async def test_escape_asks_once_and_keeps_nothing(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press(*"tall", "escape")
        await pilot.pause()
        assert app.screen is screen
        assert "Esc again throws it away" in seen(app)
        await pilot.press("x", "escape")
        await pilot.pause()
        assert app.screen is screen
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, LockScreen)
    assert waiting(ward) == 0


async def test_escape_from_a_blank_form_asks_nothing(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, LockScreen)


async def test_locking_keeps_what_stands_there_once(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press(*"tall man")
        app.lock()
        await pilot.pause()
        assert isinstance(app.screen, LockScreen)
        assert waiting(ward) == 1
        app.lock()
        assert waiting(ward) == 1


async def test_no_draft_is_kept_while_one_writes(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press(*"tall man")
        screen.keep_draft()
        await pilot.pause()
        assert "Draft" not in seen(app)
        assert waiting(ward) == 0
        await pilot.press("escape", "escape")


async def test_what_cannot_be_kept_stays_on_the_screen(
    app: WardApp, ward: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise NotSaved("The disk is full.")

    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        monkeypatch.setattr(ward.door, "hold", full)
        await pilot.press(*WRITTEN, "ctrl+s")
        await until(pilot, lambda: "NOT SAVED, still on screen" in seen(app))
        assert app.screen is screen
        assert "tall man" in seen(app)
