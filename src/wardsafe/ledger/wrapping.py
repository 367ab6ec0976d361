"""How one person's keys are wrapped under their PIN, on one terminal of one ward.

    KEK = HKDF-SHA256( argon2id(PIN, salt, cost) ‖ device secret,
                       "wardsafe/slot/1" ‖ ward id ‖ staff id )

What is wrapped is a small JSON object, so that further keys can join it: the ledger's data key
and the person's own age identity. A slot copied to another terminal, ward or name opens nothing.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from wardsafe.clock import Chance
from wardsafe.ledger.keys import SALT_BYTES, Cost, Stretch, hkdf, lock_box, open_box, public_of
from wardsafe.ledger.slot_file import Slot

_PURPOSE = "wardsafe/slot/1"
_LONGEST_PIN = 1024


@dataclass(frozen=True, slots=True)
class Face:
    """What the lock screen shows of a person."""

    staff_id: str
    name: str
    job_title: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right PIN opens. No key is shown by repr: it might end up in a traceback.

    `private_key` and `public_key` are the person's age identity and recipient; `wrong_tries` is
    how many wrong PINs came before.
    """

    staff_id: str
    data_key: bytes = field(repr=False)
    private_key: str = field(repr=False)
    public_key: str
    wrong_tries: int


@dataclass(frozen=True, slots=True)
class Binding:
    """What ties a slot to its place: the ward, this terminal's secret, and the slow function."""

    ward: str
    device_secret: bytes = field(repr=False)
    stretch: Stretch
    chance: Chance

    def wrap(self, face: Face, public_key: str, pin: str, plain: bytes, cost: Cost) -> Slot:
        """A slot that opens to `plain` with this PIN, under a fresh salt. Raises Damaged (cost)."""
        return self.wrap_all([(face, public_key, pin, plain)], cost)[0]

    def wrap_all(self, rows: Sequence[tuple[Face, str, str, bytes]], cost: Cost) -> list[Slot]:
        """A slot for each row of person, public key, PIN and what it opens to, two at a time: the
        slow function leaves the other core free. Raises Damaged (cost)."""
        cost.refuse_unfit()
        salts = [self.chance.random_bytes(SALT_BYTES) for _ in rows]
        ids, pins = [face.staff_id for face, *_ in rows], [pin for _, _, pin, _ in rows]
        with ThreadPoolExecutor(2) as pool:
            wrapping_keys = list(pool.map(partial(self._kek, cost=cost), ids, pins, salts))
        return [
            Slot(
                staff_id=face.staff_id,
                name=face.name,
                job_title=face.job_title,
                public_key=public_key,
                salt=salt,
                memory_kib=cost.memory_kib,
                passes=cost.passes,
                wrapped=lock_box(key, plain, self.chance),
            )
            for (face, public_key, _, plain), salt, key in zip(
                rows, salts, wrapping_keys, strict=True
            )
        ]

    def unwrap(self, slot: Slot, pin: str) -> bytes | None:
        """What the slot holds, or None where PIN, terminal, ward or name is another."""
        return open_box(self._kek(slot.staff_id, pin, slot.salt, slot.cost), slot.wrapped)

    def work_in_vain(self, pin: str, salt: bytes, cost: Cost) -> None:
        """Take as long as `unwrap` does, for a name that has no slot (C06)."""
        open_box(self._kek("", pin, salt, cost), bytes(64))

    def _kek(self, staff_id: str, pin: str, salt: bytes, cost: Cost) -> bytes:
        typed = pin.encode("utf-8", "surrogatepass")[:_LONGEST_PIN]
        info = json.dumps([_PURPOSE, self.ward, staff_id]).encode()
        return hkdf(self.stretch(typed, salt, cost) + self.device_secret, info)


def pack(data_key: bytes, private_key: str) -> bytes:
    """The small object that a slot wraps."""
    return json.dumps({"data_key": data_key.hex(), "person": private_key}).encode()


def unpack(plain: bytes, staff_id: str, wrong_tries: int) -> Unlocked:
    """The keys in what a slot wrapped; keys of other names are left alone."""
    held = json.loads(plain)
    private_key = held["person"]
    data_key = bytes.fromhex(held["data_key"])
    return Unlocked(staff_id, data_key, private_key, public_of(private_key), wrong_tries)
