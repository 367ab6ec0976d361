"""What the report of a month or a quarter says, gathered from the ward's own readings.

Completeness comes first, so that no figure is read without it. Sexual safety is in it for its
readers alone, and then the report says so on its last line.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from wardsafe.errors import BadInput
from wardsafe.measures import words
from wardsafe.measures.chart import Chart
from wardsafe.measures.periods import MONTH, QUARTER, Period, between, period_of
from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.nil_return import RESTRICTIVE, SEXUAL
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import changing, closing, equity, measuring
from wardsafe.services.bed_days import occupied
from wardsafe.services.closing import Cross
from wardsafe.services.incidents_of import incidents_of
from wardsafe.services.measuring_charts import Look, look
from wardsafe.services.reports.chart_svg import Mark
from wardsafe.services.reports.force_counts import force_counts
from wardsafe.services.reports.learning import learning
from wardsafe.services.reports.national_figures import national_section
from wardsafe.services.reports.page import Picture, Report, Section, Table
from wardsafe.services.reports.shown import NOTE, shares
from wardsafe.services.session import Session
from wardsafe.vocabulary.code_lists import code_list

LOOK_BACK = 24
"""Months that its charts show, the period of the report last."""

NOTICE = "For the ward and its trust: days, months and types are exact. {}"
HOLDS_SEXUAL = "It holds sexual-safety figures: staff only."


def ward_report(session: Session, period: Period) -> Report:
    """The report of a month, a quarter or a year. Raises NotAllowed, BadInput before it began."""
    session.require("write a report")
    if period.first > local(session.now()).date():
        raise BadInput(f"{period.said} has not begun.", do="Choose an earlier one.")
    if measuring.is_behind(session):
        raise BadInput("The tables are being rebuilt.", do="Wait a moment, then try again.")
    sees = closing.may_see(session, SEXUAL)
    now = local(session.now())
    return Report(
        title=f"{session.about.ward_name}, {period.said}",
        facts=(
            f"Made {say_date(now.date())} {say_time(now)} by {session.person.name}, "
            f"{session.person.job_title.lower()}, from the ward's own records as they stood.",
            *(() if period.after <= now.date() else (f"{period.said} is not over.",)),
            *(("Demonstration data: nothing in it happened.",) if session.about.is_demo else ()),
        ),
        sections=tuple(_sections(session, period)),
        notice=NOTICE.format(HOLDS_SEXUAL if sees else "").strip(),
    )


def charts(session: Session, period: Period) -> dict[str, Chart]:
    """Every chart of the report by the id of its measure, small numbers and all: the ward's own."""
    return {name: found.chart for name, found in _looks(session, period).items()}


def _looks(session: Session, period: Period) -> dict[str, Look]:
    """The charts with what stands on them: re-bases, tests of change, the aim."""
    first = period_of(MONTH, _months_before(period, LOOK_BACK)).first
    ward = measuring.read(session, last=period.after - timedelta(days=1))
    begins = max(first, ward.first)
    if begins > ward.last:
        return {}
    ward = measuring.read(session, begins, ward.last)
    kind = measuring.usual_kind(ward)
    return {name: look(ward, name, kind) for name in measuring.offered(session)}


def _sections(session: Session, period: Period) -> Iterator[Section]:
    incidents = incidents_of(session, period)
    yield _completeness(session, period, len(incidents))
    yield Section("Safety cross", crosses=tuple(_crosses(session, period)))
    yield _force(incidents, period)
    if period.kind in (MONTH, QUARTER):
        yield national_section(session, period)
    if period.kind == QUARTER:
        yield Section(
            "Who was on the ward, and who force was used on",
            ("Uses stand beside the occupied bed days of each group, leave included.", NOTE),
            tuple(shares(equity.splits(session, period))),
        )
    yield Section("Change over time", pictures=tuple(_pictures(session, period)))
    yield Section("Changes under test", *_tests(session, period))
    yield learning(session, period)


def _completeness(session: Session, period: Period, incidents: int) -> Section:
    last = min(period.after, local(session.now()).date()) - timedelta(days=1)
    found = closing.days(session, RESTRICTIVE, period.first, last)
    closed = sum(day.counts for day in found)
    conflicts = sum(day.conflict for day in found)
    beds = occupied(session, period.first, last)
    said = [
        f"{closed} of {words.many(len(found), 'day')} were closed by the nurse in charge. "
        "A day that nobody closed is not recorded, and is never read as a day without incidents.",
        f"{words.many(incidents, 'record')} of restrictive practice.",
        f"{beds.words()}.",
    ]
    if conflicts:
        said.append(f"{words.many(conflicts, 'day')} declared without incidents had one recorded.")
    return Section("How complete this is", tuple(said))


def _force(incidents: list[RestrictivePractice], period: Period) -> Section:
    """What the Act counts; by what is known of people only over a quarter: a month is small, and
    a month or a year beside its quarters would give away what is withheld in one of them."""
    if not incidents:
        return Section(
            "Use of force, as the Act counts it",
            ("None is recorded. How many days were closed says what that is worth.",),
        )
    counts = [
        each for each in force_counts(incidents) if period.kind == QUARTER or not each.of_people
    ]
    words = (
        NOTE if period.kind == QUARTER else "What is about people is in the report of each quarter."
    )
    tables = tuple(Table(each.title, ("", "uses"), each.rows) for each in counts)
    return Section("Use of force, as the Act counts it", (words,), tables)


def _crosses(session: Session, period: Period) -> Iterator[Cross]:
    today = local(session.now()).date()
    for month in between(MONTH, period.first, period.after - timedelta(days=1)):
        for stream in (RESTRICTIVE, SEXUAL):
            cross = closing.month_cross(session, stream, today, month.first)
            if cross is not None:
                yield cross


def _pictures(session: Session, period: Period) -> Iterator[Picture]:
    for found in _looks(session, period).values():
        if any(point.number is not None for point in found.chart.points):
            there = ((local(mark.at).date(), mark.words) for mark in found.marks)
            marks = (Mark(at, words_) for at, words_ in there if at < period.after)
            yield Picture(found.chart, tuple(marks))


def _tests(session: Session, period: Period) -> tuple[tuple[str, ...], tuple[Table, ...]]:
    rows = []
    for kept in changing.tests(session):
        said = kept.said
        began = local(said.do_started).date() if said.do_started else None
        if began is not None and began >= period.after:
            continue
        measure = code_list("measure").text(said.measure) if said.measure else ""
        rows.append(
            (said.change or "", said.stage(), say_date(began) if began else "", measure,
             said.learnt or "")
        )  # fmt: skip
    if not rows:
        return ("No change was under test.",), ()
    heads = ("change", "stage", "since", "measure", "learnt")
    return (), (Table("", heads, tuple(rows)),)


def _months_before(period: Period, count: int) -> date:
    year, month = divmod(period.first.year * 12 + period.first.month - 1 - count + 1, 12)
    return period.first.replace(year=year, month=month + 1, day=1)
