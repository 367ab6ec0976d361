"""Reads one code list from its TOML file, strictly: a list that is not exactly right is refused.

A wrong code list would be wrong in every record made with it, so nothing is guessed: an unknown
key, a code written as a number or a missing source stops the load and says what to mend.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.vocabulary.codes import Code, CodeList

MARKS = frozenset("✓≈?")
ROW_WIDTH = 24

_LIST_NEEDS = ("title", "source", "version", "licence", "mark")
_LIST_TEXTS = frozenset({*_LIST_NEEDS, "note"})
_CODE_NEEDS = ("code", "text")
_CODE_TEXTS = frozenset({"code", "text", "short", "family", "retired", "mark", "note"})
_CODE_FLAGS = frozenset({"offered", "not_known"})


class _Wrong(Exception):
    """What is wrong with a table, before it is known where the table stands."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what, self.do = what, do

    def at(self, where: str) -> BadInput:
        return BadInput(f"The code list {where} {self.what}", do=self.do)


def read_code_list(file: Path) -> CodeList:
    """The code list in `file`, named after it. Raises BadInput: file, entry and what to mend."""
    try:
        table = _parsed(file)
        entries = table.pop("code", None)
        _check(table, _LIST_NEEDS, _LIST_TEXTS)
        _check_mark(table["mark"])
        if not isinstance(entries, list) or not entries:
            raise _Wrong("has no codes.", "Add at least one [[code]].")
    except _Wrong as wrong:
        raise wrong.at(file.name) from wrong
    return CodeList(name=file.stem, codes=_codes(file.name, entries, table["mark"]), **table)


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8"))
    except OSError as error:
        raise _Wrong("cannot be read.", "Install wardsafe again, or restore it.") from error
    except UnicodeDecodeError as error:
        raise _Wrong("is not UTF-8 text.", "Save it again as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise _Wrong(f"is not TOML: {error}.", "Correct that line.") from error


def _codes(file: str, entries: list[Any], mark: str) -> tuple[Code, ...]:
    codes: dict[str, Code] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            code = _code(entry, mark)
            if code.code in codes:
                raise _Wrong("repeats the code of an earlier entry.", "Give each code once.")
        except _Wrong as wrong:
            raise wrong.at(f"{file}, entry {number}{_named(entry)}") from wrong
        codes[code.code] = code
    return tuple(codes.values())


def _named(entry: Any) -> str:
    # In ASCII and quotes: 7 is not '07', and no control character reaches a screen.
    return f" ({entry['code']!a})" if isinstance(entry, dict) and "code" in entry else ""


def _code(entry: Any, mark: str) -> Code:
    if not isinstance(entry, dict):
        raise _Wrong("is not a table.", "Write it as a [[code]] with keys of its own.")
    _check(entry, _CODE_NEEDS, _CODE_TEXTS, _CODE_FLAGS)
    _check_mark(entry.get("mark", mark))
    retired = entry.get("retired")
    if retired is not None:
        _check_date(retired)
    return Code(
        code=entry["code"],
        text=entry["text"],
        short=_short(entry),
        family=entry.get("family", ""),
        retired=retired,
        mark=entry.get("mark", mark),
        note=entry.get("note", ""),
        offered=entry.get("offered", True) and retired is None,
        not_known=entry.get("not_known", False),
    )


def _check(
    table: Mapping[str, Any],
    needs: tuple[str, ...],
    texts: frozenset[str],
    flags: frozenset[str] = frozenset(),
) -> None:
    for key, value in table.items():
        if key in texts:
            _check_text(key, value)
        elif key not in flags:
            known = ", ".join(sorted(texts | flags))
            raise _Wrong(f"has an unknown key {key!a}.", f"Remove it, or use one of {known}.")
        elif not isinstance(value, bool):
            raise _Wrong(f"has a value of {key} that is no flag.", "Write true or false.")
    for key in needs:
        if key not in table:
            raise _Wrong(f"has no {key}.", f'Add a line {key} = "…".')


def _check_text(key: str, value: object) -> None:
    if not isinstance(value, str):
        # 07 read as a number would become 7 and be another code, or none.
        raise _Wrong(f"has a {key} that is not text.", f'Put it in quotes: {key} = "…".')
    if not value or not value.isprintable() or value != value.strip():
        do = "Write it on one line, with no space at either end."
        raise _Wrong(f"has a {key} that is empty or unclean.", do)


def _check_mark(mark: str) -> None:
    if mark not in MARKS:
        raise _Wrong("has an unknown mark.", "Use one of ✓, ≈ and ? as its mark.")


def _check_date(typed: str) -> None:
    try:
        right = date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        right = False
    if not right:
        raise _Wrong("has a retired date that does not exist.", 'Write it like "2019-04-01".')


def _short(entry: Mapping[str, str]) -> str:
    short = entry.get("short", entry["text"])
    if len(short) > ROW_WIDTH:
        do = f"Give it a short of at most {ROW_WIDTH} characters."
        raise _Wrong("is too long for a row.", do)
    return short
