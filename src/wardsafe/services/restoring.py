"""Going back to a back-up, and coming back in when no PIN opens the ward any more."""

from collections.abc import Sequence
from pathlib import Path

from wardsafe.clock import Chance, Clock
from wardsafe.errors import BadInput, Damaged
from wardsafe.ledger import slot_file
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.keys import Cost, device_secret, make_device_secret
from wardsafe.ledger.pin import check_pin
from wardsafe.ledger.recovery import Recovered, recover
from wardsafe.ledger.restore import RestoreReport, restore
from wardsafe.ledger.slots import Slots, make_slots
from wardsafe.ledger.store import SqliteLedger
from wardsafe.places import WardFolder, make_private, refuse_unsafe
from wardsafe.records.access import Access
from wardsafe.records.parts import Authorship, split
from wardsafe.services.about import read_about
from wardsafe.services.audiences import AUDIENCES
from wardsafe.services.reading_tables import VIEWS, staff_member
from wardsafe.services.session import refuse
from wardsafe.views.staff import Member, members
from wardsafe.vocabulary.code_lists import code_list


def restore_with_pin(
    where: WardFolder, source: Path, data_key: bytes, chance: Chance
) -> RestoreReport:
    """Put a back-up in the ward's place on the terminal that made it; then bring the views up.

    Raises Damaged for a back-up that is not whole, InUse, NotSaved.
    """
    secret = device_secret(where)
    report = restore(source, where, data_key=data_key, device_secret=secret, chance=chance)
    _settle(where, data_key, chance, None)
    return report


def restore_with_recovery(
    where: WardFolder, source: Path, parts: tuple[str, str], clock: Clock, chance: Chance
) -> tuple[RestoreReport, Recovered]:
    """Put a back-up on a terminal that has no key of its own: two people, two parts.

    Returns what came back and what the parts opened, with which a steward is let in again.
    """
    refuse_unsafe(where.folder)
    found = recover(WardFolder(source, where.device), *parts)
    for folder in (where.folder, where.device):
        make_private(folder)
    make_device_secret(where, chance)
    secret = device_secret(where)
    report = restore(source, where, data_key=found.data_key, device_secret=secret, chance=chance)
    _settle(where, found.data_key, chance, clock)
    return report, found


def refuse_unless_may(
    where: WardFolder, data_key: bytes, staff_id: str, action: str, chance: Chance
) -> None:
    """Check the role that the ledger gives somebody. One that opens no more has no roles to ask:
    then anybody with a PIN of this terminal may save what is left. Raises NotAllowed.
    """
    try:
        ledger = _open(where, data_key, chance)
    except Damaged:
        return
    try:
        person = staff_member(ledger, staff_id)
    finally:
        ledger.close()
    refuse(person.role if person else "", action)


def people_with_steward_role(where: WardFolder, data_key: bytes, chance: Chance) -> list[Member]:
    """Who the ledger itself says may steward the ward."""
    ledger = _open(where, data_key, chance)
    try:
        with ledger.reading() as db:
            return [one for one in members(db) if one.active and one.role == "steward"]
    finally:
        ledger.close()


def let_in(
    where: WardFolder,
    found: Recovered,
    steward: Member,
    pin: str,
    clock: Clock,
    chance: Chance,
    cost: Cost,
) -> None:
    """Give a steward a new PIN after a recovery; slots of another terminal are set aside.

    They hold the keys of what few may read in trust from then on, as at the first run: their role
    reads nothing with them, and they let a lead in. Raises BadInput for a poor PIN,
    NotSaved.
    """
    check_pin(pin)
    ward = read_about(where).ward
    try:
        slots = _slots(where, ward, clock, chance)
    except Damaged:
        if where.slots.exists():
            slot_file.set_aside(where, clock)
        make_slots(where, ward, chance)
        slots = _slots(where, ward, clock, chance)
    known = [face.staff_id for face in slots.faces()]
    if steward.id in known:
        slots.give_new_pin(steward.id, pin, found.data_key, cost)
    else:
        title = code_list("job-title").text(steward.job_title)
        slots.add(steward.id, steward.name, title, pin, found.data_key, cost)
    _hand_keys_to(where, found, steward, slots.public_key(steward.id), clock, chance)


def _hand_keys_to(
    where: WardFolder,
    found: Recovered,
    steward: Member,
    public_key: str,
    clock: Clock,
    chance: Chance,
) -> None:
    ledger = _open(where, found.data_key, chance)
    try:
        opened = {
            name: key
            for name in AUDIENCES
            if (key := Audience(ledger, name).recover(found.private_key))
        }
        if opened:  # said before it is done: what cannot be written down is not handed over
            said = Access(
                what="audience opened to",
                whom=steward.id,
                when=clock.now(),
                detail=f"in trust, by the two recovery parts: {', '.join(opened)}",
            )
            ledger.append(_entry_of_two(said, clock, chance))
        for name, key in opened.items():
            Audience(ledger, name).admit(key, steward.id, public_key)
    finally:
        ledger.close()


def the_one(stewards: Sequence[Member], typed: str) -> Member:
    """The steward whose id or name was typed. Raises BadInput."""
    fits = [one for one in stewards if typed.strip().casefold() in (one.id, one.name.casefold())]
    if len(fits) != 1:
        names = ", ".join(one.name for one in stewards)
        raise BadInput("That is not one of the stewards.", do=f"Type one of: {names}.")
    return fits[0]


def _slots(where: WardFolder, ward: str, clock: Clock, chance: Chance) -> Slots:
    return Slots(where, ward, clock, chance, anchor=AnchorFile(where, device_secret(where)))


def _open(where: WardFolder, data_key: bytes, chance: Chance) -> SqliteLedger:
    return SqliteLedger.open(
        where,
        data_key=data_key,
        device_secret=device_secret(where),
        chance=chance,
        views=VIEWS,
    )


def _settle(where: WardFolder, data_key: bytes, chance: Chance, recovered: Clock | None) -> None:
    """Bring the views up; where the two parts were used, an entry says so (case C21)."""
    ledger = _open(where, data_key, chance)
    try:
        if recovered is not None:
            said = Access(what="recovery", when=recovered.now())
            ledger.append(_entry_of_two(said, recovered, chance))
        for view in ledger.views_behind():
            ledger.rebuild(view)
    finally:
        ledger.close()


def _entry_of_two(said: Access, clock: Clock, chance: Chance) -> NewEntry:
    author = Authorship(
        act="record",
        entered=clock.now(),
        author="",
        author_name="two people with the recovery parts",
        job_title="",
    )
    return NewEntry(Access.kind, chance.new_id(), (), split(said, author))
