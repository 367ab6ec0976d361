"""Setting a ward up, and looking after who may open it."""

from dataclasses import dataclass, field

from wardsafe.clock import Chance, Clock
from wardsafe.errors import BadInput, Damaged
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.keys import Cost, device_secret, new_identity
from wardsafe.ledger.recovery import make_recovery, recipient
from wardsafe.ledger.slots import Face, Slots, make_slots
from wardsafe.ledger.store import LedgerIdentity, SqliteLedger
from wardsafe.places import WardFolder, make_private, refuse_unsafe
from wardsafe.records.parts import Authorship, split
from wardsafe.records.staff import Staff
from wardsafe.services.about import FORMAT, About, write_about
from wardsafe.services.audiences import RECOVERY_KEY, prepare
from wardsafe.services.reading_tables import VIEWS
from wardsafe.services.recording import PSEUDONYM_KEY
from wardsafe.services.session import TERMINAL_KEY
from wardsafe.vocabulary.code_lists import code_list


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be given a slot: `job_title` and `role` are codes."""

    staff_id: str
    name: str
    job_title: str
    role: str
    pin: str = field(repr=False)
    record: str = ""
    """The staff record of somebody who is on the list of the ward's other terminal."""
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewWard:
    """What a steward says of a ward when it is set up. `site` is an ODS site code."""

    ward_name: str
    site: str
    terminal_name: str
    people: tuple[NewPerson, ...]
    environment: str = "live"
    details: dict[str, str] = field(default_factory=dict)
    joins: tuple[str, str, bytes] | None = field(default=None, repr=False)
    """Environment, ward and pseudonym key of the ward whose second terminal this is."""
    audiences: dict[str, str] = field(default_factory=dict)
    """Public keys of the audiences of the ward whose second terminal this is."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """A ward that has been set up: the open ledger, and the two recovery parts, shown once."""

    about: About
    ledger: SqliteLedger
    recovery: tuple[str, str]


def refuse_a_second_ward(where: WardFolder) -> None:
    """Refuse to set up where there is a ledger, or where there used to be one (case D08).

    Raises BadInput, or Damaged with how many entries the missing ledger held.
    """
    if where.ledger.exists():
        raise BadInput(f"{where.folder} holds a ward's ledger already.", do="Open it with a PIN.")
    if where.anchor.exists():
        anchor = AnchorFile(where, device_secret(where)).read()
        held = f"{anchor.count:,} entries" if anchor else "a ledger"
        raise Damaged(
            f"This terminal had {held} in {where.folder}, and the file is gone.",
            do="Put it back with `wardsafe restore`, or choose another folder for a new ward.",
        )


def set_up(where: WardFolder, new: NewWard, clock: Clock, chance: Chance, cost: Cost) -> SetUp:
    """Make a ward folder: keys, slots, ledger, staff list. The caller closes the ledger.

    Raises UnsafePlace, BadInput for a poor PIN or nobody who may steward, Damaged, NotSaved.
    """
    refuse_unsafe(where.folder)
    refuse_a_second_ward(where)
    if not any(person.role == "steward" for person in new.people):
        raise BadInput("Nobody here may steward the ward.", do="Add one person as steward.")
    for folder in (where.folder, where.device):
        make_private(folder)
    ward, terminal, data_key = chance.new_id(), chance.new_id(), chance.random_bytes(32)
    private_key, public_key = new_identity()
    about = _about(new, (ward, terminal), public_key, chance)
    slots = _slots(where, about.ward, new, data_key, clock, chance, cost)
    recovery = make_recovery(where, about.ward, data_key, chance)
    ledger = SqliteLedger.create(
        where,
        identity=LedgerIdentity(about.environment, about.ward, about.terminal, 1),
        data_key=data_key,
        signing_seed=chance.random_bytes(32),
        device_secret=device_secret(where),
        chance=chance,
        views=VIEWS,
    )
    try:
        ledger.keep_key(TERMINAL_KEY, private_key.encode())
        ledger.keep_key(PSEUDONYM_KEY, new.joins[2] if new.joins else chance.random_bytes(32))
        first = new.people[0]
        ledger.append_many(_staff_entry(person, first, clock, chance) for person in new.people)
        ledger.keep_key(RECOVERY_KEY, recipient(where).encode())
        for name, key in new.audiences.items():
            Audience(ledger, name).adopt(key)
        prepare(ledger, slots)
        write_about(where, about)
    except BaseException:
        ledger.close()  # a second try in this process must find it free
        raise
    return SetUp(about, ledger, recovery)


def _about(new: NewWard, ids: tuple[str, str], public_key: str, chance: Chance) -> About:
    """What the ward's folder says of itself; a joining terminal takes over ward and environment."""
    ward, terminal = ids
    return About(
        format=FORMAT,
        environment=new.joins[0] if new.joins else f"{new.environment}-{chance.new_id()}",
        ward=new.joins[1] if new.joins else ward,
        ward_name=new.ward_name,
        site=new.site,
        terminal=terminal,
        terminal_name=new.terminal_name,
        public_key=public_key,
        details=new.details,
    )


def _slots(
    where: WardFolder,
    ward: str,
    new: NewWard,
    data_key: bytes,
    clock: Clock,
    chance: Chance,
    cost: Cost,
) -> Slots:
    if where.slots.exists():  # a first run that was broken off left no ledger, so nothing is lost
        where.slots.unlink()
    make_slots(where, ward, chance)
    slots = Slots(where, ward, clock, chance)
    title = code_list("job-title").text
    people = [(Face(one.staff_id, one.name, title(one.job_title)), one.pin) for one in new.people]
    slots.add_all(people, data_key, cost)
    return slots


def _staff_entry(person: NewPerson, steward: NewPerson, clock: Clock, chance: Chance) -> NewEntry:
    record = Staff(
        staff_id=person.staff_id,
        name=person.name,
        job_title=person.job_title,
        role=person.role,
        active="Y",
    )
    author = Authorship(
        act="amend" if person.parents else "record",
        entered=clock.now(),
        author=steward.staff_id,
        author_name=steward.name,
        job_title=code_list("job-title").text(steward.job_title),
        reason="Set this terminal up." if person.parents else None,
    )
    record_id = person.record or chance.new_id()
    return NewEntry(Staff.kind, record_id, person.parents, split(record, author))
