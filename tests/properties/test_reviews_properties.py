"""The queue is what its entries say: in any order of arrival, one by one or replayed."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.ledger.entry import Entry
from wardsafe.records.review import ANSWER, OUTCOME, QUESTION, SIGNED, TOLD, Review
from wardsafe.views import reviews
from wardsafe.views.review_rows import BITS, STATES, WAITING, CaseFilter
from wardsafe.views.review_view import ReviewsView

sys.path.insert(0, str(Path(__file__).parents[1]))
from views_ward import NIGHT, Ward, incident

RECORDS = ("r1", "r2", "r3")
ACTS = ("record", "amend", QUESTION, ANSWER, SIGNED, OUTCOME, TOLD, "void")

steps = st.lists(
    st.tuples(st.sampled_from(RECORDS), st.sampled_from(ACTS), st.integers(0, 9)),
    min_size=1,
    max_size=14,
)


def ward() -> Ward:
    made = Ward()
    made.views = (*made.views, ReviewsView())
    made.views[-1].create(made.db)
    return made


def made(here: Ward, drawn: list[Any]) -> list[Entry]:
    entries: list[Entry] = []
    asked: dict[str, list[str]] = {}
    for count, (record, act, choice) in enumerate(drawn):
        entered = NIGHT + timedelta(hours=count)
        before = [entry for entry in entries if entry.header.record == record]
        if act in ("record", "amend", "void") or not before:
            parents = before[choice % len(before) :][:1] if before else []
            how = {"act": act if act in ("amend", "void") and parents else "record"}
            said = incident("p1", place=("corridor", "garden")[choice % 2])
            entry = here.made(said, parents=parents, record=record, entered=entered, **how)
        else:
            of = (asked.get(record) or [None])[choice % max(1, len(asked.get(record, [])))]
            heads = tuple(entry.id for entry in before[-1:])
            said = Review(
                act=act,
                about=record,
                words="word",
                of=of if act in (ANSWER, TOLD) else None,
                signed=heads if act == SIGNED else (),
            )
            entry = here.made(said, entered=entered)
            if act == QUESTION:
                asked.setdefault(record, []).append(entry.header.record)
        entries.append(entry)
    return entries


def table(here: Ward) -> list[Any]:
    """What the queue holds, but for the numbers, which are those of arrival."""
    rows = here.db.execute(
        "SELECT record, kind, person, what, happened, entered, author, states, items, since, "
        "begun, signed, told FROM review_case ORDER BY record"
    ).fetchall()
    done = here.db.execute("SELECT record, act, about, of, body FROM review_step ORDER BY record")
    return [rows, done.fetchall()]


@settings(max_examples=40, deadline=None)
@given(drawn=steps, data=st.data())
def test_the_queue_does_not_depend_on_the_order_of_arrival(drawn: list[Any], data: Any) -> None:
    here = ward()
    entries = made(here, drawn)
    here.take(entries)
    other = ward()
    for entry in data.draw(st.permutations(entries)):
        other.take([entry])
    assert table(other) == table(here)


@settings(max_examples=40, deadline=None)
@given(drawn=steps)
def test_every_record_stands_in_exactly_one_state_and_is_found_by_it(drawn: list[Any]) -> None:
    here = ward()
    here.take(made(here, drawn))
    rows = reviews.page(here.db, CaseFilter(), limit=99)
    assert {row.record for row in rows} == {record for record, *_ in drawn}
    assert [row.position for row in rows] == sorted((r.position for r in rows), reverse=True)
    for row in rows:
        assert sum(bool(row.states & BITS[word]) for word in STATES) == 1
    found = [r for w in STATES for r in reviews.page(here.db, CaseFilter(BITS[w]), limit=99)]
    assert sorted(row.record for row in found) == sorted(row.record for row in rows)
    counted = sum(many for many, _ in reviews.waiting(here.db).values())
    assert counted == reviews.count(here.db, CaseFilter(WAITING))


@settings(max_examples=40, deadline=None)
@given(drawn=steps)
def test_a_question_waits_for_the_ward_exactly_until_it_is_answered(drawn: list[Any]) -> None:
    here = ward()
    here.take(made(here, drawn))
    waiting = {step.about for step in reviews.open_questions(here.db)}
    rows = reviews.page(here.db, CaseFilter(), limit=99)
    assert {row.record for row in rows if row.state == "ward to answer"} == waiting
