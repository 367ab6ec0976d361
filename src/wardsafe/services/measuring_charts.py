"""A chart of the ward with all that stands on it: re-bases, tests of change, the ward's aim."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from statistics import fmean

from wardsafe.clock import LONDON
from wardsafe.measures.chart import Chart, Rebase
from wardsafe.measures.definitions import SHARE, measure
from wardsafe.measures.gaps import DaysSince
from wardsafe.measures.periods import WEEK, period_of
from wardsafe.measures.profiles import MDC, Profile
from wardsafe.measures.words import day, measured
from wardsafe.records.moments import local
from wardsafe.services import changing, measuring
from wardsafe.services.changing import Aim, Kept, Mark
from wardsafe.services.measuring import Ward
from wardsafe.services.rebasing import rebases
from wardsafe.services.session import Session

FEWEST_BEFORE = 6
"""Periods before a test began from which an aim "a third less" has something to be less than."""

BEFORE = timedelta(weeks=26)
"""How much of the time before a test stands on its chart."""

_WAYS = {"lower": -1, "higher": 1}


@dataclass(frozen=True, slots=True)
class Look:
    """A chart, what happened meanwhile, what the ward aims at in a sentence ("" for nothing), days
    since the last event."""

    chart: Chart
    marks: tuple[Mark, ...]
    aim: str
    since: DaysSince | None


def look(
    ward: Ward,
    measure_id: str,
    kind: str = "",
    profile: Profile = MDC,
    *,
    without_leave: bool = False,
) -> Look:
    """The chart of a measure by `kind`, or by what is usual for the ward. Raises NotAllowed."""
    session, by = ward.session, kind or measuring.usual_kind(ward)
    restarts = rebases(session, measure_id)
    aim = changing.aims(session).get(measure_id)

    def charted(target: float | None) -> Chart:
        return measuring.charted(
            ward, measure_id, by, profile,
            rebase_at=restarts, target=target, without_leave=without_leave,
        )  # fmt: skip

    found = charted(None)
    target, said = _target(ward, found, aim)
    if target is not None and not found.handed_over:
        found = charted(target)
    marks = (*changing.marks(session, measure_id), *_not_yet(found, restarts))
    return Look(found, marks, said, measuring.since_last(ward, measure_id))


def _not_yet(chart: Chart, restarts: Sequence[Rebase]) -> Iterator[Mark]:
    """Re-bases from which no whole period has begun: noted, because no line starts there yet."""
    drawn = {phase.rebase for phase in chart.phases}
    last = chart.points[-1].period.after if chart.points else None
    for each in restarts:
        if each not in drawn and last is not None and each.at >= chart.points[-1].period.first:
            at = datetime.combine(each.at, time(12), LONDON)
            why = f": {each.why}" if each.why else ""
            yield Mark(at, f"re-based from {day(each.at)}{why}", chart.asked.measure.id, "")


def _target(ward: Ward, chart: Chart, aim: Aim | None) -> tuple[float | None, str]:
    """What the aim comes to, from the mean of the periods before its test began; in words."""
    if aim is None:
        return None, ""
    by = f" by {day(aim.by)}" if aim.by else ""
    way = _WAYS.get(aim.direction, 0)
    share = aim.percent or 0
    said = f"Aim: {share}% {aim.direction}{by}" if way and share else f"Aim: {aim.direction}{by}"
    before = _before(ward, chart, aim)
    if not (way and share) or len(before) < FEWEST_BEFORE or chart.handed_over:
        return None, f"{said}."
    mean = fmean(before)
    target = mean * (1 + way * share / 100)
    if measure(chart.asked.measure.id).form == SHARE:
        target = min(target, 100.0)
    unit = chart.asked.measure.unit
    return target, f"{said}, from {measured(mean, '')} before the test to {measured(target, unit)}."


def _before(ward: Ward, chart: Chart, aim: Aim) -> list[float]:
    started = changing.test(ward.session, aim.record).said.do_started or ward.now
    until = local(started).date()
    along = zip(chart.asked.periods, chart.asked.numbers, strict=True)
    return [number for period, number in along if number is not None and period.after <= until]


def of_test(session: Session, test: Kept) -> Look | None:
    """What a test is judged by, week by week from half a year before it began until now, with the
    test on its time line; None where nothing is measured, or not for this person."""
    said, at = test.said, test.said.do_started
    if at is None or not session.may(measuring.LOOK) or measuring.is_behind(session):
        return None
    if said.measure not in measuring.offered(session):
        return None
    ward = measuring.read(session)
    first = period_of(WEEK, local(at).date() - BEFORE).first
    if first > ward.first:
        ward = measuring.read(session, first)
    found = look(ward, said.measure or "", WEEK)
    own = tuple(mark for mark in found.marks if mark.record == test.record)
    return replace(found, marks=own)
