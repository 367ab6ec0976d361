"""What stands in the cells of a form, exactly as typed, and what stood there at first.

No widgets here. A path names one cell: `when`, or `interventions.0.start` (field, row, column).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from wardsafe.records.fields import Field
from wardsafe.records.moments import local, say_time
from wardsafe.tui.forms.task import Typed

AT = "@"


class TypedText:
    """The text of every cell. `typed` is taken as it is; `first` is how the record being amended
    would have been typed, None where there is none. `edits` counts the changes."""

    def __init__(self, fields: Iterable[Field], typed: Typed, first: Typed | None) -> None:
        self._known = {field.name: field for field in fields}
        self._first = first
        self._text = _copied({**(first or {}), **typed})
        self._prefilled: dict[str, str] = {}
        self.edits = 0

    def field(self, path: str) -> Field:
        """The field of a cell."""
        name, _, rest = path.partition(".")
        field = self._known[name]
        if not rest:
            return field
        column = rest.partition(".")[2]
        return next(part for part in field.rows if part.name == column)

    def typed(self, path: str) -> str:
        """The text of a cell exactly as typed; "" when nothing was."""
        holder, key = self._holder(path)
        return str(holder.get(key, ""))

    def write(self, path: str, text: str, now: datetime) -> None:
        """Put text into a cell; a row that is not there yet is made."""
        holder, key = self._holder(path, make=True)
        holder[key] = text
        self.edits += 1
        if self.field(path).input in ("moment", "date"):
            holder[key + AT] = now.isoformat()

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a field, blank ones included."""
        rows = self._text.setdefault(name, [])
        return rows if isinstance(rows, list) else []

    def drop_row(self, name: str, index: int) -> None:
        """Take one row away."""
        self.edits += 1
        for rows in (self.rows(name), (self._first or {}).get(name)):
            if isinstance(rows, list) and index < len(rows):
                del rows[index]

    def filled(self, name: str) -> list[int]:
        """The indexes of the rows in which something was typed."""
        return [at for at, row in enumerate(self.rows(name)) if _something(row)]

    def is_blank(self) -> bool:
        """Whether nothing at all was typed."""
        return not any(
            _something_in(value)
            for name, value in self._text.items()
            if name in self._known and value != self._prefilled.get(name)
        )

    def prefill(self, values: Mapping[str, Any]) -> None:
        """Put what is known of the person into the blank fields; what an earlier call put there
        goes, unless somebody has changed it since."""
        self.edits += 1
        for name, text in self._prefilled.items():
            if self.typed(name) == text:
                self._text[name] = ""
        self._prefilled = {
            name: as_typed(self._known[name], value)
            for name, value in values.items()
            if name in self._known and not self.typed(name)
        }
        self._text.update(self._prefilled)

    def to_keep(self) -> Typed:
        """What a draft keeps: the text of every field, valid or not."""
        return _copied({name: value for name, value in self._text.items() if value})

    def changed(self, path: str) -> bool:
        """Whether a cell of an amendment says something else than the record did."""
        if self._first is None:
            return False
        holder, key = self._holder(path, of=self._first)
        return self.typed(path) != str(holder.get(key, ""))

    def said_when(self, path: str) -> datetime | None:
        """When the moment or date in a cell was typed."""
        holder, key = self._holder(path)
        at = holder.get(key + AT)
        return datetime.fromisoformat(at) if at else None

    def is_begun(self, path: str) -> bool:
        """Whether anything stands in the row of a cell."""
        return _something(self._holder(path)[0])

    def _holder(self, path: str, *, make: bool = False, of: Any = None) -> tuple[Any, str]:
        text: Any = self._text if of is None else of
        name, _, rest = path.partition(".")
        if not rest:
            return text, name
        index, _, column = rest.partition(".")
        rows = text.setdefault(name, []) if make else text.get(name) or []
        while make and len(rows) <= int(index):
            rows.append({})
        return (rows[int(index)] if int(index) < len(rows) else {}), column


def asked(field: Field) -> tuple[Field, ...]:
    """The columns of a repeated field that are typed, not worked out."""
    return tuple(part for part in field.rows if not part.derived)


def typed_before(fields: Iterable[Field], was: Mapping[str, Any]) -> Typed:
    """A record, given as its values, as one would have typed it."""
    missing = set(was.get("not_known") or ())
    first: Typed = {}
    for field in fields:
        value = was.get(field.name)
        if field.input != "rows":
            first[field.name] = "?" if field.name in missing else as_typed(field, value)
            continue
        first[field.name] = [
            {
                part.name: "?"
                if f"{field.name}.{at}.{part.name}" in missing
                else as_typed(part, row.get(part.name))
                for part in asked(field)
            }
            for at, row in enumerate(value or ())
        ]
    return first


def as_typed(field: Field, value: Any) -> str:
    """The text that reads back to `value`; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d} {say_time(value)}"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def _copied(typed: Typed) -> Typed:
    return {k: [dict(row) for row in v] if isinstance(v, list) else v for k, v in typed.items()}


def _something(row: dict[str, str]) -> bool:
    return any(text.strip() for name, text in row.items() if not name.endswith(AT))


def _something_in(value: str | list[dict[str, str]]) -> bool:
    return any(_something(row) for row in value) if isinstance(value, list) else bool(value.strip())
