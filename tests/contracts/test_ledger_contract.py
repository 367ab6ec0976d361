"""What every ledger promises, run on each kind of ledger."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import pytest
from nacl.signing import VerifyKey
from sqlite_utils import Database

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, NotSaved
from wardsafe.ledger.checkpoint import LedgerIdentity, is_signed_by
from wardsafe.ledger.contract import Ledger, View
from wardsafe.ledger.entry import NOTHING_BEFORE, Branch, Entry, NewEntry, branch_name
from wardsafe.ledger.keys import new_identity
from wardsafe.ledger.memory import MemoryLedger
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder

WHO = LedgerIdentity("demo-contract", "RXX01", "t1")
SEED = b"s" * 32
Make = Callable[..., Ledger]


@dataclass
class Tally:
    """A view that keeps each entry's number, and fails for the kinds it is told to."""

    name: str = "tally"
    version: int = 1
    fails_on: set[str] = field(default_factory=set)

    def create(self, db: Database) -> None:
        db.execute(f"DROP TABLE IF EXISTS {self.name}")
        db.execute(f"CREATE TABLE {self.name} (number INTEGER PRIMARY KEY, kind TEXT)")

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        for entry in entries:
            db[self.name].insert({"number": entry.number, "kind": entry.header.kind})
            if entry.header.kind in self.fails_on:
                raise ValueError("the view's own fault, quoting a patient")


@pytest.fixture(params=["sqlite", "memory"])
def make(request: pytest.FixtureRequest, where: WardFolder, chance: Chance) -> Iterator[Make]:
    made: list[Ledger] = []

    def build(*views: View) -> Ledger:
        if request.param == "memory":
            made.append(MemoryLedger(WHO, signing_seed=SEED, chance=chance, views=views))
        else:
            made.append(
                SqliteLedger.create(
                    where,
                    identity=WHO,
                    data_key=b"k" * 32,
                    signing_seed=SEED,
                    device_secret=b"d" * 32,
                    chance=chance,
                    views=views,
                )
            )
        return made[-1]

    yield build
    for ledger in made:
        ledger.close()


def note(record: str = "r1", kind: str = "note/1", **facts: Any) -> NewEntry:
    return NewEntry(kind, record, (), {"facts": facts, "private": {"text": "quiet"}})


def numbers(ledger: Ledger) -> list[int]:
    with ledger.reading() as db:
        return [row["number"] for row in db.query("SELECT number FROM tally ORDER BY number")]


def test_a_new_ledger_is_empty_and_verifies(make: Make) -> None:
    ledger = make()
    assert (ledger.count(), list(ledger.walk()), ledger.findings) == (0, [], ())
    assert (ledger.head().seq, ledger.head().head) == (0, NOTHING_BEFORE)
    assert verify(ledger).problems == ()
    assert ledger.identity == WHO


def test_what_is_appended_reads_back(make: Make) -> None:
    ledger = make()
    saved = ledger.append(note("r1", minutes=7))
    entry = ledger.entry(saved.number)
    assert entry is not None
    assert (saved.number, saved.record, saved.code) == (1, "r1", entry.id[:8])
    assert entry.read("facts") == {"minutes": 7}
    assert entry.read("private") == {"text": "quiet"}
    assert entry.read("people") == {}
    assert entry.fault() == ""
    assert ledger.by_id(saved.id) == entry
    assert (ledger.entry(0), ledger.entry(2), ledger.by_id("ab" * 32)) == (None, None, None)


def test_entries_form_one_signed_chain(make: Make) -> None:
    ledger = make()
    saved = [ledger.append(note()) for _ in range(3)]
    headers = [entry.header for entry in ledger.walk()]
    assert [h.seq for h in headers] == [1, 2, 3]
    assert [h.prev for h in headers] == [NOTHING_BEFORE, saved[0].id, saved[1].id]
    head = ledger.head()
    assert (head.terminal, head.epoch, head.seq, head.head) == ("t1", 1, 3, saved[2].id)
    assert is_signed_by(head, ledger.public_key)
    assert ledger.checkpoints() == (head,)


