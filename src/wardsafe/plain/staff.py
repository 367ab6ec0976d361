"""Staff and PINs in lines: who may unlock this terminal, one's own PIN, a steward's acts."""

from collections.abc import Callable, Sequence
from functools import partial

from wardsafe.errors import WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.plain.form import Form
from wardsafe.plain.talk import Talk
from wardsafe.records.staff import Staff
from wardsafe.services import staffing
from wardsafe.services.session import Session
from wardsafe.services.staffing import Colleague, Unlocker
from wardsafe.tui.forms.task import FormTask, SavedEntry

LETTERS = {"p": "change your own PIN", "a": "add somebody (steward)"}
ABOUT = {
    "g": "give a new PIN",
    "u": "open a locked name",
    "e": "amend name, job title or role",
    "r": "remove a leaver",
}


def staff(talk: Talk, session: Session) -> None:
    """The list; choose somebody, or a letter."""

    def read() -> tuple[str, Sequence[Unlocker], Sequence[str]]:
        found = staffing.unlockers(session)
        lines = [_line(one, me=session.person.id) for one in found]
        return "Who may unlock this terminal.", found, lines

    def act(chosen: Unlocker | str) -> None:
        if isinstance(chosen, Unlocker):
            _about(talk, session, chosen)
        elif chosen == "p":
            _own_pin(talk, session)
        else:
            _add(talk, session)

    talk.room(read, "Whom", lambda: LETTERS, act)


def ask_new_pin(talk: Talk, whose: str, check: Callable[[str], None]) -> str:
    """A new PIN, twice, never shown. Raises BadInput for a poor one."""
    while True:
        pin = talk.secret(f"{whose}, the new PIN, 6 digits or more")
        check(pin)
        if talk.secret("The same PIN again") == pin:
            return pin
        talk.say("The two are not the same.")


def _own_pin(talk: Talk, session: Session) -> None:
    former = talk.secret("The PIN you have now")
    check = partial(staffing.refuse_poor_pin, session, session.person.id)
    staffing.change_own_pin(session, former, ask_new_pin(talk, session.person.name, check))
    talk.say("Your PIN is changed.")


def _add(talk: Talk, session: Session) -> None:
    session.require("change staff")
    task = FormTask(
        model=Colleague,
        now=session.now,
        on_save=lambda said, _: staffing.enlist(session, _as_staff(said)),
        on_draft=lambda _: None,
        title="Somebody who may unlock",
    )
    saved = Form(talk, task, session, drafts=False).write()
    if isinstance(saved, Saved):
        who = next(one for one in staffing.unlockers(session) if one.record == saved.record)
        _give(talk, session, who)


def _about(talk: Talk, session: Session, who: Unlocker) -> None:
    acts: dict[str, Callable[[Talk, Session, Unlocker], None]] = {
        "g": _give,
        "u": _open_again,
        "e": _amend,
        "r": _remove,
    }
    acts[str(talk.choose((), f"{who.name}, what now", ABOUT))](talk, session, who)


def _give(talk: Talk, session: Session, who: Unlocker) -> None:
    session.require("change staff")
    check = partial(staffing.refuse_poor_pin, session, who.id)
    talk.say("They type it themselves, twice. It is never shown to anybody.")
    staffing.give_pin(session, who.id, ask_new_pin(talk, who.name, check))
    talk.say(f"{who.name} can unlock with the new PIN.")


def _open_again(talk: Talk, session: Session, who: Unlocker) -> None:
    staffing.open_again(session, who.id)
    talk.say(f"{who.name} can try again.")


def _amend(talk: Talk, session: Session, who: Unlocker) -> None:
    session.require("change staff")
    said, parents = staffing.details(session, who.record)

    def keep(new: object, why: str | None) -> SavedEntry:
        return staffing.change(session, who.record, _as_staff(new), why or "", parents)

    task = FormTask(
        model=Colleague,
        now=session.now,
        on_save=keep,
        on_draft=lambda _: None,
        amend_of=said,
    )
    Form(talk, task, session, drafts=False).write()


def _remove(talk: Talk, session: Session, who: Unlocker) -> None:
    session.require("change staff")
    if talk.yes(f"Take {who.name}'s PIN away?"):
        staffing.remove(session, who)
        talk.say(f"{who.name} can no longer unlock this terminal.")


def _as_staff(said: object) -> Staff:
    if not isinstance(said, Staff):
        raise WardsafeError("This is no record of staff.", do="Choose a name of the list.")
    return said


def _line(one: Unlocker, *, me: str) -> str:
    pin = "no PIN" if not one.has_pin else "PIN set"
    if one.locked:
        pin = "LOCKED after wrong PINs"
    elif one.wrong:
        pin = f"{one.wrong} wrong PINs"
    yours = "you" if one.id == me else ""
    return ", ".join(filter(None, (one.name, one.id, one.job_title, one.role, pin, yours)))
