"""Duties: what waits, and saying that one was done; all of them, done and missed too."""

from wardsafe.duties.happenings import Duty
from wardsafe.plain.board import NOT_JUDGED, due_line
from wardsafe.plain.form import Form
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import at_time
from wardsafe.records.moments import say_time
from wardsafe.services import duties as service
from wardsafe.services.duties import DueLine
from wardsafe.services.session import Session
from wardsafe.tui.duty_writing import task_of


def duties(talk: Talk, session: Session) -> None:
    """Choose one that waits and say that it was done; or hear of all of them."""
    if service.is_behind(session):
        talk.say(NOT_JUDGED)
        return
    now = session.now()
    found = service.due_lines(session, now)
    lines = [due_line(line, now) for line in found]
    talk.say("Duties that wait." if found else "Nothing is due.")
    talk.listed(lines)
    at = talk.choose(lines, "Which was done", {"a": "all of the last 24 hours"})
    if isinstance(at, int):
        _do(talk, session, found[at])
    else:
        _all(talk, session)


def _do(talk: Talk, session: Session, line: DueLine) -> None:
    """Where a duty is done: its own room where it has one, otherwise a few questions."""
    from wardsafe.plain import queue, record, reviews, sexual_safety

    what, duty = line.happening.what, line.duty
    if what == "review-due":
        reviews.review(talk, session, duty.person)
    elif what == "tell-now":
        sexual_safety.tell_now(talk, session, duty.record)
    elif what == "question":
        queue.answer(talk, session, duty.record)
    elif what == "record-open" or duty.definition.limit:
        record.open_one(talk, session, duty.record)
    else:
        _say_what(talk, duty)
        Form(talk, task_of(session, duty), session).write()


def _say_what(talk: Talk, duty: Duty) -> None:
    definition = duty.definition
    talk.say(f"It takes: {'; '.join(definition.content)}." if definition.content else "")
    due = f"Due {say_time(duty.due)}. " if definition.timed else ""
    talk.say(f"{due}Done by: {definition.who}. {definition.standard}.")


def _all(talk: Talk, session: Session) -> None:
    now = session.now()
    found = service.due_now(session, now)
    called = service.initials_of(session, {duty.person for duty in found})
    for duty in sorted(found, key=lambda one: one.due):
        done = f"done {at_time(duty.happened, now)}" if duty.happened else ""
        due = f"due {at_time(duty.due, now)}" if duty.definition.timed else "without a due time"
        said = (duty.definition.title, called.get(duty.person, ""), duty.state.upper(), due, done)
        talk.say(f"- {', '.join(filter(None, (*said, *duty.flags)))}.")
    if not found:
        talk.say("There were no duties in the last 24 hours.")
