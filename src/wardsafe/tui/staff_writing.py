"""What is typed on the staff screen: the form of a person, and PINs."""

from functools import partial
from typing import cast

from wardsafe.records.base import Record
from wardsafe.records.staff import Staff
from wardsafe.services import staffing
from wardsafe.services.session import Session
from wardsafe.services.staffing import Colleague, Unlocker
from wardsafe.tui.forms.task import FormTask
from wardsafe.tui.screens.pin_entry import PinTask


def somebody_new(session: Session) -> FormTask:
    """The form that puts somebody on the list. They have no PIN yet."""
    return FormTask(
        model=Colleague,
        now=session.now,
        on_save=lambda said, _: staffing.enlist(session, _staff(said)),
        on_draft=lambda _: None,
    )


def details_of(session: Session, who: Unlocker) -> FormTask:
    """The form that corrects name, job title and role."""
    said, parents = staffing.details(session, who.record)
    return FormTask(
        model=Colleague,
        now=session.now,
        on_save=lambda new, why: staffing.change(
            session, who.record, _staff(new), why or "", parents
        ),
        on_draft=lambda _: None,
        amend_of=said,
    )


def own_pin(session: Session) -> PinTask:
    """The PIN of whoever is signed in; the one they have is asked first."""
    return PinTask(
        title="Your own PIN",
        words="Type the PIN you have now, then the new one twice.",
        check=partial(staffing.refuse_poor_pin, session, session.person.id),
        keep=partial(staffing.change_own_pin, session),
        asks_former=True,
    )


def pin_of(session: Session, who: Unlocker) -> PinTask:
    """A first PIN, or a new one for one that was forgotten."""
    first = who.name.split()[0] if who.name.split() else "They"
    return PinTask(
        title=f"{'New' if who.has_pin else 'First'} PIN for {who.name}",
        words=f"{first} types it, twice. It is never shown to anybody.",
        check=partial(staffing.refuse_poor_pin, session, who.id),
        keep=lambda _, pin: _give(session, who, pin),
    )


def _give(session: Session, who: Unlocker, pin: str) -> None:
    staffing.give_pin(session, who.id, pin)


def _staff(said: Record) -> Staff:
    return cast("Staff", said)
