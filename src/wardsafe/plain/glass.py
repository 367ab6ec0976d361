"""Break-glass and letting in, by lines: a reason of the list, words beside it, and who it takes."""

from collections.abc import Callable

from wardsafe.plain.talk import Talk
from wardsafe.services import break_glass, letting_in
from wardsafe.services.session import Session
from wardsafe.vocabulary.code_lists import code_list

LOUD = "Break the glass. Safety leads and the ward manager see that you did, and when."
BROKEN = "The glass is broken until you lock. Leads and the ward manager see that."
HOW_MANY = (
    "Two people together, anybody with a PIN here",
    "One person, anybody with a PIN here: their PIN and this disk then open it",
)


def letters(session: Session) -> dict[str, str]:
    """What this person may do here, by letter."""
    found = {}
    if break_glass.may_break(session):
        found["b"] = "break the glass"
    if letting_in.waiting(session):
        found["g"] = "let in who waits"
    if break_glass.may_review(session):
        found["k"] = "set up the glass"
        if break_glass.unreviewed(session):
            found["r"] = "you have reviewed who broke it"
    return found


def act(talk: Talk, session: Session, letter: str) -> None:
    """Do it. Raises WardsafeError."""
    acts: dict[str, Callable[[Talk, Session], None]] = {
        "b": _break,
        "g": _let_in,
        "k": _set_up,
        "r": _reviewed,
    }
    acts[letter](talk, session)


def _break(talk: Talk, session: Session) -> None:
    codes = code_list(break_glass.REASONS).offered()
    reason = codes[talk.pick(LOUD, [code.text for code in codes], "Why")].code
    words = talk.ask("Why can it not wait, in a few words")
    second = _second(talk, session) if break_glass.how_many(session) == 2 else None
    break_glass.break_glass(session, reason, words, second)
    talk.say(BROKEN)


def _second(talk: Talk, session: Session) -> tuple[str, str]:
    faces = [face for face in session.slots.faces() if face.staff_id != session.person.id]
    lines = [f"{face.name}, {face.staff_id}" for face in faces]
    at = talk.pick("It takes two here. Who is with you?", lines, "Who")
    return faces[at].staff_id, talk.secret(f"{faces[at].name}, your PIN")


def _let_in(talk: Talk, session: Session) -> None:
    for staff_id, name in {who.id: who.name for _, who in letting_in.waiting(session)}.items():
        letting_in.admit(session, staff_id)
        talk.say(f"Let in: {name}.")


def _set_up(talk: Talk, session: Session) -> None:
    at = talk.pick("Break-glass: how many does it take?", HOW_MANY, "Which")
    everybody = [face.staff_id for face in session.slots.faces()]
    break_glass.set_up(session, 2 - at, everybody)
    talk.say("Break-glass is set up. Say so to the ward.")


def _reviewed(talk: Talk, session: Session) -> None:
    break_glass.reviewed(session)
    talk.say("It is written down that you looked at who broke the glass.")
