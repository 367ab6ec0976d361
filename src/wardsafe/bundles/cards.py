"""Cards: what a terminal or a hub says of itself, and the fingerprint that is read aloud.

A card is believed only when somebody has compared its fingerprint with the one on the other screen:
never because it arrived first (threats catalogue, case E06). A later card of the same terminal is
signed by the same key and counts on; another signing key is another terminal.
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256
from typing import Any

import pyrage

from wardsafe.bundles.manifest import grouped
from wardsafe.bundles.refusing import Refused, not_whole
from wardsafe.bundles.signed import Sign, read_signed, typed, write_signed
from wardsafe.ledger.canonical import encode
from wardsafe.records.text import show

WHAT = "card/1"
TERMINAL, DESK, HUB = "terminal", "trust desk", "network hub"
ROLES = (TERMINAL, DESK, HUB)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Card:
    """One terminal, trust desk or network hub. `age` seals to it, `sign` (hex) checks its word.

    `number` counts its cards from 1; `until` is the last day on which anything is sealed to it.
    """

    role: str
    environment: str
    ward: str
    ward_name: str
    site: str
    terminal: str
    terminal_name: str
    age: str
    sign: str
    number: int
    until: str

    @property
    def fingerprint(self) -> str:
        """Five groups of four, 100 bits: role, ids and both keys."""
        said: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("role", "environment", "ward", "terminal", "age", "sign")
        }
        return grouped(sha256(b"wardsafe fingerprint/1\n" + encode(said)).digest())

    @property
    def title(self) -> str:
        """How people call it, safe to be drawn."""
        return show(f"{self.ward_name}, {self.terminal_name}")

    def is_over(self, today: date) -> bool:
        """Whether nothing may be sealed to it any more."""
        return today > date.fromisoformat(self.until)


_SHAPE: dict[str, type] = {field.name: str for field in fields(Card)} | {"number": int}


def write_card(card: Card, sign: Sign) -> bytes:
    """The card as a file, signed with its own key."""
    return write_signed(WHAT, {name: getattr(card, name) for name in Card.__slots__}, sign)


def read_card(data: bytes) -> Card:
    """A card that its own key signed, which says nothing yet of whose it is. Raises Refused."""
    signed = read_signed(WHAT, data)
    if signed.size != len(data):
        raise not_whole("card")
    card = Card(**typed(signed.fields, _SHAPE, "card"))
    for name in ("environment", "ward", "terminal"):
        if not _NAME.fullmatch(getattr(card, name)):
            raise Refused(f"The card's {name} cannot be right.", field=name)
    if card.role not in ROLES or card.number < 1 or not _HEX.fullmatch(card.sign):
        raise not_whole("card")
    try:
        date.fromisoformat(card.until)
        pyrage.x25519.Recipient.from_str(card.age)
    except (ValueError, pyrage.RecipientError):
        raise not_whole("card") from None
    if not signed.is_by(card.sign):
        raise Refused("The card is not signed by the key that it names.")
    return card


def same_terminal(before: Card, after: Card) -> bool:
    """Whether `after` is a later card of the same terminal: same ids and role, same signing key."""
    return replace(before, age="", until="", number=0, ward_name="", terminal_name="", site="") == (
        replace(after, age="", until="", number=0, ward_name="", terminal_name="", site="")
    )
