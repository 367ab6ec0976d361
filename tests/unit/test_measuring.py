"""The ward's measures from its ledger: honest about silence. `test_recount` counts them again."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from standing_demo import standing_demo
from wardsafe.clock import LONDON
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.measures.chart import NOT_RECORDED
from wardsafe.measures.definitions import MEASURES
from wardsafe.measures.periods import weeks
from wardsafe.measures.profiles import NHS_R
from wardsafe.records.nil_return import AS_LOGGED, DAY
from wardsafe.records.rebase import Rebase
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import changing, closing, measuring, measuring_shares
from wardsafe.services.census import confirm, proposed
from wardsafe.services.duplicates import link
from wardsafe.services.measuring_charts import look, of_test
from wardsafe.services.measuring_file import write_numbers
from wardsafe.services.rebasing import rebase, rebases, take_back
from wardsafe.services.recording import record_new, void

SUNDAY = datetime(2026, 11, 22, 15, tzinfo=LONDON)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The invented ward, opened by its safety lead; the raw entries beside it."""
    with standing_demo(tmp_path_factory.mktemp("demo")) as session:
        yield session, list(session.ledger.walk())


def force(ward, at: datetime, *types: str, **more):
    rows = [{"type": one, "start": at, "end": at + timedelta(minutes=5), **more} for one in types]
    return RestrictivePractice(person=ward.rosa, when=at, place="day-room", interventions=rows)


def closed_on(ward, *days: int) -> None:
    for day in days:
        closing.declare(ward.session, date(2026, 11, day), DAY)


def week(ward, name: str, monday: date = date(2026, 11, 16)):
    found = measuring.measured(ward.session, name, "week", monday, monday + timedelta(days=6))
    return found.values[0]


# --- the demo ward ------------------------------------------------------------------------------


def test_every_measure_of_the_demo_ward_has_a_chart_and_says_something(demo) -> None:
    session, _ = demo
    ward = measuring.read(session)
    assert measuring.offered(session) == tuple(MEASURES)
    for name in measuring.offered(session):
        found = look(ward, name, "", NHS_R)
        assert found.chart.said
        assert found.chart.completeness.said
    assert measuring.all_measured(session, "week").keys() == set(MEASURES)


def test_what_takes_longest_is_counted_last(demo) -> None:
    session, _ = demo
    assert measuring.slowest_last(session)[-1] == measuring_shares.DUTIES
    assert sorted(measuring.slowest_last(session)) == sorted(measuring.offered(session))


# --- silence is not nought ------------------------------------------------------------------------


def test_H06_a_week_that_nobody_closed_is_not_recorded_whatever_happened_in_it(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, force(ward, SUNDAY, "05"))
    assert week(ward, "seclusion") is None
    assert week(ward, "incidents") is None
    closed_on(ward, 22)
    assert week(ward, "seclusion").count == 1
    assert week(ward, "prone").count == 0
    assert (week(ward, "prone").declared, week(ward, "prone").days) == (1, 7)


def test_days_that_are_not_recorded_never_move_a_rate(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, force(ward, SUNDAY, "07"))
    closed_on(ward, 22)
    confirm(session, proposed(session, date(2026, 11, 22)))
    before = week(ward, "restraint-rate")
    assert before.count / before.of == 1 / 2
    record_new(session, force(ward, SUNDAY - timedelta(days=1), "07", "11"))  # nobody closes it
    confirm(session, proposed(session, date(2026, 11, 20)))  # counted, and not closed
    after = week(ward, "restraint-rate")
    assert (after.count, after.of) == (before.count, before.of)


def test_a_day_declared_none_that_has_a_record_counts_for_nothing_until_it_is_settled(ward) -> None:
    session = ward.unlock("grace")
    closing.declare(session, date(2026, 11, 22), DAY, "none")
    assert week(ward, "incidents").count == 0
    record_new(session, force(ward, SUNDAY, "07"))
    assert week(ward, "incidents") is None
    closing.declare(session, date(2026, 11, 22), DAY, AS_LOGGED)
    assert week(ward, "incidents").count == 1


def test_the_closed_days_are_those_of_the_cross(demo) -> None:
    session, _ = demo
    ward = measuring.read(session)
    days = closing.days(session, "restrictive-practice", ward.first, ward.last)
    assert ward.closed == {day.day for day in days if day.counts}
    assert ward.closed


@dataclass(frozen=True)
class Silent(measuring.Ward):
    """The same ward, of which nobody closed a day before `since`."""

    since: date = date.min

    @property
    def closed(self) -> frozenset[date]:  # type: ignore[override]
        return frozenset(day for day in super().closed if day >= self.since)


def test_time_that_nobody_closed_never_moves_a_mean_or_a_limit(demo) -> None:
    session, _ = demo
    monday = weeks(measuring.read(session).first, date(2026, 11, 22))[1].first
    ward = measuring.read(session, monday)
    early = Silent(**vars(measuring.read(session, monday - timedelta(days=70))), since=monday)
    for name in ("incidents", "interventions-rate"):
        one = measuring.charted(ward, name, "week", NHS_R)
        other = measuring.charted(early, name, "week", NHS_R)
        assert len(other.points) > len(one.points)
        assert other.points[0].state == NOT_RECORDED
        assert other.phases[0].centre == one.phases[0].centre
        assert other.phases[0].upper == one.phases[0].upper


