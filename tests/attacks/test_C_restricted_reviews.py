"""C13 for reviews, and C18: what few may read is reviewed by its leads; nobody else can tell."""

import pytest

from sealed_ward import SECRETS, by_staff, decrypted, disk, event
from wardsafe.errors import BadInput, NotAllowed, WrongPin
from wardsafe.records import review
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restricted_review import RestrictedReview
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review import Findings
from wardsafe.services import (
    answering_reviews,
    duties,
    finding,
    review_queue,
    saved_filters,
    sealing,
)
from wardsafe.services import reviewing_records as reviewing
from wardsafe.services.audiences import AUDIENCES
from wardsafe.services.handover import handover
from wardsafe.services.overview import overview
from wardsafe.services.recording import amend, current, record_new
from wardsafe.services.review_queue import NARROWED_TO, Chosen

PINS = {"ingrid": "758294", "grace": "274916"}
WORDS = (SECRETS[0], SECRETS[1], SECRETS[2])
DAY = 24 * 3600


def told(ward, who="emeka", make=event):
    """An event that somebody reported a day ago; the safety lead is signed in."""
    saved = record_new(ward.unlock(who), make(ward))
    ward.clock.pass_(DAY)
    ward.unlock("ingrid")
    return saved.record


def signed(ward, record):
    heads = reviewing.review_of(ward.session, record).heads
    return reviewing.sign_off(ward.session, record, PINS["ingrid"], heads)


def reviewed(ward, record) -> None:
    """The whole of a review: asked, answered by a reader, found, signed off, told."""
    reviewing.ask(ward.session, record, WORDS[0])
    ward.unlock("grace")
    asked = answering_reviews.question(ward.session, record)
    answering_reviews.answer(ward.session, asked.step.record, WORDS[1])
    ward.unlock("ingrid")
    reviewing.find(ward.session, record, Findings(themes=("communication",), response="mdt"))
    signed(ward, record)
    reviewing.tell(ward.session, record, WORDS[2])


def seen_by(session):
    """All that reviews show to one person, and all the rooms where a review leaves a trace."""
    board = overview(session)
    queue = ()
    if session.may("review"):
        rows = [review_queue.page(session, Chosen(what), limit=99) for what in NARROWED_TO]
        queue = (rows, review_queue.waiting(session), saved_filters.saved(session, "queue"),
                 [review_queue.count(session, Chosen(what)) for what in NARROWED_TO])  # fmt: skip
    parts = [(part.title, part.lines, part.more) for part in handover(session).parts]
    return repr((
        queue, board.to_review, board.came_of_mine, board.notices, review_queue.may_review(session),
        answering_reviews.open_questions(session), duties.due_lines(session), parts,
    ))  # fmt: skip


def test_C13_a_lead_reviews_what_is_restricted_from_the_queue_to_what_came_of_it(ward) -> None:
    record = told(ward)
    (row,) = review_queue.page(ward.session, Chosen(), limit=9)
    assert (row.record, row.state, row.title) == (record, "to read", "Sexual safety")
    assert review_queue.waiting(ward.session).total == 1
    reviewed(ward, record)
    session = ward.unlock("emeka")  # its author, who opens it with their own key
    (mine,) = answering_reviews.came_of_mine(session)
    assert (mine.case.record, mine.step.said.words) == (record, WORDS[2])
    opened = finding.open_record(session, record)
    assert [step.said.words for step in opened.review.thread] == list(WORDS[:2])
    assert answering_reviews.note_told(session, record) == 1
    assert answering_reviews.came_of_mine(session) == []
    session = ward.unlock("ingrid")
    now = reviewing.review_of(session, record)
    assert (now.case.state, now.is_read(now.outcomes[0])) == ("reviewed", True)
    assert now.findings.said.themes == ("communication",)
    assert review_queue.waiting(session).total == 0
    assert review_queue.waiting(session).written == 1
    correction = event(ward, seen="more")
    amend(session, record, correction, "more", now.heads)
    assert reviewing.review_of(session, record).case.state == "changed since"


def test_C13_the_queue_keeps_restricted_and_other_records_in_one_order(ward) -> None:
    records = []
    for make in (event, _force, event, by_staff, _force):
        records.append(told(ward, make=make))
    for size in (1, 2, 3, 9):
        found, below = [], None
        while rows := review_queue.page(ward.session, Chosen(), below=below, limit=size):
            found += rows
            below = rows[-1].position
        assert [row.record for row in found] == records
        back = review_queue.page(ward.session, Chosen(), above=found[-1].position, limit=size)
        assert [row.record for row in back] == records[:-1][-size:]
    assert review_queue.count(ward.session, Chosen()) == 5
    assert review_queue.count(ward.session, Chosen("incomplete")) == 2


def _force(ward):
    when = ward.clock.now()
    rows = (Intervention(type="07", start=when, end=when),)
    return RestrictivePractice(person=ward.rosa, when=when, interventions=rows)


