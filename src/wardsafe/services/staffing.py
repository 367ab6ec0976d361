"""Who may unlock this terminal: enlisting, PINs, locked names, leavers. Roles are checked here.

Each act that touches a key slot is written into the ledger as an access record (C01, C09, C10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from wardsafe.errors import BadInput
from wardsafe.ledger.attempts import LOCKED
from wardsafe.ledger.drafts import Drafts
from wardsafe.ledger.entry import NewEntry, Saved
from wardsafe.ledger.keys import FLOOR, Cost, calibrate, device_secret
from wardsafe.ledger.pin import check_pin
from wardsafe.records.base import Problem
from wardsafe.records.hints import Codes, Label, Lives
from wardsafe.records.parts import Authorship, split
from wardsafe.records.staff import Staff
from wardsafe.services.access import note
from wardsafe.services.faces import show_on_the_lock_screen
from wardsafe.services.recording import current
from wardsafe.services.session import TERMINAL_KEY, Session
from wardsafe.services.unlocking import pin_check
from wardsafe.views import people, staff
from wardsafe.views.folding import record_at
from wardsafe.vocabulary.code_lists import code_list

STEWARD = "steward"


class Colleague(Staff):
    """What a steward is asked about somebody: whether they work here follows from the act."""

    active: Annotated[str | None, Label("Works here"), Codes("yes-no"), Lives("facts")] = None

    def errors(self) -> tuple[Problem, ...]:
        """Their job title too: the Act asks for it of whoever uses force (s.6(5)(h))."""
        missing = () if self.job_title else (Problem("job_title", "Choose their job title."),)
        return (*super().errors(), *missing)


@dataclass(frozen=True, slots=True)
class Unlocker:
    """One person of the staff list. `job_title` and `role` are in words; `wrong` counts PINs."""

    record: str
    id: str
    name: str
    job_title: str
    role: str
    steward: bool
    has_pin: bool
    wrong: int

    @property
    def locked(self) -> bool:
        """Whether ten wrong PINs have shut their name."""
        return self.has_pin and self.wrong >= LOCKED


def unlockers(session: Session) -> tuple[Unlocker, ...]:
    """Everybody who works here, by name, with what is known of their PIN."""
    faces = {face.staff_id for face in session.slots.faces()}
    with session.ledger.reading() as db:
        found = [member for member in staff.members(db) if member.active]
    return tuple(_unlocker(session, member, member.id in faces) for member in found)


def enlist(session: Session, said: Staff) -> Saved:
    """Put somebody on the staff list; they have no PIN yet. Raises NotAllowed, BadInput."""
    session.require("change staff")
    if any(one.id == said.staff_id for one in unlockers(session)):
        raise BadInput(
            "This staff id is on the list already.", field="staff_id", do="Look for their name."
        )
    return _write(session, session.chance.new_id(), (), _as_staff(said, active="Y"), "record")


def details(session: Session, record: str) -> tuple[Colleague, tuple[str, ...]]:
    """What the list says of somebody, and the entries that say it: for an amendment."""
    now = current(session, record)
    said = record_at(now.shown)
    if not isinstance(said, Staff):
        raise BadInput("This is no record of staff.", do="Choose a name of the list.")
    return Colleague(**said.model_dump()), tuple(head.entry.id for head in now.heads)


def change(
    session: Session, record: str, said: Staff, reason: str, parents: tuple[str, ...]
) -> Saved:
    """Correct what the list says: another role holds from their next screen (C12), another name
    or job title is on the lock screen at once.

    Raises NotAllowed, BadInput for another staff id or for the last steward.
    """
    session.require("change staff")
    before, _ = details(session, record)
    if said.staff_id != before.staff_id:
        raise BadInput(
            "A staff id never changes.", field="staff_id", do="Remove them and add them anew."
        )
    if said.role != STEWARD:
        _refuse_last_steward(session, str(before.staff_id))
    saved = _write(session, record, parents, _as_staff(said, active="Y"), "amend", reason)
    show_on_the_lock_screen(session)
    return saved


def remove(session: Session, who: Unlocker) -> Saved:
    """Take a leaver's PIN away and mark them as gone; what they wrote stays, drafts too (C10).

    Raises NotAllowed, BadInput for oneself and for the last steward (C09).
    """
    session.require("change staff")
    if who.id == session.person.id:
        raise BadInput("Nobody removes themselves.", do="Ask another steward.")
    _refuse_last_steward(session, who.id)
    if who.has_pin:
        session.slots.remove(who.id, stewards=_stewards(session))
        note(session, "slot removed", whom=who.id)
    said, parents = details(session, who.record)
    return _write(session, who.record, parents, _as_staff(said, active="N"), "amend", "left")


def open_again(session: Session, staff_id: str) -> None:
    """Clear a person's wrong PINs, so that a locked name can be used again. Raises NotAllowed."""
    session.require("unlock a person")
    session.slots.reset_failures(staff_id)
    note(session, "slot opened again", whom=staff_id)


