"""The recovery slot: the ledger's data key under a key that is split between two people.

Beside it lies the private half of a key pair, under the same two parts and no data key: whatever
few may read is sealed to its public half as well, so that a lost computer, with everybody's own
keys, does not shut it for ever.

It opens without the device secret, since it is for the day when the terminal has been replaced,
and is therefore a file of its own beside the slots. The key is cut into two parts by XOR with
random bytes: either part alone says nothing at all about it (a one-time pad). Each part is shown
once, to be written down: 14 groups of four signs (base32, RFC 4648) and a fifteenth that finds a
typing error.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged, TooNew
from wardsafe.ledger.keys import KEY_BYTES, hkdf, lock_box, new_identity, open_box
from wardsafe.places import WardFolder, write_whole

FAMILY = "wardsafe-recovery/"
FORMAT = FAMILY + "1"
_PAIR_BYTES = 2
_GROUP = 4
_SIGNS = 56
_MEANT = str.maketrans("018", "OIB", " -\t\r\n")
"""What is misread on paper: base32 has no 0, 1 or 8."""


@dataclass(frozen=True, slots=True)
class _Part:
    pair: bytes
    number: int
    share: bytes


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the two parts open. `private_key` is "" for a slot made before there was one."""

    data_key: bytes = field(repr=False)
    private_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The slot as it lies: everything in it is locked, or says nothing about the ward."""

    ward: str
    pair: bytes
    wrapped: bytes
    sealed_to: str
    private: bytes


def recovery_file(where: WardFolder) -> Path:
    """Where the recovery slot is; a back-up has to hold it."""
    return where.folder / "recovery"


def make_recovery(where: WardFolder, ward: str, data_key: bytes, chance: Chance) -> tuple[str, str]:
    """Write the recovery slot and return its two parts, which are kept nowhere else.

    An older pair stops working. Raises NotSaved; the older pair then still works.
    """
    key, pad, pair = (chance.random_bytes(n) for n in (KEY_BYTES, KEY_BYTES, _PAIR_BYTES))
    private, public = new_identity()
    wrapped = lock_box(_wrapping_key(key, ward), data_key, chance)
    locked = lock_box(_wrapping_key(key, ward, _AUDIENCES), private.encode(), chance)
    said = {
        "format": FORMAT,
        "ward": ward,
        "pair": pair.hex(),
        "wrapped": wrapped.hex(),
        "sealed to": public,
        "private": locked.hex(),
    }
    write_whole(recovery_file(where), json.dumps(said).encode())
    return _spell(_Part(pair, 1, pad)), _spell(_Part(pair, 2, _xor(key, pad)))


def recipient(where: WardFolder) -> str:
    """The public half of the key pair behind the two parts, as the file says it: to be believed
    only where the file was just made. Raises Damaged, TooNew."""
    return _read_file(where).sealed_to


def unlock_recovery(where: WardFolder, part1: str, part2: str) -> bytes:
    """The ledger's data key alone. Raises as `recover` does."""
    return recover(where, part1, part2).data_key


def recover(where: WardFolder, part1: str, part2: str) -> Recovered:
    """What both parts open, in either order; offline, on any terminal.

    Raises BadInput(field="part1" or "part2") where a part has a typing error, is the same as the
    other or is of another pair, Damaged where the recovery file is not as written, TooNew.
    """
    first, second = _read_part(part1, 1), _read_part(part2, 2)
    if {first.number, second.number} != {1, 2}:
        raise BadInput("This is the same part twice.", field="part2", do="Type the other part.")
    kept = _read_file(where)
    for part, which in ((first, 1), (second, 2)):
        if part.pair != kept.pair:
            raise _bad(which, "belongs to another recovery pair", "Find the latest pair.")
    key = _xor(first.share, second.share)
    data_key = open_box(_wrapping_key(key, kept.ward), kept.wrapped)
    private = open_box(_wrapping_key(key, kept.ward, _AUDIENCES), kept.private)
    if data_key is None or (kept.private and private is None):
        raise _damaged()
    return Recovered(data_key, (private or b"").decode())


_AUDIENCES = "audiences"


def _wrapping_key(key: bytes, ward: str, *purpose: str) -> bytes:
    return hkdf(key, json.dumps(["wardsafe/recovery/1", ward, *purpose]).encode())


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _spell(part: _Part) -> str:
    signs = base64.b32encode(part.pair + bytes([part.number]) + part.share).decode()
    whole = signs + _check_group(signs)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def _check_group(signs: str) -> str:
    digest = hashlib.sha256(b"wardsafe/recovery-part/1" + signs.encode()).digest()
    return base64.b32encode(digest).decode()[:_GROUP]


def _read_part(typed: str, which: int) -> _Part:
    whole = typed.upper().translate(_MEANT)
    signs, check = whole[:_SIGNS], whole[_SIGNS:]
    if len(whole) != _SIGNS + _GROUP:
        raise _bad(which, f"has {len(whole)} letters and digits where 60 belong", "Type it again.")
    if not signs.isascii() or check != _check_group(signs):
        raise _bad(which, "has a typing error", "Compare it with the paper, group by group.")
    try:
        data = base64.b32decode(signs)
    except binascii.Error:
        raise _bad(which, "has a typing error", "Compare it with the paper.") from None
    return _Part(data[:_PAIR_BYTES], data[_PAIR_BYTES], data[_PAIR_BYTES + 1 :])


def _bad(which: int, what: str, do: str) -> BadInput:
    return BadInput(f"Recovery part {which} {what}.", field=f"part{which}", do=do)


def _read_file(where: WardFolder) -> _Kept:
    try:
        said = json.loads(recovery_file(where).read_bytes())
        if said["format"] != FORMAT and said["format"].startswith(FAMILY):
            raise TooNew("The recovery slot was written by a later version of wardsafe.")
        return _Kept(
            ward=str(said["ward"]),
            pair=bytes.fromhex(said["pair"]),
            wrapped=bytes.fromhex(said["wrapped"]),
            sealed_to=str(said.get("sealed to", "")),
            private=bytes.fromhex(said.get("private", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged() from None


def _damaged() -> Damaged:
    return Damaged(
        "The recovery slot is missing or damaged; it was left as it is.",
        do="Put the back-up of the file named recovery back into the ward folder.",
    )
