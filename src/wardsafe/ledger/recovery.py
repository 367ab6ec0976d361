"""The recovery slot: the ledger's data key under a key that is split between two people.

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
from dataclasses import dataclass
from pathlib import Path

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged, TooNew
from wardsafe.ledger.keys import KEY_BYTES, hkdf, lock_box, open_box
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


def recovery_file(where: WardFolder) -> Path:
    """Where the recovery slot is; a back-up has to hold it."""
    return where.folder / "recovery"


def make_recovery(where: WardFolder, ward: str, data_key: bytes, chance: Chance) -> tuple[str, str]:
    """Write the recovery slot and return its two parts, which are kept nowhere else.

    An older pair stops working. Raises NotSaved; the older pair then still works.
    """
    key, pad, pair = (chance.random_bytes(n) for n in (KEY_BYTES, KEY_BYTES, _PAIR_BYTES))
    wrapped = lock_box(_wrapping_key(key, ward), data_key, chance)
    said = {"format": FORMAT, "ward": ward, "pair": pair.hex(), "wrapped": wrapped.hex()}
    write_whole(recovery_file(where), json.dumps(said).encode())
    return _spell(_Part(pair, 1, pad)), _spell(_Part(pair, 2, _xor(key, pad)))


def unlock_recovery(where: WardFolder, part1: str, part2: str) -> bytes:
    """The ledger's data key, from both parts in either order; offline, on any terminal.

    Raises BadInput(field="part1" or "part2") where a part has a typing error, is the same as the
    other or is of another pair, Damaged where the recovery file is not as written, TooNew.
    """
    first, second = _read_part(part1, 1), _read_part(part2, 2)
    if {first.number, second.number} != {1, 2}:
        raise BadInput("This is the same part twice.", field="part2", do="Type the other part.")
    pair, wrapped, ward = _read_file(where)
    for part, which in ((first, 1), (second, 2)):
        if part.pair != pair:
            raise _bad(which, "belongs to another recovery pair", "Find the latest pair.")
    key = _xor(first.share, second.share)
    data_key = open_box(_wrapping_key(key, ward), wrapped)
    if data_key is None:
        raise _damaged()
    return data_key


def _wrapping_key(key: bytes, ward: str) -> bytes:
    return hkdf(key, json.dumps(["wardsafe/recovery/1", ward]).encode())


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


def _read_file(where: WardFolder) -> tuple[bytes, bytes, str]:
    try:
        said = json.loads(recovery_file(where).read_bytes())
        if said["format"] != FORMAT and said["format"].startswith(FAMILY):
            raise TooNew("The recovery slot was written by a later version of wardsafe.")
        return bytes.fromhex(said["pair"]), bytes.fromhex(said["wrapped"]), str(said["ward"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged() from None


def _damaged() -> Damaged:
    return Damaged(
        "The recovery slot is missing or damaged; it was left as it is.",
        do="Put the back-up of the file named recovery back into the ward folder.",
    )
