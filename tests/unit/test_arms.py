"""The arms of a forked chain: the same for whoever holds the same entries, whatever came first."""

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import Any

import pytest

from wardsafe.bundles.arms import arms, beside, is_within, place
from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.entry import BRANCH, NOTHING_BEFORE, Entry, NewEntry, Place, build
from wardsafe.ledger.memory import MemoryLedger

THEIRS = "t2"


def grown(chance: Any, count: int, after: Entry | None = None) -> list[Entry]:
    """So many entries of one chain, after `after` or from its beginning."""
    found: list[Entry] = []
    seq, prev = (after.header.seq + 1, after.id) if after else (1, NOTHING_BEFORE)
    for at in range(count):
        where = Place("test-w", "W", THEIRS, 1, seq + at, prev)
        new = NewEntry("note/1", chance.new_id(), (), {"facts": {"n": at}})
        found.append(build(1, new, where, chance))
        prev = found[-1].id
    return found


@pytest.fixture
def stretches(chance: Any) -> list[list[Entry]]:
    """A trunk of four; arms after its second and its fourth entry, and one that forks again; and
    another first entry."""
    trunk = grown(chance, 4)
    one, two, three = (grown(chance, 3, after=at) for at in (trunk[1], trunk[1], trunk[3]))
    four = grown(chance, 2, after=two[0])
    return [trunk, grown(chance, 2, after=trunk[3]), one, two, three, four, grown(chance, 2)]


def taken_in(stretches: Iterable[Sequence[Entry]], chance: Any) -> MemoryLedger:
    """A ledger that was sent these, each put where it goes then; what must wait comes last."""
    ledger = MemoryLedger(
        LedgerIdentity("test-h", "H", "t1"), signing_seed=bytes(32), chance=chance
    )
    waiting = list(stretches)
    while waiting:
        for stretch in list(waiting):
            before = stretch[0].header.prev
            if before != NOTHING_BEFORE and ledger.by_id(before) is None:
                continue
            waiting.remove(stretch)
            tops = ledger.tops()
            top = tops.get((THEIRS, 1), (0, NOTHING_BEFORE))
            is_next = before == top[1] and stretch[0].header.seq == top[0] + 1
            ledger.take_in(stretch if is_next else beside(stretch, tops)[0])
    return ledger


def test_the_order_of_arms_is_that_of_the_first_ids_that_differ(
    stretches: list[list[Entry]], chance: Any
) -> None:
    trunk, more, one, two, three, four, first = stretches
    ledger = taken_in(stretches, chance)
    heads = [arm.head for arm in arms(THEIRS, ledger.tops(), ledger)]
    assert sorted(heads) == sorted(each[-1].id for each in (more, one, two, three, four, first))
    for left, right, here, there in (
        (first, more, first[0], trunk[0]),
        (one, more, one[0], trunk[2]),
        (two, one, two[0], one[0]),
        (three, more, three[0], more[0]),
        (four, two, four[0], two[1]),
    ):
        is_before = heads.index(left[-1].id) < heads.index(right[-1].id)
        assert is_before == (here.id < there.id)


def test_arms_are_the_same_in_whatever_order_they_came(
    stretches: list[list[Entry]], chance: Any
) -> None:
    found, lies = set(), set()
    for order in list(permutations(stretches))[::97]:
        ledger = taken_in(order, chance)
        found.add(tuple(arms(THEIRS, ledger.tops(), ledger)))
        lies.add(tuple(sorted(name for name, _ in ledger.tops())))
    assert len(found) == 1
    assert len(lies) > 1, "they do lie differently"


def test_what_lies_before_an_end_is_held_with_it(stretches: list[list[Entry]], chance: Any) -> None:
    trunk, more, one, two, _, four, first = stretches
    ledger = taken_in(reversed(stretches), chance)
    kept = {entry.id: entry for entry in ledger.walk()}
    end = kept[four[-1].id]
    before = [entry for entry in kept.values() if is_within(entry, end, ledger)]
    assert {entry.id for entry in before} == {e.id for e in (*trunk[:2], two[0], *four)}
    assert not is_within(kept[one[0].id], kept[more[-1].id], ledger)
    assert not is_within(kept[first[0].id], kept[more[-1].id], ledger)
    assert any(BRANCH in place(entry)[0] for entry in before)
