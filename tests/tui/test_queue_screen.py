"""The safety lead's queue on a real ledger: rows, preview, every step by its key, and back."""

from datetime import timedelta

import pytest

from log_ward import NARROW, WIDE, incident, opened, shows, two_versions
from sealed_ward import event
from tui_ward import seen, until
from wardsafe.records.restricted_aside import RestrictedLink
from wardsafe.records.review import Findings
from wardsafe.services import answering_reviews, duplicates, review_queue
from wardsafe.services import reviewing_records as reviewing
from wardsafe.services.recording import record_new
from wardsafe.services.review_queue import Chosen
from wardsafe.tui.screens.board import BoardScreen
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.queue import QueueScreen
from wardsafe.tui.screens.reason import ReasonScreen
from wardsafe.tui.screens.record import RecordScreen
from wardsafe.tui.screens.review import ReviewScreen
from wardsafe.tui.screens.review_form import ReviewForm
from wardsafe.tui.screens.sign_off import SignOffScreen

DAY = 24 * 3600
PIN = "758294"
WORDS = "A new key."


def reported(ward, many: int = 1, who: str = "emeka") -> list[str]:
    """So many uses of force, a day apart; the safety lead is signed in after them."""
    session = ward.unlock(who)
    records = []
    for _ in range(many):
        records.append(record_new(session, incident(ward)).record)
        ward.clock.pass_(DAY)
    ward.unlock("ingrid")
    return records


def two(ward) -> list[str]:
    """Two sexual-safety records of one event, a quarter of an hour apart."""
    session = ward.unlock("grace")
    times = (ward.clock.now(), ward.clock.now() - timedelta(minutes=15))
    return [record_new(session, event(ward, when=at)).record for at in times]


async def typed(pilot, text: str) -> None:
    await pilot.press(*["space" if sign == " " else sign for sign in text])


async def saved(pilot) -> None:
    await until(pilot, lambda: "Saved #" in seen(pilot.app))


@pytest.mark.parametrize("size", [NARROW, WIDE, (160, 50)])
async def test_the_longest_wait_stands_first_at_every_size(ward, size) -> None:
    reported(ward, 3)
    async with opened(ward, "queue", size) as (app, pilot):
        text = await shows(pilot, "3 records", "longest wait first", "you to read", "3 to read")
        rows = [line for line in text.splitlines() if "you to read" in line]
        assert [line.split()[line.startswith("▌") + ("▌" in line[:6])] for line in rows]
        waits = [line.split("RW")[0] for line in rows]
        assert ["3 d" in waits[0], "2 d" in waits[1], "24 h" in waits[2]] == [True] * 3
        head = next(line for line in text.splitlines() if "waits" in line)
        assert rows[0].index("RW") == head.index("who")
        assert rows[0].index("you to read") == head.index("state")
        assert all(len(line) == size[0] for line in text.splitlines())
        assert app.screen.rows.selected.number == min(r.number for r in app.screen.rows.in_sight)


async def test_the_preview_tells_the_record_its_thread_and_its_history(ward) -> None:
    (record,) = reported(ward)
    reviewing.ask(ward.session, record, "Who holds that key?")
    async with opened(ward, "queue", (160, 50)) as (_, pilot):
        await shows(pilot, "reported by Emeka Okoro", "Questions", "Who holds that key?")
        await shows(pilot, "History", "first entry", "ward to answer")


async def test_a_question_goes_to_the_board_and_the_answer_comes_back(ward) -> None:
    (record,) = reported(ward)
    async with opened(ward, "queue") as (app, pilot):
        await shows(pilot, "you to read")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, ReviewForm))
        await shows(pilot, "goes to the ward's board")
        await typed(pilot, "Which key")
        await pilot.press("ctrl+s")
        await saved(pilot)
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await shows(pilot, "ward to answer")
    ward.unlock("grace")
    async with opened(ward, "board") as (app, pilot):
        case = reviewing.review_of(ward.session, record).case
        await shows(pilot, f"Question about #{case.number}", "answer")
        board = app.screen
        for _ in range(9):
            line = board.columns.chosen
            if line is not None and line.key.startswith("duty answer-question"):
                break
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewForm))
        await shows(pilot, "Which key", "goes back to the safety lead")
        await typed(pilot, "Mine")
        await pilot.press("ctrl+s")
        await saved(pilot)
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))
        await until(pilot, lambda: "Question about" not in seen(app))
    ward.unlock("ingrid")
    async with opened(ward, "queue") as (_, pilot):
        await shows(pilot, "answered", "Mine", "Grace Okafor")


async def test_signing_off_takes_the_pin_and_refuses_another(ward) -> None:
    (record,) = reported(ward)
    async with opened(ward, "queue") as (app, pilot):
        await shows(pilot, "you to read")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, SignOffScreen))
        await shows(pilot, "Reported by Emeka Okoro (s-okoro)", "You sign as Ingrid Lund")
        await pilot.press(*"111222", "enter")
        await shows(pilot, "That is not your PIN")
        assert reviewing.review_of(ward.session, record).signed is None
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await shows(pilot, "Saved #", "you to tell")
    assert reviewing.review_of(ward.session, record).signed.by == "s-lund"


