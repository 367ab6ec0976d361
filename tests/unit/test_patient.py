"""Who a person is: banner, age, initials, names that could be mixed up, what an incident takes."""

from datetime import date, datetime

import pytest

from wardsafe.clock import LONDON
from wardsafe.records.held_record import CLAIMED, DECLINED, HeldRecord
from wardsafe.records.movement import Movement
from wardsafe.records.patient import (
    Patient,
    about_the_person,
    age_at,
    banner,
    initials,
    similar,
)
from wardsafe.records.reading import build
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.staff import Staff

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)
TODAY = NOW.date()


def test_the_banner_says_what_is_not_recorded() -> None:
    assert banner(Patient(), today=TODAY) == (
        "name not recorded",
        "no bed",
        "date of birth not recorded",
        "NHS number not recorded",
    )


def test_the_banner_has_the_name_they_like() -> None:
    assert banner(Patient(name="Rosa Whitfield", preferred_name="Ro"), today=TODAY)[0] == (
        "Rosa Whitfield (Ro)"
    )


@pytest.mark.parametrize(
    ("day", "age"), [((2026, 6, 8), 38), ((2026, 6, 9), 39), ((1987, 6, 9), 0)]
)
def test_age_on_a_day(day: tuple[int, int, int], age: int) -> None:
    assert age_at(date(1987, 6, 9), date(*day)) == age


def test_age_of_somebody_born_on_29_february() -> None:
    born = date(2004, 2, 29)
    assert (age_at(born, date(2026, 2, 28)), age_at(born, date(2026, 3, 1))) == (21, 22)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Rosa Whitfield", "RW"), ("Mary-Ann O’Brien", "MAO"), ("Ngọc", "N"), ("", ""), ("7", ""),
     ("Ana Maria de la Cruz", "AMC")],
)  # fmt: skip
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_names_that_could_be_mixed_up() -> None:
    others = ["Rose Whitfield", "Whitfield Rosa", "Ada Bright", "Rosa Bright", "", "R Whitfield"]
    assert similar("Rosa Whitfield", others) == ("Rose Whitfield", "Whitfield Rosa", "R Whitfield")
    assert similar("", others) == ()


def test_an_incident_takes_over_how_things_are_and_what_nobody_knows() -> None:
    rosa = Patient(
        name="Rosa", born=date(1987, 6, 9), sex="female", disability=("02",), not_known=("autism",)
    )
    taken = about_the_person(rosa, TODAY)
    assert taken == {"age": 39, "sex": "female", "disability": ("02",), "not_known": ("autism",)}
    record = RestrictivePractice.model_validate(taken)
    assert (record.age, record.is_not_known("autism")) == (39, True)


def test_what_cannot_be_blank_is_said() -> None:
    assert [p.field for p in RestrictivePractice().errors()] == ["person", "when"]
    assert [p.field for p in Movement().errors()] == ["person", "move", "when"]
    assert [p.field for p in Staff().errors()] == ["staff_id", "name", "role"]
    assert [p.field for p in Patient().errors()] == ["name"]
    described = RestrictivePractice(person_described="tall man, new today", when=NOW)
    assert described.errors() == ()


def test_a_return_before_the_leave_is_an_error() -> None:
    left = Movement(person="p", move="leave", when=NOW, expected_back=NOW.replace(hour=2))
    assert [p.field for p in left.errors()] == ["expected_back"]


def test_a_held_record_is_never_settled_without_saying_how() -> None:
    assert HeldRecord().errors() == ()
    assert [p.field for p in HeldRecord(state=DECLINED).errors()] == ["decline_reason"]
    assert [p.field for p in HeldRecord(state=CLAIMED).errors()] == ["became"]
    assert HeldRecord(state=DECLINED, reason="twice").errors() == ()


def test_an_incident_begins_with_its_first_intervention_when_nothing_else_is_said() -> None:
    rows = [{"start": NOW}, {"start": NOW.replace(hour=2), "end": NOW}]
    record = build(RestrictivePractice, {"person": "p", "interventions": rows})
    assert record.happened() == NOW.replace(hour=2)
    assert isinstance(record, RestrictivePractice)
    assert record.ended() is None
    assert record.still_on() == record.interventions[:1]
