"""Another terminal of the ward, whose entries are those of a kept ward told once more."""

import itertools
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from wardsafe.bundles import sealing
from wardsafe.bundles.cards import Card, write_card
from wardsafe.bundles.carriers import INBOX, FolderCarrier
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.manifest import Manifest
from wardsafe.clock import SystemChance
from wardsafe.ledger.canonical import encode
from wardsafe.ledger.entry import NOTHING_BEFORE, SALT
from wardsafe.ledger.keys import new_identity
from wardsafe.services import enrolling
from wardsafe.services.session import Session

Template = tuple[str, Mapping[str, bytes]]
"""An entry's kind, and the JSON of each of its parts."""
_TOLD = 5_000
_KEY = SigningKey(bytes(range(32)))


def sign(what: str, data: bytes) -> bytes:
    """The terminal's signature over the line `wardsafe <what>` and `data`."""
    return bytes(_KEY.sign(b"wardsafe %s\n" % what.encode() + data).signature)


def public() -> str:
    """The hex key that its signatures are checked with."""
    return bytes(_KEY.verify_key).hex()


def enrolled_card(session: Session) -> Card:
    """The terminal's card, believed by `session` as if somebody had read it aloud."""
    card = replace(
        enrolling.own_card(session),
        terminal="sender",
        terminal_name="PC 9",
        age=new_identity()[1],
        sign=public(),
    )
    return enrolling.enrol(session, write_card(card, sign), card.fingerprint)


def templates(session: Session) -> list[Template]:
    """The first entries of a ward, to be told again."""
    return [
        (entry.header.kind, {name: body[SALT:] for name, body in entry.parts.items()})
        for entry in itertools.islice(session.ledger.walk(), _TOLD)
    ]


class Sender:
    """Writes its chain on: entries that nobody has seen, each with its own random starts."""

    def __init__(self, card: Card, told: Sequence[Template]) -> None:
        self._card, self._templates = card, told
        self._chance, self._dice = SystemChance(), random.Random(1)
        self._seq, self._prev, self._number = 0, NOTHING_BEFORE, 0

    def entries(self, count: int) -> list[RawEntry]:
        """The next entries of its chain."""
        return [self._next() for _ in range(count)]

    def _next(self) -> RawEntry:
        kind, bodies = self._dice.choice(self._templates)
        parts = {name: self._chance.random_bytes(SALT) + body for name, body in bodies.items()}
        self._seq += 1
        header = {
            "v": 1,
            "environment": self._card.environment,
            "ward": self._card.ward,
            "terminal": self._card.terminal,
            "epoch": 1,
            "seq": self._seq,
            "prev": self._prev,
            "kind": kind,
            "record": self._chance.new_id(),
            "parents": [],
            "parts": {name: sha256(body).hexdigest() for name, body in parts.items()},
        }
        said = encode(header)
        self._prev = sha256(said).hexdigest()
        return RawEntry(said, parts)

    def about(self, first: RawEntry) -> Manifest:
        """What a bundle that begins with that entry says before it is written."""
        said = json.loads(first.header)
        self._number += 1
        return Manifest(
            purpose="ward", environment=self._card.environment, ward=self._card.ward,
            terminal=self._card.terminal, epoch=1, first=said["seq"], last=0, prev=said["prev"],
            head="", number=self._number, previous="", written="2026-11-23T03:14+00:00",
            recipients=(), entries=0, counts={}, digest="", packed=0, size=0,
        )  # fmt: skip


class Posted:
    """A `Sender` that puts so many bundles of so many entries into a folder when it is called."""

    def __init__(self, card: Card, told: Sequence[Template], reader: str, folder: str) -> None:
        self._sender, self._reader = Sender(card, told), reader
        self._terminal, self._carrier = card.terminal, FolderCarrier(Path(folder))

    def __call__(self, asked: tuple[int, int]) -> list[str]:
        """The names of the bundles, in the order of the chain."""
        bundles, entries = asked
        return [self._post(self._sender.entries(entries)) for _ in range(bundles)]

    def _post(self, entries: list[RawEntry]) -> str:
        about = self._sender.about(entries[0])
        data = sealing.seal(entries, about, [self._reader], sign).data
        return self._carrier.write(INBOX, self._terminal, data)
