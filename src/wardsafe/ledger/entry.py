"""One entry of the ledger: a header that commits to the parts of a body (docs/formats/entry.md).

The bytes are the entry. They are stored, hashed and signed as they are, and the objects here are
readings of them, so whatever a later version adds survives untouched.
"""

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged
from wardsafe.ledger.canonical import JSON, decode_object, encode
from wardsafe.ledger.sealed import seal_bytes, unseal_bytes

VERSION = 1
SALT = 16
"""Random bytes before each part, so that a part which stays behind cannot be guessed."""
NOTHING_BEFORE = "0" * 64
"""The `prev` of the first entry of a terminal's first epoch."""

SEALED = "age"
"""The one field of a part that is stored sealed: the base64 of an age file."""

Parts = Mapping[str, Mapping[str, JSON]]
"""Part name → its fields."""

Recipients = Mapping[str, tuple[str, ...]]
"""Part name → the age recipients it is sealed to; a part that is not named is stored as it is."""


@dataclass(frozen=True, slots=True)
class Header:
    """A reading of the header bytes. Hashes and ids are lower-case hex, `seq` counts from 1."""

    v: int
    environment: str
    ward: str
    terminal: str
    epoch: int
    seq: int
    prev: str
    kind: str
    record: str
    parents: tuple[str, ...]
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What a service hands over to be appended: no position, no hashes yet.

    The parts named in `sealed` are stored so that only the holders of those keys can read them.
    """

    kind: str
    record: str
    parents: tuple[str, ...]
    parts: Parts
    sealed: Recipients = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """An entry that is committed, read back byte for byte, and anchored."""

    number: int
    id: str
    record: str

    @property
    def code(self) -> str:
        """The eight characters shown beside the number."""
        return self.id[:8]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next entry goes: its chain, its `seq`, and the id it follows."""

    environment: str
    ward: str
    terminal: str
    epoch: int
    seq: int
    prev: str


@dataclass(frozen=True, slots=True)
class Branch:
    """The second arm of a forked chain: its name here (`branch_name`), and the place in it."""

    name: str
    seq: int


BRANCH = "~"
"""Stands in a branch's name between the terminal and the id of its first entry."""


def branch_name(terminal: str, first: str) -> str:
    """What the arm that begins with the entry id `first` is called in this ledger."""
    return f"{terminal}{BRANCH}{first[:16]}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored entry: its bytes, and the header read from them. `number` is its arrival here."""

    number: int
    id: str
    header: Header
    header_bytes: bytes
    parts: Mapping[str, bytes]
    branch: "Branch | None" = None
    """Where it is kept instead, if another entry has its place in the chain: a fork."""

    def read(self, part: str) -> dict[str, JSON]:
        """The fields of `part`, or {} when that part is not here. Raises Damaged.

        Of a sealed part these are what is stored: the age file, and nothing of what is in it.
        """
        body = self.parts.get(part)
        return {} if body is None else read_part(body, f"The {part} part of entry {self.number}")

    def is_sealed(self, part: str) -> bool:
        """Whether `part` is here and sealed."""
        return is_sealed(self.parts.get(part, b""))

    def opened(self, private_keys: Collection[str]) -> "Entry | None":
        """The entry with the sealed parts that these keys open in the clear; None if none opens.

        For reading only: such an entry does not match its hashes and is never stored. Raises
        Damaged for what opens and is no part.
        """
        found = {
            name: plain
            for name, body in self.parts.items()
            if is_sealed(body) and (plain := _unsealed(body, private_keys)) is not None
        }
        if not found:
            return None
        return replace(self, parts={**self.parts, **found})

    def fault(self) -> str:
        """What of this entry does not match its hashes, in words; "" when all of it does."""
        if sha256(self.header_bytes).hexdigest() != self.id:
            return "the header was changed"
        for name, body in self.parts.items():
            if sha256(body).hexdigest() != self.header.parts.get(name):
                return f"the {name} part was changed"
        return ""


def build(number: int, new: NewEntry, place: Place, chance: Chance) -> Entry:
    """The entry that `new` becomes at `place`. Raises BadInput for what no entry can hold."""
    salts = chance.random_bytes(SALT * len(new.parts))
    bodies = {
        name: salts[SALT * index : SALT * (index + 1)] + _body(name, fields, new.sealed)
        for index, (name, fields) in enumerate(new.parts.items())
    }
    header = Header(
        v=VERSION,
        environment=place.environment,
        ward=place.ward,
        terminal=place.terminal,
        epoch=place.epoch,
        seq=place.seq,
        prev=place.prev,
        kind=new.kind,
        record=new.record,
        parents=new.parents,
        parts={name: sha256(body).hexdigest() for name, body in bodies.items()},
    )
    header_bytes = _write_header(header)
    return Entry(number, sha256(header_bytes).hexdigest(), header, header_bytes, bodies)


