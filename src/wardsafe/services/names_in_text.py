"""Names of the ward's people where a record asks for none: said before it is saved, never refused.

A sexual-safety record calls people A and B (domain page, sections 1.6 and 7): who the other person
is stays with those who need to know it. Patients are looked for in every text; staff only where a
row says what somebody is called, because who saw or heard something may be named.
"""

import re
from collections.abc import Iterable, Iterator

from wardsafe.records.base import Record
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.restricted import is_restricted
from wardsafe.records.text import folded
from wardsafe.services.session import Session
from wardsafe.views import people, staff

CALLED = "known_as"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SHORTEST = 3
"""Letters of a part of a name that is looked for by itself, and only with a capital: "Grace"."""


def named(session: Session, record: Record) -> str:
    """One sentence for the first field that names somebody of the ward; "" where none does."""
    if not is_restricted(record.kind):
        return ""
    with session.ledger.reading() as db:
        patients = [one.name for one in people.people_here(db)]
        colleagues = [one.name for one in staff.members(db) if one.active]
    for field, text in _texts(record):
        listed = [*patients, *colleagues] if field.name == CALLED else patients
        if any(is_named(name, text) for name in listed):
            return f"{field.label} holds a name of somebody here: write A or B instead."
    return ""


def is_named(name: str, text: str) -> bool:
    """Whether a text holds a name, whole in any case, or a part of it with a capital letter."""
    if name and folded(name) in folded(text):
        return True
    parts = {folded(part) for part in _WORD.findall(name) if len(part) >= SHORTEST}
    words = (word for word in _WORD.findall(text) if word[0].isupper())
    return any(part in parts for word in words for part in (folded(word), _bare(word)))


def _bare(word: str) -> str:
    """Without the ending of "Rosa's"."""
    return folded(re.sub(r"['’]s?$", "", word))


def _texts(record: Record) -> Iterator[tuple[Field, str]]:
    for field in fields_of(type(record)):
        value = getattr(record, field.name, None)
        for held, each in _held(field, value):
            if isinstance(each, str) and held.input in ("text", "words") and not held.derived:
                yield held, each


def _held(field: Field, value: object) -> Iterable[tuple[Field, object]]:
    if not field.rows or not isinstance(value, tuple):
        return [(field, value)]
    return [(column, getattr(row, column.name, None)) for row in value for column in field.rows]
