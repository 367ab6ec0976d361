"""What a field of a record says about itself, as plain frozen dataclasses inside `Annotated`.

The form, its checks, the completeness meter, the import of patients and the reference pages all
come from these hints: nothing about a field is stated twice.
"""

from dataclasses import dataclass
from typing import Literal

Part = Literal["facts", "people", "private"]
"""Where a field lives: `facts` may reach the network, `people` only by a trust's profile,
`private` never leaves the trust."""


@dataclass(frozen=True, slots=True)
class Label:
    """What the form calls the field: one to three words."""

    text: str


@dataclass(frozen=True, slots=True)
class Help:
    """One sentence shown while the field has the cursor."""

    text: str


@dataclass(frozen=True, slots=True)
class Codes:
    """The code list (a file in data/seed/codes, without .toml) whose codes the field takes."""

    name: str


@dataclass(frozen=True, slots=True)
class Lives:
    """The part of the body that the field is stored in."""

    part: Part


@dataclass(frozen=True, slots=True)
class Now:
    """Asked for at once: it must be caught while it is fresh. `order` sorts the first screen."""

    order: int


@dataclass(frozen=True, slots=True)
class Later:
    """Asked for when the ward is quiet, under the section of this name."""

    section: str


@dataclass(frozen=True, slots=True)
class Statutory:
    """The item of s.6(5) of the Mental Health Units (Use of Force) Act 2018 that it answers."""

    letter: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """Several lines of a person's own words; a paste is never cut."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Computed from other fields; kept and shown, never asked for."""


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """A moment that may be left blank, which means still going on (`words` says it)."""

    words: str


@dataclass(frozen=True, slots=True)
class After:
    """A moment read as coming after the moment in the field called `field` of the same row.

    `ahead` is for what is expected: such a moment may lie in the future.
    """

    field: str
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day that is planned or aimed at: it may lie in the future."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody chosen from a list of people or typed: a patient (by record id) or staff (name)."""

    of: Literal["patient", "staff"]


@dataclass(frozen=True, slots=True)
class NhsNumber:
    """Text that must be a valid NHS number."""


@dataclass(frozen=True, slots=True)
class Required:
    """Without it the record would be about nobody or no time."""


@dataclass(frozen=True, slots=True)
class Characteristic:
    """The letter of s.6(10) of the 2018 Act: one of the eight that item (k) asks for, if known."""

    letter: str
