"""The self-harm safety review: facts that say only that it took place, times, nothing added up."""

import ast
import json
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import wardsafe
from wardsafe import places
from wardsafe.clock import LONDON
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.records.environment_check import EnvironmentCheck
from wardsafe.records.fields import fields_of
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.movement import Movement
from wardsafe.records.parts import Authorship, join, split
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.records.safety_plan import HEADINGS, SafetyPlan
from wardsafe.records.self_harm_review import ReviewRow, SelfHarmReview
from wardsafe.services import amending_reviews, reviewing_safety
from wardsafe.services.recording import current, record_new, void
from wardsafe.services.review_counts import counted
from wardsafe.services.review_record import as_draft, made
from wardsafe.services.review_sheet import CHANGED, LOOKED_AT, SAME, UNTOUCHED
from wardsafe.services.review_times import Prompt, is_stale, next_review, say_age
from wardsafe.services.reviewing_safety import begin, review_happenings, reviews_due, save
from wardsafe.services.safety_plan_page import text_page, web_page, write_plan
from wardsafe.tui import review_lines as lines
from wardsafe.tui.safety_reviews_lines import _drawn_row
from wardsafe.tui.screens.review_counts import count_lines
from wardsafe.views import people
from wardsafe.views.folding import record_at
from wardsafe.vocabulary.checklists import FOLDER, lists_for

LIST = lists_for(Path("/nowhere")).checklist
NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AUTHOR = Authorship(
    act="record", entered=NOW, author="s1", author_name="Grace", job_title="nurse"
)  # fmt: skip


def line(sheet: Any, item: str, name: str) -> Any:
    found = sheet.checklist.item(item)
    return found, next(each for each in sheet.lines(found) if each.name == name)


def all_yes(session: Any, person: str, due: str = "+24h") -> Any:
    sheet = begin(session, person).sheet
    for item in sheet.checklist.items:
        sheet.answer(item, "yes", session.now())
    sheet.type(*line(sheet, "next-review", "next_due"), due)
    return sheet


def due_of(session: Any, person: str) -> Any:
    return next(one for one in reviews_due(session) if one.person.record == person)


# --- what leaves the trust -----------------------------------------------------------------------


def whole(**more: Any) -> SelfHarmReview:
    row = ReviewRow(
        item="concerns-now", asked="7", answer="not-yet", owner="Dr Marsh", by=NOW + DAY,
        own_words="I want to go home", words_said=NOW, note="rang her sister",
        confirmed_same="N", looked=NOW,
    )  # fmt: skip
    said = {
        "person": "p1", "when": NOW, "in_time": "Y", "taking_part": "declined",
        "taking_part_why": "tired", "observation": "continuous", "observation_name": "Level 3",
        "observation_reason": "asked for it", "observation_agreed": "Y", "next_look": NOW + HOUR,
        "next_due": NOW + DAY, "prompted_by": ("bad-news",), "checklist": "self-harm-review",
        "checklist_version": "1", "rows": (row,),
    }  # fmt: skip
    return SelfHarmReview(**(said | more))


def test_the_facts_hold_only_that_it_took_place_and_whether_in_time() -> None:
    parts = split(whole(), AUTHOR, pseudonym="ps")
    assert parts["facts"] == {
        "entry": {"act": "record"},
        "in_time": "Y",
        "month": "2026-11",
        "week": "2026-W48",
        "shift": "night",
    }
    assert parts["people"] == {"pseudonym": "ps"}
    assert join(SelfHarmReview.kind, json.loads(json.dumps(parts)))[0] == whole()


def test_no_answer_of_a_later_version_leaves_either() -> None:
    newer = whole().model_copy(update={"not_known": ("rows.0.answer",), "later_answer": "yes"})
    parts = split(newer, AUTHOR)
    assert set(parts["facts"]) == {"entry", "in_time", "month", "week", "shift"}
    assert "later_answer" in parts["private"]


