"""Records as programs write them: strict, each refusal one sentence that names the field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardsafe.errors import BadInput
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.written import as_written, read_written

WHEN = "2026-11-23T02:59:00+00:00"
WHOLE: dict[str, Any] = {
    "person": "p",
    "when": WHEN,
    "place": "day-room",
    "reason": "10",
    "interventions": [{"type": "07", "start": WHEN, "care_plan": "N"}],
    "staff": [{"name": "Emeka Okoro", "job_title": "nurse", "used_force": "Y"}],
    "reason_text": "He hit the door.\nThen the window.",
    "not_known": ["interventions.0.end", "how"],
}


def test_a_whole_record_reads_and_writes_the_same() -> None:
    record = read_written(RestrictivePractice, WHOLE)
    assert isinstance(record, RestrictivePractice)
    assert record.interventions[0].start == record.when
    assert record.not_known == ("how", "interventions.0.end")
    again = read_written(RestrictivePractice, as_written(record))
    assert again == record


REFUSED = [
    ({"colour": "red"}, "There is no field colour in this kind.", "colour"),
    ({"Rosa Whitfield": "x"}, "There is no field with that name in this kind.", "with that name"),
    ({"thread": "x"}, "There is no field thread in this kind.", "thread"),
    ({"place": "moon"}, "place holds no code of the list “Place in or near the ward” (place).",
     "place"),
    ({"place": 7}, "place must be text.", "place"),
    ({"place": ""}, "place is empty.", "place"),
    ({"when": "0310"}, "when is not a time.", "when"),
    ({"when": "2026-11-23T02:59:00"}, "when is not a time.", "when"),
    ({"when": "2026-13-23T02:59:00Z"}, "when is not a time.", "when"),
    ({"when": "1066-11-23T02:59:00Z"}, "when is in no year that can be meant.", "when"),
    ({"interventions": {}}, "interventions must be a list of objects.", "interventions"),
    ({"interventions": [{"type": "77"}]},
     "interventions.0.type holds no code of the list “Restrictive intervention type” "
     "(restrictive-type).", "interventions.0.type"),
    ({"interventions": [{"minutes": 5}]}, "There is no field interventions.0.minutes in this kind.",
     "interventions.0.minutes"),
    ({"staff": [{"name": "a\nb"}]}, "staff.0.name takes one line.", "staff.0.name"),
    ({"not_known": "place"}, "not_known must be a list of field names.", "not_known"),
    ({"not_known": ["moon"]}, "moon is no field of this kind.", "not_known"),
    ({"place": "day-room", "not_known": ["place"]},
     "place cannot both have a value and be not known.", "place"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "what", "field"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_is_refused_is_named(said: dict[str, Any], what: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_written(RestrictivePractice, {"when": WHEN, **said})
    assert refused.value.field == field
    assert "moon" not in refused.value.what or field == "not_known"
    if "list “" not in what:
        assert refused.value.what == what
    else:
        assert refused.value.what.startswith(what.partition("“")[0])


def test_a_retired_code_is_not_taken() -> None:
    from wardsafe.vocabulary.code_lists import code_list

    fields = {"legal-status": "legal_status", "marital-status": "marital_status"}
    gone = [(fields[name], one.code) for name in fields for one in code_list(name).codes
            if not one.offered]  # fmt: skip
    assert {field for field, _ in gone} == set(fields.values())
    for field, code in gone:
        with pytest.raises(BadInput, match="no longer in use"):
            read_written(Patient, {"name": "A", field: code})


def test_numbers_codes_and_dates_have_their_own_form() -> None:
    patient = read_written(Patient, {"name": "A B", "born": "1987-06-09", "disability": []})
    assert str(patient.born) == "1987-06-09"  # type: ignore[attr-defined]
    with pytest.raises(BadInput, match="NHS number"):
        read_written(Patient, {"name": "A", "nhs_number": "9994182219"})
    with pytest.raises(BadInput, match="born is not a date"):
        read_written(Patient, {"name": "A", "born": "9 jun 1987"})
    with pytest.raises(BadInput, match="must be a list of codes"):
        read_written(Patient, {"name": "A", "disability": "x"})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(st.sampled_from(["when", "type", "person", "not_known", "x"]), inside)
        ),
        max_leaves=8,
    )
)
def test_anything_else_is_refused_in_a_sentence_or_read(value: Any) -> None:
    for model in (RestrictivePractice, SexualSafety, Movement):
        for name in ("when", "interventions", "involved", "person", "move", "not_known"):
            try:
                read_written(model, {name: value})
            except BadInput as refused:
                assert refused.field  # noqa: PT017
                assert refused.what.endswith(".")  # noqa: PT017
