"""The tables of a network: which columns, of what type, and what may stand in each.

A hub is told facts by others. So a value is taken only where it is of its column's shape: a code
of the column's list, a month, a whole number in reason. Anything else is not recorded (None), and
no text that somebody typed can stand in any of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from wardsafe.errors import BadInput

Type = Literal["string", "int64", "boolean"]

WHOLE: Type = "int64"
YES: Type = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `shape` is a regular expression that a text must fit whole."""

    name: str
    type: Type = "string"
    shape: str = r"(?!.*\d{6})[A-Za-z0-9][A-Za-z0-9_/+-]{0,39}"

    def taken(self, value: object) -> object:
        """The value, or None where it is not of this column's shape."""
        if value is None:
            return None
        if self.type == YES:
            return value if isinstance(value, bool) else None
        if self.type == WHOLE:
            fits = isinstance(value, int) and not isinstance(value, bool)
            return value if fits and 0 <= value <= MOST else None  # type: ignore[operator]
        return value if isinstance(value, str) and _fits(self.shape, value) else None


@lru_cache(maxsize=100_000)
def _fits(shape: str, value: str) -> bool:
    """Whether a text has a shape; a ward's rows say the same few over and over."""
    return re.fullmatch(shape, value) is not None


FORCE = "restrictive-practice/1"
MOST = 999_999_999
ID = r"[a-z0-9][a-z0-9-]{0,79}"
MONTH = r"2\d{3}-(0[1-9]|1[0-2])"
WEEK = r"2\d{3}-W[0-5]\d"


def _whole(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, WHOLE) for name in names)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


PLACE = (
    Column("terminal", shape=ID),
    Column("ward", shape=ID),
    Column("trust", shape=r"[A-Z0-9]{3}"),
)
"""Whose row it is: terminal and ward by their random ids, the trust by its ODS code."""

WHEN = (Column("month", shape=MONTH), Column("week", shape=WEEK), Column("shift"))

GROUPS = ("ethnicity", "sex", "age_band", "deprivation")
ABOUT = (
    Column("person", shape=r"[a-z0-9]{26}"),
    *_texts(*GROUPS, "legal_status", "learning_disability", "autism"),
)
"""The person as a keyed pseudonym, and the groups they belong to; None is not known."""

ANSWERS = (
    "in_time", "debrief_held", "staff_review_held", "patient_review_held", "external_review_held",
    "rights_explained", "notification", "others_involved", "negligible", "account_offered",
    "as_planned", "came_true", "escorted", "engaged", "own",
)  # fmt: skip
"""Yes and no, each under the name that it has in its record."""

CODED = (
    "place", "reason", "serious_harm", "category", "stream", "scope", "said", "move", "response",
    "act", "measure", "duty",
)  # fmt: skip

THEMES = r"[a-z-]{1,30}(\+[a-z-]{1,30}){0,19}"
"""Several codes in one cell, joined by "+": the themes of a review."""

FACTS = (
    *PLACE, *WHEN, Column("kind", shape=r"[a-z][a-z-]{0,38}/\d"),
    *_texts(*CODED), Column("idea"), *_texts(*ANSWERS), Column("themes", shape=THEMES),
    *_whole("uses", "items", "answered", "not_known", "in_bed", "on_leave"),
)  # fmt: skip
"""One row a record that stands. `uses` are its interventions; `answered` of `items` of the Act."""

HURT = ("patient_hurt", "staff_hurt", "other_hurt")
USES = (
    *PLACE, *WHEN, Column("type"), Column("minutes", WHOLE), Column("still_on", YES),
    *_texts("care_plan", *HURT),
)  # fmt: skip
"""One row an intervention."""

PEOPLE = (*PLACE, Column("month", shape=MONTH), Column("kind", shape=r"[a-z][a-z-]{0,38}/\d"),
          *ABOUT, *_whole("uses"))  # fmt: skip
"""One row a record about a person, where its people part is here."""

STAYS = (*PLACE, Column("month", shape=MONTH), *ABOUT, *_whole("bed_days", "leave_days"))
"""One row a person, ward and month: nights that belong to the ward, and of them those on leave."""

CROWD = (
    *PLACE, Column("month", shape=MONTH), Column("person", shape=r"[a-z0-9]{26}"), *_texts(*GROUPS),
    *_whole("bed_days", "leave_days", "incidents", "uses"),
    *(Column(f"{what}_{group}", shape=MONTH) for what in ("met", "forced") for group in GROUPS),
)  # fmt: skip
"""One row a person, ward, month and set of groups: their nights, and the uses of force on them.
`met_sex` is the last month before in which the same person of the same sex was there, `forced_sex`
likewise the last in which force was used on them; None is never (`crowd.py`)."""

MONTHS = (*PLACE, Column("month", shape=MONTH),
          *_whole("days", "declared", "nights", "bed_days", "leave_days"))  # fmt: skip
"""One row a ward and month, whatever was sent. Of `days` that are over `declared` were closed for
restrictive practice; `nights` had a census, and `bed_days` (of them `leave_days`) are theirs."""

TESTS = (*PLACE, Column("month", shape=MONTH), Column("idea"), Column("measure"), Column("stage"),
         *_whole("cycle"))  # fmt: skip
"""One row a cycle of a test of change, by its stage; `month` is when it was begun."""

TABLES: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "facts": FACTS, "uses": USES, "people": PEOPLE, "stays": STAYS, "months": MONTHS,
        "tests": TESTS, "crowd": CROWD,
    }
)  # fmt: skip

Row = Mapping[str, Any]


def taken(table: str, row: Row) -> dict[str, Any]:
    """A row with every column of its table, and nothing else. Raises BadInput for no terminal."""
    found = {column.name: column.taken(row.get(column.name)) for column in TABLES[table]}
    if not found["terminal"] or not found["ward"]:
        raise BadInput("A fact says no terminal or no ward.", do="Leave that ledger out.")
    return found
