"""A trust's disclosure profile: of which kinds the facts, and the people, may reach the network."""

import tomllib
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from wardsafe import places
from wardsafe.errors import BadInput
from wardsafe.ledger.canonical import JSON, encode

NEVER = frozenset(
    {"tell-now", "break-glass", "restricted-review", "restricted-link", "restricted-voice"}
)
"""Kinds of which no profile lets anything travel but the header: beside a record of sexual safety,
each would say what was done about it, or that somebody looked."""
NO_PEOPLE = frozenset({"sexual-safety", "staff", "access"})
"""Kinds whose people part no profile lets travel: sealed, or about staff."""

_KEYS = {
    "title": str, "source": str, "version": str, "licence": str, "mark": str, "facts": list,
    "people": list, "guardian": str, "since": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """Kinds without their version. `guardian` turned `people` on, on the day `since`."""

    title: str
    version: str
    facts: frozenset[str]
    people: frozenset[str]
    guardian: str
    since: str

    @property
    def digest(self) -> str:
        """What it lets travel, as 16 hex digits: another profile is another one, whoever sends."""
        said: dict[str, JSON] = {"facts": [*sorted(self.facts)], "people": [*sorted(self.people)]}
        return sha256(b"wardsafe disclosure/1\n" + encode(said)).hexdigest()[:16]

    def lets(self, kind: str, part: str) -> bool:
        """Whether the profile lets that part of that kind travel."""
        name = kind.partition("/")[0]
        return name in {"facts": self.facts, "people": self.people}.get(part, frozenset())


def profile_of(own: Path) -> Profile:
    """The trust's own profile in the file `own`, or the seed's. Raises BadInput, by key."""
    return read_profile(own if own.is_file() else places.seed() / "disclosure" / "default.toml")


def read_profile(file: Path) -> Profile:
    """A profile file, strictly. Raises BadInput naming the file and the key."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _wrong(file, "cannot be read as TOML") from None
    for key, value in said.items():
        if key not in _KEYS:
            raise _wrong(file, f"has an unknown key {key!a}")
        if not isinstance(value, _KEYS[key]):
            raise _wrong(file, f"has a {key} of the wrong type")
    for key in _KEYS.keys() - said.keys():
        raise _wrong(file, f"has no {key}")
    return _profile(file, said)


def _profile(file: Path, said: dict[str, Any]) -> Profile:
    facts, people = (_kinds(file, said, key) for key in ("facts", "people"))
    if (facts | people) & NEVER:
        raise _wrong(file, f"lets {min((facts | people) & NEVER)} travel, which never does")
    if people & NO_PEOPLE:
        raise _wrong(file, f"lets the people of {min(people & NO_PEOPLE)} travel, which never do")
    if people and not (said["guardian"].strip() and _is_day(said["since"])):
        raise _wrong(file, "turns people on without its Caldicott Guardian's name and a date")
    return Profile(said["title"], said["version"], facts, people, said["guardian"], said["since"])


def _kinds(file: Path, said: dict[str, Any], key: str) -> frozenset[str]:
    if not all(isinstance(kind, str) and "/" not in kind for kind in said[key]):
        raise _wrong(file, f"has a {key} that is not a list of kinds without their version")
    return frozenset(said[key])


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _wrong(file: Path, what: str) -> BadInput:
    return BadInput(
        f"The disclosure profile {file.name} {what}.",
        do="Mend it; until then nothing is sealed for the network.",
    )
