"""Duties: what waits, and saying that one was done; all of them, done and missed too."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from wardsafe.duties.happenings import Duty
from wardsafe.errors import BadInput
from wardsafe.ledger.drafts import Draft
from wardsafe.ledger.entry import Saved
from wardsafe.plain.board import NOT_JUDGED, due_line
from wardsafe.plain.form import Form
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import at_time
from wardsafe.records.base import Record
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.moments import say_time
from wardsafe.services import drafting
from wardsafe.services import duties as service
from wardsafe.services.duties import DueLine
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.tui.forms.task import FormTask, Typed

NOW: Typed = {"when": "now"}


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


def task_of(session: Session, duty: Duty, draft: str = "", typed: Typed | None = None) -> FormTask:
    """The questions of one duty: when it was done (now, unless another time), and what of it."""
    name = draft or session.chance.new_id()
    base = writing.new(session, DutyDone, duty.person).task()
    return replace(
        base,
        title=duty.definition.title,
        people=None,
        typed=typed or dict(NOW),
        on_save=partial(_save, session, duty, name),
        on_draft=partial(_keep, session, duty, name),
        suggest={"second": base.suggest["staff.name"]},
    )


def taken_up(session: Session, draft: Draft) -> FormTask | None:
    """A draft of a duty; None where the duty no longer waits, and the draft is let go."""
    series = draft.fields.get("duty")
    same = (one for one in service.due_now(session) if [*one.series, one.number] == series)
    duty = next(same, None)
    if duty is None:
        drafting.drop_draft(session, draft.name)
        return None
    held = draft.fields.get("typed", {})
    typed: dict[str, Any] = dict(held) if isinstance(held, Mapping) else {}
    typed.pop("person", None)
    return task_of(session, duty, draft.name, typed)


def _save(session: Session, duty: Duty, draft: str, said: Record, reason: str | None) -> Saved:
    if not isinstance(said, DutyDone):
        raise BadInput("This is no duty.", do="Choose it in the list again.")
    saved = service.keep(session, duty, said)
    drafting.drop_draft(session, draft)
    return saved


def _keep(session: Session, duty: Duty, draft: str, typed: Typed) -> None:
    said = {name: value for name, value in typed.items() if value and not name.endswith("@")}
    said.pop("person", None)
    if said != NOW:
        series = [duty.definition.id, duty.record, duty.row, duty.number]
        fields: dict[str, Any] = {"kind": DutyDone.kind, "duty": series, "typed": typed}
        drafting.keep_draft(session, draft, fields)


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
