"""What a network shows: silence apart, nothing small given back, one source for every picture."""

import itertools
import math
import random
import re
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import network_rows
from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.measures.chart import NOT_RECORDED
from wardsafe.measures.periods import period_of
from wardsafe.measures.small_numbers import RULE, Sum, SuppressionDoubt, could_be, narrowed
from wardsafe.network.engine import on_files
from wardsafe.network.files import WardOf, read_wards
from wardsafe.services.network.charts import charts, compared
from wardsafe.services.network.figures import Figures, GroupOf, MonthOf, ask
from wardsafe.services.network.reporting import read_quarter, write_network_report
from wardsafe.services.network.shown import ALL, TRUST, WARD, Shown, rate_of, shown
from wardsafe.services.network.spread import said_after, spreads
from wardsafe.services.reports.network_report import completeness_lines, network_report
from wardsafe.services.reports.page import html
from wardsafe.services.reports.writing import read_period

QUARTER = period_of("quarter", date(2026, 7, 1))
NAME = "2026-Q3"
NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("network")
    network_rows.make(made)
    return made


@pytest.fixture(scope="module")
def raw(folder: Path) -> Figures:
    with on_files(folder) as engine:
        return ask(engine, read_wards(folder), QUARTER)


@pytest.fixture(scope="module")
def found(raw: Figures) -> Shown:
    return shown(raw)


@pytest.fixture(scope="module")
def page(found: Shown) -> str:
    return html(network_report(found, NOW, demo=True))


# --- silence, zero, part ------------------------------------------------------------------------


def test_G08_a_silent_ward_stands_apart_and_never_looks_best(found: Shown) -> None:
    silent = network_rows.ward_id(network_rows.SILENT)
    assert found.in_state("silent") == (silent,)
    assert (WARD, silent, NAME) not in found.times
    assert found.count("uses", WARD, silent, NAME) == ""
    assert found.rate(WARD, silent) == ""
    placed, small = compared(found)
    assert placed is not None
    assert found.wards[silent].name not in [unit.name for unit in placed.funnel.units]
    assert silent not in small
    assert "  Holme: nothing since Jun 2026" in completeness_lines(found)


def test_G08_completeness_is_said_before_any_figure(page: str) -> None:
    heads = re.findall(r"<h2>([^<]*)</h2>", page)
    assert heads[0] == "How complete this is"
    assert "10 of 12 wards can be compared" in page


def test_a_ward_that_closed_some_days_is_said_to_and_is_not_placed(found: Shown) -> None:
    part = network_rows.ward_id(network_rows.PART)
    assert found.in_state("part") == (part,)
    assert "  Keld: 62 of 92 days" in completeness_lines(found)
    placed, _ = compared(found)
    assert placed is not None
    assert "Keld" not in [unit.name for unit in placed.funnel.units]


def test_the_bed_days_of_a_silent_ward_are_in_no_total(raw: Figures, found: Shown) -> None:
    heard = [ward for ward in raw.wards if raw.state(ward) != "silent"]
    days = sum(raw.quarter(ward).bed_days for ward in heard)
    assert found.times[ALL, "", NAME].bed_days == RULE.step * round(days / RULE.step)
    groups = raw.groups["sex"].values()
    assert sum(group.bed_days for trust in groups for group in trust.values()) == days


def test_G07_a_silent_month_is_a_gap_and_never_nought(found: Shown) -> None:
    holme = next(one for one in charts(found) if one.title == "Holme")
    assert holme.chart is not None
    last = holme.chart.points[-3:]
    assert [point.state for point in last] == [NOT_RECORDED] * 3
    assert [point.number for point in last] == [None] * 3


def test_a_quarter_without_a_use_is_nought_when_every_day_was_closed(raw: Figures) -> None:
    ward = network_rows.ward_id(0)
    quiet = {name: replace(one, uses=0, incidents=0) for name, one in raw.months[ward].items()}
    told = shown(replace(raw, months={**raw.months, ward: quiet}))
    assert told.count("uses", WARD, ward, NAME) == "0"
    assert told.rate(WARD, ward) == "0"
    assert told.states[ward] == "whole"


def test_G09_a_rate_without_bed_days_says_so() -> None:
    assert rate_of("30", 0) == "no bed days"
    assert rate_of("30", 95) == "*"
    assert rate_of("*", 2000) == "*"
    assert rate_of("", 2000) == ""
    assert rate_of("30", 2000) == "15"


# --- planted truths -----------------------------------------------------------------------------


