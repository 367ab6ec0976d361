"""A record in three parts and back."""

import json
from datetime import date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import Damaged, TooNew
from wardsafe.records.base import Record
from wardsafe.records.fields import fields_of
from wardsafe.records.movement import Movement
from wardsafe.records.parts import RESERVED, Authorship, age_band, join, split
from wardsafe.records.patient import Patient
from wardsafe.records.registry import KINDS, model_for
from wardsafe.records.restrictive_practice import Intervention, RestrictivePractice, StaffMember

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)
AUTHOR = Authorship(
    act="record", entered=NOW, author="s-7", author_name="Emeka Okoro", job_title="nurse"
)
KIND = RestrictivePractice.kind


def incident(**more: object) -> RestrictivePractice:
    values: dict[str, object] = {
        "person": "rec1",
        "when": NOW - timedelta(minutes=15),
        "place": "day-room",
        "interventions": (
            Intervention(
                type="07",
                start=NOW - timedelta(minutes=15),
                end=NOW - timedelta(minutes=8),
                care_plan="N",
                how="held by the arms",
            ),
            Intervention(type="05", start=NOW - timedelta(minutes=8)),
        ),
        "reason": "10",
        "staff": (StaffMember(name="Ada Bright", job_title="nurse", used_force="Y"),),
        "age": 39,
        "ethnic_category": "A",
        "outcome": "calm by half past three",
        "not_known": ("religion", "interventions.0.patient_hurt"),
    }
    return RestrictivePractice.model_validate(values | more)


def test_a_record_comes_back_from_its_parts_with_its_author() -> None:
    parts = json.loads(json.dumps(split(incident(), AUTHOR)))
    assert join(KIND, parts) == (incident(), AUTHOR)


def test_facts_hold_codes_lengths_and_when_roughly_and_nothing_else() -> None:
    facts = split(incident(), AUTHOR)["facts"]
    items = facts.pop("items")
    assert facts == {
        "entry": {"act": "record"},
        "month": "2026-11",
        "week": "2026-W48",
        "shift": "night",
        "place": "day-room",
        "reason": "10",
        "interventions": [
            {"type": "07", "care_plan": "N", "minutes": 7, "open": False},
            {"type": "05", "minutes": None, "open": True},
        ],
        "staff": [{"used_force": "Y"}],
        "not_known": ["interventions.0.patient_hurt"],
    }
    assert set(items) == set("abcdefghijklmnop")
    assert (items["a"], items["b"], items["e"]) == ("answered", "outstanding", "outstanding")


def test_people_hold_the_pseudonym_the_band_and_what_the_act_asks() -> None:
    assert split(incident(), AUTHOR, pseudonym="a1b2")["people"] == {
        "pseudonym": "a1b2",
        "age_band": "35-44",
        "ethnic_category": "A",
        "not_known": ["religion"],
    }


def test_private_holds_names_times_words_and_who_wrote_it() -> None:
    private = split(incident(), AUTHOR)["private"]
    assert private["entry"]["author_name"] == "Emeka Okoro"
    assert private["interventions"][0]["how"] == "held by the arms"
    assert private["staff"] == [{"name": "Ada Bright", "job_title": "nurse"}]
    assert (private["person"], private["age"]) == ("rec1", 39)


def test_the_patient_s_record_lets_name_and_number_be_counted() -> None:
    patient = Patient(name="Rosa Whitfield", nhs_number="9994182207")
    items = split(incident(), AUTHOR, patient=patient)["facts"]["items"]
    assert (items["e"], items["g"]) == ("answered", "answered")


def test_an_end_that_nobody_knows_is_not_still_on() -> None:
    record = incident(not_known=("interventions.1.end",))
    assert split(record, AUTHOR)["facts"]["interventions"][1] == {
        "type": "05",
        "minutes": None,
        "open": False,
    }
    assert record.still_on() == ()


@pytest.mark.parametrize("missing", ["facts", "people", "private"])
def test_a_missing_part_is_tolerated(missing: str) -> None:
    parts = split(incident(), AUTHOR)
    del parts[missing]
    record, author = join(KIND, parts)
    assert isinstance(record, RestrictivePractice)
    assert len(record.interventions) == 2
    assert author.act == "record"
    assert (author.author == "") == (missing == "private")


