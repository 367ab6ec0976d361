from datetime import date

import pytest

from wardsafe.records.fields import Field, field_named
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.tui.forms.banner import alike
from wardsafe.tui.forms.choices import choices, with_taken
from wardsafe.tui.forms.people import matching
from wardsafe.tui.forms.pin import mentions_pin
from wardsafe.tui.forms.task import PersonRow, Suggestion

TYPE = field_named(RestrictivePractice, "interventions.0.type")
TRIED = field_named(RestrictivePractice, "tried")
NAME = field_named(RestrictivePractice, "staff.0.name")

ROSA = PersonRow("1", "Rosa Whitfield", "RW", "2", date(1987, 6, 9), "9994182207")
AMINA = PersonRow("2", "Amina Khalil", "AK", "3", date(1999, 2, 2), "9993051186")
ROBERT = PersonRow("3", "Robert Whitfield", "RW", "12")


def taken(field: Field, typed: str) -> str:
    line = choices(field, typed).taken
    return line.typed if line else ""


@pytest.mark.parametrize(("typed", "code"), [("07", "07"), ("secl", "05"), ("SEG", "06")])
def test_the_line_chosen_first_is_the_exact_code_or_the_words_that_begin_so(typed: str, code: str):
    assert taken(TYPE, typed) == code


def test_retired_types_are_never_offered():
    offered = {line.code for line in choices(TYPE, "*").lines}
    assert offered
    assert not offered & {"02", "03"}


def test_lines_of_a_family_stand_together():
    families = [line.family for line in choices(TYPE, "*").lines]
    assert len(set(families)) == sum(
        a != b for a, b in zip(families, ["", *families], strict=False)
    )


@pytest.mark.parametrize("typed", ["", "?", "zzz"])
def test_nothing_is_offered_for_nothing_not_known_or_no_match(typed: str):
    assert choices(TYPE, typed).lines == ()


def test_several_codes_are_chosen_one_after_the_other():
    first = with_taken(TRIED, "ver", "Verbal")
    assert first == "Verbal, "
    assert with_taken(TRIED, f"{first}ti", "Time out") == "Verbal, Time out, "


def test_a_suggestion_is_found_by_initials_and_brings_the_rest_of_its_row():
    found = choices(NAME, "eo", [Suggestion("Emeka Okoro", "nurse", {"job_title": "nurse"})])
    assert found.taken is not None
    assert dict(found.taken.fills) == {"job_title": "nurse"}
    assert choices(NAME, "Nobody Here", [Suggestion("Emeka Okoro")]).lines == ()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("rw", ["Rosa Whitfield", "Robert Whitfield"]),
        ("ami", ["Amina Khalil"]),
        ("khalil", ["Amina Khalil"]),
        ("2", ["Rosa Whitfield"]),
        ("999 305", ["Amina Khalil"]),
        ("nobody", []),
    ],
)
def test_a_person_is_found_by_initials_name_bed_or_nhs_number(typed: str, names: list[str]):
    assert [person.name for person in matching([ROSA, AMINA, ROBERT], typed)] == names


def test_H01_A15_similar_names_are_said():
    cyrillic = PersonRow("4", "Rosа Whitfield", "RW", "9")
    assert alike(ROSA, [ROSA, AMINA, ROBERT, cyrillic]) == (ROBERT, cyrillic)
    assert alike(AMINA, [ROSA, AMINA, ROBERT]) == ()


def test_C22_only_runs_of_six_to_twelve_digits_are_tried_and_only_a_few():
    tried: list[str] = []

    def is_pin(run: str) -> bool:
        tried.append(run)
        return run == "246810"

    texts = ["bed 12345 at 03:14", "called 1234567890123", "it is 246810 again"]
    assert mentions_pin(texts, is_pin)
    assert tried == ["246810"]
    assert not mentions_pin([f"{n} " for n in range(100000, 100009)], is_pin)
    assert len(tried) == 4
    assert not mentions_pin(texts, None)
