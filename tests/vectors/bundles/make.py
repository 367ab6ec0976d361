"""Makes the bundle vectors: fixed keys, a fixed clock, one file each, named by what is wrong.

    PYTHONPATH=src python tests/vectors/bundles/make.py

A sealed file differs at every making, since age draws a fresh key; what it opens to does not, and a
file that opens to the right bytes already is left alone.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256, shake_256
from pathlib import Path
from typing import Any

import pyrage
from nacl.signing import SigningKey

from wardsafe.bundles import zstd
from wardsafe.bundles.lines import RawEntry, write_lines
from wardsafe.bundles.manifest import Manifest, fingerprint_of_key, write_manifest
from wardsafe.bundles.signed import write_signed
from wardsafe.ledger.entry import NOTHING_BEFORE, Entry, NewEntry, Place, build

HERE = Path(__file__).parent
KEY = "AGE-SECRET-KEY-" + "1MH6TLYTKG995PAR28DKH4VM2GARM5YX0FCNTARP3C3YULURYXQCQ3D4C64"
SIGNING = SigningKey(b"wardsafe bundle vectors signing ")
PUBLIC = bytes(SIGNING.verify_key).hex()
OTHER = SigningKey(b"another terminal's signing key..")
RECORD = "m4kq2z7c5t3xw6vy2bnd8hje4p"


class Drawn:
    """Bytes that follow from a count."""

    def __init__(self) -> None:
        self.drawn = 0

    def random_bytes(self, count: int) -> bytes:
        self.drawn += 1
        return shake_256(f"bundles/{self.drawn}".encode()).digest(count)

    def new_id(self) -> str:
        raise NotImplementedError


def recipient() -> str:
    return str(pyrage.x25519.Identity.from_str(KEY).to_public())


def sign_as(key: SigningKey) -> Callable[[str, bytes], bytes]:
    return lambda what, data: key.sign(b"wardsafe %s\n" % what.encode() + data).signature


def entries(ward: str = "RXX01") -> list[Entry]:
    chance, found = Drawn(), []
    place = Place("demo-vectors", ward, "terminal-1", 1, 1, NOTHING_BEFORE)
    for minutes in (7, 12, 3):
        facts: dict[str, Any] = {
            "entry": {"act": "record"}, "month": "2026-11", "place": "05", "reason": "03",
            "interventions": [{"minutes": minutes, "type": "07"}],
        }  # fmt: skip
        private: dict[str, Any] = {"narrative": "Said “leave me”. Settled by 03:07."}
        parts = {"facts": facts, "private": private}
        new = NewEntry("restrictive-practice/1", RECORD, (), parts)
        found.append(build(len(found) + 1, new, place, chance))
        place = replace(place, seq=place.seq + 1, prev=found[-1].id)
    return found


def raws(purpose: str = "ward", found: list[Entry] | None = None) -> list[RawEntry]:
    held = entries() if found is None else found
    keep = ("facts",) if purpose == "network" else ("facts", "private")
    return [RawEntry(e.header_bytes, {n: e.parts[n] for n in keep}) for e in held]


def opened(
    lines: bytes | None = None,
    *,
    purpose: str = "ward",
    sign: SigningKey = SIGNING,
    packed: bytes | None = None,
    after: bytes = b"",
    said: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    **changed: Any,
) -> bytes:
    """What the age file holds; every argument spoils one thing and signs the result."""
    inside = raws(purpose)
    unpacked = write_lines(inside) if lines is None else lines
    body = zstd.compress(unpacked) if packed is None else packed
    counts = {name: len(inside) for name in sorted(inside[0].parts)}
    manifest = Manifest(
        purpose=purpose, environment="demo-vectors", ward="RXX01", terminal="terminal-1", epoch=1,
        first=1, last=3, prev=NOTHING_BEFORE, head=sha256(inside[-1].header).hexdigest(), number=1,
        previous="", written="2026-11-23T03:14+00:00" if purpose == "ward" else "2026-11-23",
        recipients=(fingerprint_of_key(recipient()),), entries=3, counts=counts,
        digest=sha256(body).hexdigest(), packed=len(body), size=len(unpacked),
        profile="3a1f0c5d7e9b2468" if purpose == "network" else "",
    )  # fmt: skip
    head = write_manifest(replace(manifest, **changed), sign_as(sign))
    if said is not None:
        _, line, _ = head.split(b"\n", 2)
        head = write_signed("bundle/1", said(json.loads(line)), sign_as(sign))
    return head + body + after


def first_line(**spoilt: str) -> bytes:
    """The three lines with one cell of the first one's facts replaced by a text."""
    first, rest = write_lines(raws()).split(b"\n", 1)
    cells = first.split(b"\t")
    for at, cell in enumerate(("name", "random", "json"), start=1):
        cells[at] = spoilt.get(cell, cells[at].decode()).encode()
    return b"\t".join(cells) + b"\n" + rest


