"""The safety review on the screen: read or answered item by item, kept, and never added up."""

import re
from datetime import timedelta
from typing import Any

import pytest
from textual.events import Key

from tui_ward import seen, time_passes, until
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.services import reviewing_safety
from wardsafe.services.recording import current
from wardsafe.tui.app import WardApp
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.plan_file import PlanFileScreen
from wardsafe.tui.screens.reason import ReasonScreen
from wardsafe.tui.screens.safety_review import SafetyReviewScreen
from wardsafe.tui.screens.safety_reviews import SafetyReviewsScreen
from wardsafe.views.folding import record_at

TALL, LOW = (120, 36), (80, 24)
SIZES = pytest.mark.parametrize("size", [LOW, (160, 50)])


@pytest.fixture
def app(ward: Any) -> WardApp:
    return WardApp(ward.door, ward.clock, ward.chance)


def reviewed(ward: Any, person: str, **words: str) -> SelfHarmReview:
    """A whole review of somebody, made now; the next one is due in a day."""
    session = ward.unlock("grace")
    sheet = reviewing_safety.begin(session, person).sheet
    now = session.now()
    for item in sheet.checklist.items:
        sheet.answer(item, "yes", now)
        for line in sheet.lines(item):
            if line.name == "next_due":
                sheet.type(item, line, "+24h")
            elif item.id == "observation" and line.name in OBSERVED:
                sheet.type(item, line, OBSERVED[line.name])
            elif line.name == "own_words" and item.id in words:
                sheet.type(item, line, words[item.id])
    saved = reviewing_safety.save(session, sheet)
    said = record_at(current(session, saved.record).shown)
    assert isinstance(said, SelfHarmReview)
    ward.clock.pass_(18 * 3600)
    return said


OBSERVED = {"observation": "general", "observation_agreed": "y", "next_look": "+6h"}


def last_review(ward: Any) -> SelfHarmReview:
    session = ward.session
    (last,) = [one.last for one in reviewing_safety.reviews_due(session)
               if one.person.record == ward.rosa]  # fmt: skip
    assert last is not None
    review: SelfHarmReview = last.review
    return review


async def listed(pilot: Any, ward: Any, name: str = "emeka") -> SafetyReviewsScreen:
    app = pilot.app
    app.unlocked(ward.unlock(name))
    await pilot.pause()
    app.go("safety-reviews")
    await until(pilot, lambda: app.screen.query("#reviews-list") and app.screen.rows.length == 2)
    await pilot.pause()
    screen: SafetyReviewsScreen = app.screen
    return screen


async def opened(pilot: Any, ward: Any, name: str = "emeka") -> SafetyReviewScreen:
    """The review of Rosa, from the list."""
    screen = await listed(pilot, ward, name)
    while screen.rows.key != ward.rosa:
        await pilot.press("down")
    await pilot.press("enter")
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, SafetyReviewScreen) and app.screen.sheet)
    await ready(pilot)
    review: SafetyReviewScreen = app.screen
    return review


async def ready(pilot: Any) -> None:
    """The item stands on the screen long enough to be read."""
    screen = pilot.app.screen
    await until(pilot, lambda: screen._seen_at is not None)
    pilot.app.clock.pass_(2)


def item(screen: SafetyReviewScreen, id_: str) -> Any:
    assert screen.sheet is not None
    return screen.sheet.checklist.item(id_)


@SIZES
async def test_the_list_is_by_due_time_with_who_is_chosen_in_full(
    app: WardApp, ward: Any, size: tuple[int, int]
) -> None:
    reviewed(ward, ward.rosa)
    async with app.run_test(size=size) as pilot:
        screen = await listed(pilot, ward)
        assert [one.person.record for one in screen._found] == [ward.jamal, ward.rosa]
        text = seen(app)
        assert "late" in text
        assert "in 6 h 00" in text
        await pilot.press("down")
        await pilot.pause()
        assert "born 9 Jun 1987, 39" in seen(app)


