"""The board of a real ward, driven by keys."""

import pytest

from wardsafe.services.recording import record_new
from wardsafe.tui.app import WardApp
from wardsafe.tui.screens.board import Lines


async def unlocked(ward, pilot):
    pilot.app.unlocked(ward.unlock("emeka"))
    await settled(pilot)


async def settled(pilot):
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def text(pilot, column: str = "#now") -> str:
    return str(pilot.app.screen.query_one(column, Lines).render())


def seclusion(ward, when):
    from wardsafe.records.incident_rows import Intervention
    from wardsafe.records.restrictive_practice import RestrictivePractice

    return RestrictivePractice(
        person=ward.rosa, when=when, interventions=(Intervention(type="05", start=when),)
    )


@pytest.fixture
def app(ward):
    return WardApp(ward.door, ward.clock, ward.chance)


async def test_a_quiet_ward_says_that_nothing_recorded_is_not_nothing_happened(ward, app) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await unlocked(ward, pilot)
        assert "Nobody is held or secluded" in text(pilot)
        assert "That is not the same as nothing happened." in text(pilot)
        assert "Emeka Okoro" in str(pilot.app.screen.query_one("HeaderBar").render())


async def test_what_is_going_on_stands_first_with_how_long(ward, app) -> None:
    session = ward.unlock("grace")
    from datetime import timedelta

    record_new(session, seclusion(ward, ward.clock.now() - timedelta(hours=3, minutes=54)))
    record_new(session, seclusion(ward, ward.clock.now() - timedelta(minutes=10)))
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(ward, pilot)
        lines = text(pilot).split("\n")
        assert "2 open" in lines[0]
        assert "Seclusion, still on" in lines[1]
        assert "RW" in lines[2]
        assert "since 23:20" in lines[3]
        assert "since 03:04" in lines[4]


async def test_a_record_without_a_pin_stands_at_the_top_until_somebody_decides(ward, app) -> None:
    ward.door.hold("restrictive-practice/1", {"when": "now"})
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(ward, pilot)
        assert "claim or decline" in text(pilot).split("\n")[1]


async def test_more_than_fits_is_counted_not_cut(ward, app) -> None:
    session = ward.unlock("grace")
    for _ in range(30):
        record_new(session, seclusion(ward, ward.clock.now()))
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(ward, pilot)
        assert "more lines, / finds them" in text(pilot).split("\n")[-1]


async def test_C12_somebody_struck_from_the_list_is_locked_out_at_the_next_look(ward, app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(ward, pilot)
        assert app.session.person.role == "staff"
        app.session.look_again(None)
        assert not app.session.may("record")


async def test_L_locks_and_nothing_of_the_board_is_left(ward, app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(ward, pilot)
        await pilot.press("l")
        await pilot.pause()
        assert app.session is None
        assert app.screen is app.lock_screen
        assert len(app.screen_stack) == 1
