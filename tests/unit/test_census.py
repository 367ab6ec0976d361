"""The midnight census: movements, a person's count, and where the two say different things."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.records.census import Census, midnight
from wardsafe.records.movement import Movement
from wardsafe.services.census import census, confirm, occupied, proposed
from wardsafe.services.counting_beds import contradictions, nights, place_at
from wardsafe.services.recording import record_new, void
from wardsafe.views import people
from wardsafe.views.people import AWAY, GONE, HERE, UNPLACED

SUNDAY = date(2026, 11, 22)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def second(when: datetime) -> int:
    return int(when.timestamp())


def move(session, whose, what, when, **more):
    return record_new(session, Movement(person=whose, move=what, when=when, **more))


# --- midnights, by the movements --------------------------------------------------------------


def test_somebody_on_leave_at_midnight_is_counted_apart(ward) -> None:
    session = ward.unlock("grace")
    move(session, ward.jamal, "leave", at(SUNDAY, 18))
    night = census(session, SUNDAY)
    assert (night.in_bed, night.on_leave) == (("RW, bed 1",), ("JM, bed 2",))
    assert census(session, SUNDAY - timedelta(1)).on_leave == ()


@pytest.mark.parametrize(
    ("came", "went", "expected"),
    [
        ((20, 9), (23, 9), 3),  # the day of admission counts, the day of discharge does not
        ((20, 9), (20, 17), 0),  # the same day: nought
        ((20, 23), (21, 1), 1),
        ((20, 9), (21, 0), 1),  # discharged at midnight is discharged on the day that begins
        ((21, 0), (22, 0), 1),  # admitted at midnight is admitted on the day that begins
    ],
)
def test_a_stay_counts_its_nights(came, went, expected: int) -> None:
    moves = [
        (second(at(date(2026, 11, came[0]), came[1])), "admit", "1"),
        (second(at(date(2026, 11, went[0]), went[1])), "discharge", ""),
    ]
    assert nights(moves, date(2026, 11, 1), date(2026, 11, 30)) == (expected, 0)


def test_leave_does_not_end_a_stay() -> None:
    moves = [
        (second(at(date(2026, 11, 2), 9)), "admit", "1"),
        (second(at(date(2026, 11, 5), 9)), "leave", ""),
        (second(at(date(2026, 11, 8), 9)), "return", ""),
        (second(at(date(2026, 11, 12), 9)), "discharge", ""),
    ]
    assert nights(moves, date(2026, 11, 1), date(2026, 11, 30)) == (7, 3)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_midnight_is_midnight_when_the_clocks_change(day: date) -> None:
    assert midnight(day - timedelta(1)) == at(day, 0)
    before = second(at(day, 0)) - 1
    moves = [(before, "admit", "1"), (second(at(day + timedelta(1), 0)), "discharge", "")]
    assert nights(moves, day - timedelta(2), day + timedelta(2)) == (2, 0)


MOVES = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(["admit", "bed", "leave", "return", "transfer", "discharge", ""]),
        st.sampled_from(["", "1", "2"]),
    ),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(MOVES)
def test_where_somebody_is_agrees_with_the_list_of_people(moves) -> None:
    told = sorted((at_, people._ORDER.get(what, 9), "", what, bed) for at_, what, bed in moves)
    place = place_at([(at_, what, bed) for at_, _, _, what, bed in told], 10**9)
    assert (place.state, place.bed) == people._standing(told)


@settings(max_examples=200, deadline=None)
@given(MOVES, st.integers(0, 45))
def test_later_movements_do_not_change_where_somebody_was(moves, before: int) -> None:
    assert place_at(moves, before) == place_at([m for m in moves if m[0] < before], 10**9)


@settings(max_examples=100, deadline=None)
@given(MOVES)
def test_nights_are_a_count_of_midnights(moves) -> None:
    first, last = date(2026, 11, 1), date(2026, 11, 5)
    zero = second(at(first, 0))
    placed = [(zero + hour * 3600 * 3, what, bed) for hour, what, bed in moves]
    states = [place_at(placed, second(midnight(first + timedelta(n)))).state for n in range(5)]
    assert nights(placed, first, last) == (states.count(HERE), states.count(AWAY))


@pytest.mark.parametrize(
    ("before", "what", "words"),
    [
        (["admit"], "admit", "was admitted when on the ward already"),
        (["admit", "leave"], "leave", "went on leave when on leave already"),
        (["admit"], "return", "came back from leave without having gone"),
        (["admit", "discharge"], "leave", "went on leave after leaving the ward"),
        ([], "discharge", "was discharged without an admission before"),
        (["admit", "leave"], "bed", "changed bed while on leave"),
        (["admit", "transfer"], "discharge", "was discharged after leaving the ward"),
    ],
)
def test_a_movement_that_contradicts_another_is_said(before, what: str, words: str) -> None:
    moves = [(number, one, "") for number, one in enumerate([*before, what], 1)]
    assert [said for _, said in contradictions(moves, 0, 99)] == [words]


def test_movements_that_follow_each_other_contradict_nothing() -> None:
    course = ["admit", "bed", "leave", "return", "bed", "discharge", "admit", "transfer"]
    moves = [(number, one, "1") for number, one in enumerate(course)]
    assert contradictions(moves, 0, 99) == []
    assert place_at(moves, 99).state == GONE
    assert place_at(moves, 0).state == UNPLACED


def test_a_contradiction_and_two_people_in_one_bed_are_said_of_the_night(ward) -> None:
    session = ward.unlock("grace")
    move(session, ward.jamal, "return", at(SUNDAY, 10))
    move(session, ward.jamal, "bed", at(SUNDAY, 11), bed="1")
    assert census(session, SUNDAY).contradictions == (
        "JM came back from leave without having gone.",
        "Bed 1 has JM and RW.",
    )
    assert census(session, SUNDAY - timedelta(1)).contradictions == ()


# --- confirmed by a person --------------------------------------------------------------------


def test_the_movements_propose_and_a_person_confirms(ward) -> None:
    session = ward.unlock("grace")
    move(session, ward.jamal, "leave", at(SUNDAY, 18))
    before = proposed(session, SUNDAY)
    assert (before.in_bed, before.on_leave, before.available) == (1, 1, None)
    confirm(session, before.model_copy(update={"available": 18, "closed": 2}))
    night = census(session, SUNDAY)
    assert night.counted.name == "Grace Okafor"
    assert (night.counted.census.moves_in_bed, night.differences) == (1, ())
    assert proposed(session, SUNDAY - timedelta(1)).available is None
    ward.clock.pass_(86400)
    after = proposed(session, SUNDAY + timedelta(1))
    assert (after.available, after.closed, after.in_bed) == (18, 2, 1)


def test_a_count_that_differs_from_the_movements_is_kept_and_said(ward) -> None:
    session = ward.unlock("grace")
    confirm(session, Census(night=SUNDAY, in_bed=1, on_leave=0))
    assert census(session, SUNDAY).differences == ("In bed: 1 counted, 2 by the movements.",)


def test_a_movement_entered_after_the_count_is_said(ward) -> None:
    session = ward.unlock("grace")
    confirm(session, Census(night=SUNDAY, in_bed=2, on_leave=0))
    move(session, ward.jamal, "leave", at(SUNDAY, 18))
    assert census(session, SUNDAY).differences == (
        "In bed: 2 counted, 1 by the movements, 2 when it was confirmed.",
        "On leave: 0 counted, 1 by the movements, 0 when it was confirmed.",
    )


def test_a_second_count_corrects_the_first_which_stays(ward) -> None:
    session = ward.unlock("grace")
    first = confirm(session, Census(night=SUNDAY, in_bed=1, on_leave=0))
    second_ = confirm(session, Census(night=SUNDAY, in_bed=2, on_leave=0))
    assert first.record == second_.record
    assert len(session.ledger.of_record(first.record)) == 2
    assert census(session, SUNDAY).counted.census.in_bed == 2
    void(session, first.record, "duplicate")
    assert census(session, SUNDAY).counted is None


def test_two_censuses_of_one_night_that_disagree_are_said(ward) -> None:
    session = ward.unlock("grace")
    for in_bed in (1, 2):
        record_new(session, Census(night=SUNDAY, in_bed=in_bed, on_leave=0))
    said = census(session, SUNDAY).differences
    assert said[0] == "2 censuses of this night do not agree; the latest is shown."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"night": SUNDAY + timedelta(1), "in_bed": 2, "on_leave": 0}, "has not come yet"),
        ({"night": SUNDAY, "on_leave": 0}, "Count the people on the ward"),
        ({"night": SUNDAY, "in_bed": 2, "on_leave": 1, "awol": 2}, "add up to more"),
        ({"in_bed": 2, "on_leave": 1}, "date of the evening"),
    ],
)
def test_a_census_that_cannot_be_is_a_sentence(ward, said, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        confirm(ward.unlock("grace"), Census(**said))


def test_a_steward_does_not_count_patients(ward) -> None:
    with pytest.raises(NotAllowed):
        confirm(ward.unlock("owain"), Census(night=SUNDAY, in_bed=1, on_leave=0))


def test_bed_days_are_over_the_nights_that_were_counted(ward) -> None:
    session = ward.unlock("grace")
    first = date(2026, 11, 20)
    assert occupied(session, first, SUNDAY).words() == "Not counted: 0 of 3 nights"
    move(session, ward.jamal, "leave", at(SUNDAY, 18))
    for night in (first, SUNDAY):
        confirm(session, proposed(session, night))
    days = occupied(session, first, SUNDAY)
    assert (days.including, days.excluding, days.by_moves) == (4, 3, (6, 5))
    assert days.words() == ("4 occupied bed days including leave, 3 without, 2 of 3 nights")
