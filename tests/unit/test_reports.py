"""The report of a month or quarter: what it says first, what it withholds, what stands in it."""

import csv
import io
import re
from datetime import date, datetime, timedelta
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.measures.chart import Rebase
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import measure
from wardsafe.measures.periods import months, period_of
from wardsafe.measures.profiles import MDC, NHS_R
from wardsafe.measures.series import plain
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.equity import Group, Split, splits
from wardsafe.services.recording import record_new
from wardsafe.services.reports.chart_svg import Mark, svg
from wardsafe.services.reports.force_counts import force_counts
from wardsafe.services.reports.numbers import as_csv
from wardsafe.services.reports.page import html
from wardsafe.services.reports.scale import plot, ticks
from wardsafe.services.reports.shown import shares, uses_shown, withheld
from wardsafe.services.reports.ward_report import ward_report
from wardsafe.services.reports.writing import read_period, write_numbers, write_report

NUMBERS = [12, 14, 11, 13, 15, 12, 16, 14, None, 13, 12, 14, 7, 8, 6, 9, 7, 8, 5, 6, 30, 7, 6, 8]
YEARS = months(date(2025, 1, 1), date(2026, 12, 31))
QUARTER = period_of("quarter", date(2026, 11, 1))


def restraints(better: str = "restraint", **more):
    return chart(plain(measure(better), YEARS, NUMBERS), NHS_R, **more)


def held(ward, person: str, began: datetime, kind: str = "07") -> None:
    row = Intervention(type=kind, start=began, end=began + timedelta(minutes=4))
    said = RestrictivePractice(person=person, when=began, interventions=(row,), place="corridor")
    record_new(ward.session, said)


# --- the picture ----------------------------------------------------------------------------------


def test_a_chart_is_well_formed_and_says_itself_to_who_cannot_see_it() -> None:
    drawn = ElementTree.fromstring(svg(restraints(), "c0", [Mark(date(2026, 3, 4), "A <b> idea")]))
    assert drawn.get("role") == "img"
    assert drawn.findtext("desc") == restraints().said
    assert "A <b> idea" in [text.text for text in drawn.iter("text")]


STATES = ("common", "concern", "improvement", "high", "low")


def test_a_month_not_recorded_is_a_band_with_a_question_mark_and_no_point() -> None:
    drawn = ElementTree.fromstring(svg(restraints(), "c0"))
    points = [path for path in drawn.iter("path") if path.get("class") in STATES]
    assert len([rect for rect in drawn.iter("rect") if rect.get("class") == "gap"]) == 1
    assert len(points) == sum(number is not None for number in NUMBERS) == 23
    lines = [line for line in drawn.iter("polyline") if line.get("class") == "series"]
    assert [len((line.get("points") or "").split()) for line in lines] == [8, 15]


def test_a_signal_has_another_shape_besides_its_colour_and_its_letter() -> None:
    drawn = ElementTree.fromstring(svg(restraints(), "c0"))
    concern = [path.get("d") or "" for path in drawn.iter("path") if path.get("class") == "concern"]
    common = [path.get("d") or "" for path in drawn.iter("path") if path.get("class") == "common"]
    assert concern
    assert all("a" not in shape for shape in concern)
    assert all("a" in shape for shape in common)
    assert "A" in [text.text for text in drawn.iter("text") if text.get("class") == "letter"]


def test_limits_stop_at_a_re_base_and_begin_again() -> None:
    rebased = restraints(rebase_at=[Rebase(date(2026, 1, 1), "Priya Nair", "mutual help")])
    drawn = ElementTree.fromstring(svg(rebased, "c0"))
    assert len([path for path in drawn.iter("path") if path.get("class") == "centre"]) == 2


@pytest.mark.parametrize("most", [0.4, 1, 3, 9.9, 42, 100, 1234])
def test_ticks_begin_at_nought_and_reach_the_highest(most: float) -> None:
    found = ticks(most)
    assert found[0] == 0
    assert found[-1] >= most
    assert 3 <= len(found) - 1 <= 8


def test_a_share_has_an_axis_up_to_a_hundred() -> None:
    whole = chart(plain(measure("duties-in-time"), YEARS, [90.0, 100.0] * 12), MDC)
    assert plot(whole, 0, 0, 100, 100).most == 100


def test_the_numbers_of_a_chart_are_its_points_and_no_spreadsheet_runs_them() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(restraints()))))
    assert len(rows) == 1 + len(NUMBERS)
    assert [row[3] for row in rows[1:]] == ["" if n is None else str(n) for n in NUMBERS]
    assert rows[9][7] == "not recorded"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


# --- what is withheld ---------------------------------------------------------------------------


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    assert withheld({"Yes": 2, "No": 17}) == {"Yes", "No"}
    assert withheld({"a": 3, "b": 6, "c": 9}) == {"a", "b"}
    assert withheld({"a": 10, "b": 9, "none": 0}) == frozenset()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 14)), min_size=1, max_size=4))
def test_nobody_works_out_a_small_number_from_the_groups_and_the_exact_total(groups) -> None:
    uses = {f"g{n}": count if people else 0 for n, (people, count) in enumerate(groups)}
    people = {f"g{n}": many for n, (many, _) in enumerate(groups)}
    shown = uses_shown(uses, people)
    total = sum(uses.values())
    if set(shown.values()) == {"*"}:
        return  # nothing is said of any group
    could = [[n for n in range(total + 1) if _fits(n, shown[name])] for name in uses]
    fit = [each for each in product(*could) if sum(each) == total]
    for place, name in enumerate(uses):
        if 0 < uses[name] <= 7 and shown[name] == "*":
            assert len({each[place] for each in fit}) >= 3