def replaced(old: bytes, new: bytes) -> bytes:
    lines = write_lines(raws())
    assert old in lines
    return lines.replace(old, new, 1)


def good() -> dict[str, bytes]:
    return {"good-ward": opened(), "good-network": opened(purpose="network")}


def bad() -> dict[str, tuple[bytes, str]]:
    """Name → what the age file holds, and words of the refusal."""
    lines = write_lines(raws())
    line = lines.splitlines(keepends=True)[0]
    other_ward = write_lines(raws(found=entries("RYY02")))
    swapped = lines.splitlines(keepends=True)
    swapped[0], swapped[1] = swapped[1], swapped[0]
    bomb = zstd.compress(b" " * 5_000_000)
    return {
        "another-signer": (opened(sign=OTHER), "signature"),
        "nothing": (b"", "whole"),
        "a-web-page": (b"<html><body>Sign in</body></html>\n" * 20, "whole"),
        "later-version": (opened().replace(b"bundle/1", b"bundle/2", 1), "later version"),
        "version-nought": (opened().replace(b"bundle/1", b"bundle/0", 1), "whole"),
        "cut-short": (opened()[:-20], "whole"),
        "something-after": (opened(after=b"more"), "whole"),
        "two-in-one": (opened() + opened(), "whole"),
        "two-frames": (
            opened(packed=zstd.compress(lines) * 2), "whole",
        ),
        "manifest-changed": (opened().replace(b'"number":1', b'"number":2', 1), "signature"),
        "unknown-field": (opened(said=lambda s: s | {"colour": "red"}), "not known"),
        "missing-field": (
            opened(said=lambda s: {k: v for k, v in s.items() if k != "prev"}), "prev",
        ),
        "number-is-text": (opened(said=lambda s: s | {"number": "1"}), "number"),
        "true-for-one": (opened(said=lambda s: s | {"epoch": True}), "epoch"),
        "epoch-nought": (opened(epoch=0), "epoch"),
        "terminal-with-a-path": (opened(terminal="../hub"), "terminal"),
        "signed-for-another-hub": (opened(recipients=("aaaa-bbbb-cccc-dddd-eeee",)), "somebody"),
        "fewer-than-it-says": (opened(line, size=len(line)), "as many entries"),
        "says-fewer": (
            opened(last=2, entries=2, counts={"facts": 2, "private": 2}), "as many entries",
        ),
        "head-of-another": (opened(head="ab" * 32), "end where"),
        "bomb": (opened(packed=bomb, size=1000), "more than it says"),
        "huge-window": (opened(packed=_wide_window()), "whole"),
        "not-zstd": (opened(packed=b"PK\x03\x04 an archive"), "whole"),
        "another-ward-inside": (opened(other_ward), "another ward"),
        "reordered": (opened(b"".join(swapped)), "does not follow"),
        "part-changed": (opened(replaced(b'minutes":7', b'minutes":9')), "not its own"),
        "header-changed": (opened(replaced(b'seq":2', b'seq":9')), "does not follow"),
        "private-part-to-the-network": (
            opened(lines, purpose="network"), "may not leave",
        ),
        "counts-another-part": (opened(counts={"facts": 3}), "parts that it says"),
        "key-given-twice": (opened(first_line(json='{"a":1,"a":2}')), "strict JSON"),
        "not-a-number": (opened(first_line(json='{"a":NaN}')), "strict JSON"),
        "infinity": (opened(first_line(json='{"a":1e400}')), "strict JSON"),
        "beyond-53-bits": (opened(first_line(json='{"a":9007199254740992}')), "strict JSON"),
        "five-thousand-digits": (
            opened(first_line(json='{"a":' + "9" * 5000 + "}")), "strict JSON",
        ),
        "too-deep": (
            opened(first_line(json='{"a":' + "[" * 99 + "1" + "]" * 99 + "}")), "strict JSON",
        ),
        "too-many-keys": (
            opened(first_line(json=json.dumps({f"k{n}": 1 for n in range(300)},
                                              separators=(",", ":")))), "too many keys",
        ),
        "half-a-surrogate": (opened(first_line(json='{"a":"\\ud800"}')), "strict JSON"),
        "not-utf-8": (opened(replaced(b"Settled", b"Sett\xff\xfe!")), "strict JSON"),
        "byte-order-mark": (opened(b"\xef\xbb\xbf" + lines), "not JSON"),
        "a-list-for-a-part": (opened(first_line(json="[1]")), "not an object"),
        "an-empty-line": (opened(b"\n" + lines), "as many entries"),
        "a-cell-too-many": (opened(replaced(b"\tfacts\t", b"\t\tfacts\t")), "not an entry"),
        "a-part-twice": (
            opened(replaced(b"\tprivate\t", b"\tfacts\t")), "part of an entry is not one",
        ),
        "parts-out-of-order": (
            opened(first_line(name="z")), "part of an entry is not one",
        ),
        "random-in-capitals": (
            opened(first_line(random="AB" * 16)), "part of an entry is not one",
        ),
        "random-too-short": (opened(first_line(random="ab" * 15)), "part of an entry is not one"),
        "random-not-hex": (opened(first_line(random="xy" * 16)), "part of an entry is not one"),
        "spaces-in-a-part": (opened(first_line(json='{"a": 1}')), "not its own"),
    }  # fmt: skip


