"""Who can open the ledger: one key slot a person, opened by a PIN on this terminal only.

The ledger's data key is wrapped once for each person, as LUKS does for a disk, so that adding or
removing somebody re-encrypts nothing (design section 5). Taking a slot away does not take back
what its owner already read (threats catalogue 6.2).
"""

import threading
from collections.abc import Collection, Sequence

from wardsafe.clock import Chance, Clock
from wardsafe.errors import BadInput, WrongPin
from wardsafe.ledger import keys, slot_file
from wardsafe.ledger.attempts import EDITION, NOBODY, TERMINAL, Counts
from wardsafe.ledger.counted_book import CountedBook
from wardsafe.ledger.keys import FLOOR, Cost, Stretch
from wardsafe.ledger.pin import check_pin
from wardsafe.ledger.slot_file import Slot
from wardsafe.ledger.wrapping import Binding, Face, Unlocked, pack, unpack
from wardsafe.places import WardFolder, make_private

__all__ = ["Face", "Slots", "Unlocked", "make_slots"]


def make_slots(where: WardFolder, ward: str, chance: Chance) -> None:
    """Make the device secret, where there is none, and a slots file without people.

    Raises BadInput where there is a slots file already (see `slot_file.set_aside`), NotSaved.
    """
    if where.slots.exists():
        raise BadInput("This ward folder has key slots already.", do="Unlock it with a PIN.")
    make_private(where.folder)
    secret = keys.make_device_secret(where, chance)
    slot_file.write(where, slot_file.new_book(ward, chance), secret, chance)


