"""What a safety lead may do with a record, what comes back, and what nobody may learn."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sealed_ward import event
from wardsafe.errors import BadInput, NotAllowed, WrongPin
from wardsafe.records.census import Census
from wardsafe.records.fields import fields_of
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.link import Link
from wardsafe.records.nil_return import RESTRICTIVE, SEXUAL, NilReturn
from wardsafe.records.reading import read_field, say_field
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review import Findings
from wardsafe.records.voice import Voice
from wardsafe.services import (
    answering_reviews,
    drafting,
    duties,
    finding,
    review_queue,
    saved_filters,
)
from wardsafe.services import reviewing_records as reviewing
from wardsafe.services.audiences import AUDIENCES
from wardsafe.services.recording import amend, record_new, void
from wardsafe.services.review_queue import Chosen
from wardsafe.services.sealing import no_such_record
from wardsafe.views.log import LogFilter
from wardsafe.views.log_lines import what_of
from wardsafe.vocabulary.code_lists import code_list

PIN = "758294"


@pytest.fixture
def reported(ward):
    """A use of force that Emeka reported; the safety lead is signed in, two days later."""
    session = ward.unlock("emeka")
    saved = record_new(session, incident(ward))
    ward.clock.pass_(2 * 24 * 3600)
    ward.unlock("ingrid")
    return saved.record


def incident(ward, **more):
    when = ward.clock.now() - timedelta(minutes=10)
    rows = (Intervention(type="07", start=when, end=when + timedelta(minutes=4)),)
    return RestrictivePractice(person=ward.rosa, when=when, interventions=rows, **more)


def state(ward, record) -> str:
    return reviewing.review_of(ward.session, record).case.state


def heads(ward, record) -> tuple[str, ...]:
    return reviewing.review_of(ward.session, record).heads


def signed(ward, record):
    return reviewing.sign_off(ward.session, record, PIN, heads(ward, record))


def test_every_use_of_force_waits_to_be_read(ward, reported) -> None:
    (row,) = review_queue.page(ward.session, Chosen(), limit=5)
    assert (row.record, row.state, row.initials) == (reported, "to read", "RW")
    assert ward.clock.now().timestamp() - row.entered == 2 * 24 * 3600


def test_a_question_is_the_ward_s_duty_until_it_is_answered(ward, reported) -> None:
    reviewing.ask(ward.session, reported, "What was offered before?")
    assert state(ward, reported) == "ward to answer"
    session = ward.unlock("grace")
    (duty,) = [d for d in duties.due_now(session) if d.definition.id == "answer-question"]
    assert (duty.record, duty.waits, duty.definition.law) == (reported, True, False)
    asked = answering_reviews.question(session, reported)
    answering_reviews.answer(session, asked.step.record, "Time in the garden.")
    assert not [d for d in duties.due_now(session) if d.definition.id == "answer-question"]
    ward.unlock("ingrid")
    assert state(ward, reported) == "answered"
    thread = reviewing.review_of(ward.session, reported).thread
    assert [(s.by_name, s.said.words) for s in thread] == [
        ("Ingrid Lund", "What was offered before?"),
        ("Grace Okafor", "Time in the garden."),
    ]


def test_an_answer_asks_for_a_question(ward, reported) -> None:
    with pytest.raises(BadInput):
        answering_reviews.answer(ward.session, reported, "To nothing.")


def test_signing_off_keeps_both_ids(ward, reported) -> None:
    signed(ward, reported)
    step = reviewing.review_of(ward.session, reported).signed
    assert (step.said.reporter, step.said.reviewer, step.by) == ("s-okoro", "s-lund", "s-lund")
    assert step.said.own == "N"


def test_a_safety_lead_who_signs_off_their_own_record_is_seen_to(ward) -> None:
    session = ward.unlock("ingrid")
    record = record_new(session, incident(ward)).record
    signed(ward, record)
    assert reviewing.review_of(session, record).signed.said.own == "Y"


def test_signing_off_takes_the_pin_and_a_wrong_one_is_counted(ward, reported) -> None:
    with pytest.raises(WrongPin):
        reviewing.sign_off(ward.session, reported, "111222", heads(ward, reported))
    assert state(ward, reported) == "to read"
    assert ward.session.slots.wrong_tries("s-lund") == 1
    signed(ward, reported)
    written = [e.read("private") for e in ward.session.ledger.walk() if "access" in e.header.kind]
    facts = [e.read("facts").get("what") for e in ward.session.ledger.walk()]
    assert "wrong PIN" in [p.get("what") for p in written] + facts


def test_what_changed_while_it_was_read_is_not_signed_off(ward, reported) -> None:
    seen = heads(ward, reported)
    amend(ward.session, reported, incident(ward, place="corridor"), "more-known", seen)
    with pytest.raises(BadInput, match="changed"):
        reviewing.sign_off(ward.session, reported, PIN, seen)


def test_a_record_corrected_after_it_was_signed_off_comes_back(ward, reported) -> None:
    signed(ward, reported)
    reviewing.tell(ward.session, reported, "The key hangs in the office.")
    assert state(ward, reported) == "reviewed"
    assert review_queue.page(ward.session, Chosen(), limit=5) == []
    now = heads(ward, reported)
    amend(ward.session, reported, incident(ward, place="corridor"), "more-known", now)
    (row,) = review_queue.page(ward.session, Chosen(), limit=5)
    assert row.state == "changed since"


def test_a_question_after_signing_off_opens_it_again(ward, reported) -> None:
    signed(ward, reported)
    ward.clock.pass_(60)
    reviewing.ask(ward.session, reported, "One more thing?")
    assert state(ward, reported) == "ward to answer"
    asked = answering_reviews.question(ward.session, reported)
    ward.clock.pass_(60)
    answering_reviews.answer(ward.session, asked.step.record, "Yes.")
    assert state(ward, reported) == "answered"


def test_what_came_of_it_waits_for_the_reporter_until_they_read_it(ward, reported) -> None:
    signed(ward, reported)
    assert state(ward, reported) == "to tell"
    reviewing.tell(ward.session, reported, "The key hangs in the office.")
    session = ward.unlock("grace")
    assert answering_reviews.came_of_mine(session) == []
    assert answering_reviews.note_told(session, reported) == 0
    session = ward.unlock("emeka")
    (mine,) = answering_reviews.came_of_mine(session)
    assert mine.step.said.words == "The key hangs in the office."
    assert answering_reviews.note_told(session, reported) == 1
    assert answering_reviews.came_of_mine(session) == []
    (outcome,) = finding.look(session, reported).review.outcomes
    assert reviewing.review_of(session, reported).is_read(outcome)


def test_findings_said_again_correct_what_stood_there(ward, reported) -> None:
    reviewing.find(ward.session, reported, Findings(themes=("rules",), response="aar"))
    reviewing.find(ward.session, reported, Findings(themes=("rules", "equipment")))
    steps = [s for s in reviewing.review_of(ward.session, reported).steps if s.act == "findings"]
    assert [s.said.themes for s in steps] == [("rules", "equipment")]
    assert len(ward.session.ledger.of_record(steps[0].record)) == 2
    assert reviewing.findings_now(ward.session, reported).themes == ("rules", "equipment")


def test_nothing_about_candour_is_ever_filled_in_by_the_program(ward) -> None:
    hurt = Intervention(type="07", patient_hurt="Y")
    session = ward.unlock("emeka")
    said = incident(ward, serious_harm="death").model_copy(update={"interventions": (hurt,)})
    record = record_new(session, said).record
    session = ward.unlock("ingrid")
    assert "injury" in reviewing.review_of(session, record).case.flags
    assert reviewing.findings_now(session, record) == Findings()
    signed(ward, record)
    entries = [e for e in session.ledger.walk() if e.header.kind == "review/1"]
    assert not any("candour" in name for e in entries for p in e.parts for name in e.read(p))


def test_facts_of_a_review_are_codes_only(ward, reported) -> None:
    words = "Rosa Whitfield asked for the key."
    reviewing.ask(ward.session, reported, words)
    asked = answering_reviews.question(ward.session, reported)
    answering_reviews.answer(ward.session, asked.step.record, words)
    found = Findings(
        themes=("rules",),
        response="aar",
        engaged="Y",
        candour_prompts=("health-moderate",),
        candour_opinion="does-not",
        candour_whose="Dr Amari",
    )
    reviewing.find(ward.session, reported, found)
    reviewing.tell(ward.session, reported, words)
    signed(ward, reported)
    facts = [e.read("facts") for e in ward.session.ledger.walk() if e.header.kind == "review/1"]
    assert {name for each in facts for name in each} == {
        "act", "themes", "response", "engaged", "candour_prompts", "candour_opinion", "own",
        "entry",
    }  # fmt: skip
    for secret in (words, "Dr Amari", reported, "s-lund", "s-okoro", asked.step.record):
        assert secret not in str(facts)


@pytest.mark.parametrize("who", ["emeka", "grace", "owain"])
def test_only_a_safety_lead_reviews(ward, reported, who) -> None:
    session = ward.unlock(who)
    acts = (
        lambda: review_queue.page(session, Chosen(), limit=5),
        lambda: review_queue.count(session, Chosen()),
        lambda: review_queue.waiting(session),
        lambda: reviewing.ask(session, reported, "Why?"),
        lambda: reviewing.tell(session, reported, "Thank you."),
        lambda: reviewing.find(session, reported, Findings(response="aar")),
        lambda: reviewing.sign_off(session, reported, "274916", ()),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_the_steward_answers_no_question(ward, reported) -> None:
    reviewing.ask(ward.session, reported, "Why?")
    session = ward.unlock("owain")
    with pytest.raises(NotAllowed):
        answering_reviews.answer(
            session, answering_reviews.question(session, reported).step.record, "So."
        )


def test_C13_a_restricted_record_is_not_there_for_a_lead_who_is_not_let_in(ward) -> None:
    sealed = record_new(ward.unlock("grace"), event(ward)).record
    session = ward.unlock("ingrid")
    session.audience_keys = dict.fromkeys(AUDIENCES, "")
    assert review_queue.page(session, Chosen("everything"), limit=5) == []
    assert reviewing.review_of(session, sealed) is None
    said = []
    for record in (sealed, "no-such-record"):
        with pytest.raises(BadInput) as refused:
            reviewing.ask(session, record, "What happened?")
        said.append(str(refused.value))
    assert said[0] == said[1] == str(no_such_record())
    assert not [e for e in session.ledger.walk() if e.header.kind == "review/1"]


def test_a_step_without_words_is_refused(ward, reported) -> None:
    for blank in ("", "  \n "):
        with pytest.raises(BadInput):
            reviewing.ask(ward.session, reported, blank)
        with pytest.raises(BadInput):
            reviewing.tell(ward.session, reported, blank)


def test_the_queue_is_narrowed_by_what_must_not_be_missed(ward) -> None:
    session = ward.unlock("emeka")
    old = record_new(session, incident(ward)).record
    ward.clock.pass_(15 * 24 * 3600)
    two = record_new(session, incident(ward, place="corridor"))
    for place in ("corridor", "dining-room"):
        amend(session, two.record, incident(ward, place=place), "more-known", (two.id,))
    struck = record_new(session, incident(ward)).record
    session = ward.unlock("ingrid")
    void(session, struck, "duplicate")

    def found(what: str) -> set[str]:
        rows = review_queue.page(session, Chosen(what), limit=9)
        assert review_queue.count(session, Chosen(what)) == len(rows)
        return {row.record for row in rows}

    assert found("overdue") == {old}
    assert found("flagged") == {two.record}
    assert found("waiting") == {old, two.record, struck}
    assert found("incomplete") == {old, two.record, struck}
    signed(ward, old)
    assert found("to tell") == {old}
    assert found("ward to answer") == set()
    rows = review_queue.page(session, Chosen("everything", ward.jamal), limit=9)
    assert rows == []


def test_the_longest_wait_comes_first_and_pages_meet(ward) -> None:
    session = ward.unlock("emeka")
    made = []
    for _ in range(7):
        made.append(record_new(session, incident(ward)).record)
        ward.clock.pass_(3600)
    session = ward.unlock("ingrid")
    first = review_queue.page(session, Chosen(), limit=3)
    rest = review_queue.page(session, Chosen(), below=first[-1].position, limit=9)
    assert [row.record for row in (*first, *rest)] == made
    before = review_queue.page(session, Chosen(), above=rest[1].position, limit=2)
    assert [row.record for row in before] == made[2:4]


def test_the_figures_count_what_waits_and_for_how_long(ward, reported) -> None:
    started = ward.clock.now()
    seen = review_queue.waiting(ward.session)
    assert (seen.total, seen.overdue, seen.usual) == (1, 0, None)
    assert seen.by_state == {"to read": (1, started - timedelta(days=2))}
    signed(ward, reported)
    seen = review_queue.waiting(ward.session)
    assert (seen.signed, seen.written, seen.oldest_unwritten) == (1, 0, started)
    assert seen.usual == 2 * 24 * 3600
    reviewing.tell(ward.session, reported, "Done.")
    seen = review_queue.waiting(ward.session)
    assert (seen.total, seen.signed, seen.written, seen.oldest_unwritten) == (0, 1, 1, None)


def test_the_log_says_how_a_review_stands(ward, reported) -> None:
    def word() -> str:
        return finding.page(ward.session, LogFilter(), limit=1)[0].review

    assert word() == ""
    reviewing.ask(ward.session, reported, "Why?")
    assert word() == "question"
    asked = answering_reviews.question(ward.session, reported)
    answering_reviews.answer(ward.session, asked.step.record, "So.")
    signed(ward, reported)
    assert word() == "reviewed"


def test_filters_are_a_person_s_own_and_never_plain_on_disk(ward) -> None:
    session = ward.unlock("ingrid")
    saved_filters.save(session, "queue", "Tuesday round", {"what": "overdue", "person": ward.rosa})
    saved_filters.save(session, "queue", "flags", {"what": "flagged"})
    saved_filters.drop(session, "queue", "flags")
    assert finding.page(session, LogFilter(), limit=1) is not None
    other = ward.unlock("grace")
    assert saved_filters.saved(other, "queue") == {}
    again = ward.unlock("ingrid")
    assert saved_filters.saved(again, "queue") == {
        "Tuesday round": {"what": "overdue", "person": ward.rosa}
    }
    assert drafting.offered(again).drafts == ()
    files = [p for p in ward.where.folder.rglob("*") if p.is_file()]
    assert any(p.suffix == ".draft" for p in files)
    for path in files:
        assert b"Tuesday" not in path.read_bytes()


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_filter_has_a_name_of_some_length(ward, name) -> None:
    session = ward.unlock("ingrid")
    with pytest.raises(BadInput):
        saved_filters.save(session, "queue", name, {"what": "overdue"})


@pytest.mark.parametrize("name", ["review-theme", "candour-prompt", "candour-step"])
def test_what_is_chosen_of_several_reads_back_to_what_was_chosen(name) -> None:
    (field,) = [each for each in fields_of(Findings) if each.codes == name]
    codes = tuple(code.code for code in code_list(name).offered())
    said = say_field(field, codes)
    assert read_field(field, said, now=datetime(2026, 11, 23, tzinfo=UTC)) == codes


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (
            NilReturn(scope="day", day=date(2026, 11, 22), streams=(RESTRICTIVE,), said="none"),
            "22 Nov day, use of force none",
        ),
        (
            NilReturn(scope="night", day=date(2026, 11, 22), streams=(SEXUAL,)),
            "22 Nov night shift",
        ),
        (
            Census(night=date(2026, 11, 22), in_bed=18, on_leave=0),
            "night of 22 Nov, 18 in bed, 0 on leave",
        ),
        (Census(in_bed=18), "18 in bed"),
        (Link(one="a", other="b", same="Y"), "linked: one event"),
        (Link(one="a", other="b", same="N"), "apart: two events"),
        (Voice(about="a", whose="carer", words="No."), "Carer's words"),
    ],
)
def test_every_row_of_the_log_says_something_beside_its_title(said, what) -> None:
    assert what_of(said.kind, said) == what
