"""The record's screen: the same event twice, and what people say of it."""

import pytest

from tui_ward import seen, settled, until
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.voice import Voice
from wardsafe.services import duplicates, voices
from wardsafe.services.recording import record_new
from wardsafe.tui.app import WardApp
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.record import RecordScreen


def incident(ward, place: str) -> RestrictivePractice:
    held = Intervention(type="07", start=ward.clock.now(), end=None)
    return RestrictivePractice(
        person=ward.rosa, when=ward.clock.now(), place=place, interventions=(held,)
    )


@pytest.fixture
def app(ward) -> WardApp:
    return WardApp(ward.door, ward.clock, ward.chance)


async def on_record(ward, app, pilot) -> tuple[str, str]:
    app.unlocked(ward.unlock("grace"))
    session = app.session
    first = record_new(session, incident(ward, "garden")).record
    second = record_new(session, incident(ward, "corridor")).record
    app.go("record", record=second)
    await until(pilot, lambda: isinstance(app.screen, RecordScreen))
    for _ in range(4):
        await settled(app)
        await pilot.pause()
    return first, second


async def test_H10_two_records_of_one_event_are_linked_by_a_person_and_taken_back(
    ward, app
) -> None:
    async with app.run_test(size=(160, 140)) as pilot:
        first, second = await on_record(ward, app, pilot)
        assert "maybe the same event" in seen(app)
        await pilot.press("s")
        await until(pilot, lambda: not isinstance(app.screen, RecordScreen))
        await pilot.press(*"both were there", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        for _ in range(4):
            await settled(app)
            await pilot.pause()
        assert [row.record for row in duplicates.of_record(app.session, second).linked] == [first]
        assert "linked: the same event" in seen(app)
        await pilot.press("s")
        await until(pilot, lambda: not isinstance(app.screen, RecordScreen))
        await pilot.press(*"two holds", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        for _ in range(4):
            await settled(app)
            await pilot.pause()
        assert duplicates.of_record(app.session, second).linked == ()


async def test_what_the_person_says_stands_on_the_record_in_their_words(ward, app) -> None:
    async with app.run_test(size=(160, 140)) as pilot:
        _, second = await on_record(ward, app, pilot)
        said = voices.about(app.session, second).model_copy(
            update={"words": "Nobody told me why.", "whose": "patient"}
        )
        record_new(app.session, said)
        app.screen.read_again()
        for _ in range(4):
            await settled(app)
            await pilot.pause()
        assert "“Nobody told me why.”" in seen(app)


async def test_W_opens_the_form_for_their_words_about_this_record(ward, app) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await on_record(ward, app, pilot)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        assert app.screen.sheet.model is Voice