def test_the_ward_that_really_fell_is_outside_the_funnel(found: Shown) -> None:
    placed, _ = compared(found)
    assert placed is not None
    sides = {unit.name: placed.side(at) for at, unit in enumerate(placed.funnel.units)}
    assert sides["Dale"] == (-1, "99.8 %")
    assert {name for name, side in sides.items() if side[1] == "99.8 %"} == {"Dale"}


def test_wards_that_vary_beyond_chance_have_wider_limits(found: Shown) -> None:
    placed, _ = compared(found)
    assert placed is not None
    assert placed.funnel.tau2 > 0
    exact = replace(placed, funnel=replace(placed.funnel, exact=True))
    assert placed.limits(2000).upper998 > exact.limits(2000).upper998


def test_the_disparity_is_in_the_split(raw: Figures) -> None:
    rates = {value: group.uses / group.bed_days for value, group in
             raw.groups["ethnicity"]["RCC"].items()}  # fmt: skip
    assert rates["black"] > rates["white"]


def test_what_spread_is_said_with_what_came_before_and_after(page: str) -> None:
    assert "1 adopted, 2 testing" in page
    assert "Jan 2026" in page


# --- small numbers ------------------------------------------------------------------------------


def test_a_small_ward_is_named_and_not_placed(found: Shown, page: str) -> None:
    tiny = network_rows.ward_id(network_rows.TINY)
    assert found.count("uses", WARD, tiny, NAME) in ("*", "**")
    assert tiny in compared(found)[1]
    assert "under 8 events or 100 bed days" in page


def test_G05_no_split_by_people_is_of_a_ward_or_a_month(found: Shown) -> None:
    assert {split.unit for split in found.splits} == {"", *network_rows.TRUSTS}
    assert found.period.kind == "quarter"


def test_every_count_shown_is_rounded_or_withheld(found: Shown) -> None:
    texts = [*found.counts.values(), *found.types.values()]
    for split in found.splits:
        texts += [text for one in split.groups for text in (one.people, one.forced, one.uses)]
    assert [text for text in texts if text.isdigit()]
    for text in texts:
        assert text in ("*", "**") or int(text) % 5 == 0, text


def test_where_too_little_is_known_no_rate_stands(raw: Figures) -> None:
    crowd = {None: GroupOf(30, 3000, 30, 100), "female": GroupOf(30, 3000, 30, 100)}
    told = shown(replace(raw, groups={"sex": dict.fromkeys(raw.trusts, crowd)}))
    assert {one.rate for split in told.splits for one in split.groups} == {""}
    assert "too much for any rate" in told.splits[0].not_known


def test_G10_the_page_holds_no_raw_count(found: Shown, page: str) -> None:
    """Every number of a count in the page is one of those shown; raw ones are never among them."""
    (table,) = re.findall(r"<h2>Each ward</h2>.*?</table>", page, re.DOTALL)
    _, *rows = re.findall(r"<tr>(.*?)</tr>", table)
    counts = [text for cells in rows for text in re.findall(r"<td[^>]*>([^<]*)</td>", cells)[1:3]]
    assert [text for text in counts if text.isdigit()]
    assert all(text in ("*", "**", "") or int(text) % 5 == 0 for text in counts)


def test_G10_pictures_and_sentences_follow_from_what_is_shown_alone(raw: Figures) -> None:
    """Two networks that differ only below the rounding make the same page, byte for byte."""
    ward = network_rows.ward_id(0)
    moved = dict(raw.months[ward])
    one = moved["2026-08"]
    nearest = 5 * round(one.uses / 5)
    others = [n for n in range(nearest - 2, nearest + 3) if n != one.uses]
    pages = set()
    for uses in (one.uses, *others):
        figures = replace(raw, months={**raw.months, ward: {
            **moved, "2026-08": replace(one, uses=uses)}})  # fmt: skip
        told = shown(figures)
        pages.add((tuple(sorted(told.counts.items())), html(network_report(told, NOW, demo=True))))
    assert len(pages) < 5
    assert len({page for _, page in pages}) == len({counts for counts, _ in pages})


def test_shown_holds_no_raw_figures() -> None:
    assert "MonthOf" not in " ".join(str(one.type) for one in fields(Shown))
    assert "GroupOf" not in " ".join(str(one.type) for one in fields(Shown))


# --- differencing: nothing small comes back by subtraction --------------------------------------


