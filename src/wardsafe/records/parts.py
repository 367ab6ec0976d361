"""A record in three parts, and back: what may travel is separated from what never may.

`facts` holds codes and lengths, `people` the person as a pseudonym with what the Act asks about
them, `private` names, exact times and words. A value sits in `facts` or `people` only if its
field says so and, where the field takes codes, only if it is a code of the list: text that strayed
into a code field stays private.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from wardsafe.errors import Damaged, TooNew
from wardsafe.records.base import Moment, Record
from wardsafe.records.completeness import items
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.moments import calendar
from wardsafe.records.patient import Patient
from wardsafe.records.registry import model_for
from wardsafe.vocabulary.code_lists import code_list

NAMES = ("facts", "people", "private")
"""The parts, in the order in which a value is looked for when they are joined."""

RESERVED: Mapping[str, frozenset[str]] = {
    "facts": frozenset({"entry", "month", "week", "shift", "items", "not_known"}),
    "people": frozenset({"pseudonym", "pseudonym_key", "age_band", "not_known"}),
    "private": frozenset({"entry", "not_known"}),
}
"""Keys of each part that are computed or about the entry, and so never fields of a record."""

AGE_BANDS = (
    (17, "0-17"),
    (24, "18-24"),
    (34, "25-34"),
    (44, "35-44"),
    (54, "45-54"),
    (64, "55-64"),
)

JsonObject = dict[str, Any]
Parts = dict[str, JsonObject]


class Authorship(BaseModel):
    """Who entered a record, when and why; it is stored in the private part.

    `author` is the staff id, "" if nobody was signed in; `via` says how it came in if it was not
    typed into a form ("record now", "import").
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    act: Literal["record", "amend", "void"]
    entered: Moment
    author: str
    author_name: str
    job_title: str
    reason: str | None = None
    via: str | None = None


def split(
    record: Record,
    authorship: Authorship,
    base: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    pseudonym: str | None = None,
    patient: Patient | None = None,
) -> Parts:
    """The record as its three parts, plain JSON without floats.

    `base` is the parts being amended: keys in it that this version does not know stay where they
    are. `pseudonym` is the keyed pseudonym of the person, computed by the caller; `patient` lets
    the items about name and NHS number be counted.
    """
    before = {name: dict((base or {}).get(name, {})) for name in NAMES}
    values = record.model_dump(mode="json", exclude={"not_known"})
    known = {field.name: field for field in fields_of(type(record))}
    parts = _spread(values, known, before)
    _place_rows(record, known, parts, before)
    _place_not_known(record, parts)
    _add_derived(record, parts, pseudonym, patient)
    parts["facts"]["entry"] = {"act": authorship.act}
    parts["private"]["entry"] = authorship.model_dump(mode="json", exclude_none=True)
    for name, key, value in _unknown(before, known):
        parts[name].setdefault(key, value)
    return parts


def join(kind: str, parts: Mapping[str, Mapping[str, Any]]) -> tuple[Record, Authorship]:
    """The record and who entered it, from the parts that are here; missing parts are tolerated.

    Without the private part the author is unknown ("") and the time of entry the earliest there
    is. Raises TooNew for a kind that this version cannot read, Damaged for parts that are not a
    record of their kind.
    """
    model = model_for(kind)
    if model is None:
        raise TooNew("This kind of entry was made by a later version.", do="Update wardsafe.")
    held = {name: parts.get(name, {}) for name in NAMES}
    try:
        record = model.model_validate(_merged(model, held))
        return record, _authorship(held)
    except (ValidationError, TypeError, ValueError, AttributeError):
        raise Damaged("An entry cannot be read as its kind.", do="Run wardsafe verify.") from None


def age_band(age: int) -> str:
    """The code of the band that an age falls into (list "age-band")."""
    return next((band for last, band in AGE_BANDS if age <= last), "65+")


def _spread(values: JsonObject, known: Mapping[str, Field], before: Parts) -> Parts:
    """Every value that is not rows in the part where it lives; blanks are left out."""
    parts: Parts = {name: {} for name in NAMES}
    for key, value in values.items():
        field = known.get(key)
        if not _blank(value) and not (field and field.rows):
            parts[_home(key, value, field, before)][key] = value
    return parts


def _blank(value: Any) -> bool:
    return value is None or value == [] or value == {}


def _home(key: str, value: Any, field: Field | None, before: Mapping[str, Any]) -> str:
    """The part for one value: as declared, but private for what is not a code after all."""
    if field is None:
        return next((name for name in NAMES if key in before[name]), "private")
    if field.part == "private" or field.codes is None:
        return field.part
    if before[field.part].get(key) == value:
        return field.part
    typed = value if isinstance(value, list) else [value]
    return field.part if set(typed) <= _codes(field.codes) else "private"


