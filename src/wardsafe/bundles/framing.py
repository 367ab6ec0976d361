"""Frames between the program and the process that takes bundles apart, read with their limits."""

import struct
from typing import BinaryIO

from wardsafe.bundles.refusing import Refused

_HEAD = struct.Struct(">cI")


def write_frame(stream: BinaryIO, letter: bytes, body: bytes) -> None:
    """Write one frame; the caller flushes."""
    stream.write(_HEAD.pack(letter, len(body)))
    stream.write(body)


def read_frame(stream: BinaryIO, most: int) -> tuple[bytes, bytes] | None:
    """One frame, None at the end. Raises Refused for one that is broken or beyond `most`."""
    head = stream.read(_HEAD.size)
    if not head:
        return None
    if len(head) != _HEAD.size:
        raise broken()
    letter, length = _HEAD.unpack(head)
    body = stream.read(length) if length <= most else b""
    if len(body) != length:
        raise broken()
    return letter, body


def broken() -> Refused:
    """What came is no answer at all."""
    return Refused("What reads bundles answered nonsense; nothing was taken in.")
