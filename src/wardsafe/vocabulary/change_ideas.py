"""Change ideas: what other wards have tried, as a driver diagram of aim, drivers and ideas.

Each file is a package of ideas from one source. A trust adds its own in the ward folder's
`change_ideas` folder; a file that is not right is refused by line, and the others hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.vocabulary.checklist_file import MARKS, Shape, TomlFile, Wrong, read_toml

FOLDER = "change_ideas"
LONGEST_CODE = 40

MARK_WORDS = {
    "✓": "read in the source",
    "≈": "second hand, or grouped by the project",
    "?": "not checked against its source",
}
"""What the mark of an idea says, in words."""

_ABOUT = {"title": str, "source": str, "version": str, "licence": str, "mark": str, "aim": str}
_PACKAGE = Shape(
    {**_ABOUT, "note": str, "driver": list, "idea": list}, frozenset({*_ABOUT, "driver", "idea"})
)
_DRIVER = Shape({"code": str, "text": str, "mark": str}, frozenset({"code", "text"}))
_IDEA_NEEDS = {"code": str, "driver": str, "title": str, "text": str}
_IDEA = Shape({**_IDEA_NEEDS, "source": str, "mark": str}, frozenset(_IDEA_NEEDS))


@dataclass(frozen=True, slots=True)
class Idea:
    """One thing to try. `code` is its own over all files; `source` is that of its package unless
    it names another; `mark` says how well it is known."""

    code: str
    title: str
    text: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Driver:
    """What would move the aim, with the ideas that may move it."""

    code: str
    text: str
    mark: str
    ideas: tuple[Idea, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """The driver diagram of one source: its aim, its drivers, their ideas."""

    name: str
    title: str
    source: str
    version: str
    licence: str
    mark: str
    aim: str
    note: str
    drivers: tuple[Driver, ...]

    def ideas(self) -> Iterator[Idea]:
        """Every idea, driver by driver."""
        return (idea for driver in self.drivers for idea in driver.ideas)


@dataclass(frozen=True, slots=True)
class ChangeIdeas:
    """What a ward may choose from; `faults` says which of the trust's files were refused, why."""

    packages: tuple[Package, ...]
    faults: tuple[str, ...] = ()

    def idea(self, code: str) -> Idea | None:
        """The idea of this code, if any package has it."""
        found = (idea for package in self.packages for idea in package.ideas())
        return next((idea for idea in found if idea.code == code), None)

    def driver_of(self, code: str) -> Driver | None:
        """The driver that the idea of this code hangs from."""
        drivers = (driver for package in self.packages for driver in package.drivers)
        return next((one for one in drivers if any(i.code == code for i in one.ideas)), None)


def ideas_for(folder: Path) -> ChangeIdeas:
    """The ideas of a ward: the seed's, then those of the trust's files in `folder`."""
    packages, faults = list(_seed()), []
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            own = read_package(file)
            _refuse_taken(own, packages)
        except BadInput as problem:
            faults.append(str(problem))
        else:
            packages.append(own)
    return ChangeIdeas(tuple(packages), tuple(faults))


@lru_cache(maxsize=1)
def _seed() -> tuple[Package, ...]:
    from wardsafe import places

    found: list[Package] = []
    for file in sorted((places.seed() / FOLDER).glob("*.toml")):
        found.append(read_package(file))
        _refuse_taken(found[-1], found[:-1])
    return tuple(found)


def read_package(file: Path) -> Package:
    """The package in `file`, named after it. Raises BadInput: file, line, entry, what to mend."""
    held = read_toml(file)
    try:
        table = _PACKAGE.check(held.table)
        _check_mark(table)
        said = {key: table[key] for key in _ABOUT}
    except Wrong as wrong:
        raise held.fault(wrong) from wrong
    drivers = _each(held, "driver", _DRIVER, table["driver"])
    ideas = _each(held, "idea", _IDEA, table["idea"])
    for number, idea in enumerate(ideas, 1):
        if all(idea["driver"] != driver["code"] for driver in drivers):
            nowhere = Wrong("hangs from no driver of the file.", "Name a driver.", key="driver")
            raise held.fault(nowhere, "idea", number)
    found = tuple(_driver(one, ideas, said) for one in drivers)
    return Package(name=file.stem, note=table.get("note", ""), drivers=found, **said)


def _each(held: TomlFile, entries: str, shape: Shape, tables: list[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, table in enumerate(tables, 1):
        try:
            said = shape.check(table)
            _check_mark(said)
            _check_code(said["code"], (each["code"] for each in found))
        except Wrong as wrong:
            raise held.fault(wrong, entries, number) from wrong
        found.append(said)
    if not found:
        raise held.fault(Wrong(f"has no {entries}s.", f"Add at least one [[{entries}]]."))
    return found


def _driver(said: dict[str, Any], ideas: list[dict[str, Any]], about: dict[str, str]) -> Driver:
    own = tuple(
        Idea(
            code=one["code"],
            title=one["title"],
            text=one["text"],
            source=one.get("source", about["source"]),
            mark=one.get("mark", about["mark"]),
        )
        for one in ideas
        if one["driver"] == said["code"]
    )
    return Driver(said["code"], said["text"], said.get("mark", about["mark"]), own)


def is_code(text: str) -> bool:
    """Whether it may be the code of an idea: small letters and digits joined by hyphens."""
    bare = text.replace("-", "")
    plain = bare.isascii() and bare.isalnum() and bare == bare.lower()
    return plain and len(text) <= LONGEST_CODE and not text.startswith("-")


def _check_code(code: str, before: Iterable[str]) -> None:
    if not is_code(code):
        do = f"Use small letters, digits and hyphens, at most {LONGEST_CODE}."
        raise Wrong("has a code that is none.", do, key="code")
    if code in before:
        raise Wrong("repeats the code of an earlier one.", "Give each once.", key="code")


def _check_mark(table: dict[str, Any]) -> None:
    if table.get("mark", "≈") not in MARKS:
        raise Wrong("has an unknown mark.", "Use one of ✓, ≈ and ? as its mark.", key="mark")


def _refuse_taken(own: Package, others: Iterable[Package]) -> None:
    """An idea of another file is never replaced: a test that names it must go on meaning it."""
    taken = {idea.code for package in others for idea in package.ideas()}
    for idea in own.ideas():
        if idea.code in taken:
            raise BadInput(
                f"The file {own.name}.toml repeats the idea {idea.code!a} of another file.",
                do="Give it a code of its own.",
            )
