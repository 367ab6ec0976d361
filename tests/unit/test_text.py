"""The two doors of text: what is kept, what is drawn."""

import pytest

from wardsafe.errors import BadInput
from wardsafe.records.text import MARKS, cells, folded, keep, looks_like, show


def test_keep_composes_and_ends_lines_one_way() -> None:
    assert keep("Rene\u0301\r\nand\nagain\tso") == "René\nand\nagain\tso"


def test_keep_refuses_more_than_the_limit_and_says_by_how_much() -> None:
    assert keep("x" * 200, limit=200) == "x" * 200
    with pytest.raises(BadInput, match=r"201 characters long; the limit is 200") as refused:
        keep("x" * 201, limit=200, field="note")
    assert refused.value.field == "note"


def test_plain_text_is_drawn_as_it_is() -> None:
    text = "Calm: “said” – it’s 37 °C, £5, naïve, Łódź, O’Brien…"
    assert show(text) == text


def test_lines_are_drawn_as_lines_only_where_asked_for() -> None:
    assert show("a\nb\tc", lines=True) == "a\nb\tc"
    assert show("a\nb\tc") == "a␊b␉c"


def test_any_space_is_drawn_as_a_space() -> None:
    assert show("a\u00a0b\u3000c\u202fd") == "a b c d"


def test_other_scripts_are_drawn_as_they_are() -> None:
    for text in (
        "Олена",
        "مريم",
        "明美",
        "Ngọc Ánh",
        "श्री",
        "👍🏽",
        "👩\u200d⚕\ufe0f",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
    ):
        assert show(text) == text


@pytest.mark.parametrize(
    ("text", "width", "drawn"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("明美明美", 6, "明美…"),
        ("abc", 0, ""),
        ("", 3, ""),
        ("a\x1bbcdef", 4, "a␛b…"),
    ],
)
def test_what_does_not_fit_ends_in_an_ellipsis(text: str, width: int, drawn: str) -> None:
    assert show(text, width=width) == drawn
    assert cells(drawn) <= width


def test_marks_up_to_the_cap_are_drawn() -> None:
    letter = "a" + "\u0301\u0316" * (MARKS // 2)
    assert show(letter) == letter
    assert show(letter + "\u0301") == letter + "⟨+1 marks⟩"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rosa", "Rоsa"), ("Rosa", "ROSA"), ("Ian", "lan"), ("O Brien", "OBrien"), ("Zoé", "Zoe"),
     ("Rosa", "Ro\u200bsa"), ("Ａda", "Ada"), ("Bo1", "Bol")],
)  # fmt: skip
def test_names_that_look_alike_are_noticed(one: str, other: str) -> None:
    assert looks_like(one, other)
    assert looks_like(other, one)


@pytest.mark.parametrize(("one", "other"), [("Rosa", "Rosa"), ("Rosa", "Rose"), ("Rosa", "")])
def test_names_that_do_not_are_not(one: str, other: str) -> None:
    assert not looks_like(one, other)


def test_search_folds_case_width_and_the_invisible() -> None:
    assert folded("ＲＯ\u200bＳＡ Stra\u00adße") == "rosa strasse"
