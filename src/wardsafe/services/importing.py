"""Bringing the people of a ward in from a CSV file: read, shown with every row's errors, added.

Columns by name, in any order: name, nhs_number, born, bed, admitted, and any other field of the
patient record. What is wrong with a row is said by row and column; the other rows go on.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import NewEntry
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.records.reading import NOT_KNOWN, read_field
from wardsafe.records.text import keep
from wardsafe.services.recording import prepared
from wardsafe.services.session import Session
from wardsafe.views import people

MOST_BYTES = 5_000_000
_MOVES = {"bed": "bed", "admitted": "when"}


@dataclass(frozen=True, slots=True)
class NewPatient:
    """A row that can be added. `line` is its line in the file."""

    line: int
    patient: Patient
    admission: Movement | None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row, or a column of one, that cannot; never with the text that was in it."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would add, and what it would not and why."""

    good: tuple[NewPatient, ...]
    bad: tuple[BadRow, ...]


def preview(session: Session, file: Path) -> Preview:
    """Read a CSV file without changing anything. Raises BadInput where it is no such file."""
    session.require("import people")
    rows = csv.DictReader(io.StringIO(_text_of(file)), strict=True)
    columns = _columns(rows.fieldnames or ())
    known = _numbers_here(session)
    good: list[NewPatient] = []
    bad: list[BadRow] = []
    for row in _rows(rows, bad):
        found = _row(rows.line_num, row, columns, session.now(), known)
        if isinstance(found, NewPatient):
            good.append(found)
            if found.patient.nhs_number:
                known.add(found.patient.nhs_number)
        else:
            bad.extend(found)
    return Preview(tuple(good), tuple(bad))


def add(session: Session, chosen: Preview) -> int:
    """Put the good rows into the ledger, all in one transaction; returns how many people."""
    session.require("import people")
    entries: list[NewEntry] = []
    for one in chosen.good:
        record = session.chance.new_id()
        entries.append(prepared(session, one.patient, record, via="import"))
        if one.admission is not None:
            move = one.admission.model_copy(update={"person": record})
            entries.append(prepared(session, move, session.chance.new_id(), via="import"))
    session.ledger.append_many(entries)
    return len(chosen.good)


def _text_of(file: Path) -> str:
    try:
        with file.open("rb") as source:
            data = source.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise BadInput(f"{file.name} is larger than 5 MB.", do="Split it and import each part.")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(
            f"{file.name} is not UTF-8 text.", do="Save it again as CSV UTF-8 and try again."
        ) from None
    except OSError as problem:
        raise BadInput(f"{file.name} cannot be read: {problem.strerror}.") from None


def _columns(names: Sequence[str]) -> Mapping[str, Field]:
    fields = {field.name: field for field in fields_of(Patient)}
    moves = {column: _move_field(of) for column, of in _MOVES.items()}
    clean = [name.strip().lower().replace(" ", "_") for name in names]
    unknown = [str(place) for place, name in enumerate(clean, 1) if name not in {**fields, **moves}]
    if unknown or "name" not in clean:
        what = f"Column {', '.join(unknown)} is not known." if unknown else "There is no name."
        offered = ", ".join([*moves, *fields])
        raise BadInput(f"The first line must name the columns. {what}", do=f"Known: {offered}.")
    return dict(zip(names, ({**fields, **moves}[name] for name in clean), strict=True))


def _move_field(name: str) -> Field:
    return next(field for field in fields_of(Movement) if field.name == name)


def _rows(reader: "csv.DictReader[str]", bad: list[BadRow]) -> Any:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            bad.append(BadRow(reader.line_num, "the quotes do not match; the row was left out."))


def _row(
    line: int,
    row: Mapping[str | None, Any],
    columns: Mapping[str, Field],
    now: datetime,
    known: set[str],
) -> NewPatient | list[BadRow]:
    if None in row or None in row.values():
        return [BadRow(line, "it has more or fewer cells than the first line.")]
    values: dict[str, Any] = {}
    unknown: list[str] = []
    bad: list[BadRow] = []
    for column, field in columns.items():
        try:
            value = read_field(field, keep(row[column].strip()), now=now)
        except BadInput as problem:
            bad.append(BadRow(line, f"{column.strip()}: {problem}"))
            continue
        if value is NOT_KNOWN:
            unknown.append(field.name)
        elif value is not None:
            values[field.name] = value
    number = values.get("nhs_number")
    if number in known:
        bad.append(BadRow(line, "somebody here has this NHS number already; nothing was added."))
    if not bad and not values.get("name"):
        bad.append(BadRow(line, "the name is missing."))
    return bad or _new_patient(line, values, unknown, now)


def _new_patient(
    line: int, values: dict[str, Any], unknown: list[str], now: datetime
) -> NewPatient:
    bed, when = values.pop("bed", None), values.pop("when", None)
    move = Movement(move="admit", when=when or now, bed=bed) if bed or when else None
    return NewPatient(line, Patient(**values, not_known=tuple(unknown)), move)


def _numbers_here(session: Session) -> set[str]:
    with session.ledger.reading() as db:
        return {one.nhs_number for one in people.people_here(db) if one.nhs_number}
