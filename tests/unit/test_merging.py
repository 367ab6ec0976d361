"""What a bundle comes to, where a chain begins anew or breaks: each was once taken wrongly."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from wardsafe.bundles import sealing
from wardsafe.bundles.carriers import INBOX, FolderCarrier
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.manifest import Manifest
from wardsafe.bundles.merging import FORK, GAP, NEW, Missing, apply, plan_of, waits_for
from wardsafe.ledger import schema, stored
from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.entry import NOTHING_BEFORE, Entry, NewEntry, Place, build
from wardsafe.ledger.memory import MemoryLedger
from wardsafe.services import coming_in, enrolling
from wardsafe.services.session import Session

WHO = LedgerIdentity("demo-merging", "RXX01", "here")
THERE = Place("demo-merging", "RXX01", "there", 1, 1, NOTHING_BEFORE)
PARTS: Any = {"facts": {"entry": {"act": "record"}}}


@pytest.fixture
def held(chance: Any) -> MemoryLedger:
    return MemoryLedger(WHO, signing_seed=b"s" * 32, chance=chance)


def chain(place: Place, count: int, chance: Any) -> list[Entry]:
    found: list[Entry] = []
    for _ in range(count):
        found.append(build(1, NewEntry("note/1", chance.new_id(), (), PARTS), place, chance))
        place = replace(place, seq=place.seq + 1, prev=found[-1].id)
    return found


def begun_anew(after: Entry) -> Place:
    return replace(THERE, epoch=after.header.epoch + 1, seq=1, prev=after.id)


def about(entries: Sequence[Entry]) -> Manifest:
    first, last = entries[0].header, entries[-1]
    return Manifest(
        purpose="ward", environment=first.environment, ward=first.ward, terminal=first.terminal,
        epoch=first.epoch, first=first.seq, last=last.header.seq, prev=first.prev, head=last.id,
        number=1, previous="", written="2026-11-23T03:14+00:00", recipients=(),
        entries=len(entries), counts={"facts": len(entries)}, digest="", packed=0, size=0,
    )  # fmt: skip


def test_an_epoch_after_an_entry_that_is_lost_to_all_waits_and_at_last_is_taken_and_told(
    held: MemoryLedger, chance: Any
) -> None:
    lost = chain(THERE, 4, chance)
    held.take_in(lost[:2])
    anew = chain(begun_anew(lost[3]), 3, chance)
    waits = plan_of("b", about(anew), anew, held)
    assert (waits.plan.verdict, waits.entries) == (GAP, ())
    assert waits.plan.missing == Missing("there", 1, 3, 0)
    step = plan_of("b", about(anew), anew, held, waits=False)
    assert (step.plan.verdict, apply(step, held).new) == (NEW, 3)
    (said,) = step.plan.alerts
    assert "after an entry that is not here: those from 3 on, of epoch 1 are missing" in said
    assert held.tops()["there", 2] == (3, anew[-1].id)


def test_a_second_arm_of_an_epoch_after_what_is_lost_is_kept_beside_the_first(
    held: MemoryLedger, chance: Any
) -> None:
    lost = chain(THERE, 4, chance)
    one, other = (chain(begun_anew(lost[at]), 2, chance) for at in (2, 3))
    for arm in (one, other):
        assert plan_of("b", about(arm), arm, held).plan.verdict == GAP
    apply(plan_of("b", about(one), one, held, waits=False), held)
    step = plan_of("b", about(other), other, held, waits=False)
    assert (step.plan.verdict, step.plan.fork_at) == (FORK, 1)
    apply(step, held)
    assert all(held.by_id(entry.id) for entry in (*one, *other))


def test_what_a_new_epoch_follows_is_asked_for_to_the_end_of_the_one_before(
    held: MemoryLedger, chance: Any
) -> None:
    before = chain(THERE, 5, chance)
    held.take_in(before[:2])
    anew = chain(begun_anew(before[4]), 2, chance)
    plan = waits_for("b", about(anew), held)
    assert plan is not None
    assert plan.missing == Missing("there", 1, 3, 0)
    assert str(plan) == "gap: entries from 3 on, of epoch 1 are missing, 2 wait"


def test_a_gap_names_what_is_between_and_nothing_that_is_held(
    held: MemoryLedger, chance: Any
) -> None:
    whole = chain(THERE, 8, chance)
    held.take_in(whole[:2])
    later = whole[4:]
    for plan in (waits_for("b", about(later), held), plan_of("b", about(later), later, held).plan):
        assert plan is not None
        assert plan.missing == Missing("there", 1, 3, 4)
    held.take_in(whole[2:4])
    assert waits_for("b", about(later), held) is None


def steps_of_tops(entries: int) -> int:
    """How much the database does to name the ends of two chains, the first of them so long."""
    steps: list[int] = []
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(schema._STATEMENTS["entry"])
        connection.executemany(
            "INSERT INTO entry VALUES (?, ?, 'long', 1, ?, x'00', 'note/1', 'r', x'00')",
            ((seq, seq.to_bytes(32, "big"), seq) for seq in range(1, entries + 1)),
        )
        connection.execute(
            "INSERT INTO entry VALUES (0, x'ff', 'short', 2, 1, x'00', 'note/1', 'r', x'00')"
        )
        connection.set_progress_handler(lambda: steps.append(1), 1)
        ends = {("long", 1): (entries, f"{entries:064x}"), ("short", 2): (1, "ff")}
        assert stored.tops(connection) == ends
    return len(steps)


def test_a_long_chain_takes_no_longer_to_find_the_end_of() -> None:
    assert steps_of_tops(3_000) == steps_of_tops(30)


def test_only_a_fork_of_the_chain_that_is_written_to_begins_another(
    ward: Any, tmp_path: Path, chance: Any
) -> None:
    session: Session = ward.unlock("owain")
    own, stick = enrolling.own_card(session), FolderCarrier(tmp_path)
    place = Place(own.environment, own.ward, own.terminal, 1, 1, NOTHING_BEFORE)
    epochs = []
    for _ in range(2):  # the second is of an epoch that is over
        arm = chain(place, 2, chance)
        raws = [RawEntry(entry.header_bytes, entry.parts) for entry in arm]
        sealed = sealing.seal(raws, about(arm), [own.age], session.ledger.sign)
        stick.write(INBOX, own.terminal, sealed.data)
        plans = coming_in.read_inbox(session, stick, lambda *_: None, lambda: False)
        assert [plan.verdict for plan in plans] == [FORK]
        assert all(session.ledger.by_id(entry.id) for entry in arm)
        epochs.append(session.ledger.identity.epoch)
    assert epochs == [2, 2]


def test_reading_back_compares_every_column_however_many_are_read_together() -> None:
    entries = [(n, bytes([n]), "t", 1, n, b"p", "note/1", f"r{n}", b"{}") for n in range(1, 5)]
    parts = [(n, name, bytes([n]) * 9) for n in range(1, 5) for name in ("facts", "private")]

    def digest(*stretches: int, **changed: Any) -> bytes:
        said = stored.Digest()
        told = [tuple(changed.get(str(value), value) for value in row) for row in entries]
        for start, end in pairwise((0, *stretches, 4)):
            said.add(told[start:end], parts[2 * start : 2 * end])
        return said.value()

    assert digest() == digest(1) == digest(2, 3)
    assert digest() != digest(t="u")
    assert digest() != digest(r3="r2")
