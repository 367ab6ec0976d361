"""The rows of one ward's current records for the network: codes and counts, nothing that names.

A record counts once, as it stands: struck-through ones not at all, and of two that a person linked
as one event the earlier. What was never told stays not recorded. Works with whatever parts are
here: a ward's own ledger, a trust's, or a hub's that holds facts alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from wardsafe.ledger.entry import Entry
from wardsafe.network.tables import ANSWERS, CODED, HURT
from wardsafe.records.change_test import FINISHED, PLANNED, ChangeTest
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.link import Link
from wardsafe.records.patient import Patient
from wardsafe.records.registry import model_for
from wardsafe.records.restricted import is_restricted
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.equity import GROUPS
from wardsafe.views.folding import Fold, Step, fold
from wardsafe.vocabulary.code_lists import code_list

TOLD = frozenset(
    (
        "restrictive-practice", "sexual-safety", "self-harm-review", "duty-done", "nil-return",
        "census", "movement", "change-test", "review", "voice",
    )
)  # fmt: skip
"""The kinds, without their version, whose facts make rows. What was done to the ledger, who works
there and who may read what are no concern of a network."""

TESTING = "testing"
"""The stage of a test that was begun and not decided: its facts do not say how far it is."""

Namer = Callable[[str], str]
"""Makes a pseudonym of what a trust knows a person by; "" where it may not."""


def nobody(_: str) -> str:
    """The namer of whoever holds no key: people stay apart only where their part names them."""
    return ""


@dataclass(frozen=True)
class Told:
    """One ward's records as they stand, ready to be made rows of.

    `trust` is its ODS code or "", `until` the last day told of; `name` makes pseudonyms.
    """

    ward: str
    trust: str
    until: date
    folds: tuple[Fold, ...]
    name: Namer = nobody
    people: Mapping[str, Fold] = field(default_factory=dict)

    def place(self, fold: Fold) -> dict[str, Any]:
        """Whose row a record makes."""
        header = fold.first.entry.header
        return {"terminal": header.terminal, "ward": self.ward, "trust": self.trust}

    def of_kind(self, kind: str) -> Iterator[Fold]:
        """The records of one kind."""
        return (each for each in self.folds if each.shown.entry.header.kind == kind)

    def known_as(self, step: Step) -> str | None:
        """The pseudonym of the person a record is about; None where it cannot be told."""
        said = step.parts["people"].get("pseudonym")
        if isinstance(said, str):
            return said
        whom = step.parts["private"].get("person")
        return self.pseudonym(whom) if isinstance(whom, str) else None

    def pseudonym(self, record: str) -> str | None:
        """The pseudonym of the person with this record, made where a key is here."""
        known = self.people.get(record)
        number = known.shown.parts["private"].get("nhs_number") if known else None
        return self.name(number if isinstance(number, str) else record) or None


def told(
    ward: str,
    trust: str,
    entries: Iterable[Entry],
    until: date,
    name: Namer = nobody,
    *,
    restricted: bool = False,
) -> Told:
    """One ward's records as they stand. Without `restricted` no row tells of sexual safety."""
    by_record: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.header.ward == ward:
            by_record[entry.header.record].append(entry)
    folds = [each for each in map(fold, by_record.values()) if not each.void]
    later = _told_twice(folds)
    kept = (each for each in folds if each.record not in later and _is_told(each, restricted))
    people = {each.record: each for each in folds if _kind(each) == Patient.kind}
    return Told(ward, trust, until, tuple(kept), name, people)


def rows(said: Told) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables facts, uses, people and tests."""
    made: dict[str, list[dict[str, Any]]] = {"facts": [], "uses": [], "people": [], "tests": []}
    for each in said.folds:
        facts = each.shown.parts["facts"]
        # What is dated after today is told without a time: counted, and in no chart (case N29).
        ahead = str(facts.get("month", "")) > f"{said.until + timedelta(days=1):%Y-%m}"
        when = {name: None if ahead else facts.get(name) for name in ("month", "week", "shift")}
        place = said.place(each)
        is_force = _kind(each) == RestrictivePractice.kind
        forces = _forces(facts) if is_force else []
        made["facts"].append({**place, **when, **_fact(each, facts, len(forces))})
        made["uses"] += [{**place, **when, **_use(force)} for force in forces]
        if is_force or each.shown.parts["people"]:
            about = {**about_person(each.shown), "person": said.known_as(each.shown)}
            row = {"month": when["month"], "kind": _kind(each), "uses": len(forces)}
            made["people"].append({**place, **row, **about})
        if _kind(each) == ChangeTest.kind:
            made["tests"].append({**place, **_test(facts)})
    return made


def about_person(step: Step) -> dict[str, Any]:
    """The groups of the person that a step's people part tells of; None for what is not known."""
    said = step.parts["people"]
    values = {
        name: said[name] if _is_code(list_name, said.get(name)) else None
        for name, list_name in _PEOPLE.items()
    }
    return {
        "ethnicity": ethnic_group(said.get("ethnic_category")),
        **{name: None if value == "unknown" else value for name, value in values.items()},
    }


