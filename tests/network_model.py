"""A network in memory under a nemesis: two wards of two terminals, two hubs, two sticks.

Each operation is one thing that a person does (what the world does to them is in
`network_nemesis`), and ends with what must hold at once; `settle` lets everything arrive in the
end and asks for the rest (threats catalogue 5.6).
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import network_checks as checks
from network_nemesis import KEYS, Nemesis
from network_parts import NURSE, TODAY, Dice, Killed, Node, Stick, node
from network_tally import struck
from wardsafe.bundles.cards import HUB
from wardsafe.bundles.carriers import INBOX
from wardsafe.bundles.merging import FORK, GAP
from wardsafe.errors import NotSaved
from wardsafe.ledger.entry import Entry, NewEntry
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import exchanging, recording
from wardsafe.services.enrolling import ENROLLED, OWN, Enrolled, own_card

WARDS = {"a1": "A", "a2": "A", "b1": "B", "b2": "B"}
HUBS = {"h1": "H1", "h2": "H2"}
NAMES = (*WARDS, *HUBS)
FEW = ("a1", "a2", "b1", "h1")
"""A network small enough to be tried often."""
INCIDENT = RestrictivePractice.kind
_Truth = dict[str, tuple[bytes, dict[str, bytes]]]


def become_hub(one: Node) -> None:
    own_card(one.session)
    held = json.loads(one.store.keyring[OWN])
    one.store.keep_key(OWN, json.dumps(held | {"role": HUB}).encode())


class Network(Nemesis):
    """The wards, the hubs and what happened to them; `truth` is every entry as it was promised."""

    def __init__(self, seed: int = 0, names: tuple[str, ...] = NAMES) -> None:
        self.dice = Dice(f"network {seed}")
        self.names = names
        self.wards = [n for n in names if n in WARDS]
        self.nodes = {n: node(n, (WARDS | HUBS)[n], KEYS[n], self.dice) for n in names}
        self.sticks = [Stick("one"), Stick("two")]
        self.truth: _Truth = {}
        self.history: list[tuple[str, str, bytes]] = []  # every bundle that was ever written
        self.genuine: set[str] = set()
        self.happened: dict[str, datetime] = {}
        for name in names:
            if name in HUBS:
                become_hub(self.nodes[name])
        for one in self.nodes.values():
            self._enrol(one)
            first = NewEntry("staff/1", self.dice.new_id(), (), {"private": {"name": "Grace"}})
            self.promised(one, one.store.append(first).id)

    def _enrol(self, one: Node) -> None:
        """As after cards were compared: terminals know their ward's and the hubs, hubs all."""
        known = [n for n in self.names if self._meet(one.name, n)]
        whom = self.wards if one.name in HUBS else known
        them = [asdict(Enrolled(own_card(self.nodes[n].session))) for n in whom]
        one.store.keep_key(ENROLLED, json.dumps(them).encode())

    def _meet(self, one: str, other: str) -> bool:
        return one != other and (other in HUBS or WARDS.get(one) == WARDS[other])

    def another_hub(self) -> Node:
        """A second computer with the first hub's keys, that has seen nothing yet."""
        one = node("h1", HUBS["h1"], KEYS["h1"], Dice("another"))
        become_hub(one)
        self._enrol(one)
        return one

    # --- what people do ---------------------------------------------------------------------

    def record(self, who: str) -> None:
        one = self.nodes[who]
        when = TODAY - timedelta(minutes=len(self.truth))
        said = RestrictivePractice(when=when, place="05", reason="03", narrative="Quiet.")
        with self.living(one):
            saved = recording.record_new(one.session, said)
            self.happened[saved.record] = when
            self.promised(one, saved.id)

    def _holders(self) -> list[str]:
        """The terminals that have something to correct."""
        return [n for n in self.wards if any(map(_is_ours, self.nodes[n].store.walk()))]

    def amend(self, who: int, which: int, settles: bool, act: str = "amend") -> None:
        """A correction of one version, or of all there are, whatever the clock says."""
        holders = self._holders()
        if not holders:
            self.record(self.wards[who % len(self.wards)])
            return
        one = self.nodes[holders[who % len(holders)]]
        held = sorted({e.header.record for e in one.store.walk() if _is_ours(e)})
        record = held[which % len(held)]
        with self.living(one):
            before = one.store.count()
            saved = self._amended(one, record, settles, which, act)
            self.promised(one, saved.id)
            checks.holds("P16", one.store.count() == before + 1, "an amendment was not taken")

    def _amended(self, one: Node, record: str, settles: bool, which: int, act: str) -> Any:
        steps = recording.current(one.session, record).steps
        if act == "void":
            return recording.void(one.session, record, "Entered twice.")
        heads = recording.current(one.session, record).heads
        form = heads if settles else steps[which % len(steps) :][:1]  # opened before the last ones
        parents = tuple(step.entry.id for step in form)
        said = RestrictivePractice(when=self.happened.get(record), place="07", reason="03")
        return recording.amend(one.session, record, said, "It was the garden.", parents)

    def write_unknown(self, who: str) -> None:
        """What a later version of wardsafe would write: another kind, part and header field."""
        one = self.nodes[who]
        parts: Any = {"facts": {"entry": {"act": "record"}, "wind": 7}, "sky": {"seen": ["cloud"]}}
        with self.living(one):
            one.store.future = True
            try:
                new = NewEntry("weather/9", self.dice.new_id(), (), parts)
                saved = one.store.append(new)
            finally:
                one.store.future = False
            self.promised(one, saved.id)

    def promised(self, one: Node, entry_id: str) -> None:
        """What a person was told is saved."""
        entry = one.store.by_id(entry_id)
        checks.holds("P4", entry is not None, f"{one.name} promised an entry that is not there")
        if entry is not None:
            self.truth[entry.id] = (entry.header_bytes, dict(entry.parts))

    def sync(self, who: str, stick: int) -> exchanging.Outcome | None:
        one, place = self.nodes[who], self.sticks[stick]
        place.fate = one.fate
        before = {name for _, name, _ in place.all(INBOX)}
        outcome = None
        with self.living(one):
            outcome = exchanging.sync(one.session, place)
            one.told += outcome.alerts
            checks.P8_refused(self, one, place, outcome)
            self._note(one, outcome)
        for sender, name, data in place.all(INBOX):
            if name not in before and sender == who:
                self.history.append((sender, name, data))
                self.genuine.add(name)
        return outcome

    def _note(self, one: Node, outcome: exchanging.Outcome) -> None:
        for plan in outcome.came:
            if plan.verdict == FORK:
                struck("a fork reached somebody")
            if plan.bundle in one.met:
                struck("a bundle was delivered again")
            if plan.verdict != GAP:  # that is asked for again as it is
                one.met.add(plan.bundle)

    @contextmanager
    def living(self, one: Node) -> Iterator[None]:
        """Work that may end in a death or on a full disk; afterwards what must hold at once."""
        try:
            yield
        except Killed:
            one.session.audience_keys.clear()
            one.session.person = NURSE
        except NotSaved as problem:
            one.told.append(str(problem))
        for entry in one.store.walk(len(one.seen)):  # notes of the program are entries too
            self.truth.setdefault(entry.id, (entry.header_bytes, dict(entry.parts)))
        checks.at_once(self, one)

    def copy_disk(self, who: str, stick: int) -> None:
        """A disk is copied, goes on, is put back with its anchor, and goes on again."""
        one = self.nodes[who]
        kept, before = one.store.back_up(), one.store.head()
        one.kept.append(kept)
        self.record(who)
        self.sync(who, stick)
        first = one.store.head()
        self.put_back(one, kept, told=False)
        self.record(who)
        second = one.store.head()
        if before.head not in (first.head, second.head) and first.head != second.head:
            struck("both arms of a copied disk were written")

    # --- in the end -------------------------------------------------------------------------

    def settle(self) -> None:
        """Faults end, clocks are set right, and everybody exchanges until nothing moves."""
        for one in self.nodes.values():
            one.clock.at = TODAY + timedelta(minutes=5)
            one.fate.decide("", 0)
        for stick in self.sticks:
            stick.full, stick.order = False, random.Random(stick.where)
        for turn in range(6):
            for name in self.names:
                for stick in (0,) if turn else (1, 0):
                    self.sync(name, stick)
            if checks.missing(self):
                continue
            for name in self.wards:  # what the receipts say, which may ask for something anew
                self.sync(name, 0)
            if not checks.missing(self):
                break
        checks.in_the_end(self)


