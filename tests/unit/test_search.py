"""Search by words: what is found, by which beginnings, and what a search never looks into."""

import pytest

from views_ward import Ward, incident
from wardsafe.errors import BadInput
from wardsafe.records.patient import Patient
from wardsafe.views import words
from wardsafe.views.log import LogFilter, count, page


@pytest.fixture
def ward() -> Ward:
    return Ward()


def found(ward: Ward, typed: str) -> list[int]:
    return [each.number for each in page(ward.db, LogFilter(words=typed), limit=50)]


def test_all_words_must_occur_in_any_order_and_the_last_may_be_begun(ward: Ward) -> None:
    ward.write(incident(reason_text="shouting about the television"))
    ward.write(incident(reason_text="broke the television"))
    assert found(ward, "television shouting") == [1]
    assert found(ward, "the telev") == [2, 1]
    assert found(ward, "telev the") == []
    assert found(ward, "tele") == [2, 1]
    assert found(ward, "tele ") == []


@pytest.mark.parametrize("typed", ["s", "sh", "sho", "shou", "shouting"])
def test_every_length_of_a_beginning_finds_the_same(ward: Ward, typed: str) -> None:
    ward.write(incident(place="kitchen", reason_text="shouting"))
    assert found(ward, typed) == [1]


def test_codes_are_found_by_their_words_and_staff_by_name(ward: Ward) -> None:
    row = {"name": "Kofi Mensah", "job_title": "nurse", "used_force": "Y"}
    ward.write(incident(staff=[row], place="garden"), author="Dev Shah")
    for typed in ("standing", "courtyard", "kofi men", "dev shah", "restrictive prac"):
        assert found(ward, typed) == [1], typed


def test_a_number_finds_its_record_and_every_amendment_of_it(ward: Ward) -> None:
    first = ward.write(incident())
    ward.write(incident())
    ward.write(incident(how="slowly"), parents=[first], act="amend")
    assert found(ward, "#3") == found(ward, "3") == [1]
    assert found(ward, "#2") == [2]


def test_a_patient_is_found_by_todays_name_only(ward: Ward) -> None:
    first = ward.write(Patient(name="Rosa Whitfeld"))
    ward.write(incident(first.header.record))
    ward.write(incident())
    assert found(ward, "whitfel") == [2, 1]
    ward.write(Patient(name="Rosa Whitfield"), parents=[first], act="amend", reason="spelling")
    assert found(ward, "whitfi") == [2, 1]
    assert found(ward, "rw corridor") == [2]
    assert found(ward, "whitfel") == []


def test_nobody_is_found_by_what_the_act_asks_about_them(ward: Ward) -> None:
    ward.write(incident(religion="A", sex="F", ethnic_category="A", sexual_orientation="1"))
    assert found(ward, "corridor") == [1]
    for typed in ("british", "female", "white", "heterosexual"):
        assert found(ward, typed) == [], typed


def test_accents_and_case_do_not_matter(ward: Ward) -> None:
    ward.write(incident(reason_text="José said STRASSE, ελλάδα"))
    for typed in ("jose", "JOSÉ", "jose\u0301", "straße", "ΕΛΛΆΔΑ", "ελλαδ"):
        assert found(ward, typed) == [1], typed


def test_text_that_was_amended_away_is_no_longer_found(ward: Ward) -> None:
    first = ward.write(incident(reason_text="threw a kettle"))
    ward.write(incident(reason_text="threw a cup"), parents=[first], act="amend")
    assert found(ward, "kettle") == []
    assert found(ward, "cup") == [1]


def test_more_beginnings_than_are_named_one_by_one_are_all_found(ward: Ward) -> None:
    many = words.MOST_ENDINGS + 20
    ward.take(ward.made(incident(reason_text=f"abcd{n}x")) for n in range(many))
    assert count(ward.db, LogFilter(words="abcd")) == (many, True)


def test_a_page_of_words_is_refused_in_one_sentence(ward: Ward) -> None:
    with pytest.raises(BadInput, match="at most 32 words"):
        page(ward.db, LogFilter(words="w " * 33), limit=5)


def test_words_are_cut_alike_however_the_lines_end() -> None:
    text = "one\rtwo\x0bthree\x85four\u2028five s\u00adix\nseven_eight"
    assert words.words(text) == ["one", "two", "three", "four", "five", "six", "seven", "eight"]
