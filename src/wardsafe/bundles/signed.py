"""Three lines that anybody can check: what it is, what it says, and who signed both.

    wardsafe bundle/1
    {"…":"…"}
    <base64 of an Ed25519 signature>

The signature is over the first two lines as they stand, each with its line feed, so that
`head -n 2` and a public tool are all it takes (docs/formats/bundle.md).
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from wardsafe.bundles import limits
from wardsafe.bundles.refusing import Refused, not_whole
from wardsafe.errors import BadInput, TooNew
from wardsafe.ledger.canonical import decode_object, encode

Sign = Callable[[str, bytes], bytes]
"""Signs `wardsafe <what>`, a line feed, and the bytes: 64 bytes."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What was said, not yet known to be true: `is_by` says whose it is."""

    fields: dict[str, Any]
    message: bytes
    signature: bytes
    size: int

    def is_by(self, public: str) -> bool:
        """Whether the hex Ed25519 key signed exactly these bytes."""
        try:
            VerifyKey(bytes.fromhex(public)).verify(self.message, self.signature)
        except (CryptoError, ValueError):
            return False
        return True


def write_signed(what: str, fields: dict[str, Any], sign: Sign) -> bytes:
    """The three lines of `what` ("bundle/1"). Raises BadInput for what JSON cannot hold."""
    line = encode(fields) + b"\n"
    return b"wardsafe %s\n%s%s\n" % (what.encode(), line, base64.b64encode(sign(what, line)))


def read_signed(what: str, data: bytes) -> Signed:
    """Read the three lines at the start of `data`; `size` is how many bytes they are.

    Raises Refused for anything else, TooNew for a later version of the same.
    """
    name, version = what.split("/")
    first, _, rest = data[: limits.SIGNED].partition(b"\n")
    if first != f"wardsafe {what}".encode():
        raise _another(name, version, first)
    line, _, rest = rest.partition(b"\n")
    code, end, _ = rest.partition(b"\n")
    try:
        signature = base64.b64decode(code, validate=True)
        fields = decode_object(line)
    except (binascii.Error, ValueError):
        raise not_whole(name) from None
    except BadInput:
        raise not_whole(name) from None
    if not end or len(signature) != 64 or base64.b64encode(signature) != code:
        raise not_whole(name)
    if encode(fields) != line:
        raise not_whole(name)
    message = first + b"\n" + line + b"\n"
    return Signed(fields, message, signature, len(message) + len(code) + 1)


def _another(name: str, version: str, first: bytes) -> Exception:
    start = f"wardsafe {name}/".encode()
    later = first.removeprefix(start)
    if first.startswith(start) and later.isdigit() and len(later) < 4 and int(later) > int(version):
        return TooNew(
            f"This {name} was written by a later version of wardsafe.",
            do="Update wardsafe here; it is left where it is.",
        )
    return not_whole(name)


def typed(fields: dict[str, Any], shape: dict[str, type], what: str) -> dict[str, Any]:
    """`fields`, with exactly the names and types of `shape`. Raises Refused naming another."""
    for name, kind in shape.items():
        if type(fields.get(name)) is not kind:
            raise Refused(f"The {what}'s {name} is missing or of the wrong type.", field=name)
    for name in fields.keys() - shape.keys():
        raise Refused(f"The {what} has a field that is not known here.", field=name)
    return fields
