"""Use of force by who people are, against the people who were there.

A group's uses stand beside its occupied bed days, leave included, so that a ward of many is not
taken for a ward of much use. The share *not known* stands beside each split (NHS England, Patient
and Carer Race Equality Framework, ✓). It compares groups of a ward, never people.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from wardsafe.measures.periods import Period
from wardsafe.records.census import midnight
from wardsafe.records.moments import local
from wardsafe.records.parts import age_band
from wardsafe.records.patient import age_at
from wardsafe.services.counting_beds import nights
from wardsafe.services.incidents_of import incidents_of
from wardsafe.services.session import Session
from wardsafe.views import closing, people
from wardsafe.views.people import Person
from wardsafe.vocabulary.code_lists import code_list

COMPARE = "compare groups"
SHORT_OF_PEOPLE = 8
"""Fewer people than this have no rate: it would be that of somebody, not of a group (≈)."""
UNKNOWN = "not known"

SPLITS = MappingProxyType(
    {
        "ethnic group": "ethnic_category",
        "sex": "sex",
        "age band": "",
        "deprivation decile": "deprivation",
        "legal status": "legal_status",
        "learning disability": "learning_disability",
        "autism": "autism",
    }
)
"""What people are split by, and the field of their record; an age comes from the date of birth."""

GROUPS = MappingProxyType(
    {
        "White": "ABC",
        "Mixed": "DEFG",
        "Asian or Asian British": "HIJK" + "L",
        "Black or Black British": "MNP",
        "Other": "RS",
        "not stated": "Z",
    }
)
"""Ethnic categories as the national restrictive-intervention statistics group them (NHS England,
Mental Health Services monthly statistics, ✓). Asked and declined is a group of its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a split. `people` were on the ward for `bed_days` nights, leave included;
    `uses` are interventions about them."""

    name: str
    people: int
    bed_days: int
    uses: int

    @property
    def rate(self) -> float | None:
        """Uses per 1,000 occupied bed days; None where nobody of the group was there."""
        return 1000 * self.uses / self.bed_days if self.bed_days else None

    @property
    def is_few(self) -> bool:
        """Whether so few people were there that its rate would be that of somebody."""
        return 0 < self.people < SHORT_OF_PEOPLE


@dataclass(frozen=True, slots=True)
class Split:
    """One split with its groups in the order of its code list, *not known* last."""

    title: str
    groups: tuple[Group, ...]

    @property
    def bed_days(self) -> int:
        """Of all groups."""
        return sum(group.bed_days for group in self.groups)

    @property
    def not_known(self) -> float | None:
        """The share of the bed days of people of whom this is not known; None without any."""
        unknown = sum(group.bed_days for group in self.groups if group.name == UNKNOWN)
        return unknown / self.bed_days if self.bed_days else None

    @property
    def there(self) -> tuple[Group, ...]:
        """The groups that anybody was in; *not known* only where there is any."""
        return tuple(group for group in self.groups if group.people or group.uses)

    def not_known_words(self) -> str:
        """The share that is not known, in a sentence."""
        if self.not_known is None:
            return "No bed days."
        if not self.not_known:
            return "Known of everybody."
        return f"Not known for {self.not_known:.0%} of the bed days."


def splits(session: Session, period: Period) -> tuple[Split, ...]:
    """Every split of a period, in whole figures: for the ward itself, not for others (network
    figures are made in `measures.small_numbers`). Raises NotAllowed."""
    session.require(COMPARE)
    there = _bed_days(session, period)
    uses = _uses(session, period)
    with session.ledger.reading() as db:
        known = {who: people.person(db, who) for who in {*there, *uses}}
    return tuple(_split(title, known, there, uses, period) for title in SPLITS)


def _bed_days(session: Session, period: Period) -> dict[str, int]:
    """Nights of each person, leave included, up to the last one that is over: what has not been
    is no bed day, here as in the national measures."""
    last = min(period.after, local(session.now()).date()) - timedelta(days=1)
    with session.ledger.reading() as db:
        moves = closing.moves_before(db, int(midnight(last).timestamp()) + 1)
    found = {who: sum(nights(own, period.first, last)) for who, own in moves.items()}
    return {who: days for who, days in found.items() if days}


def _uses(session: Session, period: Period) -> Counter[str]:
    found: Counter[str] = Counter()
    for said in incidents_of(session, period):
        found[said.person or ""] += len(said.interventions)
    return found


def _split(
    title: str,
    known: Mapping[str, Person | None],
    there: Mapping[str, int],
    uses: Mapping[str, int],
    period: Period,
) -> Split:
    group_of = {who: _group(title, person, period.after) for who, person in known.items()}
    names = _order(title, group_of.values())
    return Split(title, tuple(_group_of(name, group_of, there, uses) for name in names))


def _group_of(
    name: str, group_of: Mapping[str, str], there: Mapping[str, int], uses: Mapping[str, int]
) -> Group:
    whose = [who for who, group in group_of.items() if group == name]
    return Group(
        name,
        sum(who in there for who in whose),
        sum(there.get(who, 0) for who in whose),
        sum(uses.get(who, 0) for who in whose),
    )


def _group(title: str, person: Person | None, at: date) -> str:
    if person is None:
        return UNKNOWN
    if title == "age band":
        band = age_band(age_at(person.born, at)) if person.born else ""
        return code_list("age-band").short(band) if band else UNKNOWN
    value = person.about.get(SPLITS[title])
    if not isinstance(value, str):
        return UNKNOWN
    if title == "ethnic group":
        return next((name for name, codes in GROUPS.items() if value in codes), UNKNOWN)
    listed = code_list(_LISTS[title])
    return UNKNOWN if value == "unknown" else listed.short(value)


_LISTS = MappingProxyType(
    {
        "sex": "sex",
        "deprivation decile": "deprivation-decile",
        "legal status": "legal-status",
        "learning disability": "yes-no",
        "autism": "yes-no",
    }
)


def _order(title: str, found: Iterable[str]) -> list[str]:
    """The groups that were found, in the order of their list; *not known* always, and last."""
    if title == "ethnic group":
        listed: Iterable[str] = GROUPS
    else:
        name = "age-band" if title == "age band" else _LISTS[title]
        listed = (code.short for code in code_list(name).codes)
    have = set(found)
    return [*(name for name in listed if name in have and name != UNKNOWN), UNKNOWN]
