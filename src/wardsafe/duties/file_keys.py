"""What may stand in a duties file, key by key; whether it fits together is seen elsewhere."""

import re
from typing import Any

from wardsafe.errors import BadInput

MARKS = frozenset("✓≈?")
LONGEST, ROW_WIDTH = 366 * 24 * 60, 40

TEXTS = frozenset(
    {"id", "title", "short", "trigger", "begins", "after", "until", "only", "who", "source"}
    | {"mark", "note"}
)
MINUTES = frozenset({"within", "every", "total", "window", "at_most", "early", "soon", "lapse"})
FLAGS = frozenset({"waits", "limit", "beside", "law", "off"})
LISTS = frozenset({"content", "also"})
_HEAD = frozenset({"title", "source", "version", "licence", "mark", "note"})
_HEAD_NEEDS = ("title", "source", "version", "licence", "mark")
_MAY_BE_NONE_LONG = frozenset({"within", "early", "soon", "lapse"})
_ID = re.compile(r"[a-z]+(-[a-z0-9]{1,20})*")

Raw = dict[str, Any]


class Wrong(Exception):
    """What is wrong with an entry, before it is known where it stands."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what, self.do = what, do

    def at(self, where: str) -> BadInput:
        """The same, said with the place."""
        return BadInput(f"The duties file {where} {self.what}", do=self.do)


def check_head(head: Raw) -> None:
    """The head of a national file says where it is from. Raises Wrong."""
    check_known(head)
    for key in _HEAD_NEEDS:
        if key not in head:
            raise Wrong(f"has no {key}.", f'Add a line {key} = "…".')


def check_known(head: Raw) -> None:
    """Whatever a head says has the right shape. Raises Wrong."""
    for key, value in head.items():
        if key not in _HEAD:
            raise Wrong(f"has an unknown key {key!a}.", f"Use one of {', '.join(sorted(_HEAD))}.")
        _check_text(key, value)
    _check_mark(head.get("mark", "≈"))


def check_entry(entry: Any) -> None:
    """Whatever an entry says has the right shape; what it lacks is looked at later.

    Raises Wrong."""
    if not isinstance(entry, dict):
        raise Wrong("is not a table.", "Write it as a [[duty]] with keys of its own.")
    known = TEXTS | MINUTES | FLAGS | LISTS
    for key, value in entry.items():
        if key not in known:
            raise Wrong(f"has an unknown key {key!a}.", f"Use one of {', '.join(sorted(known))}.")
        if key in MINUTES:
            _check_minutes(key, value)
        elif key in FLAGS and not isinstance(value, bool):
            raise Wrong(f"has a {key} that is no flag.", "Write true or false.")
        elif key in LISTS:
            _check_list(key, value)
        elif key in TEXTS:
            _check_text(key, value)
    _check_mark(entry.get("mark", "≈"))
    if not _ID.fullmatch(entry.get("id", "")) or len(entry["id"]) > ROW_WIDTH:
        raise Wrong("has no id, or one that is none.", 'Write it like id = "seclusion-note".')


def _check_text(key: str, value: object) -> None:
    if not isinstance(value, str):
        raise Wrong(f"has a {key} that is not text.", f'Put it in quotes: {key} = "…".')
    if not value or not value.isprintable() or value != value.strip():
        do = "Write it on one line, with no space at either end."
        raise Wrong(f"has a {key} that is empty or unclean.", do)


def _check_minutes(key: str, value: object) -> None:
    least = 0 if key in _MAY_BE_NONE_LONG else 1
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LONGEST:
        do = f"Write whole minutes from {least} to {LONGEST}: {key} = 120 is two hours."
        raise Wrong(f"has a wrong interval in {key}.", do)


def _check_list(key: str, value: object) -> None:
    if not isinstance(value, list):
        raise Wrong(f"has a {key} that is no list.", f'Write it like {key} = ["…", "…"].')
    for each in value:
        _check_text(key, each)


def _check_mark(mark: str) -> None:
    if mark not in MARKS:
        raise Wrong("has an unknown mark.", "Use one of ✓, ≈ and ? as its mark.")
