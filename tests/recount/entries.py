"""What a ward's raw entries say that still stands, for the recounts beside it.

For the demo ward, whose records are not linked.
"""

import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pyrage import DecryptError, decrypt, x25519

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Said:
    """One record: its parts as they stand, and what its first entry says of who made it."""

    record: str
    facts: dict[str, Any]
    private: dict[str, Any]
    people: dict[str, Any]
    made: dict[str, Any]


Ward = dict[str, list[Said]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(LONDON)


def read(entries: Iterable[Any], keys: tuple[str, ...] = ()) -> Ward:
    """Each record that nobody struck through, by kind; sealed parts open with `keys`."""
    records: dict[str, list[Any]] = {}
    for entry in entries:
        records.setdefault(entry.header.record, []).append(entry)
    found: Ward = defaultdict(list)
    for record, held in records.items():
        named = {parent for entry in held for parent in entry.header.parents}
        heads = [entry for entry in held if entry.id not in named]
        true = [entry for entry in heads if entry.read("facts")["entry"]["act"] != "void"]
        if true:
            head = min(true, key=lambda entry: entry.id)  # of two versions
            parts = {name: opened(head.read(name), keys) for name in ("private", "people")}
            first = next(each for each in held if not each.header.parents).read("private")
            made = opened(first, keys).get("entry", {})
            found[head.header.kind].append(Said(record, head.read("facts"), **parts, made=made))
    return found


def opened(part: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """A part in the clear: a sealed one is an age file, sealed to whoever may read it."""
    for key in keys if set(part) == {"age"} else ():
        with suppress(DecryptError):
            plain = decrypt(b64decode(part["age"]), [x25519.Identity.from_str(key)])
            return json.loads(plain[plain.index(b"{") :])
    return part


def forces(said: Said) -> list[dict[str, Any]]:
    """The interventions of an incident, each with its times where they are known."""
    parts = (part.get("interventions", []) for part in (said.facts, said.private))
    whole = [{**facts, **private} for facts, private in zip(*parts, strict=True)]
    return [row | {k: at(row[k]) for k in ("start", "end") if row.get(k)} for row in whole]


def began(said: Said) -> datetime:
    """When an incident began: as stated, else with its first intervention."""
    told = said.private.get("when")
    return at(told) if told else min(row["start"] for row in forces(said) if "start" in row)
