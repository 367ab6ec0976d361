"""A record as a program writes it: one JSON object of field names and values, strictly read.

Times are ISO 8601 with their offset, codes are codes, nothing is guessed and nothing unknown is
let through. What is refused is named by its field, never by what stood in it.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.records.base import Record
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.moments import YEARS, fixed
from wardsafe.records.nhs_number import read_nhs_number
from wardsafe.records.reading import NOT_KNOWN, build
from wardsafe.records.text import LINE, NOTES, keep
from wardsafe.vocabulary.code_lists import code_list

UNKNOWN = "not_known"
MOST_ROWS = 200
_NAME = re.compile(r"[a-z_]{1,40}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_written(model: type[Record], said: Mapping[str, Any]) -> Record:
    """The record that a program wrote. Raises BadInput naming the field."""
    fields = {field.name: field for field in fields_of(model) if not field.derived}
    unknown = _paths(said.get(UNKNOWN))
    names = {name: value for name, value in said.items() if name != UNKNOWN}
    values = _values(fields, names, "", unknown)
    if unknown:
        first = sorted(unknown)[0]
        raise BadInput(f"{_safe(first)} is no field of this kind.", field=UNKNOWN, do="Leave it.")
    return build(model, values)


def as_written(record: Record) -> dict[str, Any]:
    """A record as JSON values: what a program would write to say the same, and `not_known`."""
    held = record.model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in held.items() if value not in ([], ())}


def _values(
    fields: Mapping[str, Field], said: Mapping[str, Any], head: str, unknown: set[str]
) -> dict[str, Any]:
    """The read values; each path that is said to be not known is taken out of `unknown`."""
    for name in said:
        if name not in fields:
            raise BadInput(
                f"There is no field {_safe(f'{head}{name}')} in this kind.",
                field=_safe(f"{head}{name}"),
                do="See docs/records.md for its fields.",
            )
    found: dict[str, Any] = {}
    for name, field in fields.items():
        path = f"{head}{name}"
        if path in unknown:
            unknown.discard(path)
            if said.get(name) is not None:
                raise _bad(path, "cannot both have a value and be not known")
            found[name] = NOT_KNOWN
        elif said.get(name) is not None:
            found[name] = _value(field, said[name], path, unknown)
    return found


def _value(field: Field, value: Any, path: str, unknown: set[str]) -> Any:
    if field.input == "rows":
        return _rows(field, value, path, unknown)
    if field.input == "codes":
        if not isinstance(value, list):
            raise _bad(path, "must be a list of codes")
        return tuple(_code(field, each, path) for each in value)
    if field.input == "number":
        if not isinstance(value, int) or isinstance(value, bool):
            raise _bad(path, "must be a whole number")
        return value
    if not isinstance(value, str):
        raise _bad(path, "must be text")
    if not value.strip():
        raise _bad(path, "is empty", "Leave the field out instead.")
    return _READERS[field.input](field, value, path)


def _rows(field: Field, value: Any, path: str, unknown: set[str]) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise _bad(path, "must be a list of objects")
    if len(value) > MOST_ROWS:
        raise _bad(path, f"has more than {MOST_ROWS} rows")
    columns = {each.name: each for each in field.rows if not each.derived}
    return [_values(columns, row, f"{path}.{at}.", unknown) for at, row in enumerate(value)]


def _code(field: Field, value: Any, path: str) -> str:
    listed = code_list(field.codes or "")
    codes: Collection[str] = {code.code for code in listed.offered()}
    if isinstance(value, str) and value in codes:
        return value
    if any(code.code == value for code in listed.codes):
        raise _bad(path, "holds a code that is no longer in use", "Choose another.")
    what = f"holds no code of the list “{listed.title}” ({listed.name})"
    raise _bad(path, what, "See docs/code-lists.md.")


def _moment(field: Field, value: str, path: str) -> datetime:
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError
        at = fixed(datetime.fromisoformat(value))
    except ValueError:
        how = "Write 2026-11-23T03:04:00+00:00, with the offset."
        raise _bad(path, "is not a time", how) from None
    if at.year not in YEARS:
        raise _bad(path, "is in no year that can be meant")
    return at


def _date(field: Field, value: str, path: str) -> date:
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        raise _bad(path, "is not a date", "Write 2026-11-23.") from None
    if day.year not in YEARS:
        raise _bad(path, "is in no year that can be meant")
    return day


def _text(field: Field, value: str, path: str) -> str:
    if field.nhs_number:
        return read_nhs_number(value, field=path)
    if "\n" in value or "\r" in value:
        raise _bad(path, "takes one line")
    return keep(value, limit=LINE, field=path)


def _words(field: Field, value: str, path: str) -> str:
    return keep(value, limit=NOTES, field=path)


_READERS: Mapping[str, Callable[[Field, str, str], Any]] = {
    "code": _code,
    "yes_no": _code,
    "moment": _moment,
    "date": _date,
    "text": _text,
    "words": _words,
    "person": _text,
}


def _paths(said: Any) -> set[str]:
    if said is None:
        return set()
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise BadInput("not_known must be a list of field names.", field=UNKNOWN, do="Correct it.")
    return set(said)


def _safe(path: str) -> str:
    """A name that a program made up is repeated only where it can be nothing but a name."""
    parts = path.split(".")
    plain = all(_NAME.fullmatch(part) or (part.isdecimal() and len(part) < 4) for part in parts)
    return path if plain else "with that name"


def _bad(path: str, what: str, do: str = "Correct it.") -> BadInput:
    return BadInput(f"{path} {what}.", field=path, do=do)
