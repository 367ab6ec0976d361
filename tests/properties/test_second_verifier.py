"""The second verifier (tests/verifier.py) says what `wardsafe verify` says, good and bad."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
import verifier
from wardsafe.bundles import opening
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.manifest import read_manifest
from wardsafe.errors import WardsafeError
from wardsafe.ledger import stored
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity
from wardsafe.ledger.contract import Row
from wardsafe.ledger.entry import Entry, NewEntry, read_header
from wardsafe.ledger.memory import MemoryLedger
from wardsafe.ledger.verify import verify

VECTORS = sorted((Path(__file__).parents[1] / "vectors" / "entries").glob("*.json"))
BUNDLES = sorted((Path(__file__).parents[1] / "vectors" / "bundles").glob("*.bundle"))
SEEN_BY_BOTH = {"header-changed", "part-changed", "part-not-committed-to", "parts-swapped",
                "random-start-changed", "sealed-changed", "signature"}  # fmt: skip
"""What a walk over hashes, links and signatures finds; strict reading finds the others."""


class Stored(MemoryLedger):
    """A ledger that gives back the rows and heads it is handed."""

    handed: list[Row]
    heads: tuple[Checkpoint, ...]
    key = ""

    def rows(self, after: int, limit: int) -> list[Row]:
        return [row for row in self.handed if row[0] > after][:limit]

    def count(self) -> int:
        return self.handed[-1][0] if self.handed else 0

    def by_id(self, entry_id: str) -> Any:
        return next((row for row in self.handed if row[1].hex() == entry_id), None)

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        return self.heads

    @property
    def public_key(self) -> str:
        return self.key or super().public_key


class Counted:
    drawn = 0

    def random_bytes(self, count: int) -> bytes:
        self.drawn += 1
        return bytes((self.drawn * 7 + n) % 256 for n in range(count))

    def new_id(self) -> str:
        return "r" * 26


def both(terminal: str, rows: list[Row], heads: tuple[Checkpoint, ...], public: str) -> Any:
    """What each of the two finds, in the same words."""
    ledger = Stored(LedgerIdentity("demo", "w", terminal), signing_seed=b"s" * 32, chance=Counted())
    ledger.handed, ledger.heads, ledger.key = rows, heads, public
    problems = verify(ledger).problems
    first = {("entry", p.number) if p.number else ("chain", p.terminal, p.epoch) for p in problems}
    raw = [
        (h.terminal, h.epoch, h.seq, bytes.fromhex(h.head), bytes.fromhex(h.signature))
        for h in heads
    ]
    return first, verifier.faults(rows, raw, terminal, ledger.public_key)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_both_say_the_same_of_every_entry_vector(path: Path) -> None:
    said = json.loads(path.read_text(encoding="utf-8"))
    header = said["header"].encode("utf-8", "surrogateescape")
    try:
        read = json.loads(header)
        parts = {
            name: bytes.fromhex(part["random"]) + part["json"].encode("utf-8", "surrogateescape")
            for name, part in said["parts"].items()
        }
        row: Row = (
            1, bytes.fromhex(said["id"]), read["terminal"], read["epoch"], read["seq"],
            bytes.fromhex(read["prev"]), read["kind"], read["record"], header, parts,
        )  # fmt: skip
        if type(row[3]) is not int or type(row[4]) is not int:
            raise TypeError
    except (ValueError, KeyError, TypeError):
        assert path.stem.startswith("bad-"), "its bytes are no row that a table could hold"
        return
    public = said["checkpoint"].pop("public")
    heads = (Checkpoint(**said["checkpoint"]),)
    first, second = both(row[2], [row], heads, public)
    assert first == second
    if path.stem.removeprefix("bad-") in SEEN_BY_BOTH:
        assert second


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.stem)
def test_both_say_the_same_of_what_bundle_vectors_hold(path: Path) -> None:
    said = json.loads((path.parent / "vectors.json").read_text(encoding="utf-8"))
    try:
        plain = opening.unsealed(path.read_bytes(), ["AGE-SECRET-KEY-" + said["key"]])
        manifest, signed = read_manifest(plain)
        packed = opening.packed_part(plain, signed.size, manifest)
        raws = list(opening.unpacked(packed, manifest))
        rows = [stored.row_of(entry(number, raw)) for number, raw in enumerate(raws, 1)]
    except WardsafeError:
        assert path.stem.startswith("bad-"), "it is refused before there is anything to verify"
        return
    first, second = both("another", rows, (), said["public"])
    assert first == second
    assert not second or path.stem.startswith("bad-")


def entry(number: int, raw: RawEntry) -> Entry:
    id_ = sha256(raw.header).hexdigest()
    return Entry(number, id_, read_header(raw.header), raw.header, raw.parts)


def chain() -> tuple[list[Row], tuple[Checkpoint, ...], str]:
    """Two epochs of one terminal."""
    ledger = MemoryLedger(
        LedgerIdentity("demo", "w", "t"), signing_seed=b"s" * 32, chance=Counted()
    )
    new = NewEntry("k/1", "r1", (), {"facts": {"n": 1}, "private": {"text": "a"}})
    for _ in range(4):
        ledger.append(new)
    ledger.begin_epoch("Restored.")
    ledger.append(new)
    return ledger.rows(0, 99), ledger.checkpoints(), ledger.public_key


def damages(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Every row in turn: gone, repeated, exchanged, each of its fields and each part changed."""
    for at, row in enumerate(rows):
        yield f"{at} gone", rows[:at] + rows[at + 1 :]
        yield f"{at} and all later gone", rows[:at]
        if at:
            mixed = rows[:]
            mixed[at - 1] = (rows[at - 1][0], *row[1:])
            mixed[at] = (row[0], *rows[at - 1][1:])
            yield f"{at} exchanged", mixed
        others = [*row[1:9]]
        for field, value in enumerate(others, 1):
            other: Any = value + 1 if isinstance(value, int) else value[:-1]
            changed: Any = (*row[:field], other, *row[field + 1 :])
            yield f"{at} field {field}", [*rows[:at], changed, *rows[at + 1 :]]
        for name in row[9]:
            less = {n: b for n, b in row[9].items() if n != name}
            for parts in (less, {**row[9], name: row[9][name] + b"x"}, {**row[9], "more": b"x"}):
                yield f"{at} part {name}", [*rows[:at], (*row[:9], parts), *rows[at + 1 :]]


