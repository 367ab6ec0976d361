"""What is typed into a search, or into a record, is only ever text to be looked for."""

import contextlib
import sys
import time
from pathlib import Path

import pytest

from wardsafe.errors import BadInput
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.views.log import LogFilter, count, page
from wardsafe.views.people import match, people_here

sys.path.insert(0, str(Path(__file__).parents[1]))
from views_ward import NIGHT, Ward, incident

METACHARACTERS = [
    "'); DROP TABLE log; --",
    '"; DELETE FROM log_words; --',
    "' OR '1'='1",
    "\\'; ATTACH DATABASE 'x' AS y; --",
    "?1 :name @x $y",
    "x' UNION SELECT value FROM keyring --",
]
WILDCARDS = [
    "*",
    "%",
    "_",
    "corr%",
    "c_rridor",
    "corr*dor",
    "%%%%",
    "corridor OR nothing",
    "NOT zebra",
    "corridor NEAR zebra",
    "words:corridor",
    "^zebra",
    '"zebra" OR "corridor"',
    "{words} : corridor",
    "zebra) OR (corridor",
    "-corridor zebra",
    "+zebra",
    "zebra || corridor",
]
BOMBS = [
    "(a+)+$" * 500,
    "(" * 5000,
    '"' * 5001,
    "a" * 100_000,
    "*" * 10_000,
    "%_" * 10_000,
    "\u0301" * 10_000,
    "NOT " * 30,
]


@pytest.fixture
def ward() -> Ward:
    kept = Ward()
    kept.write(incident())
    return kept


@pytest.mark.parametrize("text", METACHARACTERS)
def test_D12_sql_in_any_field_is_kept_and_found_literally(ward: Ward, text: str) -> None:
    row = {"name": text, "job_title": text, "used_force": text}
    person = ward.write(Patient(name=text, local_id=text)).header.record
    ward.write(Movement(person=person, move="admit", bed=text, when=NIGHT, note=text))
    ward.write(incident(person, reason_text=text, place=text, staff=[row]), author=text)
    assert [each.name for each in people_here(ward.db)] == [text]
    assert match(ward.db, text)[0].name == text
    newest = max(page(ward.db, LogFilter(words=text), limit=9), key=lambda each: each.number)
    assert newest.author == text
    assert count(ward.db, LogFilter()) == (4, True)
    assert count(ward.db, LogFilter(person=text)) == (0, True)
    assert count(ward.db, LogFilter(kinds=(text,), words="corridor")) == (0, True)


@pytest.mark.parametrize("text", METACHARACTERS)
def test_D12_sql_in_a_kind_or_a_record_id_is_only_a_name(ward: Ward, text: str) -> None:
    ward.take([ward.built(text, {"facts": {"x": text}}, text)])
    assert count(ward.db, LogFilter()) == (2, True)
    found = page(ward.db, LogFilter(kinds=(text,)), limit=5)
    assert [each.record for each in found] == [text]
    assert count(ward.db, LogFilter(kinds=(text,), words="newer version")) == (1, True)


@pytest.mark.parametrize("typed", WILDCARDS)
def test_D13_wildcards_and_operators_are_looked_for_as_words(ward: Ward, typed: str) -> None:
    assert page(ward.db, LogFilter(words=typed), limit=5) == []
    assert match(ward.db, typed) == []


def test_D13_words_that_are_operators_can_be_found(ward: Ward) -> None:
    ward.write(incident(reason_text="100% NOT calm OR near *the* edge_of"))
    for typed in ("NOT", "or", "NEAR", "100%", "*the*", "edge_of", "not OR near"):
        assert [each.number for each in page(ward.db, LogFilter(words=typed), limit=5)] == [2]


@pytest.mark.parametrize("typed", BOMBS, ids=lambda typed: typed[:6])
def test_D13_a_bomb_is_answered_at_once(ward: Ward, typed: str) -> None:
    ward.take(ward.made(incident(reason_text="a" * 200)) for _ in range(50))
    began = time.perf_counter()
    with contextlib.suppress(BadInput):  # more words than a search takes: one sentence
        page(ward.db, LogFilter(words=typed), limit=5)
    match(ward.db, typed)
    assert time.perf_counter() - began < 0.2


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u00ad", "\U000e0041", "\ue000", "\ufe0f", "\u2060", "\u202e", "\u180e", "\ufeff"],
    ids=lambda char: f"U+{ord(char):04X}",
)
def test_A14_search_looks_at_the_cleaned_form(ward: Ward, hidden: str) -> None:
    ward.write(incident(reason_text=f"threw a ke{hidden}ttle"))
    found = [
        page(ward.db, LogFilter(words=t), limit=5) for t in ("kettle", f"k{hidden}ettle", "ket")
    ]
    assert [[each.number for each in rows] for rows in found] == [[2], [2], [2]]
    name = ward.write(Patient(name=f"Ro{hidden}sa Wh{hidden}ite")).header.record
    assert [each.record for each in match(ward.db, "rosa whi")] == [name]


def test_A14_the_marks_of_the_index_cannot_be_typed(ward: Ward) -> None:
    person = ward.write(Patient(name="Rosa White")).header.record
    ward.write(incident(person))
    assert page(ward.db, LogFilter(words="whit"), limit=5)
    for typed in (f"·{person}", "¤¦70617469656e742f31", "¬0", "¬6"):
        assert page(ward.db, LogFilter(words=typed), limit=5) == []
