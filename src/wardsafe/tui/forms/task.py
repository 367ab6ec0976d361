"""What a form is asked to do: everything that it needs from outside, and nothing of the ledger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wardsafe.records.base import Record
    from wardsafe.services.duplicates import Alike


Typed = dict[str, str | list[dict[str, str]]]
"""What stands in the fields, as typed: text, or a list of rows of text. Beside a relative time
stands when it was typed (`when@`), so that `-15m` keeps its meaning in a draft."""


class SavedEntry(Protocol):
    """What the form says about an entry that is in the ledger."""

    @property
    def number(self) -> int:
        """Its number of arrival on this terminal."""
        ...

    @property
    def code(self) -> str:
        """The first 8 characters of its id."""
        ...


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the ward, in the words that tell people apart."""

    record: str
    name: str
    initials: str
    bed: str = ""
    born: date | None = None
    nhs_number: str = ""
    legal_status: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that may be typed whole or by its beginning; `fills` the other cells of its row."""

    text: str
    hint: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormTask:
    """One record to write or to amend. `people` None: nobody to choose from, so the person is
    typed (recording while locked). `suggest` maps a dotted field ("staff.name") to suggestions.

    `doubt` gives a sentence to be confirmed before saving, or ""; `alike` what may tell of the same
    event, and `link` links the saved record with one of them. All three are asked in a worker."""

    model: "type[Record]"
    now: Callable[[], datetime]
    on_save: "Callable[[Record, str | None], SavedEntry]"
    on_draft: Callable[[Typed], None]
    title: str = ""
    person: PersonRow | None = None
    people: Callable[[], Sequence[PersonRow]] | None = None
    typed: Typed = field(default_factory=dict)
    amend_of: "Record | None" = None
    person_record: "Callable[[str], Record | None] | None" = None
    suggest: Mapping[str, Callable[[], Sequence[Suggestion]]] = field(default_factory=dict)
    looks_like_pin: Callable[[str], bool] | None = None
    doubt: "Callable[[Record], str] | None" = None
    alike: "Callable[[Record], Alike | None] | None" = None
    link: "Callable[[SavedEntry, str], object] | None" = None