class Slots:
    """The key slots of one ward on one terminal. Keep one object a process: it holds the waits.

    `anchor` is the copy of the counts of wrong PINs outside the ward folder. Raises Damaged or
    TooNew where the slots file or the device secret cannot be used.
    """

    def __init__(
        self,
        where: WardFolder,
        ward: str,
        clock: Clock,
        chance: Chance,
        *,
        anchor: Counts | None = None,
        stretch: Stretch = keys.stretch,
    ) -> None:
        secret = keys.device_secret(where)
        self._binding = Binding(ward, secret, stretch, chance)
        self._kept = CountedBook(where, ward, secret, clock, chance, anchor)
        self._one_at_a_time = threading.RLock()

    def faces(self) -> tuple[Face, ...]:
        """Who may unlock, by name; readable while locked."""
        faces = [_face(slot) for slot in self._kept.book.slots]
        return tuple(sorted(faces, key=lambda face: (face.name.casefold(), face.staff_id)))

    def public_key(self, staff_id: str) -> str:
        """The age recipient of a person. Raises BadInput for an unknown id."""
        return self._slot(staff_id).public_key

    def wrong_tries(self, staff_id: str) -> int:
        """Wrong PINs since the last right one."""
        return self._kept.attempts.wrong(staff_id)

    def findings(self) -> tuple[str, ...]:
        """What is odd about the counts of wrong PINs, in sentences; empty when all is well."""
        return self._kept.attempts.findings

    def unlock(self, staff_id: str, pin: str) -> Unlocked:
        """Open a slot; its count of wrong PINs is cleared and reported.

        An unknown name costs the same work and gets the same words (C06). Raises MustWait,
        WrongPin, Damaged for a slot or file that is not as written, NotSaved where no try can be
        counted.
        """
        with self._one_at_a_time:
            plain, wrong = self._try(staff_id, pin)
            return unpack(plain, staff_id, wrong)

    def add(
        self,
        staff_id: str,
        name: str,
        job_title: str,
        pin: str,
        data_key: bytes,
        cost: Cost = FLOOR,
    ) -> str:
        """Make a slot and a key pair for a new person, and return their public key.

        Raises BadInput for an id that has a slot already or a poor PIN (the caller, who knows the
        numbers that belong to the person, checks those with `check_pin`), NotSaved.
        """
        return self.add_all([(Face(staff_id, name, job_title), pin)], data_key, cost)[0]

    def add_all(
        self, people: Sequence[tuple[Face, str]], data_key: bytes, cost: Cost = FLOOR
    ) -> list[str]:
        """As `add`, for each of several people and their PIN: all of them or none."""
        with self._one_at_a_time:
            self._kept.reread()
            taken = {"", TERMINAL, NOBODY, EDITION}
            for face, _ in people:
                if self._kept.book.slot(face.staff_id) or face.staff_id in taken:
                    raise BadInput("This staff id cannot have a new slot.", do="Choose another.")
                taken.add(face.staff_id)
            return self._make(people, data_key, cost)

    def give_new_pin(self, staff_id: str, pin: str, data_key: bytes, cost: Cost = FLOOR) -> str:
        """For a forgotten PIN: a new slot and key pair for the same person, count cleared.

        What was sealed to the old key pair alone stays shut; drafts still open with the
        terminal's key (`Drafts.retained`). Returns the new public key. Raises BadInput, NotSaved.
        """
        with self._one_at_a_time:
            self._kept.reread()
            return self._make([(_face(self._slot(staff_id)), pin)], data_key, cost)[0]

    def change_pin(self, staff_id: str, pin: str, new_pin: str, cost: Cost = FLOOR) -> None:
        """Wrap the same keys under another PIN. Raises as `unlock` does, and BadInput, NotSaved."""
        with self._one_at_a_time:
            check_pin(new_pin)
            plain, _ = self._try(staff_id, pin)
            slot = self._slot(staff_id)
            new = self._binding.wrap(_face(slot), slot.public_key, new_pin, plain, cost)
            self._kept.keep(self._kept.book.with_slot(new))

    def rename(self, staff_id: str, name: str, job_title: str) -> None:
        """Show a person by another name and job title; their PIN and keys stay. Nothing happens
        for somebody without a slot. Raises NotSaved."""
        with self._one_at_a_time:
            self._kept.reread()
            slot = self._kept.book.slot(staff_id)
            if slot is not None:
                new = slot.model_copy(update={"name": name, "job_title": job_title})
                self._kept.keep(self._kept.book.with_slot(new))

    def remove(self, staff_id: str, *, stewards: Collection[str]) -> None:
        """Take a person's slot away; their drafts stay sealed where they are (C10).

        `stewards` are the ids that may steward: the last of them who has a slot is refused (C09).
        The recovery slot is not among these and cannot be removed, only made anew. The person's
        count stays at the lock, so that an older file put back does not let them in.
        Raises BadInput, NotSaved.
        """
        with self._one_at_a_time:
            self._kept.reread()
            self._slot(staff_id)
            left = {slot.staff_id for slot in self._kept.book.slots} - {staff_id}
            if not left & set(stewards):
                raise BadInput(
                    "This is the last person who can steward this ward.",
                    do="Make somebody else a steward first.",
                )
            locked = self._kept.attempts.lock(staff_id, left)
            self._kept.keep(self._kept.book.without(staff_id).model_copy(update={"wrong": locked}))

    def reset_failures(self, staff_id: str) -> None:
        """A supervisor clears a person's count of wrong PINs. Raises BadInput, NotSaved."""
        with self._one_at_a_time:
            self._kept.reread()
            self._slot(staff_id)
            cleared = self._kept.attempts.clear(staff_id, was_right=False)
            self._kept.keep(self._kept.book.model_copy(update={"wrong": cleared}))

    def _try(self, staff_id: str, pin: str) -> tuple[bytes, int]:
        self._kept.reread()
        slot = self._kept.book.slot(staff_id)
        if slot is not None:
            slot.cost.refuse_unfit()
        who = staff_id if slot else NOBODY
        self._kept.attempts.refuse(who)
        wrong = self._kept.attempts.wrong(who)
        # Counted before it is tried, so pulling the plug in between wins nothing.
        self._kept.keep_counts(self._kept.attempts.count(who))
        plain = self._opened(slot, pin)
        if plain is None:
            raise WrongPin("That name and PIN do not fit together.", do="Try again.")
        self._kept.keep_cleared(who)
        return plain, wrong

    def _opened(self, slot: Slot | None, pin: str) -> bytes | None:
        if slot is not None:
            return self._binding.unwrap(slot, pin)
        costs = [slot.cost for slot in self._kept.book.slots]
        usual = max(costs, key=costs.count, default=FLOOR)
        usual.refuse_unfit()
        self._binding.work_in_vain(pin, self._kept.book.decoy_salt, usual)
        return None

    def _make(self, people: Sequence[tuple[Face, str]], data_key: bytes, cost: Cost) -> list[str]:
        for _, pin in people:
            check_pin(pin)
        pairs = [keys.new_identity() for _ in people]
        made = self._binding.wrap_all(
            [
                (face, public, pin, pack(data_key, private))
                for (face, pin), (private, public) in zip(people, pairs, strict=True)
            ],
            cost,
        )
        book = self._kept.book
        for slot in made:
            cleared = self._kept.attempts.clear(slot.staff_id, was_right=False)
            book = book.with_slot(slot).model_copy(update={"wrong": cleared})
        self._kept.keep(book)
        return [public for _, public in pairs]

    def _slot(self, staff_id: str) -> Slot:
        slot = self._kept.book.slot(staff_id)
        if slot is None:
            raise BadInput("Nobody with this staff id has a key slot.", do="Choose a name shown.")
        return slot


def _face(slot: Slot) -> Face:
    return Face(slot.staff_id, slot.name, slot.job_title)
