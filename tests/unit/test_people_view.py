"""Who is on the ward: from movements in the order they happened, however they arrived."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from views_ward import NIGHT, Ward
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.views.people import match, people_here, person

DAY = timedelta(days=1)


@pytest.fixture
def ward() -> Ward:
    return Ward()


def admitted(ward: Ward, name: str, bed: str, **more: object) -> str:
    record = ward.write(Patient(name=name, **more)).header.record
    ward.write(Movement(person=record, move="admit", when=NIGHT, bed=bed))
    return record


def moved(record: str, move: str, days: int, bed: str | None = None) -> Movement:
    return Movement(person=record, move=move, when=NIGHT + days * DAY, bed=bed)


def test_a_stay_from_admission_to_discharge(ward: Ward) -> None:
    record = admitted(ward, "Rosa Whitfield", "2")
    seen = []
    for days, (move, bed) in enumerate(
        [("bed", "7"), ("leave", None), ("return", None), ("transfer", None), ("admit", "1")]
    ):
        ward.write(moved(record, move, days + 1, bed))
        now = person(ward.db, record)
        seen.append((now.state, now.bed, now.on_ward))
    assert seen == [
        ("on the ward", "7", True),
        ("on leave", "7", True),
        ("on the ward", "7", True),
        ("discharged", "", False),
        ("on the ward", "1", True),
    ]


def test_any_order_of_arrival_gives_the_same_ward() -> None:
    results = set()
    for order in permutations(range(4)):
        ward = Ward()
        first = ward.made(Patient(name="Rosa Whitfield"), record="r1")
        others = [
            ward.made(moved("r1", move, days, bed), record=f"m{days}")
            for days, (move, bed) in enumerate([("admit", "2"), ("bed", "7"), ("leave", None)])
        ]
        entries = [first, *others]
        ward.take(entries[index] for index in order[:2])
        ward.take(entries[index] for index in order[2:])
        now = person(ward.db, "r1")
        results.add((now.name, now.state, now.bed))
    assert results == {("Rosa Whitfield", "on leave", "7")}


def test_a_movement_struck_through_never_was(ward: Ward) -> None:
    record = admitted(ward, "Rosa Whitfield", "2")
    gone = ward.write(moved(record, "discharge", 1))
    assert people_here(ward.db) == []
    ward.write(moved(record, "discharge", 1), parents=[gone], act="void", reason="wrong person")
    assert [each.bed for each in people_here(ward.db)] == ["2"]


def test_a_movement_corrected_to_another_person_moves_both(ward: Ward) -> None:
    one, other = admitted(ward, "Rosa White", "1"), admitted(ward, "Rose White", "2")
    wrong = ward.write(moved(one, "leave", 1))
    ward.write(moved(other, "leave", 1), parents=[wrong], act="amend", reason="wrong person")
    assert (person(ward.db, one).state, person(ward.db, other).state) == ("on the ward", "on leave")


def test_somebody_moved_before_their_record_arrives_is_not_hidden(ward: Ward) -> None:
    ward.write(moved("r9", "admit", 0, "4"))
    assert [(each.record, each.name) for each in people_here(ward.db)] == [("r9", "")]
    ward.write(Patient(name="Tom Brook"), record="r9")
    assert [(each.name, each.bed) for each in people_here(ward.db)] == [("Tom Brook", "4")]


def test_people_are_listed_by_bed_as_people_count(ward: Ward) -> None:
    for name, bed in (("A A", "10"), ("B B", "2"), ("C C", ""), ("D D", "1")):
        admitted(ward, name, bed)
    assert [each.bed for each in people_here(ward.db)] == ["1", "2", "10", ""]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("whit", ["Rosa Whitfield"]),
        ("rosa w", ["Rosa Whitfield"]),
        ("whitfield rosa", ["Rosa Whitfield"]),
        ("RW", ["Rosa Whitfield"]),
        ("bed 12", ["Tom Brook"]),
        ("12", ["Tom Brook"]),
        ("943 476 5919", ["Rosa Whitfield"]),
        ("9434", ["Rosa Whitfield"]),
        ("rosie", ["Rosa Whitfield"]),
        ("ro", ["Rosa Whitfield", "Ros Gone"]),
        ("zz", []),
        ("rosa brook", []),
        ("", ["Rosa Whitfield", "Tom Brook"]),
    ],
)
def test_the_picker_matches_names_initials_bed_and_number(
    ward: Ward, typed: str, names: list[str]
) -> None:
    admitted(ward, "Rosa Whitfield", "2", nhs_number="9434765919", preferred_name="Rosie")
    admitted(ward, "Tom Brook", "12")
    ward.write(moved(admitted(ward, "Ros Gone", "3"), "discharge", 1))
    assert [each.name for each in match(ward.db, typed)] == names


def test_what_an_incident_takes_over_is_at_hand(ward: Ward) -> None:
    record = admitted(ward, "Rosa Whitfield", "2", born=date(1987, 6, 9), sex="F", autism="N")
    now = person(ward.db, record)
    assert (now.born, now.about["sex"], now.about["autism"]) == (date(1987, 6, 9), "F", "N")
    assert person(ward.db, "nobody") is None


def test_a_struck_through_patient_is_in_no_list(ward: Ward) -> None:
    first = ward.write(Patient(name="Rosa Whitfield"))
    ward.write(moved(first.header.record, "admit", 0, "1"))
    ward.write(Patient(name="Rosa Whitfield"), parents=[first], act="void", reason="twice")
    assert people_here(ward.db) == []
    assert match(ward.db, "rosa") == []
    assert person(ward.db, first.header.record).void


def test_a_void_of_the_only_movement_leaves_nothing(ward: Ward) -> None:
    first = ward.write(moved("r9", "admit", 0))
    ward.write(moved("r9", "admit", 0), parents=[first], act="void", reason="mistake")
    assert person(ward.db, "r9") is None


def test_a_void_that_arrives_before_what_it_strikes_through_strikes_it(ward: Ward) -> None:
    first = ward.made(moved("r9", "admit", 0))
    ward.write(moved("r9", "admit", 0), parents=[first], act="void", reason="mistake")
    ward.take([first])
    assert person(ward.db, "r9") is None