def test_every_field_but_in_time_is_private() -> None:
    for model in (SelfHarmReview, ReviewPrompt, SafetyPlan):
        fields = [each for field in fields_of(model) for each in (field, *field.rows)]
        assert {field.name for field in fields if field.part != "private"} <= {"in_time"}


def test_nobody_is_found_by_an_answer_in_the_log(ward: Any) -> None:
    from wardsafe.services.finding import page
    from wardsafe.views.log import LogFilter

    session = ward.unlock()
    save(session, all_yes(session, ward.rosa))
    for words in ("yes", "not-yet", "declined", "continuous"):
        assert page(session, LogFilter(words=words), limit=5) == [], words


def test_a_not_yet_needs_an_owner_and_a_time() -> None:
    rows = (ReviewRow(item="a", answer="not-yet", owner=" "), ReviewRow(item="b", answer="no"))
    found = [problem.field for problem in whole(rows=rows).errors()]
    assert found == ["rows.0.owner", "rows.0.by"]


# --- when it is due ------------------------------------------------------------------------------

ADMITTED = datetime(2026, 11, 20, 9, 0, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("reviewed", "expected"),
    [
        (None, 24),  # nothing yet: day 1
        (1, 72),  # on day 1: day 3 is next
        (24, 72),
        (30, 72),  # late for day 1, and not yet on day 3
        (48, 72),  # the last minute of day 2
        (48.1, 168),  # on day 3
        (100, 168),
        (144, 168),
        (144.1, None),  # on day 7: the first week is over
    ],
)
def test_the_first_week_asks_for_days_1_3_and_7(
    reviewed: float | None, expected: int | None
) -> None:
    at = ADMITTED + timedelta(hours=reviewed) if reviewed is not None else None
    found = next_review(LIST.times, admitted=ADMITTED, reviewed=at, set_for=None, prompts=())
    assert found.at == (None if expected is None else ADMITTED + timedelta(hours=expected))


def test_the_days_of_the_first_week_are_elapsed_time_over_a_clock_change() -> None:
    admitted = datetime(2026, 10, 24, 9, 0, tzinfo=LONDON)  # the clocks go back that night
    found = next_review(LIST.times, admitted=admitted, reviewed=None, set_for=None, prompts=())
    assert found.at == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("happened", "entered", "expected"),
    [
        (-2, -2, 72),  # before the review, and known to it
        (0, 0, 72),  # in its very minute
        (1, 1, 25),
        (1, 5, 25),  # counted from when it happened
        (-2, 3, 27),  # before, but written down after: it did not know of it
        (60, 60, 72),  # a prompt never puts a review back
    ],
)
def test_a_prompt_brings_the_review_forward(happened: int, entered: int, expected: int) -> None:
    prompt = Prompt("bad-news", NOW + happened * HOUR, NOW + entered * HOUR)
    found = next_review(
        LIST.times, admitted=None, reviewed=NOW, set_for=NOW + 3 * DAY, prompts=[prompt]
    )
    assert found.at == NOW + expected * HOUR


def test_incident_leave_and_bad_news_come_from_the_records(ward: Any) -> None:
    session = ward.unlock("grace")
    save(session, all_yes(session, ward.rosa, "30 nov 0900"))
    assert due_of(session, ward.rosa).next.why == "first-week"
    ward.clock.pass_(26 * 3600)
    save(session, all_yes(session, ward.rosa, "30 nov 0900"))
    ward.clock.pass_(4 * 24 * 3600)
    save(session, all_yes(session, ward.rosa, "30 nov 0900"))
    assert due_of(session, ward.rosa).next.why == "set"
    ward.clock.pass_(3600)
    now = ward.clock.now()
    record_new(session, Movement(person=ward.rosa, move="bed", when=now, bed="4"))
    assert due_of(session, ward.rosa).next.why == "set"
    happened = {
        "leave": Movement(person=ward.rosa, move="leave", when=now - timedelta(minutes=5)),
        "bad-news": ReviewPrompt(person=ward.rosa, prompt="bad-news", when=now - HOUR / 2),
        "incident": RestrictivePractice(
            person=ward.rosa, when=now - HOUR * 0.9, interventions=(Intervention(type="07"),)
        ),
    }
    for what, record in happened.items():
        saved = record_new(session, record)
        found = due_of(session, ward.rosa)
        assert found.next.why == what
        assert found.next.at == record.happened() + DAY
    assert set(found.prompts) == set(happened)
    void(session, saved.record, "wrong person")
    assert due_of(session, ward.rosa).next.why == "bad-news"
    review = save(session, all_yes(session, ward.rosa, "30 nov 0900"))
    assert set(_said(session, review).prompted_by) == {"leave", "bad-news"}