def _fits(number: int, text: str) -> bool:
    if text == "*":  # a small number, or withheld with one
        return number >= 1
    return number == 0 if text == "0" else number >= 8 and abs(number - int(text)) <= 2


def test_a_group_of_seven_shows_nothing_not_even_its_bed_days() -> None:
    split = Split("sex", (Group("Male", 7, 640, 30), Group("Female", 12, 1100, 40)))
    (table,) = shares([split])
    assert table.rows[0] == ("Male", "*", "*", "*", "*")
    assert table.rows[1] == ("Female", "*", "*", "*", "*")


def test_a_rate_is_made_from_what_is_shown() -> None:
    split = Split("sex", (Group("Male", 10, 920, 107), Group("Female", 12, 1090, 41)))
    (table,) = shares([split])
    assert table.rows[0] == ("Male", "10", "900", "105", "117")
    assert "Known of everybody" in table.note


# --- the whole ----------------------------------------------------------------------------------


@pytest.fixture
def report(ward):
    ward.unlock("grace")
    for day in (3, 4, 12):
        held(ward, ward.rosa, datetime(2026, 11, day, 10, 0, tzinfo=LONDON))
    held(ward, ward.jamal, datetime(2026, 11, 12, 11, 0, tzinfo=LONDON), "05")
    return ward.unlock("ingrid")


def test_how_complete_it_is_stands_first(report) -> None:
    made = ward_report(report, read_period("2026-11"))
    assert made.sections[0].title == "How complete this is"
    assert made.sections[0].words[0].startswith("0 of 22 days were closed")
    assert "4 records of restrictive practice." in made.sections[0].words


def test_a_ward_without_a_record_has_a_report_of_its_silence(ward) -> None:
    page = html(ward_report(ward.unlock("ingrid"), read_period("2026-11")))
    assert "0 of 22 days were closed" in page
    assert "0 records of restrictive practice" in page
    assert "None is recorded. How many days were closed says what that is worth." in page
    assert "all uses" not in page
    assert "No change was under test" in page


def test_a_month_says_nothing_about_people_and_a_quarter_withholds_the_few(report) -> None:
    month = html(ward_report(report, read_period("2026-11")))
    quarter = html(ward_report(report, read_period("2026-Q4")))
    assert "Ethnic group" not in month
    assert "Ethnic group" in quarter
    after = quarter.split("<h3>Ethnic group</h3>")[1].split("</table>")[0]
    assert set(re.findall(r'<td class="n">([^<]*)</td>', after)) == {"*"}


def test_a_year_is_its_quarters_without_what_is_about_people(report) -> None:
    page = html(ward_report(report, read_period("2026")))
    assert "Ashdown Ward, 2026" in page
    assert "Ethnic group" not in page
    assert page.count('class="cross"') == 24


def test_a_period_before_the_first_entry_has_no_chart(report) -> None:
    made = ward_report(report, read_period("2026-09"))
    assert made.sections
    assert not [picture for section in made.sections for picture in section.pictures]


def test_uses_are_counted_by_type_place_and_length(report) -> None:
    counts = {each.title: dict(each.rows) for each in force_counts(_all(report))}
    assert counts["All uses of force"] == {"all uses": "4"}
    assert counts["Type of force"] == {"Physical restraint - Standing": "3", "Seclusion": "1"}
    assert counts["Place"] == {"Corridor": "4"}
    assert counts["Duration"] == {
        "restraint, 0 to 10 minutes": "3",
        "seclusion, 0 to 24 hours": "1",
    }


def _all(session):
    from wardsafe.services.incidents_of import incidents_of

    return incidents_of(session, QUARTER)


def test_uses_stand_beside_the_bed_days_of_who_was_there(report) -> None:
    by_sex = next(split for split in splits(report, QUARTER) if split.title == "sex")
    assert sum(group.uses for group in by_sex.groups) == 4
    assert sum(group.people for group in by_sex.groups) == 2
    assert by_sex.groups[-1].name == "not known"


def test_no_name_stands_in_a_report(report) -> None:
    page = html(ward_report(report, read_period("2026-Q4")))
    assert "Ashdown Ward" in page
    for word in ("Rosa", "Whitfield", "Jamal", "999"):
        assert word not in page


def test_it_is_written_where_somebody_says_and_nowhere_twice(report, tmp_path) -> None:
    target = tmp_path / "november.html"
    month = read_period("2026-11")
    before = report.ledger.count()
    write_report(report, month, target)
    assert target.read_text().startswith("<!doctype html>")
    assert report.ledger.count() == before + 1
    with pytest.raises(BadInput, match="is there already"):
        write_report(report, month, target)
    folder = write_numbers(report, month, tmp_path / "numbers")
    assert (folder / "restraint.csv").read_text().startswith("period,")


def test_staff_write_no_report(ward) -> None:
    with pytest.raises(NotAllowed):
        ward_report(ward.unlock("emeka"), QUARTER)


@pytest.mark.parametrize("typed", ["november", "2026-13", "2026-Q5", "26", "../2026-11"])
def test_another_period_is_one_sentence(typed: str) -> None:
    with pytest.raises(BadInput, match="a month, a quarter or a year"):
        read_period(typed)


def test_a_period_that_has_not_begun_is_refused(report) -> None:
    with pytest.raises(BadInput, match="has not begun"):
        ward_report(report, read_period("2027-02"))
