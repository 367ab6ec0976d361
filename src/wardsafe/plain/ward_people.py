"""The people of the ward: who is here, and what can be written about them."""

from collections.abc import Sequence
from datetime import datetime

from wardsafe.plain.people import banner, line_of
from wardsafe.plain.recording import add_person, write
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import at_time
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.services.recording import current
from wardsafe.services.session import Session
from wardsafe.services.whereabouts import Whereabouts, whereabouts
from wardsafe.tui import writing
from wardsafe.views.folding import record_at
from wardsafe.views.people import Person

LETTERS = {"a": "add a person", "f": "find somebody, leavers too"}
ABOUT = {"m": "movement", "r": "restrictive practice", "x": "sexual safety", "e": "amend details"}


def people(talk: Talk, session: Session) -> None:
    """Everybody by bed; choose one, add one or find one."""
    with talk.about_a_record():
        _people(talk, session, "")


def _people(talk: Talk, session: Session, typed: str) -> None:
    def read() -> tuple[str, Sequence[Whereabouts], Sequence[str]]:
        found = whereabouts(session, typed)
        title = "Who fits." if typed else "The people of the ward, by bed."
        return title, found, [_line(one, session.now()) for one in found]

    def act(chosen: Whereabouts | str) -> None:
        if isinstance(chosen, Whereabouts):
            _about(talk, session, chosen.person)
        elif chosen == "a":
            add_person(talk, session)
        else:
            _people(talk, session, talk.ask("Name, initials, bed or NHS number"))

    talk.room(read, "Which person", lambda: LETTERS, act)


def _about(talk: Talk, session: Session, one: Person) -> None:
    from wardsafe.plain.sexual_safety import record_event

    talk.say(banner(one, session.now()))
    at = talk.choose((), "What about them", ABOUT)
    if at == "m":
        write(talk, session, writing.new(session, Movement, one.record))
    elif at == "r":
        write(talk, session, writing.new(session, person=one.record))
    elif at == "x":
        record_event(talk, session, one.record)
    else:
        _amend(talk, session, one)


def _amend(talk: Talk, session: Session, one: Person) -> None:
    session.require("amend")
    now = current(session, one.record)
    said = record_at(now.shown)
    if isinstance(said, Patient):
        heads = tuple(head.entry.id for head in now.heads)
        write(talk, session, writing.amendment(session, now.record, said, heads))


def _line(one: Whereabouts, now: datetime) -> str:
    leave = one.leave
    if leave is None:
        return line_of(one.person)
    since = f" since {at_time(leave.since, now)}" if leave.since else ""
    back = f", back by {at_time(leave.back_by, now)}" if leave.back_by else ""
    return f"{line_of(one.person)}{since}{back}"