def _wide_window() -> bytes:
    options = {
        int(zstd.zstd.CompressionParameter.window_log): 27,
        int(zstd.zstd.CompressionParameter.enable_long_distance_matching): 1,
    }
    maker = zstd.zstd.ZstdCompressor(options=options)
    return bytes(maker.compress(write_lines(raws())) + maker.flush())


def sealed(path: Path, plain: bytes) -> bytes:
    """The file as it is, if it opens to `plain`; otherwise a new one."""
    if path.exists():
        identity = pyrage.x25519.Identity.from_str(KEY)
        try:
            if pyrage.decrypt(path.read_bytes(), [identity]) == plain:
                return path.read_bytes()
        except pyrage.DecryptError:
            pass
    return bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient())]))


def write() -> None:
    faults = {}
    for name, plain in good().items():
        (HERE / f"{name}.bundle").write_bytes(sealed(HERE / f"{name}.bundle", plain))
        faults[name] = ""
    for name, (plain, fault) in bad().items():
        path = HERE / f"bad-{name}.bundle"
        path.write_bytes(sealed(path, plain))
        faults[f"bad-{name}"] = fault
    for old in HERE.glob("*.bundle"):
        if old.stem not in faults:
            old.unlink()
    said = {"key": KEY.removeprefix("AGE-SECRET-KEY-"), "public": PUBLIC, "faults": faults}
    text = json.dumps(said, indent=1, sort_keys=True)
    (HERE / "vectors.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
