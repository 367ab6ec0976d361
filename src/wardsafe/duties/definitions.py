"""What a ward owes after something happens, as data: one definition a duty.

Only rules read in their source (mark ✓) are named after it. Everything marked ≈ or ? is the
trust's own standard: it is shown as "local standard", never as law.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from wardsafe import places

LOCAL_STANDARD = "local standard"
VERIFIED = "✓"

HAPPENINGS = (
    "seclusion",
    "segregation",
    "restraint",
    "prone",
    "rapid-tranquillisation",
    "close-monitoring",
    "incident",
    "record-open",
    "review-due",
    "tell-now",
    "question",
    "observation",
    "admission",
    "discharge",
    "leave",
    "review",
)
"""What a duty can follow from. `close-monitoring` is rapid tranquillisation with one of the
conditions of NICE NG10 for observing every 15 minutes; `observation` an arrangement above the
general one."""

END, STOP = "end", "stop"
UNTIL = (END, STOP)
"""What can end a duty besides another duty: what it follows from ends, or a doing says that
nothing more is needed."""

LONGEST_LEAD = 120
"""Minutes before a due time from which it is at most "soon" (≈ design)."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One duty. All lengths are minutes of elapsed time.

    `within` is the first due time after the beginning, `every` the step of the following ones; a
    duty with neither has no due time: it is open until it is done, and nothing counts down.
    It begins with the start of what happened (`begins` "start") or its end ("end"), or with the
    first doing of the duty `after`: until that is done, with when it was due, unless `waits`.
    It stops with the end of what happened (`until` "end"), with a doing that says so ("stop"),
    with the first doing of another duty, or after `at_most`.
    With `total` it is due when so many minutes have come together, without a break or within any
    `window`. `limit` is a length that is kept by ending, not by doing.
    `early` minutes before a repeated due time a doing counts for it; `soon` is when it is shown as
    near; `lapse` after a single due time it is missed. `only` names the detail of the happening
    that must be true. `also` are the duties that one doing of this one answers too. `beside` is
    shown on the line of what is going on, until it is late.
    """

    id: str
    title: str
    short: str
    trigger: str
    within: int | None
    every: int | None
    until: str
    who: str
    content: tuple[str, ...]
    source: str
    mark: str
    law: bool
    begins: str = "start"
    after: str = ""
    waits: bool = False
    total: int | None = None
    window: int | None = None
    limit: bool = False
    at_most: int | None = None
    early: int | None = None
    soon: int | None = None
    lapse: int | None = None
    only: str = ""
    also: tuple[str, ...] = ()
    beside: bool = False
    note: str = ""
    place: int = 0

    @property
    def timed(self) -> bool:
        """Whether it has a due time at all."""
        return not (self.within is None and self.every is None and self.total is None)

    @property
    def step(self) -> int:
        """Minutes from one due time to the next, or to the only one."""
        return self.every or self.within or self.total or 0

    @property
    def lead(self) -> int:
        """Minutes before a due time from which it is soon."""
        quarter = max(5, self.step // 4)
        return min(quarter, LONGEST_LEAD) if self.soon is None else self.soon

    @property
    def slack(self) -> int:
        """Minutes before a repeated due time from which a doing counts for it: a quarter."""
        return self.step // 4 if self.early is None else self.early

    @property
    def lapses(self) -> int:
        """Minutes after a single due time at which it is missed: as long again."""
        return (self.step or DAY) if self.lapse is None else self.lapse

    @property
    def standard(self) -> str:
        """What it rests on, for a screen: its source where that was read, or the trust's own."""
        return self.source if self.mark == VERIFIED else LOCAL_STANDARD


DAY = 1440


@dataclass(frozen=True, slots=True)
class Definitions:
    """The duties of one ward, by id and by what they follow from, in the order of the files."""

    all: tuple[Definition, ...]
    by_id: Mapping[str, Definition] = field(init=False, repr=False, compare=False)
    by_trigger: Mapping[str, tuple[Definition, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {each.id: each for each in self.all})
        found: dict[str, list[Definition]] = {}
        for each in self.all:
            found.setdefault(each.trigger, []).append(each)
        object.__setattr__(self, "by_trigger", {name: tuple(held) for name, held in found.items()})

    def matters(self, trigger: str, told: int) -> int:
        """For how many minutes after its end something can still have a duty that waits, or one
        of the last `told` minutes to tell of: the longest of what follows from it."""
        following = self.by_trigger.get(trigger, ())
        return max((self._matters(one, told) for one in following), default=0)

    def _matters(self, one: Definition, told: int) -> int:
        begins = self._matters(self.by_id[one.after], told) if one.after else 0
        if one.total is not None:
            return (one.window or 0) + max(one.lapses, told)
        if one.at_most is not None:
            return begins + one.at_most + told
        if one.every is not None or one.until or one.limit:
            return begins + (one.within or 0) + told
        return begins + (one.within or 0) + max(one.lapses, told)

    @classmethod
    def of(cls, definitions: "Definitions | Iterable[Definition]") -> "Definitions":
        """The same, indexed."""
        return definitions if isinstance(definitions, Definitions) else cls(tuple(definitions))


@cache
def seeded() -> Definitions:
    """The duties that wardsafe comes with. Raises BadInput where a file is not right."""
    return read_folder(places.seed() / "duties")


@cache
def read_folder(folder: Path) -> Definitions:
    """Every `*.toml` of a folder together, by file name. Raises BadInput: file and entry."""
    from wardsafe.duties.files import read_files

    return read_files(tuple(sorted(folder.glob("*.toml"))))


def of_ward(trust_file: Path) -> Definitions:
    """The seeded duties as a ward's own file changes them; the seeded ones if it has none.

    Raises BadInput naming file and entry: then the caller goes on with `seeded()` and says so.
    """
    try:
        state = trust_file.stat()
    except OSError:
        return seeded()
    return _with_trust(trust_file, state.st_mtime_ns, state.st_size)


@cache
def _with_trust(trust_file: Path, changed: int, size: int) -> Definitions:
    from wardsafe.duties.files import changed_by

    return changed_by(seeded(), trust_file)
