"""What a form is told about each kind."""

import pytest

from wardsafe.records.base import Record
from wardsafe.records.fields import Field, field_named, fields_of, later_sections, now_fields
from wardsafe.records.patient import Patient
from wardsafe.records.registry import KINDS
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.vocabulary.code_lists import code_list

KINDS_WITH_FORMS = [m for m in KINDS.values() if now_fields(m)]


def every_field(model: type[Record]) -> list[Field]:
    found = [each for field in fields_of(model) for each in (field, *field.rows)]
    assert found
    return found


def names(fields: tuple[Field, ...]) -> list[str]:
    return [field.name for field in fields]


def test_the_first_screen_of_an_incident() -> None:
    now = {field.name: field for field in now_fields(RestrictivePractice)}
    assert list(now) == ["when", "place", "interventions", "reason", "staff"]
    assert names(now["interventions"].rows) == ["type", "start", "end", "minutes", "care_plan"]
    assert names(now["staff"].rows) == ["name", "job_title", "used_force"]


def test_the_later_sections_of_an_incident_in_order() -> None:
    assert list(later_sections(RestrictivePractice)) == [
        "How and outcome",
        "Before: what was tried",
        "Injuries",
        "People involved",
        "Medicines",
        "About the person",
        "Told and debriefed",
        "Their account",
    ]


def test_a_later_section_has_only_its_columns_of_rows() -> None:
    injuries = later_sections(RestrictivePractice)["Injuries"]
    rows = next(field for field in injuries if field.name == "interventions")
    assert names(rows.rows) == ["patient_hurt", "staff_hurt", "other_hurt"]


def test_the_four_reviews_are_four_things() -> None:
    told = names(later_sections(RestrictivePractice)["Told and debriefed"])
    for review in ("debrief", "staff_review", "patient_review", "external_review"):
        assert f"{review}_held" in told
        assert f"{review}_at" in told


def test_every_statutory_item_is_asked_for_somewhere() -> None:
    asked = {
        letter
        for model in (RestrictivePractice, Patient)
        for field in every_field(model)
        for letter in field.statutory
    }
    assert asked == set("abcdefghijklmnop")


def test_the_eight_characteristics_are_those_of_s_6_10_and_gender_identity_is_not() -> None:
    marked = {f.characteristic: f.name for f in fields_of(RestrictivePractice) if f.characteristic}
    assert marked == {
        "a": "age",
        "b": "disability",
        "c": "marital_status",
        "d": "pregnant",
        "e": "ethnic_category",
        "f": "religion",
        "g": "sex",
        "h": "sexual_orientation",
    }
    assert field_named(RestrictivePractice, "gender_identity").statutory == ()


def test_what_a_field_says_about_itself() -> None:
    end = field_named(RestrictivePractice, "interventions.0.end")
    assert (end.input, end.open_end, end.after, end.ahead) == ("moment", "still on", "start", False)
    minutes = field_named(RestrictivePractice, "interventions.0.minutes")
    assert (minutes.derived, minutes.label, minutes.part) == (True, "for", "facts")
    assert field_named(RestrictivePractice, "when").required
    assert field_named(RestrictivePractice, "person").who == "patient"
    assert field_named(RestrictivePractice, "tried").input == "codes"
    assert field_named(RestrictivePractice, "outcome").input == "words"
    assert field_named(RestrictivePractice, "negligible").input == "yes_no"
    assert field_named(Patient, "born").input == "date"
    assert field_named(Patient, "nhs_number").nhs_number


@pytest.mark.parametrize("model", KINDS_WITH_FORMS)
def test_labels_fit_the_gutter_and_helps_are_one_sentence(model: type[Record]) -> None:
    for field in every_field(model):
        if field.order is None and field.section is None:
            continue  # never asked: the program fills it in
        assert 1 <= len(field.label) <= 16, field.name
        assert len(field.label.split()) <= 3, field.name
        if not field.derived:
            assert field.help.endswith("."), field.name
            assert len(field.help) <= 76, field.name  # one line of 80 columns
            assert field.help.count(". ") == 0, field.name


@pytest.mark.parametrize("model", KINDS.values())
def test_every_code_list_named_is_there(model: type[Record]) -> None:
    for field in every_field(model):
        if field.codes:
            assert code_list(field.codes).offered()


@pytest.mark.parametrize("model", KINDS.values())
def test_words_names_and_times_are_private(model: type[Record]) -> None:
    for field in every_field(model):
        if field.name in ("duty", "idea"):
            continue  # ids of a list, never typed
        if field.input in ("words", "text", "person", "moment", "date"):
            assert field.part == "private", field.name


@pytest.mark.parametrize("model", KINDS.values())
def test_every_asked_field_is_asked_once(model: type[Record]) -> None:
    for field in every_field(model):
        assert field.order is None or field.section is None
