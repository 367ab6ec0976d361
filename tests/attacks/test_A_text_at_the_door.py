"""Attack cases A01–A05, A07–A16, A18–A20 at the two doors that all text passes: keep and show."""

import json
import time

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.records.fields import field_named
from wardsafe.records.nhs_number import read_nhs_number
from wardsafe.records.patient import Patient, similar
from wardsafe.records.reading import read_field
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.text import LINE, NOTES, folded, keep, looks_like, show

from datetime import datetime  # isort: skip

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)
OUTCOME = field_named(RestrictivePractice, "outcome")
NAME = field_named(Patient, "name")


def through_both_doors(text: str) -> str:
    return show(keep(text), lines=True)


def test_A01_a_screenshot_link_is_kept_and_shown_whole() -> None:
    for text in ("[@click=app.screenshot()]x[/]", "see [@click=app.screenshot()]plan[/] now"):
        assert through_both_doors(text) == text


def test_A02_action_links_are_kept_and_shown_whole() -> None:
    for text in ("[@click=app.quit()]", "[@click=screen.dismiss]", "[@click=app.bell(]"):
        assert through_both_doors(text) == text


def test_A03_broken_markup_is_kept_and_shown_whole() -> None:
    for text in ("[/]", "[/red]", "[/", "[foo", "[@click="):
        assert through_both_doors(text) == text


def test_A04_square_brackets_are_kept_and_shown_whole() -> None:
    for text in ("[x] done", "[ ] todo", "said [sic]", "a[b]c", "[1]", "[#ff0]", "[$primary]"):
        assert through_both_doors(text) == text


def test_A05_link_markup_is_kept_and_shown_whole() -> None:
    for text in ("[link=file:///etc/passwd]x[/]", "[link=http://example.org]x[/link]"):
        assert through_both_doors(text) == text


@pytest.mark.parametrize("text", ["\x1b[2J", "\x1b[10A", "\x1b[?1049l", "\x1bc"])
def test_A07_csi_is_shown_not_sent(text: str) -> None:
    assert show(text) == "␛" + text[1:]


@pytest.mark.parametrize("text", ["\x1b]52;c;eA==\x07", "\x1b]52;c;eA==\x1b\\", "\x1b]52;c;?\x07"])
def test_A08_osc_52_is_shown_not_sent(text: str) -> None:
    assert "\x1b" not in show(text)
    assert show(text).startswith("␛]52;c;")


@pytest.mark.parametrize(
    "lead", ["]0;t", "]8;;http://x", "]4;1;red", "P", "_", "^", "X", "]2;open"]
)
def test_A09_strings_to_the_terminal_are_shown_not_sent(lead: str) -> None:
    assert show(f"\x1b{lead}\x1b\\") == f"␛{lead}␛\\"


@pytest.mark.parametrize("code", [0x9B, 0x9D, 0x90])
def test_A10_c1_is_shown_not_sent(code: int) -> None:
    assert show(f"a{chr(code)}2J") == f"a⟨U+{code:04X}⟩2J"


@pytest.mark.parametrize("text", ["\x1b[6n", "\x1b[c", "\x1b[21t"])
def test_A11_questions_to_the_terminal_are_not_asked(text: str) -> None:
    assert show(text) == "␛" + text[1:]


def test_A12_controls_are_made_visible_and_nul_is_refused() -> None:
    assert show("a\x07b\x08c\x0bd\x0ce\x7f") == "a␇b␈c␋d␌e␡"
    assert through_both_doors("safe\rdanger") == "safe␍danger"
    with pytest.raises(BadInput, match="NUL"):
        keep("a\0b")
    with pytest.raises(BadInput, match="NUL"):
        read_field(OUTCOME, "a\0b", now=NOW)


@pytest.mark.parametrize(
    "code", [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C]
)
def test_A13_reversing_is_marked_and_what_was_typed_is_kept(code: int) -> None:
    name = f"Rosa {chr(code)}dleiftihW"
    assert read_field(NAME, name, now=NOW) == name
    assert show(name) == f"Rosa ⟨U+{code:04X}⟩dleiftihW"


@pytest.mark.parametrize(
    "code",
    [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0xE0041, 0xE007F, 0xE000, 0xF8FF, 0x100000,
     0xFE00, 0xFE0F, 0xE0100, 0x180B, 0x3164, 0x115F, 0x2800, 0x34F],
)  # fmt: skip
def test_A14_the_invisible_is_marked_and_search_matches_without_it(code: int) -> None:
    name = f"Ro{chr(code)}sa"
    assert keep(name) == name
    assert show(name) == f"Ro⟨U+{code:04X}⟩sa"
    assert folded(name).replace(" ", "") == "rosa"


def test_A15_look_alikes_are_noticed_composed_and_digits_are_plain() -> None:
    assert looks_like("Rosa Whitfield", "Rоsa Whitfield")
    assert similar("Rosa Whitfield", ["Rоsa Whitfield", "Ada Bright"]) == ("Rоsa Whitfield",)
    assert keep("Zoe\u0301") == keep("Zo\u00e9") == "Zo\u00e9"
    with pytest.raises(BadInput, match="plain digits"):
        read_nhs_number("９４３４７６５９１９")


def test_A16_long_and_heaped_text_is_kept_whole_and_drawn_in_time() -> None:
    heap = "a" + "\u0301" * 200
    assert show(heap) == "a" + "\u0301" * 8 + "⟨+192 marks⟩"
    line, page = "é\u202e" * 50_000, "line ❤\n" * 10_000
    assert keep(line) == line
    assert keep(page) == page
    started = time.perf_counter()
    drawn = show(line, width=80)
    show(page, lines=True, width=80)
    assert time.perf_counter() - started < 0.2
    assert drawn.endswith("…")


def test_A18_half_a_surrogate_is_refused() -> None:
    with pytest.raises(BadInput, match="half a character") as refused:
        keep(json.loads('"a\\ud800b"'), field="note")
    assert refused.value.field == "note"


def test_A19_a_paste_of_five_megabytes_is_refused_with_the_limit_and_bytes_stay_visible() -> None:
    with pytest.raises(BadInput, match=f"the limit is {NOTES:,}"):
        read_field(OUTCOME, "x" * 5_000_000, now=NOW)
    pasted = read_field(OUTCOME, "before\x1b[201~after", now=NOW)
    assert show(str(pasted)) == "before␛[201~after"


def test_A20_several_lines_in_a_field_of_one_line_are_refused_never_cut() -> None:
    with pytest.raises(BadInput, match="one line"):
        read_field(NAME, "Rosa\nand the rest", now=NOW)
    with pytest.raises(BadInput, match=f"the limit is {LINE}"):
        read_field(NAME, "x" * (LINE + 1), now=NOW)
