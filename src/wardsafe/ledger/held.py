"""Records taken with no PIN at hand: sealed by the locked terminal, waiting to be claimed.

"Record now" must always work, so it needs no key that opens anything: the record is sealed to the
terminal's public key, and the private key lies in the ledger's keyring. Anybody who can write
into the folder can leave a record there, as anybody at the keyboard can: what is claimed gets an
author only when a person claims it. Nothing is dropped until the caller says that it is safe.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wardsafe.clock import LONDON, Chance, Clock
from wardsafe.errors import BadInput, Damaged
from wardsafe.ledger.sealed import seal, unseal
from wardsafe.places import WardFolder, make_private, write_whole

_SUFFIX = ".held"


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """What is shown once the record is kept: its id and when it was taken. `code` is short."""

    id: str
    taken: datetime

    @property
    def code(self) -> str:
        """The first eight signs of the id, to be read aloud."""
        return self.id[:8]


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record that waits. Claim it under its `id`, so that claiming it twice shows."""

    id: str
    taken: datetime
    fields: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, oldest first, and what cannot be read, each in a sentence."""

    records: tuple[HeldRecord, ...]
    damaged: tuple[str, ...]


class Held:
    """The held records of one ward on one terminal."""

    def __init__(self, where: WardFolder, clock: Clock, chance: Chance) -> None:
        self._folder, self._clock, self._chance = where.held, clock, chance

    def hold(self, public_key: str, fields: Mapping[str, object]) -> HeldReceipt:
        """Seal a record to the terminal and keep it; what was written has been read back.

        Raises NotSaved or UnsafePlace: then nothing was kept, and the text is still the caller's.
        """
        receipt = HeldReceipt(self._chance.new_id(), self._clock.now())
        plain = {"id": receipt.id, "taken": receipt.taken.isoformat(), "fields": dict(fields)}
        data = seal(plain, [public_key])
        make_private(self._folder)
        write_whole(self._path(receipt.id), data)
        return receipt

    def count(self) -> int:
        """How many records wait, readable or not; needs no key."""
        return sum(1 for _ in self._folder.glob(f"*{_SUFFIX}"))

    def waiting(self, private_key: str) -> Waiting:
        """Every record that waits, opened with the terminal's key. Never raises for a bad file."""
        records, damaged = [], []
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            try:
                records.append(_record(path, private_key))
            except Damaged:
                damaged.append(_in_words(path))
        records.sort(key=lambda record: (record.taken, record.id))
        return Waiting(tuple(records), tuple(damaged))

    def drop(self, record_id: str) -> None:
        """Forget a record that is now in the ledger. Raises BadInput for an id that is no id."""
        if not record_id.isalnum():
            raise BadInput("This is not the id of a held record.")
        self._path(record_id).unlink(missing_ok=True)

    def _path(self, record_id: str) -> Path:
        return self._folder / f"{record_id}{_SUFFIX}"


def _record(path: Path, private_key: str) -> HeldRecord:
    said = unseal(path, private_key)
    try:
        taken = datetime.fromisoformat(str(said["taken"])).astimezone(LONDON)
        fields = said["fields"]
        # A copy under a second name would be claimed twice.
        if not isinstance(fields, dict) or said["id"] != path.stem:
            raise ValueError
        return HeldRecord(path.stem, taken, fields)
    except (KeyError, ValueError, OverflowError):
        raise Damaged("This held record is not as it was written.") from None


def _in_words(path: Path) -> str:
    try:
        when = datetime.fromtimestamp(path.stat().st_mtime, LONDON)
    except OSError:
        return f"A record taken without a PIN cannot be read; its file is held/{path.name}."
    return (
        f"A record taken without a PIN at {when:%H:%M} on {when.day} {when:%b %Y} cannot be read; "
        f"its file stays, as held/{path.name}."
    )