async def test_themes_and_candour_are_one_form_and_come_back_into_it(ward) -> None:
    (record,) = reported(ward)
    reviewing.find(ward.session, record, Findings(themes=("rules",)))
    async with opened(ward, "queue") as (app, pilot):
        await shows(pilot, "Rules")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, ReviewForm))
        text = await shows(pilot, "What was found", "rules")
        assert "remove row" not in text
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await pilot.press("c")
        await shows(pilot, "it decides nothing")
        await typed(pilot, "moderate")
        await shows(pilot, "in moderate harm")
        await pilot.press("enter", "ctrl+s")
        await saved(pilot)
    said = reviewing.findings_now(ward.session, record)
    assert (said.themes, said.candour_prompts) == (("rules",), ("health-moderate",))
    assert said.candour_opinion is None


async def test_what_came_of_it_waits_on_the_reporter_s_board_until_read(ward) -> None:
    (record,) = reported(ward)
    session = ward.session
    reviewing.sign_off(session, record, PIN, reviewing.review_of(session, record).heads)
    async with opened(ward, "queue") as (app, pilot):
        await shows(pilot, "you to tell")
        await pilot.press("o")
        await shows(pilot, "goes to Emeka Okoro")
        await typed(pilot, WORDS)
        await pilot.press("ctrl+s")
        await saved(pilot)
        await shows(pilot, "Nothing waits for a review")
    ward.unlock("grace")
    async with opened(ward, "board") as (_, pilot):
        assert "What came of" not in await shows(pilot, "Last 24 hours")
    ward.unlock("emeka")
    async with opened(ward, "board") as (app, pilot):
        text = await shows(pilot, "What came of what you reported", "Ingrid Lund")
        assert WORDS not in text
        while not (app.screen.columns.chosen.key.startswith("came of")):
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        await shows(pilot, "What came of it", WORDS, "Signed off by Ingrid Lund (s-lund)")
        await until(pilot, lambda: not answering_reviews.came_of_mine(app.session))
        await pilot.press("escape")
        await until(pilot, lambda: "What came of what you reported" not in seen(app))


async def test_a_record_under_review_turns_to_its_neighbours(ward) -> None:
    reported(ward, 3)
    async with opened(ward, "queue") as (app, pilot):
        await shows(pilot, "you to read")
        first = app.screen.rows.selected
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await shows(pilot, "Rosa Whitfield", f"#{first.number}", "sign off")
        await pilot.press("right_square_bracket")
        second = review_queue.page(app.session, Chosen(), limit=2)[1]
        await shows(pilot, f"#{second.number}")
        await pilot.press("left_square_bracket")
        await shows(pilot, f"#{first.number}")
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app._notifications)
        assert [one.message for one in app._notifications] == ["That is the first one."]


async def test_a_restricted_record_under_review_is_linked_and_heard_sealed(ward) -> None:
    """S and W stand on it as on the record itself, for whoever holds the key."""
    first, second = two(ward)
    ward.unlock("ingrid")
    async with opened(ward, "queue", (160, 50)) as (app, pilot):
        await shows(pilot, "2 records")
        app.push_screen(ReviewScreen(first))
        await shows(pilot, "same event", "their words")
        assert "on paper" not in seen(app)
        await pilot.press("w")
        await until(pilot, lambda: type(app.screen) is FormScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, ReasonScreen))
        await typed(pilot, "told")
        await pilot.press("enter")
        await saved(pilot)
        twins = duplicates.of_record(app.session, first)
        assert [row.record for row in twins.linked] == [second]
        (link,) = [e for e in app.session.ledger.walk() if e.header.kind == RestrictedLink.kind]
        assert link.is_sealed("private")


async def test_filters_narrow_and_are_kept_by_name(ward) -> None:
    reported(ward, 2)
    async with opened(ward, "queue") as (app, pilot):
        await shows(pilot, "2 records")
        await pilot.press("f")
        await typed(pilot, "over")
        await pilot.press("enter")
        await shows(pilot, "overdue", "Nothing here")
        await pilot.press("f")
        await typed(pilot, "round")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await shows(pilot, "round")
        await pilot.press("escape")
        await shows(pilot, "longest wait first", "you to read")
        await pilot.press("f")
        await shows(pilot, "round")
        await typed(pilot, "rou")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.chosen == Chosen("overdue"))
        await pilot.press("f12")
        await until(pilot, lambda: app.screen is app.lock_screen)
        assert "round" not in seen(app)


async def test_two_versions_are_said_before_anything_else(ward) -> None:
    two_versions(ward, ward.unlock("grace"))
    ward.unlock("ingrid")
    async with opened(ward, "queue") as (_, pilot):
        await shows(pilot, "2 versions")


async def test_C12_who_does_not_review_has_no_key_and_finds_nothing(ward) -> None:
    reported(ward)
    ward.unlock("grace")
    async with opened(ward, "board") as (app, pilot):
        text = await shows(pilot, "Last 24 hours")
        assert "to review" not in text
        await pilot.press("q")
        await pilot.pause()
        assert isinstance(app.screen, BoardScreen)


async def test_a_draft_of_a_question_is_found_again(ward) -> None:
    reported(ward)
    async with opened(ward, "queue") as (app, pilot):
        await shows(pilot, "you to read")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, ReviewForm))
        await typed(pilot, "Who holds")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await pilot.press("q")
        await shows(pilot, "Who holds")
