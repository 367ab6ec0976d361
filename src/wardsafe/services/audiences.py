"""Who may read what is restricted: three audiences, their keys, and letting somebody in.

Domain page on sexual safety, sections 4 and 7 (≈ design): events are filed in a stream by who was
affected, and read by the audience of that stream; where the behaviour of staff is described, by
safety and safeguarding leads alone. Nobody is let in by a change of role: somebody who holds the
key lets them in.
"""

from collections.abc import Iterator

from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.slots import Slots
from wardsafe.ledger.store import SqliteLedger
from wardsafe.records.involved import STAFF
from wardsafe.records.sexual_safety import ENVIRONMENT, SexualSafety
from wardsafe.services.session import Session
from wardsafe.views import staff
from wardsafe.views.staff import Member

PATIENTS, COLLEAGUES, BEHAVIOUR = "sexual-safety", "sexual-safety-staff", "staff-behaviour"
AUDIENCES = (PATIENTS, COLLEAGUES, BEHAVIOUR)
"""Each narrower than the one before it."""
TITLES = {
    PATIENTS: "sexual safety, patients",
    COLLEAGUES: "sexual safety, staff affected",
    BEHAVIOUR: "behaviour of staff",
}
RECOVERY_KEY = "recovery"
"""Where the ledger's keyring keeps the public key of the recovery slot, since the first run."""
LEADS = frozenset({"safety-lead", "safeguarding-lead"})


def stream_of(said: SexualSafety) -> str:
    """The stream that it counts in: `environment`, `staff` or `patient`, by who was affected."""
    if said.category == ENVIRONMENT and not said.involved:
        return "environment"
    return "staff" if said.affected() == {STAFF} else "patient"


def audience_of(said: SexualSafety) -> str:
    """The audience it is sealed to; one that it was sealed to before is never made wider."""
    if said.describes_staff():
        found = BEHAVIOUR
    else:
        found = COLLEAGUES if stream_of(said) == "staff" else PATIENTS
    return max(found, said.audience or PATIENTS, key=AUDIENCES.index)


def belongs(audience: str, who: Member) -> bool:
    """Whether somebody's role makes them one of an audience; their key is another matter."""
    if not who.active:
        return False
    if who.role in LEADS:
        return True
    in_charge = who.role == "nurse-in-charge"
    manager = in_charge and who.job_title == "ward-manager"
    return {PATIENTS: in_charge, COLLEAGUES: manager}.get(audience, False)


def prepare(ledger: SqliteLedger, slots: Slots) -> None:
    """Make the key pairs that are not there yet, for those who belong and have a PIN.

    Where nobody does, a steward holds the key until there is a lead to hand it to; a steward's
    role opens nothing with it. Raises NotSaved.
    """
    missing = [one for name in AUDIENCES if not (one := Audience(ledger, name)).public_key]
    if not missing:
        return
    known = members(ledger)
    keys = {face.staff_id: slots.public_key(face.staff_id) for face in slots.faces()}
    recovery = (ledger.key(RECOVERY_KEY) or b"").decode()
    for audience in missing:
        holders = [one.id for one in known if one.id in keys and belongs(audience.name, one)]
        stewards = [one.id for one in known if one.id in keys and one.role == "steward"]
        audience.make({one: keys[one] for one in holders or stewards}, recovery)


def public_key(session: Session, audience: str) -> str:
    """The key that an audience's parts are sealed to, made where there is none yet."""
    prepare(session.ledger, session.slots)
    return Audience(session.ledger, audience).public_key or ""


def keys(session: Session) -> tuple[str, ...]:
    """The private keys this session may read with: the person's own, then their audiences'."""
    if not session.person.role:
        return ()
    return (session.private_key, *(key for _, key in held(session, only_theirs=True)))


def is_member(session: Session, audience: str) -> bool:
    """Whether this session reads what is sealed to an audience."""
    return any(name == audience for name, _ in held(session, only_theirs=True))


def held(session: Session, *, only_theirs: bool) -> Iterator[tuple[str, str]]:
    """Audience and private key, each unwrapped once a session.

    `only_theirs` leaves out a key held in trust: reading asks for the role as well.
    """
    me = next((one for one in members(session.ledger) if one.id == session.person.id), None)
    for name in AUDIENCES:
        if name not in session.audience_keys:
            found = Audience(session.ledger, name).open(session.person.id, session.private_key)
            session.audience_keys[name] = found or ""
        key = session.audience_keys[name]
        may = me is not None and belongs(name, me)
        if key and (may or not only_theirs or name in session.broken_glass):
            yield name, key


def members(ledger: SqliteLedger) -> list[Member]:
    """Everybody on the staff list, those who have left among them."""
    with ledger.reading() as db:
        return staff.members(db)
