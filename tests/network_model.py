"""A network in memory under a nemesis: two wards of two terminals, two hubs, two sticks.

Each operation is one thing that a person, the world or a fault does, and ends with what must hold
at once; `settle` lets everything arrive in the end and asks for the rest (threats catalogue 5.6).
"""

import functools
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any, ClassVar

import pytest

import network_checks as checks
from network_parts import NURSE, TODAY, Dice, Killed, Node, Stick, node
from wardsafe.bundles import opening
from wardsafe.bundles.cards import HUB
from wardsafe.bundles.carriers import INBOX
from wardsafe.bundles.manifest import read_manifest
from wardsafe.bundles.receipts import open_receipt
from wardsafe.errors import NotSaved, WardsafeError
from wardsafe.ledger.entry import Entry, NewEntry
from wardsafe.ledger.keys import new_identity
from wardsafe.ledger.sealed import seal_bytes
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import (
    coming_in,
    confirming,
    exchanging,
    going_out,
    looking_at_what_came,
    recording,
)
from wardsafe.services.enrolling import ENROLLED, OWN, Enrolled, own_card

WARDS = {"a1": "A", "a2": "A", "b1": "B", "b2": "B"}
HUBS = {"h1": "H1", "h2": "H2"}
NAMES = (*WARDS, *HUBS)
FEW = ("a1", "a2", "b1", "h1")
"""A network small enough to be tried often."""
INCIDENT = RestrictivePractice.kind
_KEYS = {name: new_identity() for name in NAMES}
_Truth = dict[str, tuple[bytes, dict[str, bytes]]]


class Opened:
    """What takes bundles apart, in this process; each reader asks once for each bundle."""

    known: ClassVar[dict[tuple[str, str], Any]] = {}

    def __init__(self, private_keys: list[str]) -> None:
        self._keys, self._now = private_keys, ("", "")

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        while len(self.known) > 2000:
            self.known.pop(next(iter(self.known)))

    def look(self, sealed: bytes) -> Any:
        self._now = (self._keys[0], checks.name_of(sealed))
        if self._now not in self.known:
            self.known[self._now] = self._looked(sealed)
        found = self.known[self._now]
        if isinstance(found, Exception):
            raise found
        return found[:2]

    def _looked(self, sealed: bytes) -> Any:
        try:
            plain = opening.unsealed(sealed, self._keys)
            manifest, signed = read_manifest(plain)
            packed = opening.packed_part(plain, signed.size, manifest)
            return manifest, signed, list(opening.unpacked(packed, manifest))
        except WardsafeError as problem:
            return problem

    def ahead(self, sealed: bytes) -> None:
        pass  # nobody waits here

    def entries(self) -> Any:
        return iter(self.known[self._now][2])


@functools.lru_cache(maxsize=2000)
def _receipt_opened(sealed: bytes, keys: tuple[str, ...]) -> bytes | WardsafeError:
    try:
        return open_receipt(sealed, keys)
    except WardsafeError as problem:
        return problem


def receipt_opened(sealed: bytes, keys: list[str]) -> bytes:
    found = _receipt_opened(sealed, tuple(keys))
    if isinstance(found, WardsafeError):
        raise found
    return found


