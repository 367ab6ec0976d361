"""What was typed is what is stored and what is drawn, whatever was typed."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from wardsafe.errors import BadInput
from wardsafe.records.text import cells, folded, keep, show

ODD = st.sampled_from("\x1b\x07\r\n\t\x00\x7f\x9b\u200b\u200d\u202e\u2066\ufe0f\u0301\ue000 a❤[]/")
texts = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), ODD), max_size=60)


@given(texts)
def test_keep_changes_nothing_but_composition_and_line_ends(text: str) -> None:
    try:
        kept = keep(text)
    except BadInput:
        assert "\0" in text
        return
    assert kept == unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    assert keep(kept.replace("\n", "\r\n")) == keep(kept)


@given(st.text(max_size=20))
def test_what_is_kept_can_be_stored_as_utf8(text: str) -> None:
    try:
        kept = keep(text)
    except BadInput:
        return
    assert kept.encode().decode() == kept


@given(texts)
@example("a\u200d\u200db")
@example("❤\ufe0f\u200d🔥")
def test_what_is_drawn_obeys_nobody(text: str) -> None:
    for char in show(text, lines=True):
        assert char.isprintable() or char in "\n\t\u200d"
    assert "\u200d" not in show(text) or "\u200d" in text
    assert "\n" not in show(text)
    assert "\t" not in show(text)


@given(texts)
def test_nothing_is_dropped_in_silence(text: str) -> None:
    """Every printable character is drawn, or counted in a marker; each other one has its mark."""
    drawn = show(text, lines=True)
    if "marks⟩" in drawn:
        return
    rest = iter(drawn)
    for char in text:
        if (
            unicodedata.category(char) != "Zs"
            and char.isprintable()
            and f"⟨U+{ord(char):04X}⟩" not in drawn
        ):
            assert char in rest


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_plain_ascii_is_drawn_character_for_character(text: str) -> None:
    assert show(text) == text


@given(texts)
def test_drawing_what_was_drawn_changes_nothing(text: str) -> None:
    assert show(show(text)) == show(text)


@given(texts, st.integers(0, 30))
def test_what_is_cut_fits_and_says_so(text: str, width: int) -> None:
    cut, whole = show(text, width=width), show(text)
    assert cells(cut) <= width
    assert cut == whole or not cut or (cut.endswith("…") and whole.startswith(cut[:-1]))


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
