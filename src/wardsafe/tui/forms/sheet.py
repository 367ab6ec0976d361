"""The sheet behind a form: what was typed, how each field reads, and the record it makes.

No widgets here. A path names one cell: `when`, or `interventions.0.start` (field, row, column).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.records.base import Problem, Record
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.moments import local, say_length, say_time
from wardsafe.records.reading import NOT_KNOWN, build, read_field, say_field
from wardsafe.tui.forms.task import Typed
from wardsafe.vocabulary.code_lists import code_list

AT = "@"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a cell was understood: its value, the words drawn back, or what is wrong with it."""

    value: Any = None
    said: str = ""
    error: str = ""
    sentence: str = ""
    default: bool = False


class Impossible(Exception):
    """The record cannot be made: `path` names the cell, `sentence` says why."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(path)
        self.path = path
        self.sentence = sentence


class Sheet:
    """What stands on one form. `typed` is taken as it is; `base` is the record being amended;
    `extra` are fields that the form asks for and the record does not hold."""

    def __init__(
        self,
        model: type[Record],
        now: datetime,
        typed: Typed,
        base: Record | None = None,
        extra: tuple[Field, ...] = (),
    ) -> None:
        self.model = model
        self.now = now
        self.base = base
        self.fields = tuple(f for f in fields_of(model) if not f.derived)
        self._known = {field.name: field for field in (*self.fields, *extra)}
        self._was: dict[str, Any] = base.model_dump() if base else {}
        self._first = self._as_typed() if base else {}
        self._text = _copied({**self._first, **typed})
        self._prefilled: dict[str, str] = {}
        self._made: tuple[object, Record] | None = None
        self._edits = 0
        self._kept: dict[str, tuple[object, Reading]] = {}

    # What was typed

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
        self._edits += 1
        if self.field(path).input in ("moment", "date"):
            holder[key + AT] = now.isoformat()

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a field, blank ones included."""
        rows = self._text.setdefault(name, [])
        return rows if isinstance(rows, list) else []

    def drop_row(self, name: str, index: int) -> None:
        """Take one row away."""
        self._edits += 1
        rows = self.rows(name)
        if index < len(rows):
            del rows[index]
        for part in (self._was, self._first):
            if index < len(part.get(name) or ()):
                part[name] = [row for at, row in enumerate(part[name]) if at != index]

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
        self._edits += 1
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
        if self.base is None:
            return False
        holder, key = self._holder(path, of=self._first)
        return self.typed(path) != str(holder.get(key, ""))

    # How it reads

    def read(self, path: str) -> Reading:
        """How a cell reads now. Never raises: what is wrong is in the reading."""
        text, field = self.typed(path), self.field(path)
        if not text.strip():
            return self._blank(path, field)
        after = self._start_of(path).value if field.after or field.open_end else None
        after = after if isinstance(after, datetime) else None
        key = (text, self._anchor(path), after)
        if (kept := self._kept.get(path)) and kept[0] == key:
            return kept[1]
        reading = self._read(field, text, self._anchor(path), after)
        if self.base is not None and not reading.error and not self.changed(path):
            reading = Reading(self._former(path), reading.said)
        self._kept[path] = (key, reading)
        return reading

    def _read(self, field: Field, text: str, now: datetime, after: datetime | None) -> Reading:
        try:
            value = read_field(field, text, now=now, base=after)
            said = say_field(field, value)
        except BadInput as problem:
            return Reading(error=short_error(field, text, problem), sentence=str(problem))
        if value is not NOT_KNOWN and after and isinstance(value, datetime) and value < after:
            return Reading(error="ends before it starts", sentence="It ends before it starts.")
        return Reading(value, said)

    def began(self) -> datetime | None:
        """When it began: the first moment of the form, once it reads."""
        when = self._first_moment()
        value = self.read(when).value if when else None
        return value if isinstance(value, datetime) else None

    def length(self, path: str) -> str:
        """How long the row of this cell lasted, in words; "" while it is not known."""
        start, end = self._start_of(path).value, self._end_of(path).value
        if isinstance(start, datetime) and isinstance(end, datetime):
            return say_length(start, end) if end >= start else ""
        return ""

    def cells(self) -> Iterator[str]:
        """The paths of every cell in which something may stand: blank rows left out."""
        for field in self.fields:
            if field.input != "rows":
                yield field.name
                continue
            for at in self.filled(field.name):
                yield from (f"{field.name}.{at}.{part.name}" for part in asked(field))

    def problems(self, person: str | None = None) -> dict[str, Reading]:
        """What is impossible, by cell: first what cannot be read, then what contradicts itself."""
        found = {path: reading for path in self.cells() if (reading := self.read(path)).error}
        for problem in self.record(person=person, gaps=True).errors():
            path = self._path_of(problem)
            if path not in found:
                found[path] = Reading(error=problem.words.rstrip("."), sentence=problem.words)
        return found

    def doubts(self) -> list[str]:
        """What is possible and unlikely, as words to be confirmed before saving."""
        found = self.record(gaps=True).warnings(self.now)
        return [f"{self.field(self._path_of(p)).label}: {p.words}".rstrip(".") for p in found]

    def texts(self) -> list[str]:
        """Everything typed in words: where a PIN could have slipped in."""
        paths = (path for path in self.cells() if self.field(path).input in ("text", "words"))
        return [self.typed(path) for path in paths if not self.field(path).nhs_number]

    def _path_of(self, problem: Problem) -> str:
        """The cell a problem of the record is about: blank rows are not in the record."""
        name, _, rest = problem.field.partition(".")
        place, _, column = rest.partition(".")
        if not column:
            return name
        filled = self.filled(name)
        return f"{name}.{filled[int(place)] if int(place) < len(filled) else place}.{column}"

    # The record it makes

    def record(self, *, person: str | None = None, gaps: bool = False) -> Record:
        """The record that stands here. With `gaps` whatever is impossible is left out; without,
        raises Impossible with the first cell that cannot be kept."""
        made_for = (self._edits, person, gaps)
        if self._made is not None and self._made[0] == made_for:
            return self._made[1]
        self._made = (made_for, self._build(person, gaps=gaps))
        return self._made[1]

    def _build(self, person: str | None, *, gaps: bool) -> Record:
        values = {field.name: self._value_of(field, gaps=gaps) for field in self.fields}
        if person is not None and "person" in values:
            values["person"] = person
        while True:
            try:
                return build(self.model, values, self.base)
            except BadInput as problem:
                first = problem.field.partition(".")[0]
                if not gaps or first not in values:
                    raise Impossible(problem.field, str(problem)) from None
                del values[first]

    def _value_of(self, field: Field, *, gaps: bool) -> Any:
        if field.input != "rows":
            return self._cell_value(field.name, gaps=gaps)
        former: Sequence[dict[str, Any]] = self._was.get(field.name) or ()
        return [
            (former[at] if at < len(former) else {})
            | {
                part.name: self._cell_value(f"{field.name}.{at}.{part.name}", gaps=gaps)
                for part in asked(field)
            }
            for at in self.filled(field.name)
        ]

    def _cell_value(self, path: str, *, gaps: bool) -> Any:
        reading = self.read(path)
        if reading.error and not gaps:
            raise Impossible(path, reading.sentence)
        return reading.value

    # Inside

    def _blank(self, path: str, field: Field) -> Reading:
        head = path.rpartition(".")[0]
        if not head or not _something(self._holder(path)[0]):
            return Reading()
        if field.input == "moment" and field.open_end:
            return Reading(said=field.open_end, default=True)
        if field.input == "moment" and path == self._start_path(path):
            when = self.began()
            if when:
                return Reading(when, say_field(field, when), default=True)
        return Reading()

    def _first_moment(self) -> str | None:
        found = (f.name for f in self.fields if f.input == "moment" and not f.open_end)
        return next(found, None)

    def _start_path(self, path: str) -> str | None:
        """The moment that the cell at `path`, or its row, is counted from."""
        head = path.rpartition(".")[0]
        if not head:
            after = self._known[path].after
            return after or self._first_moment()
        parts = self._known[path.partition(".")[0]].rows
        names = (part.name for part in parts if part.input == "moment" and not part.open_end)
        return next((f"{head}.{name}" for name in names), None)

    def _start_of(self, path: str) -> Reading:
        start = self._start_path(path)
        return self.read(start) if start and start != path else Reading()

    def _end_of(self, path: str) -> Reading:
        head = path.rpartition(".")[0]
        parts = self._known[path.partition(".")[0]].rows if head else self.fields
        ends = (part.name for part in parts if part.open_end)
        end = next(ends, None)
        return self.read(f"{head}.{end}" if head else end) if end else Reading()

    def _anchor(self, path: str) -> datetime:
        holder, key = self._holder(path)
        at = holder.get(key + AT)
        return datetime.fromisoformat(at).astimezone(self.now.tzinfo) if at else self.now

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

    def _former(self, path: str) -> Any:
        holder, key = self._holder(path, of=self._was)
        value = holder.get(key)
        return NOT_KNOWN if value is None else value

    def _as_typed(self) -> Typed:
        """The record being amended, as one would have typed it."""
        missing = set(self._was.get("not_known") or ())
        first: Typed = {}
        for field in self.fields:
            value = self._was.get(field.name)
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


def asked(field: Field) -> tuple[Field, ...]:
    """The columns of a repeated field that are typed, not worked out."""
    return tuple(part for part in field.rows if not part.derived)


def as_typed(field: Field, value: Any) -> str:
    """The text that reads back to `value`; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d} {say_time(value)}"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def short_error(field: Field, text: str, problem: BadInput) -> str:
    """The few words of an error that fit beside the field."""
    if field.codes and field.input != "codes" and not code_list(field.codes).match(text):
        return "no such code"
    words = problem.what.rstrip(".").partition(",")[0].partition(":")[0]
    return words[:1].lower() + words[1:]


def _copied(typed: Typed) -> Typed:
    return {k: [dict(row) for row in v] if isinstance(v, list) else v for k, v in typed.items()}


def _something(row: dict[str, str]) -> bool:
    return any(text.strip() for name, text in row.items() if not name.endswith(AT))


def _something_in(value: str | list[dict[str, str]]) -> bool:
    return any(_something(row) for row in value) if isinstance(value, list) else bool(value.strip())
