"""Makes the entry vectors in `entries/`: good ones, and bad ones named by what is wrong.

Run `PYTHONPATH=src python tests/vectors/make_entries.py` after a change of format. The randomness
is fixed, so the same program makes the same bytes.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from wardsafe.ledger.checkpoint import Signer
from wardsafe.ledger.entry import NOTHING_BEFORE, Entry, NewEntry, Place, build, read_header

HERE = Path(__file__).parent / "entries"
SIGNER = Signer(hashlib.sha256(b"the vectors' signing seed").digest())
PLACE = Place("demo-vectors", "RXX01", "terminal-1", 1, 1, NOTHING_BEFORE)


class FixedChance:
    """The same bytes at every run."""

    def __init__(self) -> None:
        self.drawn = 0

    def random_bytes(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_256(f"vectors/{self.drawn}".encode()).digest(count)

    def new_id(self) -> str:
        raise NotImplementedError


CHANCE = FixedChance()
PARTS: dict[str, dict[str, Any]] = {
    "facts": {"entry": {"act": "record"}, "month": "2026-11", "reason": "03", "minutes": 7},
    "people": {"age_band": "18-24", "sex": "2"},
    "private": {
        "entry": {"author": "st-0001", "entered": "2026-11-23T03:14:00+00:00"},
        "narrative": 'Said "leave me". Zoë sat with her: 🙂\nSettled by 03:07.',
    },
}

KEY = "17PJ57D60J520XUPLK2T00HPM3Q5ZJPUYFURD907FFVDU7R42JYASDNMFHH"
"""What opens the sealed vectors, without the words that begin every age key: nothing else is sealed
with it, and no file here holds what looks like a key."""
AGE_FILE = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBYT0hFM241M3RWWW5iRndHRjluY2lZTGQ0SlMzOWRs"
    "dWxNVTdHZHI0bURBCnFlVFhMVDJudStpbFRCL2ZYNzdRUXpTT1l6eXRjR1RvUHJrQ1hwWlV0SmMKLT4gRk8t"
    "Z3JlYXNlIDg8V0hwIDw2Uix7IHNcCmNnbzBDZk1iVEMxZFQ0WGxqMVNacFdQMGxQZG40eWFoQ20wblBBT3RH"
    "azJaMTR4U2ZRCi0tLSB1K0JvYjN4cDlUOVBON1Fwc2JUVUpnV1lwWnRaeHcvZUhJQXl3ZDk0eTB3Cs5wFUL2"
    "4dZY/91c4dua8W6E080Ew8NtCECxblCFqEo1EZR4OSLZOqE+vxtDS1PzxvHBhehPbPEwbjD3vk9wE33H8Jn8"
    "Q7d8gqHQPY/tALkr9goyixjWDjh+0upANyiMPZDIb6Qqa+COJQ=="
)
"""Sealed once, since every sealing is another one."""


def make(parents: tuple[str, ...] = (), place: Place = PLACE, parts: Any = None) -> Entry:
    new = NewEntry("restrictive-practice/1", "m4kq2z7c5t3xw6vy2bnd8hje4p", parents, parts or PARTS)
    return build(place.seq, new, place, CHANCE)


def told(entry: Entry, *, header: bytes | None = None, fault: str = "") -> dict[str, Any]:
    """A vector: the entry as text, its signed head, and the fault that must be found."""
    data = entry.header_bytes if header is None else header
    h = entry.header
    # A header that somebody composed to be wrong is hashed as it is: only its content is bad.
    entry_id = entry.id if header is None else hashlib.sha256(header).hexdigest()
    head = SIGNER.sign(h.terminal, h.epoch, h.seq, entry_id)
    return {
        "id": entry_id,
        "header": data.decode("utf-8", "surrogateescape"),
        "parts": {
            name: {"random": body[:16].hex(), "json": body[16:].decode()}
            for name, body in entry.parts.items()
        },
        "checkpoint": {"terminal": h.terminal, "epoch": h.epoch, "seq": h.seq, "head": entry_id}
        | {"signature": head.signature, "public": SIGNER.public},
        "fault": fault,
    }


def good() -> dict[str, dict[str, Any]]:
    first = make()
    follows = Place("demo-vectors", "RXX01", "terminal-1", 1, 2, first.id)
    restored = Place("demo-vectors", "RXX01", "terminal-1", 2, 1, first.id)
    sent = make()
    kept = {name: body for name, body in sent.parts.items() if name != "private"}
    later = json.loads(make().header_bytes) | {"zz": {"added": "by a later version"}}
    extra = json.dumps(later, sort_keys=True, separators=(",", ":")).encode()
    return {
        "good-first": told(first),
        "good-amendment": told(make((first.id,), follows)),
        "good-new-epoch": told(make((), restored)),
        "good-without-private": told(Entry(1, sent.id, sent.header, sent.header_bytes, kept)),
        "good-unknown-header-field": told(make(), header=extra) | {"parts": {}},
        "good-no-parts": told(make(parts={"facts": {}})),
    }


def changed(old: bytes, new: bytes, fault: str) -> dict[str, Any]:
    """A header where a piece was exchanged, with the id of what it became."""
    entry = make()
    if old not in entry.header_bytes:
        raise ValueError(old)
    return told(entry, header=entry.header_bytes.replace(old, new, 1), fault=fault)


def bad() -> dict[str, dict[str, Any]]:
    deep = b'"v":1,"w":' + b"[" * 17 + b"]" * 17
    header_byte = told(make(), fault="the header was changed")
    header_byte["header"] = header_byte["header"].replace("RXX01", "RXX02")
    part_byte = told(make(), fault="the facts part was changed")
    part_byte["parts"]["facts"]["json"] = part_byte["parts"]["facts"]["json"].replace("7", "9")
    random_byte = told(make(), fault="the people part was changed")
    random_byte["parts"]["people"]["random"] = "00" * 16
    swapped = told(make(), fault="the facts part was changed")
    facts, people = swapped["parts"]["facts"], swapped["parts"]["people"]
    swapped["parts"] |= {"facts": people, "people": facts}
    added = told(make(), fault="the notes part was changed")
    added["parts"]["notes"] = {"random": "00" * 16, "json": "{}"}
    forged = told(make(), fault="signature")
    forged["checkpoint"]["seq"] = 2
    return {
        "bad-header-changed": header_byte,
        "bad-part-changed": part_byte,
        "bad-random-start-changed": random_byte,
        "bad-parts-swapped": swapped,
        "bad-part-not-committed-to": added,
        "bad-signature": forged,
        "bad-version": changed(b'"v":1', b'"v":2', "another version"),
        "bad-version-text": changed(b'"v":1', b'"v":"1"', "another version"),
        "bad-no-record": changed(b'"record"', b'"recorded"', "record is missing"),
        "bad-seq-text": changed(b'"seq":1', b'"seq":"1"', "seq is missing or of the wrong type"),
        "bad-seq-true": changed(b'"seq":1', b'"seq":true', "seq is missing or of the wrong type"),
        "bad-parents-number": changed(b'"parents":[]', b'"parents":[1]', "parents are not all"),
        "bad-duplicate-key": changed(b'"v":1', b'"v":1,"v":1', "a key given twice"),
        "bad-fraction": changed(b'"v":1', b'"v":1.0', "not a whole number"),
        "bad-not-a-number": changed(b'"v":1', b'"v":NaN', "not a whole number"),
        "bad-too-large-for-a-float": changed(b'"v":1', b'"v":1e400', "not a whole number"),
        "bad-minus-zero": changed(b'"v":1', b'"v":1,"w":-0', "minus zero"),
        "bad-54-bits": changed(b'"v":1', b'"v":1,"w":9007199254740992', "beyond 53 bits"),
        "bad-5000-digits": changed(b'"v":1', b'"v":1,"w":' + b"9" * 5000, "beyond 53 bits"),
        "bad-too-deep": changed(b'"v":1', deep, "nested more than 16 deep"),
        "bad-nul": changed(b"RXX01", b"RXX\\u000001", "NUL"),
        "bad-half-surrogate": changed(b"RXX01", b"RXX\\ud800", "surrogate"),
        "bad-not-utf-8": changed(b"RXX01", b"RXX\xff", "not JSON in UTF-8"),
        "bad-utf-8-surrogate": changed(b"RXX01", b"RXX\xed\xa0\x80", "not JSON in UTF-8"),
        "bad-byte-order-mark": changed(
            b'{"environment"', b'\xef\xbb\xbf{"environment"', "not JSON"
        ),
        "bad-trailing": changed(b'"v":1', b'"v":1}{"w":1', "not JSON"),
        "bad-list": told(make(), header=b"[]", fault="not an object"),
        "bad-empty": told(make(), header=b"", fault="not JSON"),
    }


def sealed() -> dict[str, dict[str, Any]]:
    """Entries with a sealed part, and the key that opens it: no key is needed to check them."""
    facts = {"entry": {"act": "record"}, "month": "2026-11"}
    parts = {"facts": facts, "private": {"age": AGE_FILE}}
    good = told(make(parts=parts)) | {"key": KEY, "opens": OPENS}
    changed = told(make(parts=parts), fault="the private part was changed")
    json_ = changed["parts"]["private"]["json"]
    changed["parts"]["private"]["json"] = json_.replace("YWdl", "YWdm", 1)
    return {"good-sealed": good, "bad-sealed-changed": changed}


OPENS = {"entry": {"author": "st-0001"}, "seen": "A stood by the door. Zoë saw it."}


def write() -> None:
    HERE.mkdir(exist_ok=True)
    for old in HERE.glob("*.json"):
        old.unlink()
    for name, vector in (good() | bad() | sealed()).items():
        text = json.dumps(vector, indent=2, ensure_ascii=True)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    read_header(make().header_bytes)
    CHANCE.drawn = 0
    write()