def small_network(dice: random.Random) -> Figures:
    """Two trusts, four wards, one quarter, and two splits, with counts around the threshold."""
    wards = {f"w{n}": WardOf(f"Ward {n}", f"T{n % 2}", "test", (), "2026-09-30") for n in range(4)}
    months = {
        ward: {name: _month(dice) for name in ("2026-07", "2026-08", "2026-09")} for ward in wards
    }
    figures = Figures(QUARTER, wards, date(2026, 9, 30), months)
    groups: dict[str, dict[str, dict[str | None, GroupOf]]] = {"sex": {}, "ethnicity": {}}
    for trust in figures.trusts:
        uses = sum(figures.quarter(ward).uses for ward in figures.wards_of(trust))
        people = dice.randrange(2, 40)
        for split, values in (("sex", ("f", "m", None)), ("ethnicity", ("a", "b", "c", "d"))):
            cut, crowd = _cut(dice, uses, len(values)), _cut(dice, people, len(values))
            groups[split][trust] = {
                value: GroupOf(n, 90 * n, min(n, u), u) for value, n, u in
                zip(values, crowd, cut, strict=True)
            }  # fmt: skip
    return replace(figures, groups=groups, types={"05": 3, "07": 9})


def _month(dice: random.Random) -> MonthOf:
    uses = dice.choice((0, 1, 2, 5, 7, 8, 9, 12, 17, 30))
    return MonthOf(min(uses, 20), uses, 30, 30, 30, 600, 580)


def _cut(dice: random.Random, whole: int, parts: int) -> list[int]:
    at = sorted(dice.randrange(whole + 1) for _ in range(parts - 1))
    return [b - a for a, b in itertools.pairwise((0, *at, whole))]


Facts = dict[tuple[str, ...], tuple[int, str]]


def published(figures: Figures, told: Shown) -> tuple[Facts, list[Sum]]:
    """All that a reader has of uses: each table's figures with their true value, and every sum
    that holds between any two tables."""
    cells: Facts = {}
    sums: list[Sum] = []
    months = ("2026-07", "2026-08", "2026-09")
    units = [(WARD, ward) for ward in figures.wards] + [(TRUST, one) for one in figures.trusts]
    for sort, unit in (*units, (ALL, "")):
        wards = _wards_of(figures, sort, unit)
        for time in (*months, NAME):
            true = sum(_uses(figures, ward, time, months) for ward in wards)
            cells[sort, unit, time] = true, told.count("uses", sort, unit, time)
        sums.append(Sum((sort, unit, NAME), tuple((sort, unit, month) for month in months)))
    for time in (*months, NAME):
        for trust in figures.trusts:
            parts = tuple((WARD, ward, time) for ward in figures.wards_of(trust))
            sums.append(Sum((TRUST, trust, time), parts))
        sums.append(Sum((ALL, "", time), tuple((TRUST, one, time) for one in figures.trusts)))
    for split in told.splits:
        sort = TRUST if split.unit else ALL
        for one in split.groups:
            trusts = [split.unit] if split.unit else figures.trusts
            true = sum(figures.groups[split.split][t][one.value].uses for t in trusts)
            cells[sort, split.unit, f"{split.split} {one.value}"] = true, one.uses
        named = [f"{split.split} {one.value}" for one in split.groups]
        sums.append(Sum((sort, split.unit, NAME), tuple((sort, split.unit, n) for n in named)))
        if not split.unit:
            sums += [Sum((ALL, "", n), tuple((TRUST, t, n) for t in figures.trusts)) for n in named]
    return cells, sums


def _wards_of(figures: Figures, sort: str, unit: str) -> tuple[str, ...]:
    if sort == WARD:
        return (unit,)
    return figures.wards_of(unit) if sort == TRUST else tuple(figures.wards)


def _uses(figures: Figures, ward: str, time: str, months: tuple[str, ...]) -> int:
    names = months if time == NAME else (time,)
    return sum(figures.months[ward][name].uses for name in names)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_G10_no_small_number_comes_back_by_subtracting_one_table_from_another(seed: int) -> None:
    figures = small_network(random.Random(seed))
    try:
        told = shown(figures)
    except SuppressionDoubt:
        return  # nothing at all is shown of such a network
    cells, sums = published(figures, told)
    ranges: dict[Any, tuple[float, float]] = {}
    for key, (true, text) in cells.items():
        # who subtracts knows that a starred figure is 1 to 7, or rests on as few people
        by_people = key[2].startswith(("sex", "ethnicity"))
        low, high = could_be(text, by_people=by_people) if text else (0, math.inf)
        assert low <= true <= high or not text, (key, true, text)
        ranges[key] = low, high
    there = set(ranges)
    whole = [one for one in sums if {one.total, *one.parts} <= there]
    assert len(whole) > 20
    narrowed(ranges, whole)
    for key, (true, text) in cells.items():
        low, high = ranges[key]
        assert low <= true <= high, (key, true, text, low, high)
        if 0 < true <= RULE.most:
            assert high - low >= 2, (key, true, text, low, high)