def test_many_at_once_are_one_write_of_the_same_chain(make: Make) -> None:
    ledger = make(Tally())
    ledger.append(note())
    assert ledger.append_many(note(f"r{i}") for i in range(1203)) == 1203
    ledger.append(note())
    report = verify(ledger)
    assert (report.entries, report.chains, report.problems) == (1205, 1, ())
    assert numbers(ledger) == list(range(1, 1206))
    assert ledger.append_many([]) == 0
    assert ledger.count() == 1205


def test_many_at_once_are_all_or_none(make: Make) -> None:
    ledger = make(Tally())
    ledger.append(note())
    head = ledger.head()
    with pytest.raises(BadInput):
        ledger.append_many([note(), note(), note(minutes=1.5)])
    assert (ledger.count(), ledger.head(), numbers(ledger)) == (1, head, [1])
    assert ledger.append(note()).number == 2
    assert verify(ledger).problems == ()


def test_a_failing_source_of_many_leaves_nothing(make: Make) -> None:
    def source() -> Iterator[NewEntry]:
        yield from [note()] * 700
        raise RuntimeError("the file ends here")

    ledger = make(Tally())
    with pytest.raises(RuntimeError):
        ledger.append_many(source())
    assert (ledger.count(), numbers(ledger)) == (0, [])
    assert ledger.append(note()).number == 1


def test_what_cannot_be_kept_is_refused_by_name(make: Make) -> None:
    ledger = make()
    with pytest.raises(BadInput) as refused:
        ledger.append(note(rows=[{"minutes": float("nan")}]))
    assert refused.value.field == "rows.0.minutes"
    assert ledger.count() == 0


def test_a_record_is_its_entries_in_order_of_arrival(make: Make) -> None:
    ledger = make()
    first = ledger.append(note("a"))
    ledger.append(note("b"))
    ledger.append(NewEntry("note/1", "a", (first.id,), {"facts": {}}))
    found = ledger.of_record("a")
    assert [entry.number for entry in found] == [1, 3]
    assert found[1].header.parents == (first.id,)
    assert ledger.of_record("nobody") == ()


def test_walking_and_rows_begin_after_a_number(make: Make) -> None:
    ledger = make()
    ledger.append_many(note() for _ in range(5))
    assert [entry.number for entry in ledger.walk(after=3)] == [4, 5]
    assert [row[0] for row in ledger.rows(1, 2)] == [2, 3]


def test_a_new_epoch_says_why_and_follows_the_last_head(make: Make) -> None:
    ledger = make()
    last = ledger.append(note())
    begun = ledger.begin_epoch("Restored from a back-up.")
    entry = ledger.entry(begun.number)
    assert entry is not None
    assert (entry.header.epoch, entry.header.seq, entry.header.prev) == (2, 1, last.id)
    assert entry.header.kind == "epoch/1"
    assert entry.read("facts")["reason"] == "Restored from a back-up."
    assert ledger.identity.epoch == 2
    assert ledger.append(note()).number == 3
    report = verify(ledger)
    assert (report.chains, report.problems) == (2, ())
    assert [(c.epoch, c.seq) for c in ledger.checkpoints()] == [(1, 1), (2, 2)]


def test_a_new_epoch_passes_over_one_of_ours_that_came_home(make: Make, chance: Chance) -> None:
    """A disk that was put back is sent what it wrote later: the number of that epoch is used."""
    ledger = make()
    kept = ledger.entry(ledger.append(note()).number)
    assert kept is not None
    later = MemoryLedger(WHO, signing_seed=SEED, chance=chance)
    later.take_in([kept])
    later.begin_epoch("Restored.")
    ledger.take_in(list(later.walk(after=1)))
    begun = ledger.entry(ledger.begin_epoch("It was put back.").number)
    assert begun is not None
    assert (begun.header.epoch, begun.header.seq) == (3, 1)
    assert ledger.count() == 3


