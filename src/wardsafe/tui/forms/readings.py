"""How the cells of a form read: the value, the words drawn back, or what is wrong. No widgets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.records.fields import Field
from wardsafe.records.moments import say_length
from wardsafe.records.reading import NOT_KNOWN, read_field, say_field
from wardsafe.tui.forms.task import Typed
from wardsafe.tui.forms.typed_text import TypedText, typed_before
from wardsafe.vocabulary.code_lists import code_list


@dataclass(frozen=True, slots=True)
class Reading:
    """How a cell was understood: its value, the words drawn back, or what is wrong with it."""

    value: Any = None
    said: str = ""
    error: str = ""
    sentence: str = ""
    default: bool = False


class Readings(TypedText):
    """Typed text that is read. `now` is what times are counted from; `was` holds the values of the
    record being amended, None where there is none."""

    def __init__(
        self,
        fields: Iterable[Field],
        extra: Iterable[Field],
        now: datetime,
        typed: Typed,
        was: dict[str, Any] | None,
    ) -> None:
        self.fields = tuple(fields)
        first = None if was is None else typed_before(self.fields, was)
        super().__init__((*self.fields, *extra), typed, first)
        self.now = now
        self._was = was or {}
        self._kept: dict[str, tuple[object, Reading]] = {}

    def drop_row(self, name: str, index: int) -> None:
        """Take one row away."""
        super().drop_row(name, index)
        rows = self._was.get(name) or ()
        if index < len(rows):
            self._was[name] = [row for at, row in enumerate(rows) if at != index]

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
        if self._first is not None and not reading.error and not self.changed(path):
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

    def _blank(self, path: str, field: Field) -> Reading:
        head = path.rpartition(".")[0]
        if not head or not self.is_begun(path):
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
        at = self.said_when(path)
        return at.astimezone(self.now.tzinfo) if at else self.now

    def _former(self, path: str) -> Any:
        holder, key = self._holder(path, of=self._was)
        value = holder.get(key)
        return NOT_KNOWN if value is None else value


def short_error(field: Field, text: str, problem: BadInput) -> str:
    """The few words of an error that fit beside the field."""
    if field.codes and field.input != "codes" and not code_list(field.codes).match(text):
        return "no such code"
    words = problem.what.rstrip(".").partition(",")[0].partition(":")[0]
    return words[:1].lower() + words[1:]
