"""Hazards of the clinical safety page that no other file tells of, each by its number."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.clock import LONDON
from wardsafe.duties.definitions import seeded
from wardsafe.duties.due import due
from wardsafe.duties.happenings import Happening
from wardsafe.measures.small_numbers import RULE, counted
from wardsafe.records.completeness import NOT_KNOWN, OUTSTANDING, count, items
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.moments import fixed, minutes_between, say_length
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.text import keep, show
from wardsafe.services.bed_days import BedDays
from wardsafe.services.closing import Cross
from wardsafe.services.day_states import Day
from wardsafe.services.overview import overview
from wardsafe.services.recording import record_new
from wardsafe.tui import glyphs as signs
from wardsafe.tui.cross import cross_lines, mark_of

TODAY = date(2026, 11, 23)


# --- H05: the clock of this computer -------------------------------------------------------------


@pytest.mark.parametrize(("back", "said"), [(0, False), (4, False), (6, True), (60 * 24, True)])
def test_H05_a_clock_behind_what_is_written_is_said_at_unlocking(ward, back, said) -> None:
    session = ward.unlock("emeka")
    last = ward.clock.now()
    record_new(session, RestrictivePractice(person=ward.rosa, when=last))
    ward.lock()
    ward.clock.at -= timedelta(minutes=back)
    for _ in range(2):  # the first unlocking is an entry with the wrong time
        ward.start_again()
        session = ward.unlock("emeka")
        told = [words for words in overview(session).notices if "clock of this computer" in words]
        assert bool(told) == said
        assert all("03:14 on 23 Nov 2026" in words for words in told)
        ward.lock()
    session = ward.unlock("emeka")
    count = session.ledger.count()
    record_new(session, RestrictivePractice(person=ward.rosa, when=ward.clock.now()))
    assert session.ledger.count() == count + 1  # it blocks nothing


# --- H07: a suppressed number is not a number, and the ward's own are exact ---------------------


@pytest.mark.parametrize("number", range(1, RULE.most + 1))
def test_H07_a_suppressed_number_is_a_sign_with_a_footnote_and_never_nought(number: int) -> None:
    assert counted(number) == RULE.glyph
    assert not RULE.glyph.isalnum()
    assert f"1 to {RULE.most} is shown as {RULE.glyph}" in RULE.said
    assert counted(0) == "0"


@pytest.mark.parametrize("number", range(1, 13))
def test_H07_what_the_ward_sees_of_itself_is_neither_hidden_nor_rounded(number: int) -> None:
    days = BedDays(30, 30, number + 1, number, (number + 1, number))
    assert f"{number + 1} occupied bed days including leave, {number} without" in days.words()
    assert RULE.glyph not in days.words()
    day = Day(TODAY, "incident", closed=True, incidents=number, records=number)
    first = Cross("restrictive-practice", TODAY.replace(day=1), TODAY, (day,)).words()[0]
    assert first.startswith(f"{number} incident")
    assert "in 1 closed day" in first


# --- H08: whatever is stored is drawn, or something says that it is not -------------------------


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_H08_what_is_stored_is_drawn_or_flagged(typed: str) -> None:
    kept = keep(typed, limit=200)
    drawn = show(kept)
    place = 0
    for char in kept:
        if char.isalnum() and char.isprintable():
            assert char in drawn[place:]
            place = drawn.index(char, place) + 1
    strange = sum(not char.isprintable() for char in kept)
    assert len(drawn) >= strange  # each has at least its picture or its number


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1), st.integers(2, 40))
def test_H08_what_is_cut_for_room_ends_in_a_sign(text: str, width: int) -> None:
    drawn = show(text, width=width)
    assert drawn == text if len(text) <= width else drawn.endswith("…")
    assert len(drawn) <= width


# --- H20: what is drawn is not misread -----------------------------------------------------------


@pytest.fixture(params=[True, False], ids=["unicode", "ascii"])
def unicode(request):
    signs.choose(unicode=request.param)
    yield request.param
    signs.choose(unicode=True)


@pytest.mark.parametrize("small", [True, False])
def test_H20_the_cross_is_read_without_colour_and_without_unicode(unicode, small) -> None:
    states = {
        1: {"state": "none", "closed": True},
        2: {"state": "incident", "closed": True, "incidents": 3, "records": 4},
        3: {"state": "concern", "closed": True, "concerns": 1},
        4: {"state": "not recorded"},
    }
    first = TODAY.replace(day=1)
    days = tuple(
        Day(first + timedelta(n - 1), **states.get(n, {"state": "future"})) for n in range(1, 31)
    )
    lines = cross_lines(Cross("sexual-safety", first, TODAY, days), small=small)
    text = "\n".join(line.plain for line in lines)  # what is left where there is no colour
    assert unicode or text.isascii()
    assert "3 incidents in 3 closed days" in text  # the number with what it is a number of
    assert "1 day not recorded" in text
    signs_of = {
        name: mark_of(Day(first, state), today=False).sign
        for name, state in (("none", "none"), ("missed", "not recorded"), ("event", "incident"))
    }
    assert len(set(signs_of.values())) == 3


# --- H21: a blank never looks complete -----------------------------------------------------------


@pytest.mark.parametrize("letter", "abcdefghijklmnop")
def test_H21_each_statutory_item_left_blank_is_outstanding(letter: str) -> None:
    (item,) = (one for one in items(RestrictivePractice()) if one.letter == letter)
    assert item.state == OUTSTANDING
    assert item.why
    assert count(items(RestrictivePractice())) == (0, 16)


@pytest.mark.parametrize(
    ("letter", "field"),
    [("a", "reason"), ("o", "tried"), ("p", "notification")],
)
def test_H21_not_known_has_to_be_chosen(letter: str, field: str) -> None:
    found = {one.letter: one.state for one in items(RestrictivePractice(not_known=(field,)))}
    blank = {one.letter: one.state for one in items(RestrictivePractice())}
    assert blank[letter] == OUTSTANDING
    assert sum(state == NOT_KNOWN for state in found.values()) == 1
    assert sum(state == NOT_KNOWN for state in blank.values()) == 0


# --- H23: lengths over midnight and every change of the clocks ----------------------------------


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


CHANGES = [(year, month) for year in range(2024, 2036) for month in (3, 10)]


@pytest.mark.parametrize(("year", "month"), CHANGES)
def test_H23_a_seclusion_over_midnight_and_a_clock_change_lasts_what_passed(year, month) -> None:
    day = last_sunday(year, month)
    start = datetime.combine(day - timedelta(days=1), time(23, 30), LONDON)
    end = datetime.combine(day, time(4, 0), LONDON)
    assert start.utcoffset() != end.utcoffset()
    passed = 4 * 60 + 30 + (60 if month == 10 else -60)
    assert minutes_between(start, end) == passed
    assert say_length(passed) == ("5 h 30 min" if month == 10 else "3 h 30 min")
    row = Intervention(type="05", start=start, end=end)
    assert minutes_between(row.start, row.end) == passed


@pytest.mark.parametrize(("year", "month"), CHANGES)
def test_H23_review_times_do_not_move_with_the_clocks(year, month) -> None:
    day = last_sunday(year, month)
    start = datetime.combine(day - timedelta(days=1), time(23, 30), LONDON)
    now = fixed((start.astimezone(UTC) + timedelta(hours=5)).astimezone(LONDON))
    seclusion = Happening("seclusion", "p1", "r1", 0, start, None)
    found = [
        one.due - start.astimezone(UTC)
        for one in due(seeded(), [seclusion], [], now)
        if one.definition.id == "seclusion-need"
    ]
    assert found == [timedelta(hours=hours) for hours in (2, 4, 6)]