async def test_a_review_with_nothing_changed_takes_at_most_60_keys(app: WardApp, ward: Any) -> None:
    before = reviewed(ward, ward.rosa, observation="I sleep better when nobody opens the door.")
    keys = 0

    async def press(*names: str) -> None:
        nonlocal keys
        keys += len(names)
        await pilot.press(*names)

    async with app.run_test(size=TALL) as pilot:
        screen = await listed(pilot, ward)
        keys += 1  # the key of the board that opens the list
        await press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, SafetyReviewScreen) and app.screen.sheet)
        review = app.screen
        assert isinstance(review, SafetyReviewScreen)
        assert review.sheet is not None
        for each in review.sheet.checklist.items:
            assert review.item.id == each.id
            await ready(pilot)
            await press("space")
            if each.asks in ("observation", "next-review"):
                assert review.is_typing
                await press(*"+24h", "enter")
        await press("ctrl+s")
        await until(pilot, lambda: app.screen is screen)
        assert "✓ Saved #" in seen(app)
    assert keys <= 60, keys
    said = last_review(ward)
    assert said.looked_at_all()
    assert {row.confirmed_same for row in said.rows} == {"Y"}
    words = next(row for row in said.rows if row.item == "observation")
    assert words.own_words == "I sleep better when nobody opens the door."
    assert words.words_said == before.when
    assert said.in_time == "Y"


async def test_H04_an_untouched_item_is_not_looked_at_and_is_never_saved_as_same(
    app: WardApp, ward: Any
) -> None:
    reviewed(ward, ward.rosa)
    async with app.run_test(size=TALL) as pilot:
        await opened(pilot, ward)
        await pilot.press("space", "ctrl+s")
        await pilot.pause()
        assert "Not looked at: 2 Compassion and dignity" in seen(app)
        assert isinstance(app.screen, SafetyReviewScreen)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SafetyReviewsScreen))
        await until(pilot, lambda: "Saved #" in seen(app))
        rows = {row.item: row for row in last_review(ward).rows}
        assert rows["taking-part"].confirmed_same == "Y"
        assert (rows["dignity"].answer, rows["dignity"].confirmed_same) == (None, None)

        def looked_at_all() -> bool:
            (due,) = [one for one in app.screen._found if one.person.record == ward.rosa]
            assert due.last is not None
            return due.last.review.looked_at_all()

        await until(pilot, lambda: not looked_at_all())  # the list has been read again
        assert "in 5 h 59" in seen(app)  # what was due is still due


async def test_H01_what_is_typed_behind_an_answer_goes_where_the_answer_leads(
    app: WardApp, ward: Any
) -> None:
    async with app.run_test(size=TALL) as pilot:
        screen = await opened(pilot, ward)
        first = screen.item
        for name in ("t", "n", "u", "r", "s", "e"):
            await app.on_event(Key(name, name))
        owner = next(line for line in screen.sheet.lines(first) if line.name == "owner")
        assert screen.sheet.text(first, owner) == "nurse"
        assert screen.sheet.answers[first.id] == "not-yet"


async def test_a_key_held_down_is_not_reading(app: WardApp, ward: Any) -> None:
    reviewed(ward, ward.rosa)
    async with app.run_test(size=TALL) as pilot:
        screen = await opened(pilot, ward)
        await pilot.press(*["space"] * 10)
        assert screen.sheet is not None
        assert list(screen.sheet.looked) == ["taking-part"]
        assert "too quick to have been read" in seen(app)


async def test_an_amendment_goes_through_every_item_and_asks_why(app: WardApp, ward: Any) -> None:
    before = reviewed(ward, ward.rosa, observation="I sleep better when nobody opens the door.")
    async with app.run_test(size=LOW) as pilot:
        screen = await listed(pilot, ward)
        while screen.rows.key != ward.rosa:
            await pilot.press("down")
        record = screen.chosen.last.record
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, SafetyReviewScreen) and app.screen.sheet)
        review = app.screen
        assert "Amend a review" in seen(app)
        assert review.sheet.answers == {}  # nothing is carried over unseen
        for each in review.sheet.checklist.items:
            assert review.item.id == each.id
            await ready(pilot)
            if each.id == "family":
                await pilot.press("ctrl+s")
                await pilot.pause()
                assert "Confirm or change: 13 " in seen(app)
                await ready(pilot)
                await pilot.press("n", "down")
            else:
                await pilot.press("space")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Why is the review amended?" in seen(app))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ReasonScreen)  # a reason is needed
        await pilot.press(*"her sister rang", "enter")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: "Saved #" in seen(app))
        now = current(ward.session, record)
        said = record_at(now.shown)
        assert isinstance(said, SelfHarmReview)
        assert len(now.steps) == 2
        assert now.shown.authorship("reason") == "her sister rang"
        changed = [row.item for row, was in zip(said.rows, before.rows, strict=True) if row != was]
        assert changed == ["family"]
        kept = said.model_copy(update={"rows": before.rows})
        assert kept.model_dump() == before.model_dump()


