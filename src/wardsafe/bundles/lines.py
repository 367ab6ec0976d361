"""One entry as one line of a bundle: its header and the parts that travel, as they are kept.

    <header> TAB facts TAB <32 hex digits> TAB <JSON> TAB private TAB …

Neither a tab nor a line feed stands in canonical JSON, so nothing is escaped: what lies between two
tabs is what is hashed, and `zstd -d | cut -f1 | jq` shows a stranger what was sent.
"""

from binascii import Error as NotHex
from binascii import hexlify, unhexlify
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import Any

from wardsafe.bundles import limits
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import BadInput
from wardsafe.ledger.canonical import are_plain_objects, decode
from wardsafe.ledger.entry import SALT

_A_PART = 3
"""Cells of one part: its name, its random start, its JSON."""
_MOST = 1 + _A_PART * limits.PARTS
_HEX = 2 * SALT
_SURELY_FEW_KEYS = 5 * limits.KEYS
"""Bytes that cannot hold too many keys: each takes five at least, `"":1,`."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """The bytes of an entry as they travel; nothing of them is checked against a hash yet."""

    header: bytes
    parts: Mapping[str, bytes]


def write_lines(raws: Sequence[RawEntry]) -> bytes:
    """The lines, each with its line feed. Raises Refused for bytes that are not an entry's."""
    cells: list[bytes] = []
    for raw in raws:
        cells.append(raw.header)
        for name, before in _in_order(tuple(raw.parts)):
            body = raw.parts[name]
            cells += (before, hexlify(body[:SALT]), b"\t", body[SALT:])
        cells.append(b"\n")
    text = b"".join(cells)
    parts = sum(len(raw.parts) for raw in raws)
    # Each cell can only add to what there must be: as many as that, and no cell holds any.
    whole = text.count(b"\n") == len(raws) and text.count(b"\t") == _A_PART * parts
    if not whole or not _is_text(text):
        raise Refused("An entry here is not as it was written.", do="Run wardsafe verify.")
    return text


@lru_cache(maxsize=64)
def _in_order(names: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    """The names sorted, and each as a cell with a tab on both sides."""
    return tuple((name, b"\t%b\t" % name.encode(errors="surrogatepass")) for name in sorted(names))


def _is_text(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeError:
        return False


def read_line(line: bytes) -> RawEntry:
    """Read one line's shape and sizes; `refuse_loose` reads the parts. Raises Refused."""
    cells = line.split(b"\t", _MOST)
    if len(cells) > _MOST or len(cells) % _A_PART != 1:
        raise Refused("A line of the bundle is not an entry.")
    if len(cells[0]) > limits.HEADER:
        raise Refused("An entry's header is too large.")
    names = _names(tuple(cells[1::_A_PART]))
    digits = cells[2::_A_PART]
    if any(map(_HEX.__ne__, map(len, digits))):
        raise _no_part()
    try:
        salts = [*map(unhexlify, digits)]
    except NotHex:
        raise _no_part() from None
    if [*map(hexlify, salts)] != digits:  # capital letters
        raise _no_part()
    return RawEntry(cells[0], dict(zip(names, map(add, salts, cells[3::_A_PART]), strict=True)))


def _no_part() -> Refused:
    return Refused("A part of an entry is not one.")


@lru_cache(maxsize=64)
def _names(said: tuple[bytes, ...]) -> tuple[str, ...]:
    """The names of an entry's parts: short, in order, none twice. Raises Refused."""
    try:
        names = tuple(name.decode() for name in said)
    except UnicodeError:
        raise Refused("A line of the bundle is not strict JSON.") from None
    if list(names) != sorted(set(names)) or any(len(name) > limits.NAME for name in names):
        raise _no_part()
    return names


def refuse_loose(raws: Iterable[RawEntry]) -> None:
    """Raise Refused where a part is not strict JSON, or larger than one may be."""
    bodies = [body[SALT:] for raw in raws for body in raw.parts.values()]
    small = [body for body in bodies if len(body) < _SURELY_FEW_KEYS]
    if are_plain_objects(small):
        bodies = [body for body in bodies if len(body) >= _SURELY_FEW_KEYS]
    for why in filter(None, map(over_limits, bodies)):
        raise Refused(f"A part of an entry {why}.")


def over_limits(body: bytes) -> str:
    """Why the JSON of a part may not travel, in words; "" when it may."""
    if len(body) > limits.PART:
        return "is too large"
    try:
        value = decode(body)
    except BadInput:
        return "is not strict JSON"
    if not isinstance(value, dict):
        return "is not an object"
    if b"\t" in body or b"\n" in body:
        return "has spaces between its values"
    if body.count(b'":') > limits.KEYS and _most_keys(value) > limits.KEYS:
        return "has too many keys"
    return ""


def _most_keys(value: Any) -> int:
    if isinstance(value, dict):
        return max([len(value), *map(_most_keys, value.values())])
    return max(map(_most_keys, value), default=0) if isinstance(value, list) else 0
