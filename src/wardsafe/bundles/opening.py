"""Opening a bundle: every limit before the work it limits, one pass, nothing believed.

This runs in a process of its own (`reader.py` starts it), because the bytes may be anybody's.
"""

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256

import pyrage
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from wardsafe.bundles import limits, zstd
from wardsafe.bundles.lines import RawEntry, read_lines, refuse_loose
from wardsafe.bundles.manifest import Manifest
from wardsafe.bundles.refusing import Refused, not_whole

_AGE = b"age-encryption.org/v1\n"


class NotForUs(Refused):
    """A sealed file that none of our keys opens: somebody else's, or damaged in its first lines."""


def unsealed(sealed: bytes, private_keys: Collection[str]) -> bytes:
    """What an age file holds. Raises Refused for no age file, NotForUs where no key opens it."""
    if len(sealed) > limits.SEALED:
        raise Refused("The file is larger than a bundle may be.")
    if not sealed.startswith(_AGE):
        raise not_whole()
    head = sealed[: sealed.find(b"\n---") + 1 or len(_AGE)]
    if head.count(b"\n-> ") > limits.RECIPIENTS + 1:  # one stanza is there to keep readers honest
        raise Refused("The file is sealed to more readers than a bundle may be.")
    identities = [pyrage.x25519.Identity.from_str(key) for key in private_keys]
    try:
        return bytes(pyrage.decrypt(sealed, identities))
    except pyrage.DecryptError as problem:
        if "matching keys" in str(problem).lower():
            raise NotForUs("It is sealed to somebody else.") from None
        raise not_whole() from None


def public_key(private_key: str) -> str:
    """The age recipient of an age identity."""
    return str(pyrage.x25519.Identity.from_str(private_key).to_public())


def seal_with_code(data: bytes, code: str) -> bytes:
    """`data` for whoever is told a code of 100 random bits, which needs no stretching."""
    return bytes(_box(code).encrypt(data))


def unseal_with_code(sealed: bytes, code: str) -> bytes | None:
    """What the code opens; None where it does not."""
    try:
        return _box(code).decrypt(sealed)
    except (CryptoError, ValueError):
        return None


def _box(code: str) -> SecretBox:
    return SecretBox(sha256(b"wardsafe invitation/1\n" + code.encode()).digest())


def packed_part(plain: bytes, start: int, manifest: Manifest) -> bytes:
    """What follows the manifest, as its digest says. Raises Refused."""
    packed = plain[start:]
    if len(packed) != manifest.packed or sha256(packed).hexdigest() != manifest.digest:
        raise not_whole()
    return packed


def unpacked(packed: bytes, manifest: Manifest) -> Iterator[RawEntry]:
    """The entries, one by one, their parts strict JSON. Raises Refused."""
    for stretch in stretches(packed, manifest):
        yield from read(stretch)


def read(stretch: Iterable[bytes]) -> list[RawEntry]:
    """The entries of lines, their parts strict JSON. Raises Refused."""
    raws = read_lines(stretch)
    refuse_loose(raws)
    return raws


def stretches(packed: bytes, manifest: Manifest) -> Iterator[list[bytes]]:
    """The lines, many at a time, as many as the manifest says. Raises Refused."""
    count = 0
    for stretch in zstd.stretches(packed, manifest.size):
        count += len(stretch)
        if count > manifest.entries:
            break
        yield stretch
    if count != manifest.entries:
        raise Refused("The bundle does not hold as many entries as it says.")