def refuse_poor_pin(session: Session, staff_id: str, pin: str) -> None:
    """Raise BadInput, with the reason, for a PIN that could be guessed (C05)."""
    with session.ledger.reading() as db:
        numbers = [one.nhs_number or "" for one in people.people_here(db)]
    check_pin(pin, [staff_id, *numbers])


def change_own_pin(session: Session, pin: str, new_pin: str) -> None:
    """Another PIN for the person signed in. Raises WrongPin, MustWait, BadInput, NotSaved."""
    refuse_poor_pin(session, session.person.id, new_pin)
    if new_pin == pin:
        raise BadInput("This is the PIN you have now.", field="pin", do="Choose another one.")
    session.slots.change_pin(session.person.id, pin, new_pin, _cost(session))
    session.looks_like_pin = pin_check(new_pin, session.chance)
    note(session, "PIN changed")


def give_pin(session: Session, staff_id: str, pin: str) -> int:
    """A first PIN, or a new one for a forgotten PIN; returns how many drafts moved to the new key.

    Raises NotAllowed, BadInput, NotSaved.
    """
    session.require("change staff")
    refuse_poor_pin(session, staff_id, pin)
    who = next((one for one in unlockers(session) if one.id == staff_id), None)
    if who is None:
        raise BadInput("Nobody on the list has this staff id.", do="Add them first.")
    slots, cost = session.slots, _cost(session)
    if not who.has_pin:
        slots.add(staff_id, who.name, who.job_title, pin, session.data_key, cost)
        public_key = slots.public_key(staff_id)
        note(session, "slot added", whom=staff_id)
    else:
        public_key = slots.give_new_pin(staff_id, pin, session.data_key, cost)
        note(session, "PIN changed", whom=staff_id)
    return _keep_drafts(session, staff_id, public_key)


def _keep_drafts(session: Session, staff_id: str, public_key: str) -> int:
    """Seal a person's drafts to their new key, with the terminal's key that opens them all."""
    drafts = Drafts(
        session.where, device_secret(session.where), session.clock, session.about.public_key
    )
    key = session.ledger.key(TERMINAL_KEY)
    found = drafts.retained(key.decode()).drafts if key else ()
    theirs = [draft for draft in found if draft.staff_id == staff_id]
    for draft in theirs:
        drafts.keep(staff_id, public_key, draft.name, draft.fields)
    return len(theirs)


def _cost(session: Session) -> Cost:
    """What a PIN costs to try here; the demo's PINs are printed, so theirs is the cheapest."""
    return FLOOR if session.about.is_demo else calibrate(session.clock)


def _unlocker(session: Session, member: staff.Member, has_pin: bool) -> Unlocker:
    return Unlocker(
        record=member.record,
        id=member.id,
        name=member.name,
        job_title=code_list("job-title").text(member.job_title) if member.job_title else "",
        role=code_list("staff-role").text(member.role),
        steward=member.role == STEWARD,
        has_pin=has_pin,
        wrong=session.slots.wrong_tries(member.id) if has_pin else 0,
    )


def _stewards(session: Session) -> list[str]:
    return [one.id for one in unlockers(session) if one.steward]


def _refuse_last_steward(session: Session, staff_id: str) -> None:
    able = {one.id for one in unlockers(session) if one.steward and one.has_pin}
    if able == {staff_id}:
        raise BadInput(
            "This is the last person who can steward this ward.",
            do="Make somebody else a steward first.",
        )


def _as_staff(said: Staff, *, active: str) -> Staff:
    return Staff(**{**said.model_dump(), "active": active})


def _write(
    session: Session,
    record: str,
    parents: Sequence[str],
    said: Staff,
    act: Literal["record", "amend"],
    reason: str | None = None,
) -> Saved:
    person = session.person
    author = Authorship(
        act=act,
        entered=session.now(),
        author=person.id,
        author_name=person.name,
        job_title=person.job_title,
        reason=reason,
    )
    parts = split(said, author, base=_base(session, parents))
    return session.ledger.append(NewEntry(Staff.kind, record, tuple(parents), parts))


def _base(session: Session, parents: Sequence[str]) -> Mapping[str, Mapping[str, Any]] | None:
    """What the entry before held, so that fields of a later version survive."""
    entry = session.ledger.by_id(parents[0]) if parents else None
    return {name: entry.read(name) for name in entry.parts} if entry else None
