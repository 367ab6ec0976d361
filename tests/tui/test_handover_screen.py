"""Handover: all that the next shift must know, on one screen and on one page."""

from datetime import timedelta

import pytest

from log_ward import NARROW, WIDE, opened, shows
from tui_ward import seen, until
from wardsafe.errors import BadInput
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.movement import Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services.closing import declare
from wardsafe.services.handover import hand_over, handover, write_page
from wardsafe.services.handover_page import page_html, page_text
from wardsafe.services.recording import record_new
from wardsafe.views.folding import fold, record_at


@pytest.fixture
def night(ward):
    """A seclusion that goes on, somebody on leave, a record without a PIN."""
    session = ward.unlock("grace")
    now = ward.clock.now()
    began = now - timedelta(hours=3, minutes=54)
    row = Intervention(type="05", start=began)
    record_new(session, RestrictivePractice(person=ward.rosa, when=began, interventions=(row,)))
    back = now + timedelta(hours=7)
    away = {"move": "leave", "when": now - timedelta(hours=9), "to_where": "home"}
    record_new(session, Movement(person=ward.jamal, expected_back=back, **away))
    ward.door.hold("restrictive-practice/1", {"when": "now"})
    return ward.unlock("grace")


def parts(session) -> dict:
    return {part.title: part for part in handover(session).parts}


def test_it_holds_what_is_open_waiting_away_and_not_closed(ward, night) -> None:
    found = parts(night)
    (on,) = found["Going on now"].lines
    assert (on.lead, on.what, on.person) == (
        "3 h 54",
        "Seclusion, still on, since 22 Nov 23:20",
        ward.rosa,
    )
    assert len(found["Unclaimed"].lines) == 1
    assert found["Not complete"].lines[0].right == "still open"
    (away,) = found["On leave"].lines
    assert (away.lead, away.what) == ("back by 10:14", "on leave since 22 Nov 18:14")
    assert found["Came, went, moved"].lines[0].what == "went on leave, home"
    closing = [line.what for line in found["To close"].lines]
    assert closing[0] == "Sunday, not closed by anybody"
    assert closing[-1] == "Midnight census not confirmed"
    assert handover(night).numbers == "1 on the ward, 1 on leave"


def test_a_quiet_ward_says_so_without_saying_that_nothing_happened(ward) -> None:
    found = parts(ward.unlock("grace"))
    assert found["Last 12 hours"].none == (
        "Nothing was recorded. That is not the same as nothing happened."
    )
    assert found["Going on now"].lines == ()


def test_a_day_that_was_closed_is_not_handed_over(ward) -> None:
    session = ward.unlock("grace")
    for day in (20, 21, 22):
        declare(session, ward.clock.now().date().replace(day=day))
    assert [line.what for line in parts(session)["To close"].lines] == [
        "Midnight census not confirmed"
    ]


def test_no_restricted_event_is_on_the_page_whoever_hands_over(ward) -> None:
    session = ward.unlock("grace")
    before = page_text(handover(session), names=True)
    told = SexualSafety(when=ward.clock.now(), category="unwanted_touch", person=ward.rosa)
    record_new(session, told)
    assert page_text(handover(session), names=True) == before


def test_initials_unless_names_were_chosen(night) -> None:
    seen_ = handover(night)
    for make in (page_text, page_html):
        assert "Whitfield" not in make(seen_, names=False)
        assert "RW, bed 1" in make(seen_, names=False)
        assert "Rosa Whitfield" in make(seen_, names=True)


def test_the_html_page_is_whole_and_loads_nothing(ward, night) -> None:
    record_new(
        night,
        Movement(
            person=ward.rosa, move="leave", when=ward.clock.now(), to_where="<script>x</script>"
        ),
    )
    page = page_html(handover(night), names=False)
    assert page.startswith("<!doctype html>")
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    for loads in ("src=", "href=", "@import", "url("):
        assert loads not in page


