"""Reads duties from TOML files, strictly: a file that is not exactly right is refused whole.

A wrong interval would be a wrong time on every board, so nothing is guessed. A trust's file may
add duties and change or switch off those marked ≈ or ?; what was read in its source (✓) stays.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wardsafe.duties.assembling import entry_of, made_of
from wardsafe.duties.definitions import VERIFIED, Definitions
from wardsafe.duties.file_keys import Raw, Wrong, check_entry, check_head, check_known


def read_files(files: Sequence[Path]) -> Definitions:
    """The duties of these files together. Raises BadInput: file, entry and what to mend."""
    entries: dict[str, tuple[str, Raw]] = {}
    for file in files:
        table = _parsed(file)
        head = {key: value for key, value in table.items() if key != "duty"}
        _in(file.name, lambda head=head: check_head(head))
        for where, entry in _entries(file.name, table):
            _in(where, lambda entry=entry: _check_new(entry, entries))
            entries[entry["id"]] = (where, {**_passed_on(head), **entry})
    return made_of(entries)


def changed_by(seeded: Definitions, file: Path) -> Definitions:
    """The seeded duties with those that a trust's own file adds, changes or switches off."""
    entries = {one.id: (f"{file.name}: {one.id}", entry_of(one)) for one in seeded.all}
    table = _parsed(file)
    head = {"source": file.name, **{key: value for key, value in table.items() if key != "duty"}}
    head = {"mark": "≈", **head}
    _in(file.name, lambda: check_known(head))
    here: set[str] = set()
    for where, entry in _entries(file.name, table):
        _in(where, lambda entry=entry: _check_trusts(entry, entries, here, head["mark"]))
        own = entry.get("id", "")
        here.add(own)
        before = entries.get(own, ("", _passed_on(head)))[1]
        entries[own] = (where, {**before, "source": head["source"], "mark": head["mark"], **entry})
    return made_of({own: held for own, held in entries.items() if not held[1].pop("off", False)})


def _in(where: str, check: Any) -> None:
    try:
        check()
    except Wrong as wrong:
        raise wrong.at(where) from None


def _parsed(file: Path) -> Raw:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8"))
    except OSError:
        raise Wrong("cannot be read.", "Restore it, or take it away.").at(file.name) from None
    except UnicodeDecodeError:
        raise Wrong("is not UTF-8 text.", "Save it again as UTF-8.").at(file.name) from None
    except tomllib.TOMLDecodeError as error:
        raise Wrong(f"is not TOML: {error}.", "Correct that line.").at(file.name) from None


def _entries(name: str, table: Raw) -> list[tuple[str, Raw]]:
    entries = table.get("duty")
    if not isinstance(entries, list) or not entries:
        raise Wrong("has no duties.", "Add at least one [[duty]].").at(name)
    found = []
    for number, entry in enumerate(entries, 1):
        named = f" ({entry['id']!a})" if isinstance(entry, dict) and "id" in entry else ""
        where = f"{name}, entry {number}{named}"
        _in(where, lambda entry=entry: check_entry(entry))
        found.append((where, entry))
    return found


def _passed_on(head: Raw) -> Raw:
    return {key: head[key] for key in ("source", "mark")}


def _check_new(entry: Raw, before: Mapping[str, tuple[str, Raw]]) -> None:
    if entry["id"] in before:
        raise Wrong("repeats the id of an earlier entry.", "Give each duty an id of its own.")
    if "off" in entry:
        raise Wrong("is switched off.", "Leave it out.")


def _check_trusts(
    entry: Raw, before: Mapping[str, tuple[str, Raw]], here: set[str], mark: str
) -> None:
    own = entry["id"]
    if own in here:
        raise Wrong("repeats the id of an earlier entry.", "Give each duty an id of its own.")
    if VERIFIED in (mark, entry.get("mark")) or entry.get("law"):
        do = "Leave mark and law out: a trust's own standard is marked ≈."
        raise Wrong("is marked as read in its source.", do)
    if own in before and before[own][1]["mark"] == VERIFIED:
        do = "Leave it as it is, and add a duty with an id of its own beside it."
        raise Wrong("changes a duty that a national source sets.", do)
    if own not in before and "off" in entry:
        raise Wrong("switches off a duty that is not there.", "Correct the id, or leave it out.")