@contextmanager
def quick_reading() -> Iterator[None]:
    """Bundles are taken apart in this process, and what never changes is read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coming_in, "Reader", Opened)
        patch.setattr(looking_at_what_came, "_by_leavers", lambda *_: ())  # no staff list here
        patch.setattr(confirming, "open_receipt", receipt_opened)
        patch.setattr(going_out, "known_ids", functools.cache(going_out.known_ids))
        patch.setattr(going_out, "profile_of", functools.cache(going_out.profile_of))
        yield


def become_hub(one: Node) -> None:
    own_card(one.session)
    held = json.loads(one.store.keyring[OWN])
    one.store.keep_key(OWN, json.dumps(held | {"role": HUB}).encode())


class Network:
    """The wards, the hubs and what happened to them; `truth` is every entry as it was promised."""

    def __init__(self, seed: int = 0, names: tuple[str, ...] = NAMES) -> None:
        self.dice = Dice(f"network {seed}")
        self.names = names
        self.wards = [n for n in names if n in WARDS]
        self.nodes = {n: node(n, (WARDS | HUBS)[n], _KEYS[n], self.dice) for n in names}
        self.sticks = [Stick("one"), Stick("two")]
        self.truth: _Truth = {}
        self.history: list[tuple[str, str, bytes]] = []  # every bundle that was ever written
        self.happened: dict[str, Any] = {}
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
        one = node("h1", HUBS["h1"], _KEYS["h1"], Dice("another"))
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

    def amend(self, who: str, which: int, settles: bool, act: str = "amend") -> None:
        """A correction of one version, or of all there are, whatever the clock says."""
        one = self.nodes[who]
        held = sorted({e.header.record for e in one.store.walk() if self._is_ours(e)})
        if not held:
            return
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

    def _is_ours(self, entry: Entry) -> bool:
        return entry.header.kind == INCIDENT and "private" in entry.parts

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
            checks.P8_refused(self, one, outcome)
        for sender, name, data in place.all(INBOX):
            if name not in before and sender == who:
                self.history.append((sender, name, data))
        return outcome

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
        for entry in one.store.walk():  # notes of the program itself are entries like others
            self.truth.setdefault(entry.id, (entry.header_bytes, dict(entry.parts)))
        checks.at_once(self, one)

    # --- the nemesis ------------------------------------------------------------------------

    def doom(self, who: str, what: str, after: int) -> None:
        """The process dies before or after a change that is to come, or the disk fills up."""
        self.nodes[who].fate.decide(what, after)

    def make_room(self, who: str) -> None:
        self.nodes[who].fate.decide("", 0)
        for stick in self.sticks:
            stick.full = False

    def fill(self, stick: int) -> None:
        self.sticks[stick].full = True

    def lose(self, stick: int, share: float) -> None:
        """A stick is lost, or some of its files."""
        for held in self.sticks[stick].files.values():
            for name in [n for n in held if self.dice._random.random() < share]:
                del held[name]

    def replay(self, which: int, stick: int, under: str) -> None:
        """Any bundle that was ever written turns up again, in anybody's folder."""
        if self.history:
            _, name, data = self.history[which % len(self.history)]
            self.sticks[stick].put(INBOX, under, name, data)

    def damage(self, which: int, bit: int, stick: int, renamed: bool, inside: bool) -> None:
        """One bit of a bundle turns: as sealed, or inside it, sealed again by whoever did it."""
        if not self.history:
            return
        sender, name, data = self.history[which % len(self.history)]
        if inside:
            reads = next((n for n in self.names if self._opens(n, data)), None)
            if reads is None:
                return
            plain = opening.unsealed(data, [_KEYS[reads][0]])
            signed = 8 * read_manifest(plain)[1].size  # the rest is covered by the vectors
            plain = checks.turned(plain, bit % signed)
            data = seal_bytes(plain, [_KEYS[n][1] for n in self.names])
        else:
            data = checks.turned(data, bit)
        name = checks.name_of(data) if renamed or inside else name
        self.sticks[stick].put(INBOX, sender, name, data)

    def _opens(self, name: str, data: bytes) -> bool:
        try:
            return bool(opening.unsealed(data, [_KEYS[name][0]]))
        except opening.Refused:
            return False

    def move_clock(self, who: str, seconds: int) -> None:
        self.nodes[who].clock.move(seconds)

    def back_up(self, who: str) -> None:
        one = self.nodes[who]
        one.kept.append(one.store.back_up())

    def go_back(self, who: str, which: int, told: bool) -> None:
        """An old back-up is restored, or a whole disk is put back behind the program's back."""
        one = self.nodes[who]
        if not one.kept or one.fate.what:
            return
        one.store.go_back(one.kept[which % len(one.kept)], told=told)
        one.went_back_untold |= not told
        one.seen = []
        if told:
            one.told.append("The back-up holds fewer entries than this terminal had.")
        with self.living(one):
            pass

    def copy_disk(self, who: str, stick: int) -> None:
        """A disk is copied, goes on, is put back with its anchor, and goes on again."""
        self.back_up(who)
        self.record(who)
        self.sync(who, stick)
        self.go_back(who, -1, told=False)
        self.record(who)

    # --- in the end -------------------------------------------------------------------------

    def settle(self) -> None:
        """Faults end, clocks are set right, and everybody exchanges until nothing moves."""
        for one in self.nodes.values():
            one.clock.at = TODAY + timedelta(minutes=5)
            self.make_room(one.name)
        for stick in self.sticks:
            stick.order = random.Random(stick.where)
        for turn in range(6):
            for name in self.names:
                for stick in (0,) if turn else (1, 0):
                    self.sync(name, stick)
            if not checks.missing(self):
                break
        for name in self.wards:  # what the last receipts say
            self.sync(name, 0)
        checks.in_the_end(self)


def walk(net: Network, seed: int, steps: int) -> None:
    """`steps` operations that a seed chooses, then the end: what the state machine does, repeated
    without it."""
    dice = random.Random(seed)
    for _ in range(steps):
        step(net, dice)
    net.settle()


def step(net: Network, dice: random.Random) -> None:
    who, ward, stick = dice.choice(net.names), dice.choice(net.wards), dice.randrange(2)
    many: list[Any] = [
        *[lambda: net.record(ward)] * 4,
        *[lambda: net.amend(ward, dice.randrange(9), dice.random() < 0.3)] * 3,
        lambda: net.amend(ward, dice.randrange(9), True, "void"),
        lambda: net.write_unknown(ward),
        *[lambda: net.sync(who, stick)] * 8,
        lambda: net.doom(who, dice.choice(["before", "after", "full"]), dice.randrange(1, 12)),
        lambda: net.make_room(who),
        lambda: net.fill(stick),
        lambda: net.lose(stick, dice.choice([0.3, 1.0])),
        *[lambda: net.replay(dice.randrange(99), stick, who)] * 2,
        *[lambda: net.damage(
            dice.randrange(99), dice.randrange(1 << 20), stick, dice.random() < 0.5,
            dice.random() < 0.5,
        )] * 3,
        lambda: net.move_clock(who, dice.choice([-1, -3600, 3600, -(10**9), 2 * 10**9, 10**13])),
        *[lambda: net.back_up(who)] * 2,
        lambda: net.copy_disk(ward, stick),
        *[lambda: net.go_back(who, dice.randrange(9), dice.random() < 0.5)] * 2,
    ]  # fmt: skip
    dice.choice(many)()
