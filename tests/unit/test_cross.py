"""The safety cross as it is drawn: shape, signs, and that no colour carries a fact alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wardsafe.services.closing import Cross
from wardsafe.services.day_states import Day
from wardsafe.tui import glyphs as signs
from wardsafe.tui.cross import (
    SMALL_WIDTH,
    WIDTH,
    cross_lines,
    grid,
    mark_of,
)

NOV = date(2026, 11, 1)
TODAY = date(2026, 11, 23)


@pytest.fixture(params=[True, False], ids=["unicode", "ascii"])
def unicode(request):
    signs.choose(unicode=request.param)
    yield request.param
    signs.choose(unicode=True)


def november(**days) -> Cross:
    """The month of the pictures, with some of its days as given (`d14=Day(...)`)."""
    made = []
    for number in range(1, 31):
        day = NOV + timedelta(number - 1)
        closed = Day(day, "none", closed=True)
        if day >= TODAY:
            closed = Day(day, "today" if day == TODAY else "future")
        made.append(closed)
    for name, changes in days.items():
        at = int(name[1:]) - 1
        made[at] = replace(made[at], **changes)
    return Cross("sexual-safety", NOV, TODAY, tuple(made))


THE_PICTURE = {
    "d4": {"state": "incident", "incidents": 1, "records": 1},
    "d9": {"state": "incident", "incidents": 2, "records": 2},
    "d12": {"state": "concern", "concerns": 1, "records": 1},
    "d14": {"state": "not recorded", "closed": False},
    "d15": {"state": "not recorded", "closed": False},
    "d17": {"state": "both", "incidents": 1, "concerns": 1, "records": 2},
    "d22": {"state": "incident", "incidents": 1, "records": 1, "closed": False},
}


def text(lines) -> list[str]:
    return [line.plain.rstrip() for line in lines]


def test_the_shape_is_that_of_the_cross(unicode) -> None:
    rows = text(grid(november(), small=False))[::2]
    numbers = [[int(word) for word in _digits(row)] for row in rows]
    assert numbers == [
        [1, 2, 3],
        [4, 5, 6],
        [*range(7, 14)],
        [*range(14, 21)],
        [*range(21, 28)],
        [28, 29, 30],
        [],
    ]


def _digits(row: str) -> list[str]:
    kept = "".join(char if char.isdigit() else " " for char in row)
    return kept.split()


def test_every_sign_of_the_picture_wide() -> None:
    assert text(grid(november(**THE_PICTURE), small=False))[::2] == [
        "                1 ·    2 ·    3 ·",
        "                4 ✕1   5 ·    6 ·",
        "  7 ·    8 ·    9 ✕2  10 ·   11 ·   12 !   13 ·",
        " 14 ?   15 ?   16 ·   17✕1!  18 ·   19 ·   20 ·",
        " 21 ·   22✕1?  23     24     25     26     27",
        "               28     29     30",
        "                     ░░░░░░",
    ]


def test_every_sign_of_the_picture_small() -> None:
    assert text(grid(november(**THE_PICTURE), small=True)) == [
        "           1·   2·   3·",
        "           4✕1  5·   6·",
        " 7·   8·   9✕2 10·  11·  12!  13·",
        "14?  15?  16·  17✕1!18·  19·  20·",
        "21·  22✕1?23   24   25   26   27",
        "          28   29   30",
        "               ░░░░",
    ]


def test_the_words_never_count_over_days_that_nobody_closed() -> None:
    lines = text(cross_lines(november(**THE_PICTURE), small=False))
    assert "4 incidents in 19 closed days, 2 concerns" in lines
    assert "2 days not recorded" in lines
    assert "22 Nov not closed yet, 1 incident so far" in lines
    small = text(cross_lines(november(**THE_PICTURE), small=True))
    assert small[8:] == [
        "4 incidents in 19 closed days, 2",
        "concerns",
        "2 days not recorded, 1 not closed",
    ]
    assert lines[0] == "Sexual safety, November               staff only"
    assert lines[-1] == "More reports can mean better reporting."


def test_in_ascii_every_state_has_a_sign_of_its_own(unicode) -> None:
    days = {
        "none": Day(NOV, "none", closed=True),
        "incident": Day(NOV, "incident", closed=True, incidents=1),
        "open": Day(NOV, "incident", incidents=1),
        "concern": Day(NOV, "concern", closed=True, concerns=1),
        "both": Day(NOV, "both", closed=True, incidents=1, concerns=1),
        "not recorded": Day(NOV, "not recorded"),
        "future": Day(NOV, "future"),
    }
    drawn = {name: mark_of(day, today=False) for name, day in days.items()}
    said = [mark.sign + mark.edge for mark in drawn.values()]
    assert len(set(said)) == len(said)
    if not unicode:
        assert all(sign.isascii() for sign in said)
        lines = cross_lines(november(**THE_PICTURE), small=False)
        assert all(line.plain.isascii() for line in lines)
        assert "/" * 6 in "".join(line.plain for line in lines)


def test_H06_not_recorded_and_none_differ_in_sign_as_well_as_in_colour(unicode) -> None:
    none, missed = (mark_of(Day(NOV, state), today=False) for state in ("none", "not recorded"))
    assert none.sign != missed.sign
    assert none.style != missed.style


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("count", [1, 9, 10, 99, 100, 5000])
def test_no_count_moves_a_column(unicode, small: bool, count: int) -> None:
    busy = {"state": "both", "incidents": count, "concerns": 1, "closed": False}
    month = november(d10=busy, d11=busy, d13=busy)
    width = SMALL_WIDTH if small else WIDTH
    for line in grid(month, small=small):
        assert line.cell_length <= width
    row = grid(month, small=small)[2 if small else 4].plain
    assert row[15 if small else 21 :].lstrip().startswith("10")
    assert row.count("?") == 3


@pytest.mark.parametrize(("month", "missing"), [(date(2027, 2, 1), 3), (date(2026, 12, 1), 0)])
def test_dates_that_do_not_exist_are_hatched(month: date, missing: int) -> None:
    last = 31 - missing
    days = tuple(Day(month + timedelta(n), "future") for n in range(last))
    rows = text(grid(Cross("restrictive-practice", month, TODAY, days), small=False))
    assert "".join(rows).count("░") == missing * 6


def test_a_conflict_is_drawn_and_said() -> None:
    conflict = {"state": "incident", "incidents": 1, "records": 1, "conflict": True}
    month = replace(november(d9=conflict), stream="restrictive-practice")
    lines = text(cross_lines(month, small=False))
    assert any("9✕1!" in line for line in lines)
    assert "9 Nov: declared none, 1 record" in lines
    assert lines[0] == "Restrictive practice, November"