@pytest.mark.parametrize("make", [event, by_staff])
def test_C13_a_review_changes_nothing_for_anybody_outside_also_by_difference(ward, make) -> None:
    record = told(ward, make=make)
    outside = ["owain"] if make is event else ["owain", "emeka", "grace"]
    before = {who: seen_by(ward.unlock(who)) for who in outside}
    ward.unlock("ingrid")
    reviewing.ask(ward.session, record, WORDS[0])
    asked = {who: seen_by(ward.unlock(who)) for who in outside}
    session = ward.unlock("ingrid")
    reviewing.find(session, record, Findings(themes=("communication",)))
    answering_reviews.answer(
        session, answering_reviews.question(session, record).step.record, WORDS[1]
    )
    signed(ward, record)
    reviewing.tell(session, record, WORDS[2])
    after = {who: seen_by(ward.unlock(who)) for who in outside}
    assert before == asked == after


def test_C13_a_safety_lead_without_the_key_has_the_queue_of_the_others_alone(ward) -> None:
    force = told(ward, make=_force)
    session = ward.unlock("ingrid")
    session.audience_keys = dict.fromkeys(AUDIENCES, "")
    before = seen_by(session)
    kept = dict(session.audience_keys)
    record = record_new(ward.unlock("grace"), event(ward)).record
    session = ward.unlock("ingrid")
    reviewing.ask(session, record, WORDS[0])
    session = ward.unlock("ingrid")
    session.audience_keys = kept
    assert seen_by(session) == before
    assert [row.record for row in review_queue.page(session, Chosen(), limit=9)] == [force]
    with pytest.raises((BadInput, NotAllowed)):
        reviewing.ask(session, record, "x")


def test_C13_what_came_of_a_record_about_staff_is_not_told_to_who_may_not_read_it(ward) -> None:
    record = told(ward, make=by_staff)
    signed(ward, record)
    now = reviewing.review_of(ward.session, record)
    assert (now.case.state, now.reporter_reads) == ("reviewed", False)
    reviewing.tell(ward.session, record, WORDS[2])
    assert review_queue.waiting(ward.session).signed == 0  # nobody waits to be written to
    session = ward.unlock("emeka")
    assert answering_reviews.came_of_mine(session) == []
    assert reviewing.review_of(session, record) is None


def test_C13_who_may_read_a_record_may_not_therefore_review_it(ward) -> None:
    record = told(ward)
    for who in ("grace", "emeka"):  # the ward manager is of the audience, Emeka its author
        session = ward.unlock(who)
        assert reviewing.review_of(session, record) is not None
        for act in (reviewing.ask, reviewing.tell):
            with pytest.raises(NotAllowed):
                act(session, record, "x")
        with pytest.raises(NotAllowed):
            review_queue.page(session, Chosen(), limit=9)


def test_C13_no_step_of_a_review_is_found_on_the_disk_nor_opened_by_its_id(ward) -> None:
    record = told(ward)
    reviewed(ward, record)
    session = ward.unlock("ingrid")
    key = session.data_key
    steps = reviewing.review_of(session, record).steps
    assert {step.act for step in steps} == {
        review.QUESTION, review.ANSWER, review.FINDINGS, review.SIGNED, review.OUTCOME
    }  # fmt: skip
    session = ward.unlock("owain")
    for step in steps:
        for way in (finding.look, finding.open_record, current):
            with pytest.raises(BadInput, match="no such record"):
                way(session, step.record)
    kinds = [e for e in session.ledger.walk() if e.header.kind == RestrictedReview.kind]
    assert len(kinds) == len(steps)
    assert {frozenset(e.read("facts")) for e in kinds} == {frozenset({"entry"})}
    assert all(e.is_sealed(part) for e in kinds for part in (*sealing.SEALED_PARTS, "receipt"))
    ward.lock()
    whole = decrypted(ward, key) + disk(ward)
    assert not any(word.encode() in whole for word in (*WORDS, "communication"))


def test_C18_signing_off_in_anothers_session_takes_the_pin_and_keeps_both_ids(ward) -> None:
    """Grace at Ingrid's unlocked screen: her own PIN signs nothing, and the try is counted."""
    for make in (_force, event):
        record = told(ward, make=make)
        heads = reviewing.review_of(ward.session, record).heads
        tries = ward.session.slots.wrong_tries("s-lund")
        for pin in (PINS["grace"], ""):
            with pytest.raises(WrongPin):
                reviewing.sign_off(ward.session, record, pin, heads)
        assert ward.session.slots.wrong_tries("s-lund") > tries
        assert reviewing.review_of(ward.session, record).case.state == "to read"
        reviewing.sign_off(ward.session, record, PINS["ingrid"], heads)
        step = reviewing.review_of(ward.session, record).signed
        assert (step.said.reporter, step.said.reviewer, step.by) == ("s-okoro", "s-lund", "s-lund")
    noted = [e.read("facts").get("what") for e in ward.session.ledger.walk()]
    noted += [e.read("private").get("what") for e in ward.session.ledger.walk()]
    assert "wrong PIN" in noted
