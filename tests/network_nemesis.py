"""What the world does to a network: deaths, full disks, clocks, lost sticks, old back-ups, copies.

None of these is ever idle: where there is nothing yet to be lost, damaged or put back, what it
takes is done first. What came of each is counted in `network_tally`.
"""

from contextlib import AbstractContextManager

import network_checks as checks
from network_parts import BackUp, Dice, Node, Places, Stick
from network_quick import ENVELOPES
from network_tally import PUT_BACK, RESTORED, struck
from wardsafe.bundles import opening
from wardsafe.bundles.carriers import INBOX
from wardsafe.bundles.manifest import read_manifest
from wardsafe.ledger.keys import new_identity
from wardsafe.ledger.sealed import seal_bytes

KEYS = {name: new_identity() for name in ("a1", "a2", "b1", "b2", "h1", "h2")}


class Nemesis:
    """The faults of a network; what they are done to is made in `network_model`."""

    dice: Dice
    names: tuple[str, ...]
    nodes: dict[str, Node]
    sticks: list[Stick]
    history: list[tuple[str, str, bytes]]

    def record(self, who: str) -> None:
        """A person writes an entry."""
        raise NotImplementedError

    def sync(self, who: str, stick: int) -> object:
        """One exchanges by a stick."""
        raise NotImplementedError

    def living(self, one: Node) -> AbstractContextManager[None]:
        """Work of one, after which what must hold at once is asked."""
        raise NotImplementedError

    def doom(self, who: str, what: str, after: int) -> None:
        """The process dies before or after a change that is to come, or the disk fills up."""
        self.nodes[who].fate.decide(what, after)

    def make_room(self) -> None:
        """Somebody frees space everywhere; who is to die still dies."""
        full = [one.fate for one in self.nodes.values() if one.fate.what == "full"]
        sticks = [stick for stick in self.sticks if stick.full]
        if not full and not sticks:
            self.fill(0)
            return
        for fate in full:
            fate.decide("", 0)
        for stick in sticks:
            stick.full = False
        struck("room was made")

    def fill(self, which: int) -> None:
        """A stick fills up; where both are, room is made."""
        sticks = [stick for stick in self.sticks if not stick.full]
        if not sticks:
            self.make_room()
            return
        sticks[which % len(sticks)].full = True

    def lose(self, which: int, share: float) -> None:
        """A stick is lost, or some of its files, one at least."""
        self._something_written()
        sticks = [stick for stick in self.sticks if any(stick.files.values())]
        if not sticks:
            return
        files = sticks[which % len(sticks)].files
        there = [(folder, name) for folder, held in files.items() for name in held]
        dice = self.dice._random
        for folder, name in [o for o in there if dice.random() < share] or [dice.choice(there)]:
            del files[folder][name]
        struck("files of a stick were lost")

    def _something_written(self) -> None:
        """Have bundles to do something to, unless disks and deaths stand in the way."""
        for who in () if self.history else self.names[:2]:
            self.sync(who, 0)

    def replay(self, which: int, where: int) -> None:
        """Any bundle that was ever written turns up where it is not, in anybody's folder."""
        self._something_written()
        if not self.history:
            return
        _, name, data = self.history[which % len(self.history)]
        places = [
            (stick, folder)
            for stick in self.sticks
            for folder in self.names
            if name not in stick.files.get((INBOX, folder), {})
        ]
        if places:  # else it lies everywhere already
            stick, folder = places[where % len(places)]
            stick.put(INBOX, folder, name, data)
            struck("a bundle was put back")

    def damage(self, which: int, bit: int, stick: int, renamed: bool, inside: bool) -> None:
        """One bit of a bundle turns: as sealed, or inside it, sealed again by whoever did it."""
        self._something_written()
        if not self.history:
            return
        sender, name, data = self.history[which % len(self.history)]
        if inside:
            plain = opening.unsealed(data, [KEYS[n][0] for n in self.names])
            signed = 8 * read_manifest(plain)[1].size  # the rest is covered by the vectors
            plain = checks.turned(plain, bit % signed)
            data = seal_bytes(plain, [KEYS[n][1] for n in self.names])
        else:
            data = checks.turned(ENVELOPES.truly(data), bit)
        name = checks.name_of(data) if renamed or inside else name
        self.sticks[stick].put(INBOX, sender, name, data)
        where = "inside, and sealed anew" if inside else "in a sealed bundle"
        struck(f"a bit was turned {where}")

    def opens(self, name: str, data: bytes) -> bool:
        """Whether a bundle is sealed to that one."""
        try:
            return bool(opening.unsealed(data, [KEYS[name][0]]))
        except opening.Refused:
            return False

    def move_clock(self, who: str, seconds: int) -> None:
        """A clock is wrong from now on."""
        self.nodes[who].clock.move(seconds)

    def back_up(self, which: int) -> None:
        """One that changed since its last back-up makes another."""
        nodes = [*self.nodes.values()]
        them = [n for n in nodes if not n.kept or n.kept[-1].state != n.store.state()] or nodes
        one = them[which % len(them)]
        one.kept.append(one.store.back_up())

    def go_back(self, which: int, told: bool) -> None:
        """An old back-up is restored, or a whole disk is put back behind the program's back."""
        them = self._older()
        if not them:
            self.back_up(which)
            self.record(self.names[which % 2])
            them = self._older()
        if them:
            self.put_back(*them[which % len(them)], told)

    def _older(self) -> list[tuple[Node, BackUp]]:
        """Every back-up that says something else than its ledger does now."""
        them = [one for one in self.nodes.values() if not one.fate.what]
        return [(n, kept) for n in them for kept in n.kept if kept.state != n.store.state()]

    def put_back(self, one: Node, kept: BackUp, told: bool) -> None:
        """As `go_back`, to this back-up."""
        before = set(one.store.by_ids)
        one.store.go_back(kept, told=told)
        one.went_back_untold |= not told
        one.seen, one.places, one.met = [], Places(), set()
        if told:
            one.told.append("The back-up holds fewer entries than this terminal had.")
        if before - set(one.store.by_ids):
            struck(RESTORED if told else PUT_BACK)
        with self.living(one):
            pass
