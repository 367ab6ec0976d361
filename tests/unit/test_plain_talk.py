"""The lines of the plain mode: how wide, in which signs, what is a step, when it locks."""

import os
import pty
import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plain_ward import Plain, Typist
from wardsafe.plain import rooms
from wardsafe.plain.console import Console
from wardsafe.plain.talk import Back, Cancel, Ended, LockNow, Talk
from wardsafe.plain.words import WIDTH, ascii_only, at_time, lines_of, long
from wardsafe.records.text import cells
from wardsafe.services.drafting import offered
from wardsafe.tui.idle import ELSEWHERE, SHOWS_RECORD


def talk(clock, *typed: str | float, ascii_: bool = False) -> Talk:
    return Talk(Typist(typed, clock), clock, ascii_=ascii_)


def said(one: Talk) -> list[str]:
    assert isinstance(one.lines, Typist)
    return one.lines.said


# --- lines ----------------------------------------------------------------------------------


@given(st.text(max_size=400))
def test_any_text_is_lines_of_80_cells_that_steer_nothing(text: str) -> None:
    for line in lines_of(text):
        assert cells(line) <= WIDTH
        assert all(char.isprintable() or char in "\u200d\ufe0f" for char in line)


@given(st.text(max_size=200))
def test_ascii_is_ascii_and_drops_nothing(text: str) -> None:
    found = ascii_only(text)
    assert found.isascii()
    assert len(found) >= len(text)


def test_words_are_kept_whole_where_they_fit() -> None:
    text = "word " * 40
    assert " ".join(lines_of(text)) == text.strip()
    assert list(lines_of("x" * 170)) == ["x" * 80, "x" * 80, "x" * 10]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("Zoë", "Zo<U+00EB>"), ("“a” – b…", '"a" - b...'), ("\x1b[31m", "<U+241B>[31m")],
)
def test_in_ascii_what_cannot_be_said_is_spelled(clock, text: str, spelled: str) -> None:
    one = talk(clock, ascii_=True)
    one.say(text)
    assert said(one) == [spelled]


def test_A07_an_escape_sequence_is_shown_not_sent(clock) -> None:
    one = talk(clock)
    one.say("before\x1b[2J\x9b31mafter\x07")
    assert said(one) == ["before␛[2J⟨U+009B⟩31mafter␇"]


def test_lengths_and_times_are_said_in_words(clock) -> None:
    now = clock.now()
    assert long(timedelta(minutes=87)) == "1 h 27 min"
    assert long(timedelta(hours=72)) == "3 days"
    assert at_time(now, now) == "03:14"
    assert at_time(now - timedelta(days=1), now) == "22 Nov 03:14"


# --- steps ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "step"), [("back", Back), ("CANCEL", Cancel), ("lock", LockNow), (" back ", Back)]
)
def test_a_word_of_command_is_a_step(clock, word: str, step: type[Exception]) -> None:
    with pytest.raises(step):
        talk(clock, word).ask("What")


def test_in_quotation_marks_it_is_the_word_itself(clock) -> None:
    one = talk(clock, '"back"', '"lock"', '"quoted"')
    assert [one.ask("What") for _ in range(3)] == ["back", "lock", '"quoted"']


def test_a_pin_is_never_a_command_nor_said(clock) -> None:
    one = talk(clock, "lock")
    assert one.secret("PIN") == "lock"
    assert said(one) == ["PIN:"]


def test_words_go_on_until_a_full_stop(clock) -> None:
    so_far: list[str] = []
    one = talk(clock, "first line", "", "back", ".")
    assert one.words("Words", so_far.append) == "first line\n\nback"
    assert so_far[-1] == "first line\n\nback"


def test_the_end_of_the_input_ends_it(clock) -> None:
    with pytest.raises(Ended):
        talk(clock).ask("What")


def test_a_list_takes_numbers_and_letters_of_one_line(clock) -> None:
    lines = ["Rosa Whitfield, bed 1", "Rosa Moss, bed 2"]
    one = talk(clock, "3", "rosa", "0", "mo", "2", "n")
    assert one.choose(lines, "Which") == 1
    assert one.choose(lines, "Which") == 1
    assert one.choose(lines, "Which", {"n": "new"}) == "n"
    assert sum("Type a number" in line for line in said(one)) == 3


# --- locking by itself ----------------------------------------------------------------------


def test_B08_a_record_locks_after_two_minutes_and_elsewhere_after_five(clock) -> None:
    one = talk(clock, 119.0, "x", 121.0, "y", 299.0, "z", 301.0, "w")
    with one.about_a_record():
        assert one.ask("What") == "x"
        with pytest.raises(LockNow):
            one.ask("What")
    one.lines.typed.pop(0)  # type: ignore[attr-defined]
    one.idle.start()
    assert (one.limit, SHOWS_RECORD) == (ELSEWHERE, 120.0)
    assert one.ask("What") == "z"
    with pytest.raises(LockNow):
        one.ask("What")


