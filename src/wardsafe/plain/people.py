"""Who it is about: somebody of the ward's list, said in full before anything is written."""

from datetime import datetime

from wardsafe.plain.talk import Talk
from wardsafe.records.moments import local, say_date
from wardsafe.records.nhs_number import say_nhs_number
from wardsafe.records.patient import age_at, similar
from wardsafe.services.session import Session
from wardsafe.services.whereabouts import whereabouts
from wardsafe.tui.forms.task import PersonRow
from wardsafe.views.people import Person

NONE_FITS = "Nobody fits that."


def banner(one: Person | PersonRow, now: datetime) -> str:
    """Who it is, in full: name, initials and bed, birth, NHS number, unknowns said aloud (H01)."""
    bed = f"bed {one.bed}" if one.bed else "no bed"
    born = "date of birth not recorded"
    if one.born:
        born = f"born {say_date(one.born)}, {age_at(one.born, local(now).date())}"
    number = f"NHS number {say_nhs_number(one.nhs_number)}" if one.nhs_number else ""
    return ", ".join(
        filter(None, (one.name, one.initials, bed, born, number or "NHS number not recorded"))
    )


def line_of(one: Person) -> str:
    """Somebody as a line of a list."""
    bed = f"bed {one.bed}" if one.bed else ""
    state = one.state if one.state != "on the ward" else ""
    born = f"born {say_date(one.born)}" if one.born else ""
    return ", ".join(filter(None, (one.name or "no name here", bed, born, state)))


def choose_person(
    talk: Talk, session: Session, *, or_nobody: bool = False, prompt: str = "Who is it about"
) -> Person | None:
    """Somebody of the ward, or anybody who is looked for; None for nobody. Raises Back."""
    found = [one.person for one in whereabouts(session)]
    talk.listed(map(line_of, found))
    more = "; none if it is about nobody of the list" if or_nobody else ""
    while True:
        typed = talk.ask(
            f"{prompt} (number, name, initials, bed or NHS number{more})",
            "Type a few letters of the name, also of somebody who has left.",
        )
        if or_nobody and typed.casefold() == "none":
            return None
        if typed.isdecimal() and 0 < int(typed[:9]) <= len(found):
            one = found[int(typed) - 1]
        else:
            fitting = [each.person for each in whereabouts(session, typed)] if typed else []
            if len(fitting) != 1:
                found = fitting or found
                talk.say("Which of them?" if fitting else NONE_FITS)
                talk.listed(map(line_of, found))
                continue
            one = fitting[0]
        talk.say(banner(one, session.now()))
        for name in _alike(one, session):
            talk.say(f"Take care: {name} is on the list too.")
        return one


def _alike(one: Person, session: Session) -> tuple[str, ...]:
    others = [each.person for each in whereabouts(session) if each.person.record != one.record]
    return similar(one.name, [other.name for other in others])