def _said(session: Any, saved: Any) -> SelfHarmReview:
    said = record_at(current(session, saved.record).shown)
    assert isinstance(said, SelfHarmReview)
    return said


def test_people_stand_by_when_they_are_due_and_by_nothing_else(ward: Any) -> None:
    session = ward.unlock()
    sheet = all_yes(session, ward.rosa, "+4h")
    sheet.answer(sheet.checklist.item("concerns-now"), "no", session.now())
    save(session, sheet)
    assert [one.person.record for one in reviews_due(session)] == [ward.jamal, ward.rosa]
    save(session, all_yes(session, ward.jamal, "+5h"))
    assert [one.person.record for one in reviews_due(session)] == [ward.rosa, ward.jamal]
    save(session, all_yes(session, ward.rosa, "+6h"))
    assert [one.person.record for one in reviews_due(session)] == [ward.jamal, ward.rosa]


def test_in_time_is_by_the_minute_it_was_due(ward: Any) -> None:
    session = ward.unlock()
    first = save(session, all_yes(session, ward.rosa, "+4h"))
    assert _said(session, first).in_time == "N"  # day 1 of the first week had passed
    ward.clock.pass_(4 * 3600)
    assert _said(session, save(session, all_yes(session, ward.rosa, "+4h"))).in_time == "Y"
    ward.clock.pass_(4 * 3600 + 1)
    assert _said(session, save(session, all_yes(session, ward.rosa, "+4h"))).in_time == "N"


def test_the_happenings_for_the_duties_give_the_next_due_time(ward: Any) -> None:
    session = ward.unlock()
    save(session, all_yes(session, ward.rosa, "+4h"))
    found = review_happenings(session, session.now())
    assert found == {ward.rosa: NOW + 4 * HOUR, ward.jamal: ADMITTED + DAY}


def test_a_review_with_items_left_out_does_not_stand_for_the_one_due(ward: Any) -> None:
    session = ward.unlock()
    before = due_of(session, ward.rosa).next
    sheet = begin(session, ward.rosa).sheet
    sheet.answer(sheet.checklist.items[6], "yes", session.now())
    sheet.type(*line(sheet, "concerns-now", "own_words"), "not tonight")
    saved = save(session, sheet)
    assert due_of(session, ward.rosa).next == before
    assert [row.answer for row in _said(session, saved).rows].count(None) == 17
    again = begin(session, ward.rosa).sheet
    assert again.before["concerns-now"].said.values["own_words"] == "not tonight"
    assert "dignity" not in again.before


def test_the_process_is_counted_and_nobody_is(ward: Any) -> None:
    session = ward.unlock("emeka")
    save(session, all_yes(session, ward.rosa, "+4h"))
    sheet = all_yes(session, ward.jamal, "+30h")
    sheet.answer(sheet.checklist.item("family"), "not-yet", session.now())
    for name, text in (("owner", "Grace"), ("by", "+2h")):
        sheet.type(*line(sheet, "family", name), text)
    struck = save(session, sheet)
    record_new(session, SafetyPlan(person=ward.rosa, exists="Y", held_by_person="N"))
    with pytest.raises(NotAllowed):
        counted(session)
    ward.clock.pass_(3 * 3600)
    found = counted(ward.unlock("ingrid"))
    assert (found.late, found.soon, found.later, found.unset) == (0, 1, 1, 0)
    assert (found.made, found.by_then, found.after, found.whole) == (2, 0, 2, 2)
    assert (found.plans, found.held, found.actions, found.overdue) == (1, 0, 1, 1)
    text = "\n".join(each.plain for each in count_lines(found))
    assert not re.search(r"Rosa|Jamal|RW|JM|%|\d of \d|Grace", text)
    session = ward.unlock("grace")
    void(session, struck.record, "duplicate")
    ward.clock.pass_(2 * 3600)
    found = counted(session)
    assert (found.made, found.late, found.unset, found.actions) == (1, 2, 0, 0)
    ward.clock.pass_(31 * 86400)
    assert counted(session).made == 0


