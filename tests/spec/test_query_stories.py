"""A safety lead and a ward told by a question. The docstring of the test is its title."""

from datetime import timedelta

from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review import Findings
from wardsafe.services import answering_reviews, duties, finding, review_queue
from wardsafe.services import reviewing_records as reviewing
from wardsafe.services.recording import record_new
from wardsafe.services.review_queue import Chosen
from wardsafe.views.log import LogFilter

MINUTE, DAY = timedelta(minutes=1), 24 * 3600
PIN = "758294"


def first(session):
    return review_queue.page(session, Chosen(), limit=1)[0]


def test_a_query(ward, story) -> None:
    """A query that goes to the ward and back, and what came of it."""
    session = ward.unlock("emeka")
    began = ward.clock.now() - 8 * MINUTE
    said = RestrictivePractice(
        person=ward.rosa,
        when=began,
        place="corridor",
        interventions=(Intervention(type="09", start=began, end=began + 4 * MINUTE),),
    )
    saved = record_new(session, said)
    story.tell(
        f"Emeka records a restraint of RW, #{saved.number}. From the same moment it waits in the "
        "safety lead's queue, without anybody sending it."
    )

    ward.clock.pass_(DAY)
    session = ward.unlock("ingrid")
    row = first(session)
    assert (row.record, row.state, row.number) == (saved.record, "to read", saved.number)
    assert "incomplete" in row.flags
    assert finding.open_record(session, row.record).readers == 1
    reviewing.ask(session, row.record, "What was offered before hands were used?")
    assert first(session).state == "ward to answer"
    story.tell(
        "A day later Ingrid, the safety lead, opens the queue: the record has waited for 24 hours, "
        "and item o is empty. She reads it, which is written down, and asks: “What was offered "
        "before hands were used?”"
    )

    session = ward.unlock("grace")
    (duty,) = [d for d in duties.due_lines(session) if d.happening.what == "question"]
    assert (duty.number, duty.duty.waits) == (saved.number, True)
    asked = answering_reviews.question(session, saved.record)
    ward.clock.pass_(3600)
    answering_reviews.answer(session, asked.step.record, "The garden. The sensory room was locked.")
    assert not [d for d in duties.due_lines(session) if d.happening.what == "question"]
    story.tell(
        f"On the ward's board stands “Question about #{saved.number}” until somebody answers. "
        "Grace does: “The garden. The sensory room was locked.” It is off the board, and the "
        "record is back in the queue as answered."
    )

    session = ward.unlock("ingrid")
    assert first(session).state == "answered"
    found = Findings(
        themes=("equipment",),
        response="local",
        engaged="Y",
        candour_prompts=("none-seen",),
    )
    reviewing.find(session, saved.record, found)
    stands = reviewing.review_of(session, saved.record)
    assert stands.findings.said.candour_opinion is None
    story.tell(
        "Ingrid keeps a theme (equipment), the learning response (looked at on the ward), that RW "
        "was asked, and that she thought of the duty of candour. The program has no opinion on it "
        "and leaves that line blank."
    )
    reviewing.sign_off(session, saved.record, PIN, stands.heads)
    signed = reviewing.review_of(session, saved.record).signed.said
    assert (signed.reporter, signed.reviewer) == ("s-okoro", "s-lund")
    assert first(session).state == "to tell"
    story.tell(
        "She signs off with her PIN. Both ids are kept, hers and Emeka's; but the record still "
        "waits, because Emeka has not been told."
    )
    reviewing.tell(session, saved.record, "Both nurses now hold that key at night. Thank you.")
    assert review_queue.page(session, Chosen(), limit=1) == []
    seen = review_queue.waiting(session)
    assert (seen.signed, seen.written, seen.usual) == (1, 1, DAY)
    story.tell(
        "She writes what came of it: “Both nurses now hold that key at night. Thank you.” The "
        "queue is empty, and says: 1 of 1 told, usual wait until a review begins 24 h."
    )

    session = ward.unlock("grace")
    assert answering_reviews.came_of_mine(session) == []
    session = ward.unlock("emeka")
    (mine,) = answering_reviews.came_of_mine(session)
    assert mine.case.number == saved.number
    opened = finding.open_record(session, saved.record)
    assert answering_reviews.note_told(session, saved.record) == 1
    assert opened.review.outcomes[0].said.words.startswith("Both nurses")
    assert answering_reviews.came_of_mine(session) == []
    assert finding.page(session, LogFilter(), limit=1)[0].review == "reviewed"
    story.tell(
        f"Emeka unlocks. “What came of what you reported” names #{saved.number}; nobody else's "
        "board does. He opens the record and reads it at its top. The line is gone, the log says "
        "reviewed, and that he has read it is kept."
    )
