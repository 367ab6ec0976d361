"""Two records of one event beside each other before the second is saved (5.5, H10)."""

from datetime import timedelta
from typing import Any

import pytest

from log_ward import shows
from tui_ward import seen, until
from wardsafe.ledger.held import Held
from wardsafe.records.incident_rows import Intervention, StaffMember
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import claiming, duplicates
from wardsafe.services.recording import record_new
from wardsafe.tui import writing
from wardsafe.tui.app import WardApp
from wardsafe.tui.screens.alike import AlikeScreen
from wardsafe.tui.screens.form import FormScreen
from wardsafe.views.log import LogFilter, count

SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 50)])


@pytest.fixture
def app(ward: Any) -> WardApp:
    return WardApp(ward.door, ward.clock, ward.chance)


def by_emeka(ward: Any, minutes: int = -40) -> str:
    when = ward.clock.now() + timedelta(minutes=minutes)
    said = RestrictivePractice(
        person=ward.rosa,
        when=when,
        place="corridor",
        interventions=(Intervention(type="07", start=when),),
        staff=(StaffMember(name="Emeka Okoro"),),
    )
    return record_new(ward.unlock("emeka"), said).record


async def form(pilot: Any, ward: Any, who: str = "grace", **typed: str) -> FormScreen:
    session = ward.unlock(who)
    app = pilot.app
    app.unlocked(session)
    await pilot.pause()
    what = writing.new(session, person=ward.rosa)
    what.typed = {"when": "-33m", "place": "day-room", **typed}
    screen = FormScreen(what.task(), saved_for=0.01)
    app.push_screen(screen)
    await until(pilot, lambda: app.screen is screen)
    await pilot.pause()
    return screen


async def beside(pilot: Any) -> str:
    await pilot.press("ctrl+s")
    await until(pilot, lambda: isinstance(pilot.app.screen, AlikeScreen))
    await until(pilot, lambda: pilot.app.screen._seen_at is not None)
    pilot.app.clock.pass_(1)
    await pilot.pause()
    return seen(pilot.app)


def how_many(ward: Any) -> int:
    with ward.session.ledger.reading() as db:
        return count(db, LogFilter(kinds=(RestrictivePractice.kind,)))[0]


@SIZES
async def test_H10_both_stand_beside_each_other_before_anything_is_saved(app, ward, size) -> None:
    by_emeka(ward)
    async with app.run_test(size=size) as pilot:
        await form(pilot, ward)
        text = await beside(pilot)
        for words in ("7 min apart", "This one, not saved yet", "Emeka Okoro", "Corridor",
                      "Day room", "As it is: 2 events in 2 records",
                      "Linked: 1 event in 2 records"):  # fmt: skip
            assert words in text, words
        assert how_many(ward) == 1
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        assert app.screen.sheet.typed("place") == "day-room"
        assert how_many(ward) == 1


async def test_H10_saved_as_it_is_both_are_counted_and_it_is_not_asked_again(app, ward) -> None:
    first = by_emeka(ward)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(pilot, ward)
        await beside(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen | AlikeScreen))
    assert how_many(ward) == 2
    assert duplicates.of_record(ward.session, first).linked == ()


async def test_H10_saved_and_linked_in_one_go_and_taken_back_later(app, ward) -> None:
    first = by_emeka(ward)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(pilot, ward)
        await beside(pilot)
        await pilot.press("l")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen | AlikeScreen))
    assert how_many(ward) == 2
    twins = duplicates.of_record(ward.session, first)
    (other,) = twins.linked
    assert (twins.events, twins.records) == (1, 2)
    assert twins.why[other.record].by == "Grace Okafor"
    duplicates.unlink(ward.session, first, other.record, "two incidents after all")
    assert duplicates.of_record(ward.session, first).linked == ()


async def test_H10_control_s_twice_by_habit_is_not_a_decision(app, ward) -> None:
    by_emeka(ward)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(pilot, ward)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, AlikeScreen))
        await pilot.press("ctrl+s", "l")
        await pilot.pause()
        assert isinstance(app.screen, AlikeScreen)
        assert how_many(ward) == 1


async def test_H10_of_several_the_nearest_is_first_and_n_shows_the_next(app, ward) -> None:
    far = by_emeka(ward, -70)
    by_emeka(ward, -40)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(pilot, ward)
        assert "1 of 2" in await beside(pilot)
        await pilot.press("n")
        await shows(pilot, "2 of 2", "37 min apart")
        await pilot.press("l")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen | AlikeScreen))
    assert len(duplicates.of_record(ward.session, far).linked) == 1


async def test_H10_a_steward_may_save_and_links_nothing(app, ward) -> None:
    by_emeka(ward)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(pilot, ward, "owain")
        assert "same event" not in (await beside(pilot)).splitlines()[-1]
        await pilot.press("l", "ctrl+s")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen | AlikeScreen))
    assert how_many(ward) == 2


async def test_H10_a_claimed_record_is_compared_too(app, ward) -> None:
    by_emeka(ward)
    held = Held(ward.where, ward.clock, ward.chance)
    typed = {"who_wrote": "Ada", "when": "-33m", "place": "day-room"}
    held.hold(ward.session.about.public_key, {"kind": RestrictivePractice.kind, "typed": typed})
    async with app.run_test(size=(80, 24)) as pilot:
        session = ward.unlock("grace")
        app.unlocked(session)
        (waiting,) = claiming.unclaimed(session)
        what = writing.claimed(session, waiting)
        what.person = ward.rosa
        app.push_screen(FormScreen(what.task(), saved_for=0.01))
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        await beside(pilot)
        await pilot.press("l")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen | AlikeScreen))
        assert claiming.unclaimed(session) == ()
    assert how_many(ward) == 2


async def test_B07_locking_leaves_neither_record_and_keeps_the_draft(app, ward) -> None:
    by_emeka(ward)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(pilot, ward)
        await beside(pilot)
        screen = app.screen
        app.lock()
        await until(pilot, lambda: app.session is None)
        assert (screen._found, screen._record) == (None, None)
        assert "Corridor" not in seen(app)
    assert list(ward.where.drafts.iterdir())


async def test_nothing_is_asked_where_nothing_is_near(app, ward) -> None:
    by_emeka(ward, -240)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(pilot, ward)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen))
    assert how_many(ward) == 2


async def test_an_amendment_asks_only_about_what_it_makes_near(app, ward) -> None:
    first = by_emeka(ward, -40)
    second = by_emeka(ward, -35)
    session = ward.unlock("grace")
    was = duplicates.record_at(duplicates.current(session, second).shown)
    later = was.model_copy(update={"how": "held by the arm"})
    assert duplicates.before_saving(session, later, amends=second, was=was) is None
    moved = was.model_copy(update={"person": ward.jamal})
    assert duplicates.before_saving(session, moved, amends=second, was=was) is None
    found = duplicates.before_saving(session, was, amends=second, was=moved)
    assert [one.row.record for one in found.likely] == [first]