def _is_ours(entry: Entry) -> bool:
    return entry.header.kind == INCIDENT and "private" in entry.parts


def walk(net: Network, seed: int, steps: int) -> None:
    """`steps` operations that a seed chooses, then the end: what the state machine does, repeated
    without it."""
    dice = random.Random(seed)
    for _ in range(steps):
        step(net, dice)
    net.settle()


def step(net: Network, dice: random.Random) -> None:
    who, ward, stick = dice.choice(net.names), dice.choice(net.wards), dice.randrange(2)
    this, that = dice.randrange(99), dice.randrange(99)
    many: list[Any] = [
        *[lambda: net.record(ward)] * 4,
        *[lambda: net.amend(this, that, dice.random() < 0.3)] * 3,
        lambda: net.amend(this, that, True, "void"),
        lambda: net.write_unknown(ward),
        *[lambda: net.sync(who, stick)] * 8,
        lambda: net.doom(who, dice.choice(["before", "after", "full"]), dice.randrange(1, 12)),
        net.make_room,
        lambda: net.fill(stick),
        lambda: net.lose(stick, dice.choice([0.3, 1.0])),
        *[lambda: net.replay(this, that)] * 2,
        *[lambda: net.damage(
            this, dice.randrange(1 << 20), stick, dice.random() < 0.5, dice.random() < 0.5,
        )] * 3,
        lambda: net.move_clock(who, dice.choice([-1, -3600, 3600, -(10**9), 2 * 10**9, 10**13])),
        *[lambda: net.back_up(this)] * 2,
        lambda: net.copy_disk(ward, stick),
        *[lambda: net.go_back(this, dice.random() < 0.5)] * 2,
    ]  # fmt: skip
    dice.choice(many)()
