"""Claiming what was recorded without a PIN: read as it was typed, then completed or declined."""

from typing import Any

import pytest

from tui_ward import seen, until
from wardsafe.records.held_record import HeldRecord
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import claiming
from wardsafe.services.recording import current
from wardsafe.tui.app import WardApp
from wardsafe.tui.forms.people import PeoplePicker
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.tui.screens.board import BoardScreen
from wardsafe.tui.screens.claim import ClaimScreen
from wardsafe.tui.screens.form import FormScreen
from wardsafe.views.folding import record_at

TYPED = {
    "person_described": "tall man in room 4 [bold]\x1b[2J",
    "who_wrote": "Em Okoro",
    "when": "-15m",
    "where": "day-room",
    "interventions": [{"type": "07", "end": "rubbish"}],
    "a_later_field": "from a later wardsafe",
}


@pytest.fixture
def app(ward: Any) -> WardApp:
    ward.door.hold("restrictive-practice/1", TYPED)
    return WardApp(ward.door, ward.clock, ward.chance)


async def opened(pilot: Any, ward: Any, name: str = "emeka") -> ClaimScreen:
    app = pilot.app
    app.unlocked(ward.unlock(name))
    await pilot.pause()
    (held,) = claiming.unclaimed(ward.session)
    app.go("claim", held=held)
    await until(pilot, lambda: isinstance(app.screen, ClaimScreen))
    await pilot.pause()
    return app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_it_shows_what_was_typed_literally_and_whole(
    app: WardApp, ward: Any, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot, ward)
        text = seen(app)
    for words in ("tall man in room 4 [bold]", "Em Okoro", "nobody has checked", "02:59 on 23 Nov",
                  "Restraint, standing", "rubbish", "from a later wardsafe"):  # fmt: skip
        assert words in text, words
    assert "\x1b" not in text


async def test_claiming_completes_it_under_the_claimers_name(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot, ward)
        held = screen._held.record
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, PeoplePicker))
        await pilot.press("2", "enter")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        form = app.screen
        assert isinstance(form, FormScreen)
        form.sheet.write("interventions.0.end", "", ward.clock.now())
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Saved #" in seen(app))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))
        assert app.session is not None
        was = record_at(current(app.session, held).shown)
        assert isinstance(was, HeldRecord)
        assert was.state == "claimed"
        became = current(app.session, was.became or "")
        said = record_at(became.shown)
        assert isinstance(said, RestrictivePractice)
        assert said.person == ward.jamal
        assert said.person_described == TYPED["person_described"]


async def test_declining_takes_a_reason_of_the_list(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward)
        held = screen._held.record
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press(*"practice", "enter")
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))
        assert app.session is not None
        was = record_at(current(app.session, held).shown)
        assert isinstance(was, HeldRecord)
        assert (was.state, was.decline_reason) == ("declined", "practice")


async def test_leaving_leaves_it_waiting(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ward)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ClaimScreen))
        await pilot.press("escape")
        await pilot.pause()
        assert len(claiming.unclaimed(ward.session)) == 1


@pytest.mark.parametrize("key", ["c", "d"])
async def test_a_steward_is_told_who_may(app: WardApp, ward: Any, key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward, "owain")
        await pilot.press(key)
        await pilot.pause()
        assert app.screen is screen
        assert "Your role does not allow you to claim." in seen(app)


async def test_locking_lets_go_of_what_was_typed(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ward)
        app.lock()
        await pilot.pause()
        assert "tall man" not in seen(app)
        assert screen._held.typed == {}
