"""Typed text to values, and values said back."""

from datetime import date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.records.fields import field_named
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.records.reading import NOT_KNOWN, build, read_field, say_field
from wardsafe.records.restrictive_practice import RestrictivePractice

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)


def read(path: str, typed: str, **more: datetime) -> object:
    return read_field(field_named(RestrictivePractice, path), typed, now=NOW, **more)


def said(path: str, value: object) -> str:
    return say_field(field_named(RestrictivePractice, path), value)


@pytest.mark.parametrize("path", ["when", "place", "outcome", "age", "tried", "staff.0.name"])
def test_nothing_is_outstanding_and_a_question_mark_is_not_known(path: str) -> None:
    assert read(path, "  ") is None
    assert read(path, " ? ") is NOT_KNOWN
    assert said(path, NOT_KNOWN) == "not known"
    assert said(path, None) == ""


@pytest.mark.parametrize(
    ("path", "typed", "back"),
    [
        ("when", "-15m", "02:59 on 23 Nov 2026"),
        ("place", "day", "Day room"),
        ("interventions.0.type", "07", "07 Restraint, standing"),
        ("interventions.0.type", "seclusion", "05 Seclusion"),
        ("interventions.0.care_plan", "y", "In the care plan"),
        ("reason", "10", "10 "),
        ("negligible", "n", "No"),
        ("age", "39", "39"),
        ("outcome", "calm", "calm"),
        ("tried", "talk-down, soft-words", "Talk down, Soft words"),
    ],
)
def test_what_is_typed_is_said_back_and_can_be_typed_again(
    path: str, typed: str, back: str
) -> None:
    value = read(path, typed)
    assert said(path, value).startswith(back)
    if path != "tried":
        assert read(path, said(path, value)) == value


def test_an_open_end_is_said_and_lengths_are_said() -> None:
    assert said("interventions.0.end", None) == "still on"
    assert said("interventions.0.minutes", 7) == "7 min"
    assert said("interventions.0.type", "zz") == "zz (code not known here)"


def test_an_end_is_read_after_its_start() -> None:
    assert read("interventions.0.end", "+7m", base=NOW) == NOW + timedelta(minutes=7)


def test_an_expected_return_may_lie_ahead() -> None:
    back = field_named(Movement, "expected_back")
    assert say_field(back, read_field(back, "1800", now=NOW, base=NOW)) == "18:00 on 23 Nov 2026"


def test_dates_and_nhs_numbers() -> None:
    born, number = field_named(Patient, "born"), field_named(Patient, "nhs_number")
    assert read_field(born, "9 jun 1987", now=NOW) == date(1987, 6, 9)
    assert say_field(born, date(1987, 6, 9)) == "9 Jun 1987"
    assert say_field(number, read_field(number, "943 476 5919", now=NOW)) == "943 476 5919"


@pytest.mark.parametrize(
    ("path", "typed", "what"),
    [
        ("place", "the moon", "Nothing in"),
        ("interventions.0.type", "restraint", "More than one"),
        ("interventions.0.type", "02", "no longer in use"),
        ("tried", "talk-down, nonsense", "Nothing in"),
        ("age", "about forty", "not a whole number"),
        ("when", "soon", "not a time"),
    ],
)
def test_bad_input_is_one_sentence_with_the_field_s_name(path: str, typed: str, what: str) -> None:
    with pytest.raises(BadInput, match=what) as refused:
        read(path, typed)
    assert refused.value.field == path.rpartition(".")[2]
    assert refused.value.do
    assert typed not in refused.value.what


def test_build_puts_not_known_where_it_belongs() -> None:
    record = build(
        RestrictivePractice,
        {
            "person": "p",
            "place": NOT_KNOWN,
            "tried": NOT_KNOWN,
            "interventions": [{"type": "07", "end": NOT_KNOWN}, {"type": NOT_KNOWN}],
        },
    )
    assert record.not_known == ("interventions.0.end", "interventions.1.type", "place", "tried")
    assert isinstance(record, RestrictivePractice)
    assert record.interventions[0].type == "07"


def test_build_on_a_base_changes_only_what_is_named() -> None:
    base = RestrictivePractice.model_validate(
        {"person": "p", "outcome": "calm", "not_known": ("reason", "place"), "newer": 3}
    )
    record = build(RestrictivePractice, {"reason": "10"}, base)
    assert isinstance(record, RestrictivePractice)
    assert (record.reason, record.outcome, record.not_known) == ("10", "calm", ("place",))
    assert (record.model_extra or {})["newer"] == 3


def test_build_refuses_what_cannot_be_kept_and_names_it() -> None:
    with pytest.raises(BadInput) as refused:
        build(RestrictivePractice, {"interventions": [{"start": "Rosa"}]})
    assert refused.value.field == "interventions.0.start"
    assert "Rosa" not in str(refused.value)
