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
from itertools import chain, groupby, repeat
from operator import add, itemgetter
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
_SALT_OF, _VALUE_OF = itemgetter(slice(SALT)), itemgetter(slice(SALT, None))
_AT_ONCE = 250
"""Entries that are written together: little memory, used again and again."""
_SURELY_FEW_KEYS = 5 * limits.KEYS
"""Bytes that cannot hold too many keys: each takes five at least, `"":1,`."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """The bytes of an entry as they travel; nothing of them is checked against a hash yet."""

    header: bytes
    parts: Mapping[str, bytes]


def write_lines(raws: Sequence[RawEntry]) -> bytes:
    """The lines, each with its line feed. Raises Refused for bytes that are not an entry's."""
    starts = range(0, len(raws), _AT_ONCE)
    return b"".join([_written(raws[start : start + _AT_ONCE]) for start in starts])


def _written(raws: Sequence[RawEntry]) -> bytes:
    cells: list[bytes] = []
    kept: list[bytes] = []
    for names, alike in groupby(raws, lambda raw: tuple(raw.parts)):
        run = [*alike]
        headers = [raw.header for raw in run]
        columns: list[Iterable[bytes]] = [headers]
        kept += headers
        for name, before in _in_order(names):
            bodies = [raw.parts[name] for raw in run]
            values = [*map(_VALUE_OF, bodies)]
            columns += (repeat(before), map(hexlify, map(_SALT_OF, bodies)), repeat(b"\t"), values)
            kept += values
        cells += chain.from_iterable(zip(*columns, repeat(b"\n")))
    _refuse_uncarried(kept)
    return b"".join(cells)


@lru_cache(maxsize=64)
def _in_order(names: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    """The names sorted, and each as a cell with a tab on both sides."""
    spelt = [(name, name.encode(errors="surrogatepass")) for name in sorted(names)]
    _refuse_uncarried([cell for _, cell in spelt])
    return tuple((name, b"\t%b\t" % cell) for name, cell in spelt)


def _refuse_uncarried(cells: Iterable[bytes]) -> None:
    """Raise Refused where one of them would not come back from a line."""
    text = b" ".join(cells)  # so that two halves of a letter do not make one
    if b"\t" in text or b"\n" in text or not _is_text(text):
        raise Refused("An entry here is not as it was written.", do="Run wardsafe verify.")


def _is_text(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeError:
        return False


def read_line(line: bytes) -> RawEntry:
    """`read_lines` for one."""
    return read_lines([line])[0]


def read_lines(lines: Iterable[bytes]) -> list[RawEntry]:
    """Read the shape and sizes of lines; `refuse_loose` reads the parts. Raises Refused."""
    rows = [line.split(b"\t", _MOST) for line in lines]
    names = [_names_in(cells) for cells in rows]
    salts = _salts([digits for cells in rows for digits in cells[2::_A_PART]])
    bodies = map(add, salts, [value for cells in rows for value in cells[3::_A_PART]])
    # Each name takes the next body, and only then is it known that there is no other name.
    return [
        RawEntry(cells[0], dict(zip(own, bodies, strict=False)))
        for cells, own in zip(rows, names, strict=True)
    ]


def _names_in(cells: list[bytes]) -> tuple[str, ...]:
    if len(cells) > _MOST or len(cells) % _A_PART != 1:
        raise Refused("A line of the bundle is not an entry.")
    if len(cells[0]) > limits.HEADER:
        raise Refused("An entry's header is too large.")
    return _names(tuple(cells[1::_A_PART]))


def _salts(digits: Sequence[bytes]) -> list[bytes]:
    """The random starts of parts, each spelt in so many lower-case digits. Raises Refused."""
    spelt = b"".join(digits)
    try:
        salts = unhexlify(spelt)
    except NotHex:
        raise _no_part() from None
    if not {_HEX}.issuperset(map(len, digits)) or hexlify(salts) != spelt:  # capital letters
        raise _no_part()
    return [salts[at : at + SALT] for at in range(0, len(salts), SALT)]


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
