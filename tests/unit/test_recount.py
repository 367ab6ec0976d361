"""Every figure of the measures, the national screen, the groups and the report, counted again.

The recounts in `tests/recount` read raw entries and nothing of wardsafe. What the program shows is
collected here with a name for each figure; one that the recounts do not hold fails the test.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from math import floor
from pathlib import Path

import pytest

from recount import (
    charts,
    duties,
    groups,
    learning,
    measures,
    national,
    published,
    queue,
    values,
)
from recount import entries as raw
from standing_demo import NOW, standing_demo
from wardsafe.clock import LONDON
from wardsafe.measures import durations, words
from wardsafe.measures import national_method as formulas
from wardsafe.measures.definitions import COUNT, LENGTH, MEASURES, RATE
from wardsafe.measures.periods import MONTH, QUARTER, WEEK, Period, between, period_of
from wardsafe.measures.profiles import MDC, RUN_CHART
from wardsafe.measures.series import Value
from wardsafe.places import seed
from wardsafe.records.fields import fields_of
from wardsafe.records.nil_return import RESTRICTIVE, SEXUAL
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import bed_days, closing, equity, measuring, review_queue
from wardsafe.services import national as on_the_screen
from wardsafe.services.audiences import keys
from wardsafe.services.reports import ward_report as report
from wardsafe.services.reports.page import Section
from wardsafe.vocabulary.code_lists import code_list

TODAY = NOW.date()
RULES = duties.rules_in(sorted((seed() / "duties").glob("*.toml")))
HERE = Path(raw.__file__).parent


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The invented ward, opened by its safety lead; what the recounts read of its raw entries."""
    with standing_demo(tmp_path_factory.mktemp("demo")) as session:
        yield session, raw.read(session.ledger.walk(), keys(session))


def test_the_recounts_are_short_and_share_no_code_with_the_program() -> None:
    files = sorted(HERE.glob("*.py"))
    assert len(files) > 8
    for each in files:
        text = each.read_text("utf-8")
        assert len(text.splitlines()) <= 80, each.name
        assert not re.search(r"^\s*(from|import) wardsafe", text, re.MULTILINE), each.name


# --- the queue ------------------------------------------------------------------------------------