def test_a_view_shows_each_entry_as_it_is_saved(make: Make) -> None:
    ledger = make(Tally())
    assert ledger.views_behind() == ()
    ledger.append(note())
    ledger.append(note())
    assert numbers(ledger) == [1, 2]


def test_a_failing_view_falls_behind_and_recording_goes_on(make: Make) -> None:
    tally, other = Tally(fails_on={"bad/1"}), Tally(name="other")
    ledger = make(tally, other)
    ledger.append(note())
    assert ledger.append(note(kind="bad/1")).number == 2
    assert ledger.append(note()).number == 3
    assert ledger.views_behind() == ("tally",)
    assert numbers(ledger) == [1]
    with ledger.reading() as db:
        assert db["other"].count == 3
    tally.fails_on.clear()
    seen: list[tuple[int, int]] = []
    ledger.rebuild("tally", lambda done, of: seen.append((done, of)))
    assert ledger.views_behind() == ()
    assert numbers(ledger) == [1, 2, 3]
    assert seen[-1] == (3, 3)
    assert ledger.append(note()).number == 4
    assert numbers(ledger) == [1, 2, 3, 4]


def test_a_rebuild_gives_what_was_shown_already(make: Make) -> None:
    ledger = make(Tally())
    ledger.append_many(note() for _ in range(20))
    before = numbers(ledger)
    ledger.rebuild("tally")
    assert numbers(ledger) == before


def test_parts_are_salted_so_equal_ones_differ(make: Make) -> None:
    ledger = make()
    ledger.append(note(minutes=7))
    ledger.append(note(minutes=7))
    first, second = ledger.walk()
    assert first.parts["facts"][16:] == second.parts["facts"][16:]
    assert first.header.parts["facts"] != second.header.parts["facts"]


def test_a_sealed_part_is_opened_by_its_readers_and_by_nobody_else(make: Make) -> None:
    ledger = make(Tally())
    (mine, my_key), (theirs, their_key), (nobodys, _) = (new_identity() for _ in range(3))
    said = {"facts": {"month": "2026-11"}, "private": {"text": "Zoë said so"}, "people": {"age": 7}}
    sealed = {"private": (my_key, their_key), "people": (my_key,)}
    saved = ledger.append(NewEntry("note/1", "r1", (), said, sealed))
    entry = ledger.entry(saved.number)
    assert entry is not None
    assert list(entry.read("private")) == ["age"]
    assert [entry.is_sealed(name) for name in ("facts", "people", "private", "none")] == [
        False,
        True,
        True,
        False,
    ]
    assert all(b"said so" not in body for body in entry.parts.values())
    opened, half = entry.opened([nobodys, mine]), entry.opened([theirs])
    assert opened is not None
    assert {name: opened.read(name) for name in opened.parts} == said
    assert half is not None
    assert (half.read("private"), half.is_sealed("people")) == (said["private"], True)
    assert (entry.opened([nobodys]), entry.opened([])) == (None, None)


def test_a_sealed_part_is_committed_to_as_it_is_stored_and_checked_without_a_key(
    make: Make,
) -> None:
    ledger = make()
    _, key = new_identity()
    new = NewEntry("note/1", "r1", (), {"private": {"text": "x"}}, {"private": (key,)})
    saved = ledger.append(new)
    ledger.append_many([new, new])
    entry = ledger.entry(saved.number)
    assert entry is not None
    assert sha256(entry.parts["private"]).hexdigest() == entry.header.parts["private"]
    assert (entry.fault(), verify(ledger).problems) == ("", ())
    assert len({entry.parts["private"] for entry in ledger.walk()}) == 3