def test_nothing_at_all_is_an_empty_record() -> None:
    assert join(KIND, {})[0] == RestrictivePractice()


def test_what_a_newer_version_wrote_survives_in_its_part() -> None:
    base = split(incident(), AUTHOR)
    base["facts"]["noise_level"] = "low"
    base["people"]["deprivation"] = "3"
    base["facts"]["interventions"][1]["position"] = "p2"
    base["facts"]["not_known"].append("noise_source")
    record, _ = join(KIND, base)
    again = split(record.model_copy(update={"outcome": "more"}), AUTHOR, base)
    assert again["facts"]["noise_level"] == "low"
    assert again["people"]["deprivation"] == "3"
    assert again["facts"]["interventions"][1]["position"] == "p2"
    assert "noise_level" not in again["private"]


def test_a_newer_column_stays_in_its_part_when_rows_move() -> None:
    base = split(incident(), AUTHOR)
    base["facts"]["interventions"][1]["position"] = "p2"
    record, _ = join(KIND, base)
    assert isinstance(record, RestrictivePractice)
    moved = record.model_copy(update={"interventions": record.interventions[1:]})
    assert split(moved, AUTHOR, base)["facts"]["interventions"][0]["position"] == "p2"


def test_a_new_record_s_unknown_keys_stay_private() -> None:
    parts = split(incident(nickname="Rosie"), AUTHOR)
    assert parts["private"]["nickname"] == "Rosie"


def test_a_cleared_field_is_gone_though_the_base_had_it() -> None:
    base = split(incident(), AUTHOR)
    again = split(incident(outcome=None, reason=None), AUTHOR, base)
    assert "outcome" not in again["private"]
    assert "reason" not in again["facts"]


def test_text_that_strayed_into_a_code_field_stays_private() -> None:
    parts = split(incident(reason="Rosa bit Ada", ethnic_category="Rosa"), AUTHOR)
    assert parts["private"]["reason"] == "Rosa bit Ada"
    assert "Rosa" not in json.dumps([parts["facts"], parts["people"]])
    assert join(KIND, parts)[0] == incident(reason="Rosa bit Ada", ethnic_category="Rosa")


def test_a_code_of_a_newer_list_stays_where_it_was() -> None:
    base = split(incident(), AUTHOR)
    base["facts"]["reason"] = "20"
    record, _ = join(KIND, base)
    assert split(record, AUTHOR, base)["facts"]["reason"] == "20"


def test_retired_codes_stay_readable_facts() -> None:
    rows = (Intervention(type="02", start=NOW),)
    assert split(incident(interventions=rows), AUTHOR)["facts"]["interventions"][0]["type"] == "02"


def test_a_kind_of_a_later_version_is_too_new() -> None:
    assert model_for("restrictive-practice/2") is None
    with pytest.raises(TooNew):
        join("restrictive-practice/2", {})


@pytest.mark.parametrize(
    "private", [{"when": "Rosa"}, {"interventions": [{"end": 7}]}, {"entry": 4}, {"not_known": [4]}]
)
def test_what_is_not_a_record_is_damaged_and_not_repeated(private: dict[str, object]) -> None:
    with pytest.raises(Damaged) as refused:
        join(KIND, {"private": private})
    assert "Rosa" not in str(refused.value)


@pytest.mark.parametrize(
    ("age", "band"), [(0, "0-17"), (17, "0-17"), (18, "18-24"), (64, "55-64"), (65, "65+")]
)
def test_age_bands(age: int, band: str) -> None:
    assert age_band(age) == band


@pytest.mark.parametrize("model", KINDS.values())
def test_no_field_has_a_reserved_name(model: type[Record]) -> None:
    names = {field.name for field in fields_of(model)}
    assert not names & set().union(*RESERVED.values())


def test_the_other_kinds_come_back_too() -> None:
    patient = Patient(name="Rosa", born=date(1987, 6, 9), disability=("02", "09"))
    move = Movement(person="rec1", move="leave", when=NOW, escorted="Y", to_where="home")
    for record in (patient, move):
        parts = split(record, AUTHOR)
        assert join(record.kind, parts)[0] == record
        assert "items" not in parts["facts"]
    assert split(patient, AUTHOR)["facts"] == {"entry": {"act": "record"}}
    assert split(patient, AUTHOR)["people"] == {"disability": ["02", "09"]}
