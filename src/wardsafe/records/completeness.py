"""Which of the sixteen items of s.6(5) of the 2018 Act a record answers.

It counts the items of a record, never anything about a person. An item is answered, or somebody
chose "not known", or it is outstanding: a blank never looks complete. Item (n) is counted like
the others though it has no commencement note (Mental Health Units (Use of Force) Act 2018).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from wardsafe.records.base import Record, Row
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.vocabulary.code_lists import code_list

State = Literal["answered", "not known", "outstanding"]
ANSWERED: State = "answered"
NOT_KNOWN: State = "not known"
OUTSTANDING: State = "outstanding"

LIST = "statutory-items"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of s.6(5): its letter, short name, state, and what is missing if anything is."""

    letter: str
    label: str
    state: State
    why: str = ""


Found = tuple[State, str]


def items(record: Record, person: Patient | None = None) -> tuple[Item, ...]:
    """The sixteen items (a) to (p) for an incident; none for any other kind.

    `person` is the patient's record, which holds the name and the NHS number.
    """
    if not isinstance(record, RestrictivePractice):
        return ()
    found = {letter: judge(record) for letter, judge in _JUDGES.items()}
    found |= {"e": _of_person(person, "name"), "g": _of_person(person, "nhs_number")}
    return tuple(
        Item(letter, label, *found[letter])
        for letter, label in ((code.code, code.text) for code in code_list(LIST).codes)
    )


def count(found: Iterable[Item]) -> tuple[int, int]:
    """How many items are answered, and of how many."""
    states = [item.state for item in found]
    return states.count(ANSWERED), len(states)


def outstanding(found: Iterable[Item]) -> tuple[Item, ...]:
    """The items that nobody has answered or set to "not known"."""
    return tuple(item for item in found if item.state == OUTSTANDING)


def _of_person(person: Patient | None, field: str) -> Found:
    if person is None:
        return OUTSTANDING, "no person chosen"
    return _one(person, field)


def _one(record: Record, *names: str) -> Found:
    """Answered when any of the fields is; not known when the first was said to be."""
    found = [_state(record, record, name, name) for name in names]
    if ANSWERED in found:
        return ANSWERED, ""
    return (NOT_KNOWN, "") if NOT_KNOWN in found else (OUTSTANDING, "not filled in")


def _state(record: Record, holder: Record | Row, name: str, path: str) -> State:
    value = getattr(holder, name)
    if value is None or value == "" or value == ():
        return NOT_KNOWN if record.is_not_known(path) else OUTSTANDING
    field = _fields(type(holder))[name]
    codes = {value} if isinstance(value, str) else set(value) if isinstance(value, tuple) else set()
    return NOT_KNOWN if field.codes and codes <= _says_nothing(field.codes) else ANSWERED


@cache
def _fields(model: type[Record] | type[Row]) -> Mapping[str, Field]:
    return {field.name: field for field in fields_of(model)}


@cache
def _says_nothing(name: str) -> frozenset[str]:
    return frozenset(code.code for code in code_list(name).codes if code.not_known)


def _all(found: Iterable[tuple[State, str]]) -> Found:
    """Of several things that an item needs: outstanding names the first that is missing."""
    needed = list(found)
    missing = [why for state, why in needed if state == OUTSTANDING]
    if missing:
        return OUTSTANDING, missing[0]
    return (ANSWERED, "") if any(state == ANSWERED for state, _ in needed) else (NOT_KNOWN, "")


def _column(record: RestrictivePractice, rows: str, name: str, why: str) -> list[Found]:
    return [
        (_state(record, row, name, f"{rows}.{number}.{name}"), f"{why} {number + 1}")
        for number, row in enumerate(getattr(record, rows))
    ]


def _b(record: RestrictivePractice) -> Found:
    place = _one(record, "place", "place_text")[0]
    starts = _column(record, "interventions", "start", "no start for")
    ends = [_end(record, number, row) for number, row in enumerate(record.interventions)]
    when = _state(record, record, "when", "when")
    whole = [(place, "no place"), (when, "no date and time"), *starts, *ends]
    return _all(whole if ends else [*whole, (OUTSTANDING, "no intervention")])


def _end(record: RestrictivePractice, number: int, row: Intervention) -> Found:
    """An intervention that is still on has no duration yet, so the item waits for its end."""
    if row.end is None:
        state = _state(record, row, "end", f"interventions.{number}.end")
        return state, f"{number + 1} is still on"
    if row.start and row.end < row.start:
        return OUTSTANDING, f"{number + 1} ends before it starts"
    return ANSWERED, ""


def _c(record: RestrictivePractice) -> Found:
    return _rows(record, "interventions", "type", "no type for", "no intervention")


def _d(record: RestrictivePractice) -> Found:
    return _rows(record, "interventions", "care_plan", "not said for", "no intervention")


def _rows(record: RestrictivePractice, rows: str, name: str, why: str, none: str) -> Found:
    if not getattr(record, rows):
        return (NOT_KNOWN, "") if record.is_not_known(rows) else (OUTSTANDING, none)
    return _all(_column(record, rows, name, why))


def _h(record: RestrictivePractice) -> Found:
    if not record.staff:
        return (NOT_KNOWN, "") if record.is_not_known("staff") else (OUTSTANDING, "nobody named")
    used = _column(record, "staff", "used_force", "force or not for")
    names = _column(record, "staff", "name", "no name for")
    titles = _column(record, "staff", "job_title", "no job title for")
    who = [number for number, row in enumerate(record.staff) if row.used_force != "N"]
    if not who:
        return OUTSTANDING, "nobody who used force is named"
    return _all([*used, *(names[number] for number in who), *(titles[number] for number in who)])


def _i(record: RestrictivePractice) -> Found:
    if not record.others:
        asked = _one(record, "others_involved")
        return (OUTSTANDING, "who they were, and why") if record.others_involved == "Y" else asked
    reasons = zip(
        _column(record, "others", "why", "no reason for"),
        _column(record, "others", "why_text", "no reason for"),
        strict=True,
    )
    return _all(min(pair, key=lambda found: _ORDER.index(found[0])) for pair in reasons)


_ORDER = (ANSWERED, NOT_KNOWN, OUTSTANDING)


def _k(record: RestrictivePractice) -> Found:
    """Item (k) asks for all eight of s.6(10); they are found by their own hints."""
    eight = [field for field in fields_of(type(record)) if field.characteristic]
    return _all((_one(record, field.name)[0], f"{field.label.lower()} not said") for field in eight)


def _l(record: RestrictivePractice) -> Found:
    asked = (("learning_disability", "learning disability not said"), ("autism", "autism not said"))
    return _all((_one(record, name)[0], why) for name, why in asked)


def _simply(*names: str) -> Callable[[RestrictivePractice], Found]:
    return lambda record: _one(record, *names)


_JUDGES: Mapping[str, Callable[[RestrictivePractice], Found]] = {
    "a": _simply("reason", "reason_text"),
    "b": _b,
    "c": _c,
    "d": _d,
    "f": _simply("how"),
    "h": _h,
    "i": _i,
    "j": _simply("mental_disorder"),
    "k": _k,
    "l": _l,
    "m": _simply("outcome"),
    "n": _simply("serious_harm"),
    "o": _simply("tried", "tried_text"),
    "p": _simply("notification"),
}