def _body(name: str, fields: Mapping[str, JSON], sealed: Recipients) -> bytes:
    plain = encode(dict(fields))
    if name not in sealed:
        return plain
    return encode({SEALED: base64.b64encode(seal_bytes(plain, sealed[name])).decode()})


def is_sealed(body: bytes) -> bool:
    """Whether a part's bytes hold an age file and nothing else; quick enough for every entry."""
    return (
        body.startswith(_SEALED_START, SALT)
        and body.endswith(b'"}')
        and body.count(b'"', SALT) == 4
    )


def _unsealed(body: bytes, private_keys: Collection[str]) -> bytes | None:
    """A part in the clear behind the random start that it is stored with; None for other keys."""
    try:
        sealed = base64.b64decode(str(read_part(body).get(SEALED)), validate=True)
    except (binascii.Error, Damaged):
        return None
    plain = unseal_bytes(sealed, private_keys)
    if plain is None:
        return None
    try:
        decode_object(plain)
    except BadInput:
        raise Damaged("A sealed part opens and is no part.", do="The others still can.") from None
    return body[:SALT] + plain


def _write_header(header: Header) -> bytes:
    fields = {name: getattr(header, name) for name in Header.__slots__}
    return encode(fields | {"parents": list(header.parents)})


def read_header(data: bytes) -> Header:
    """Read header bytes strictly; fields not known here stay in the bytes. Raises BadInput."""
    return _read_plainly(data) or _read_any(data)


def _read_plainly(data: bytes) -> Header | None:
    """The header where it is written as nearly every one is: in order, with no field that is not
    known, nothing escaped, and no part twice. None when in doubt."""
    try:
        found = _PLAIN.fullmatch(data.decode())
    except UnicodeError:
        return None
    if found is None:
        return None
    environment, epoch, kind, parents, parts, prev, record, seq, terminal, ward = found.groups()
    cells = parts.split('"')  # between two names: a quote, a colon, a quote, a hash, a comma
    hashes = dict(zip(cells[1::4], cells[3::4], strict=True))
    if len(hashes) != len(cells) // 4:
        return None
    cited = tuple(parents.split('"')[1::2])
    own = (environment, ward, terminal, int(epoch), int(seq), prev, kind, record)
    return Header(VERSION, *own, cited, hashes)


def _read_any(data: bytes) -> Header:
    fields: Any = decode_object(data)
    _refuse_another(fields)
    v, environment, ward, terminal, epoch, seq, prev, kind, record, parents, parts = (
        fields[name] for name in _SHAPE
    )
    own = (v, environment, ward, terminal, epoch, seq, prev, kind, record)
    return Header(*own, tuple(parents), parts)


def _refuse_another(fields: dict[str, Any]) -> None:
    if fields.get("v") != VERSION:
        raise BadInput("The entry was written by another version of wardsafe.", field="v")
    for name, kind in _SHAPE.items():
        if type(fields.get(name)) is not kind:
            raise BadInput(f"The header's {name} is missing or of the wrong type.", field=name)
    if not _TEXT.issuperset(map(type, fields["parents"])):
        raise BadInput("The header's parents are not all text.", field="parents")
    if not _TEXT.issuperset(map(type, fields["parts"].values())):
        raise BadInput("The header's part hashes are not all text.", field="parts")


def read_part(body: bytes, what: str = "The part") -> dict[str, JSON]:
    """The fields of a part's bytes, without its random start. Raises Damaged naming `what`."""
    try:
        return decode_object(body[SALT:])
    except BadInput:
        raise Damaged(f"{what} cannot be read.", do="The other parts still can.") from None


_SEALED_START = b'{"age":"'
_SHAPE: dict[str, type] = {
    **dict.fromkeys(Header.__slots__, str),
    **dict.fromkeys(("v", "epoch", "seq"), int),
    "parents": list,
    "parts": dict,
}
_TEXT = frozenset({str})
_WORDS, _WHOLE = r'[^"\\\x00-\x1f]*', "(0|[1-9][0-9]{0,14})"
"""Text with nothing escaped; a whole number that is surely within 53 bits."""
_PLAIN = re.compile(
    rf'\{{"environment":"({_WORDS})","epoch":{_WHOLE},"kind":"({_WORDS})",'
    rf'"parents":\[((?:"{_WORDS}"(?:,"{_WORDS}")*)?)\],'
    rf'"parts":\{{((?:"{_WORDS}":"{_WORDS}"(?:,"{_WORDS}":"{_WORDS}")*)?)\}},'
    rf'"prev":"({_WORDS})","record":"({_WORDS})","seq":{_WHOLE},'
    rf'"terminal":"({_WORDS})","v":{VERSION},"ward":"({_WORDS})"\}}'
)
