"""The anchor: the head of the ledger, kept outside the ledger's file and its folder.

A file put back, cut short or exchanged no longer agrees with it. Two blocks of 4 KiB are written
in turn, so one flush a write is enough and a torn write leaves the older block whole. Each block:
HMAC-SHA256 (32 bytes), length (4 bytes, big-endian), canonical JSON, zeros. Whoever holds the
device secret can forge it, and a file and anchor put back together agree: only a receipt from
elsewhere shows that (threats catalogue 1.3, finding 16).
"""

import hmac
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput, Damaged, NotSaved
from wardsafe.ledger.canonical import decode_object, encode
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity
from wardsafe.places import WardFolder, make_private, write_whole

BLOCK = 4096
_MAC = 32
_LENGTH = 4
_ROOM = BLOCK - _MAC - _LENGTH
_MARGIN = 64
"""Kept free of counts, so that a head always fits: wrong PINs must not stop recording."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What one block says. `count` is all entries in the file, `seq` those of this epoch."""

    turn: int
    environment: str
    ward: str
    terminal: str
    public: str
    count: int
    epoch: int
    seq: int
    head: str
    signature: str
    failures: dict[str, int] = field(default_factory=dict)

    @property
    def checkpoint(self) -> Checkpoint:
        """The signed head."""
        return Checkpoint(self.terminal, self.epoch, self.seq, self.head, self.signature)


_TURNS: dict[Path, threading.RLock] = {}
"""One a file: heads and wrong PINs are kept by different objects, each reading before it writes."""


class AnchorFile:
    """The anchor of one ward folder on this device, under the device's secret (32 bytes)."""

    def __init__(self, where: WardFolder, device_secret: bytes) -> None:
        self._where = where
        self._path = where.anchor
        self._turn = _TURNS.setdefault(where.anchor, threading.RLock())
        self._key = hmac.digest(device_secret, b"wardsafe anchor/1", "sha256")
        self._known: tuple[bytes, Anchor | None] = (b"", None)

    def exists(self) -> bool:
        """Whether there is a file at all, readable or not."""
        return self._path.exists()

    def read(self) -> Anchor | None:
        """The newest whole block, or None. Raises Damaged where the file may not be read."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise Damaged(f"The anchor file cannot be read: {problem.strerror}.") from None
        if data != self._known[0]:
            found = [self._open(data[:BLOCK]), self._open(data[BLOCK : 2 * BLOCK])]
            whole = [anchor for anchor in found if anchor]
            self._known = (data, max(whole, key=lambda anchor: anchor.turn, default=None))
        return self._known[1]

    def write(self, anchor: Anchor) -> None:
        """Keep `anchor` as the newest block, flushed. Its `turn` is set here. Raises NotSaved."""
        with self._turn:
            self._write_after(self.read(), anchor)

    def keep_head(
        self, identity: LedgerIdentity, public: str, head: Checkpoint, count: int
    ) -> None:
        """Keep a new head of `count` entries beside the wrong PINs counted so far. NotSaved."""
        with self._turn:
            before = self.read()
            self._write_after(
                before,
                Anchor(
                    turn=0,
                    environment=identity.environment,
                    ward=identity.ward,
                    terminal=identity.terminal,
                    public=public,
                    count=count,
                    epoch=head.epoch,
                    seq=head.seq,
                    head=head.head,
                    signature=head.signature,
                    failures=before.failures if before else {},
                ),
            )

    def failures(self) -> Mapping[str, int] | None:
        """Staff id to wrong PINs; None where the anchor is missing or damaged."""
        anchor = self.read()
        return anchor.failures if anchor else None

    def set_failures(self, counts: Mapping[str, int]) -> None:
        """Keep the counts beside the head. Raises NotSaved where there is no anchor, or no room."""
        with self._turn:
            anchor = self.read()
            if anchor is None:
                raise NotSaved("The anchor is missing, so wrong PINs cannot be counted there.")
            counted = replace(anchor, failures={who: n for who, n in counts.items() if n})
            if len(_said(counted)) > _ROOM - _MARGIN:
                raise NotSaved("The anchor is full: too many names have wrong PINs to count.")
            self._write_after(anchor, counted)

    def _write_after(self, before: Anchor | None, anchor: Anchor) -> None:
        anchor = replace(anchor, turn=before.turn + 1 if before else 1)
        block = self._seal(anchor)
        if before is None:
            make_private(self._path.parent)
            write_whole(self._path, bytes(BLOCK) + block)
        else:
            self._write_block(anchor.turn % 2, block)
            self._know(anchor, block)

    def _know(self, anchor: Anchor, block: bytes) -> None:
        """What the file holds now, so that the next reading compares bytes and opens no block."""
        blocks = [self._known[0][:BLOCK], self._known[0][BLOCK:]]
        blocks[anchor.turn % 2] = block
        self._known = (b"".join(blocks), anchor)

    def _write_block(self, which: int, block: bytes) -> None:
        try:
            with self._path.open("r+b", buffering=0) as file:
                file.seek(which * BLOCK)
                file.write(block)
                _flush(file.fileno())
        except OSError as problem:
            raise NotSaved(
                f"The anchor file could not be written: {problem.strerror}.",
                do="Check the disk and the folder's permissions.",
            ) from None

    def _seal(self, anchor: Anchor) -> bytes:
        said = _said(anchor)
        body = (len(said).to_bytes(_LENGTH, "big") + said).ljust(BLOCK - _MAC, b"\x00")
        return hmac.digest(self._key, body, "sha256") + body

    def _open(self, block: bytes) -> Anchor | None:
        mac, body = block[:_MAC], block[_MAC:]
        if len(block) != BLOCK or not hmac.compare_digest(
            mac, hmac.digest(self._key, body, "sha256")
        ):
            return None
        length = int.from_bytes(body[:_LENGTH], "big")
        try:
            said: dict[str, Any] = decode_object(body[_LENGTH : _LENGTH + length])
            return Anchor(**said)
        except (BadInput, TypeError):  # a block of a later version
            return None


def _said(anchor: Anchor) -> bytes:
    return encode({item.name: getattr(anchor, item.name) for item in fields(anchor)})


def _flush(handle: int) -> None:
    # The file keeps its size, so its data is all there is to flush.
    (os.fdatasync if hasattr(os, "fdatasync") else os.fsync)(handle)
