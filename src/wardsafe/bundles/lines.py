"""One entry as one line of a bundle: its header and the parts that travel, as text.

    {"header":"<the header's bytes>","parts":{"facts":{"json":"<…>","random":"<32 hex digits>"}}}

Text and not base64, so that `zstd -d | jq` shows a stranger what was sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from wardsafe.bundles import limits
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import BadInput
from wardsafe.ledger.canonical import DEPTH, decode, decode_object
from wardsafe.ledger.entry import SALT

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class RawEntry:
    """The bytes of an entry as they travel; nothing of them is checked against a hash yet."""

    header: bytes
    parts: Mapping[str, bytes]


def write_line(raw: RawEntry) -> bytes:
    """The line, with its line feed. Raises Refused for bytes that are not an entry's."""
    try:
        parts = {
            name: {"json": body[SALT:].decode(), "random": body[:SALT].hex()}
            for name, body in sorted(raw.parts.items())
        }
        return _write({"header": raw.header.decode(), "parts": parts}).encode() + b"\n"
    except UnicodeError:
        raise Refused(
            "An entry here is not as it was written.", do="Run wardsafe verify."
        ) from None


def read_line(line: bytes) -> RawEntry:
    """Read one line strictly, parts included. Raises Refused."""
    try:
        said = _said(line)
        if said.keys() != {"header", "parts"}:
            raise Refused("A line of the bundle is not an entry.")
        header, parts = said["header"], said["parts"]
        if not isinstance(header, str) or not isinstance(parts, dict) or len(parts) > limits.PARTS:
            raise Refused("A line of the bundle is not an entry.")
        found = {name: _body(name, part) for name, part in parts.items()}
    except Refused:
        raise
    except (BadInput, ValueError):
        raise Refused("A line of the bundle is not strict JSON.") from None
    data = header.encode()
    if len(data) > limits.HEADER:
        raise Refused("An entry's header is too large.")
    return RawEntry(data, found)


def _body(name: str, part: Any) -> bytes:
    if not isinstance(part, dict) or part.keys() != {"json", "random"} or len(name) > limits.NAME:
        raise Refused("A part of an entry is not one.")
    text, salt = part["json"], part["random"]
    if not isinstance(text, str) or not isinstance(salt, str) or len(salt) != 2 * SALT:
        raise Refused("A part of an entry is not one.")
    if salt != salt.lower():
        raise Refused("A part of an entry is not one.")
    body = text.encode()
    why = over_limits(body)
    if why:
        raise Refused(f"A part of an entry {why}.")
    return bytes.fromhex(salt) + body


def over_limits(body: bytes) -> str:
    """Why the JSON of a part may not travel, in words; "" when it may."""
    if len(body) > limits.PART:
        return "is too large"
    if is_plainly_canonical(body):
        return ""
    try:
        value = decode(body)
    except BadInput:
        return "is not strict JSON"
    if not isinstance(value, dict):
        return "is not an object"
    if body.count(b'":') > limits.KEYS and _most_keys(value) > limits.KEYS:
        return "has too many keys"
    return ""


def _said(line: bytes) -> dict[str, Any]:
    """What a line says. Quickly where it is written exactly as `write_line` would, so that no key
    can be there twice; strictly otherwise. Raises BadInput, ValueError."""
    text = line.decode()
    try:
        said = _read(text)
        if isinstance(said, dict) and _write(said) == text:
            return said
    except RecursionError:
        pass
    return decode_object(line)


def is_plainly_canonical(body: bytes) -> bool:
    """Whether bytes are canonical JSON of an object that is small and shallow: quick, and False
    when in doubt. What reads back as the same bytes has no key twice, no space and no odd number.
    """
    if not body.startswith(b"{") or b"\\u" in body:
        return False
    if body.count(b"{") + body.count(b"[") > DEPTH or body.count(b'":') > limits.KEYS:
        return False
    try:
        text = body.decode()
        # Beyond U+FFFF, RFC 8785 sorts keys in another way than Python does.
        plain = text.isascii() or max(text) < "\U00010000"
        return plain and _sorted(_read(text)) == text
    except (ValueError, RecursionError):
        return False


_sorted = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _refuse(digits: str) -> NoReturn:
    raise ValueError


def _whole(digits: str) -> int:
    if len(digits) > _SAFE_DIGITS or digits == "-0":
        raise ValueError
    return int(digits)


_SAFE_DIGITS = 15
"""Fewer than any whole number beyond 53 bits has."""
_read = json.JSONDecoder(parse_int=_whole, parse_float=_refuse, parse_constant=_refuse).decode


def _most_keys(value: Any) -> int:
    if isinstance(value, dict):
        return max([len(value), *map(_most_keys, value.values())])
    return max(map(_most_keys, value), default=0) if isinstance(value, list) else 0
