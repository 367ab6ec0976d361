"""The head of a chain, signed: what the terminal vouches for after each append.

The signature is Ed25519 over the line `wardsafe checkpoint/1` and the canonical JSON of terminal,
epoch, seq and head; the head is the id of the last entry and so commits to every entry before it.
"""

from dataclasses import dataclass
from functools import cached_property

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from wardsafe.errors import BadInput
from wardsafe.ledger.canonical import encode
from wardsafe.ledger.entry import NOTHING_BEFORE

_CONTEXT = b"wardsafe checkpoint/1\n"


@dataclass(frozen=True, slots=True)
class LedgerIdentity:
    """Whose ledger this is: `environment` is "live-<id>" or "demo-<id>"; `epoch` counts from 1."""

    environment: str
    ward: str
    terminal: str
    epoch: int = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed head. `head` and `signature` are hex; `seq` 0 is a chain with nothing in it."""

    terminal: str
    epoch: int
    seq: int = 0
    head: str = NOTHING_BEFORE
    signature: str = ""


class Signer:
    """Signs heads with the terminal's own key, made from a 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)

    @cached_property
    def public(self) -> str:
        """The 32-byte public key, hex."""
        return bytes(self._key.verify_key).hex()

    def sign_text(self, what: str, data: bytes) -> bytes:
        """64 bytes over the line `wardsafe <what>` and `data`: never what a head is signed as."""
        line = b"wardsafe %s\n" % what.encode()
        if line == _CONTEXT:
            raise BadInput("A head is signed in another way.")
        return bytes(self._key.sign(line + data).signature)

    def sign(self, terminal: str, epoch: int, seq: int, head: str) -> Checkpoint:
        """The checkpoint of that head."""
        signature = self._key.sign(_message(terminal, epoch, seq, head)).signature.hex()
        return Checkpoint(terminal, epoch, seq, head, signature)


def is_signed_by(checkpoint: Checkpoint, public: str) -> bool:
    """Whether the signature is that of the hex public key over exactly this head."""
    message = _message(checkpoint.terminal, checkpoint.epoch, checkpoint.seq, checkpoint.head)
    try:
        VerifyKey(bytes.fromhex(public)).verify(message, bytes.fromhex(checkpoint.signature))
    except (CryptoError, ValueError):
        return False
    return True


def _message(terminal: str, epoch: int, seq: int, head: str) -> bytes:
    fields = {"terminal": terminal, "epoch": epoch, "seq": seq, "head": head}
    return _CONTEXT + encode(fields)
