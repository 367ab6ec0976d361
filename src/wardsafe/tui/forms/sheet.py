"""The sheet behind a form: what stands in its cells, and the record that it makes. No widgets."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.records.base import Problem, Record
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.reading import build
from wardsafe.tui.forms.readings import Reading, Readings
from wardsafe.tui.forms.task import Typed
from wardsafe.tui.forms.typed_text import asked


class Impossible(Exception):
    """The record cannot be made: `path` names the cell, `sentence` says why."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(path)
        self.path = path
        self.sentence = sentence


class Sheet(Readings):
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
        fields = (field for field in fields_of(model) if not field.derived)
        super().__init__(fields, extra, now, typed, base.model_dump() if base else None)
        self.model, self.base = model, base
        self._made: tuple[object, Record] | None = None

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
        made_for = (self.edits, person, gaps)
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
