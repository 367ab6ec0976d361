"""Attack cases D12 and D14–D16: hostile and impossible values in fields."""

from datetime import date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.records.fields import field_named, fields_of
from wardsafe.records.patient import Patient, banner
from wardsafe.records.reading import build, read_field
from wardsafe.records.registry import KINDS
from wardsafe.records.restrictive_practice import RestrictivePractice

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)
AGE = field_named(RestrictivePractice, "age")

SQL = ["'); DROP TABLE entry;--", '" OR ""="', "a; DELETE FROM part", "%_*", "x' /*"]


@pytest.mark.parametrize("typed", SQL)
def test_D12_sql_is_only_text_in_every_field_that_takes_text(typed: str) -> None:
    texts = [
        field
        for model in KINDS.values()
        for top in fields_of(model)
        for field in (top, *top.rows)
        if field.input in ("text", "words", "person") and not field.nhs_number
    ]
    assert len(texts) > 20
    for field in texts:
        assert read_field(field, typed, now=NOW) == typed


@pytest.mark.parametrize(
    "typed",
    [str(2**63), str(2**64), "9" * 5000, "NaN", "-0", "-1", "1e400", "Infinity", "1.5", "٣", "²"],
)
def test_D14_impossible_numbers_are_refused_with_the_field_s_name(typed: str) -> None:
    with pytest.raises(BadInput, match="not a whole number") as refused:
        read_field(AGE, typed, now=NOW)
    assert refused.value.field == "age"


@pytest.mark.parametrize("value", [2**63, -1, float("nan"), float("inf"), 1.5, "12", True])
def test_D14_no_such_number_gets_into_a_record_by_another_way(value: object) -> None:
    with pytest.raises(BadInput) as refused:
        build(RestrictivePractice, {"age": value})
    assert refused.value.field == "age"


def incident(start: str, end: str) -> RestrictivePractice:
    row = {"start": datetime.fromisoformat(start), "end": datetime.fromisoformat(end)}
    return RestrictivePractice.model_validate(
        {"person": "p", "when": row["start"], "interventions": [row]}
    )


def test_D15_an_end_before_its_start_is_an_error_and_still_an_intervention() -> None:
    record = incident("2026-11-23T02:59+00:00", "2026-11-23T02:55+00:00")
    assert [(p.field, str(p)) for p in record.errors()] == [
        ("interventions.0.end", "ends before it starts")
    ]
    assert record.interventions[0].minutes is None
    assert len(record.interventions) == 1


def test_D15_nought_minutes_is_asked_about_and_is_no_length() -> None:
    record = incident("2026-11-23T02:59+00:00", "2026-11-23T02:59+00:00")
    assert record.errors() == ()
    assert [p.words for p in record.warnings()] == ["starts and ends in the same minute"]
    assert record.interventions[0].minutes is None


def test_a_letter_for_a_member_of_staff_is_asked_about_and_may_stand() -> None:
    said = {"person": "p", "when": "2026-11-23T02:59+00:00"}
    record = RestrictivePractice.model_validate(said | {"staff": [{"name": "y"}, {"name": "Bo"}]})
    assert [(p.field, p.words) for p in record.warnings()] == [
        ("staff.0.name", "one letter is no name")
    ]
    assert record.errors() == ()


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-22T23:50+00:00", "2026-11-23T00:10+00:00", 20),
        ("2026-03-29T00:50+00:00", "2026-03-29T02:10+01:00", 20),
        ("2026-10-25T01:50+01:00", "2026-10-25T01:10+00:00", 20),
    ],
)
def test_D15_over_midnight_and_clock_changes_the_length_is_elapsed(
    start: str, end: str, minutes: int
) -> None:
    record = incident(start, end)
    assert record.interventions[0].minutes == minutes
    assert record.errors() == record.warnings() == ()


def test_D15_400_hours_is_asked_about_and_kept() -> None:
    record = incident("2026-11-01T00:00+00:00", "2026-11-17T16:00+00:00")
    assert record.errors() == ()
    assert [p.words for p in record.warnings()] == ["longer than 72 hours"]
    assert record.interventions[0].minutes == 24_000


def test_D15_what_has_not_come_yet_is_asked_about() -> None:
    record = incident("2026-11-23T03:00+00:00", "2026-11-23T03:20+00:00")
    assert record.warnings(NOW + timedelta(hours=1)) == ()
    assert [p.field for p in record.warnings(NOW)] == ["interventions.0.end"]


def test_D16_a_number_whose_last_digit_does_not_fit_is_refused() -> None:
    with pytest.raises(BadInput, match="last digit") as refused:
        read_field(field_named(Patient, "nhs_number"), "943 476 5918", now=NOW)
    assert refused.value.field == "nhs_number"


def test_D16_a_valid_number_of_somebody_else_shows_in_the_banner_with_name_and_birth() -> None:
    other = Patient(name="Ada Bright", born=date(1987, 6, 9), nhs_number="9434765919")
    shown = " ".join(banner(other, today=NOW.date(), bed="2"))
    for piece in ("Ada Bright", "AB, bed 2", "born 9 Jun 1987, 39", "NHS number 943 476 5919"):
        assert piece in shown
