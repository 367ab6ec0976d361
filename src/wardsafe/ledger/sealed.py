"""Small records sealed to public keys with age: drafts, held records, parts that few may read.

age (age-encryption.org/v1, X25519) seals without any secret, so a locked terminal can do it.
It does not say who sealed: what comes out is checked like any other input.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pyrage

from wardsafe.errors import Damaged, NotSaved

MOST_BYTES = 4 * 1024 * 1024


def seal(plain: Mapping[str, object], public_keys: Collection[str]) -> bytes:
    """`plain` as JSON that any one of the holders of `public_keys` can open.

    Raises NotSaved where a key is not an age recipient.
    """
    return seal_bytes(json.dumps(plain, separators=(",", ":")).encode(), public_keys)


def seal_bytes(data: bytes, public_keys: Collection[str]) -> bytes:
    """`data` as an age file for the holders of any of `public_keys`. Raises NotSaved.

    An X25519 stanza does not name its recipient: the file tells how many there are, not who.
    """
    try:
        recipients = [pyrage.x25519.Recipient.from_str(key) for key in sorted(set(public_keys))]
        return bytes(pyrage.encrypt(data, recipients))
    except (pyrage.RecipientError, pyrage.EncryptError):
        raise NotSaved("There is no usable key to seal this with.") from None


def unseal_bytes(sealed: bytes, private_keys: Collection[str]) -> bytes | None:
    """What an age file holds for a holder of any of `private_keys`; None for everybody else."""
    try:
        identities = [pyrage.x25519.Identity.from_str(key) for key in private_keys]
        return bytes(pyrage.decrypt(sealed, identities)) if identities else None
    except (ValueError, pyrage.IdentityError, pyrage.DecryptError):
        return None


def unseal(path: Path, private_key: str) -> dict[str, object]:
    """What `path` holds for the holder of `private_key`. Raises Damaged."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError
        identity = pyrage.x25519.Identity.from_str(private_key)
        plain = json.loads(pyrage.decrypt(path.read_bytes(), [identity]))
    except (OSError, ValueError, RecursionError, pyrage.IdentityError, pyrage.DecryptError):
        plain = None
    if not isinstance(plain, dict):
        raise Damaged(f"The file {path.name} cannot be opened.") from None
    return plain