# --- nothing is carried forward unseen -----------------------------------------------------------


def test_a_new_review_begins_with_nothing_said(ward: Any) -> None:
    session = ward.unlock()
    save(session, all_yes(session, ward.rosa))
    ward.clock.pass_(3600)
    sheet = begin(session, ward.rosa).sheet
    now = session.now()
    assert {sheet.state(item, now) for item in sheet.checklist.items} == {UNTOUCHED}
    assert sheet.untouched() == sheet.checklist.items
    record = made(sheet, now, due=None)
    assert all(row.answer is None and row.confirmed_same is None for row in record.rows)


def test_an_item_reads_same_changed_or_nothing(ward: Any) -> None:
    session = ward.unlock()
    first = all_yes(session, ward.rosa)
    now = session.now()
    assert first.state(first.checklist.items[1], now) == LOOKED_AT
    first.answer(first.checklist.item("care-plan"), "not-yet", now)
    for name, text in (("owner", "Dr Marsh"), ("by", "+4h"), ("note", "after ward round")):
        first.type(*line(first, "care-plan", name), text)
    save(session, first)
    ward.clock.pass_(3600)
    sheet, now = begin(session, ward.rosa).sheet, session.now()
    plan = sheet.checklist.item("care-plan")
    sheet.confirm(plan, now)
    assert sheet.state(plan, now) == SAME
    assert sheet.text(*line(sheet, "care-plan", "owner")) == "Dr Marsh"
    sheet.type(*line(sheet, "care-plan", "owner"), "Grace")
    assert sheet.state(plan, now) == CHANGED
    (change,) = sheet.changes(plan, now)
    assert (change.label, change.before, change.now) == ("owner", "Dr Marsh", "Grace")
    sheet.take_back(plan)
    assert sheet.state(plan, now) == UNTOUCHED


def test_a_not_yet_whose_time_has_passed_is_given_a_new_one(ward: Any) -> None:
    session = ward.unlock()
    first = all_yes(session, ward.rosa)
    first.answer(first.checklist.item("room"), "not-yet", session.now())
    first.type(*line(first, "room", "owner"), "Emeka")
    first.type(*line(first, "room", "by"), "+2h")
    save(session, first)
    ward.clock.pass_(3 * 3600)
    sheet, now = begin(session, ward.rosa).sheet, session.now()
    sheet.confirm(sheet.checklist.item("room"), now)
    wanted = sheet.wanted(sheet.checklist.item("room"), now)
    assert wanted is not None
    assert wanted.name == "by"
    with pytest.raises(BadInput, match=r"Room and area: .*needs a time"):
        save(session, sheet)


def test_nothing_can_be_confirmed_that_nobody_said(ward: Any) -> None:
    sheet = begin(ward.unlock(), ward.rosa).sheet
    with pytest.raises(BadInput, match="nothing from last time"):
        sheet.confirm(sheet.checklist.items[0], NOW)


@pytest.mark.parametrize("hours", [12.1, -1])
def test_H04_what_was_looked_at_too_long_ago_or_later_than_the_clock_is_looked_at_again(
    ward: Any, hours: float
) -> None:
    sheet = all_yes(ward.unlock(), ward.rosa)
    assert sheet.let_go_of_the_stale(NOW + 12 * HOUR) == ()
    assert len(sheet.let_go_of_the_stale(NOW + timedelta(hours=hours))) == 18
    assert sheet.untouched() == sheet.checklist.items


