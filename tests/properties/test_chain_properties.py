"""What holds for every value, every chain and every changed byte."""

import hashlib
from typing import Any

import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.clock import id_from
from wardsafe.errors import BadInput
from wardsafe.ledger.canonical import LARGEST, decode, encode
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity
from wardsafe.ledger.contract import Row
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.memory import MemoryLedger
from wardsafe.ledger.verify import verify

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
# Keys where the order by code point and by UTF-16 unit differ.
KEYS = TEXT | st.sampled_from(["\ufb33", "\U0001f642", "\uffff", "\U00010000", "z", "é", "\ue000"])
ALLOWED = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)
ANYTHING = st.recursive(
    st.none() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(KEYS, ALLOWED, max_size=4)
NEW = st.builds(
    NewEntry,
    kind=TEXT,
    record=TEXT,
    parents=st.just(()),
    parts=st.dictionaries(st.sampled_from(["facts", "people", "private"]), FIELDS, max_size=3),
)
NEWS = st.lists(NEW, min_size=1, max_size=6)


class Counted:
    """Bytes that follow from how many were drawn."""

    def __init__(self) -> None:
        self.drawn = 0

    def random_bytes(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_256(str(self.drawn).encode()).digest(count)

    def new_id(self) -> str:
        return id_from(self.random_bytes(17))


class Altered(MemoryLedger):
    """A ledger whose stored rows were changed behind its back."""

    stored: list[Row]
    heads: tuple[Checkpoint, ...]

    def rows(self, after: int, limit: int) -> list[Row]:
        return [row for row in self.stored if row[0] > after][:limit]

    def count(self) -> int:
        return self.stored[-1][0] if self.stored else 0

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        return self.heads


def chain(news: list[NewEntry]) -> tuple[MemoryLedger, list[Checkpoint]]:
    ledger = MemoryLedger(
        LedgerIdentity("demo", "w", "t"), signing_seed=b"s" * 32, chance=Counted()
    )
    heads = []
    for new in news:
        ledger.append(new)
        heads.append(ledger.head())
    return ledger, heads


def altered(rows: list[Row], *heads: Checkpoint) -> Altered:
    ledger = Altered(LedgerIdentity("demo", "w", "t"), signing_seed=b"s" * 32, chance=Counted())
    ledger.stored, ledger.heads = rows, heads
    return ledger


@given(ALLOWED)
def test_bytes_are_those_of_the_reference_implementation(value: Any) -> None:
    assert encode(value) == rfc8785.dumps(value)


@given(ALLOWED)
def test_reading_gives_back_what_was_written(value: Any) -> None:
    assert decode(encode(value)) == value


@given(ANYTHING)
def test_whatever_is_written_can_be_read(value: Any) -> None:
    try:
        data = encode(value)
    except BadInput:
        return
    assert decode(data) == value
    assert data == rfc8785.dumps(value)


@given(st.binary(max_size=40))
def test_reading_any_bytes_gives_a_value_or_a_refusal(data: bytes) -> None:
    try:
        value = decode(data)
    except BadInput:
        return
    encode(value)


@settings(max_examples=40, deadline=None)
@given(NEWS, st.data())
def test_any_prefix_of_a_chain_verifies(news: list[NewEntry], data: st.DataObject) -> None:
    ledger, heads = chain(news)
    upto = data.draw(st.integers(1, len(news)))
    report = verify(altered(ledger.rows(0, upto), heads[upto - 1]))
    assert (report.entries, report.problems) == (upto, ())


@settings(max_examples=60, deadline=None)
@given(NEWS, st.data())
def test_a_changed_byte_is_found_and_its_entry_named(
    news: list[NewEntry], data: st.DataObject
) -> None:
    ledger, heads = chain(news)
    rows = ledger.rows(0, len(news))
    number = data.draw(st.integers(1, len(rows)))
    row = rows[number - 1]
    name = data.draw(st.sampled_from(["", *row[9]]))
    body = row[9][name] if name else row[8]
    at, by = data.draw(st.integers(0, len(body) - 1)), data.draw(st.integers(1, 255))
    changed = body[:at] + bytes([body[at] ^ by]) + body[at + 1 :]
    rows[number - 1] = (
        (*row[:9], {**row[9], name: changed}) if name else (*row[:8], changed, row[9])
    )
    problems = verify(altered(rows, heads[-1])).problems
    assert [problem.number for problem in problems] == [number]
    assert (name or "header") in problems[0].what


@settings(max_examples=40, deadline=None)
@given(NEWS, st.data())
def test_a_removed_entry_is_found(news: list[NewEntry], data: st.DataObject) -> None:
    ledger, heads = chain(news)
    rows = ledger.rows(0, len(news))
    del rows[data.draw(st.integers(0, len(rows) - 1))]
    assert verify(altered(rows, heads[-1])).problems


@settings(max_examples=40, deadline=None)
@given(st.lists(NEW, min_size=2, max_size=6), st.data())
def test_two_entries_exchanged_are_found(news: list[NewEntry], data: st.DataObject) -> None:
    ledger, heads = chain(news)
    rows = ledger.rows(0, len(news))
    one, two = data.draw(
        st.lists(st.sampled_from(range(len(rows))), min_size=2, max_size=2, unique=True)
    )
    rows[one], rows[two] = (rows[one][0], *rows[two][1:]), (rows[two][0], *rows[one][1:])
    assert verify(altered(rows, heads[-1])).problems


@settings(max_examples=40, deadline=None)
@given(st.lists(NEW, max_size=6), st.integers(0, 6))
def test_many_at_once_are_the_same_bytes_as_one_by_one(news: list[NewEntry], split: int) -> None:
    one_by_one, _ = chain(news)
    at_once, _ = chain(news[:split])
    at_once.append_many(news[split:])
    assert at_once.rows(0, 10) == one_by_one.rows(0, 10)
    assert at_once.head() == one_by_one.head()
