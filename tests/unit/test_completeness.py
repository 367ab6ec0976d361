"""The sixteen items of s.6(5), one test each: a blank never looks complete (H21)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from wardsafe.clock import LONDON
from wardsafe.records.completeness import Item, count, items, outstanding
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice

START = datetime(2026, 11, 23, 2, 59, tzinfo=LONDON)
END = START + timedelta(minutes=7)
EIGHT: dict[str, Any] = {
    "age": 39,
    "disability": ("02",),
    "marital_status": "S",
    "pregnant": "N",
    "ethnic_category": "A",
    "religion": "L",
    "sex": "female",
    "sexual_orientation": "1",
}
FIRST = "interventions.0"
ROW = {"type": "07", "start": START, "end": END, "care_plan": "N"}
WHOLE: dict[str, Any] = {
    "person": "p",
    "when": START,
    "place": "day-room",
    "interventions": (ROW,),
    "reason": "10",
    "staff": ({"name": "Ada", "job_title": "nurse", "used_force": "Y"},),
    "how": "held by the arms",
    "others_involved": "N",
    "mental_disorder": "psychosis",
    "learning_disability": "N",
    "autism": "N",
    "outcome": "calm",
    "serious_harm": "none",
    "tried": ("talk-down",),
    "notification": "nobody",
    **EIGHT,
}
ROSA = Patient(name="Rosa Whitfield", nhs_number="9994182207")


def of(letter: str, person: Patient | None = ROSA, **changed: Any) -> Item:
    record = RestrictivePractice.model_validate(WHOLE | changed)
    return next(item for item in items(record, person) if item.letter == letter)


def test_a_whole_record_answers_all_sixteen() -> None:
    found = items(RestrictivePractice.model_validate(WHOLE), ROSA)
    assert [item.letter for item in found] == list("abcdefghijklmnop")
    assert count(found) == (16, 16)
    assert outstanding(found) == ()
    assert not any(item.why for item in found)


def test_an_empty_record_answers_none_and_says_why() -> None:
    found = items(RestrictivePractice())
    assert count(found) == (0, 16)
    assert all(item.why for item in found)
    assert outstanding(found) == found


def test_other_kinds_have_no_items() -> None:
    assert items(Movement()) == ()


SIMPLE = [
    ("a", {"reason": None}, "reason"),
    ("b", {"place": None}, "place"),
    ("f", {"how": None}, "how"),
    ("i", {"others_involved": None}, "others_involved"),
    ("j", {"mental_disorder": None}, "mental_disorder"),
    ("l", {"autism": None}, "autism"),
    ("m", {"outcome": None}, "outcome"),
    ("n", {"serious_harm": None}, "serious_harm"),
    ("o", {"tried": ()}, "tried"),
    ("p", {"notification": None}, "notification"),
    ("h", {"staff": ()}, "staff"),
    *(("k", {name: () if name == "disability" else None}, name) for name in EIGHT),
]


@pytest.mark.parametrize(("letter", "blank", "name"), SIMPLE)
def test_a_blank_is_outstanding_until_not_known_is_chosen(
    letter: str, blank: dict[str, Any], name: str
) -> None:
    assert of(letter, **blank).state == "outstanding"
    assert of(letter, **blank).why
    assert of(letter, **blank, not_known=(name,)).state != "outstanding"


@pytest.mark.parametrize(
    ("letter", "blank", "name"), [case for case in SIMPLE if case[0] in "afhijmnop"]
)
def test_a_single_answer_that_is_not_known_is_not_answered(
    letter: str, blank: dict[str, Any], name: str
) -> None:
    assert of(letter, **blank, not_known=(name,)).state == "not known"


def test_a_reason_in_words_or_the_code_for_not_known() -> None:
    assert of("a", reason=None, reason_text="to keep Rosa safe").state == "answered"
    assert of("a", reason="99").state == "not known"


def test_b_needs_the_place_the_start_and_every_end() -> None:
    assert of("b", place=None, place_text="by the lift").state == "answered"
    for name in ("start", "end"):
        assert of("b", interventions=(ROW, ROW | {name: None})).state == "outstanding"
    assert of("b", when=None).state == "outstanding"
    assert of("b", interventions=()).state == "outstanding"


def test_b_waits_while_something_is_still_on_or_ends_before_it_starts() -> None:
    assert of("b", interventions=(ROW | {"end": None},)).why == "1 is still on"
    reversed_ = ROW | {"end": START - timedelta(minutes=4)}
    assert of("b", interventions=(reversed_,)).state == "outstanding"
    ended = of("b", interventions=(ROW | {"end": None},), not_known=("interventions.0.end",))
    assert ended.state == "answered"


def test_c_needs_a_type_in_every_row() -> None:
    assert of("c", interventions=()).state == "outstanding"
    assert of("c", interventions=(ROW, ROW | {"type": None})).state == "outstanding"
    nobody_knows = of("c", interventions=(ROW | {"type": None},), not_known=(f"{FIRST}.type",))
    assert nobody_knows.state == "not known"


def test_d_needs_the_care_plan_said_of_every_row() -> None:
    assert of("d", interventions=(ROW, ROW | {"care_plan": None})).state == "outstanding"
    assert of("d", interventions=(ROW | {"care_plan": "none"},)).state == "answered"


def test_e_and_g_are_in_the_patient_s_record() -> None:
    for letter, field in (("e", "name"), ("g", "nhs_number")):
        assert of(letter).state == "answered"
        assert of(letter, person=None).state == "outstanding"
        assert of(letter, person=Patient()).state == "outstanding"
        assert of(letter, person=Patient(not_known=(field,))).state == "not known"
    assert of("e", person=None, person_described="tall man, new today").state == "outstanding"


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Ada", "job_title": "nurse"},
        {"name": "Ada", "used_force": "Y"},
        {"job_title": "nurse", "used_force": "Y"},
        {"name": "Ada", "job_title": "nurse", "used_force": "N"},
    ],
)
def test_h_needs_name_job_title_and_who_used_force(row: dict[str, str]) -> None:
    assert of("h", staff=(row,)).state == "outstanding"


def test_h_asks_no_title_of_those_who_used_no_force() -> None:
    watched = {"name": "Emeka", "used_force": "N"}
    assert of("h", staff=(*WHOLE["staff"], watched)).state == "answered"


def test_i_needs_a_reason_for_each_person() -> None:
    assert of("i", others_involved="Y").state == "outstanding"
    police = {"who": "police"}
    assert of("i", others=(police,)).state == "outstanding"
    assert of("i", others=(police | {"why": "weapon"},)).state == "answered"
    assert of("i", others=(police | {"why_text": "a knife"},)).state == "answered"


def test_k_is_not_known_only_when_all_eight_are() -> None:
    nobody_knows = {name: () if name == "disability" else None for name in EIGHT}
    assert of("k", **nobody_knows, not_known=tuple(EIGHT)).state == "not known"
    assert of("k", **(nobody_knows | {"age": 39}), not_known=tuple(EIGHT)[1:]).state == "answered"
    assert of("k", gender_identity="2", sex=None).state == "outstanding"


def test_l_needs_both() -> None:
    assert of("l", learning_disability=None).why == "learning disability not said"
    assert of("l", autism=None).why == "autism not said"


def test_n_not_known_by_its_code_is_not_answered() -> None:
    assert of("n", serious_harm="unknown").state == "not known"


def test_o_in_words_counts() -> None:
    assert of("o", tried=(), tried_text="talked for an hour").state == "answered"
