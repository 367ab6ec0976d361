"""The story of a safety review in the first week; the docstring is its title on the page."""

from datetime import timedelta

from wardsafe.records.movement import Movement
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.records.safety_plan import SafetyPlan
from wardsafe.services import reviewing_safety
from wardsafe.services.recording import record_new
from wardsafe.services.review_sheet import CHANGED, SAME
from wardsafe.services.reviewing_safety import begin, reviews_due, save
from wardsafe.services.safety_plan_page import write_plan


def of(session, person):
    return next(one for one in reviews_due(session) if one.person.record == person)


def line(sheet, item, name):
    return next(each for each in sheet.lines(item) if each.name == name)


def test_a_review_in_the_first_week(ward, story, tmp_path) -> None:
    """A review in the first week."""
    session = ward.unlock("grace")
    ward.clock.at = ward.clock.at.replace(hour=9, minute=0)
    record_new(session, Movement(person=ward.rosa, move="admit", when=ward.clock.now(), bed="1"))
    story.tell("Rosa Whitfield is admitted on 23 Nov 2026 at 09:00.")
    ward.clock.pass_(20 * 3600)
    first = of(session, ward.rosa)
    assert first.next.day == 1
    assert first.next.at - ward.clock.now() == timedelta(hours=4)
    story.tell("Her first safety review is due within a day. The list is by due time alone.")

    sheet = begin(session, ward.rosa).sheet
    now = session.now()
    for item in sheet.checklist.items:
        sheet.answer(item, "yes", now)
    plan = sheet.checklist.item("safety-plan")
    sheet.answer(plan, "not-yet", now)
    assert {trouble.line.name for trouble in sheet.troubles(now)} >= {"owner", "by"}
    sheet.type(plan, line(sheet, plan, "owner"), "Emeka Okoro")
    sheet.type(plan, line(sheet, plan, "by"), "+20h")
    dignity = sheet.checklist.item("dignity")
    sheet.type(dignity, line(sheet, dignity, "own_words"), "People knock before they come in.")
    following = sheet.checklist.item("next-review")
    sheet.type(following, line(sheet, following, "next_due"), "+72h")
    saved = save(session, sheet)
    story.tell(
        "Grace Okafor goes through it with her. “Not yet” is kept only with an owner and a time."
    )
    facts = session.ledger.entry(saved.number).read("facts")
    assert set(facts) == {"entry", "in_time", "month", "week", "shift"}
    assert facts["in_time"] == "Y"
    story.tell("What may leave the ward is that it took place, and in time. No answer may.")

    second = of(session, ward.rosa)
    assert (second.next.why, second.next.day) == ("first-week", 3)
    story.tell("Grace set three days. Day 3 of the first week comes sooner, so that is when.")
    ward.clock.pass_(10 * 3600)
    told = ReviewPrompt(person=ward.rosa, prompt="bad-news", when=ward.clock.now())
    record_new(session, told)
    assert of(session, ward.rosa).next.why == "bad-news"
    story.tell("Bad news comes by telephone. It brings the review forward to within a day.")

    record_new(session, SafetyPlan(person=ward.rosa, when=session.now(), held_by_person="Y"))
    page = write_plan(session, ward.rosa, str(tmp_path / "plan.txt"))
    assert "THINGS I CAN DO MYSELF" in page.read_text(encoding="utf-8")
    story.tell("Emeka makes the safety plan with her and prints it; it is hers to keep.")

    session = ward.unlock("emeka")
    ward.clock.pass_(8 * 3600)
    sheet, now = begin(session, ward.rosa).sheet, session.now()
    assert sheet.untouched() == sheet.checklist.items
    story.tell("The next review begins with nothing said. Last time stands beside each item.")
    for item in sheet.checklist.items:
        sheet.confirm(item, now)
    sheet.answer(plan, "yes", now)
    assert (sheet.state(plan, now), sheet.state(dignity, now)) == (CHANGED, SAME)
    sheet.type(following, line(sheet, following, "next_due"), "+72h")
    saved = save(session, sheet)
    story.tell("Emeka reads each one: still so, or another answer. The plan has changed.")
    last = of(session, ward.rosa).last
    assert last is not None
    rows = {row.item: row for row in last.review.rows}
    assert rows["dignity"].own_words == "People knock before they come in."
    assert rows["dignity"].words_said < rows["dignity"].looked
    assert last.review.prompted_by == ("bad-news",)
    story.tell("Her own words stay, with the day on which she said them.")
    assert of(session, ward.rosa).next.why == "first-week"
    assert reviewing_safety.draft_of(session, ward.rosa) is None
    story.tell("It is saved. Nothing in it is added up, and nobody stands higher or lower for it.")