async def test_an_amendment_that_changes_nothing_is_not_saved(app: WardApp, ward: Any) -> None:
    reviewed(ward, ward.rosa)
    async with app.run_test(size=LOW) as pilot:
        screen = await listed(pilot, ward)
        while screen.rows.key != ward.rosa:
            await pilot.press("down")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, SafetyReviewScreen) and app.screen.sheet)
        for _ in app.screen.sheet.checklist.items:
            await ready(pilot)
            await pilot.press("space")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Nothing is changed yet." in seen(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("escape")
        await until(pilot, lambda: "Draft" in seen(app) or "draft" in seen(app))


@pytest.mark.parametrize("size", [LOW, TALL])
async def test_the_three_answers_stand_in_the_footer(
    app: WardApp, ward: Any, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot, ward)
        said = ("Y yes", "N no", "T not yet", "Space", "^S save")
        await until(pilot, lambda: all(words in seen(app).splitlines()[-1] for words in said))


@SIZES
async def test_last_time_stands_beside_now_and_what_changed_below(
    app: WardApp, ward: Any, size: tuple[int, int]
) -> None:
    reviewed(ward, ward.rosa, observation="I sleep better when nobody opens the door.")
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, ward)
        await pilot.press(*["down"] * 9)
        text = seen(app)
        for words in ("Rosa Whitfield", "10  Observation arrangement", "QS34 statement 4",
                      "General, once or twice a shift", "I sleep better when", "18 h 00 ago",
                      "last review 23 Nov 03:14" if size != LOW else "18 h 00"):  # fmt: skip
            assert words in text, words
        await pilot.press("t")
        assert screen.is_typing
        await pilot.press(*"Dr Lena Marsh", "enter", *"0900", "enter")
        await ready(pilot)
        assert screen.item.id == "room"
        await pilot.press("up")
        await pilot.pause()
        text = seen(app)
        if size != LOW:  # there they stand side by side and no more
            assert "What changed" in text
            assert re.search(r"answer +yes +not yet", text)
        assert "Dr Lena Marsh" in text
        assert "09:00 on 24 Nov 2026" in text
        assert "changed" in text


async def test_not_yet_without_owner_or_time_is_asked_for_before_saving(
    app: WardApp, ward: Any
) -> None:
    async with app.run_test(size=TALL) as pilot:
        screen = await opened(pilot, ward)
        await pilot.press("t", "escape", "down", "ctrl+s")
        await pilot.pause()
        assert screen.item.id == "taking-part"
        assert screen.is_typing
        assert "“not yet” needs an owner" in seen(app)


async def test_their_own_words_are_typed_inline_and_kept_as_theirs(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=TALL) as pilot:
        await opened(pilot, ward)
        assert "Last time" in seen(app)
        await pilot.press("y", "enter", *"Ask me before you change it", "enter")
        await pilot.press("ctrl+s", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SafetyReviewsScreen))
        row = last_review(ward).rows[0]
        assert row.own_words == "Ask me before you change it"
        assert row.words_said == ward.clock.now()


