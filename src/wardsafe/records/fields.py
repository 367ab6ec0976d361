"""The form-neutral reading of a model's hints: what to ask, in which order, stored in which part.

Forms, the plain line-by-line mode, imports and the reference pages read this and nothing else.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin

from wardsafe.records import hints

if TYPE_CHECKING:
    from pydantic import BaseModel

Input = Literal[
    "code", "codes", "moment", "date", "text", "words", "number", "person", "rows", "yes_no"
]
"""How a field is typed: one code, several codes, a time, a date, one line, several lines, a whole
number, somebody, rows of fields, or yes and no (a code list too)."""

Hint = TypeVar("Hint")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a record can hold.

    `order` places it among the fields asked for now, `section` names the later section; a field
    with neither is not asked for in the body of a form (the person, who has the banner).
    `after` names the moment of the same row that this one follows; `ahead` lets it be in the
    future; `open_end` says in words what a blank means; `who` is "patient" or "staff".
    """

    name: str
    label: str
    help: str
    input: Input
    codes: str | None
    part: hints.Part
    order: int | None
    section: str | None
    statutory: tuple[str, ...]
    open_end: str | None
    required: bool
    rows: tuple[Field, ...]
    derived: bool
    after: str | None = None
    ahead: bool = False
    who: str | None = None
    nhs_number: bool = False
    characteristic: str | None = None


@lru_cache(maxsize=64)
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """Every field of a record or row, as declared, then the derived ones; `not_known` is left out.

    Fields with an order come first, in that order.
    """
    declared = [
        _field(name, info.annotation, info.metadata)
        for name, info in model.model_fields.items()
        if name != "not_known"
    ]
    derived = getattr(model, "derived_hints", {}).items()
    computed = [_field(name, int, (*found, hints.Derived())) for name, found in derived]
    return tuple(sorted([*declared, *computed], key=_place))


def field_named(model: type[BaseModel], name: str) -> Field:
    """The field of this name, "staff.0.name" for a column of rows. KeyError if there is none."""
    first, _, rest = name.partition(".")
    found = {field.name: field for field in fields_of(model)}[first]
    if not rest:
        return found
    return {field.name: field for field in found.rows}[rest.rpartition(".")[2]]


def now_fields(model: type[BaseModel]) -> tuple[Field, ...]:
    """What is asked for at once, in order; rows carry only the columns asked for at once."""
    chosen = (field for field in fields_of(model) if field.order is not None)
    return tuple(
        _narrowed(field, (f for f in field.rows if f.order is not None)) for field in chosen
    )


def later_sections(model: type[BaseModel]) -> Mapping[str, tuple[Field, ...]]:
    """The later sections by name, in the model's order; rows carry only that section's columns."""
    found: dict[str, list[Field]] = {name: [] for name in getattr(model, "sections", ())}
    for field in fields_of(model):
        if field.section is not None:
            found.setdefault(field.section, []).append(field)
        for section in dict.fromkeys(sub.section for sub in field.rows if sub.section):
            if section != field.section:
                columns = (sub for sub in field.rows if sub.section == section)
                found.setdefault(section, []).append(_narrowed(field, columns))
    return {name: tuple(held) for name, held in found.items() if held}


def _narrowed(field: Field, columns: Iterable[Field]) -> Field:
    return replace(field, rows=tuple(columns)) if field.rows else field


def _place(field: Field) -> tuple[bool, int]:
    return (field.order is None, field.order or 0)


def _field(name: str, annotation: Any, found: Iterable[object]) -> Field:
    marks = tuple(found)
    plain = _unwrapped(annotation)
    codes, lives = _first(marks, hints.Codes), _first(marks, hints.Lives)
    now, later = _first(marks, hints.Now), _first(marks, hints.Later)
    label = _first(marks, hints.Label)
    said, opened = _first(marks, hints.Help), _first(marks, hints.OpenEnd)
    after, who = _first(marks, hints.After), _first(marks, hints.Who)
    mark = _first(marks, hints.Characteristic)
    rows = _row_model(plain)
    return Field(
        name=name,
        label=label.text if label else name.replace("_", " "),
        help=said.text if said else "",
        input=_input(plain, marks),
        codes=codes.name if codes else None,
        part=lives.part if lives else "private",
        order=now.order if now else None,
        section=later.section if later and not now else None,
        statutory=tuple(hint.letter for hint in marks if isinstance(hint, hints.Statutory)),
        open_end=opened.words if opened else None,
        required=_first(marks, hints.Required) is not None,
        rows=fields_of(rows) if rows else (),
        derived=_first(marks, hints.Derived) is not None,
        after=after.field if after else None,
        ahead=bool(after and after.ahead) or _first(marks, hints.Ahead) is not None,
        who=who.of if who else None,
        nhs_number=_first(marks, hints.NhsNumber) is not None,
        characteristic=mark.letter if mark else None,
    )


def _first(marks: tuple[object, ...], kind: type[Hint]) -> Hint | None:
    return next((mark for mark in marks if isinstance(mark, kind)), None)


def _unwrapped(annotation: Any) -> Any:
    """The plain type inside `Annotated[...]` and `... | None`."""
    if get_origin(annotation) in (Union, types.UnionType):
        return _unwrapped(next(arg for arg in get_args(annotation) if arg is not type(None)))
    return _unwrapped(annotation.__origin__) if hasattr(annotation, "__metadata__") else annotation


def _row_model(plain: Any) -> type[BaseModel] | None:
    inside = get_args(plain)[0] if get_origin(plain) is tuple else None
    return inside if hasattr(inside, "model_fields") else None


def _input(plain: Any, marks: tuple[object, ...]) -> Input:
    codes = _first(marks, hints.Codes)
    if get_origin(plain) is tuple:
        return "rows" if _row_model(plain) else "codes"
    if codes:
        return "yes_no" if codes.name.startswith("yes-no") else "code"
    if _first(marks, hints.Who):
        return "person"
    if _first(marks, hints.Narrative):
        return "words"
    # datetime before date: every datetime is a date
    kinds: tuple[tuple[type, Input], ...] = ((datetime, "moment"), (date, "date"), (int, "number"))
    if isinstance(plain, type):
        return next((name for kind, name in kinds if issubclass(plain, kind)), "text")
    return "text"
