"""What a cell offers while one types: codes grouped by family, or suggestions. No widgets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from wardsafe.records.fields import Field
from wardsafe.records.text import folded
from wardsafe.tui.forms.task import Suggestion
from wardsafe.vocabulary.code_lists import Code, code_list

ALL = "*"
LONGEST_LEAD = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker: what it puts into the cell, its quiet lead, its words."""

    typed: str
    lead: str
    text: str
    family: str = ""
    fills: tuple[tuple[str, str], ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """The lines offered for what stands in a cell, and which of them is chosen."""

    lines: tuple[Choice, ...] = ()
    chosen: int = 0
    total: int = 0
    exact: bool = False

    def moved(self, by: int) -> Self:
        """The same lines with the choice moved, round the ends."""
        return replace(self, chosen=(self.chosen + by) % len(self.lines)) if self.lines else self

    @property
    def taken(self) -> Choice | None:
        """The chosen line."""
        return self.lines[self.chosen] if self.lines else None


NONE = Choices()


def choices(field: Field, typed: str, suggestions: Sequence[Suggestion] = ()) -> Choices:
    """What to offer for `typed`: nothing for a blank cell, everything for `*`."""
    word = last_token(field, typed)
    if word in ("", "?"):
        return NONE
    if field.codes is None:
        return _suggested(word, suggestions)
    listed = code_list(field.codes)
    found = listed.match("" if word == ALL else word)
    lines = by_family([_line(code) for code in found])
    best = _best(found, word)
    at = next((n for n, line in enumerate(lines) if line.code == best), 0)
    exact = bool(found) and folded(found[0].code) == folded(word)
    return Choices(tuple(lines), at, len(listed.offered()), exact)


def last_token(field: Field, typed: str) -> str:
    """The part of the text that is being chosen: all of it, or the last of several codes."""
    if field.input != "codes":
        return typed.strip()
    return typed.rpartition(",")[2].strip()


def with_taken(field: Field, typed: str, taken: str) -> str:
    """The text of the cell once `taken` stands in the place of what was being typed."""
    if field.input != "codes":
        return taken
    head = typed.rpartition(",")[0]
    return f"{head}, {taken}, " if head else f"{taken}, "


def by_family(lines: Iterable[Choice]) -> list[Choice]:
    """The lines with each family together, families in order of their first line."""
    groups: dict[str, list[Choice]] = {}
    for line in lines:
        groups.setdefault(line.family, []).append(line)
    return [line for group in groups.values() for line in group]


def _line(code: Code) -> Choice:
    lead = lead_of(code.code)
    return Choice(lead or code.short, lead, code.text, code.family.capitalize(), (), code.code)


def lead_of(code: str) -> str:
    """What stands before the words: the code where people know it by heart, a number or letter."""
    return code if len(code) <= LONGEST_LEAD else ""


def _best(found: Sequence[Code], token: str) -> str:
    """The code to choose first: the exact one, else the first whose words begin so."""
    wanted = folded(token)
    if not found:
        return ""
    if folded(found[0].code).startswith(wanted):
        return found[0].code
    begin = (c.code for c in found if folded(c.text).startswith(wanted))
    return next(begin, found[0].code)


def _suggested(token: str, suggestions: Sequence[Suggestion]) -> Choices:
    wanted = "" if token == ALL else folded(token)
    lines = tuple(
        Choice(s.text, "", f"{s.text}  {s.hint}".rstrip(), "", tuple(s.fills.items()))
        for s in suggestions
        if fits(wanted, s.text)
    )
    return Choices(lines, 0, len(suggestions))


def fits(wanted: str, name: str) -> bool:
    """Whether a name has words that begin as typed, or initials that do; both folded."""
    words = folded(name).split()
    initials = "".join(word[0] for word in words)
    parts = wanted.split()
    return initials.startswith(wanted) or all(any(w.startswith(p) for w in words) for p in parts)