@pytest.mark.parametrize("narrow", [False, True])
def test_what_waits_for_its_review_is_counted_again(demo, narrow: bool) -> None:
    session, _ = demo
    entries = list(session.ledger.walk())
    found = list(queue.cases(entries[: len(entries) // 2] if narrow else entries, keys(session)))
    again, shown = queue.waiting(found, NOW), review_queue.waiting(session)
    seconds = {k: (n, int(at.timestamp())) for k, (n, at) in again["by_state"].items()}
    same = {k: (n, int(at.timestamp())) for k, (n, at) in shown.by_state.items()} == seconds
    assert same is not narrow
    if not narrow:
        names = ("overdue", "signed", "written", "usual")
        assert [getattr(shown, name) for name in names] == [again[name] for name in names]
        assert shown.oldest_unwritten == again["oldest_unwritten"]
        assert len(seconds) > 2
        assert again["overdue"]
        assert again["signed"]


# --- values of measures ---------------------------------------------------------------------------


def counted_again(told, name: str, spans) -> list:
    """The numbers of a measure in each of these periods, by the recount."""
    form = MEASURES[name].form
    if form == COUNT:
        return [values.counted(told, name, one.first, one.after) for one in spans]
    if form == RATE:
        return [values.rate(told, name, one.first, one.after) for one in spans]
    met = list(_met(told, name))
    return [values.of_those(met, one.first, one.after) for one in spans]


def _met(told, name: str) -> Iterator[tuple[datetime, float]]:
    if MEASURES[name].form == LENGTH:
        return measures.lengths(told)
    if name == "duties-in-time":
        since = datetime(2026, 9, 25, tzinfo=LONDON)  # the first day that was recorded of
        return iter(
            [(at.astimezone(LONDON), yes) for at, yes in duties.met(told, RULES, since, NOW)]
        )
    return measures.shares(told, name, NOW)


def numbers_of(one: Value | None) -> tuple | None:
    return one and tuple(getattr(one, field.name) for field in fields(Value))


def test_every_value_of_every_measure_is_counted_again(demo) -> None:
    session, told = demo
    assert [field.name for field in fields(Value)] == ["count", "of", "other", "declared", "days"]
    ward = measuring.read(session)
    for name in MEASURES:
        spans = [one for kind in (WEEK, MONTH, QUARTER) for one in between(kind, ward.first, TODAY)]
        again = counted_again(told, name, spans)
        found = [
            one for kind in (WEEK, MONTH, QUARTER)
            for one in measuring.series_of(ward, name, between(kind, ward.first, TODAY)).values
        ]  # fmt: skip
        assert [numbers_of(one) for one in found] == again, name
        assert name == "segregation" or any(again), name


def test_a_recount_that_misses_one_record_is_noticed(demo) -> None:
    session, told = demo
    short = {kind: held[:-1] for kind, held in told.items()}
    ward = measuring.read(session)
    spans = between(MONTH, ward.first, TODAY)
    for name in ("incidents", "statutory-items", "late-entries", "interventions-rate"):
        found = [numbers_of(one) for one in measuring.series_of(ward, name, spans).values]
        assert found != counted_again(short, name, spans), name


def test_every_point_and_line_of_every_chart_is_counted_again(demo) -> None:
    session, told = demo
    ward = measuring.read(session)
    for name in measuring.offered(session):
        for kind, profile in ((WEEK, MDC), (WEEK, RUN_CHART), ("day", MDC)):
            chart = measuring.charted(ward, name, kind, profile)
            shut = measures.closed(told, SEXUAL if name == "sexual-safety" else RESTRICTIVE)
            drawn = [one.number for one in chart.points]
            if chart.handed_over:
                happened = measures.happened(told, name)
                first = chart.asked.periods[0].first
                again = charts.gaps([at for at in happened if at.date() >= first], shut, NOW)
                assert drawn == pytest.approx(again), name
                continue
            per = MEASURES[name].per
            nought = MEASURES[name].form != COUNT
            raw_values = counted_again(told, name, [one.period for one in chart.points])
            again = [
                None if one is None or (nought and not one[1])
                else one[0] / one[1] * per if one[1] is not None else one[0]
                for one in raw_values
            ]  # fmt: skip
            assert drawn == pytest.approx(again), name
            known = [one for one in again if one is not None]
            if chart.centre[0] is not None and chart.kind in ("xmr", "run"):
                lines = (chart.centre[0], chart.upper[0], chart.lower[0])
                assert lines == pytest.approx(charts.lines(known, chart.kind)), name
            days = {day for one in chart.points for day in days_of(one.period)}
            closed = (len(shut & days), len(days)) if MEASURES[name].sparse_able else (0, 0)
            recorded = sum(one is not None for one in raw_values)
            told_of = (chart.completeness.recorded, chart.completeness.periods)
            assert told_of == (recorded, len(raw_values)), name
            assert (chart.completeness.declared, chart.completeness.days) == closed, name


def days_of(period: Period) -> list[date]:
    return values.days_of(period.first, period.after)


def test_days_since_and_the_hours_are_counted_again(demo) -> None:
    session, told = demo
    ward = measuring.read(session)
    for name, one in MEASURES.items():
        since, hours = measuring.since_last(ward, name), measuring.hours_of(ward, name)
        happened = measures.happened(told, name) if one.sparse_able else []
        if not happened:
            assert since is None or since.days is None, name
            continue
        shut = measures.closed(told, SEXUAL if name == "sexual-safety" else RESTRICTIVE)
        assert (since.days, since.last, since.not_closed) == values.days_since(
            happened, shut, TODAY
        ), name
        cells = [[0] * 24 for _ in range(7)]
        for at in happened:
            cells[at.weekday()][at.hour] += 1
        assert [list(row) for row in hours.cells] == cells, name


def test_the_crosses_and_the_bed_days_of_every_month_are_counted_again(demo) -> None:
    session, told = demo
    for month in between(MONTH, date(2026, 9, 1), TODAY):
        for stream, name in ((RESTRICTIVE, "incidents"), (SEXUAL, "sexual-safety")):
            cross = closing.month_cross(session, stream, TODAY, month.first)
            happened, shut = measures.happened(told, name), measures.closed(told, stream)
            many, days = values.cross(happened, shut, month.first, month.after)
            begin = f"{many} incident{'s' * (many != 1)} in {days} closed day{'s' * (days != 1)}"
            assert cross.words()[0].startswith(begin), (month.said, stream)
            by_day = {one.day: one.incidents for one in cross.days}
            assert by_day == {one: sum(at.date() == one for at in happened) for one in by_day}, (
                month.said
            )
    for month in bed_days.months(session):
        first = month.nights[0].night
        again = values.bed_days(told, first, month.nights[-1].night + timedelta(days=1))
        days = month.days
        assert (days.including, days.excluding, days.counted, days.nights) == again


# --- national figures -----------------------------------------------------------------------------


@pytest.mark.parametrize("period", [
    period_of(MONTH, date(2026, 10, 1)), period_of(MONTH, date(2026, 11, 1)),
    period_of(QUARTER, date(2026, 10, 1)),
], ids=lambda one: one.said)  # fmt: skip
def test_every_national_figure_on_the_screen_is_counted_again(demo, period) -> None:
    session, told = demo
    held = on_the_screen.read(session)
    after = min(period.after, TODAY)
    ours = national.figures(told, period.first, after, theirs=False)
    theirs = national.figures(told, period.first, after, theirs=True)
    assert {name for name, _ in ours} >= {*formulas.FORMULAS} - {"MHS98", "MHS98a", "MHS99"}
    for switches, chosen in (((), ours), (on_the_screen.SWITCHES, theirs)):
        shown = on_the_screen.figures(held, period, switches)
        found = {(one.id, one.group): one for one in shown.lines}
        assert found.keys() == {(name, _type(kind, name)) for name, kind in {*ours, *theirs}}
        for (name, kind), (value, of, over) in chosen.items():
            line = found[name, _type(kind, name)]
            assert line.value == ("none" if value is None else words.number(value)), name
            assert (line.of or f"{of:,}", line.over or f"{over:,}") == (f"{of:,}", f"{over:,}")
            national_value = theirs.get((name, kind), (None, 0, 0))[0]
            said = "none" if national_value is None else words.number(national_value)
            assert line.national == said, name
            if (name, kind) in theirs:
                assert line.printed == published.printed(theirs, name, kind), name


def _type(kind: str, name: str) -> str:
    by_type = name.rstrip("a") in ("MHS98", "MHS99")
    return code_list("restrictive-type").text(kind) if by_type else ""


# --- groups ---------------------------------------------------------------------------------------

Q4 = period_of(QUARTER, TODAY)


def group_again(told, title: str, period) -> dict:
    """Each group of a split by its name on the screen."""
    field = equity.SPLITS[title] or "age"
    again = groups.split(told, field, period.first, period.after, TODAY)
    return {_named(title, code): found for code, found in again.items()}


def _named(title: str, code: object) -> str:
    if code is None:
        return equity.UNKNOWN
    if title == "ethnic group":
        return list(equity.GROUPS)[code]
    if title == "age band":
        return code_list("age-band").codes[code].short
    return code_list(equity._LISTS[title]).short(code)


def test_every_split_by_who_people_are_is_counted_again(demo) -> None:
    session, told = demo
    found = equity.splits(session, Q4)
    assert [one.title for one in found] == [*equity.SPLITS]
    for split in found:
        again = group_again(told, split.title, Q4)
        shown = {one.name: (one.people, one.bed_days, one.uses) for one in split.there}
        assert shown == again, split.title
        unknown, days = (
            again.get(equity.UNKNOWN, (0, 0, 0))[1],
            sum(d for _, d, _ in again.values()),
        )
        assert split.not_known == unknown / days


# --- the report -----------------------------------------------------------------------------------


def shown_in(section: Section) -> dict[str, str]:
    """Every figure of a section of the report, by where it stands."""
    found = {}
    for at, sentence in enumerate(section.words):
        if sentence in CONSTANT:
            continue
        counts = re.sub(r"(\d{1,2} )?[A-Z][a-z]{2} \d{4}", "", sentence)  # no dates
        for place, number in enumerate(re.findall(r"\d[\d,]*", counts)):
            found[f"words {at}.{place}"] = number
    for table in section.tables:
        for row in table.rows if table.title not in WORDS_ONLY else ():
            for head, cell in zip(table.columns[1:], row[1:], strict=True):
                if re.fullmatch(r"[\d,.]+|\*|none", cell):
                    found[f"{table.title}/{row[0]}/{head}"] = cell
        for number in re.findall(r"\d+", table.note):
            found[f"{table.title}/note"] = number
    for cross in section.crosses:
        for number, name in zip(re.findall(r"\d+", cross.words()[0]), ("events", "days"),
                                strict=False):  # fmt: skip
            found[f"cross {cross.stream} {cross.month}/{name}"] = number
    for picture in section.pictures:
        for point in picture.chart.points:
            for name in ("count", "of") if point.value and point.number is not None else ():
                if getattr(point.value, name) is not None and not picture.chart.handed_over:
                    at = f"{picture.chart.asked.measure.id}/{point.period.first}/{name}"
                    found[at] = words.number(getattr(point.value, name))
    return found


CONSTANT = {
    report.NOTE, *report.national_section.__globals__["DEVIATIONS"],
    *(report.national_section.__globals__[name] for name in ("SMALL", "ALONE", "SWITCHED")),
    "Uses stand beside the occupied bed days of each group, leave included.",
    "What is about people is in the report of each quarter.",
}  # fmt: skip
WORDS_ONLY = {"Where ours differs"}


def again_for(told, period) -> Mapping[str, object]:
    """What the recounts hold for the report, each figure by the same name."""
    first, after = period.first, period.after
    upto = min(after, TODAY)
    found: dict[str, object] = {}
    shut = measures.closed(told) & set(values.days_of(first, upto))
    beds = values.bed_days(told, first, upto)
    here = groups.incidents(told, first, after)
    facts = (len(shut), (upto - first).days, len(here), *beds)
    for place, number in zip(("0.0", "0.1", "1.0", "2.0", "2.1", "2.2", "2.3"), facts, strict=True):
        found[f"How complete this is/words {place}"] = number
    for stream, name in ((RESTRICTIVE, "incidents"), (SEXUAL, "sexual-safety")):
        for month in between(MONTH, first, after - timedelta(days=1)):
            both = values.cross(measures.happened(told, name), measures.closed(told, stream),
                                month.first, month.after)  # fmt: skip
            for one, number in zip(("events", "days"), both, strict=True):
                found[f"Safety cross/cross {stream} {month.first}/{one}"] = number
    found |= _force_again(told, period)
    found |= _national_again(told, first, upto)
    if period.kind == QUARTER:
        found |= _groups_again(told, period)
    signed, outcomes, themes = learning.learning(told, first, after)
    found |= {"Learning/words 0.0": signed, "Learning/words 0.1": outcomes}
    for code, many in themes.items():
        found[f"Learning/Themes/{code_list('review-theme').text(code)}/reviews"] = many
    return found


FORCE = "Use of force, as the Act counts it"


def _force_again(told, period) -> dict[str, object]:
    first, after = period.first, period.after
    by_type = groups.force(told, first, after, "type")
    found: dict[str, object] = {f"{FORCE}/All uses of force/all uses/uses": sum(by_type.values())}
    codes = {field.label: field.codes for field in fields_of(RestrictivePractice)}
    ways = {field.label: field.name for field in fields_of(RestrictivePractice) if field.codes}
    ways |= {"Type of force": "type", "Duration": "length", "Age band": "age", "Place": "place"}
    for title, way in ways.items():
        for group, many in groups.force(told, first, after, way).items():
            found[f"{FORCE}/{title}/{_force_name(title, group, codes)}/uses"] = many
    return found


def _force_name(title: str, group: object, codes: Mapping[str, str | None]) -> str:
    if group in (None, "?"):
        return "asked, not known" if group else "not recorded"
    if title == "Type of force":
        return code_list("restrictive-type").text(group)
    if title == "Age band":
        return code_list("age-band").codes[group].text
    if title == "Duration":
        family = durations.FAMILY[{3: "07", 6: "05", 4: "06"}[len(group[0])]]
        return f"{family}, {durations.bands(family)[group[1]]}"
    return code_list(codes.get(title) or "place").text(group)


def _national_again(told, first: date, upto: date) -> dict[str, object]:
    ours = national.figures(told, first, upto, theirs=False)
    theirs = national.figures(told, first, upto, theirs=True)
    found: dict[str, object] = {}
    for (name, _), (value, of, over) in ours.items():
        title = f"National measures//{name} {on_the_screen.TITLES[name]}"
        found |= {f"{title}/of": of, f"{title}/over": over, f"{title}/value": value}
        found[f"{title}/by the national method"] = theirs.get((name, ""), (None,))[0]
        if name == "MHS97":  # of people: made from what stands beside it
            both = ((f"{title}/value", (of, over)),
                    (f"{title}/by the national method", theirs[name, ""][1:]))  # fmt: skip
            for at, (some, every) in both:
                found[at] = str(floor(100 * 5 * round(some / 5) / (5 * round(every / 5)) + 0.5))
    return found


def _groups_again(told, period) -> dict[str, object]:
    found: dict[str, object] = {}
    part = "Who was on the ward, and who force was used on"
    for title in equity.SPLITS:
        again = group_again(told, title, period)
        for name in {*again, equity.UNKNOWN}:
            people, days, uses = again.get(name, (0, 0, 0))
            at = f"{part}/By {title}/{name}"
            found |= {f"{at}/people": people, f"{at}/bed days": days, f"{at}/uses": uses}
            shown_days = 100 * round(days / 100)  # a rate is made from what stands beside it
            made = 1000 * 5 * round(uses / 5) / shown_days if shown_days else 0
            found[f"{at}/per 1,000 bed days"] = str(round(made))
        every = sum(days for _, days, _ in again.values())
        unknown = again.get(equity.UNKNOWN, (0, 0, 0))[1]
        found[f"{part}/By {title}/note"] = f"{unknown / every:.0%}".rstrip("%")
    return found


def may_stand_for(shown: str, again: object, name: str) -> bool:
    """Whether a printed figure can be this one: exact, rounded for its rule, or withheld."""
    if shown == "none" or again is None:
        return (shown == "none") == (again is None)
    if shown == "*":  # of a group of few people nothing is told, not even nought
        return bool(again) or name.startswith("Who was on")
    if isinstance(again, str):
        return shown == again
    number = float(shown.replace(",", ""))
    step = 100 if name.endswith("/bed days") else 5
    rounded = name.startswith("Who was on") or "/Themes/" in name or "MHS97" in name or (
        "MHS76" in name or (name.startswith(FORCE) and not re.search("/(All|Type|Place|Dur)", name))
    )  # fmt: skip
    if rounded:
        return number == step * round(again / step)
    return shown == words.number(again)


@pytest.mark.parametrize("period", [period_of(MONTH, TODAY), Q4], ids=lambda one: one.said)
def test_every_figure_of_the_report_is_counted_again(demo, period) -> None:
    session, told = demo
    found = report.ward_report(session, period)
    shown = {
        f"{section.title}/{name}": text
        for section in found.sections
        for name, text in shown_in(section).items()
    }
    again = again_for(told, period)
    for name, text in shown.items():
        if name.startswith("Change over time/"):
            _, measure, first, part = name.split("/")
            kind = measuring.usual_kind(measuring.read(session))
            (numbers,) = counted_again(told, measure, [period_of(kind, date.fromisoformat(first))])
            assert text == words.number(numbers[0 if part == "count" else 1]), name
        else:
            assert name in again, f"{name}: {text} is counted by nobody else"
            assert may_stand_for(text, again[name], name), (name, text, again[name])
    assert len(shown) > 150


def test_a_figure_that_nobody_counts_again_is_noticed(demo) -> None:
    _, told = demo
    again = again_for(told, Q4)
    for said, is_known in (("9 signed off, 8 written to", True), ("9, 8, 7 thanked", False)):
        added = shown_in(Section("Learning", (f"{said}.",)))
        assert ({f"Learning/{name}" for name in added} <= again.keys()) is is_known
