"""Reads duties from TOML files, strictly: a file that is not exactly right is refused whole.

A wrong interval would be a wrong time on every board, so nothing is guessed. A trust's file may
add duties and change or switch off those marked ≈ or ?; what was read in its source (✓) stays.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from wardsafe.duties.definitions import (
    HAPPENINGS,
    STOP,
    UNTIL,
    VERIFIED,
    Definition,
    Definitions,
)
from wardsafe.errors import BadInput

MARKS = frozenset("✓≈?")
LONGEST, ROW_WIDTH, SHORT_WIDTH = 366 * 24 * 60, 40, 26

_HEAD = frozenset({"title", "source", "version", "licence", "mark", "note"})
_HEAD_NEEDS = ("title", "source", "version", "licence", "mark")
_NEEDS = ("id", "title", "trigger", "who")
_TEXTS = frozenset(
    {"id", "title", "short", "trigger", "begins", "after", "until", "only", "who", "source"}
    | {"mark", "note"}
)
_MINUTES = frozenset({"within", "every", "total", "window", "at_most", "early", "soon", "lapse"})
_FLAGS = frozenset({"waits", "limit", "beside", "law", "off"})
_LISTS = frozenset({"content", "also"})
_MAY_BE_NONE_LONG = frozenset({"within", "early", "soon", "lapse"})
_ID = re.compile(r"[a-z]+(-[a-z0-9]{1,20})*")
_DETAILS = frozenset({"detained", "informal", "child", "harmed"})

Raw = dict[str, Any]


class _Wrong(Exception):
    """What is wrong with an entry, before it is known where it stands."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what, self.do = what, do

    def at(self, where: str) -> BadInput:
        return BadInput(f"The duties file {where} {self.what}", do=self.do)


def read_files(files: Sequence[Path]) -> Definitions:
    """The duties of these files together. Raises BadInput: file, entry and what to mend."""
    entries: dict[str, tuple[str, Raw]] = {}
    for file in files:
        table = _parsed(file)
        head = {key: value for key, value in table.items() if key != "duty"}
        _in(file.name, lambda head=head: _check_head(head))
        for where, entry in _entries(file.name, table):
            _in(where, lambda entry=entry: _check_new(entry, entries))
            entries[entry["id"]] = (where, {**_passed_on(head), **entry})
    return _made(entries)


def changed_by(seeded: Definitions, file: Path) -> Definitions:
    """The seeded duties with those that a trust's own file adds, changes or switches off."""
    entries = {one.id: (f"{file.name}: {one.id}", _raw(one)) for one in seeded.all}
    table = _parsed(file)
    head = {"source": file.name, **{key: value for key, value in table.items() if key != "duty"}}
    head = {"mark": "≈", **head}
    _in(file.name, lambda: _check_known(head, _HEAD))
    here: set[str] = set()
    for where, entry in _entries(file.name, table):
        _in(where, lambda entry=entry: _check_trusts(entry, entries, here, head["mark"]))
        own = entry.get("id", "")
        here.add(own)
        before = entries.get(own, ("", _passed_on(head)))[1]
        entries[own] = (where, {**before, "source": head["source"], "mark": head["mark"], **entry})
    return _made({own: held for own, held in entries.items() if not held[1].pop("off", False)})


# --- reading --------------------------------------------------------------------------------


def _in(where: str, check: Any) -> None:
    try:
        check()
    except _Wrong as wrong:
        raise wrong.at(where) from None


def _parsed(file: Path) -> Raw:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8"))
    except OSError:
        raise _Wrong("cannot be read.", "Restore it, or take it away.").at(file.name) from None
    except UnicodeDecodeError:
        raise _Wrong("is not UTF-8 text.", "Save it again as UTF-8.").at(file.name) from None
    except tomllib.TOMLDecodeError as error:
        raise _Wrong(f"is not TOML: {error}.", "Correct that line.").at(file.name) from None


def _entries(name: str, table: Raw) -> list[tuple[str, Raw]]:
    entries = table.get("duty")
    if not isinstance(entries, list) or not entries:
        raise _Wrong("has no duties.", "Add at least one [[duty]].").at(name)
    found = []
    for number, entry in enumerate(entries, 1):
        named = f" ({entry['id']!a})" if isinstance(entry, dict) and "id" in entry else ""
        where = f"{name}, entry {number}{named}"
        _in(where, lambda entry=entry: _check_entry(entry))
        found.append((where, entry))
    return found


