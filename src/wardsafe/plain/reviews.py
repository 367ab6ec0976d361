"""Safety reviews in lines: whose is due, and what can be done about one of them.

People stand by when their review is due and by nothing else.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from wardsafe.plain.form import ask_reason
from wardsafe.plain.people import banner, line_of
from wardsafe.plain.recording import write
from wardsafe.plain.review_items import ReviewByItems
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import at_time, long
from wardsafe.records.environment_check import EnvironmentCheck
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.records.safety_plan import SafetyPlan
from wardsafe.services import amending_reviews, reviewing_safety
from wardsafe.services.recording import current
from wardsafe.services.review_times import FIRST_WEEK, SET, NextReview, say_age
from wardsafe.services.reviewing_safety import ReviewDue
from wardsafe.services.safety_plan_page import plan_of, write_plan
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.vocabulary.code_lists import code_list

ABOUT = {
    "r": "review it with them",
    "b": "bring it forward",
    "s": "safety plan",
    "w": "write the plan into a file",
}


def reviews(talk: Talk, session: Session) -> None:
    """Everybody on the ward by when their review is due."""

    def read() -> tuple[str, Sequence[ReviewDue], Sequence[str]]:
        found, now = reviewing_safety.reviews_due(session), session.now()
        talk.say(*reviewing_safety.lists_of(session).faults)
        lines = [f"{line_of(one.person)}: {_due(one, now)}" for one in found]
        return "Safety reviews, by when they are due.", found, lines

    def act(chosen: ReviewDue | str) -> None:
        if isinstance(chosen, ReviewDue):
            _about(talk, session, chosen.person.record)
        else:
            write(talk, session, writing.new(session, EnvironmentCheck))

    with talk.about_a_record():
        talk.room(read, "Which person", lambda: {"e": "check a place"}, act)


def review(talk: Talk, session: Session, person: str) -> None:
    """Go through the review of one person, or go on with its draft."""
    begun = reviewing_safety.begin(session, person)
    talk.say(banner(begun.due.person, session.now()), _due(begun.due, session.now()))
    talk.say(*begun.notices)
    ReviewByItems(
        talk,
        session,
        begun.sheet,
        keep=lambda body: reviewing_safety.keep_draft(session, person, body),
        save=lambda: reviewing_safety.save(session, begun.sheet),
    ).run()


def amend_review(talk: Talk, session: Session, record: str) -> None:
    """Correct a review: each item is confirmed or changed, and a reason asked."""
    what = amending_reviews.begin(session, record)
    talk.say(*what.begun.notices)
    ReviewByItems(
        talk,
        session,
        what.begun.sheet,
        keep=lambda body: amending_reviews.keep_draft(session, what, body),
        save=lambda: amending_reviews.save(session, what, ask_reason(talk, "amend-reason")),
    ).run()


def _about(talk: Talk, session: Session, person: str) -> None:
    at = talk.choose((), "What about them", ABOUT)
    if at == "r":
        review(talk, session, person)
    elif at == "b":
        write(talk, session, writing.new(session, ReviewPrompt, person))
    elif at == "s":
        _plan(talk, session, person)
    else:
        target = write_plan(session, person, talk.ask("Which file (ends in .txt or .html)"))
        talk.say(f"Written: {target}", "Delete it when it is printed.")


def _plan(talk: Talk, session: Session, person: str) -> None:
    found = plan_of(session, person)
    if found is None:
        write(talk, session, writing.new(session, SafetyPlan, person))
        return
    record, plan = found
    heads = tuple(head.entry.id for head in current(session, record).heads)
    write(talk, session, writing.amendment(session, record, plan, heads))


def _due(one: ReviewDue, now: datetime) -> str:
    found = one.next
    last = f"last {say_age(one.last.when, now)}" if one.last else "no review yet"
    if found.at is None:
        return f"no time set; {last}"
    away = found.at.astimezone(UTC) - now.astimezone(UTC)
    how = f"LATE by {long(away)}" if away < timedelta(0) else f"in {long(away)}"
    return f"due by {at_time(found.at, now)}, {how}; {_why(found, now)}; {last}"


def _why(due: NextReview, now: datetime) -> str:
    if due.why == FIRST_WEEK:
        return f"first week, day {due.day}"
    if due.why == SET:
        return "set last time"
    since = f", {at_time(due.since, now)}" if due.since else ""
    return f"{code_list('review-prompt').short(due.why).lower()}{since}" if due.why else ""