def test_H04_a_review_by_somebody_else_in_between_is_seen_first(ward: Any) -> None:
    session = ward.unlock("emeka")
    sheet = all_yes(session, ward.rosa)
    reviewing_safety.keep_draft(session, ward.rosa, as_draft(sheet, session.now()))
    ward.clock.pass_(600)
    session = ward.unlock("grace")
    save(session, all_yes(session, ward.rosa))
    ward.clock.pass_(600)
    begun = begin(ward.unlock("emeka"), ward.rosa)
    assert begun.sheet.looked == {}
    assert "look again" in begun.notices[0]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 min ago"), (192, "3 h 12 ago"), (1500, "1 day 1 h ago"), (-5, "later than this clock")],
)
def test_H04_the_age_of_a_review_is_said_and_a_clock_gone_back_too(minutes: int, said: str) -> None:
    assert say_age(NOW, NOW + timedelta(minutes=minutes)) == said
    assert is_stale(NOW, NOW + timedelta(minutes=minutes)) == (minutes < 0 or minutes > 720)


def test_H05_a_review_dated_ahead_of_the_clock_settles_nothing(ward: Any) -> None:
    session = ward.unlock()
    ward.clock.at += 40 * DAY
    save(session, all_yes(session, ward.rosa, "+24h"))
    ward.clock.at -= 40 * DAY
    assert due_of(session, ward.rosa).next.at == ADMITTED + DAY


# --- a checklist that changes while a review is open ----------------------------------------------


def test_a_review_keeps_the_checklist_it_began_with_and_says_so(ward: Any) -> None:
    session = ward.unlock()
    sheet = begin(session, ward.rosa).sheet
    sheet.answer(sheet.checklist.items[0], "yes", session.now())
    reviewing_safety.keep_draft(session, ward.rosa, as_draft(sheet, session.now()))
    assert reviewing_safety.list_changed(session, sheet) == ""
    folder = ward.where.folder / FOLDER
    folder.mkdir()
    text = (places.seed() / FOLDER / "self-harm-review.toml").read_text(encoding="utf-8")
    own = text.replace('version = "1"', 'version = "2"').replace('id = "needs"', 'id = "other"')
    (folder / "self-harm-review.toml").write_text(own, encoding="utf-8")
    assert "keeps the one it began with (version 1)" in reviewing_safety.list_changed(
        session, sheet
    )
    begun = begin(session, ward.rosa)
    assert begun.sheet.checklist.version == "1"
    assert "another one now (version 2)" in begun.notices[0]
    saved = save(session, begun.sheet)
    said = _said(session, saved)
    assert (said.checklist_version, said.rows[14].item) == ("1", "needs")
    assert begin(session, ward.rosa).sheet.checklist.version == "2"


# --- correcting a review ---------------------------------------------------------------------


def test_a_corrected_review_took_place_when_it_did_and_each_item_is_confirmed(ward: Any) -> None:
    session = ward.unlock("emeka")
    first = all_yes(session, ward.rosa)
    first.type(*line(first, "concerns-now", "own_words"), "not tonight")
    saved = save(session, first)
    was = _said(session, saved)
    ward.clock.pass_(40 * 3600)  # its next review is in the past by now
    session = ward.unlock("grace")
    what = amending_reviews.begin(session, saved.record)
    sheet, now = what.begun.sheet, session.now()
    with pytest.raises(BadInput, match="Not looked at: Taking part"):
        amending_reviews.save(session, what, "more-known")
    for item in sheet.checklist.items:
        sheet.confirm(item, now)
    sheet.type(*line(sheet, "physical-health", "note"), "seen by the doctor")
    with pytest.raises(BadInput, match="reason"):
        amending_reviews.save(session, what, " ")
    amending_reviews.save(session, what, "more-known")
    after = _said(session, saved)
    assert (after.when, after.in_time, after.next_due) == (was.when, was.in_time, was.next_due)
    changed = [row for row, old in zip(after.rows, was.rows, strict=True) if row != old]
    assert [(row.item, row.note, row.looked) for row in changed] == [
        ("physical-health", "seen by the doctor", now)
    ]
    words = next(row for row in after.rows if row.item == "concerns-now")
    assert (words.own_words, words.words_said) == ("not tonight", was.when)