def _passed_on(head: Raw) -> Raw:
    return {key: head[key] for key in ("source", "mark")}


def _check_head(head: Raw) -> None:
    _check_known(head, _HEAD)
    for key in _HEAD_NEEDS:
        if key not in head:
            raise _Wrong(f"has no {key}.", f'Add a line {key} = "…".')


def _check_known(head: Raw, known: frozenset[str]) -> None:
    for key, value in head.items():
        if key not in known:
            raise _Wrong(f"has an unknown key {key!a}.", f"Use one of {', '.join(sorted(known))}.")
        _check_text(key, value)
    _check_mark(head.get("mark", "≈"))


def _check_entry(entry: Any) -> None:
    """Whatever an entry says has the right shape; what it lacks is looked at later."""
    if not isinstance(entry, dict):
        raise _Wrong("is not a table.", "Write it as a [[duty]] with keys of its own.")
    known = _TEXTS | _MINUTES | _FLAGS | _LISTS
    for key, value in entry.items():
        if key not in known:
            raise _Wrong(f"has an unknown key {key!a}.", f"Use one of {', '.join(sorted(known))}.")
        if key in _MINUTES:
            _check_minutes(key, value)
        elif key in _FLAGS and not isinstance(value, bool):
            raise _Wrong(f"has a {key} that is no flag.", "Write true or false.")
        elif key in _LISTS:
            _check_list(key, value)
        elif key in _TEXTS:
            _check_text(key, value)
    _check_mark(entry.get("mark", "≈"))
    if not _ID.fullmatch(entry.get("id", "")) or len(entry["id"]) > ROW_WIDTH:
        raise _Wrong("has no id, or one that is none.", 'Write it like id = "seclusion-note".')


def _check_text(key: str, value: object) -> None:
    if not isinstance(value, str):
        raise _Wrong(f"has a {key} that is not text.", f'Put it in quotes: {key} = "…".')
    if not value or not value.isprintable() or value != value.strip():
        do = "Write it on one line, with no space at either end."
        raise _Wrong(f"has a {key} that is empty or unclean.", do)


def _check_minutes(key: str, value: object) -> None:
    least = 0 if key in _MAY_BE_NONE_LONG else 1
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LONGEST:
        do = f"Write whole minutes from {least} to {LONGEST}: {key} = 120 is two hours."
        raise _Wrong(f"has a wrong interval in {key}.", do)


def _check_list(key: str, value: object) -> None:
    if not isinstance(value, list):
        raise _Wrong(f"has a {key} that is no list.", f'Write it like {key} = ["…", "…"].')
    for each in value:
        _check_text(key, each)


def _check_mark(mark: str) -> None:
    if mark not in MARKS:
        raise _Wrong("has an unknown mark.", "Use one of ✓, ≈ and ? as its mark.")


def _check_new(entry: Raw, before: Mapping[str, tuple[str, Raw]]) -> None:
    if entry["id"] in before:
        raise _Wrong("repeats the id of an earlier entry.", "Give each duty an id of its own.")
    if "off" in entry:
        raise _Wrong("is switched off.", "Leave it out.")


def _check_trusts(
    entry: Raw, before: Mapping[str, tuple[str, Raw]], here: set[str], mark: str
) -> None:
    own = entry["id"]
    if own in here:
        raise _Wrong("repeats the id of an earlier entry.", "Give each duty an id of its own.")
    if VERIFIED in (mark, entry.get("mark")) or entry.get("law"):
        do = "Leave mark and law out: a trust's own standard is marked ≈."
        raise _Wrong("is marked as read in its source.", do)
    if own in before and before[own][1]["mark"] == VERIFIED:
        do = "Leave it as it is, and add a duty with an id of its own beside it."
        raise _Wrong("changes a duty that a national source sets.", do)
    if own not in before and "off" in entry:
        raise _Wrong("switches off a duty that is not there.", "Correct the id, or leave it out.")


# --- what the entries come to ---------------------------------------------------------------


