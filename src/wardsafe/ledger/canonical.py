"""The one byte form of a value: canonical JSON (RFC 8785), of a deliberately small JSON.

Allowed: objects with text keys, lists, text, whole numbers within 53 bits, true, false and null,
nested at most 16 deep. No fractions, so no NaN, infinity, minus zero or rounding; no NUL and no
half of a surrogate pair, which other programs cut or refuse (threats catalogue 1.5, D14).
"""

import json
from collections.abc import Sequence
from typing import Any, NoReturn

import rfc8785
from pydantic_core import from_json, to_json

from wardsafe.errors import BadInput

JSON = None | bool | int | str | list["JSON"] | dict[str, "JSON"]
"""What may be kept in an entry."""

DEPTH = 16
LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader agrees on (RFC 8785, section 3.2.2.3)."""

NOT_PLAIN: Any = object()
"""What `as_written` answers when in doubt."""

_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_ASTRAL = "\U00010000"
_TEXT = frozenset({str})
_SCALARS = frozenset({str, bool, type(None)})


class _Refused(Exception):
    """Why a value is not allowed, and the path to it, filled in while unwinding."""

    def __init__(self, why: str) -> None:
        self.why = why
        self.path: list[str] = []


def encode(value: Any) -> bytes:
    """The canonical bytes of `value`. Raises BadInput naming the path of what is not allowed."""
    if not _is_plain(value, DEPTH):
        _check_or_refuse(value)
    text = _write(value)
    if text.isascii() and "\\u0000" not in text:
        return text.encode()
    _check_or_refuse(value)
    # json sorts keys by code point, RFC 8785 by UTF-16 unit: they differ only beyond U+FFFF.
    return text.encode() if max(text) < _ASTRAL else rfc8785.dumps(value)


def decode(data: bytes) -> JSON:
    """Read strictly: what `encode` would refuse is refused, and a key given twice. Raises BadInput.

    Bytes that say the same in another order or spacing are read too: they are told apart by their
    hash, never by re-encoding them.
    """
    quick: JSON = as_written(data)
    if quick is not NOT_PLAIN:
        return quick
    try:
        value: JSON = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_fraction,
        )
    except _Refused as refused:
        raise _bad(refused) from None
    except RecursionError:
        raise _bad(_Refused("is nested too deeply")) from None
    except ValueError:
        raise BadInput("These bytes are not JSON in UTF-8.") from None
    # Only an escape can spell a NUL or half a surrogate pair: the bytes are strict UTF-8.
    if b"\\u" in data or not _is_plain(value, DEPTH):
        _check_or_refuse(value)
    return value


def as_written(data: bytes) -> Any:
    """What `data` say if they are allowed and exactly as a plain writer writes them, in any order
    of keys; else NOT_PLAIN, and `decode` tells why. Never NOT_PLAIN for what `encode` wrote, unless
    it holds an escaped control character.

    What reads back as the same bytes has no key twice, no space and no odd number.
    """
    if b"\\u" in data:  # a NUL or half a surrogate pair is always spelt so
        return NOT_PLAIN
    try:
        value = from_json(data, allow_inf_nan=False)
        return value if to_json(value) == data and _is_plain(value, DEPTH) else NOT_PLAIN
    except ValueError:
        return NOT_PLAIN


def are_plain_objects(bodies: Sequence[bytes]) -> bool:
    """Whether each is an object that `as_written` reads: many at once."""
    if b"\\u" in b"\n".join(bodies):
        return False
    try:
        values = list(map(from_json, bodies))
    except ValueError:
        return False
    objects = {dict}.issuperset(map(type, values))
    return objects and list(map(to_json, values)) == bodies and _is_plain(values, DEPTH + 1)


def decode_object(data: bytes) -> dict[str, JSON]:
    """`decode` for bytes that must hold an object. Raises BadInput."""
    value = decode(data)
    if not isinstance(value, dict):
        raise BadInput("These bytes are JSON, but not an object.")
    return value


def _is_plain(value: Any, room: int) -> bool:
    """Whether, its text apart, `value` is plainly allowed: quick, and False when in doubt."""
    kind = type(value)
    if kind is int:
        return bool(-LARGEST <= value <= LARGEST)
    if kind is not dict and kind is not list:
        return kind in _SCALARS
    if room == 0 or (kind is dict and not _TEXT.issuperset(map(type, value))):
        return False
    for item in value.values() if kind is dict else value:
        kind = type(item)
        if kind is int:
            if not -LARGEST <= item <= LARGEST:
                return False
        elif kind not in _SCALARS and not _is_plain(item, room - 1):
            return False
    return True


def _check_or_refuse(value: object) -> None:
    try:
        _check(value, DEPTH)
    except _Refused as refused:
        raise _bad(refused) from None


def _check(value: object, room: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise _Refused("is a whole number beyond 53 bits")
    elif isinstance(value, dict | list | tuple):
        if room == 0:
            raise _Refused(f"is nested more than {DEPTH} deep")
        _check_inside(value, room - 1)
    elif value is not None:
        raise _Refused(f"is a {type(value).__name__}, which a record cannot hold")


def _check_inside(value: dict[Any, Any] | list[Any] | tuple[Any, ...], room: int) -> None:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise _Refused("has a key that is not text")
            _check_text(key)
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        try:
            _check(item, room)
        except _Refused as refused:
            refused.path.insert(0, str(key))
            raise


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise _Refused("holds a NUL character")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise _Refused("holds half of a surrogate pair") from None


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("has a key given twice")
    return found


def _whole(digits: str) -> int:
    if digits == "-0":
        raise _Refused("is minus zero")
    if len(digits) > len(str(-LARGEST)):
        raise _Refused("is a whole number beyond 53 bits")
    return int(digits)


def _fraction(digits: str) -> NoReturn:
    raise _Refused("is not a whole number")


def _bad(refused: _Refused) -> BadInput:
    path = ".".join(key.encode("unicode_escape").decode() for key in refused.path)
    return BadInput(
        f"{path or 'This value'} {refused.why}.", field=path, do="Correct it and save again."
    )
