"""Uses of force of a period, split as the yearly statistics of the Act split them.

Mental Health Units (Use of Force) Act 2018 s.7(3): place and duration (b), types (c), the relevant
characteristics (k), learning disability and autism (l), death and serious injury (n) (✓). Whether
s.7 is in force was not checked (?), so it is not called required. Each use is one intervention.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from wardsafe.measures.durations import FAMILY, INVALID, band, bands
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.parts import age_band
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.reports.shown import uses_shown
from wardsafe.vocabulary.code_lists import code_list

NOT_SAID = "not recorded"
ALL = "all uses"

Use = tuple[RestrictivePractice, Intervention]
Of = Callable[[Use], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Count:
    """One split: each group with its uses. `of_people`: small numbers are withheld in it."""

    title: str
    rows: tuple[tuple[str, str], ...]
    of_people: bool


def force_counts(incidents: Iterable[RestrictivePractice]) -> Iterator[Count]:
    """All uses, then every split: exact by what was done, withheld where it is about people."""
    uses = [(said, row) for said in incidents for row in said.interventions]
    yield Count("All uses of force", ((ALL, str(len(uses))),), of_people=False)
    for title, of, of_people in _splits():
        counts, people = Counter(_groups(of, uses)), _people(of, uses)
        texts = uses_shown(counts, people) if of_people else {n: str(c) for n, c in counts.items()}
        rows = tuple((name, texts[name]) for name in _ordered(counts))
        yield Count(title, rows, of_people)


def _splits() -> Iterator[tuple[str, Of, bool]]:
    yield "Type of force", _type, False
    yield "Place", partial(_field, _named("place")), False
    yield "Duration", _duration, False
    yield "Age band", _age, True
    for field in fields_of(RestrictivePractice):
        asked = field.name in ("learning_disability", "autism", "serious_harm")
        if field.codes and (field.characteristic or asked):
            yield field.label, partial(_field, field), True


def _named(name: str) -> Field:
    return next(field for field in fields_of(RestrictivePractice) if field.name == name)


def _type(use: Use) -> Sequence[str]:
    code = use[1].type
    return (code_list("restrictive-type").text(code) if code else NOT_SAID,)


def _duration(use: Use) -> Sequence[str]:
    row = use[1]
    minutes = None
    if row.start and row.end and row.end >= row.start:
        minutes = (row.end - row.start).total_seconds() / 60
    name = band(row.type or "", minutes)
    if name == INVALID:
        return ("no band for the type" if minutes is not None else NOT_SAID,)
    return (f"{FAMILY[row.type or '']}, {name}",)


def _age(use: Use) -> Sequence[str]:
    age = use[0].age
    return (NOT_SAID if age is None else code_list("age-band").text(age_band(age)),)


def _field(field: Field, use: Use) -> Sequence[str]:
    value = getattr(use[0], field.name)
    if not value:
        return ("asked, not known" if field.name in use[0].not_known else NOT_SAID,)
    codes = value if isinstance(value, tuple) else (value,)
    return [code_list(field.codes or "").text(code) for code in codes]


def _groups(of: Of, uses: Iterable[Use]) -> Iterator[str]:
    return (name for use in uses for name in of(use))


def _people(of: Of, uses: Iterable[Use]) -> dict[str, int]:
    found: dict[str, set[str | None]] = {}
    for use in uses:
        for name in of(use):
            found.setdefault(name, set()).add(use[0].person)
    return {name: len(who) for name, who in found.items()}


def _ordered(groups: Counter[str]) -> list[str]:
    """By name, bands by length, what was not recorded last: never by how many."""
    lengths = [f"{family}, {name}" for family in set(FAMILY.values()) for name in bands(family)]
    places = {name: place for place, name in enumerate(sorted(lengths, key=lengths.index))}
    return sorted(groups, key=lambda name: (name == NOT_SAID, places.get(name, 0), name))
