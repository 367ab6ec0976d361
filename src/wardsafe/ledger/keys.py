"""Where keys come from: the device secret, a PIN made slow, one key derived from another.

A PIN of six digits is no encryption key: a million guesses take hours. So a PIN is stretched with
argon2id (RFC 9106; OWASP Password Storage Cheat Sheet) and mixed with 32 bytes that only this
terminal holds. Somebody with the ward folder alone has nothing to guess against; somebody with
the whole disk image has, and only disk encryption stands in their way.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

import nacl.exceptions
import nacl.secret
import pyrage
from nacl.pwhash import argon2id

from wardsafe.clock import Chance, Clock
from wardsafe.errors import Damaged, WardsafeError
from wardsafe.places import WardFolder, make_private, write_whole

KEY_BYTES = 32
SALT_BYTES = argon2id.SALTBYTES


@dataclass(frozen=True, slots=True)
class Cost:
    """How hard a PIN is to try: argon2id memory in KiB and passes over it, one lane."""

    memory_kib: int
    passes: int

    def refuse_unfit(self) -> None:
        """Raise Damaged outside FLOOR and CEILING: too cheap to protect, or meant to exhaust."""
        fits_memory = FLOOR.memory_kib <= self.memory_kib <= CEILING.memory_kib
        if not (fits_memory and FLOOR.passes <= self.passes <= CEILING.passes):
            raise Damaged(
                "A key slot states a cost that wardsafe never sets, so it was not tried.",
                do="Ask a steward to give this person a new PIN.",
            )


FLOOR = Cost(64 * 1024, 3)
"""Above OWASP's least (19 MiB, 2 passes): six digits need more than a password does."""
CEILING = Cost(1024 * 1024, 10)

Stretch = Callable[[bytes, bytes, Cost], bytes]
"""(PIN, 16 bytes of salt, cost) to 32 bytes."""


def stretch(pin: bytes, salt: bytes, cost: Cost) -> bytes:
    """argon2id of a PIN, 32 bytes. Raises WardsafeError where there is too little memory."""
    try:
        return argon2id.kdf(KEY_BYTES, pin, salt, cost.passes, cost.memory_kib * 1024)
    except (nacl.exceptions.RuntimeError, MemoryError):
        raise WardsafeError(
            "This terminal has too little free memory to check a PIN.",
            do="Close other programs and try again; Record now works without a PIN.",
        ) from None


def calibrate(clock: Clock, *, target: float = 0.4, try_pin: Stretch = stretch) -> Cost:
    """The cost at which one PIN takes about `target` seconds here, between FLOOR and CEILING.

    Time grows with memory, so the second measure starts where the first one points; a machine
    that disappoints there is brought back by the same rule.
    """
    at_floor = _seconds(FLOOR, clock, try_pin)
    guess = _scaled(FLOOR, target / max(at_floor, 1e-6))
    return _scaled(guess, min(1.0, target / max(_seconds(guess, clock, try_pin), 1e-6)))


def _seconds(cost: Cost, clock: Clock, try_pin: Stretch) -> float:
    start = clock.monotonic()
    try_pin(b"000000", bytes(SALT_BYTES), cost)
    return clock.monotonic() - start


def _scaled(cost: Cost, by: float) -> Cost:
    whole_mib = int(cost.memory_kib * by) // 1024 * 1024
    return Cost(min(max(whole_mib, FLOOR.memory_kib), CEILING.memory_kib), cost.passes)


def hkdf(secret: bytes, info: bytes) -> bytes:
    """32 bytes derived from `secret` for one purpose (HKDF-SHA256, RFC 5869, no salt)."""
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def lock_box(key: bytes, plain: bytes, chance: Chance) -> bytes:
    """`plain` under `key`: XSalsa20-Poly1305 (NaCl secretbox), a fresh nonce in front."""
    nonce = chance.random_bytes(nacl.secret.SecretBox.NONCE_SIZE)
    return bytes(nacl.secret.SecretBox(key).encrypt(plain, nonce))


def open_box(key: bytes, boxed: bytes) -> bytes | None:
    """What was locked under `key`; None where the key is another or a byte has changed."""
    try:
        return nacl.secret.SecretBox(key).decrypt(boxed)
    except (nacl.exceptions.CryptoError, ValueError):
        return None


def new_identity() -> tuple[str, str]:
    """A new age key pair (private, public), for a person or a terminal."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def public_of(private_key: str) -> str:
    """The age recipient that belongs to a private key."""
    return str(pyrage.x25519.Identity.from_str(private_key).to_public())


def make_device_secret(where: WardFolder, chance: Chance) -> bytes:
    """Make this terminal's 32 secret bytes, once; one that is there already is kept and returned.

    Raises NotSaved.
    """
    make_private(where.device)
    if not where.secret.exists():
        write_whole(where.secret, chance.random_bytes(KEY_BYTES))
    return device_secret(where)


def device_secret(where: WardFolder) -> bytes:
    """This terminal's 32 secret bytes. Raises Damaged; a new one is never made in its place."""
    try:
        secret = where.secret.read_bytes()
    except OSError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise Damaged(
            "The secret of this terminal is missing or damaged, so no PIN can open the ledger.",
            do="Put the device folder back, or use the two recovery parts.",
        )
    return secret
