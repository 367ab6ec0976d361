"""Merging: first a plan, pure; then all of it or nothing; then the plan is what is told.

A stretch of a chain is set union: whatever is held already is passed over, the rest goes where its
`prev` says. In any order, any number of times, the same entries give the same ledger. Nothing is
ever chosen for a person: of a fork both arms are kept, and both are seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from wardsafe.bundles import arms
from wardsafe.bundles.manifest import Manifest
from wardsafe.bundles.refusing import Refused
from wardsafe.ledger.contract import Ledger
from wardsafe.ledger.entry import NOTHING_BEFORE, Entry

NEW, HELD, GAP, FORK, REFUSED, NOT_OURS = (
    *("new", "already held", "gap", "fork", "refused", "not for us"),
)

Tops = dict[tuple[str, int], tuple[int, str]]
"""Name and epoch of every chain and branch → its last place and that entry's id."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Entries `first` to `last` of a chain that must come first; `last` 0: to the end of it."""

    terminal: str
    epoch: int
    first: int
    last: int

    def __str__(self) -> str:
        if not self.last:
            return f"from {self.first} on, of epoch {self.epoch}"
        many = f"{self.first} to {self.last}" if self.last > self.first else str(self.first)
        return f"{many} of epoch {self.epoch}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bundle comes to here. `verdict` is one of the words above.

    `new` entries are added and `held` were here; `parts` of those came now, that had not been sent
    before; `fork_at` is the place in the chain that two
    entries claim; `alerts` are sentences that somebody must see; `reason` says why it is refused.
    """

    bundle: str
    verdict: str
    terminal: str = ""
    epoch: int = 0
    first: int = 0
    last: int = 0
    new: int = 0
    held: int = 0
    parts: int = 0
    missing: Missing | None = None
    fork_at: int = 0
    alerts: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        if self.verdict == REFUSED:
            return f"refused: {self.reason}"
        if self.verdict == NOT_OURS:
            return "sealed to others"
        if self.missing:
            return f"gap: entries {self.missing} are missing, {self.last - self.first + 1} wait"
        said = [f"{self.new} new"] if self.new else []
        said += [f"{self.held} already held"] if self.held else []
        said += [f"{self.parts} parts of them came later"] if self.parts else []
        said += [f"a fork at {self.fork_at}: both kept"] if self.fork_at else []
        return ", ".join(said)


class Held(Protocol):
    """What a plan asks of a ledger."""

    def by_id(self, entry_id: str) -> Entry | None:
        """The entry of that id."""
        ...

    def tops(self) -> Tops:
        """The last place and id of every chain and branch."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """A plan and the entries that carrying it out adds."""

    plan: Plan
    entries: tuple[Entry, ...] = ()


def plan_of(
    bundle: str,
    manifest: Manifest,
    entries: Sequence[Entry],
    held: Held,
    *,
    waits: bool = True,
) -> Step:
    """What taking in the checked `entries` of a bundle would come to. Changes nothing.

    A new epoch whose terminal lost the entry that it follows is taken, and said, unless it `waits`.
    """
    about = Plan(bundle, NEW, manifest.terminal, manifest.epoch, manifest.first, manifest.last)
    known = _how_many_held(entries, held)
    rest = entries[known:]
    about = replace(about, held=known, new=len(rest))
    if not rest:
        return Step(replace(about, verdict=HELD))
    tops = held.tops()
    top = tops.get(manifest.chain, (0, NOTHING_BEFORE))
    before = rest[0].header.prev
    if before == top[1] and rest[0].header.seq == top[0] + 1:
        return Step(about, tuple(rest))
    if rest[0].header.seq == 1 and top[0] == 0:
        return _new_epoch(about, rest, held, tops, waits)
    prior = None if before == NOTHING_BEFORE else held.by_id(before)
    is_lost = rest[0].header.seq == 1 and not waits
    if before != NOTHING_BEFORE and prior is None and not is_lost:
        return Step(replace(about, verdict=GAP, new=0, missing=_missing(about, tops)))
    if prior is not None and not _may_follow(prior, rest[0]):
        raise Refused("It says that it follows an entry which it cannot follow.")
    return _fork(about, rest, tops)


def already_held(bundle: str, manifest: Manifest, held: Held) -> Plan | None:
    """The plan for a bundle whose last entry is here, and so every one before it; else None."""
    if held.by_id(manifest.head) is None:
        return None
    count = manifest.entries
    return Plan(
        bundle, HELD, manifest.terminal, manifest.epoch, manifest.first, manifest.last, held=count
    )


def waits_for(bundle: str, manifest: Manifest, held: Held) -> Plan | None:
    """The plan for a bundle that follows an entry which is not here, told before it is taken
    apart; None where there is none."""
    if manifest.prev == NOTHING_BEFORE or held.by_id(manifest.prev) is not None:
        return None
    m = manifest
    about = Plan(bundle, GAP, m.terminal, m.epoch, m.first, m.last)
    missing = _missing if m.first > 1 else _missing_epoch
    return replace(about, missing=missing(about, held.tops()))


def apply(step: Step, ledger: Ledger) -> Plan:
    """Carry a plan out, whole or not at all, and return it. Raises NotSaved."""
    if step.entries:
        ledger.take_in(step.entries)
    return step.plan


def _may_follow(prior: Entry, first: Entry) -> bool:
    if prior.header.terminal != first.header.terminal:
        return False
    same = prior.header.epoch == first.header.epoch
    return first.header.seq == (prior.header.seq + 1 if same else 1)


def _how_many_held(entries: Sequence[Entry], held: Held) -> int:
    """How many are here: always the first so many, since each names the one before it."""
    if not entries or held.by_id(entries[0].id) is None:
        return 0
    low, high = 1, len(entries)
    while low < high:
        middle = (low + high) // 2
        if held.by_id(entries[middle].id) is None:
            high = middle
        else:
            low = middle + 1
    return low


def _new_epoch(about: Plan, rest: Sequence[Entry], held: Held, tops: Tops, waits: bool) -> Step:
    cited = rest[0].header.prev
    if cited == NOTHING_BEFORE:
        return Step(about, tuple(rest))
    last = held.by_id(cited)
    if last is None or last.header.terminal != about.terminal:
        missing = _missing_epoch(about, tops)
        if waits or last is not None:
            return Step(replace(about, verdict=GAP, new=0, missing=missing))
        said = f"It began anew after an entry that is not here: those {missing} are missing."
        return Step(replace(about, alerts=(said,)), tuple(rest))
    top = tops.get((about.terminal, last.header.epoch), (0, ""))[0]
    lost = top - last.header.seq
    said = f"It began anew after entry {last.header.seq}; {lost} later entries of it are held here."
    alerts = (said,) if lost > 0 else ()
    return Step(replace(about, alerts=alerts), tuple(rest))


def _missing_epoch(about: Plan, tops: Tops) -> Missing:
    after = tops.get((about.terminal, about.epoch - 1), (0, ""))[0]
    return Missing(about.terminal, about.epoch - 1, after + 1, 0)


def _missing(about: Plan, tops: Tops) -> Missing:
    after = tops.get((about.terminal, about.epoch), (0, ""))[0]
    return Missing(about.terminal, about.epoch, after + 1, about.first + about.held - 1)


def _fork(about: Plan, rest: Sequence[Entry], tops: Tops) -> Step:
    """Put entries whose place is taken beside those that are there, and say so once."""
    placed, begins = arms.beside(rest, tops)
    if not begins:  # the branch was told of when it began
        return Step(about, tuple(placed))
    at = rest[0].header.seq
    said = f"Two different entries {at} were signed by this terminal: both are kept and shown."
    return Step(replace(about, verdict=FORK, fork_at=at, alerts=(said,)), tuple(placed))