def test_what_cannot_be_sealed_is_not_kept_in_the_clear(make: Make) -> None:
    ledger = make()
    said = {"private": {"text": "x"}}
    for recipients in ((), ("no key",)):
        with pytest.raises(NotSaved):
            ledger.append(NewEntry("note/1", "r1", (), said, {"private": recipients}))
    wrong = NewEntry("note/1", "r1", (), {"private": {"minutes": 1.5}}, {"private": ("any",)})
    with pytest.raises(BadInput):
        ledger.append(wrong)
    assert ledger.count() == 0


def test_verifying_tells_progress_and_can_be_stopped(make: Make) -> None:
    ledger = make()
    ledger.append_many(note() for _ in range(1100))
    seen: list[tuple[int, int]] = []
    report = verify(ledger, lambda done, of: seen.append((done, of)), lambda: len(seen) == 1)
    assert (report.is_whole, report.entries, seen) == (False, 500, [(500, 1100)])
    assert verify(ledger).is_whole


def test_closing_twice_is_harmless(make: Make) -> None:
    ledger = make()
    ledger.close()
    ledger.close()


# --- what comes in from other terminals ---------------------------------------------------------


def written_elsewhere(chance: Chance, count: int, **other: Any) -> list[Entry]:
    who = LedgerIdentity("demo-contract", "RXX01", "t2")
    elsewhere = MemoryLedger(who, signing_seed=b"t" * 32, chance=chance)
    elsewhere.append_many(note(f"x{n}", **other) for n in range(count))
    found = list(elsewhere.walk())
    elsewhere.close()
    return found


def test_entries_of_others_are_taken_in_as_they_were_written(make: Make, chance: Chance) -> None:
    ledger = make(Tally())
    ledger.append(note())
    theirs = written_elsewhere(chance, 1203)
    head = ledger.head()
    assert ledger.take_in(theirs) == 1203
    assert (ledger.count(), ledger.head()) == (1204, head)
    assert numbers(ledger) == list(range(1, 1205))
    kept = ledger.by_id(theirs[7].id)
    assert kept is not None
    assert (kept.header_bytes, kept.parts) == (theirs[7].header_bytes, theirs[7].parts)
    assert ledger.tops()["t2", 1] == (1203, theirs[-1].id)
    assert [e.id for e in ledger.chain("t2", 1, 5, 3)] == [e.id for e in theirs[5:8]]
    saved = ledger.append(note())
    assert saved.number == 1205
    assert verify(ledger).problems == ()


def test_what_does_not_follow_is_not_taken_in_and_nothing_of_it(make: Make, chance: Chance) -> None:
    ledger = make()
    theirs = written_elsewhere(chance, 4)
    for wrong in (theirs[1:], [*theirs[:2], theirs[3]], [*theirs, theirs[0]]):
        with pytest.raises((BadInput, NotSaved)):
            ledger.take_in(wrong)
        assert ledger.count() == 0
    assert ledger.take_in([]) == 0
    assert ledger.take_in(theirs) == 4


def test_the_second_arm_of_a_fork_is_kept_in_a_branch(make: Make, chance: Chance) -> None:
    ledger = make()
    one, other = written_elsewhere(chance, 3), written_elsewhere(chance, 2, arm=2)
    ledger.take_in(one)
    name = branch_name("t2", other[0].id)
    arm = [replace(e, branch=Branch(name, n)) for n, e in enumerate(other, start=1)]
    ledger.take_in(arm)
    assert ledger.tops() == {("t2", 1): (3, one[-1].id), (name, 1): (2, other[-1].id)}
    assert [e.header for e in ledger.chain(name, 1, 0, 9)] == [e.header for e in other]
    assert verify(ledger).problems == ()


def test_a_text_is_signed_under_its_own_name_and_never_as_a_head(make: Make) -> None:
    ledger = make()
    signature = ledger.sign("bundle/1", b"what it says\n")
    key = VerifyKey(bytes.fromhex(ledger.public_key))
    key.verify(b"wardsafe bundle/1\nwhat it says\n", signature)
    with pytest.raises(BadInput):
        ledger.sign("checkpoint/1", b"{}")
