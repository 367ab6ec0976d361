"""The entry's own format: what is committed to, and how a fault is told."""

from dataclasses import replace
from hashlib import sha256

import pytest

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged
from wardsafe.ledger.checkpoint import Checkpoint, Signer, is_signed_by
from wardsafe.ledger.entry import NOTHING_BEFORE, Entry, NewEntry, Place, build, read_header

PLACE = Place("demo-1", "RXX01", "t1", 1, 1, NOTHING_BEFORE)
NEW = NewEntry("note/1", "r1", ("ab" * 32,), {"facts": {"n": 7}, "private": {"who": "Zoë"}})


@pytest.fixture
def entry(chance: Chance) -> Entry:
    return build(1, NEW, PLACE, chance)


def test_the_id_is_the_hash_of_the_header(entry: Entry) -> None:
    assert entry.id == sha256(entry.header_bytes).hexdigest()
    assert entry.header.parts == {n: sha256(b).hexdigest() for n, b in entry.parts.items()}
    assert entry.header.parents == ("ab" * 32,)


def test_the_header_reads_back_from_its_bytes(entry: Entry) -> None:
    assert read_header(entry.header_bytes) == entry.header


def test_a_part_begins_with_sixteen_random_bytes(entry: Entry) -> None:
    assert entry.parts["facts"][16:] == b'{"n":7}'
    assert entry.parts["facts"][:16] != entry.parts["private"][:16]


def test_a_part_that_is_not_here_reads_as_nothing(entry: Entry) -> None:
    without = replace(entry, parts={"facts": entry.parts["facts"]})
    assert without.read("private") == {}
    assert without.fault() == ""


def test_a_changed_entry_says_what_was_changed(entry: Entry) -> None:
    part = replace(entry, parts=dict(entry.parts) | {"facts": entry.parts["facts"] + b" "})
    assert part.fault() == "the facts part was changed"
    assert replace(entry, header_bytes=b"{}").fault() == "the header was changed"


def test_a_broken_part_is_named_and_its_text_is_not(entry: Entry) -> None:
    broken = replace(entry, number=41, parts={"private": entry.parts["private"][:-3]})
    with pytest.raises(Damaged, match="The private part of entry 41 cannot be read") as told:
        broken.read("private")
    assert "Zo" not in str(told.value)
    assert told.value.__suppress_context__


def test_refusing_a_part_names_the_field(chance: Chance) -> None:
    with pytest.raises(BadInput) as refused:
        build(1, replace(NEW, parts={"facts": {"length": 1.5}}), PLACE, chance)
    assert refused.value.field == "length"


def test_a_head_is_signed_over_every_field() -> None:
    signer, other = Signer(b"1" * 32), Signer(b"2" * 32)
    head = signer.sign("t1", 1, 7, "ab" * 32)
    assert is_signed_by(head, signer.public)
    changes: list[dict[str, object]] = [
        {"terminal": "t2"},
        {"epoch": 2},
        {"seq": 8},
        {"head": "ac" * 32},
        {"signature": "00" * 64},
        {"signature": "zz"},
    ]
    for change in changes:
        fields = {name: getattr(head, name) for name in Checkpoint.__slots__} | change
        assert not is_signed_by(Checkpoint(**fields), signer.public)
    assert not is_signed_by(head, other.public)
    assert not is_signed_by(head, "not a key")
