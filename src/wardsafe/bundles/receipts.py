"""Receipts: what a ledger holds of another terminal, signed by whoever holds it.

Only a receipt says that something was sent. It names, for each chain of the terminal and each arm
of a forked one, how far it is held and the id there; what was refused and why; what is missing; and
the list of revoked keys. It
is signed, then sealed to the terminal. `counter` (epoch of the signer, number of the receipt) only
rises: a ledger restored from a back-up begins a new epoch, and so may lower what it holds.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from wardsafe.bundles import limits, opening
from wardsafe.bundles.refusing import Refused, not_whole
from wardsafe.bundles.signed import Sign, Signed, read_signed, typed, write_signed
from wardsafe.ledger.sealed import seal_bytes

WHAT = "receipt/1"
_SHAPE: dict[str, type] = {
    "by": str, "to": str, "environment": str, "written": str, "counter": list, "marks": list,
    "disclosed": list, "refused": list, "missing": list, "revoked": dict,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one chain, or one arm of it, is held: up to `seq`, whose entry is `head`."""

    epoch: int
    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class Revoked:
    """The signer's list: its number, its day, and terminal → [signing key, day, reason]."""

    number: int
    day: str
    keys: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """See above. `refused` are (bundle, reason), `missing` (epoch, first, last; 0 for the end).

    `disclosed` are (epoch, digest of a disclosure profile, id of the entry up to which everything
    is held that this profile lets travel): of a forked chain there is one for each arm.
    """

    by: str
    to: str
    environment: str
    written: str
    counter: tuple[int, int]
    marks: tuple[Mark, ...]
    refused: tuple[tuple[str, str], ...]
    missing: tuple[tuple[int, int, int], ...]
    revoked: Revoked
    disclosed: tuple[tuple[int, str, str], ...] = ()


def write_receipt(receipt: Receipt, sign: Sign) -> bytes:
    """The three signed lines."""
    said: dict[str, Any] = {
        "by": receipt.by,
        "to": receipt.to,
        "environment": receipt.environment,
        "written": receipt.written,
        "counter": list(receipt.counter),
        "marks": [[m.epoch, m.seq, m.head] for m in receipt.marks],
        "disclosed": [list(one) for one in receipt.disclosed],
        "refused": [list(one) for one in receipt.refused],
        "missing": [list(one) for one in receipt.missing],
        "revoked": {
            "number": receipt.revoked.number,
            "day": receipt.revoked.day,
            "keys": receipt.revoked.keys,
        },
    }
    return write_signed(WHAT, said, sign)


def seal_receipt(lines: bytes, recipients: Collection[str]) -> bytes:
    """The file to carry. Raises NotSaved."""
    return seal_bytes(lines, recipients)


def open_receipt(sealed: bytes, private_keys: Collection[str]) -> bytes:
    """The three lines of a sealed receipt, not yet believed. Raises Refused, NotForUs."""
    if len(sealed) > limits.SIGNED:
        raise not_whole("receipt")
    return opening.unsealed(sealed, private_keys)


def read_receipt(lines: bytes) -> tuple[Receipt, Signed]:
    """The receipt; whoever reads it must check by whom it is signed. Raises Refused, TooNew."""
    signed = read_signed(WHAT, lines)
    if signed.size != len(lines):
        raise not_whole("receipt")
    said = typed(signed.fields, _SHAPE, "receipt")
    try:
        epoch, number = said["counter"]
        listed = said["revoked"]
        receipt = Receipt(
            by=said["by"],
            to=said["to"],
            environment=said["environment"],
            written=said["written"],
            counter=(_whole(epoch), _whole(number)),
            marks=tuple(Mark(_whole(e), _whole(s), _text(h)) for e, s, h in said["marks"]),
            disclosed=tuple((_whole(e), _text(p), _text(h)) for e, p, h in said["disclosed"]),
            refused=tuple((_text(name), _text(why)) for name, why in said["refused"]),
            missing=tuple((_whole(e), _whole(a), _whole(b)) for e, a, b in said["missing"]),
            revoked=Revoked(
                _whole(listed["number"]),
                _text(listed["day"]),
                {k: [_text(a), _text(b), _text(c)] for k, (a, b, c) in listed["keys"].items()},
            ),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused("The receipt is not one.") from None
    return receipt, signed


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError
    return value
