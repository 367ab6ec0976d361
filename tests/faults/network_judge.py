"""What was promised where, which disk was put back to what, and what must be there in the end.

The judge hears every promise: an entry that a person was told is saved, and one that a terminal or
hub said it took in, each with a digest of every part. It knows which promises an image of a disk or
a back-up is older than. In the end it demands each entry itself, part by part, and of those that
went with a disk that somebody says so, in the words of the program. Nothing is excused for being
gone; only what no other disk ever saw is counted apart, for nothing in the world can tell of it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

Parts = dict[str, str]
"""A part's name → the beginning of its digest."""
Told = dict[str, list[Any]]
"""An entry's id → [terminal, epoch, seq, is a note, parts]: what is said of it, over a pipe."""

GONE = re.compile(r"holds (?:another )?entry (\d+) of this terminal")
"""A receipt names what is not here: said where it was written, of everything up to that entry."""
ABOUT = (
    re.compile(r"Two different entries (\d+) were signed"),
    re.compile(r"began anew after entry (\d+);"),
    re.compile(r"went back to entry (\d+),"),
)
"""A bundle shows it: said where it was taken in, of everything from there on."""
PUT_BACK_HERE = re.compile("an older ledger was put in its place here")
PUT_BACK_THERE = re.compile("wrote two receipts|has it no more")


def told_of(entries: Iterable[Any]) -> Told:
    """What is said of entries: everything they are, and nothing that is in them."""
    return {
        e.id: [
            e.header.terminal,
            e.header.epoch,
            e.header.seq,
            e.header.kind.startswith("access/"),
            {name: sha256(body).hexdigest()[:16] for name, body in e.parts.items()},
        ]
        for e in entries
    }


@dataclass
class PutBack:
    """One disk that was put back: when, whether in the open, and which promises went with it."""

    when: int
    told: bool
    lost: set[str]


@dataclass
class Record:
    """One place as the judge knows it. `must` is held there and no disk put back is older."""

    name: str
    terminal: str
    must: Told = field(default_factory=dict)
    states: dict[str, Told] = field(default_factory=dict)
    put_back: list[PutBack] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)
    receipts: dict[str, set[str]] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)

    @property
    def is_hub(self) -> bool:
        return self.name.startswith("hub")

    @property
    def held(self) -> Told:
        found: Told = self.last["held"]
        return found

    @property
    def own(self) -> set[str]:
        """What it wrote and sends: all but the notes of unlocking, whose last never arrives."""
        return {e for e, said in self.held.items() if said[0] == self.terminal and not said[3]}

    def reads(self, other: "Record") -> bool:
        """Whether it is sent what the other writes."""
        return not other.is_hub and self is not other and (self.is_hub or self.ward == other.ward)

    @property
    def ward(self) -> str:
        return self.name[:-1]

    def warns_of(self, terminal: str, said: list[Any]) -> bool:
        """Whether it warns of a fork of that terminal, and holds one where an entry lies or before
        it."""
        if not any(f"Terminal {terminal[:8]} has a fork" in words for words in self.last["warned"]):
            return False
        claims = Counter(s[2] for s in self.held.values() if s[:2] == said[:2])
        return any(many > 1 and seq <= said[2] for seq, many in claims.items())