_PEOPLE = {
    "sex": "sex", "age_band": "age-band", "deprivation": "deprivation-decile",
    "legal_status": "legal-status", "learning_disability": "yes-no", "autism": "yes-no",
}  # fmt: skip

ETHNIC = {name: name.split()[0].lower() for name in GROUPS if name != "not stated"} | {
    "not stated": "not-stated"
}
"""The national groups of ethnic categories, by the word that stands in the tables."""


def ethnic_group(category: object) -> str | None:
    """The word for the group of an ethnic category: a category itself is not told."""
    if not isinstance(category, str) or len(category) != 1:
        return None
    return next((ETHNIC[name] for name, codes in GROUPS.items() if category in codes), None)


def _kind(each: Fold) -> str:
    return each.shown.entry.header.kind


def _is_told(each: Fold, restricted: bool) -> bool:
    kind = _kind(each)
    name = kind.partition("/")[0]
    return name in TOLD and model_for(kind) is not None and (restricted or not is_restricted(kind))


def _told_twice(folds: Iterable[Fold]) -> set[str]:
    """Of each two records that somebody linked as one event, the later."""
    numbers = {each.record: each.number for each in folds}
    found = set()
    for each in folds:
        if _kind(each) == Link.kind and isinstance(link := each.shown.said, Link):
            pair = [one for one in (link.one, link.other) if one in numbers]
            if link.same == "Y" and len(pair) == 2:
                found.add(max(pair, key=lambda one: numbers[str(one)]))
    return {str(one) for one in found}


def _fact(each: Fold, facts: Mapping[str, Any], forces: int) -> dict[str, Any]:
    kind = _kind(each)
    states = facts.get("items")
    items = list(states.values()) if isinstance(states, dict) else []
    return {
        "kind": kind,
        **_codes(kind, facts),
        "idea": facts.get("idea"),
        "duty": facts.get("duty"),
        "themes": "+".join(_themes(facts)) or None,
        "uses": forces,
        "items": len(items) if items else None,
        "answered": items.count("answered") if items else None,
        "not_known": items.count("not known") if items else None,
        "in_bed": facts.get("in_bed"),
        "on_leave": facts.get("on_leave"),
    }


def _themes(facts: Mapping[str, Any]) -> list[str]:
    said = facts.get("themes")
    found = said if isinstance(said, list) else []
    return sorted({code for code in found if _is_code("review-theme", code)})


def _codes(kind: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """What a record says in codes of its own lists: a text that is no code is not told."""
    return {
        name: facts[name]
        for name, list_name in _lists(kind)
        if name in facts and _is_code(list_name, facts[name])
    }


@cache
def _lists(kind: str) -> tuple[tuple[str, str], ...]:
    """What a kind says in codes, and of which list."""
    model = model_for(kind)
    fields: tuple[Field, ...] = fields_of(model) if model else ()
    lists = {one.name: one.codes for one in fields if one.codes and one.part == "facts"}
    return tuple((name, lists[name]) for name in (*CODED, *ANSWERS) if name in lists)


def _is_code(list_name: str, value: object) -> bool:
    return isinstance(value, str) and value in _known(list_name)


@cache
def _known(list_name: str) -> frozenset[str]:
    return frozenset(code.code for code in code_list(list_name).codes)


def _forces(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    said = facts.get("interventions")
    return [row for row in said if isinstance(row, dict)] if isinstance(said, list) else []


def _use(force: Mapping[str, Any]) -> dict[str, Any]:
    kind = force.get("type")
    asked = ("care_plan", *HURT)
    return {
        "type": kind if _is_code("restrictive-type", kind) else None,
        "minutes": force.get("minutes"),
        "still_on": force.get("open"),
        **{name: force.get(name) for name in asked if _is_code("care-plan", force.get(name))},
    }


def _test(facts: Mapping[str, Any]) -> dict[str, Any]:
    act = facts.get("act")
    begun = TESTING if facts.get("month") else PLANNED
    return {
        "month": facts.get("month"),
        "idea": facts.get("idea"),
        "measure": _codes(ChangeTest.kind, facts).get("measure"),
        "stage": FINISHED.get(act, begun) if isinstance(act, str) else begun,
        "cycle": facts.get("cycle"),
    }