def _made(entries: Mapping[str, tuple[str, Raw]]) -> Definitions:
    made: dict[str, Definition] = {}
    for own, (where, raw) in entries.items():
        try:
            made[own] = _definition(raw, len(made))
            _check_refers(made[own], entries)
        except _Wrong as wrong:
            raise wrong.at(where) from None
    for own, (where, _) in entries.items():
        ring = _ring(made, own)
        if ring:
            said = f"waits for itself: {' → '.join(ring)}."
            raise _Wrong(said, "Break the cycle.").at(where)
    return Definitions(tuple(made.values()))


def _definition(raw: Raw, place: int) -> Definition:
    for key in _NEEDS:
        if key not in raw:
            raise _Wrong(f"has no {key}.", f'Add a line {key} = "…".')
    found = Definition(
        **{"short": raw["title"], "within": None, "every": None, "until": "", "law": False}
        | {key: tuple(value) if key in _LISTS else value for key, value in raw.items()}
        | {"content": tuple(raw.get("content", ())), "place": place}
    )
    _check_whole(found)
    return found


def _check_whole(made: Definition) -> None:
    """The values fit each other."""
    for key, value, width in (
        ("title", made.title, ROW_WIDTH),
        ("short", made.short, SHORT_WIDTH),
    ):
        if len(value) > width and not (key == "short" and value == made.title):
            raise _Wrong(f"has a {key} too long for a row.", f"Use at most {width} characters.")
    if made.trigger not in HAPPENINGS:
        raise _Wrong("has an unknown trigger.", f"Use one of {', '.join(HAPPENINGS)}.")
    if made.only and made.only not in _DETAILS:
        raise _Wrong("has an unknown only.", f"Use one of {', '.join(sorted(_DETAILS))}.")
    if made.begins not in ("start", "end"):
        raise _Wrong("has an unknown begins.", "Use start or end.")
    if made.law and made.mark != VERIFIED:
        raise _Wrong("is called law but not marked ✓.", "Leave law out.")
    _check_intervals(made)


def _check_intervals(made: Definition) -> None:
    if made.total is not None and (made.every or made.within is not None):
        raise _Wrong("has a total and an interval.", "Use total alone, or within and every.")
    if made.window is not None and (made.total is None or made.window < made.total):
        raise _Wrong("has a wrong interval in window.", "Make it longer than the total.")
    if made.early is not None and made.early > made.step:
        raise _Wrong("has a wrong interval in early.", "Make it no longer than every.")
    if made.waits and not made.after:
        raise _Wrong("waits for nothing.", 'Say for what: after = "…".')
    if made.limit and (made.every or made.within is None):
        raise _Wrong("is a limit without one length.", "Give it within, and no every.")
    if made.every is not None and not made.until and made.at_most is None:
        raise _Wrong("falls due again and again for ever.", 'Say until when: until = "end".')
    if made.until == STOP and made.at_most is None:
        do = "Say how long it lasts at most: at_most = 1440 is a day."
        raise _Wrong("may go on for ever.", do)


def _check_refers(made: Definition, known: Mapping[str, object]) -> None:
    for name in _waits_for(made):
        if name not in known:
            do = "Correct it, or add a duty of this id."
            raise _Wrong(f"names the unknown duty {name!a}.", do)


def _waits_for(one: Definition) -> tuple[str, ...]:
    until = () if one.until in ("", *UNTIL) else (one.until,)
    return (*filter(None, (one.after,)), *until, *one.also)


def _ring(made: Mapping[str, Definition], first: str) -> list[str]:
    """The duties from `first` back to itself, where each waits for the next."""
    walk, seen = [[first]], {first}
    while walk:
        way = walk.pop()
        one = made[way[-1]]
        for name in _waits_for(one):
            if name == first:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                walk.append([*way, name])
    return []


def _raw(one: Definition) -> Raw:
    """A definition as an entry again, so that a trust's entry can be laid over it."""
    empty = replace(one, **_NOTHING)
    fields = (*_TEXTS, *_MINUTES, *(_FLAGS - {"off"}), *_LISTS)
    return {
        name: list(value) if name in _LISTS else value
        for name in fields
        if (value := getattr(one, name)) != getattr(empty, name) or name in _NEEDS
    }


_NOTHING: Raw = {
    **dict.fromkeys(_MINUTES),
    **dict.fromkeys(_FLAGS - {"off"}, False),
    **dict.fromkeys(_LISTS, ()),
    **dict.fromkeys(("after", "until", "only", "note"), ""),
    "begins": "start",
    "source": "",
    "mark": "",
    "short": "",
}