@cache
def _codes(name: str) -> frozenset[str]:
    return frozenset(code.code for code in code_list(name).codes)


def _place_rows(record: Record, known: Mapping[str, Field], parts: Parts, before: Parts) -> None:
    """Rows go into each part that a column lives in, the same number of rows in each."""
    for field in known.values():
        rows = getattr(record, field.name) if field.rows else ()
        if not rows:
            continue
        old = {name: _row_list(before[name].get(field.name)) for name in NAMES}
        placed = [_row_parts(record, field, old, number) for number in range(len(rows))]
        for name in NAMES:
            if any(row[name] for row in placed) or name == field.part:
                parts[name][field.name] = [row[name] for row in placed]


def _row_list(held: Any) -> list[JsonObject]:
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []


def _row_parts(record: Record, field: Field, old: Mapping[str, list[JsonObject]], at: int) -> Parts:
    """One row in its parts. A column that this version does not know stays in the part in which
    any row of `old` has it, because rows may have moved."""
    columns = {column.name: column for column in field.rows}
    before = {name: _row_before(old[name], at) for name in NAMES}
    values = getattr(record, field.name)[at].model_dump(mode="json")
    parts = _spread({k: v for k, v in values.items() if v is not None}, columns, before)
    for key, value in record.derived(field.name, at).items():
        parts[columns[key].part][key] = value
    return parts


def _row_before(rows: list[JsonObject], at: int) -> JsonObject:
    everywhere: JsonObject = {key: None for row in rows for key in row}
    return {**everywhere, **(rows[at] if at < len(rows) else {})}


def _place_not_known(record: Record, parts: Parts) -> None:
    """Each "not known" beside the field it is about; a name that is no field stays private."""
    for path in record.not_known:
        part = parts[_part_of(type(record), path)]
        part["not_known"] = sorted({*part.get("not_known", ()), path})


def _part_of(model: type[Record], path: str) -> str:
    first, *rest = path.split(".")
    field = _named(fields_of(model), first)
    if field is None or not rest:
        return field.part if field else "private"
    # a row number has few digits, so that no NHS number can pass for one
    whole = len(rest) == 2 and rest[0].isdecimal() and len(rest[0]) <= 3
    column = _named(field.rows, rest[1]) if whole else None
    return column.part if column else "private"


def _named(fields: Iterable[Field], name: str) -> Field | None:
    return next((field for field in fields if field.name == name), None)


def _add_derived(
    record: Record, parts: Parts, pseudonym: str | None, patient: Patient | None
) -> None:
    began = record.happened()
    if began is not None:
        parts["facts"] |= calendar(began)
    answered = {item.letter: item.state for item in items(record, patient)}
    if answered:
        parts["facts"]["items"] = answered
    if pseudonym is not None:
        parts["people"]["pseudonym"] = pseudonym
    age = getattr(record, "age", None)
    if isinstance(age, int):
        parts["people"]["age_band"] = age_band(age)


def _unknown(before: Parts, known: Mapping[str, Field]) -> Iterator[tuple[str, str, Any]]:
    for name in NAMES:
        for key, value in before[name].items():
            if key not in known and key not in RESERVED[name]:
                yield name, key, value


def _merged(model: type[Record], held: Mapping[str, Mapping[str, Any]]) -> JsonObject:
    fields = {field.name: field for field in fields_of(model)}
    merged: JsonObject = {}
    for name in reversed(NAMES):
        for key, value in held[name].items():
            if key in RESERVED[name]:
                continue
            field = fields.get(key)
            merged[key] = _zipped(merged.get(key), value, field) if field and field.rows else value
    unknown = {path for name in NAMES for path in held[name].get("not_known", ())}
    return {**merged, "not_known": tuple(sorted(unknown))}


def _zipped(ours: Any, theirs: Any, field: Field) -> list[JsonObject]:
    """Two lists of rows laid over each other; what is derived is left out, to be worked out."""
    derived = {column.name for column in field.rows if column.derived}
    first, second = _row_list(ours), _row_list(theirs)
    rows = [
        {**(first[n] if n < len(first) else {}), **(second[n] if n < len(second) else {})}
        for n in range(max(len(first), len(second)))
    ]
    return [{key: value for key, value in row.items() if key not in derived} for row in rows]


def _authorship(held: Mapping[str, Mapping[str, Any]]) -> Authorship:
    entry = held["private"].get("entry")
    if entry is not None:
        return Authorship.model_validate(entry)
    act = held["facts"].get("entry", {}).get("act", "record")
    return Authorship.model_validate(
        {"act": act, "entered": NEVER, "author": "", "author_name": "", "job_title": ""}
    )


NEVER = datetime.fromisoformat("1900-01-01T00:00:00+00:00")
"""Stands for a time of entry that is not in the parts that are here."""
