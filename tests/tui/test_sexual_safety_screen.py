"""The room of sexual safety: writing, reading, what to do now, and breaking the glass."""

from typing import Any

import pytest

from log_ward import NARROW, WIDE, opened, shows
from sealed_ward import SECRETS, by_staff, event
from tui_ward import seen, until
from wardsafe.ledger.keys import FLOOR
from wardsafe.records.fields import fields_of
from wardsafe.records.involved import Involved
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.tell_now import TellNow
from wardsafe.services import break_glass, drafting, finding, sexual_safety, staffing
from wardsafe.services.names_in_text import named
from wardsafe.services.recording import record_new
from wardsafe.services.staffing import give_pin
from wardsafe.tui import writing
from wardsafe.tui.app import WardApp
from wardsafe.tui.screens.board import BoardScreen
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.tell_now import TellNowScreen
from wardsafe.vocabulary.code_lists import code_list


class Hand:
    """Counts keys."""

    def __init__(self, pilot: Any) -> None:
        self.pilot, self.pressed = pilot, 0

    async def keys(self, *typed: str) -> None:
        named = ("enter", "tab", "down", "escape")
        for word in typed:
            for key in [word] if word in named or word.startswith("ctrl+") else list(word):
                self.pressed += 1
                name = {"-": "minus", "+": "plus"}.get(key, key)
                await self.pilot.press(name)


async def test_a_now_record_takes_at_most_40_keys_from_the_board(ward) -> None:
    session = ward.unlock("emeka")
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=NARROW) as pilot:
        app.unlocked(session)
        await pilot.pause()
        hand = Hand(pilot)
        await hand.keys("p")
        await shows(pilot, "Rosa Whitfield")
        await hand.keys("x")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        await hand.keys("-15m", "enter", "enter", "co", "enter", "unw", "enter")
        await hand.keys("pat", "enter", "aff", "enter", "a", "enter")
        await hand.keys("pat", "enter", "des", "enter", "b", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, TellNowScreen))
        assert hand.pressed <= 40, hand.pressed
        await shows(pilot, "Make safe", "13 outstanding")
    (row,) = sexual_safety.listed(session)
    said = sexual_safety.event(session, row.record)
    assert (said.person, said.category, said.place) == (ward.rosa, "unwanted_touch", "corridor")
    assert f"{said.when:%H:%M}" == "02:59"
    assert [(one.who, one.part, one.known_as) for one in said.involved] == [
        ("patient", "affected", "a"),
        ("patient", "described", "b"),
    ]


@pytest.mark.parametrize("size", [NARROW, WIDE, (160, 50)])
async def test_the_list_holds_no_name_and_no_narrative(ward, size) -> None:
    saved = record_new(ward.unlock("grace"), event(ward))
    async with opened(ward, "sexual-safety", size=size) as (_, pilot):
        text = await shows(pilot, f"#{saved.number}", "Unwanted touch", "RW", "13 to do or tell")
        for word in (*SECRETS, "Whitfield", "999 418", "arm"):
            assert word not in text


async def test_tell_now_stands_until_each_line_is_dealt_with_by_a_person(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, event(ward))
    async with opened(ward, "sexual-safety") as (app, pilot):
        await shows(pilot, "13 to do")
        await pilot.press("t")
        await shows(pilot, "13 outstanding", "999 if there is bleeding")
        await pilot.press("d")
        await shows(pilot, "done 23 Nov 03:14, Grace Okafor", "12 outstanding", "Saved")
        await pilot.press("down", "x", "enter")
        await shows(pilot, "Say in a few words why.")
        await pilot.press(*"moved", "enter")
        await shows(pilot, "not applicable 23 Nov 03:14, Grace", "11 outstanding")
        text = seen(app)
        assert "wardsafe tells nobody" in text
        await pilot.press("escape")
        await shows(pilot, "11 to do or tell")
    line = sexual_safety.tell_now(session, saved.record)[0]
    assert (line.state, line.by, line.entered_by) == ("done", "Grace Okafor", "Grace Okafor")


