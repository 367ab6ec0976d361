"""The first lines of a bundle: whose entries it holds, from where to where, for whom."""

import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

from wardsafe.bundles import limits
from wardsafe.bundles.refusing import Refused
from wardsafe.bundles.signed import Sign, Signed, read_signed, typed, write_signed

WHAT = "bundle/1"
Purpose = Literal["ward", "network"]
PURPOSES = ("ward", "network")

_HEX = re.compile(r"[0-9a-f]{64}")
_PROFILE = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_WHEN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d[+-]\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One stretch of one chain, `first` to `last`, that begins after entry `prev`.

    `head` is the id of its last entry, and so commits to every entry before it. `previous` is the
    SHA-256 of the bundle file that this terminal wrote before for the same purpose ("" for none),
    `number` counts its bundles from 1. `written` is the day, and for a ward the minute.
    `recipients` are fingerprints, so that a bundle cannot be sealed anew to somebody else.
    `profile` is the digest of the disclosure profile that a network bundle was made under ("" for
    a ward's), so that its reader can say of which entries it holds all that a trust lets it have.
    `digest` and `packed` are the SHA-256 and length of what follows, `size` its length unpacked.
    `heard` is, by the id of a reader, the counter of the newest receipt that was had of it, so that
    a reader which never wrote that one knows that its ledger was put back.
    """

    purpose: str
    environment: str
    ward: str
    terminal: str
    epoch: int
    first: int
    last: int
    prev: str
    head: str
    number: int
    previous: str
    written: str
    recipients: tuple[str, ...]
    entries: int
    counts: dict[str, int]
    digest: str
    packed: int
    size: int
    profile: str = ""
    heard: Mapping[str, list[int]] = field(default_factory=dict)

    @property
    def chain(self) -> tuple[str, int]:
        """Terminal and epoch."""
        return self.terminal, self.epoch


_WHOLES = ("epoch", "first", "last", "number", "entries", "packed", "size")
_SHAPE: dict[str, type] = {
    **{one.name: str for one in fields(Manifest)},
    **dict.fromkeys(_WHOLES, int),
    "counts": dict,
    "heard": dict,
    "recipients": list,
}


def write_manifest(manifest: Manifest, sign: Sign) -> bytes:
    """The manifest's three lines."""
    said = {name: getattr(manifest, name) for name in Manifest.__slots__}
    if not manifest.heard:
        del said["heard"]
    return write_signed(WHAT, said | {"recipients": list(manifest.recipients)}, sign)


def read_manifest(data: bytes) -> tuple[Manifest, Signed]:
    """The manifest at the start of an opened bundle. Raises Refused, TooNew."""
    signed = read_signed(WHAT, data)
    said = typed({"heard": {}} | signed.fields, _SHAPE, "manifest")
    manifest = Manifest(**said | {"recipients": tuple(said["recipients"])})
    for name, holds in _checks(manifest):
        if not holds:
            raise Refused(f"The manifest's {name} cannot be right.", field=name)
    return manifest, signed


def _checks(m: Manifest) -> Iterable[tuple[str, bool]]:
    yield "purpose", m.purpose in PURPOSES
    yield "environment", bool(_NAME.fullmatch(m.environment))
    yield "ward", bool(_NAME.fullmatch(m.ward))
    yield "terminal", bool(_NAME.fullmatch(m.terminal))
    yield "epoch", m.epoch >= 1
    yield "first", m.first >= 1
    yield "last", m.last == m.first + m.entries - 1
    yield "entries", 1 <= m.entries <= limits.ENTRIES
    yield "prev", bool(_HEX.fullmatch(m.prev))
    yield "head", bool(_HEX.fullmatch(m.head))
    yield "number", m.number >= 1
    yield "previous", m.previous == "" or bool(_HEX.fullmatch(m.previous))
    yield "written", bool(_WHEN.fullmatch(m.written))
    yield "digest", bool(_HEX.fullmatch(m.digest))
    yield "packed", 0 < m.packed <= limits.SEALED
    yield "size", 0 < m.size <= limits.UNPACKED
    yield "recipients", 0 < len(m.recipients) <= limits.RECIPIENTS
    yield "recipients", all(isinstance(one, str) and len(one) == 24 for one in m.recipients)
    yield "profile", bool(_PROFILE.fullmatch(m.profile)) == (m.purpose == "network")
    yield "profile", m.purpose == "network" or m.profile == ""
    yield "counts", len(m.counts) <= limits.PARTS
    yield "counts", all(type(n) is int and 0 < n <= m.entries for n in m.counts.values())
    yield "heard", len(m.heard) <= limits.RECIPIENTS
    yield "heard", all(_NAME.fullmatch(who) for who in m.heard)
    yield "heard", all(map(_is_counter, m.heard.values()))


def _is_counter(said: object) -> bool:
    return (
        isinstance(said, list) and len(said) == 2 and all(type(n) is int and n >= 0 for n in said)
    )


def written_at(now: datetime, *, day_only: bool = False) -> str:
    """The time for `written`: the day, or the minute with an offset. Before 1847 London's own
    offset has seconds, which no manifest may have; then it is told in UTC."""
    whole = not (now.utcoffset() or timedelta()) % timedelta(minutes=1)
    when = now if whole else now.astimezone(UTC)
    return when.date().isoformat() if day_only else when.isoformat(timespec="minutes")


def fingerprint_of_key(public_key: str) -> str:
    """A recipient's fingerprint in a manifest: see `cards.fingerprint` for how it is read aloud."""
    return grouped(sha256(b"wardsafe recipient/1\n" + public_key.encode()).digest())


def grouped(digest: bytes) -> str:
    """The first 100 bits as five groups of four letters and digits, as they are read aloud."""
    spelt = b32encode(digest).decode()[:20].lower()
    return "-".join(spelt[at : at + 4] for at in range(0, 20, 4))
