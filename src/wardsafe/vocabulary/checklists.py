"""The checklist of the self-harm safety review, and the trust's list of observation arrangements.

Both are data. A trust replaces either by a file of the same name in the ward folder's `checklists`
folder; a file that is not right is refused by line, and the one that wardsafe brought holds.
The list reviews care that was given with the person: NICE NG225 1.6 (≈) refuses tools that
stratify people, and NCISH asks for care without routine checklists (≈).
"""

from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.vocabulary.checklist_file import (
    Shape,
    TomlFile,
    Wrong,
    check_day,
    check_marks_and_words,
    read_toml,
)

REVIEW, OBSERVATION = "self-harm-review", "observation-levels"
FOLDER = "checklists"
ASKS = ("taking-part", "observation", "next-review")
"""What an item may ask for beside its answer."""

_ABOUT = {"title": str, "source": str, "version": str, "licence": str, "mark": str, "note": str}
_HEAD_NEEDS = frozenset(_ABOUT) - {"note"}
_LIST = Shape({**_ABOUT, "times": dict, "item": list}, _HEAD_NEEDS | {"times", "item"})
_TIMES = Shape(
    {"first_week_days": list, "hours_after_a_prompt": int, "source": str, "mark": str},
    frozenset({"first_week_days", "hours_after_a_prompt", "source", "mark"}),
)
_ITEM_KEYS = {"number": int, "id": str, "label": str, "question": str, "basis": str, "mark": str}
_ITEM = Shape({**_ITEM_KEYS, "own_words": bool, "asks": str}, frozenset({*_ITEM_KEYS, "own_words"}))
_ARRANGEMENTS = Shape({**_ABOUT, "observation": list}, _HEAD_NEEDS | {"observation"})
_ARRANGEMENT_NEEDS = {"code": str, "local_name": str, "national_band": str, "valid_from": str}
_MINUTES = {"min_interval": int, "max_interval": int}
_ARRANGEMENT = Shape(
    {**_ARRANGEMENT_NEEDS, **_MINUTES, "valid_to": str, "mark": str},
    frozenset({*_ARRANGEMENT_NEEDS, *_MINUTES}),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the checklist. `id` stays when the wording or the number changes; `mark`
    says how well its basis is known; `asks` is one of ASKS or ""."""

    number: int
    id: str
    label: str
    question: str
    basis: str
    mark: str
    own_words: bool
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """When a review is due unless somebody sets an earlier time: in the first week of an
    admission by these days (24 hours each), and so many hours after what brings it forward."""

    first_week_days: tuple[int, ...]
    hours_after_a_prompt: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version of a checklist; a review keeps the one that it began with."""

    name: str
    title: str
    version: str
    source: str
    licence: str
    mark: str
    note: str
    times: Times
    items: tuple[Item, ...]

    def item(self, id_: str) -> Item | None:
        """The item of this id, if the list has it."""
        return next((item for item in self.items if item.id == id_), None)

    def as_json(self) -> dict[str, Any]:
        """The list in plain JSON, to go with a review that is not finished."""
        held = asdict(self)
        return {
            **held,
            "items": [asdict(item) for item in self.items],
            "times": {**held["times"], "first_week_days": list(self.times.first_week_days)},
        }


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation arrangement as the trust calls it. The intervals are minutes, 0 for
    continuous; `valid_to` is the first day on which it may no longer be chosen."""

    code: str
    local_name: str
    national_band: str
    min_interval: int
    max_interval: int
    valid_from: date
    valid_to: date | None
    mark: str

    def holds_on(self, day: date) -> bool:
        """Whether it may be chosen on this day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Lists:
    """What holds in a ward now; `faults` says which of the trust's files were refused and why."""

    checklist: Checklist
    observations: tuple[Observation, ...]
    faults: tuple[str, ...] = ()

    def observation(self, code: str) -> Observation | None:
        """The arrangement of this code, if the list has it."""
        return next((one for one in self.observations if one.code == code), None)


def lists_for(folder: Path) -> Lists:
    """The lists of a ward: the trust's files in `folder` where they are right, else the seed's."""
    faults: list[str] = []
    checklist, observations = _seed()
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            if file.stem == REVIEW:
                checklist = read_checklist(file)
            elif file.stem == OBSERVATION:
                observations = read_observations(file)
            else:
                raise BadInput(
                    f"The file {file.name!a} is no list that wardsafe knows.",
                    do=f"Name it {REVIEW}.toml or {OBSERVATION}.toml.",
                )
        except BadInput as problem:
            faults.append(str(problem))
    return Lists(checklist, observations, tuple(faults))


@lru_cache(maxsize=1)
def _seed() -> tuple[Checklist, tuple[Observation, ...]]:
    from wardsafe import places

    folder = places.seed() / FOLDER
    return (
        read_checklist(folder / f"{REVIEW}.toml"),
        read_observations(folder / f"{OBSERVATION}.toml"),
    )


def read_checklist(file: Path) -> Checklist:
    """The checklist in `file`. Raises BadInput: file, line, entry, and what to mend."""
    held = read_toml(file)
    try:
        table = _LIST.check(held.table)
        check_marks_and_words(table, ("title", "note"))
        times = _times(table.pop("times"))
        entries = table.pop("item")
        if not entries:
            raise Wrong("has no items.", "Add at least one [[item]].", key="item")
    except Wrong as wrong:
        raise held.fault(wrong) from wrong
    items = _items(held, entries)
    if all(item.asks != "next-review" for item in items):
        do = 'Give one item a line asks = "next-review".'
        raise held.fault(Wrong("never asks when the next review is due.", do))
    return Checklist(name=file.stem, times=times, items=items, **{"note": "", **table})


def read_observations(file: Path) -> tuple[Observation, ...]:
    """The observation arrangements in `file`. Raises BadInput: file, line, entry, what to mend."""
    held = read_toml(file)
    try:
        table = _ARRANGEMENTS.check(held.table)
        check_marks_and_words(table, ())
        if not table["observation"]:
            raise Wrong("has no arrangements.", "Add an [[observation]].", key="observation")
    except Wrong as wrong:
        raise held.fault(wrong) from wrong
    found: dict[str, Observation] = {}
    for number, entry in enumerate(table["observation"], 1):
        try:
            one = _observation(entry, table["mark"])
            if one.code in found:
                raise Wrong("repeats the code of an earlier one.", "Give each once.", key="code")
        except Wrong as wrong:
            raise held.fault(wrong, "observation", number) from wrong
        found[one.code] = one
    return tuple(found.values())


def checklist_of(said: dict[str, Any]) -> Checklist:
    """The checklist that `as_json` gave. Raises BadInput for anything else."""
    try:
        times = {**said["times"], "first_week_days": tuple(said["times"]["first_week_days"])}
        items = tuple(Item(**item) for item in said["items"])
        return Checklist(**{**said, "times": Times(**times), "items": items})
    except (KeyError, TypeError):
        raise BadInput(
            "This draft was begun with a checklist that cannot be read.", do="Begin it again."
        ) from None


def _times(table: object) -> Times:
    said = _TIMES.check(table)
    check_marks_and_words(said, ())
    days = said["first_week_days"]
    whole = all(type(day) is int and 1 <= day <= 28 for day in days)
    if not whole or days != sorted(set(days)):
        do = "Write days from 1 to 28, each later than the one before."
        raise Wrong("has days of the first week out of order.", do, key="first_week_days")
    if not 1 <= said["hours_after_a_prompt"] <= 168:
        do = "Write 1 to 168 hours."
        raise Wrong("has hours out of reach.", do, key="hours_after_a_prompt")
    return Times(**{**said, "first_week_days": tuple(days)})


def _items(held: TomlFile, entries: list[Any]) -> tuple[Item, ...]:
    found: list[Item] = []
    for number, entry in enumerate(entries, 1):
        try:
            found.append(_item(entry, number, found))
        except Wrong as wrong:
            raise held.fault(wrong, "item", number) from wrong
    return tuple(found)


def _item(entry: Any, number: int, before: list[Item]) -> Item:
    said = _ITEM.check(entry)
    check_marks_and_words(said, ("label", "question", "basis"))
    if said["number"] != number:
        raise Wrong("is out of its order.", f"Its number is {number} here.", key="number")
    if any(said["id"] == item.id for item in before):
        raise Wrong("repeats the id of an earlier item.", "Give each id once.", key="id")
    if said.get("asks", ASKS[0]) not in ASKS:
        raise Wrong("asks for something unknown.", f"Use one of {', '.join(ASKS)}.", key="asks")
    if "asks" in said and any(said["asks"] == item.asks for item in before):
        raise Wrong("asks what an earlier item asks.", "Ask for it once.", key="asks")
    return Item(**said)


def _observation(entry: Any, mark: str) -> Observation:
    said = {"mark": mark, **_ARRANGEMENT.check(entry)}
    check_marks_and_words(said, ())
    shortest, longest = said["min_interval"], said["max_interval"]
    if not 0 <= shortest <= longest <= 1440:
        do = "Write minutes from 0 to 1440, the shorter interval first."
        raise Wrong("has intervals that cannot be.", do, key="min_interval")
    since, until = check_day(said, "valid_from"), check_day(said, "valid_to")
    if since is None or (until is not None and until <= since):
        raise Wrong("ends before it begins.", "Write a later valid_to.", key="valid_to")
    return Observation(**{**said, "valid_from": since, "valid_to": until})
