"""A chart drawn in cells, without a terminal: true to its numbers, and readable without colour."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.clock import LONDON
from wardsafe.measures.chart import Chart, Rebase
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import measure
from wardsafe.measures.periods import months, weeks
from wardsafe.measures.profiles import MDC, NHS_R, RUN_CHART
from wardsafe.measures.series import Series, plain
from wardsafe.services import measuring
from wardsafe.tui import glyphs
from wardsafe.tui.chart import Note, cells_of, draw
from wardsafe.tui.chart_frame import Frame
from wardsafe.tui.chart_lines import sheet
from wardsafe.tui.chart_numbers import table_lines, week_lines
from wardsafe.tui.chart_said import flag_lines
from wardsafe.views.measuring import Force, Incident

LOOK = [40, 50, 40, 35, 50, None, 40, 40, 50, 74.6, 40, 35, 40, 40]
LOOK += [25, 35, 35, 25, 20, 20, 35, 35, 35, 35]
SIZES = [(46, 14), (76, 16), (76, 30), (114, 24), (154, 40)]


@pytest.fixture
def in_ascii():
    glyphs.choose(unicode=False)
    yield
    glyphs.choose(unicode=True)


def rates(numbers: list[Any] = LOOK, name: str = "interventions-rate") -> Series:
    last = date(2024, 11, 1)
    for _ in numbers[1:]:
        last = (last + timedelta(days=32)).replace(day=1)
    return plain(measure(name), months(date(2024, 11, 1), last), numbers)


def of_the_look(**more: Any) -> Chart:
    rebase = Rebase(date(2026, 1, 1), "Priya Nair", "mutual help meeting")
    return chart(rates(), NHS_R, rebase_at=[rebase], **more)


def text(lines: list[Any]) -> str:
    return "\n".join(line.plain for line in lines)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_fills_exactly_the_room_there_is(width: int, height: int) -> None:
    for made in (of_the_look(), of_the_look(target=20), chart(rates(), RUN_CHART)):
        lines = draw(made, width, height, [Note(date(2025, 10, 3), "Soft words began")])
        assert len(lines) == height
        assert {line.cell_length for line in lines} == {width}


def test_a_month_not_recorded_is_a_band_with_its_own_sign_and_nothing_crosses_it() -> None:
    frame = Frame(of_the_look(), 114, 24, ())
    cells, columns = cells_of(frame), frame.columns(5)
    inside = {cells.signs[frame.y(r)][x] for r in range(frame.rows) for x in columns}
    assert inside == {" ", "?"}
    assert all("unrecorded" in cells.styles[frame.y(3)][x] for x in columns)


def test_limits_stop_at_a_rebase_and_begin_again_with_their_values() -> None:
    frame = Frame(of_the_look(), 114, 24, ())
    before, after = frame.levels[13], frame.levels[14]
    assert (before.centre, before.upper) != (after.centre, after.upper)
    cut, signs = frame.columns(14).start, cells_of(frame).signs
    assert {signs[frame.y(r)][cut] for r in range(frame.rows)} == {"┆"}
    said = text(draw(of_the_look(), 114, 24))
    assert "re-based: mutual help meeting" in said
    assert "10 points, trial limits" in said
    assert "upper 38.3" in said
    assert "44.2" in said


def test_a_flag_has_shape_and_letter_and_the_letter_leads_to_its_rule() -> None:
    made = of_the_look()
    said = text(draw(made, 114, 24))
    assert "▲A" in said
    assert "▼B" in said
    below = text(flag_lines(made, (), 114, 9))
    assert "▲ A  Outside: above the upper limit" in below
    assert "concern" in below
    assert "better" in below
    assert "limits restart 1 Jan 2026, by Priya Nair: mutual help meeting" in below
    assert "not recorded, not nought" in below


def test_H20_signs_say_it_all_in_ascii(in_ascii) -> None:
    drawn = draw(of_the_look(target=20), 114, 24, [Note(date(2025, 10, 3), "Began")])
    assert text(drawn).isascii()
    for sign in ("^A", "vB", "?", "|", "upper 38.3", "aim 20", "1 Began"):
        assert sign in text(drawn)


def test_real_dates_stand_below_it() -> None:
    lines = text(draw(of_the_look(), 114, 24)).split("\n")
    assert lines[-2].split()[:3] == ["Nov", "Dec", "Jan"]
    assert lines[-1].split() == ["2024", "2025", "2026"]
    late = chart(plain(measure("incidents"), weeks(date(2026, 6, 1), date(2026, 11, 20)),
                       range(2, 27)), MDC)  # fmt: skip
    assert "Jun" in text(draw(late, 76, 18)).split("\n")[-2]


def test_notes_stand_on_the_time_line_and_never_on_each_other() -> None:
    notes = [Note(date(2026, 10, day), f"Change {day}") for day in (3, 9, 21)]
    said = text(draw(of_the_look(), 114, 24, notes))
    assert "1 2 3 Change 21" in said


def test_the_chosen_point_is_marked_and_said(in_ascii) -> None:
    lines = sheet(of_the_look(), 114, 30, chosen=9)
    assert "Aug 2025  74.6 per 1,000 occupied bed days" in text(lines)
    grounds = [span.style for line in lines for span in line.spans]
    assert any("accent-ground" in str(style) for style in grounds)


def test_H20_an_axis_that_does_not_begin_at_nought_says_so() -> None:
    made = chart(rates([100, 102, 101, 99, 103] * 5), MDC)
    base = Frame(made, 76, 14, ()).scale.base
    assert base > 0
    assert f"begins at {base:g}" in text(draw(made, 76, 14))
    assert "begins at" not in text(draw(of_the_look(), 114, 24))


def test_where_the_axis_begins_is_said_whole_beside_a_band() -> None:
    numbers = [None, 41, None, 40, 42, *[40, 41, 42] * 5]
    made = chart(rates(numbers), MDC)
    base = Frame(made, 76, 14, ()).scale.base
    assert base
    assert f"begins at {base:g} " in text(draw(made, 76, 14))


def test_a_share_is_never_drawn_above_a_hundred_nor_a_limit_below_nought() -> None:
    numbers = [60.0, 100.0, 95.0, 20.0, 100.0] * 4
    made = chart(rates(numbers, "debriefs"), MDC)
    assert (made.upper[0] or 0) > 100
    frame = Frame(made, 76, 20, ())
    assert frame.levels[0].upper is None
    assert frame.scale.top == 100
    assert "upper" not in text(draw(made, 76, 20))


def test_too_small_a_size_has_no_chart_rather_than_a_wrong_one() -> None:
    assert text(draw(of_the_look(), 76, 7)).strip() == ""
    assert text(draw(of_the_look(), 20, 24)).strip() == ""


def test_words_of_people_are_drawn_literally_and_move_nothing() -> None:
    why = "[bold]x\x1b[31m 会議"
    made = chart(rates(), NHS_R, rebase_at=[Rebase(date(2026, 1, 1), "P", why)])
    lines = sheet(made, 114, 30, [Note(date(2025, 10, 3), "[red]\x1b]0;t\x07")])
    assert "\x1b" not in text(lines)
    assert "[bold]x" in text(lines)
    assert {line.cell_length for line in draw(made, 114, 24)} == {114}


@pytest.mark.parametrize("width", [76, 122])
def test_the_words_give_way_before_the_chart_does(width: int) -> None:
    lines = sheet(of_the_look(), width, 21, extra=("An aim.", "Days since.", "Left out."))
    assert len(lines) == 21
    plain_lines = [line.plain for line in lines]
    assert any("per 1,000" in line for line in plain_lines[:1])
    assert any("re-based" in line for line in plain_lines)
    assert any("▼B" in line for line in plain_lines)


def test_the_table_has_every_point_newest_first_with_its_limits() -> None:
    lines = [line.plain for line in table_lines(of_the_look(), (), 114)]
    rows = [line for line in lines if line[:8] in ("Oct 2026", "Nov 2024", "Apr 2025", "Aug 2025")]
    assert [row[:8] for row in rows] == ["Oct 2026", "Aug 2025", "Apr 2025", "Nov 2024"]
    assert "not recorded" in rows[2]
    assert "0" not in rows[2][8:40]
    assert rows[1].rstrip().endswith("A concern")
    assert "72.8" in rows[1]


@pytest.mark.parametrize("width", [76, 100, 150])
def test_hours_by_weekday_add_up_at_every_width(width: int) -> None:
    at = [datetime(2026, 11, 22, hour, 5, tzinfo=LONDON) for hour in (3, 3, 15, 23)]
    lines = [line.plain for line in week_lines(measuring.week_table(at), width)]
    sunday = next(line for line in lines if line.startswith("Sun"))
    assert sunday.split()[-1] == "4"
    assert sum(int(each) for each in sunday.split()[1:-1] if each.isdigit()) == 4


numbers = st.lists(
    st.one_of(st.none(), st.floats(0, 500).map(lambda n: round(n, 1))), min_size=3, max_size=60
)


@given(numbers, st.sampled_from([(46, 14), (76, 12), (114, 26)]), st.sampled_from([MDC, NHS_R]))
@settings(max_examples=150, deadline=None)
def test_no_point_is_drawn_on_the_wrong_side_of_a_line(found, size, profile) -> None:
    made = chart(rates(found, "restraint-minutes"), profile)
    frame = Frame(made, *size, ())
    for at, point in enumerate(made.points):
        row, level = frame.at[at], frame.levels[at]
        if row is None or point.number is None:
            continue
        lines = zip(level.numbers, (level.centre, level.upper, level.lower), strict=True)
        for number, line in lines:
            if number is not None and line is not None:
                assert (row > line, row < line) == (point.number > number, point.number < number)
    level = frame.levels[0]
    rows = [each for each in (level.lower, level.centre, level.upper) if each is not None]
    assert all(after - before >= 2 for before, after in pairwise(rows))


def counts(days: list[tuple[date, int]]) -> tuple[Incident, ...]:
    found = []
    for day, many in days:
        for n in range(many):
            at = int(datetime(day.year, day.month, day.day, 9, n % 60, tzinfo=LONDON).timestamp())
            forces = (Force("07", at, 5, ()),)
            found.append(Incident(f"{day}-{n}", len(found), at, 9, 16, 1, None, forces))
    return tuple(found)


class Kept(measuring.Ward):
    """A ward whose closed days are given."""

    shut: frozenset[date] = frozenset()

    @property
    def closed(self) -> frozenset[date]:  # type: ignore[override]
        return self.shut


def kept(first: date, last: date, days: list[tuple[date, int]], shut: set[date]) -> Kept:
    nights = {first + timedelta(days=n): 12 for n in range((last - first).days + 1)}
    now = datetime(2026, 11, 23, 3, tzinfo=LONDON)
    session: Any = None
    ward = Kept(session, first, last, now, counts(days), (), nights, nights, 0, 0, 0, ())
    object.__setattr__(ward, "shut", frozenset(shut))
    return ward


@given(
    st.lists(st.integers(0, 9), min_size=140, max_size=140),
    st.lists(st.integers(0, 9), min_size=35, max_size=35),
    st.sampled_from(["incidents", "restraint-rate"]),
)
@settings(max_examples=30, deadline=None)
def test_adding_days_that_nobody_closed_never_moves_a_mean_a_limit_or_a_rate(
    daily, silent, name
) -> None:
    first, last = date(2026, 7, 6), date(2026, 11, 22)
    days = [first + timedelta(days=n) for n in range(140)]
    told = list(zip(days, daily, strict=True))
    early = first - timedelta(days=35)
    quiet = [(early + timedelta(days=n), many) for n, many in enumerate(silent)]
    one = measuring.charted(kept(first, last, told, set(days)), name, "week", NHS_R)
    more = kept(early, last, quiet + told, set(days))
    other = measuring.charted(more, name, "week", NHS_R)
    assert len(other.points) >= len(one.points)
    if not one.handed_over:
        assert len(other.points) == len(one.points) + 5
        assert {p.state for p in other.points[:5]} == {"not recorded"}
    assert other.centre[-1] == one.centre[-1]
    assert (other.upper[-1], other.lower[-1]) == (one.upper[-1], one.lower[-1])