def test_both_say_the_same_of_every_damaged_chain() -> None:
    rows, heads, public = chain()
    assert both("t", rows, heads, public) == (set(), set())
    for what, damaged in damages(rows):
        first, second = both("t", damaged, heads, public)
        assert first == second, what
        if what != "4 exchanged":  # two chains that arrived in another order: nothing is wrong
            assert second, what
    for spoilt in (heads[:1], heads[1:], ()):
        first, second = both("t", rows, spoilt, public)
        assert first == second != set()
    for change in ({"seq": 3}, {"head": "0" * 64}, {"signature": "00" * 64}, {"epoch": 7}):
        first, second = both("t", rows, (replace(heads[0], **change), *heads[1:]), public)
        assert first == second != set()


def test_it_shares_no_code_with_the_ledger() -> None:
    source = Path(verifier.__file__).read_text(encoding="utf-8")
    assert "from wardsafe" not in source
    assert "import wardsafe" not in source


def test_the_raw_rows_of_a_file_are_those_that_the_program_reads(ward: Any) -> None:
    session = ward.unlock("owain")
    rows = session.ledger.rows(0, session.ledger.count())
    public, key, name = session.ledger.public_key, session.data_key, session.about.terminal
    ward.lock()
    found, heads = verifier.of_file(ward.where.ledger, key)
    assert found == rows
    assert verifier.faults(found, heads, name, public) == set()
