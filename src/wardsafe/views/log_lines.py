"""One record as a line of the log: where it stands, what it says in a few words, how to find it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from wardsafe.records.base import Record
from wardsafe.records.census import Census
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.completeness import ANSWERED, OUTSTANDING
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.held_record import WAITING, HeldRecord
from wardsafe.records.link import SAME, Link
from wardsafe.records.moments import MONTHS
from wardsafe.records.movement import Movement
from wardsafe.records.nil_return import NilReturn
from wardsafe.records.patient import Patient
from wardsafe.records.registry import model_for
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.staff import Staff
from wardsafe.records.voice import Voice
from wardsafe.views import words
from wardsafe.views.folding import Fold, Step, changed_at, content, moment, position, record_at
from wardsafe.vocabulary.code_lists import code_list

STATES = ("2 versions", "unclaimed", "void", "open", "entered late", "amended", "incomplete")
"""The states a record can be in, the one that a reader must not miss first; bit n of `states` is
the n-th. "2 versions" stands for any number above one."""

LATE_AFTER = timedelta(hours=12)
"""Entered late: longer after the event than a nursing shift lasts, so nobody wrote it on the shift
it happened in (≈ design; 12 h is the common long day)."""

EPOCH_KIND = "epoch/1"
"""Written by the ledger itself when a terminal is restored, and no record that anybody fills in."""

NEWER = "from a newer version"
UNREADABLE = "cannot be read here"


@dataclass(frozen=True, slots=True)
class Line:
    """What the log stores of a record; `stored` are its columns in order."""

    position: int
    kind: str
    stored: tuple[object, ...]
    words: set[str]
    marks: tuple[str, ...]


def line_of(folded: Fold) -> Line:
    """The line of a record. Any kind has one, and so has a record that cannot be read."""
    shown, first = folded.shown, folded.first
    kind = shown.entry.header.kind
    said = record_at(shown)
    begun = moment(first.authorship("entered"))
    happened = said.happened() if said else None
    person = _person_of(folded, said)
    items = items_of(shown)
    what = _why(shown) if kind == EPOCH_KIND else what_of(kind, said)
    states = _states(folded, said, items)
    if happened and begun and begun - happened > LATE_AFTER:
        states |= _bit("entered late")
    where = position(happened or begun, folded.number)
    entered = first.authorship("entered")
    return Line(
        position=where,
        kind=kind,
        stored=(
            where,
            folded.record,
            folded.number,
            kind,
            person,
            what,
            states,
            len(folded.heads),
            happened.isoformat() if happened else entered,
            entered,
            first.authorship("author_name"),
            list(items.values()).count(ANSWERED) if items else None,
            changed_at(folded),
        ),
        words=_words_of(folded, f"{title_of(kind)} {what}", said),
        marks=_marks_of(folded, kind, states, person),
    )


@lru_cache(maxsize=256)
def title_of(kind: str) -> str:
    """What a kind is called; one of a newer wardsafe by its own name."""
    model = model_for(kind)
    if model or kind == EPOCH_KIND:
        return model.title if model else "New chain of entries"
    return kind.partition("/")[0].replace("-", " ").capitalize()


def what_of(kind: str, said: Record | None) -> str:
    """What a record says, in a few words beside its title; the words of code lists and beds."""
    if said is None:
        return UNREADABLE if model_for(kind) else NEWER
    if isinstance(said, RestrictivePractice):
        return _what_was_done(said)
    if isinstance(said, Movement):
        move = code_list("movement").short(said.move) if said.move else ""
        return ", ".join(filter(None, (move, f"bed {said.bed}" if said.bed else said.to_where)))
    if isinstance(said, HeldRecord):
        return f"by {said.who_wrote}" if said.who_wrote else ""
    if isinstance(said, DutyDone):
        return said.called or ""
    if isinstance(said, ChangeTest):
        return said.change or ""
    if isinstance(said, NilReturn | Census):
        return _what_was_closed(said)
    if isinstance(said, Link):
        return "linked: one event" if said.same == SAME else "apart: two events"
    if isinstance(said, Voice):
        return f"{code_list('voice-of').short(said.whose)}'s words" if said.whose else ""
    return (said.name or "") if isinstance(said, Staff) else ""


def _what_was_closed(said: NilReturn | Census) -> str:
    """Which day or shift, and what was said of it; of a census how many were there."""
    if isinstance(said, Census):
        night = f"night of {_day(said.night)}" if said.night else ""
        counts = ((said.in_bed, "in bed"), (said.on_leave, "on leave"))
        there = [f"{many} {where}" for many, where in counts if many is not None]
        return ", ".join(filter(None, (night, *there)))
    scope = code_list("closing-scope").short(said.scope).lower() if said.scope else ""
    which = " ".join(filter(None, (_day(said.day) if said.day else "", scope)))
    force = code_list("nil-return").short(said.said).lower() if said.said else ""
    return ", ".join(filter(None, (which, f"use of force {force}" if force else "")))


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def items_of(step: Step) -> Mapping[str, str]:
    """The state of each of the 16 items of s.6(5) by letter, as the record was counted when it was
    made (with the patient's record at hand); empty for kinds that the Act leaves out."""
    kept = step.parts["facts"].get("items")
    return kept if isinstance(kept, dict) else {}


def _person_of(folded: Fold, said: Record | None) -> str | None:
    if isinstance(said, Patient):
        return folded.record
    return said.person_record() if said else None


def _why(step: Step) -> str:
    """Why a terminal began a new chain, in the words of whoever decided it."""
    reason = step.parts["facts"].get("reason")
    return reason if isinstance(reason, str) else ""


def _states(folded: Fold, said: Record | None, items: Mapping[str, str]) -> int:
    if folded.void:
        return _bit("void")
    states = 0
    if len(folded.heads) > 1:
        states |= _bit("2 versions")
    if isinstance(said, HeldRecord) and said.state == WAITING:
        states |= _bit("unclaimed")
    if isinstance(said, RestrictivePractice) and said.still_on():
        states |= _bit("open")
    if OUTSTANDING in items.values():
        states |= _bit("incomplete")
    if len(folded.steps) > 1 and _amended(folded):
        states |= _bit("amended")
    return states


def _bit(state: str) -> int:
    return 1 << STATES.index(state)


VOID = _bit("void")
"""Set in `states` where nobody holds a record to be true."""


def _what_was_done(said: RestrictivePractice) -> str:
    types = code_list("restrictive-type")
    shorts = [types.short(row.type).partition(",")[0] for row in said.interventions if row.type]
    place = code_list("place").short(said.place) if said.place else said.place_text or ""
    first, *rest = [*dict.fromkeys(shorts), *filter(None, [place])] or [""]
    return ", ".join([first, *(each[:1].lower() + each[1:] for each in rest)])


def _amended(folded: Fold) -> bool:
    """Whether something that was said has been changed or taken back; adding to it is neither."""
    by_id = {step.entry.id: step for step in folded.steps}
    for step in folded.steps:
        if step.act != "amend":
            continue
        after = record_at(step)
        for parent in step.entry.header.parents:
            before = record_at(content(folded.steps, by_id[parent])) if parent in by_id else None
            if before and after and _overrides(before, after):
                return True
    return False


def _overrides(before: BaseModel, after: BaseModel) -> bool:
    for field in fields_of(type(before)):
        was, now = getattr(before, field.name, None), getattr(after, field.name, None)
        if field.derived or was in (None, (), "", {}) or was == now:
            continue
        if field.rows and now is not None:
            pairs = zip(was, now, strict=False)
            if len(now) < len(was) or any(_overrides(old, new) for old, new in pairs):
                return True
        elif not (field.input == "codes" and set(was) <= set(now or ())):
            return True
    return False


def _words_of(folded: Fold, seen: str, said: Record | None) -> set[str]:
    found = set(words.words(seen))
    for step in folded.steps:
        for name in ("author_name", "reason"):
            found.update(words.words(step.authorship(name)))
    for head in folded.heads:
        record = said if head is folded.shown else record_at(content(folded.steps, head))
        if record is not None:
            _find(record, found)
    return found


def _marks_of(folded: Fold, kind: str, states: int, person: str | None) -> tuple[str, ...]:
    """What a search may be narrowed by, and the number of every entry of the record."""
    pairs = [(words.KIND, kind)]
    pairs += ((words.NUMBER, str(step.entry.number)) for step in folded.steps)
    pairs += ((words.STATE, str(bit)) for bit in range(len(STATES)) if states >> bit & 1)
    pairs += [(words.PERSON, person)] if person else []
    return tuple(words.mark(sign, value) for sign, value in pairs)


def _find(said: BaseModel, found: set[str]) -> None:
    """Put the words of every field that holds text or codes into `found`, rows included."""
    for name, codes, rows, several in _searched(type(said)):
        value = getattr(said, name, None)
        if not value:
            continue
        if rows:
            for row in value:
                _find(row, found)
        elif codes:
            known = _code_words(codes)
            for code in value if several else (value,):
                found.update(known.get(code) or words.words(code))
        else:
            _find_text(value, found)


@lru_cache(maxsize=64)
def _searched(model: type[BaseModel]) -> tuple[tuple[str, str | None, bool, bool], ...]:
    """The fields of a model that a search looks into: name, code list, are rows, several codes."""
    return tuple(
        (field.name, field.codes, bool(field.rows), field.input == "codes")
        for field in fields_of(model)
        if _is_searched(field)
    )


def _is_searched(field: Field) -> bool:
    # A patient is found by the name they have today (views/words.py); yes and no find nothing;
    # nobody is to be looked up by what the Act asks about them.
    wordless = ("moment", "date", "number", "yes_no")
    about_them = field.part == "people" or field.who == "patient"
    return not (field.derived or about_them or field.input in wordless)


@lru_cache(maxsize=64)
def _code_words(codes: str) -> Mapping[str, tuple[str, ...]]:
    return {code.code: tuple(words.words(code.text)) for code in code_list(codes).codes}


def _find_text(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        found.update(words.words(value))
    elif isinstance(value, Mapping):
        for inner in value.values():
            _find_text(inner, found)
    elif isinstance(value, list | tuple):
        for inner in value:
            _find_text(inner, found)