class Judge:
    """Hears everything in the order in which it happened, and judges in the end."""

    def __init__(self, records: dict[str, Record]) -> None:
        self.of = records
        self.now = 0
        self.written: Told = {}
        self.carried: list[tuple[int, str, list[Any]]] = []

    # --- hearing --------------------------------------------------------------------------------

    def hear(self, name: str, said: dict[str, Any]) -> None:
        """One thing that a process said before it ended, was killed or died."""
        self.now += 1
        one = self.of[name]
        one.said += [(self.now, words) for words in said.get("told", ())]
        one.said += [(self.now, said["not_done"])] if "not_done" in said else []
        self.written |= said.get("ack", {})
        one.must |= said.get("ack", {}) | said.get("took", {})
        self.carried += [(self.now, name, plan) for plan in said.get("came", ())]
        for reader, heads in said.get("receipts", {}).items():
            one.receipts.setdefault(reader, set()).update(heads)
        if "state" in said:
            self.keep(name, said["state"])
        if "restored" in said:
            self.went_back(name, said["restored"], told=True)
        if "held" in said:
            one.last = said

    def keep(self, name: str, state: str) -> None:
        """An image or a back-up was made of what a place holds now."""
        self.of[name].states[state] = dict(self.of[name].must)

    def went_back(self, name: str, state: str, *, told: bool) -> None:
        """The disk of a place is now as it was when that state was kept."""
        self.now += 1
        one = self.of[name]
        before, one.must = one.must, dict(one.states[state])
        one.put_back.append(PutBack(self.now, told, set(before) - set(one.must)))

    # --- judging --------------------------------------------------------------------------------

    def lacking(self) -> list[str]:
        """Whose entries are not yet with whom."""
        return [
            f"P4: {reader.name} lacks {len(lacks)} entries of {one.name}, {self.story(min(lacks))}"
            for one in self.of.values()
            for reader in self.of.values()
            if reader.reads(one) and (lacks := one.own - set(reader.held))
        ]

    def wrong(self, sums: Counter[str]) -> list[str]:
        """Everything that is wrong in the end, in words; counts what was lost, and who said so."""
        silent = [
            f"{one.name} did not answer in the end" for one in self.of.values() if not one.last
        ]
        if silent:
            return silent
        found = self.lacking()
        for one in self.of.values():
            found += [*self._kept(one), *self._very_entries(one), *self._confirmed(one)]
            found += [f"P5: {one.name}: {fault}" for fault in one.last["faults"]]
            found += self._forks(one)
        found += [*self._losses(sums), *self._same_arms()]
        self._said_of_put_back(sums)
        sums["entries held by the first hub"] = len(self.of["hub 1"].held)
        sums["chains verified"] = sum(one.last["chains"] for one in self.of.values())
        return found

    def _kept(self, one: Record) -> Iterator[str]:
        """What is promised at a place is there, with every part that it had."""
        for entry, said in one.must.items():
            now = one.held.get(entry)
            if now is None:
                yield f"P10: {one.name} promised what is not there, {self.story(entry)}"
            elif not said[4].items() <= now[4].items():
                yield f"P7: a part is gone or another at {one.name}, {self.story(entry)}"

    def _very_entries(self, one: Record) -> Iterator[str]:
        """What came of what was acknowledged is the very entry: all of it, or its facts."""
        for entry in one.held.keys() & self.written.keys():
            parts, now = self.written[entry][4], one.held[entry][4]
            wanted = {"facts": parts["facts"]} if one.is_hub else parts
            if now != wanted:
                yield f"P7: {one.name} holds another entry, {self.story(entry)}"

    def _confirmed(self, one: Record) -> Iterator[str]:
        """What a receipt confirmed is with the reader, unless it is gone from both."""
        for reader, heads in one.receipts.items():
            where = next(each for each in self.of.values() if each.terminal == reader)
            for head in heads - set(where.held):
                if head in one.held:
                    yield f"P10: {where.name} confirmed what it has not, {self.story(head)}"
                elif not where.put_back:
                    yield f"P10: {where.name} lost what it confirmed, {self.story(head)}"

    def _forks(self, one: Record) -> Iterator[str]:
        """Two entries in one place are told whenever anybody looks, and only where there are."""
        claims = Counter(tuple(said[:3]) for said in one.held.values())
        forked = {at[0] for at, many in claims.items() if many > 1}
        warned = {w.split()[1] for w in one.last["warned"] if "has a fork" in w}
        if warned != {terminal[:8] for terminal in forked}:
            yield f"P9: {one.name} warns of the forks of {warned}, and holds those of {forked}"
        if not one.last["agree"]:
            yield f"P5: the two verifiers differ about {one.name}"

    def _losses(self, sums: Counter[str]) -> Iterator[str]:
        """What went with a disk and did not come home is said, where anything can tell of it."""
        for one in self.of.values():
            for back in one.put_back:
                sums["promises that went with a disk"] += len(back.lost)
                sums["... and came again"] += len(back.lost & set(one.held))
                for entry in back.lost - set(one.held):
                    yield from self._lost(one, back, entry, sums)

    def _lost(self, one: Record, back: PutBack, entry: str, sums: Counter[str]) -> Iterator[str]:
        said = self.written.get(entry)
        if said is None or said[0] != one.terminal:
            return  # of others' entries P4 demands each that its writer still holds
        holders = [each for each in self.of.values() if entry in each.held]
        if self._is_said(one, back, entry, holders):
            sums["... gone from where they were written, and said"] += 1
            sums["... of these held elsewhere"] += bool(holders)
        elif holders or back.told:
            yield f"P10: gone from {one.name}, and nobody said, {self.story(entry)}"
        else:
            sums["... gone with the only disk that ever held them"] += 1

    def _is_said(self, one: Record, back: PutBack, entry: str, holders: list[Record]) -> bool:
        """Whether the program said, after the disk was put back, that this very entry is gone from
        there, or that there are two in its place or before it."""
        seq, after = self.written[entry][2], [w for when, w in one.said if when > back.when]
        if back.told and any("missing here" in words for words in after):
            return True
        if any(int(n) >= seq for words in after for n in GONE.findall(words)):
            return True
        there = [w for each in holders for when, w in each.said if when > back.when]
        if any(n <= seq for words in (*after, *there) for n in places_in(words, one.terminal)):
            return True
        return any(each.warns_of(one.terminal, self.written[entry]) for each in (one, *holders))

    def _same_arms(self) -> Iterator[str]:
        """Whoever holds the same entries of a terminal tells its arms in the same order."""
        seen: dict[tuple[str, frozenset[str]], list[str]] = {}
        for one in self.of.values():
            for terminal, arms in one.last["arms"].items():
                mine = frozenset(e for e, said in one.held.items() if said[0] == terminal)
                if seen.setdefault((terminal, mine), arms) != arms:
                    yield f"P2: {one.name} tells the arms of {terminal[:8]} in another order"

    def _said_of_put_back(self, sums: Counter[str]) -> None:
        """Of disks put back behind the program's back: those that it found out."""
        for one in self.of.values():
            for back in one.put_back:
                if back.told:
                    continue
                here = [w for when, w in one.said if when > back.when]
                there = [w for o in self.of.values() for when, w in o.said if when > back.when]
                words = one.terminal[:8] if not one.is_hub else one.name
                found = any(PUT_BACK_HERE.search(w) or GONE.search(w) for w in here)
                found |= any(places_in(w, one.terminal) for w in there)
                found |= any(PUT_BACK_THERE.search(w) and words in w for w in there)
                sums["disks put back unsaid, and found out" if found else
                     "disks put back unsaid, with nothing to tell"] += 1  # fmt: skip

    def story(self, entry: str) -> str:
        """What became of an entry, for whoever looks for the fault."""
        known = next((e.held[entry] for e in self.of.values() if entry in e.held), None)
        said = (
            self.written.get(entry)
            or known
            or next((one.must[entry] for one in self.of.values() if entry in one.must), None)
        )
        if said is None:
            return entry[:8]
        terminal, epoch, seq = said[:3]
        writer = next(one for one in self.of.values() if one.terminal == terminal)
        carried = [
            f"{plan[0][:8]} {plan[1]} at {where} ({when})"
            for when, where, plan in self.carried
            if plan[2:4] == [terminal, epoch] and plan[4] <= seq <= plan[5]
        ]
        back = [f"{o.name} {b.when}" for o in self.of.values() for b in o.put_back]
        holders = [one.name for one in self.of.values() if entry in one.last.get("held", ())]
        return (
            f"entry {entry[:8]}, {seq} of epoch {epoch} of {writer.name}: held by {holders}; "
            f"carried {carried[-12:]}; put back {back}"
        )


def places_in(words: str, terminal: str) -> list[int]:
    """From which entries on words about a bundle of that terminal tell that it lost or forked."""
    if not words.startswith(f"{terminal[:8]}:"):
        return []
    return [int(n) for pattern in ABOUT for n in pattern.findall(words)]


def heads_of(arms: Iterable[Any]) -> list[str]:
    return [json.dumps([arm.epoch, arm.seq, arm.head]) for arm in arms]
