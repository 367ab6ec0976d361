"""The midnight census: movements, a person's count, and where the two say different things."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.records.census import Census, midnight
from wardsafe.records.movement import LEAVES, ORDER, Movement
from wardsafe.services.bed_days import MONTHS, months, occupied
from wardsafe.services.census import PUT_RIGHT, census, confirm, contradicts, proposed
from wardsafe.services.counting_beds import by_night, contradictions, nights, place_at
from wardsafe.services.recording import current, record_new, void
from wardsafe.services.whereabouts import whereabouts
from wardsafe.views import people
from wardsafe.views.folding import record_at
from wardsafe.views.people import AWAY, GONE, HERE, UNPLACED
from wardsafe.vocabulary.code_lists import code_list

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
        st.sampled_from([*ORDER, ""]),
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
        (["admit", "home-leave"], "section-17", "went on section 17 leave when on leave already"),
        (["admit", "discharge"], "home-leave", "went on home leave after leaving the ward"),
        (["admit", "awol"], "awol", "went absent without leave when on leave already"),
        ([], "awol", "went absent without leave without an admission before"),
        (["admit", "transfer"], "discharge", "was discharged after leaving the ward"),
    ],
)
def test_a_movement_that_contradicts_another_is_said(before, what: str, words: str) -> None:
    moves = [(number, one, "") for number, one in enumerate([*before, what], 1)]
    assert [said for _, said in contradictions(moves, 0, 99)] == [words]


def test_movements_that_follow_each_other_contradict_nothing() -> None:
    course = ["admit", "bed", "leave", "return", "bed", "discharge", "admit", "transfer"]
    course += ["admit", "home-leave", "return", "section-17", "awol", "return", "awol", "discharge"]
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


# --- kinds of leave ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LEAVES)
def test_no_kind_of_leave_ends_a_stay(kind: str) -> None:
    moves = [
        (second(at(date(2026, 11, 2), 9)), "admit", "1"),
        (second(at(date(2026, 11, 5), 9)), kind, ""),
        (second(at(date(2026, 11, 8), 9)), "return", ""),
        (second(at(date(2026, 11, 12), 9)), "discharge", ""),
    ]
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    assert nights(moves, first, last) == (7, 3)
    told = [night.on_leave for night in by_night([moves], first, last) if night.away]
    assert told == [{kind: 1}] * 3


def test_each_kind_of_leave_is_told_and_proposed(ward) -> None:
    session = ward.unlock("grace")
    move(session, ward.rosa, "section-17", at(SUNDAY, 9))
    move(session, ward.rosa, "awol", at(SUNDAY, 20))  # did not come back
    move(session, ward.jamal, "home-leave", at(SUNDAY, 18))
    before = proposed(session, SUNDAY)
    assert (before.in_bed, before.on_leave) == (0, 2)
    assert (before.home_leave, before.section_17, before.awol) == (1, 0, 1)
    assert census(session, SUNDAY).leave == {"awol": 1, "home-leave": 1}
    confirm(session, before)
    days = occupied(session, SUNDAY, SUNDAY)
    assert (days.including, days.excluding) == (2, 0)
    assert days.leave == {"home-leave": 1, "section-17": 0, "awol": 1, "leave": 0}


def test_an_old_entry_that_says_leave_and_no_kind_stays_readable(ward) -> None:
    session = ward.unlock("grace")
    saved = move(session, ward.jamal, "leave", at(SUNDAY, 18))
    assert code_list("movement").text("leave") == "Went on leave, kind not said"
    said = record_at(current(session, saved.record).shown)
    assert (said.move, said.errors()) == ("leave", ())
    night = census(session, SUNDAY)
    assert (night.on_leave, night.leave) == (("JM, bed 2",), {"leave": 1})
    confirm(session, proposed(session, SUNDAY))
    assert occupied(session, SUNDAY, SUNDAY).leave["leave"] == 1
    (away,) = [one.leave for one in whereabouts(session) if one.leave]
    assert (away.kind, away.words) == ("leave", "on leave")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("home-leave", "on home leave"),
        ("section-17", "on s17 leave"),
        ("awol", "absent without leave"),
        ("leave", "on leave"),
    ],
)
def test_everybody_sees_which_leave_it_is(ward, kind: str, words: str) -> None:
    session = ward.unlock("grace")
    move(session, ward.jamal, kind, at(SUNDAY, 18))
    (away,) = [one.leave for one in whereabouts(session) if one.leave]
    assert away.words == words
    assert people.AWAY in {one.person.state for one in whereabouts(session)}


def test_the_kinds_of_leave_are_codes_with_a_source_and_a_mark() -> None:
    found = code_list("movement")
    assert set(LEAVES) <= {code.code for code in found.offered()}
    assert found.mark == "≈"
    assert "NHS Data Dictionary" in found.source
    assert [code.code for code in found.match("awol")] == ["awol"]
    assert [code.code for code in found.match("sec")] == ["section-17"]
    assert [code.code for code in found.match("home")] == ["home-leave"]


# --- a movement that contradicts another -------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "when", "bed", "words"),
    [
        ("return", (22, 18), None, "RW came back from leave without having gone."),
        ("discharge", (1, 9), None, "RW was discharged without an admission before."),
        ("admit", (22, 18), "1", "RW was admitted when on the ward already."),
        ("bed", (22, 18), "2", "Bed 2 has RW and JM."),
        ("bed", (22, 18), "9", ""),
        ("section-17", (22, 18), None, ""),
    ],
)
def test_what_contradicts_another_movement_is_one_sentence_and_is_kept(
    ward, what, when, bed, words
) -> None:
    session = ward.unlock("grace")
    said = Movement(person=ward.rosa, move=what, when=at(date(2026, 11, when[0]), when[1]), bed=bed)
    before = contradicts(session, said)
    assert before == (f"{words} {PUT_RIGHT}" if words else "")
    count = session.ledger.count()
    record_new(session, said)
    assert session.ledger.count() == count + 1  # never refused
    assert contradicts(session, said) == before


def test_a_discharge_written_before_a_later_movement_says_which_no_longer_fits(ward) -> None:
    session = ward.unlock("grace")
    move(session, ward.rosa, "home-leave", at(SUNDAY, 18))
    said = Movement(person=ward.rosa, move="discharge", when=at(SUNDAY, 12))
    record_new(session, said)
    assert contradicts(session, said).startswith("RW went on home leave after leaving the ward.")


@pytest.mark.parametrize("missing", ["person", "when", "move"])
def test_a_movement_with_gaps_contradicts_nothing(ward, missing: str) -> None:
    session = ward.unlock("grace")
    whole = {"person": ward.rosa, "move": "return", "when": at(SUNDAY, 9), missing: None}
    assert contradicts(session, Movement(**whole)) == ""


# --- months ------------------------------------------------------------------------------------


def test_a_night_that_nobody_counted_is_named_and_is_in_no_figure(ward) -> None:
    session = ward.unlock("grace")
    move(session, ward.jamal, "home-leave", at(SUNDAY, 18))
    for night in (date(2026, 11, 20), SUNDAY):
        confirm(session, proposed(session, night))
    (month,) = months(session)
    assert month.month == date(2026, 11, 1)
    assert [one.night.day for one in month.nights] == [20, 21, 22]  # from the first entry on
    assert [one.counted is None for one in month.nights] == [False, True, False]
    days = month.days
    assert (days.nights, days.counted, days.including, days.excluding) == (3, 2, 4, 3)
    assert days.missing == (date(2026, 11, 21),)
    assert month.nights[1].by_moves.in_bed == 2


def test_months_are_newest_first_and_reach_back_a_year(ward) -> None:
    session = ward.unlock("grace")
    assert [one.month for one in months(session)] == [date(2026, 11, 1)]
    ward.clock.at = at(date(2028, 3, 1), 9)
    found = months(session)
    assert [found[0].month, found[-1].month] == [date(2028, 2, 1), date(2027, 2, 1)]
    assert len(found) == MONTHS
    assert [len(one.nights) for one in found[:2]] == [29, 31]
    assert not any(one.days.counted for one in found)


@settings(max_examples=100, deadline=None)
@given(st.lists(MOVES, max_size=4))
def test_the_nights_of_a_ward_are_those_of_its_people(wards_moves) -> None:
    first, last = date(2026, 10, 24), date(2026, 10, 28)  # the clocks go back
    zero = second(at(first, 0))
    everybody = [[(zero + h * 3600 * 3, what, b) for h, what, b in one] for one in wards_moves]
    for number, night in enumerate(by_night(everybody, first, last)):
        ends = second(midnight(first + timedelta(number)))
        places = [place_at(one, ends) for one in everybody]
        assert night.in_bed == sum(place.state == HERE for place in places)
        away = [place.leave for place in places if place.state == AWAY]
        assert night.on_leave == {kind: away.count(kind) for kind in away}


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
