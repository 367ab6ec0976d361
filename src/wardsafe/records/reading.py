"""What somebody typed, read as the value of a field, and a value said back in words.

The form, the plain mode and the import of files use the same reading, one function a kind of
input. "?" always means that somebody chose "not known"; nothing typed means not answered yet.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.records.base import Record
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.moments import local, say_date, say_length, say_moment
from wardsafe.records.nhs_number import read_nhs_number, say_nhs_number
from wardsafe.records.text import LINE, NOTES, keep
from wardsafe.records.typed_moments import read_date, read_moment
from wardsafe.vocabulary.code_lists import Code, CodeList, code_list


class NotKnown(Enum):
    """The answer of somebody who was asked and does not know."""

    NOT_KNOWN = "not known"


NOT_KNOWN = NotKnown.NOT_KNOWN

Value = str | int | date | datetime | tuple[str, ...] | NotKnown | None
"""What a field can hold once it is read; None is not answered yet."""


def read_field(field: Field, typed: str, *, now: datetime, base: datetime | None = None) -> Value:
    """The value that was typed into a field.

    `base` is the value of the moment that the field comes after, if there is one. Raises BadInput
    naming the field, never repeating what was typed.
    """
    bare = typed.strip()
    if not bare:
        return None
    if bare == "?":
        return NOT_KNOWN
    if field.input == "moment":
        return read_moment(bare, now=now, after=base, ahead=field.ahead, field=field.name)
    if field.input == "date":
        return read_date(bare, today=local(now).date(), ahead=field.ahead, field=field.name)
    if field.input == "words":
        return keep(typed, limit=NOTES, field=field.name)
    return _READERS[field.input](field, bare)


def say_field(field: Field, value: Any) -> str:
    """The value in the words that are drawn back; not cleaned for display. "" if not answered."""
    if value is NOT_KNOWN:
        return "not known"
    if value is None or value == ():
        return field.open_end or ""
    if field.codes is not None:
        return _say_codes(field, (value,) if isinstance(value, str) else value)
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return say_date(value)
    if field.derived and isinstance(value, int):
        return say_length(value)
    return say_nhs_number(value) if field.nhs_number else str(value)


def build(model: type[Record], values: Mapping[str, Any], base: Record | None = None) -> Record:
    """The record of a kind from read values by field name; rows are sequences of such mappings.

    NOT_KNOWN becomes a name in `not_known`. With `base` only the named fields change, and what a
    newer version wrote stays. Raises BadInput naming a field whose value cannot be kept.
    """
    known = [field for field in fields_of(model) if field.name in values]
    kept = {} if base is None else {name: value for name, value in base if name != "not_known"}
    stale = tuple(field.name for field in known)
    unknown = {path for path in (base.not_known if base else ()) if path.split(".")[0] not in stale}
    for field in known:
        kept[field.name] = _settled(field, values[field.name], field.name, unknown)
    return _validated(model, {**kept, "not_known": tuple(sorted(unknown))})


def _validated(model: type[Record], values: Mapping[str, Any]) -> Record:
    from pydantic import ValidationError

    try:
        return model.model_validate(values)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"])
        raise BadInput("This value cannot be kept.", field=where, do="Type it again.") from None


def _settled(field: Field, value: Any, path: str, unknown: set[str]) -> Any:
    if value is NOT_KNOWN:
        unknown.add(path)
        value = None
    if not field.rows:
        return () if value is None and field.input == "codes" else value
    return tuple(
        _row(field, row, f"{path}.{number}", unknown) for number, row in enumerate(value or ())
    )


def _row(field: Field, row: Mapping[str, Any], path: str, unknown: set[str]) -> dict[str, Any]:
    columns = {column.name: column for column in field.rows if not column.derived}
    return {
        name: _settled(columns[name], value, f"{path}.{name}", unknown)
        if name in columns
        else value
        for name, value in row.items()
    }


def _read_text(field: Field, typed: str) -> str:
    if field.nhs_number:
        return read_nhs_number(typed, field=field.name)
    kept = keep(typed, limit=LINE, field=field.name)
    if "\n" in kept:
        raise BadInput(
            "This field takes one line.", field=field.name, do="Put the rest where words belong."
        )
    return kept


def _read_number(field: Field, typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > 9:
        raise BadInput("This is not a whole number.", field=field.name, do="Use the digits 0 to 9.")
    return int(typed)


def _read_code(field: Field, typed: str) -> str:
    codes = _list_of(field)
    said = [code for code in codes.offered() if typed in (code.code, _said(codes, code.code))]
    found = said or codes.match(typed)
    exact = [code for code in found if code.code.casefold() == typed.casefold()]
    chosen = exact or found
    if len(chosen) != 1:
        raise _no_code(field, codes, typed, chosen)
    return chosen[0].code


def _no_code(field: Field, codes: CodeList, typed: str, found: Sequence[Code]) -> BadInput:
    if found:
        named = ", ".join(f"{code.code} {code.short}" for code in found[:4])
        return BadInput("More than one fits this.", field=field.name, do=f"Choose: {named}.")
    if any(code.code == typed for code in codes.codes):
        return BadInput("This code is no longer in use.", field=field.name, do="Choose another.")
    return BadInput(
        f"Nothing in “{codes.title}” fits this.", field=field.name, do="Type other letters, or ?."
    )


def _read_codes(field: Field, typed: str) -> tuple[str, ...]:
    pieces = [piece.strip() for piece in typed.replace(";", ",").split(",")]
    return tuple(dict.fromkeys(_read_code(field, piece) for piece in pieces if piece))


_READERS: Mapping[str, Callable[[Field, str], Value]] = {
    "text": _read_text,
    "person": _read_text,
    "number": _read_number,
    "code": _read_code,
    "yes_no": _read_code,
    "codes": _read_codes,
}


def _list_of(field: Field) -> CodeList:
    return code_list(field.codes or "")


def _say_codes(field: Field, codes: tuple[str, ...]) -> str:
    listed = _list_of(field)
    return ", ".join(_said(listed, code) for code in codes)


def _said(codes: CodeList, code: str) -> str:
    """National codes are numbers and are said with their words; the others are only words."""
    words = codes.short(code)
    return f"{code} {words}" if code[:1].isdecimal() and not words.startswith(code) else words
