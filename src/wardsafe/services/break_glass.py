"""Break-glass: opening what one may not usually read, where somebody would be harmed by waiting.

Set up by a safety lead, who names who may and whether it takes one of them or two (≈ design; the
NHS rule for self-claimed access is the same: a reason, an alert, a review). Once it is set up it is
never refused for being used too often; it is loud: an entry that nobody can take away, a notice for
leads and the ward manager until somebody has reviewed it. It opens the patients' stream; the
behaviour of staff has no glass.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from wardsafe.errors import BadInput, NotAllowed
from wardsafe.ledger.audiences import Audience
from wardsafe.records.break_glass import BreakGlass
from wardsafe.records.moments import local, say_moment
from wardsafe.services.access import note
from wardsafe.services.audiences import (
    COLLEAGUES,
    LEADS,
    PATIENTS,
    held,
    is_member,
    members,
)
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session
from wardsafe.views import access
from wardsafe.views.folding import moment
from wardsafe.vocabulary.code_lists import code_list

WHAT, REVIEWED, SET_UP = "break-glass", "break-glass reviewed", "break-glass set up"
REASONS = "break-glass-reason"


@dataclass(frozen=True, slots=True)
class Breaking:
    """One breaking that nobody has reviewed yet: who, by name, and when."""

    whom: str
    at: datetime | None


def how_many(session: Session) -> int:
    """How many people it takes here: 1 or 2, 0 where it is not set up."""
    return Audience(session.ledger, PATIENTS).glass


def may_break(session: Session) -> bool:
    """Whether this person holds a share and does not read the stream anyway."""
    glass = Audience(session.ledger, PATIENTS)
    return glass.behind_glass(session.person.id, session.public_key) and not is_member(
        session, PATIENTS
    )


def may_review(session: Session) -> bool:
    """Whether this person sets it up and reviews it: a lead."""
    return session.person.role in LEADS


def set_up(session: Session, people: int, staff_ids: Collection[str]) -> None:
    """Put the key behind glass for these people, of whom it takes `people` (1 or 2).

    Raises NotAllowed for anybody but a lead, BadInput for too few people, NotSaved.
    """
    if not may_review(session):
        raise NotAllowed("Only a safety lead sets this up.", do="Ask a safety lead.")
    key = dict(held(session, only_theirs=True)).get(PATIENTS)
    if key is None:
        raise NotAllowed("You wait to be let in yourself.", do="Ask another lead.")
    faces = {face.staff_id for face in session.slots.faces()}
    holders = {one: session.slots.public_key(one) for one in staff_ids if one in faces}
    glass = Audience(session.ledger, PATIENTS)
    glass.set_up_glass(key, people, holders, session.chance)
    note(session, SET_UP, count=people, detail=", ".join(sorted(holders)))


def break_glass(
    session: Session, reason: str, words: str, second: tuple[str, str] | None = None
) -> None:
    """Read the patients' stream until the lock. `second` is a colleague's staff id and PIN.

    Written down first: nothing is opened unless that is Saved. Raises BadInput without a reason of
    the list and words beside it, or without the second person it takes; WrongPin, MustWait for
    theirs; NotAllowed where it is not set up for this person; NotSaved.
    """
    _refuse_no_reason(reason, words)
    glass = Audience(session.ledger, PATIENTS)
    if not glass.behind_glass(session.person.id, session.public_key):
        raise NotAllowed(
            "Break-glass is not set up for you here.", do="Call a safety lead or nurse in charge."
        )
    people = {session.person.id: session.private_key}
    if glass.glass == 2:
        if second is None or second[0] == session.person.id:
            raise BadInput("It takes a second person here.", do="Ask a colleague for their PIN.")
        people[second[0]] = session.slots.unlock(*second).private_key
    key = glass.break_glass(people)
    said = BreakGlass(
        whom=session.person.id,
        second=second[0] if second and glass.glass == 2 else None,
        when=session.now(),
        reason=reason,
        words=words,
    )
    record_new(session, said)
    note(session, WHAT, whom=session.person.id)
    session.audience_keys[PATIENTS] = key
    session.broken_glass.add(PATIENTS)


def unreviewed(session: Session) -> tuple[Breaking, ...]:
    """Every breaking since the last review, newest first."""
    with session.ledger.reading() as db:
        reviews = access.acts(db, what=REVIEWED)
        above = reviews[0].position if reviews else 0
        found = access.acts(db, what=WHAT, above=above)
    names = {one.id: one.name for one in members(session.ledger)}
    return tuple(Breaking(names.get(one.whom, one.whom), moment(one.at)) for one in found)


def reviewed(session: Session) -> None:
    """A lead has looked at every breaking so far. Raises NotAllowed, NotSaved."""
    if not may_review(session):
        raise NotAllowed("Only a safety lead reviews this.", do="Ask a safety lead.")
    note(session, REVIEWED, count=len(unreviewed(session)))


def notices(session: Session) -> tuple[str, ...]:
    """What the board says of it to leads and the ward manager, and to nobody else."""
    if not is_member(session, COLLEAGUES):
        return ()
    found = unreviewed(session)
    if not found:
        return ()
    last = found[0]
    when = f", {say_moment(local(last.at))}" if last.at else ""
    times = "once" if len(found) == 1 else f"{len(found)} times"
    return (f"The glass was broken {times}, last by {last.whom}{when}. A lead reviews it.",)


def _refuse_no_reason(reason: str, words: str) -> None:
    known = {code.code for code in code_list(REASONS).offered()}
    if reason not in known or sum(map(str.isalnum, words)) < 2:
        raise BadInput(
            "A reason is needed, of the list and in words.",
            field="words",
            do="Say in a few words why it cannot wait.",
        )