def test_the_page_in_text_keeps_hidden_signs_visible(ward, night) -> None:
    away = Movement(person=ward.rosa, move="leave", when=ward.clock.now(), to_where="a\x1b[2Jb")
    record_new(night, away)
    page = page_text(handover(night), names=False)
    assert "\x1b" not in page
    assert "Destroy it when the shift is over." in page


def test_handing_over_is_an_entry_with_who_and_when(night) -> None:
    saved = hand_over(night, handover(night))
    entry = night.ledger.entry(saved.number)
    said = record_at(fold([entry]).shown)
    assert (entry.header.kind, said.what, said.whom) == ("access/1", "handover", "s-okafor")
    assert said.detail == "1 on the ward, 1 on leave"


def test_the_page_is_written_only_where_somebody_said(ward, night, tmp_path) -> None:
    target = tmp_path / "handover.txt"
    write_page(night, str(target), "page", names=False)
    assert target.read_text() == "page"
    assert target.stat().st_mode & 0o77 == 0
    taken = tmp_path / "taken"
    taken.symlink_to(target)
    inside = ward.where.folder / "page.txt"
    for typed, words in (
        (str(target), "of that name"),
        (str(taken), "of that name"),
        (str(tmp_path / "no" / "page.txt"), "no such folder"),
        (str(inside), "own folder"),
        ("page.txt", "whole path"),
    ):
        with pytest.raises(BadInput, match=words):
            write_page(night, typed, "page", names=False)
    assert not inside.exists()
    detail = [
        said.detail
        for entry in night.ledger.walk()
        if entry.header.kind == "access/1"
        and (said := record_at(fold([entry]).shown)).what == "handover page"
    ]
    assert detail == ["initials only"]


def test_duties_stand_by_time_left_and_reviews_apart(ward, night) -> None:
    found = parts(night)
    due = found["Due"].lines
    assert ("03:20", "Seclusion review by two nurses") in {
        (line.lead, line.what.partition(",")[0]) for line in due
    }
    assert [line.what for line in found["Safety reviews due"].lines] == [
        "Self-harm safety review"
    ] * 2
    late = {line.lead for line in due if line.right == "late"}
    assert "00:20" in late
    assert "03:20" not in late
    assert all("Tell now" not in line.what for line in due)


@pytest.mark.parametrize("size", [NARROW, WIDE, (160, 50)])
async def test_the_screen_says_it_all(ward, night, size) -> None:
    async with opened(ward, "handover", size) as (_, pilot):
        text = await shows(pilot, "Handover", "1 on the ward, 1 on leave", "Seclusion, still on")
        assert "RW, bed 1" in text
        assert "Whitfield" not in text
        await pilot.press("i")
        await shows(pilot, "Rosa Whitfield")


async def test_enter_keeps_the_handover(ward, night) -> None:
    async with opened(ward, "handover") as (_, pilot):
        await shows(pilot, "Seclusion, still on")
        await pilot.press("enter")
        await shows(pilot, "Saved #")


async def test_the_page_is_written_by_keys(ward, night, tmp_path) -> None:
    target = tmp_path / "h.html"
    async with opened(ward, "handover") as (_, pilot):
        await shows(pilot, "Seclusion, still on")
        await pilot.press("w")
        await shows(pilot, "initials only")
        await pilot.press(*[_key(c) for c in str(target)], "enter")
        await until(pilot, target.exists)
    assert target.read_text().startswith("<!doctype html>")


def _key(character: str) -> str:
    named = {"/": "slash", ".": "full_stop", "-": "minus", "_": "underscore"}
    return named.get(character, character)


async def test_locking_leaves_nothing_of_the_handover(ward, night) -> None:
    async with opened(ward, "handover") as (app, pilot):
        await shows(pilot, "Seclusion, still on")
        await pilot.press("f12")
        await pilot.pause()
        assert "Seclusion" not in seen(app)