def test_a_draft_of_a_correction_is_its_own_and_another_correction_is_seen_first(ward: Any) -> None:
    session = ward.unlock("emeka")
    saved = save(session, all_yes(session, ward.rosa))
    what = amending_reviews.begin(session, saved.record)
    sheet = what.begun.sheet
    sheet.answer(sheet.checklist.items[3], "no", session.now())
    amending_reviews.keep_draft(session, what, as_draft(sheet, session.now()))
    assert begin(session, ward.rosa).sheet.answers == {}
    again = amending_reviews.begin(session, saved.record).begun.sheet
    assert list(again.answers.values()) == ["no"]
    ward.clock.pass_(600)
    session = ward.unlock("grace")
    other = amending_reviews.begin(session, saved.record)
    for item in other.begun.sheet.checklist.items:
        other.begun.sheet.confirm(item, session.now())
    other.begun.sheet.answer(other.begun.sheet.checklist.items[5], "no", session.now())
    amending_reviews.save(session, other, "staff-said")
    ward.clock.pass_(600)
    begun = amending_reviews.begin(ward.unlock("emeka"), saved.record).begun
    assert begun.sheet.looked == {}
    assert "Look again: " in begun.notices[0]


def test_a_correction_keeps_the_checklist_that_the_review_was_made_with(ward: Any) -> None:
    session = ward.unlock("emeka")
    saved = save(session, all_yes(session, ward.rosa))
    folder = ward.where.folder / FOLDER
    folder.mkdir()
    text = (places.seed() / FOLDER / "self-harm-review.toml").read_text(encoding="utf-8")
    own = text.replace('version = "1"', 'version = "2"').replace('id = "needs"', 'id = "other"')
    (folder / "self-harm-review.toml").write_text(own, encoding="utf-8")
    sheet = amending_reviews.begin(session, saved.record).begun.sheet
    assert sheet.checklist.version == "1"
    assert sheet.checklist.items[14].id == "needs"
    assert [item.number for item in sheet.checklist.items] == list(range(1, 19))


def test_a_steward_amends_no_review_and_what_is_no_review_is_refused(ward: Any) -> None:
    session = ward.unlock("emeka")
    saved = save(session, all_yes(session, ward.rosa))
    with pytest.raises(BadInput, match="cannot be amended"):
        amending_reviews.begin(session, ward.rosa)
    with pytest.raises(NotAllowed):
        amending_reviews.begin(ward.unlock("owain"), saved.record)


# --- plan, places -------------------------------------------------------------------------------


def test_the_six_headings_of_the_plan_in_their_order() -> None:
    assert list(HEADINGS.values()) == [
        "Warning signs",
        "Things I can do myself",
        "People and places that take my mind off it",
        "People I can ask for help",
        "Professionals and services",
        "Making the environment safe",
    ]


def test_the_plan_is_printed_for_the_person_with_room_to_write() -> None:
    plan = SafetyPlan(person="p", when=NOW, own_ways="Walk\nRing <Mum>\x1b[31m & Dad")
    text, web = text_page("Rosa <b>", plan), web_page("Rosa <b>", plan)
    for heading in HEADINGS.values():
        assert heading.upper() in text
        assert f"<h2>{heading}</h2>" in web
    assert "Ring <Mum>" in text
    assert "\x1b" not in text + web
    assert "Ring &lt;Mum&gt;" in web
    assert "<h1>My safety plan</h1>\n<p>Rosa &lt;b&gt;</p>" in web
    assert "WARNING SIGNS\n\n\n\n\n\n" in text
    assert not re.search(r"contract|promise|\bagree to\b", text)


