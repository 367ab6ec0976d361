"""The ward's side of a review: questions to answer, and what came of what somebody reported."""

from dataclasses import dataclass

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.records import review
from wardsafe.services import restricted_reviews, review_queue, review_steps
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session
from wardsafe.views import reviews
from wardsafe.views.review_rows import CaseRow, Step


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the ward has not answered: the step, and the record it is about."""

    step: Step
    case: CaseRow


def open_questions(session: Session) -> list[OpenQuestion]:
    """What the ward has still to answer, the oldest question first."""
    if review_queue.is_behind(session):
        return []
    with session.ledger.reading() as db:
        asked = [(step, reviews.case(db, step.about)) for step in reviews.open_questions(db)]
    found = [OpenQuestion(step, case) for step, case in asked if case is not None]
    return sorted([*found, *_asked_of_few(session)], key=lambda each: each.step.at)


def question(session: Session, record: str) -> OpenQuestion | None:
    """The oldest question about a record that is still open."""
    return next((each for each in open_questions(session) if each.case.record == record), None)


def answer(session: Session, question: str, words: str) -> Saved:
    """Answer a question; it goes back to the queue. Raises BadInput, NotAllowed, NotSaved."""
    session.require("answer a question")
    with session.ledger.reading() as db:
        asked = reviews.step(db, question)
    if asked is None:
        sealed = restricted_reviews.steps_read(session)
        asked = next((step for step in sealed if step.record == question), None)
    if asked is None or asked.act != review.QUESTION:
        raise BadInput("That question is not here.", do="Choose it on the board again.")
    return review_steps.keep(
        session, review_steps.case(session, asked.about), review.ANSWER, words=words, of=question
    )


def came_of_mine(session: Session) -> list[OpenQuestion]:
    """What came of the reports of whoever is signed in and they have not read, oldest first."""
    if review_queue.is_behind(session):
        return []
    with session.ledger.reading() as db:
        told = [(s, reviews.case(db, s.about)) for s in reviews.not_told(db, session.person.id)]
    found = [OpenQuestion(step, case) for step, case in told if case is not None]
    return sorted([*found, *_came_to_few(session)], key=lambda each: each.step.at)


def note_told(session: Session, record: str) -> int:
    """Write down that the reporter has read what came of it; returns how many they had not.

    Only their own reports count: anybody may read it, and that changes nothing.
    """
    mine = [each for each in came_of_mine(session) if each.case.record == record]
    for each in mine:
        record_new(session, review_steps.step(each.case, act=review.TOLD, of=each.step.record))
    return len(mine)


def _asked_of_few(session: Session) -> list[OpenQuestion]:
    """Open questions about what few may read, for whoever can open record and question."""
    steps = restricted_reviews.steps_read(session)
    answered = {step.of for step in steps if step.act == review.ANSWER}
    asked = (s for s in steps if s.act == review.QUESTION and s.record not in answered)
    return [
        OpenQuestion(step, case)
        for step in asked
        if (case := review_steps.case_of(session, step.about))
    ]


def _came_to_few(session: Session) -> list[OpenQuestion]:
    """What came of the restricted reports of whoever is signed in, unless they may not read it."""
    steps = restricted_reviews.steps_read(session)
    told = {step.of for step in steps if step.act == review.TOLD}
    mine = (
        step
        for step in steps
        if step.act == review.OUTCOME
        and step.said.reporter == session.person.id
        and step.record not in told
    )
    return [
        OpenQuestion(step, case)
        for step in mine
        if (case := review_steps.case_of(session, step.about))
    ]
