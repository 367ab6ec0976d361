"""What programs do: record, list and show as JSON, by the same services as every screen.

One verdict for each record; one that is refused never stops the rest. A record that carries a key
of its own is kept once however often it is sent.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wardsafe.clock import id_from
from wardsafe.errors import BadInput, WardsafeError
from wardsafe.ledger.canonical import decode
from wardsafe.records.base import Record
from wardsafe.records.fields import fields_of
from wardsafe.records.registry import KINDS
from wardsafe.records.text import LINE, keep
from wardsafe.records.written import as_written, read_written
from wardsafe.services import finding
from wardsafe.services.duplicates import before_saving
from wardsafe.services.finding import Opened
from wardsafe.services.names_in_text import named
from wardsafe.services.recording import PSEUDONYM_KEY, record_new
from wardsafe.services.session import Session
from wardsafe.views.history import Version
from wardsafe.views.log import NOT_IN_THE_LOG, LogRow

TAKEN = (
    "restrictive-practice",
    "sexual-safety",
    "movement",
    "patient",
    "safety-plan",
    "review-prompt",
    "environment-check",
)
"""What a program may record. A safety review is gone through with the person, item by item; a day
is declared, and a duty said to be done, by somebody who saw it."""

VIA = "program"
MOST_BYTES = 1_000_000
"""Of one record."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one record of a file. `line` is where it began, from 1."""

    line: int
    said: Mapping[str, Any]
    exit_code: int

    def as_json(self) -> dict[str, Any]:
        """The object that is printed."""
        return {"line": self.line, **self.said}


def kind_named(word: str, kinds: Iterable[str]) -> type[Record]:
    """The model of "restrictive-practice", with or without its version. Raises BadInput."""
    offered = sorted(kinds)
    for kind, model in KINDS.items():
        if kind.partition("/")[0] in offered and word in (kind, kind.partition("/")[0]):
            return model
    raise BadInput("There is no such kind here.", do="See docs/formats/json.md for the kinds.")


def record_lines(
    session: Session, kind: str, lines: Iterable[tuple[int, bytes]]
) -> Iterator[Verdict]:
    """Record each line, one JSON object a line; the verdicts come one by one. Raises BadInput for
    a kind that a program may not record."""
    model = kind_named(kind, TAKEN)
    for line, data in lines:
        try:
            yield Verdict(line, _recorded(session, model, data), 0)
        except WardsafeError as problem:
            yield Verdict(line, _refused(problem), problem.exit_code)


def _recorded(session: Session, model: type[Record], data: bytes) -> dict[str, Any]:
    said = _object(data)
    key = _key(said.pop("key", None))
    if said.pop("kind", model.kind) != model.kind:
        raise BadInput(f"kind is not {model.kind}.", field="kind", do="Leave it out.")
    record_id = _id_for(session, model, key) if key else ""
    if record_id and (held := session.ledger.of_record(record_id)):
        first = held[0]
        return _kept(first.number, first.id, record_id, again=True)
    _find_person(session, model, said)
    record = read_written(model, said)
    for problem in record.errors():
        raise BadInput(f"{problem.field}: {problem.words}", field=problem.field, do="Correct it.")
    if any(session.looks_like_pin(text) for text in _texts(said)):
        raise BadInput("A text looks like the PIN.", do="Take it out.")
    doubts = [f"{one.field}: {one.words}" for one in record.warnings(session.now())]
    doubts += filter(None, [named(session, record)])
    alike = before_saving(session, record)
    saved = record_new(session, record, via=VIA, record_id=record_id)
    told = _kept(saved.number, saved.id, saved.record)
    return told | _where_any(
        warnings=doubts, alike=[one.row.record for one in alike.likely] if alike else []
    )


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise BadInput(f"This record is longer than {MOST_BYTES:,} bytes.", do="Shorten it.")
    said = decode(data)
    if not isinstance(said, dict):
        raise BadInput("A record is a JSON object.", do="Write {…}, one a line.")
    return dict(said)