def test_the_plan_is_written_only_where_somebody_says(ward: Any, tmp_path: Path) -> None:
    session = ward.unlock()
    with pytest.raises(BadInput, match="No safety plan"):
        write_plan(session, ward.rosa, str(tmp_path / "plan.txt"))
    record_new(session, SafetyPlan(person=ward.rosa, when=NOW, exists="Y", held_by_person="Y"))
    for typed in ("", "plan.txt", str(tmp_path / "no" / "plan.txt"), "~nobody-here/x", "\0"):
        with pytest.raises(BadInput):
            write_plan(session, ward.rosa, typed)
    before = session.ledger.count()
    target = write_plan(session, ward.rosa, str(tmp_path / "plan.html"))
    assert "Rosa Whitfield" in target.read_text(encoding="utf-8")
    assert session.ledger.count() == before + 1  # that it was printed is an entry
    with pytest.raises(BadInput, match="already"):
        write_plan(session, ward.rosa, str(target))


def test_a_check_of_a_place_has_no_person() -> None:
    names = {each.name for field in fields_of(EnvironmentCheck) for each in (field, *field.rows)}
    assert not names & {"person", "patient", "about", "name", "record"}
    assert EnvironmentCheck(when=NOW, place="garden").person_record() is None
    assert not any("tier" in field.name for field in fields_of(SelfHarmReview))


# --- what a review must never do ------------------------------------------------------------------

SOURCE = Path(wardsafe.__file__).parent
FEATURE = (
    "records/self_harm_review.py",
    "records/review_prompt.py",
    "records/safety_plan.py",
    "records/environment_check.py",
    "services/review_times.py",
    "services/amending_reviews.py",
    "services/review_counts.py",
    "services/review_items.py",
    "services/review_reading.py",
    "services/review_record.py",
    "services/review_sheet.py",
    "services/reviewing_safety.py",
    "services/safety_plan_page.py",
    "vocabulary/checklists.py",
    "tui/review_lines.py",
    "tui/review_parts.py",
    "tui/screens/review_counts.py",
    "tui/screens/review_page.py",
    "tui/screens/review_writing.py",
    "tui/screens/safety_review.py",
    "tui/screens/safety_reviews.py",
    "plain/review_items.py",
    "plain/reviews.py",
    "tui/screens/plan_file.py",
)
DATA = (
    "checklists/self-harm-review.toml",
    "checklists/observation-levels.toml",
    "codes/yes-no-not-yet.toml",
    "codes/taking-part.toml",
    "codes/review-prompt.toml",
    "codes/place-tier.toml",
)
BANNED = re.compile(
    r"scor(e|ing)|\btotals?\b|percent|%|weight|ratings?\b|\brat(e|ed)\b|\branks?|\bstrat(a|if)|"
    r"\brisk|predict|progress|streak|\bamber\b|\bred\b|\bgreen\b|\blow\b|\bmedium\b|\bhigh\b|"
    r"\blevels?\b|colour|severity|monitoring|surveillance|\bcleared\b|at risk|contract|"
    r"self-harmer|superficial|attention|committed|\d+ of \d+|complete|\bsum\b",
    re.IGNORECASE,
)
ALLOWED = (
    "observation-levels",  # the trust's own list of observation arrangements
    "high-intermittent",
    "low-intermittent",
    "high-level intermittent",  # names of arrangements in NG10
    "low-level intermittent",
    "intermittent, high",
    "intermittent, low",
    "NHS Standard Contract",  # a source
    "high supervision",  # of a place
    "-low",  # heights of a screen
    "-high",
)


def found_in(text: str) -> list[str]:
    for allowed in ALLOWED:
        text = re.sub(re.escape(allowed), "", text, flags=re.IGNORECASE)
    return [match[0] for match in BANNED.finditer(text.replace("_", " "))]


def said_and_named(tree: ast.AST) -> set[str]:
    """Every string but docstrings, and every name that somebody can call or read."""
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            found.add(node.value)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.arg | ast.keyword):
            found.add(node.arg or "")
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


@pytest.mark.parametrize("name", FEATURE)
def test_no_word_or_name_of_the_feature_rates_counts_or_colours_a_person(name: str) -> None:
    tree = ast.parse((SOURCE / name).read_text(encoding="utf-8"))
    bad = {text: found_in(text) for text in said_and_named(tree) if found_in(text)}
    assert not bad