# --- what is counted ------------------------------------------------------------------------------


def test_records_that_tell_of_one_event_count_once_and_both_numbers_are_said(ward) -> None:
    session = ward.unlock("grace")
    one = record_new(session, force(ward, SUNDAY, "07", patient_hurt="Y"))
    other = record_new(session, force(ward, SUNDAY + timedelta(minutes=9), "07", "05"))
    link(session, one.record, other.record)
    closed_on(ward, 22)
    assert week(ward, "incidents").count == 1
    assert week(ward, "interventions").count == 1
    assert week(ward, "patient-injuries").count == 1
    said = measuring.left_out(measuring.read(session))
    assert said == "1 incident, 2 records: linked ones count once."


def test_what_is_struck_through_or_ahead_of_the_clock_is_left_out(ward) -> None:
    session = ward.unlock("grace")
    gone = record_new(session, force(ward, SUNDAY, "07"))
    record_new(session, force(ward, SUNDAY + timedelta(days=30), "07"))
    closed_on(ward, 22)
    void(session, gone.record, "twice")
    closing.declare(session, date(2026, 11, 22), DAY, AS_LOGGED)
    assert week(ward, "incidents").count == 0
    ward_now = measuring.read(session)
    assert measuring.left_out(ward_now) == "1 record ahead of the clock left out."


def test_the_last_period_is_left_out_until_it_is_over(demo) -> None:
    session, _ = demo
    chart = measuring.charted(measuring.read(session), "incidents", "week")
    assert chart.points[-1].period.after == date(2026, 11, 23)


def test_days_since_and_hours(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, force(ward, SUNDAY, "05"))
    ward_now = measuring.read(session)
    assert measuring.since_last(ward_now, "seclusion").days == 1
    assert measuring.hours_of(ward_now, "seclusion").cells[6][15] == 1
    assert measuring.hours_of(ward_now, "debriefs") is None
    assert measuring.since_last(ward_now, "restraint-minutes") is None


def test_a_duty_that_nobody_did_counts_against_the_share(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, force(ward, SUNDAY - timedelta(days=3), "14"))
    value = week(ward, "duties-in-time")
    assert value.count == 0
    assert value.of > 3


# --- who may --------------------------------------------------------------------------------------


def test_C16_sexual_safety_is_counted_for_its_readers_only(ward) -> None:
    session = ward.unlock("emeka")
    assert "sexual-safety" not in measuring.offered(session)
    assert "sexual-safety" not in measuring.all_measured(session, "week")
    with pytest.raises(NotAllowed):
        measuring.measured(session, "sexual-safety")
    assert "sexual-safety" in measuring.offered(ward.unlock("ingrid"))


def test_a_steward_looks_at_no_measures(ward) -> None:
    with pytest.raises(NotAllowed, match="look at the measures"):
        measuring.read(ward.unlock("owain"))


# --- re-bases, aims, tests of change --------------------------------------------------------------


def test_a_rebase_is_kept_with_who_and_why_and_stands_on_the_chart(demo) -> None:
    session, _ = demo
    day = date(2026, 10, 26)
    rebase(session, Rebase(measure="incidents", day=day, why="mutual help meeting"))
    (found,) = rebases(session, "incidents")
    assert (found.at, found.by, found.why) == (day, "Ingrid Lund", "mutual help meeting")
    chart = look(measuring.read(session), "incidents", "week").chart
    assert chart.phases[1].rebase == found
    take_back(session, "incidents", "too early")
    assert rebases(session, "incidents") == ()


def test_nobody_else_restarts_limits_and_never_ahead_or_without_a_reason(ward) -> None:
    with pytest.raises(NotAllowed):
        rebase(ward.unlock("grace"), Rebase(measure="prone", day=date(2026, 11, 2), why="x"))
    session = ward.unlock("ingrid")
    for said in (
        Rebase(measure="prone", day=date(2026, 12, 24), why="plans"),
        Rebase(measure="prone", day=date(2026, 11, 2)),
        Rebase(measure="prone", why="a feeling"),
    ):
        with pytest.raises(BadInput):
            rebase(session, said)
    with pytest.raises(BadInput):
        take_back(session, "prone", "none there")


def test_the_chart_of_a_test_carries_its_own_mark_and_the_aim(demo) -> None:
    session, _ = demo
    kept = next(one for one in changing.tests(session) if one.said.do_started)
    found = of_test(session, kept)
    assert found is not None
    assert {mark.record for mark in found.marks} == {kept.record}
    assert found.chart.asked.periods[0].kind == "week"
    assert "33% lower" in look(measuring.read(session), "interventions-rate").aim


# --- the file -------------------------------------------------------------------------------------


def test_the_numbers_are_written_where_a_person_says_and_no_cell_is_a_formula(
    demo, tmp_path
) -> None:
    session, _ = demo
    chart = look(measuring.read(session), "incidents", "week").chart
    write_numbers(session, tmp_path / "numbers.csv", chart)
    rows = list(csv.reader(io.StringIO((tmp_path / "numbers.csv").read_text())))
    assert len(rows) == len(chart.points) + 1
    assert not [c for row in rows for c in row if c[:1] in ("=", "+", "-", "@")]
    with pytest.raises(BadInput):
        write_numbers(session, tmp_path / "numbers.csv", chart)
    with pytest.raises(BadInput):
        write_numbers(session, Path("numbers.csv"), chart)
