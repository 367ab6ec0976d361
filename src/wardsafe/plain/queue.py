"""The safety lead's queue in lines, and the ward's answer to a question."""

from datetime import UTC, datetime, timedelta

from wardsafe.plain import record
from wardsafe.plain.form import Form, say_saved
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import long, many
from wardsafe.records import review
from wardsafe.services import finding, review_queue, reviewing_records
from wardsafe.services.review_queue import Chosen
from wardsafe.services.session import Session
from wardsafe.tui import reviewing
from wardsafe.views.review_rows import CaseRow

MOST = 12
LETTERS = {
    "q": "ask the ward",
    "f": "findings: themes, learning response, duty of candour",
    "s": "sign off",
    "t": "tell what came of it",
}
_ACTS = {"q": review.QUESTION, "f": review.FINDINGS, "t": review.OUTCOME}


def queue(talk: Talk, session: Session) -> None:
    """What waits for a review, the longest wait first; then one record. Raises NotAllowed."""
    seen = review_queue.waiting(session)
    talk.say(f"{many(seen.total, 'record')} to review, {seen.overdue} for over 2 weeks.")
    now = session.now()
    for state, (count, first) in seen.by_state.items():
        talk.say(f"{count} {state}, the oldest for {long(now - first)}.")
    talk.say(f"Of {seen.signed} signed off in 30 days, {seen.written} reporters were told.")
    if seen.usual is not None:
        talk.say(f"Usual wait until a review begins: {long(timedelta(seconds=seen.usual))}.")
    rows = review_queue.page(session, Chosen(), limit=MOST)
    if rows:
        at = talk.pick("The longest wait first:", [_row(row, now) for row in rows], "Which")
        review_one(talk, session, rows[at].record)


def review_one(talk: Talk, session: Session, which: str) -> None:
    """Open a record, which is written down, and review it until back."""
    with talk.about_a_record():
        opened = finding.open_record(session, which)
        talk.say(*record.told(opened, session.now()))
        while True:
            act = str(talk.choose((), "What now", LETTERS))
            with talk.one_thing():
                if act == "s":
                    _sign(talk, session, which)
                else:
                    job = reviewing.writing(session, _ACTS[act], which)
                    Form(talk, job.task(), session).write()


def answer(talk: Talk, session: Session, which: str) -> None:
    """Answer the oldest open question about a record."""
    job = reviewing.writing(session, review.ANSWER, which)
    asked = next(step for step in job.stands.thread if step.record == job.of)
    talk.say(f"{asked.by_name} asks about #{job.stands.case.number}: {asked.said.words}")
    Form(talk, job.task(), session).write()


def _row(row: CaseRow, now: datetime) -> str:
    waits = long(now - datetime.fromtimestamp(row.entered, UTC))
    flags = "".join(f", {flag}" for flag in row.flags)
    return f"#{row.number}, {row.initials}, {row.what}, waits {waits}, {row.state}{flags}"


def _sign(talk: Talk, session: Session, which: str) -> None:
    stands = reviewing_records.review_of(session, which)
    if stands is None:
        return
    case = stands.case
    talk.say(f"Reported by {case.author_name}, {case.author}. You sign as {session.person.id}.")
    pin = talk.secret("Your PIN")
    saved = reviewing_records.sign_off(session, which, pin, stands.heads)
    say_saved(talk, session.now(), saved)