def _key(said: Any) -> str:
    if said is None:
        return ""
    if not isinstance(said, str) or not 8 <= len(said) <= 64:
        raise BadInput("key must be 8 to 64 characters of text.", field="key", do="Make it random.")
    return keep(said, limit=LINE, field="key")


def _id_for(session: Session, model: type[Record], key: str) -> str:
    """The record id that belongs to a person's key: nobody else can ask what it stands for."""
    secret = session.ledger.key(PSEUDONYM_KEY) or b""
    said = f"wardsafe/program/1\n{session.person.id}\n{model.kind}\n{key}".encode()
    return id_from(hmac.digest(secret, said, hashlib.sha256))


def _find_person(session: Session, model: type[Record], said: dict[str, Any]) -> None:
    """Put the record id of the patient where an NHS number stood. Raises BadInput."""
    for field in fields_of(model):
        typed = said.get(field.name)
        if field.who != "patient" or typed is None:
            continue
        if not isinstance(typed, str):
            raise BadInput(f"{field.name} must be text.", field=field.name, do="Correct it.")
        said[field.name] = person_of(session, typed, field.name)


def person_of(session: Session, typed: str, field: str = "person") -> str:
    """The record of the person with this record id or NHS number. Raises BadInput."""
    if finding.person(session, typed) is not None:
        return typed
    digits = "".join(typed.split())
    found = [one for one in finding.people_like(session, digits) if one.nhs_number == digits]
    if len(found) != 1:
        raise BadInput(
            f"{field} is nobody of this ward's list.",
            field=field,
            do="Give their record id or NHS number.",
        )
    return found[0].record


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for name, value in said.items():
            if name not in ("nhs_number", "person"):
                yield from _texts(value)
    elif isinstance(said, list):
        for value in said:
            yield from _texts(value)


def _kept(number: int, id_: str, record: str, *, again: bool = False) -> dict[str, Any]:
    told = {"saved": True, "number": number, "id": id_, "record": record}
    return told | _where_any(already=again)


def _refused(problem: WardsafeError) -> dict[str, Any]:
    field = getattr(problem, "field", "")
    return {"saved": False, "error": problem.what} | _where_any(field=field, do=problem.do)


def _where_any(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}


# --- reading ------------------------------------------------------------------------------------


def listed_kinds() -> list[str]:
    """The kinds that the log holds, without their version."""
    return sorted({kind.partition("/")[0] for kind in KINDS} - NOT_IN_THE_LOG)


def row_as_json(row: LogRow) -> dict[str, Any]:
    """One row of the log. `after` is where the next page begins: text, since it is a number beyond
    what every JSON reader keeps exactly."""
    return {
        "record": row.record,
        "number": row.number,
        "kind": row.kind,
        "happened": row.happened,
        "entered": row.entered,
        "author": row.author,
        "person": row.person,
        "initials": row.initials,
        "what": row.what,
        "state": row.state,
        "items": row.items,
        "after": str(row.position),
    }


def record_named(session: Session, word: str) -> str:
    """The record id that "#412", "412" or an id means. Raises BadInput where there is none."""
    number = word.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) < 10:
        entry = session.ledger.entry(int(number))
        return entry.header.record if entry else word
    return word


def opened_as_json(opened: Opened) -> dict[str, Any]:
    """A record with its history, each version with what it says."""
    return {
        "record": opened.record,
        "number": opened.number,
        "kind": opened.kind,
        "void": opened.is_void,
        "heads": list(opened.head_ids),
        "versions": [_version(version) for version in opened.versions],
        "items": [
            {"letter": item.letter, "state": item.state} for item in (opened.items or ((),))[0]
        ],
        "linked": [row.record for row in opened.twins.linked],
        "not_as_saved": list(opened.not_as_saved),
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "id": version.id,
        "act": version.act,
        "entered": _iso(version.entered),
        "happened": _iso(version.happened),
        "author": version.author,
        "author_name": version.author_name,
        "job_title": version.job_title,
        "via": version.via,
        "reason": version.reason,
        "parents": list(version.parents),
        "current": version.current,
        "fields": as_written(version.record) if version.record else None,
    }


def _iso(when: Any) -> str | None:
    return when.isoformat() if when else None