def test_the_lines_are_the_twelve_of_the_page_in_its_order_and_the_family() -> None:
    found = [code.code for code in code_list("sexual-safety-tell-now").offered()]
    assert [code for code in found if code != "family"] == [
        "make-safe", "believe", "police-choice", "separate", "sarc", "evidence", "health",
        "capacity", "safeguarding", "cqc", "candour", "record",
    ]  # fmt: skip
    assert "family" in found


def test_no_line_sets_a_time_for_evidence_nor_says_that_it_told_anyone() -> None:
    texts = [f"{c.text} {c.note}" for c in code_list("sexual-safety-tell-now").codes]
    sarc = next(text for text in texts if "SARC" in text)
    assert "Contact the SARC now, do not wait. Staff: check FFLM." in sarc
    for text in texts:
        assert "too late" not in text
        assert "hour" not in text
        assert " has been " not in text
        assert " told the" not in text
    evidence = next(text for text in texts if "evidence" in text)
    assert not any(letter.isdigit() for letter in sarc + evidence)


async def test_H22_what_nobody_has_told_yet_stands_first_on_the_record(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, event(ward))
    sexual_safety.tick(session, saved.record, TellNow(action="make-safe", state="done"))
    async with opened(ward, "sexual-safety-record", record=saved.record) as (_, pilot):
        text = await shows(pilot, "12 to do or tell", "Believe and support", "Quillfeather")
        assert text.index("12 to do or tell") < text.index("Unwanted touch")
        await pilot.press("t")
        await shows(pilot, "12 outstanding")
    names = [one.name for one in finding.readings(session, saved.record)]
    assert names == ["Grace Okafor"]


async def test_the_author_of_what_describes_staff_gets_a_receipt_and_the_prompts(ward) -> None:
    session = ward.unlock("emeka")
    saved = record_new(session, by_staff(ward))
    async with opened(ward, "sexual-safety") as (app, pilot):
        text = await shows(pilot, f"#{saved.number}", "Receipt: you wrote it")
        assert "Unwanted touch" not in text
        app.screen.written(saved)
        text = await shows(pilot, "Make safe", "You keep a receipt", "Tell a safety lead now")
        assert "outstanding" not in text
        await pilot.press("d")
        await pilot.pause()
        assert "Saved #" not in seen(app)


async def test_H13_an_outsider_sees_a_room_as_empty_as_a_new_one(ward) -> None:
    async with opened(ward, "sexual-safety", who="owain") as (_, pilot):
        new = await shows(pilot, "Nothing that you may read")
    record_new(ward.unlock("ingrid"), event(ward))
    record_new(ward.unlock("ingrid"), by_staff(ward))
    ward.unlock("owain")
    async with opened(ward, "sexual-safety") as (_, pilot):
        assert await shows(pilot, "Nothing that you may read") == new


async def test_H13_locking_leaves_nothing_of_the_room(ward) -> None:
    record_new(ward.unlock("grace"), event(ward))
    async with opened(ward, "sexual-safety") as (app, pilot):
        await shows(pilot, "Unwanted touch")
        screen = app.screen
        await pilot.press("f12")
        await until(pilot, lambda: app.session is None)
        assert screen._rows == {}
        assert "Unwanted" not in seen(app)


async def test_a_record_without_a_patient_and_its_draft(ward) -> None:
    session = ward.unlock("emeka")
    async with opened(ward, "sexual-safety") as (app, pilot):
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        await pilot.press(*"0259", "enter", "enter", *"co", "enter", *"env", "enter", "escape")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen))
        await pilot.press("escape")
        await shows(pilot, "Draft")
    assert sexual_safety.listed(session) == ()


async def test_H22_a_draft_taken_up_from_the_board_opens_tell_now_too(ward) -> None:
    session = ward.unlock("emeka")
    async with opened(ward, "sexual-safety") as (app, pilot):
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        await pilot.press(*"0259", "enter", "enter", *"co", "enter", *"unw", "enter", "escape")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen))
        (draft,) = drafting.offered(session).drafts
        app.go("board")
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))
        app.screen.resume(draft)
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, TellNowScreen))
        await shows(pilot, "Make safe", "13 outstanding")
    assert drafting.offered(session).drafts == ()


