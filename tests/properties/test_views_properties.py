"""What must hold of the views whatever is written, in whatever order and by whatever clock."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.entry import Entry, NewEntry
from wardsafe.ledger.store import SqliteLedger
from wardsafe.places import WardFolder
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.views.access import AccessView
from wardsafe.views.checking import check
from wardsafe.views.history import heads, history
from wardsafe.views.log import LogFilter, LogView, count, page, row
from wardsafe.views.people import PeopleView, person

sys.path.insert(0, str(Path(__file__).parents[1]))
from views_ward import NIGHT, Ward, incident, tables

RECORDS = ("r1", "r2", "m1", "p1")
QUICK = settings(max_examples=40, deadline=None)

steps = st.lists(
    st.tuples(
        st.sampled_from(RECORDS),
        st.sampled_from(["record", "amend", "amend", "void"]),
        st.integers(0, 9),  # which of the entries before it becomes its parent
        st.integers(0, 9),  # what it says
        st.booleans(),  # whether it settles every version there is
    ),
    min_size=1,
    max_size=12,
)


def said(record: str, choice: int) -> Any:
    when = NIGHT + timedelta(hours=choice)
    if record == "p1":
        return Patient(name=["Rosa White", "Tom Brook", "Ann"][choice % 3])
    if record == "m1":
        move = ["admit", "leave", "discharge"][choice % 3]
        return Movement(person=["p1", "p2"][choice % 2], move=move, when=when, bed=str(choice))
    rows = [{"type": "05", "start": when, "end": None if choice % 2 else when}]
    return incident("p1", when, interventions=rows, reason_text=f"word{choice}")


def entries_from(ward: Ward, drawn: list[Any]) -> list[Entry]:
    made: list[Entry] = []
    for record, act, parent, choice, settles in drawn:
        before = [entry for entry in made if entry.header.record == record]
        parents = before if settles else before[parent % len(before) :][:1] if before else []
        entered = NIGHT + timedelta(hours=3 * choice)
        how = {"act": act if parents else "record", "record": record, "entered": entered}
        made.append(ward.made(said(record, choice), parents=parents, **how))
    return made


def ledger_of(ward: Ward, entries: list[Entry]) -> Any:
    """As much of a ledger as `check` asks for."""

    class Reading:
        def __enter__(self) -> Any:
            return ward.db

        def __exit__(self, *_: object) -> None:
            pass

    return SimpleNamespace(
        count=lambda: len(entries),
        walk=lambda: iter(entries),
        of_record=lambda record: tuple(e for e in entries if e.header.record == record),
        reading=Reading,
    )


@QUICK
@given(steps)
def test_replay_equals_incremental(drawn: list[Any]) -> None:
    one_by_one, at_once = Ward(), Ward()
    arrived = [one_by_one.take([entry])[0] for entry in entries_from(one_by_one, drawn)]
    at_once.take(entries_from(at_once, drawn))
    assert tables(one_by_one) == tables(at_once)
    assert check(ledger_of(one_by_one, arrived)) == ()


@QUICK
@given(steps, st.randoms(use_true_random=False), st.integers(1, 4))
def test_P6_order_of_arrival_does_not_matter(drawn: list[Any], random: Any, batch: int) -> None:
    straight, shuffled = Ward(), Ward()
    entries = entries_from(straight, drawn)
    straight.take(entries)
    mixed = random.sample(entries, len(entries))
    for start in range(0, len(mixed), batch):
        shuffled.take(mixed[start : start + batch])
    assert without_numbers(straight) == without_numbers(shuffled)


def without_numbers(ward: Ward) -> list[Any]:
    """What is shown, apart from the numbers, which count arrivals at this terminal."""
    rows = page(ward.db, LogFilter(), limit=100)
    shown = [
        (r.record, r.kind, r.person, r.initials, r.what, r.happened, r.entered, r.state, r.items)
        for r in rows
    ]
    words = [
        sorted(r.record for r in page(ward.db, LogFilter(words=f"word{n} "), limit=100))
        for n in range(10)
    ]
    return [sorted(shown), words, person(ward.db, "p1"), person(ward.db, "p2")]


@QUICK
@given(steps)
def test_the_log_equals_an_independent_fold(drawn: list[Any]) -> None:
    ward = Ward()
    arrived = ward.take(entries_from(ward, drawn))
    for record in {entry.header.record for entry in arrived}:
        mine = [entry for entry in arrived if entry.header.record == record]
        named = {parent for entry in mine for parent in entry.header.parents}
        standing = [entry for entry in mine if entry.id not in named]
        acts = [json.loads(entry.parts["facts"][16:])["entry"]["act"] for entry in standing]
        found = row(ward.db, record)
        assert found is not None
        if set(acts) == {"void"}:
            assert found.state == "void"
        elif len(standing) > 1:
            assert found.state == f"{len(standing)} versions"
        else:
            assert found.state not in ("void", "2 versions")
        assert {v.id for v in heads(history(mine))} == {entry.id for entry in standing}
        assert found.number == min(entry.number for entry in mine)
    assert count(ward.db, LogFilter()) == (len({e.header.record for e in arrived}), True)


@QUICK
@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),  # noqa: DTZ001 - given UTC below
            st.integers(-(10**6), 10**6),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_P16_a_clock_moved_by_any_amount_hides_redates_and_blocks_nothing(
    moves: list[tuple[datetime, int]],
) -> None:
    ward = Ward()
    written = []
    for naive, minutes in moves:
        when = naive.replace(tzinfo=UTC)
        entered = NIGHT + timedelta(minutes=minutes)
        first = ward.write(incident(when=when), entered=entered)
        shown = row(ward.db, first.header.record)
        assert shown is not None
        assert datetime.fromisoformat(shown.happened) == when
        assert datetime.fromisoformat(shown.entered) == entered
        amended = ward.write(
            incident(when=when, place="garden"),
            parents=[first],
            act="amend",
            entered=entered - timedelta(days=900),
        )
        shown = row(ward.db, first.header.record)
        assert shown is not None
        assert shown.what == "Restraint, garden or courtyard"
        assert datetime.fromisoformat(shown.happened) == when
        assert datetime.fromisoformat(shown.entered) == entered
        assert [v.current for v in history([first, amended])] == [False, True]
        written.append(first.header.record)
    walked, below = [], None
    while rows := page(ward.db, LogFilter(), below=below, limit=2):
        walked += [each.record for each in rows]
        below = rows[-1].position
    assert sorted(walked) == sorted(written)
    assert count(ward.db, LogFilter(words="courtyard")) == (len(written), True)


def test_a_table_that_was_changed_is_found_out() -> None:
    ward = Ward()
    arrived = ward.take([ward.made(incident(reason_text="kettle")), ward.made(Patient(name="Ann"))])
    ledger = ledger_of(ward, arrived)
    assert check(ledger) == ()
    ward.db.execute("UPDATE log SET what = 'nothing' WHERE number = 1")
    assert check(ledger) == ("The table log differs from the ledger in 1 rows.",)
    ward.db.execute("DELETE FROM log_words WHERE rowid = (SELECT max(position) FROM log)")
    assert any("word index differs" in problem for problem in check(ledger))
    ward.db.execute("DELETE FROM person")
    assert any("table person differs" in problem for problem in check(ledger))


def test_the_views_of_a_ledger_on_disk_read_rebuild_and_check(where: WardFolder) -> None:
    ward = Ward()
    views = (PeopleView(), LogView(), AccessView())
    ledger = SqliteLedger.create(
        where,
        identity=LedgerIdentity("demo-a", "W1", "PC 1"),
        data_key=b"k" * 32,
        signing_seed=b"s" * 32,
        device_secret=b"d" * 32,
        chance=ward.chance,
        views=views,
    )
    drawn = [("r1", "record", 0, n, False) for n in range(4)] + [("p1", "record", 0, 0, False)]
    made = entries_from(ward, drawn)
    news = [NewEntry(e.header.kind, e.header.record, (), _bodies(e)) for e in made]
    ledger.append_many(news[:3])
    for new in news[3:]:
        ledger.append(new)
    for again in ("", "log", "people"):
        if again:
            ledger.rebuild(again)
        assert ledger.views_behind() == ()
        assert check(ledger) == ()
        with ledger.reading() as db:
            (found,) = page(db, LogFilter(words="rosa word3"), limit=5)
            assert (found.state, found.initials) == ("4 versions", "RW")
    ledger.close()


def _bodies(entry: Entry) -> dict[str, Any]:
    return {name: json.loads(body[16:]) for name, body in entry.parts.items()}
