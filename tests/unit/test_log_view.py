"""The log: its order, its pages, its filters, its states, and how it is read."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wardsafe.records.held_record import HeldRecord
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.views.log import LogFilter, _walks, count, page, row, totals_of
from wardsafe.views.log_lines import STATES

sys.path.insert(0, str(Path(__file__).parents[1]))
from views_ward import NIGHT, Ward, incident

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
COMPLETE = {
    "reason": "10",
    "how": "held by both arms",
    "outcome": "settled",
    "mental_disorder": "psychosis",
    "serious_harm": "none",
    "tried": ("verbal",),
    "notification": "Y",
}


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_newest_happened_comes_first_whatever_arrived_first(ward: Ward) -> None:
    for hours in (2, 0, 3, 1):
        ward.write(incident(when=NIGHT - hours * HOUR))
    rows = page(ward.db, LogFilter(), limit=10)
    assert [each.number for each in rows] == [2, 4, 1, 3]


def test_a_row_says_what_who_where_and_when(ward: Ward) -> None:
    patient = ward.write(Patient(name="Rosa Whitfield")).header.record
    ward.write(incident(patient), author="Dev Shah", entered=NIGHT + 20 * MINUTE)
    found = page(ward.db, LogFilter(kinds=("restrictive-practice/1",)), limit=1)[0]
    assert (found.title, found.initials, found.what) == (
        "Restrictive practice",
        "RW",
        "Restraint, corridor",
    )
    assert (found.number, found.author, found.state) == (2, "Dev Shah", "incomplete")
    assert datetime.fromisoformat(found.happened) == NIGHT
    assert datetime.fromisoformat(found.entered) == NIGHT + 20 * MINUTE


def test_several_interventions_are_named_once_each(ward: Ward) -> None:
    rows = [{"type": code, "start": NIGHT, "end": NIGHT + MINUTE} for code in ("07", "09", "05")]
    ward.write(incident(interventions=rows, place="day-room"))
    assert page(ward.db, LogFilter(), limit=1)[0].what == "Restraint, seclusion, day room"


def test_a_corrected_name_shows_in_every_row(ward: Ward) -> None:
    first = ward.write(Patient(name="Rosa Whitfield"))
    ward.write(incident(first.header.record))
    ward.write(Patient(name="Ruth Whitfield Stone"), parents=[first], act="amend", reason="married")
    assert {each.initials for each in page(ward.db, LogFilter(), limit=9)} == {"RWS"}


def test_pages_down_and_up_meet_without_gap_or_overlap(ward: Ward) -> None:
    ward.take(ward.made(incident(when=NIGHT - n // 3 * MINUTE)) for n in range(40))
    seen, below = [], None
    while rows := page(ward.db, LogFilter(), below=below, limit=7):
        seen += [each.position for each in rows]
        below = rows[-1].position
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 40
    up = page(ward.db, LogFilter(), above=seen[20], limit=7)
    assert [each.position for each in up] == seen[13:20]


def test_a_record_written_while_a_page_is_open_shifts_nothing_below_it(ward: Ward) -> None:
    ward.take(ward.made(incident(when=NIGHT - n * HOUR)) for n in range(10))
    first = page(ward.db, LogFilter(), limit=4)
    expected = page(ward.db, LogFilter(), below=first[-1].position, limit=4)
    ward.write(incident(when=NIGHT + HOUR))
    assert page(ward.db, LogFilter(), below=first[-1].position, limit=4) == expected


def test_filters_agree_with_looking_at_every_row(ward: Ward) -> None:
    people = [ward.write(Patient(name=f"Ann {n}")).header.record for n in range(3)]
    for n in range(30):
        when = NIGHT - n * HOUR
        open_end = [{"type": "05", "start": when, "end": None}]
        more = {"interventions": open_end} if n % 5 == 0 else {}
        ward.write(incident(people[n % 3], when, **more), entered=when + n * HOUR)
        ward.write(Movement(person=people[n % 2], move="leave", when=when), entered=when)
    every = page(ward.db, LogFilter(), limit=1000)
    kinds = ("movement/1", "patient/1")
    since, until = NIGHT - 20 * HOUR, NIGHT - 4 * HOUR
    cases = [
        (LogFilter(kinds=kinds), lambda r: r.kind in kinds),
        (LogFilter(person=people[1]), lambda r: r.person == people[1]),
        (
            LogFilter(person=people[1], kinds=kinds),
            lambda r: r.person == people[1] and r.kind in kinds,
        ),
        (LogFilter(state="open"), lambda r: r.state == "open"),
        (
            LogFilter(state="open", person=people[0]),
            lambda r: r.state == "open" and r.person == people[0],
        ),
        (LogFilter(state="open", kinds=kinds), lambda r: False),
        (
            LogFilter(since=since, until=until),
            lambda r: since <= datetime.fromisoformat(r.happened) < until,
        ),
        (
            LogFilter(person=people[0], words="leave", until=until),
            lambda r: (
                r.person == people[0]
                and r.kind == "movement/1"
                and datetime.fromisoformat(r.happened) < until
            ),
        ),
        (LogFilter(words="seclusion", state="open"), lambda r: r.state == "open"),
    ]
    for chosen, holds in cases:
        expected = [each for each in every if holds(each)]
        assert page(ward.db, chosen, limit=1000) == expected, chosen
        assert count(ward.db, chosen) == (len(expected), True), chosen
        if expected:
            middle = expected[len(expected) // 2].position
            below = [each for each in expected if each.position < middle]
            assert page(ward.db, chosen, below=middle, limit=3) == below[:3]
            above = [each for each in expected if each.position > middle]
            assert page(ward.db, chosen, above=middle, limit=3) == above[-3:]


def test_a_state_finds_records_for_which_a_weightier_word_is_shown(ward: Ward) -> None:
    ward.write(incident(), entered=NIGHT + 13 * HOUR)
    assert page(ward.db, LogFilter(), limit=1)[0].state == "entered late"
    assert count(ward.db, LogFilter(state="incomplete")) == (1, True)


@pytest.mark.parametrize(
    ("after", "state"),
    [(12 * HOUR, "incomplete"), (12 * HOUR + MINUTE, "entered late"), (-HOUR, "incomplete")],
)
def test_late_is_longer_after_than_a_shift(ward: Ward, after: timedelta, state: str) -> None:
    ward.write(incident(), entered=NIGHT + after)
    assert page(ward.db, LogFilter(), limit=1)[0].state == state


def test_completing_is_not_amending(ward: Ward) -> None:
    first = ward.write(incident())
    second = ward.write(incident(outcome="settled"), parents=[first], act="amend", reason="more")
    assert page(ward.db, LogFilter(), limit=1)[0].state == "incomplete"
    ward.write(incident(outcome="slept"), parents=[second], act="amend", reason="mistake")
    assert page(ward.db, LogFilter(), limit=1)[0].state == "amended"
    assert count(ward.db, LogFilter()) == (1, True)


def test_closing_an_open_end_is_not_amending_and_it_is_no_longer_open(ward: Ward) -> None:
    start = {"type": "05", "start": NIGHT}
    first = ward.write(incident(interventions=[start]))
    assert page(ward.db, LogFilter(), limit=1)[0].state == "open"
    ended = incident(interventions=[{**start, "end": NIGHT + HOUR}])
    ward.write(ended, parents=[first], act="amend", reason="ended")
    assert page(ward.db, LogFilter(), limit=1)[0].state == "incomplete"
    assert count(ward.db, LogFilter(state="open")) == (0, True)


def test_two_amendments_of_one_version_are_two_versions_until_one_is_chosen(ward: Ward) -> None:
    first = ward.write(incident())
    one = ward.write(incident(place="garden"), parents=[first], act="amend")
    other = ward.write(incident(place="bedroom"), parents=[first], act="amend")
    assert row(ward.db, first.header.record).state == "2 versions"
    assert count(ward.db, LogFilter(words="garden")) == count(ward.db, LogFilter(words="bedroom"))
    assert count(ward.db, LogFilter(state="2 versions")) == (1, True)
    third = ward.write(incident(place="kitchen"), parents=[first], act="amend")
    assert row(ward.db, first.header.record).state == "3 versions"
    ward.write(incident(place="garden"), parents=[one, other, third], act="amend")
    settled = row(ward.db, first.header.record)
    assert (settled.state, settled.what) == ("amended", "Restraint, garden or courtyard")


def test_a_void_record_stays_and_says_what_it_said(ward: Ward) -> None:
    first = ward.write(incident(interventions=[{"type": "05", "start": NIGHT}]))
    ward.write(incident(), parents=[first], act="void", reason="wrong person")
    found = row(ward.db, first.header.record)
    assert (found.state, found.what) == ("void", "Seclusion, corridor")
    assert count(ward.db, LogFilter(state="open")) == (0, True)
    assert count(ward.db, LogFilter(words="wrong person")) == (1, True)


def test_a_void_against_an_amendment_is_two_versions(ward: Ward) -> None:
    first = ward.write(incident())
    ward.write(incident(), parents=[first], act="void", reason="wrong person")
    ward.write(incident(place="garden"), parents=[first], act="amend", reason="place")
    found = row(ward.db, first.header.record)
    assert (found.state, found.what) == ("2 versions", "Restraint, garden or courtyard")


def test_a_held_record_is_unclaimed_until_it_is_claimed(ward: Ward) -> None:
    held = HeldRecord(taken=NIGHT, who_wrote="Sam", fields={"note": "shouting in the garden"})
    first = ward.write(held)
    assert page(ward.db, LogFilter(), limit=1)[0].state == "unclaimed"
    assert count(ward.db, LogFilter(words="shouting")) == (1, True)
    claimed = held.model_copy(update={"state": "claimed", "became": "x"})
    ward.write(claimed, parents=[first], act="amend", reason="claimed")
    assert count(ward.db, LogFilter(state="unclaimed")) == (0, True)


def test_a_kind_of_a_newer_version_is_shown(ward: Ward) -> None:
    ward.write(incident(), kind="music-session/9")
    found = page(ward.db, LogFilter(), limit=1)[0]
    assert (found.title, found.what) == ("Music session", "from a newer version")
    assert count(ward.db, LogFilter(kinds=("music-session/9",))) == (1, True)


def test_a_record_that_cannot_be_read_is_shown(ward: Ward) -> None:
    strange = {"facts": {"interventions": 7}, "private": {"when": ["no"]}}
    ward.take([ward.built("restrictive-practice/1", strange, "r1")])
    assert page(ward.db, LogFilter(), limit=1)[0].what == "cannot be read here"


def test_a_new_chain_says_why(ward: Ward) -> None:
    facts = {"entry": {"act": "record"}, "reason": "restored from Sunday"}
    ward.take([ward.built("epoch/1", {"facts": facts}, "r1")])
    found = page(ward.db, LogFilter(), limit=1)[0]
    assert (found.title, found.what) == ("New chain of entries", "restored from Sunday")


def test_items_are_counted_as_the_record_counts_them(ward: Ward) -> None:
    ward.write(incident(**COMPLETE), patient=Patient(name="Ann Lee", nhs_number="9434765919"))
    found = page(ward.db, LogFilter(), limit=1)[0]
    assert 7 < found.items < 16
    assert found.state == "incomplete"


def test_a_count_stops_at_its_cap_and_totals_are_exact(ward: Ward) -> None:
    ward.take(ward.made(incident(when=NIGHT - n * MINUTE)) for n in range(30))
    assert count(ward.db, LogFilter(words="corridor"), cap=10) == (10, False)
    assert count(ward.db, LogFilter(), cap=10) == (30, True)
    assert totals_of(ward.db) == {"restrictive-practice/1": 30}


CHOICES = [
    LogFilter(),
    LogFilter(since=NIGHT - HOUR, until=NIGHT),
    LogFilter(kinds=("movement/1", "restrictive-practice/1")),
    LogFilter(person="p"),
    LogFilter(person="p", kinds=("movement/1",), state="open"),
    *(LogFilter(state=state) for state in STATES),
    LogFilter(state="open", kinds=("restrictive-practice/1",)),
    LogFilter(words="corridor restr"),
    LogFilter(words="corridor", person="p", kinds=("movement/1",), state="open", since=NIGHT),
]


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_no_page_is_ever_sorted_or_scanned(ward: Ward, chosen: LogFilter, order: str) -> None:
    ward.take(ward.made(incident(when=NIGHT - n * MINUTE)) for n in range(20))
    walks = _walks(ward.db, chosen)
    assert walks
    for sql, values in walks:
        plan = ward.db.execute(
            f"EXPLAIN QUERY PLAN {sql} ORDER BY 1 {order} LIMIT 50", (*values, 0, 1 << 62)
        ).fetchall()
        steps = [step[3] for step in plan]
        assert len(steps) == 1, steps
        assert "TEMP B-TREE" not in steps[0]
        assert steps[0].startswith("SEARCH") or "VIRTUAL TABLE INDEX" in steps[0], steps


def test_rows_are_fetched_by_their_keys(ward: Ward) -> None:
    ward.write(incident())
    seen: list[str] = []
    ward.db.conn.set_trace_callback(seen.append)
    page(ward.db, LogFilter(), limit=5)
    ward.db.conn.set_trace_callback(None)
    plan = ward.db.execute(f"EXPLAIN QUERY PLAN {seen[-1]}").fetchall()
    steps = [step[3] for step in plan]
    assert any(step.startswith("SEARCH log USING INTEGER PRIMARY KEY") for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps)


def test_new_records_are_applied_with_a_fixed_number_of_queries(ward: Ward) -> None:
    def statements(how_many: int) -> int:
        entries = [ward.made(incident(when=NIGHT - n * MINUTE)) for n in range(how_many)]
        asked: list[str] = []
        ward.db.conn.set_trace_callback(asked.append)
        ward.take(entries)
        ward.db.conn.set_trace_callback(None)
        return sum(text.lstrip().startswith("SELECT") for text in asked if "log" in text)

    assert statements(3) == statements(60)


def test_times_before_1970_and_far_ahead_are_shown_as_they_are(ward: Ward) -> None:
    for year in (1066, 1969, 2026, 2600, 9999):
        ward.write(incident(when=datetime(year, 1, 2, tzinfo=UTC)))
    rows = page(ward.db, LogFilter(), limit=9)
    assert [each.happened[:4] for each in rows] == ["9999", "2600", "2026", "1969", "1066"]