@pytest.mark.parametrize(
    ("field", "text", "asked"),
    [
        ("seen", "A said that Rosa Whitfield left.", True),
        ("seen", "rosa whitfield", True),
        ("seen", "Rosa's door was open.", True),
        ("words", "WHITFIELD was there", True),
        ("seen", "Rosario and Whitfields", False),
        ("seen", "a rosa window", False),
        ("seen", "Seen by Emeka Okoro.", False),
        ("called", "Emeka", True),
        ("called", "A", False),
        ("opinion", "", False),
    ],
)
def test_a_name_of_the_ward_is_asked_about_and_nothing_more(ward, field, text, asked) -> None:
    session = ward.unlock("grace")
    rows = (Involved(who="staff", part="affected", known_as=text),)
    more = {"involved": rows} if field == "called" else {field: text, "involved": ()}
    said = event(ward, **{"seen": None, "words": None, **more})
    assert bool(named(session, said)) is asked
    assert named(session, RestrictivePractice(how="Rosa Whitfield")) == ""


async def test_a_name_is_said_once_and_the_second_save_keeps_it(ward) -> None:
    session = ward.unlock("emeka")
    async with opened(ward, "sexual-safety") as (app, pilot):
        what = writing.new(session, SexualSafety, ward.rosa)
        what.typed = {"when": "-15m", "seen": "Jamal stood by the door."}
        app.push_screen(FormScreen(what.task(), saved_for=0.01))
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.pause()
        await pilot.press("ctrl+s")
        await shows(pilot, "Seen holds a name of somebody here")
        assert sexual_safety.listed(session) == ()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen))
    assert len(sexual_safety.listed(session)) == 1


async def test_the_glass_is_broken_by_two_with_a_reason(ward) -> None:
    break_glass.set_up(ward.unlock("ingrid"), 2, ["s-okoro", "s-price"])
    saved = record_new(ward.session, event(ward))
    ward.unlock("emeka")
    async with opened(ward, "sexual-safety") as (_, pilot):
        await shows(pilot, "break glass")
        await pilot.press("b")
        await shows(pilot, "Somebody may be in danger now")
        await pilot.press("enter")
        await shows(pilot, "A few words")
        await pilot.press(".", "enter")
        await shows(pilot, "Say in a few words why.")
        await pilot.press("backspace", *"missing", "enter")
        await shows(pilot, "Who is with you?", "Owain Price")
        await pilot.press(*"owain", "enter")
        await shows(pilot, "They type it themselves")
        await pilot.press(*"316408", "enter")
        await shows(pilot, "The glass is broken until you lock", f"#{saved.number}")


async def test_a_lead_lets_in_who_waits(ward, monkeypatch) -> None:
    monkeypatch.setattr(staffing, "calibrate", lambda _: FLOOR)
    owain = ward.unlock("owain")
    give_pin(owain, "s-okafor", "918263")
    session = ward.unlock("ingrid")
    assert any("Grace Okafor (s-okafor) waits" in one for one in session.notices)
    async with opened(ward, "sexual-safety") as (_, pilot):
        await shows(pilot, "let in")
        await pilot.press("g")
        await shows(pilot, "Let in: Grace Okafor")
    saved = record_new(session, event(ward))
    ward.lock()
    session = ward.door.unlock("s-okafor", "918263")
    ward.session = session
    assert finding.open_record(session, saved.record).said


def test_the_form_says_affected_and_described_and_alleged_only() -> None:
    said = []
    for field in fields_of(SexualSafety):
        for one in (field, *field.rows):
            codes = code_list(one.codes).codes if one.codes else ()
            said += [one.name, one.label, one.help]
            said += [f"{code.code} {code.text} {code.note}" for code in codes]
    text = " ".join(said).casefold()
    for word in ("victim", "perpetrator", "offender", "abuser", "suspect", "complainant"):
        assert word not in text
    assert "risk score" not in text