def test_the_same_facts_are_shown_the_same_in_every_report(folder: Path) -> None:
    """A later quarter's report shows the quarters before it as they were shown."""
    with on_files(folder) as engine:
        before = shown(ask(engine, read_wards(folder), read_period("2026-Q2")))
        after = shown(ask(engine, read_wards(folder), read_period(NAME)))
    both = before.counts.keys() & after.counts.keys()
    assert len(both) > 100
    assert {key: before.counts[key] for key in both} == {key: after.counts[key] for key in both}


# --- the page -----------------------------------------------------------------------------------


def test_the_page_names_no_person_and_loads_nothing(page: str) -> None:
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", page)
    assert "<script" not in page
    assert not re.search(r"p\d\d\d\d\dc", page)


def test_the_page_ranks_nobody(page: str) -> None:
    table = re.search(r"<h2>Each ward</h2>.*?</table>", page, re.DOTALL)
    assert table is not None
    names = re.findall(r"<tr><td>([^<]*)</td>", table.group())
    wards = [name for name in names if name in network_rows.NAMES]
    assert wards == sorted(wards)
    assert len(wards) == 11


def test_the_funnel_has_words_and_numbers_beside_it(page: str) -> None:
    svg = re.search(r"<svg[^>]*funnel-t.*?</svg>", page, re.DOTALL)
    assert svg is not None
    assert "<desc" in svg.group()
    assert "Outside the 99.8 % limits: Dale below. 9 wards were placed." in svg.group()
    assert svg.group().count('class="limit') == 4


def test_a_report_is_of_a_quarter_of_a_network_that_is_there(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_quarter(folder, read_period("2026-08"))
    with pytest.raises(BadInput):
        read_quarter(tmp_path, read_period(NAME))


def test_a_report_is_written_once_where_somebody_says(folder: Path, tmp_path: Path, clock) -> None:
    target = tmp_path / "network.html"
    assert write_network_report(folder, QUARTER, target, clock) == target
    assert "Network, Jul to Sep 2026" in target.read_text(encoding="utf-8")
    with pytest.raises(BadInput):
        write_network_report(folder, QUARTER, target, clock)


def test_an_address_with_a_password_is_refused(folder: Path) -> None:
    with pytest.raises(BadInput, match="password"):
        read_quarter(folder, QUARTER, "postgresql://me:hidden@host/db")


# --- time that cannot be --------------------------------------------------------------------------


def test_N29_what_is_dated_before_a_ward_began_or_after_today_is_counted_and_in_no_chart(
    found: Shown, page: str
) -> None:
    names = {found.wards[ward].name: text for ward, text in found.out_of_time.items() if ward}
    assert names == {"Gill": "10", "Irt": "*"}
    assert found.out_of_time[""] in ("10", "**")
    whole = found.count("uses", WARD, network_rows.ward_id(8), "2026-Q3")
    assert int(whole) > 8  # its own months are as they were
    assert min(f"{month.first:%Y-%m}" for month in found.months) == "2024-10"
    assert "are in no chart and in no figure" in page
    assert "Gill 10, Irt *" in page


# --- adoption, learning ---------------------------------------------------------------------------


def test_spread_says_where_since_when_and_what_the_measure_did_after(found: Shown) -> None:
    (one,) = spreads(found)
    assert (one.idea, dict(one.stages)) == ("soft-words", {"adopted": 1, "testing": 2})
    by_ward = {found.wards[each.ward].name: each for each in one.tried}
    fell = by_ward["Dale"]
    assert (fell.since, fell.stage, fell.cycles) == ("2026-01", "adopted", 1)
    assert int(fell.before) > 1.5 * int(fell.after) > 0
    assert one.by_quarter == (0, 0, 0, 0, 0, 3, 3, 3)
    chart = next(each.chart for each in charts(found) if each.title == "Dale")
    assert said_after(chart, fell.since)[0] == -1
    assert said_after(None, fell.since) == (0, "not charted")


def test_learning_is_told_of_ideas_and_sorts_of_work_and_of_no_ward(found: Shown) -> None:
    told = {(one.what, one.idea, one.said): one.times for one in found.learning}
    assert told["came_true", "soft-words", "Y"] == "*"
    assert told["came_true", "soft-words", "N"] == "*"
    assert told["response", "", "swarm"] == told["theme", "", "staffing"] == "10"