def test_B10_a_line_typed_after_a_sleep_is_lost(clock) -> None:
    class Asleep(Typist):
        def read(self, prompt: str, *, secret: bool, seconds: float) -> str | None:
            clock.at += timedelta(hours=1)  # only the wall clock went on
            return super().read(prompt, secret=secret, seconds=seconds)

    one = Talk(Asleep(["x"], clock), clock)
    with pytest.raises(LockNow):
        one.ask("What")


def test_an_idle_form_locks_and_its_draft_is_offered_to_its_writer_only(ward) -> None:
    typed = ("r", "1", "rosa", "-5m", "kitchen", 121.0)
    text = Plain(ward).as_("emeka", *typed)
    assert "(nobody types)" in text
    assert text.index("(blank lines)") < text.index("Locked.")
    after = text[text.index("Locked.") :]
    assert "Rosa" not in after
    (draft,) = offered(ward.unlock("emeka")).drafts
    assert draft.fields["typed"]["place"] == "kitchen"  # type: ignore[index]
    assert offered(ward.unlock("grace")).drafts == ()


def test_words_half_written_are_kept_when_it_locks(ward) -> None:
    typed = ("r", "1", "rosa", "-5m", "cancel", "g", "1", "g", *[""] * 5, "m", "how", "")
    Plain(ward).as_("emeka", *typed, "He was shouting", 130.0)
    (draft,) = offered(ward.unlock("emeka")).drafts
    assert draft.fields["typed"]["reason_text"] == "He was shouting"  # type: ignore[index]


def test_a_draft_of_the_screen_is_gone_on_with_in_lines(ward) -> None:
    from wardsafe.tui import writing

    session = ward.unlock("emeka")
    form = writing.new(session, person=ward.rosa)
    form.keep({"person": ward.rosa, "when": "-5m", "when@": session.now().isoformat()})
    text = Plain(ward).as_("emeka", "g", "1", "g", "save")
    assert "Now: 03:09 on 23 Nov 2026" in text
    assert "Saved #" in text
    assert offered(ward.unlock("emeka")).drafts == ()


# --- the door -------------------------------------------------------------------------------


def test_a_wrong_pin_and_a_wrong_name_are_one_sentence_each(ward) -> None:
    text = Plain(ward).type("emeka", "000111", "nobody at all", "q")
    assert "That name and PIN do not fit together." in text
    assert "That is not one name of this ward's list." in text
    assert "000111" not in text


def test_not_saved_is_said_and_the_answers_stay(ward, monkeypatch) -> None:
    from wardsafe.errors import NotSaved

    def full(*_: object) -> None:
        raise NotSaved("The disk is full.", do="Make room.")

    monkeypatch.setattr("wardsafe.services.recording.record_new", full)
    text = Plain(ward).as_("emeka", "r", "1", "rosa", "-5m", "save", "r", "cancel")
    assert "NOT SAVED. The disk is full. Make room." in text
    assert "When: 03:09 on 23 Nov 2026" in text
    assert len(offered(ward.unlock("emeka")).drafts) == 1


def test_a_fault_in_a_room_ends_with_one_sentence(ward, monkeypatch, capsys) -> None:
    from wardsafe.plain import opening

    def broken(*_: object) -> None:
        raise ValueError("Rosa Whitfield")

    monkeypatch.setattr("wardsafe.plain.house.House.run", broken)
    assert opening.run_plain(ward.door, ward.clock, ward.chance) == 70
    out = capsys.readouterr()
    assert "wardsafe stopped. Nothing saved is lost. Reference" in out.out
    assert "Rosa" not in out.out + out.err


@pytest.mark.parametrize("who", ["grace", "emeka", "ingrid", "owain"])
def test_every_room_opens_for_everybody_and_is_left_by_back(ward, who: str) -> None:
    typed = [line for letter in rooms.MENU for line in (letter, "back", "cancel")]
    text = Plain(ward).as_(who, *typed, "?", "l")
    for letter, (words, _) in rooms.MENU.items():
        assert f"{letter} {words}" in " ".join(text.split())
    assert "wardsafe stopped" not in text


# --- the terminal ---------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="needs a pty")
def test_a_terminal_that_nobody_touches_gives_none_and_a_pin_is_not_echoed(monkeypatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        written = os.fdopen(os.dup(theirs), "w")
        monkeypatch.setattr("sys.stdout", written)
        with Console() as console:
            assert console.read("What: ", secret=False, seconds=0.01) is None
            os.write(ours, b"482913\n")
            assert console.read("PIN: ", secret=True, seconds=5) == "482913"
            threading.Timer(0.0, os.write, (ours, b"seen\n")).start()
            assert console.read("What: ", secret=False, seconds=5) == "seen"
        written.close()
    out = os.read(ours, 4096)
    assert b"482913" not in out
    assert b"PIN: " in out
    os.close(ours)
