"""What holds on every screen: the DEMO mark, the person with their id, the way to lock."""

import pytest

from every_room import WITHOUT_A_PIN, opened
from wardsafe.services.door import Door
from wardsafe.tui.app import WardApp
from wardsafe.tui.chrome import FooterBar, HeaderBar
from wardsafe.tui.rooms import ROOMS


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@pytest.mark.parametrize("name", sorted(ROOMS))
async def test_H19_the_demo_is_marked_on_every_screen(ward, monkeypatch, name, size) -> None:
    monkeypatch.setattr(Door, "environment", "demo")
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=size) as pilot:
        await opened(ward, pilot, name)
        header = str(app.screen.query_one(HeaderBar).render())
        assert " DEMO " in header
        ids = ("s-okafor", "s-price", "s-lund")
        assert any(one in header for one in ids) == (name != WITHOUT_A_PIN)


@pytest.mark.parametrize("name", sorted(ROOMS))
async def test_H15_one_key_locks_on_every_screen_and_the_footer_says_help(ward, name) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(ward, pilot, name)
        assert "F1 help" in str(app.screen.query_one(FooterBar).render())
        await pilot.press("f12")
        await pilot.pause()
        assert app.screen is app.lock_screen
        assert app.session is None
