"""Entries handed from the process that takes bundles apart to the one that asked for them.

    one line of JSON: the different sets of names of parts, and how many entries
    of each entry which set it has · of each cell, header and parts in that order, how long it is
    (four bytes each, as this computer writes them) · the cells one after another

It saves whoever asked from taking lines apart a second time. Nothing of it is believed: every byte
of a header and of a part is compared with what was signed for (`checking.py`).
"""

import json
from array import array
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

from wardsafe.bundles.framing import broken
from wardsafe.bundles.lines import RawEntry

_NUMBERS = "I"
_EACH = array(_NUMBERS).itemsize


def pack(raws: Sequence[RawEntry]) -> bytes:
    """The entries in one piece."""
    sets: dict[tuple[str, ...], int] = {}
    which = array(_NUMBERS, [sets.setdefault(tuple(raw.parts), len(sets)) for raw in raws])
    cells = [*chain.from_iterable((raw.header, *raw.parts.values()) for raw in raws)]
    head = json.dumps([[*sets], len(raws)]).encode() + b"\n"
    return b"".join((head, which.tobytes(), array(_NUMBERS, map(len, cells)).tobytes(), *cells))


def unpack(body: bytes) -> list[RawEntry]:
    """The entries of such a piece, whatever they are. Raises Refused for what is none."""
    try:
        return _unpacked(body)
    except (ValueError, TypeError, LookupError, RecursionError):
        raise broken() from None


def _unpacked(body: bytes) -> list[RawEntry]:
    at = body.index(b"\n") + 1
    names, count = json.loads(body[:at])
    sets = [names[which] for which in _numbers(body, at, count)]
    at += count * _EACH
    lengths = _numbers(body, at, count + sum(map(len, sets)))
    ends = [*accumulate(lengths, initial=at + len(lengths) * _EACH)]
    if ends[-1] != len(body):
        raise ValueError
    cells = iter([body[start:end] for start, end in pairwise(ends)])
    return [RawEntry(next(cells), dict(zip(own, cells, strict=False))) for own in sets]


def _numbers(body: bytes, at: int, count: int) -> "array[int]":
    found = array(_NUMBERS, body[at : at + count * _EACH])
    if len(found) != count:
        raise ValueError
    return found
