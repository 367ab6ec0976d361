"""Letting somebody in to an audience: a deliberate act of somebody who holds its key, written down.

Also after a forgotten PIN, which gives a person a new key pair and leaves their copies shut.
"""

from wardsafe.errors import NotAllowed, WardsafeError
from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.slots import Slots
from wardsafe.services import break_glass
from wardsafe.services import letting_in_elsewhere as elsewhere
from wardsafe.services.access import note
from wardsafe.services.audiences import (
    AUDIENCES,
    LEADS,
    belongs,
    held,
    is_member,
    members,
    prepare,
)
from wardsafe.services.session import Session
from wardsafe.views.staff import Member


def at_unlock(session: Session) -> tuple[str, ...]:
    """What the board tells those who read something restricted; makes keys that are missing yet.

    Never raises for what is wrong with a key: nobody is kept out of the ward by it.
    """
    try:
        if session.person.role in LEADS:
            prepare(session.ledger, session.slots)
        elsewhere.take_up(session)
        elsewhere.ask(session)
        names = dict.fromkeys(f"{who.name} ({who.id})" for _, who in waiting(session))
        told = [f"{name} waits to be let in to sexual safety." for name in names]
        return (*break_glass.notices(session), *told)
    except WardsafeError as problem:
        return (f"Sexual safety: {problem}",)


def waiting(session: Session) -> tuple[tuple[str, Member], ...]:
    """Who belongs to an audience, has a PIN and no copy of its key, where this session can help:
    here, and at the ward's other terminals."""
    asked = elsewhere.requests(session)
    return (*_waiting_here(session), *((name, one.said) for one in asked for name in one.names))


def _waiting_here(session: Session) -> tuple[tuple[str, Member], ...]:
    return tuple(
        (name, who)
        for name, _ in held(session, only_theirs=False)
        for who in members(session.ledger)
        if belongs(name, who)
        and (key := _key_of(session.slots, who.id))
        and not Audience(session.ledger, name).holds(who.id, key)
    )


def admit(session: Session, staff_id: str) -> tuple[str, ...]:
    """Let somebody in to every audience they belong to and this session holds; which those are.

    Raises NotAllowed where there is none, NotSaved. Written down as an access.
    """
    mine = dict(held(session, only_theirs=False))
    found = [name for name, who in _waiting_here(session) if who.id == staff_id]
    asked = [one for one in elsewhere.requests(session) if one.who.id == staff_id]
    if not found and not asked:
        raise NotAllowed("There is nothing to let this person in to.", do="Check their role.")
    for name in found:
        key = session.slots.public_key(staff_id)
        Audience(session.ledger, name).admit(mine[name], staff_id, key)
    if found:
        note(session, "audience opened to", whom=staff_id, detail=", ".join(found))
    for one in asked:
        elsewhere.hand_over(session, one)
    return tuple(dict.fromkeys((*found, *(name for one in asked for name in one.names))))


def take_back_from_leavers(session: Session) -> None:
    """Drop the copies of those who have left or changed role, where somebody else still reads."""
    for name in AUDIENCES:
        if is_member(session, name):
            audience = Audience(session.ledger, name)
            for who in members(session.ledger):
                if not belongs(name, who) and who.id != session.person.id:
                    audience.take_back(who.id, from_glass=not who.active)


def _key_of(slots: Slots, staff_id: str) -> str:
    has = any(face.staff_id == staff_id for face in slots.faces())
    return slots.public_key(staff_id) if has else ""
