"""Audiences: a key pair for the few who may read what is sealed, its private half wrapped for each.

The private key lies in the ledger's keyring, once for each member, sealed (age) to the member's own
public key. A PIN opens a person's key, that key opens the audience's: a staff PIN and the whole
disk open nothing, because no copy is sealed to anything else. Only somebody who holds the key can
wrap it for one more (design section 5). One copy, made with the key pair, is for the recovery
slot: two people with its parts, and nothing less, can hand the key on when nobody else can.

Break-glass is another way to the same key, where a ward has set it up: for one person, the key
sealed to each of them; for two, shares (Shamir, two of any number) of which two make the key.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Protocol

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged
from wardsafe.ledger.canonical import JSON, decode_object, encode
from wardsafe.ledger.keys import new_identity
from wardsafe.ledger.sealed import seal, unseal_bytes

_PRIME = 2**521 - 1
"""A Mersenne prime above any age key as a number: its 58 characters are 465 bits with a 1."""
_SHARE_BYTES = 66


class Keyring(Protocol):
    """The part of a ledger that keeps small secrets, encrypted with the rest of it."""

    def key(self, name: str) -> bytes | None:
        """What is kept under `name`."""
        ...

    def keep_key(self, name: str, value: bytes) -> None:
        """Keep `value` under `name`."""
        ...


class Audience:
    """One audience of one ledger. Nothing is kept in memory but what a caller is handed."""

    def __init__(self, ring: Keyring, name: str) -> None:
        self._ring, self.name = ring, name

    @property
    def public_key(self) -> str | None:
        """The age recipient that this audience's parts are sealed to; None before `make`."""
        kept = self._ring.key(f"audience/{self.name}")
        return kept.decode() if kept else None

    def make(self, members: Mapping[str, str], recovery: str = "") -> str:
        """Make the key pair and wrap it for `members` (staff id → public key) and, where there is
        one, for the recovery slot's public key; the public half.

        Raises BadInput where there is one already or nobody to hold it, NotSaved.
        """
        if self.public_key is not None:
            raise BadInput("This audience has its key already.", do="Give people access to it.")
        if not members:
            raise BadInput("Nobody could open what is sealed.", do="Give a safety lead a PIN.")
        private, public = new_identity()
        for staff_id, their_key in members.items():
            self.admit(private, staff_id, their_key)
        if recovery:
            self._put("recovery", recovery, {"audience": self.name, "key": private})
        # Last, so that a power cut leaves no public key which nobody holds the other half of.
        self._ring.keep_key(f"audience/{self.name}", public.encode())
        return public

    def adopt(self, public_key: str) -> None:
        """Seal to the key pair that another terminal of the ward made; nobody opens it here yet.

        Raises BadInput where there is one already, NotSaved.
        """
        if self.public_key is not None:
            raise BadInput("This audience has its key already.", do="Give people access to it.")
        self._ring.keep_key(f"audience/{self.name}", public_key.encode())

    def take_over(self, private_key: str, staff_id: str, public_key: str, recovery: str) -> bool:
        """Admit somebody here with the key that was handed to them at another terminal, and keep a
        copy for the recovery slot where there is none; False for a key that is not the audience's.

        Raises NotSaved.
        """
        if self.public_key is None or not _fits(private_key, self.public_key):
            return False
        self.admit(private_key, staff_id, public_key)
        if recovery and not self._kept("recovery"):
            self._put("recovery", recovery, {"audience": self.name, "key": private_key})
        return True

    def admit(self, private_key: str, staff_id: str, public_key: str) -> None:
        """Wrap the audience's private key for one more person. Raises NotSaved."""
        self._put(f"member/{staff_id}", public_key, {"audience": self.name, "key": private_key})

    def take_back(self, staff_id: str, *, from_glass: bool) -> None:
        """Drop somebody's copy, behind glass too; what they have read, or copied, they have."""
        for place in ("member", "glass") if from_glass else ("member",):
            if self._ring.key(self._at(f"{place}/{staff_id}")):
                self._ring.keep_key(self._at(f"{place}/{staff_id}"), b"")

    def holds(self, staff_id: str, public_key: str) -> bool:
        """Whether there is a copy that the holder of this public key can open."""
        return self._is_for(f"member/{staff_id}", public_key)

    def open(self, staff_id: str, private_key: str) -> str | None:
        """The audience's private key, for a member; None for anybody else. Raises Damaged."""
        said = self._take(f"member/{staff_id}", private_key)
        return None if said is None else self._text(said, "key")

    def recover(self, private_key: str) -> str | None:
        """The audience's private key, for the key behind the two recovery parts. Raises Damaged."""
        said = self._take("recovery", private_key) if private_key else None
        return None if said is None else self._text(said, "key")

    # --- break-glass --------------------------------------------------------------------------

    @property
    def glass(self) -> int:
        """How many people it takes to break the glass: 1 or 2, 0 where it is not set up."""
        kept = self._ring.key(self._at("glass"))
        return int(kept) if kept else 0

    def set_up_glass(
        self, private_key: str, people: int, holders: Mapping[str, str], chance: Chance
    ) -> None:
        """Seal the key behind glass for `holders` (staff id → public key), in place of before.

        `people` is how many of them it takes, 1 or 2. Raises BadInput for too few holders.
        """
        if people not in (1, 2) or len(holders) < people:
            raise BadInput("There are too few people to set this up.", do="Name more of them.")
        secret = _number(private_key)
        slope = 0 if people == 1 else int.from_bytes(chance.random_bytes(65))
        for at, (staff_id, public_key) in enumerate(sorted(holders.items()), start=1):
            share = ((secret + slope * at) % _PRIME).to_bytes(_SHARE_BYTES).hex()
            said = {"audience": self.name, "at": str(at), "share": share, "of": str(people)}
            self._put(f"glass/{staff_id}", public_key, said)
        self._ring.keep_key(self._at("glass"), b"%d" % people)

    def behind_glass(self, staff_id: str, public_key: str) -> bool:
        """Whether somebody has a share that they can open."""
        return bool(self.glass) and self._is_for(f"glass/{staff_id}", public_key)

    def break_glass(self, people: Mapping[str, str]) -> str:
        """The audience's private key from the shares of `people` (staff id → private key).

        Raises BadInput where they are too few or have no share, Damaged.
        """
        shares: dict[int, int] = {}
        for staff_id, private_key in people.items():
            said = self._take(f"glass/{staff_id}", private_key)
            if said is not None and said.get("of") == str(self.glass):
                shares[int(self._text(said, "at"))] = int(self._text(said, "share"), 16)
        if not self.glass or len(shares) < self.glass:
            raise BadInput("Nobody here holds a key behind glass.", do="Ask a safety lead.")
        private = _key(_at_nought(shares) if self.glass == 2 else next(iter(shares.values())))
        if self.public_key is None or not _fits(private, self.public_key):
            raise Damaged("The key behind glass does not fit.", do="Ask a safety lead.")
        return private

    # --- what is kept -------------------------------------------------------------------------

    def _at(self, place: str) -> str:
        return f"audience/{self.name}/{place}"

    def _put(self, place: str, public_key: str, said: Mapping[str, JSON]) -> None:
        sealed = base64.b64encode(seal(said, [public_key])).decode()
        kept: dict[str, JSON] = {"age": sealed, "for": public_key}
        self._ring.keep_key(self._at(place), encode(kept))

    def _is_for(self, place: str, public_key: str) -> bool:
        return self._kept(place).get("for") == public_key

    def _take(self, place: str, private_key: str) -> dict[str, Any] | None:
        kept = self._kept(place)
        if not kept:
            return None
        try:
            plain = unseal_bytes(base64.b64decode(str(kept.get("age"))), [private_key])
            said = json.loads(plain) if plain is not None else None
        except (binascii.Error, ValueError):
            raise self._damaged() from None
        if said is None:
            return None
        if not isinstance(said, dict) or said.get("audience") != self.name:
            raise self._damaged()  # somebody put another audience's copy in this place
        return said

    def _kept(self, place: str) -> dict[str, JSON]:
        kept = self._ring.key(self._at(place))
        try:
            return decode_object(kept) if kept else {}
        except BadInput:
            raise self._damaged() from None

    def _text(self, said: Mapping[str, Any], name: str) -> str:
        value = said.get(name)
        if not isinstance(value, str):
            raise self._damaged()
        return value

    def _damaged(self) -> Damaged:
        return Damaged("A key in the ledger's keyring is damaged.", do="Restore a back-up.")


def _at_nought(shares: Mapping[int, int]) -> int:
    """The line through the first two shares, at 0 (Lagrange)."""
    (a, left), (b, right), *_ = sorted(shares.items())
    return (left * b - right * a) * pow(b - a, -1, _PRIME) % _PRIME


def _number(private_key: str) -> int:
    return int.from_bytes(b"\x01" + private_key.encode()[len(_LEAD) :])


def _key(number: int) -> str:
    try:
        return _LEAD + number.to_bytes(_SHARE_BYTES).lstrip(b"\x00")[1:].decode("ascii")
    except UnicodeDecodeError:
        return ""


_LEAD = "AGE-SECRET-KEY-1"


def _fits(private_key: str, public_key: str) -> bool:
    probe = seal({"probe": ""}, [public_key])
    return unseal_bytes(probe, [private_key]) is not None