@pytest.mark.parametrize("name", DATA)
def test_no_data_of_the_feature_rates_counts_or_colours_a_person(name: str) -> None:
    said = tomllib.loads((places.seed() / name).read_text(encoding="utf-8"))
    text = json.dumps(said, ensure_ascii=False)
    assert not found_in(text)


def test_the_search_for_words_finds_them() -> None:
    for text in ("risk_level", "scores", "High", "a total", "7 of 18", "80 %", "rank_people"):
        assert found_in(text), text
    tree = ast.parse('def total_of(x): return f"{x.score} points"')
    assert {"total_of", "score"} <= said_and_named(tree)


def test_no_answer_changes_where_or_how_somebody_is_drawn(ward: Any) -> None:
    """The same times and other answers: the same order, words, weight and colour."""
    drawn_ = []
    for answer, words in (("yes", "fine"), ("no", "I want to die tonight")):
        session = ward.unlock("emeka")
        sheet = all_yes(session, ward.rosa, "+4h")
        for item in sheet.checklist.items[:-1]:
            sheet.answer(item, answer, session.now())
        sheet.type(*line(sheet, "concerns-now", "own_words"), words)
        saved = save(session, sheet)
        found = reviews_due(session)
        rows = [_drawn_row(one, session.now(), width, selected)
                for one in found for width in (76, 156) for selected in (True, False)]  # fmt: skip
        banners = [lines.banner(one, session.now(), 76) for one in found]
        drawn_.append([(each.plain, each.spans) for each in (*rows, *banners)])
        void(ward.unlock("grace"), saved.record, "duplicate")
    assert drawn_[0] == drawn_[1]


def test_an_answer_decides_nothing_by_itself(ward: Any) -> None:
    """No arrangement, leave, discharge or time follows from what was answered."""
    session = ward.unlock("emeka")
    sheet = all_yes(session, ward.rosa)
    for item in sheet.checklist.items[:-1]:
        sheet.answer(item, "no", session.now())
    before = session.ledger.count()
    said = _said(session, save(session, sheet))
    assert (said.observation, said.observation_agreed, said.next_look) == (None, None, None)
    assert session.ledger.count() == before + 1
    with session.ledger.reading() as db:
        assert people.person(db, ward.rosa).state == "on the ward"


def test_a_stored_review_holds_no_number_but_its_version(ward: Any) -> None:
    session = ward.unlock()
    saved = save(session, all_yes(session, ward.rosa))
    entry = session.ledger.entry(saved.number)

    def numbers(held: Any) -> list[Any]:
        if isinstance(held, dict):
            return [each for value in held.values() for each in numbers(value)]
        if isinstance(held, list):
            return [each for value in held for each in numbers(value)]
        return [held] if isinstance(held, int | float) else []

    assert [numbers(entry.read(part)) for part in ("facts", "people", "private")] == [[], [], []]
    row = next(row for row in _log_rows(session) if row.record == saved.record)
    assert (row.items, row.state, row.what) == (None, "", "")


def _log_rows(session: Any) -> list[Any]:
    from wardsafe.services.finding import page
    from wardsafe.views.log import LogFilter

    return page(session, LogFilter(), limit=50)


def test_the_demo_ward_has_reviews_with_different_times(ward: Any) -> None:
    from random import Random

    from wardsafe.records.patient import Patient
    from wardsafe.services.demo_names import invented
    from wardsafe.services.demo_safety_reviews import entries

    session = ward.unlock()
    people = [(ward.rosa, Patient(name="Rosa")), (ward.jamal, Patient(name="Jamal"))]
    made = list(entries(invented(), people, session.now(), ward.chance, Random(1)))
    assert session.ledger.append_many(made) == 2
    found = reviews_due(session)
    assert all(one.last is not None and one.last.review.looked_at_all() for one in found)
    assert len({one.next.at for one in found}) == 2
