"""What must never be seen outside a ward: gathered from its ledger's private parts, and looked for.

Looked for are names whole and each part of them, identifiers, every four words in a row of what
somebody typed, exact times, and dates of birth.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wardsafe.ledger.entry import Entry
from wardsafe.records.nhs_number import say_nhs_number

NAMES = frozenset({"name", "preferred_name", "author_name"})
IDS = frozenset({"person", "author", "by", "local_id", "before"})
_WORD = re.compile(r"[\w'-]+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_CLOCK = re.compile(r"(?<!\d)[0-2]\d:[0-5]\d(?!\d)")
_DAY = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_NUMBER = re.compile(r"(?<![0-9a-z])999[ -]?\d{3}[ -]?\d{4}(?![0-9a-z])")
Four = tuple[str, ...]


@dataclass
class Private:
    """What the private parts of some ledgers hold, by how it is looked for."""

    names: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    words: set[Four] = field(default_factory=set)
    moments: set[str] = field(default_factory=set)
    born: set[str] = field(default_factory=set)

    def take(self, entries: Iterable[Entry]) -> None:
        """Add what some entries hold. Of notes on access, who is meant but not their words: they
        name the network's desk, which everybody may know."""
        for entry in entries:
            note = entry.header.kind.startswith("access/")
            for key, value in leaves(entry.read("private")):
                if key in NAMES and value:
                    self.names |= {value, *(part for part in value.split() if len(part) > 3)}
                elif key in IDS:
                    self.ids.add(value)
                elif key == "nhs_number":
                    self.numbers.add(value)
                elif key == "born":
                    self.born.add(value)
                elif _MOMENT.match(value):
                    self.moments.add(value[:16])
                elif not note:
                    self.words |= set(fours(value))

    def seen_in(self, text: str, *, clock: bool = True) -> set[str]:
        """What of it stands in a text; with `clock` also any time of day, whoever's it is."""
        low = {word.casefold() for word in _WORD.findall(text)}
        found = {name for name in self.names if name in text or name.casefold() in low}
        found |= self.ids & low
        found |= {each for each in _NUMBER.findall(text) if _bare(each) in self.numbers}
        found |= {" ".join(four) for four in self.words & set(fours(text))}
        found |= {m for m in _MOMENT.findall(text) if m.replace(" ", "T") in self.moments}
        found |= self.born & set(_DAY.findall(text))
        return found | (set(_CLOCK.findall(text)) if clock else set())


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a part, with the key that it stands under."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, key)
    elif isinstance(value, str):
        yield key, value


def fours(text: str) -> Iterator[Four]:
    """Every four words in a row."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return zip(words, words[1:], words[2:], words[3:], strict=False)


def _bare(number: str) -> str:
    return number.replace(" ", "").replace("-", "")


def shown_ways(private: Private) -> list[str]:
    """One of each, as somebody might write it: for showing that looking finds them."""
    name, number = max(private.names, key=len), max(private.numbers)
    moment = datetime.fromisoformat(max(private.moments))
    return [
        name,
        name.casefold().split()[0],
        name.split()[-1],
        number,
        say_nhs_number(number),
        max(private.ids),
        " ".join(max(private.words)),
        f"{moment:%H:%M}",
        max(private.born),
    ]
