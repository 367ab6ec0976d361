"""The file of key slots: its format, sealed as a whole so that staff names need the device.

One line that names the version, then one box under a key derived from the device secret. The
format is versioned on its own, apart from that of the ledger; see design section 5.
"""

from pydantic import BaseModel, ConfigDict, ValidationError

from wardsafe.clock import Chance, Clock
from wardsafe.errors import Damaged, TooNew
from wardsafe.ledger.keys import SALT_BYTES, Cost, hkdf, lock_box, open_box
from wardsafe.places import WardFolder, write_whole

FAMILY = b"wardsafe-slots/"
FIRST_LINE = FAMILY + b"1\n"
PURPOSE = b"wardsafe/slots"
MOST_BYTES = 4 * 1024 * 1024


class _Strict(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
        hide_input_in_errors=True,
    )


class Slot(_Strict):
    """One person's slot: who they are, how their PIN is stretched, and their keys, wrapped."""

    staff_id: str
    name: str
    job_title: str
    public_key: str
    salt: bytes
    memory_kib: int
    passes: int
    wrapped: bytes

    @property
    def cost(self) -> Cost:
        """How hard this person's PIN is to try."""
        return Cost(self.memory_kib, self.passes)


class Book(_Strict):
    """Everything in the file. `decoy_salt` serves unknown names; `wrong` is read by `attempts`;
    `anchored` says that the anchor has held the same counts, so that it may not be missing.
    """

    ward: str
    decoy_salt: bytes
    slots: tuple[Slot, ...]
    wrong: dict[str, int]
    anchored: bool

    def slot(self, staff_id: str) -> Slot | None:
        """The slot of `staff_id`, or None."""
        return next((slot for slot in self.slots if slot.staff_id == staff_id), None)

    def with_slot(self, slot: Slot) -> "Book":
        """This book with `slot` added, or in the place of the same person's."""
        kept = [slot if one.staff_id == slot.staff_id else one for one in self.slots]
        added = () if self.slot(slot.staff_id) else (slot,)
        return self.model_copy(update={"slots": (*kept, *added)})

    def without(self, staff_id: str) -> "Book":
        """This book without the slot of `staff_id`."""
        kept = tuple(slot for slot in self.slots if slot.staff_id != staff_id)
        return self.model_copy(update={"slots": kept})


def new_book(ward: str, chance: Chance) -> Book:
    """A book without people."""
    salt = chance.random_bytes(SALT_BYTES)
    return Book(ward=ward, decoy_salt=salt, slots=(), wrong={}, anchored=False)


def read(where: WardFolder, ward: str, device_secret: bytes) -> Book:
    """Open the slots file. Raises Damaged, with what to do, or TooNew; it changes nothing."""
    data = _bytes_of(where)
    first, _, boxed = data.partition(b"\n")
    if first + b"\n" != FIRST_LINE:
        raise _version_problem(first)
    plain = open_box(hkdf(device_secret, PURPOSE), boxed)
    try:
        book = Book.model_validate_json(plain) if plain is not None else None
    except ValidationError:
        book = None
    if book is None or any(len(salt) != SALT_BYTES for salt in _salts(book)):
        raise _damaged("is damaged, or comes from another terminal")
    if book.ward != ward:
        raise _damaged("belongs to another ward")
    return book


def write(where: WardFolder, book: Book, device_secret: bytes, chance: Chance) -> None:
    """Keep the book in place of the one before. Raises NotSaved; the one before then stays."""
    plain = book.model_dump_json().encode()
    write_whole(where.slots, FIRST_LINE + lock_box(hkdf(device_secret, PURPOSE), plain, chance))


def set_aside(where: WardFolder, clock: Clock) -> str:
    """Rename a slots file that cannot be used, and return its new name; it is never deleted."""
    name = f"{where.slots.name}.set-aside-{clock.now():%Y%m%dT%H%M%S%f}"
    where.slots.rename(where.slots.with_name(name))
    return name


def _bytes_of(where: WardFolder) -> bytes:
    try:
        if where.slots.stat().st_size > MOST_BYTES:
            raise _damaged("is far larger than any that wardsafe writes")
        return where.slots.read_bytes()
    except OSError:
        raise _damaged("is missing or cannot be read") from None


def _salts(book: Book) -> list[bytes]:
    return [book.decoy_salt, *(slot.salt for slot in book.slots)]


def _version_problem(first_line: bytes) -> Damaged | TooNew:
    version = first_line.removeprefix(FAMILY)
    if first_line.startswith(FAMILY) and version.isdigit() and len(version) < 4:
        return TooNew(
            "The file of key slots was written by a later version of wardsafe.",
            do="Use that version on this terminal.",
        )
    return _damaged("is damaged")


def _damaged(what: str) -> Damaged:
    return Damaged(
        f"The file of key slots {what}; it was left as it is.",
        do="Put its back-up back, or use the two recovery parts; Record now works meanwhile.",
    )
