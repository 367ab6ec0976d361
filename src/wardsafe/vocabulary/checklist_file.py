"""Reads the TOML files of the safety review strictly, and says by line what is wrong with one.

A wrong checklist would be wrong in every review made with it, so nothing is guessed. A trust's
file must also keep to what a review may say: nothing that counts, rates or sorts a person.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput

MARKS = frozenset("✓≈?")
LONGEST_LABEL, LONGEST_TEXT = 26, 300
MAX_BYTES = 200_000

REFUSED_WORDS = re.compile(
    r"\b(scor(?:e|es|ed|ing)|totals?|percent(?:age)?s?|weight(?:s|ed|ing)?|rating|rated|ranking|"
    r"ranked|stratif\w+|risk(?:s|y)?|predict\w*|(?:red|amber|green) flag|rag|"
    r"no-(?:harm|suicide) contract|contract not to|superficial|attention-seeking|"
    r"committed suicide|(?:low|medium|moderate|high) (?:likelihood|concern|person|patient))\b|%",
    re.IGNORECASE,
)
"""What no checklist may say of a person (NICE NG225 1.6.1 to 1.6.4 ≈)."""


class Wrong(Exception):
    """What is wrong, in which entry and key, before it is known on which line that stands."""

    def __init__(self, what: str, do: str, *, key: str = "") -> None:
        super().__init__(what)
        self.what, self.do, self.key = what, do, key


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table may hold: the type of each key, and which of them it must."""

    keys: Mapping[str, type]
    needs: frozenset[str] = field(default_factory=frozenset)

    def check(self, table: object) -> dict[str, Any]:
        """The table, if it is right. Raises Wrong."""
        if not isinstance(table, dict):
            raise Wrong("is not a table.", "Write it with keys of its own.")
        for key, value in table.items():
            self._check_key(key, value)
        for key in sorted(self.needs - set(table)):
            raise Wrong(f"has no {key}.", f"Add a line {key} = ….")
        return dict(table)

    def _check_key(self, key: str, value: object) -> None:
        if key not in self.keys:
            known = ", ".join(sorted(self.keys))
            do = f"Remove it, or use one of {known}."
            raise Wrong(f"has an unknown key {key!a}.", do, key=key)
        wanted = self.keys[key]
        if type(value) is not wanted:
            raise Wrong(f"has a {key} that is not {NAMES[wanted]}.", SHOWN[wanted], key=key)
        if isinstance(value, str):
            _check_text(key, value)


NAMES = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}
SHOWN = {
    str: "Put it in quotes.",
    int: "Write digits, without quotes.",
    bool: "Write true or false.",
    list: "Write it in brackets.",
    dict: "Write it under a heading in brackets.",
}


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file with its text, so that a fault can be found in it again."""

    name: str
    text: str
    table: dict[str, Any]

    def fault(self, wrong: Wrong, entries: str = "", number: int = 0) -> BadInput:
        """The refusal of what `wrong` says about the n-th table of `entries` (0: the whole)."""
        line = self._line(wrong.key, entries, number)
        at = f", line {line}" if line else ""
        which = f" ({entries} {number})" if number else ""
        return BadInput(f"The file {self.name}{at}{which} {wrong.what}", do=wrong.do)

    def _line(self, key: str, entries: str, number: int) -> int:
        lines = self.text.splitlines()
        heads = [n for n, line in enumerate(lines) if line.strip().startswith("[")]
        mine = [n for n in heads if lines[n].replace(" ", "").startswith(f"[[{entries}]]")]
        if number > len(mine):
            return 0
        start = mine[number - 1] if number else 0
        rest = [n for n in heads if n > start] if number else []
        stop = min(rest, default=len(lines))
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        found = (n for n in range(start, stop) if key and wanted.match(lines[n]))
        return next(found, start if number else -1) + 1


def read_toml(file: Path) -> TomlFile:
    """The file, if it is TOML of a sane size. Raises BadInput naming file and line."""
    try:
        raw = file.read_bytes()
        if len(raw) > MAX_BYTES:
            raise BadInput(f"The file {file.name} is too large.", do="Put a checklist there.")
        text = raw.decode("utf-8")
        return TomlFile(file.name, text, tomllib.loads(text))
    except OSError:
        raise BadInput(f"The file {file.name} cannot be read.", do="Put it back.") from None
    except UnicodeDecodeError:
        do = "Save it again as UTF-8."
        raise BadInput(f"The file {file.name} is not UTF-8 text.", do=do) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # Python's own sentence ends with the line; what stands there may hold escapes.
        said = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f", line {said[1]}, column {said[2]}," if said else ""
        do = "Correct that line."
        raise BadInput(f"The file {file.name}{where} is not TOML.", do=do) from None


def check_marks_and_words(table: Mapping[str, Any], texts: Iterable[str]) -> None:
    """The mark is one of the three, and none of the texts says what no review may."""
    if table.get("mark", "≈") not in MARKS:
        raise Wrong("has an unknown mark.", "Use one of ✓, ≈ and ? as its mark.", key="mark")
    for key in texts:
        found = REFUSED_WORDS.search(table.get(key, ""))
        if found:
            do = "Say what care is done with the person; nothing may count, rate or sort people."
            raise Wrong(f"says {found[0].lower()!a} in its {key}.", do, key=key)


def check_day(table: Mapping[str, Any], key: str) -> date | None:
    """The date under `key`, written as 2026-11-23."""
    typed = table.get(key)
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        day = None
    if typed and (day is None or day.isoformat() != typed):
        raise Wrong(f"has a {key} that is no date.", 'Write it like "2026-11-23".', key=key)
    return day


def _check_text(key: str, value: str) -> None:
    if not value or not value.isprintable() or value != value.strip():
        do = "Write it on one line, with no space at either end."
        raise Wrong(f"has a {key} that is empty or unclean.", do, key=key)
    longest = LONGEST_LABEL if key == "label" else LONGEST_TEXT
    if len(value) > longest:
        raise Wrong(f"has a {key} that is too long.", f"{longest} characters are enough.", key=key)
