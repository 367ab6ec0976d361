"""Frames between the program and the process that takes bundles apart, read with their limits."""

import struct
from typing import BinaryIO

from wardsafe.bundles import limits
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.refusing import Refused

_HEAD = struct.Struct(">cI")
_LONG = struct.Struct(">I")
_SHORT = struct.Struct(">B")


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
        raise _broken()
    letter, length = _HEAD.unpack(head)
    body = stream.read(length) if length <= most else b""
    if len(body) != length:
        raise _broken()
    return letter, body


def entry_frame(entry: RawEntry) -> bytes:
    """An entry as a whole frame: its header, then name and bytes of each part."""
    pieces = [_LONG.pack(len(entry.header)), entry.header]
    for name, body in entry.parts.items():
        said = name.encode()
        pieces += (_SHORT.pack(len(said)), said, _LONG.pack(len(body)), body)
    length = sum(map(len, pieces))
    return b"".join((_HEAD.pack(b"E", length), *pieces))


def entry_in(frame: bytes) -> RawEntry:
    """The entry of a frame's body. Raises Refused."""
    try:
        (size,) = _LONG.unpack_from(frame)
        at = _LONG.size + size
        header, parts = frame[_LONG.size : at], {}
        while at < len(frame):
            end = at + 1 + frame[at]
            (size,) = _LONG.unpack_from(frame, end)
            parts[frame[at + 1 : end].decode()] = frame[end + 4 : end + 4 + size]
            at = end + 4 + size
    except (struct.error, UnicodeDecodeError):
        raise _broken() from None
    if at != len(frame) or len(parts) > limits.PARTS:
        raise _broken()
    return RawEntry(header, parts)


def _broken() -> Refused:
    return Refused("What reads bundles answered nonsense; nothing was taken in.")
