"""What is typed under an item of a safety review, read, and how a value is said in words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.records.moments import local, say_date, say_moment, say_time
from wardsafe.records.text import LINE, keep
from wardsafe.records.typed_moments import read_moment
from wardsafe.services.review_items import CODES, Kind
from wardsafe.vocabulary.checklists import Lists, Observation
from wardsafe.vocabulary.code_lists import code_list


def read_line(lists: Lists, kind: Kind, typed: str, now: datetime) -> Any:
    """The value of what is typed, which is not blank. Raises BadInput."""
    return _READERS[kind](lists, typed, now)


def say_value(lists: Lists, name: str, value: Any) -> str:
    """The value of a line ("answer" for the answer itself) in words."""
    if isinstance(value, datetime):
        return say_moment(value)
    if not isinstance(value, str):
        return ""
    if name == "observation":
        known = lists.observation(value)
        return known.local_name if known else value
    listed = CODES.get(name)
    return code_list(listed).text(value).lower() if listed else value


def say_soon(moment: datetime, now: datetime) -> str:
    """A time with its day as people say it: "09:00 today", "09:00 on 25 Nov"."""
    days = (local(moment).date() - local(now).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    day = say_date(local(moment).date()).rpartition(" ")[0]
    return f"{say_time(moment)} {near or f'on {day}'}"


def _read_text(lists: Lists, typed: str, now: datetime) -> str:
    return keep(typed, limit=LINE * 10)


def _read_moment(lists: Lists, typed: str, now: datetime) -> datetime:
    return read_moment(typed, now=now, ahead=True)


def _read_arrangement(lists: Lists, typed: str, now: datetime) -> str:
    today = local(now).date()
    wanted = typed.casefold().split()
    fits = [one for one in lists.observations if _fits(one, wanted)]
    exact = [one for one in fits if typed.casefold() in (one.code, one.local_name.casefold())]
    found = exact or [one for one in fits if one.holds_on(today)]
    if len(found) != 1:
        what = "More than one fits." if found else "Nothing in the trust's list fits."
        raise BadInput(what)
    return found[0].code


def _fits(one: Observation, wanted: list[str]) -> bool:
    words = f"{one.code} {one.local_name}".casefold().replace("-", " ").split()
    words.append(one.code)
    asked = [part for word in wanted for part in ([word] if word == one.code else word.split("-"))]
    return all(any(word.startswith(each) for word in words) for each in asked if each)


def _read_code(name: str) -> Callable[[Lists, str, datetime], str]:
    def read(lists: Lists, typed: str, now: datetime) -> str:
        found = code_list(name).match(typed)
        if len(found) != 1:
            raise BadInput("Which of them?" if found else "Nothing fits this.")
        return found[0].code

    return read


_READERS: Mapping[Kind, Callable[[Lists, str, datetime], Any]] = {
    "text": _read_text,
    "moment": _read_moment,
    "arrangement": _read_arrangement,
    "agreed": _read_code("yes-no"),
    "taking-part": _read_code("taking-part"),
}