async def test_leaving_keeps_a_draft_that_only_its_writer_finds(app: WardApp, ward: Any) -> None:
    reviewed(ward, ward.rosa)
    async with app.run_test(size=TALL) as pilot:
        await opened(pilot, ward)
        await pilot.press("n", "enter", *"she asked", "escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, SafetyReviewsScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SafetyReviewScreen) and app.screen.sheet)
        assert app.screen.sheet.answers == {"taking-part": "no"}
        assert "she asked" in str(app.screen.sheet.typed)
        app.lock()
        await pilot.pause()
        await opened(pilot, ward, "grace")
        assert app.screen.sheet.answers == {}


async def test_B07_locking_keeps_the_draft_and_leaves_nothing(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=TALL) as pilot:
        screen = await opened(pilot, ward)
        await pilot.press("y", "enter", *"not on the ward")
        app.lock()
        await pilot.pause()
        assert "Rosa" not in seen(app)
        assert screen.sheet is None
        assert not any(each.cell.value for each in screen._lines)
        await opened(pilot, ward)
        assert "not on the ward" in str(app.screen.sheet.typed)


async def test_H04_a_draft_of_another_shift_is_looked_at_again(app: WardApp, ward: Any) -> None:
    reviewed(ward, ward.rosa)
    async with app.run_test(size=TALL) as pilot:
        await opened(pilot, ward)
        await pilot.press("y", "escape")
        await until(pilot, lambda: isinstance(app.screen, SafetyReviewsScreen))
        app.lock()
        ward.clock.at += timedelta(hours=13)
        screen = await opened(pilot, ward)
        assert "look again" in seen(app)
        assert screen.sheet is not None
        assert screen.sheet.looked == {}
        assert screen.sheet.answers == {"taking-part": "yes"}


async def test_H04_a_list_left_open_is_read_again_and_ages_move_on(app: WardApp, ward: Any) -> None:
    reviewed(ward, ward.rosa)
    async with app.run_test(size=TALL) as pilot:
        screen = await listed(pilot, ward)
        time_passes(app, 7 * 3600)
        screen.look()
        await until(pilot, lambda: "1 h 00 late" in seen(app))
        assert "1 day 1 h ago" in seen(app)


@pytest.mark.parametrize("size", [LOW, TALL])
async def test_no_screen_counts_items_or_rates_a_person(
    app: WardApp, ward: Any, size: tuple[int, int]
) -> None:
    reviewed(ward, ward.rosa)
    banned = re.compile(
        r"\d+ of \d+|\d+/18|%|\bscore|\brisk|\btotal|\blevel\b|complete|■|□|█", re.I
    )
    async with app.run_test(size=size) as pilot:
        screen = await listed(pilot, ward)
        texts = [seen(app)]
        assert "Safety reviews" in texts[0]
        review = await opened_from(pilot, screen, ward)
        for _ in range(18):
            texts.append(seen(app))
            await ready(pilot)
            await pilot.press("n", "down")
        await pilot.press("ctrl+s")
        texts.append(seen(app))
        assert review.sheet is not None
    for text in texts:
        assert not banned.search(text), banned.search(text)


async def opened_from(pilot: Any, screen: Any, ward: Any) -> SafetyReviewScreen:
    while screen.rows.key != ward.rosa:
        await pilot.press("down")
    await pilot.press("enter")
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, SafetyReviewScreen) and app.screen.sheet)
    await ready(pilot)
    review: SafetyReviewScreen = app.screen
    return review


async def test_a_plan_is_written_where_it_is_typed_and_a_place_is_about_nobody(
    app: WardApp, ward: Any, tmp_path: Any
) -> None:
    async with app.run_test(size=TALL) as pilot:
        screen = await listed(pilot, ward)
        await pilot.press("w")
        await pilot.pause()
        assert "No safety plan is recorded." in seen(app)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press(*"now", "enter", "y", "enter", "ctrl+s")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: "Saved #" in seen(app))
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, PlanFileScreen))
        await pilot.press(*str(tmp_path / "plan.txt"), "enter")
        await until(pilot, lambda: app.screen is screen and "Written:" in seen(app))
        assert (tmp_path / "plan.txt").read_text(encoding="utf-8").startswith("My safety plan\n")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        assert "Environment check" in seen(app)
        assert "Jamal" not in seen(app)


async def test_a_bad_file_of_the_trust_is_said_on_the_list_by_line(app: WardApp, ward: Any) -> None:
    folder = ward.where.folder / "checklists"
    folder.mkdir()
    (folder / "self-harm-review.toml").write_text('title = "x"\nbands = 3\n', encoding="utf-8")
    async with app.run_test(size=TALL) as pilot:
        await listed(pilot, ward)
        await until(pilot, lambda: "self-harm-review.toml, line 2 has an unknown key" in seen(app))


async def test_a_review_is_brought_forward_with_its_own_form(app: WardApp, ward: Any) -> None:
    async with app.run_test(size=TALL) as pilot:
        screen = await listed(pilot, ward)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press(*"now", "enter", *"bad", "enter", "ctrl+s")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: any("bad-news" in one.prompts for one in screen._found))
