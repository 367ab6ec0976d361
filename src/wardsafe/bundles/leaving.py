"""What of an entry may leave for the network: never by what it is called, always by what it holds.

A part is committed to as a whole, so it travels whole or stays. It travels where the profile lets
it and every value in it is what its kind declares: a code of its list, a small whole number, a
week, a month, a shift. Words, times, identifiers and whatever a later version added stay behind,
and so does anything that could be an NHS number. That last rule has no override.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from wardsafe.bundles.disclosure import Profile
from wardsafe.bundles.lines import RawEntry, over_limits
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import BadInput, Damaged
from wardsafe.ledger.entry import SALT, Entry
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.nhs_number import read_nhs_number
from wardsafe.records.parts import AGE_BANDS
from wardsafe.records.registry import model_for
from wardsafe.records.review import Review
from wardsafe.vocabulary.code_lists import code_list

NUMBER, SHAPE, SEALED, LARGE, PROFILE = (
    "could hold an NHS number",
    "holds something that is not a code",
    "is sealed",
    "is too large",
    "is not in the profile",
)
"""Why a part stays behind."""

_TEN = re.compile(r"\d(?:[\s\u00ad\u2010-\u2015\-.]{0,2}\d){9}")
_ID = re.compile(r"[a-z2-7]{26}")
_HASH = re.compile(r"[0-9a-f]{64}")
_PATH = re.compile(r"[a-z_]{1,40}(\.\d{1,3}\.[a-z_]{1,40})?")
_LARGEST = 99_999_999
_STATES = frozenset({"answered", "not known", "outstanding"})
_BANDS = frozenset({band for _, band in AGE_BANDS} | {"65+"})
_OWN: Mapping[str, re.Pattern[str]] = {
    "month": re.compile(r"\d{4}-\d\d"),
    "week": re.compile(r"\d{4}-W\d\d"),
    "shift": re.compile("early|late|night"),
    "pseudonym": _ID,
    "pseudonym_key": re.compile(r"[1-9]\d{0,3}"),
    "stream": re.compile("environment|staff|patient"),
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves of one entry, and why each other part that the profile lets travel stays."""

    raw: RawEntry
    stays: Mapping[str, str]


def leaving(entry: Entry, profile: Profile, ids: Collection[str]) -> Leaving:
    """What of an entry may travel; `ids` are the names of duties and change ideas known to all.

    Raises Refused where even the header holds what could be an NHS number.
    """
    refuse_numbers(entry)
    sent, stays = {}, {}
    for name, body in entry.parts.items():
        why = _why_not(entry, name, body, profile, ids)
        if not why:
            sent[name] = body
        elif why != PROFILE:
            stays[name] = why
    return Leaving(RawEntry(entry.header_bytes, sent), stays)


def answers(entry: Entry, ward_of: Callable[[str], str], ward: str) -> Leaving:
    """What of a trust desk's entry goes back to a ward: the steps of reviews of its own records.

    `ward_of` says whose a record is. Of anything else only the header travels, as it must, so that
    the chain can be checked: staff of the desk, what it did, and the reviews of other wards.
    """
    if entry.header.kind != Review.kind or ward_of(about(entry)) != ward:
        return Leaving(RawEntry(entry.header_bytes, {}), {})
    return whole(entry)


def about(entry: Entry) -> str:
    """The record that a step of a review is about; "" where that cannot be read here."""
    try:
        said = entry.read("private").get("about")
    except Damaged:
        return ""
    return said if isinstance(said, str) else ""


def whole(entry: Entry) -> Leaving:
    """All parts of an entry, for a ward's own terminals; what no reader would take stays."""
    stays = {n: LARGE for n, body in entry.parts.items() if over_limits(body[SALT:])}
    sent = {name: body for name, body in entry.parts.items() if name not in stays}
    return Leaving(RawEntry(entry.header_bytes, sent), stays)


def refuse_numbers(entry: Entry) -> None:
    """Raise Refused where a header's texts, hashes apart, could hold an NHS number."""
    h = entry.header
    texts = (h.environment, h.ward, h.terminal, h.kind, h.record, *h.parts)
    if any(_could_be_number(text) for text in texts):
        raise Refused(
            f"The header of entry {h.seq} holds what could be an NHS number.",
            do="Nothing is sealed for the network; ask whoever looks after wardsafe.",
        )


def _why_not(entry: Entry, name: str, body: bytes, profile: Profile, ids: Collection[str]) -> str:
    if not profile.lets(entry.header.kind, name):
        return PROFILE
    if entry.is_sealed(name):
        return SEALED
    if over_limits(body[SALT:]):
        return LARGE
    try:
        said = entry.read(name)
    except Damaged:
        return SHAPE
    if holds_number(said):
        return NUMBER
    return "" if _is_codes(entry.header.kind, name, said, ids) else SHAPE


def holds_number(value: Any) -> bool:
    """Whether any text, key or whole number in a value could be, or contain, an NHS number."""
    if isinstance(value, dict):
        return any(holds_number(k) or holds_number(v) for k, v in value.items())
    if isinstance(value, list):
        return any(map(holds_number, value))
    if isinstance(value, str):
        return _could_be_number(value)
    return type(value) is int and _could_be_number(str(value))


def _could_be_number(text: str) -> bool:
    if _ID.fullmatch(text) or _HASH.fullmatch(text):
        return False
    at = 0
    while found := _TEN.search(text, at):
        at = found.start() + 1
        digits = "".join(str(int(c)) for c in found.group() if c.isdecimal())
        try:
            read_nhs_number(digits)
        except BadInput:
            continue
        return True
    return False


def _is_codes(kind: str, part: str, said: Mapping[str, Any], ids: Collection[str]) -> bool:
    model = model_for(kind)
    if model is None:
        return False
    known = {field.name: field for field in fields_of(model) if field.part == part or field.rows}
    return all(_is_own(key, value) or _fits(known.get(key), value, part, ids)
               for key, value in said.items())  # fmt: skip


def _is_own(key: str, value: Any) -> bool:
    """Whether it is one of the values that wardsafe itself puts into every kind."""
    if key in _OWN:
        return isinstance(value, str) and bool(_OWN[key].fullmatch(value))
    if key == "entry":
        return value in ({"act": "record"}, {"act": "amend"}, {"act": "void"})
    if key == "age_band":
        return value in _BANDS
    if key == "items":
        return isinstance(value, dict) and all(
            len(letter) == 1 and state in _STATES for letter, state in value.items()
        )
    if key == "not_known":
        return isinstance(value, list) and all(
            isinstance(path, str) and _PATH.fullmatch(path) for path in value
        )
    return False


def _fits(field: Field | None, value: Any, part: str, ids: Collection[str]) -> bool:
    if field is None:
        return False
    if field.rows:
        columns = {column.name: column for column in field.rows if column.part == part}
        return isinstance(value, list) and all(
            isinstance(row, dict)
            and all(_fits(columns.get(key), one, part, ids) for key, one in row.items())
            for row in value
        )
    if value is None:
        return True
    if field.codes is not None:
        typed = value if isinstance(value, list) else [value]
        return all(isinstance(one, str) and one in _codes(field.codes) for one in typed)
    if field.input == "number":
        return type(value) in (int, bool) and -_LARGEST <= value <= _LARGEST
    return field.input == "text" and value in ids


@cache
def _codes(name: str) -> frozenset[str]:
    return frozenset(code.code for code in code_list(name).codes)
