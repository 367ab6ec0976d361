"""The ward's measures over time, from the records that stand now: series, and charts of them.

What is left out is counted and said: events ahead of the clock, and records that a person linked
to another of the same event. Sexual safety is counted for its readers and nobody else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property

from wardsafe.clock import LONDON
from wardsafe.errors import NotAllowed
from wardsafe.measures import gaps, periods, series, words
from wardsafe.measures.chart import Chart, Rebase
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import MEASURES, RATE, Measure, measure
from wardsafe.measures.gaps import DaysSince
from wardsafe.measures.periods import Period
from wardsafe.measures.profiles import MDC, Profile
from wardsafe.measures.series import Series
from wardsafe.measures.when import WeekTable, week_table
from wardsafe.records.moments import local
from wardsafe.records.nil_return import RESTRICTIVE, SEXUAL, span
from wardsafe.services import closing, restricted_twins
from wardsafe.services.day_states import clusters
from wardsafe.services.measuring_days import closed_days
from wardsafe.services.measuring_shares import DUTIES, Met, is_share, met
from wardsafe.services.restricted_days import restricted_events
from wardsafe.services.session import Session
from wardsafe.views import closing as closing_tables
from wardsafe.views import measuring as tables
from wardsafe.views.closing import DayEvent, Said
from wardsafe.views.measuring import Force, Incident, MeasuringView
from wardsafe.vocabulary.code_lists import code_list

LOOK = "look at the measures"
SEXUAL_SAFETY = "sexual-safety"
PRONE, SECLUSION, SEGREGATION, RAPID = "01", "05", "06", "14"

ENOUGH = 13
"""Periods from which a chart has limits; a young ward is shown by weeks until it has as many."""


@dataclass(frozen=True)
class Ward:
    """What was read of the ward once, for all its measures: nothing in it names anybody.

    `incidents` are counted once each, whoever wrote of them and however often; `joined` records
    were left out because they tell of one of these, `ahead` because their time has not come.
    """

    session: Session
    first: date
    last: date
    now: datetime
    incidents: tuple[Incident, ...]
    said: tuple[Said, ...]
    nights: Mapping[date, int]
    in_bed: Mapping[date, int]
    joined: int
    ahead: int
    versions: int
    every: tuple[DayEvent, ...]
    shares: dict[str, tuple[Met, ...]] = field(default_factory=dict, repr=False, compare=False)
    """What was met of each share, by measure, once it was asked for."""

    @cached_property
    def closed(self) -> frozenset[date]:
        """The days that count for restrictive practice."""
        of_stream = [one for one in self.said if RESTRICTIVE in one.streams]
        return closed_days(self.first, self.last, self.now, self.every, of_stream)

    @cached_property
    def moments(self) -> tuple[tuple[datetime, Incident], ...]:
        """Each incident with when it happened."""
        return tuple((_moment(one.at), one) for one in self.incidents)

    @cached_property
    def forces(self) -> tuple[tuple[datetime, Force], ...]:
        """Each intervention with when it began; where nobody knows, when its incident did."""
        return tuple(
            (at if force.start in (None, one.at) else _moment(force.start or 0), force)
            for at, one in self.moments
            for force in one.forces
        )


def read(session: Session, first: date | None = None, last: date | None = None) -> Ward:
    """Read what the measures of these days are made from; without days, since the first entry.

    Raises NotAllowed.
    """
    session.require(LOOK)
    now = session.now()
    begins = first or closing.began_on(session) or local(now).date()
    ends = last or local(now).date()
    with session.ledger.reading() as db:
        found = tables.incidents(db)
        pairs = tables.linked(db)
        said = closing_tables.declarations(db, *_seconds(begins, ends))
        nights = tables.beds(db, begins, ends)
    until = int(now.timestamp())
    there = [one for one in found if one.at <= until]
    begins = first or _in_use(begins, there, said)
    kept = _once(there, pairs)
    return Ward(
        session, begins, ends, now, kept, tuple(said),
        {night: here + away for night, here, away in nights},
        {night: here for night, here, _ in nights},
        joined=len(there) - len(kept), ahead=len(found) - len(there),
        versions=sum(one.versions > 1 for one in kept),
        every=tuple(DayEvent(one.record, one.number, one.at, one.at) for one in there),
    )  # fmt: skip


def measured(
    session: Session,
    measure_id: str,
    kind: str = periods.MONTH,
    first: date | None = None,
    last: date | None = None,
) -> Series:
    """One measure over the whole months, weeks or days that these two days lie in.

    Raises NotAllowed, BadInput for what is no measure.
    """
    ward = read(session, *_whole(kind, first, last))
    return series_of(ward, measure_id, periods.between(kind, ward.first, ward.last))


def all_measured(
    session: Session,
    kind: str = periods.MONTH,
    first: date | None = None,
    last: date | None = None,
) -> dict[str, Series]:
    """Every measure that this person may know, read once."""
    ward = read(session, *_whole(kind, first, last))
    spans = periods.between(kind, ward.first, ward.last)
    return {name: series_of(ward, name, spans) for name in offered(session)}


def _whole(kind: str, first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """From the first day of the period of `first` to the last of that of `last`."""
    return (
        periods.period_of(kind, first).first if first else None,
        periods.period_of(kind, last).after - timedelta(days=1) if last else None,
    )


def offered(session: Session) -> tuple[str, ...]:
    """The ids of the measures that this person may know, in their order."""
    sees = closing.may_see(session, SEXUAL)
    return tuple(name for name in MEASURES if name != SEXUAL_SAFETY or sees)


def slowest_last(session: Session) -> tuple[str, ...]:
    """The same in the order to count them in: every duty of years takes longer than all others."""
    return tuple(sorted(offered(session), key=lambda name: name == DUTIES))


def is_behind(session: Session) -> bool:
    """Whether a table that measures are counted from is not up to date: then none is counted."""
    return MeasuringView.name in session.ledger.views_behind() or closing.is_behind(session)


def series_of(ward: Ward, measure_id: str, spans: Sequence[Period]) -> Series:
    """One measure over these periods, from what was read."""
    what = measure(measure_id)
    if is_share(measure_id):
        return series.shared(what, spans, met(ward, measure_id))
    if what.form == "length":
        held = ((at, f.minutes) for at, f in ward.forces if _is_hold(f) and f.minutes is not None)
        return series.lengths(what, spans, held)
    if measure_id == SEXUAL_SAFETY:
        return _sexual_safety(ward, what, spans)
    return series.counted(
        what, spans, moments_of(ward, measure_id), declared=ward.closed,
        nights=ward.nights if what.form == RATE else None,
        in_bed=ward.in_bed if what.form == RATE else None, until=ward.now,
    )  # fmt: skip


def moments_of(ward: Ward, measure_id: str) -> list[datetime]:
    """When each event of a count or a rate of restrictive practice happened."""
    name = measure_id.removesuffix("-rate")
    if name == "incidents":
        return [at for at, _ in ward.moments]
    counts = _COUNTS[name]
    return [at for at, force in ward.forces if counts(force)]


# --- what is counted ------------------------------------------------------------------------------


@cache
def _family(code: str) -> str:
    return next((c.family for c in code_list("restrictive-type").codes if c.code == code), "")


def _is_hold(force: Force) -> bool:
    return _family(force.type) == "physical"


_COUNTS: Mapping[str, Callable[[Force], bool]] = {
    "interventions": lambda force: True,
    "restraint": _is_hold,
    "prone": lambda force: force.type == PRONE,
    "seclusion": lambda force: force.type == SECLUSION,
    "segregation": lambda force: force.type == SEGREGATION,
    "rapid-tranquillisation": lambda force: force.type == RAPID,
    "patient-injuries": lambda force: "patient" in force.hurt,
    "staff-injuries": lambda force: "staff" in force.hurt,
}


def _sexual_safety(ward: Ward, what: Measure, spans: Sequence[Period]) -> Series:
    """Reports that open for this person; concerns without an incident are none of them."""
    if not closing.may_see(ward.session, SEXUAL):
        raise NotAllowed("Sexual safety is for its own readers.", do="Ask the safety lead.")
    since, until = _seconds(ward.first, ward.last)
    found = restricted_events(ward.session, since, min(until, int(ward.now.timestamp()) + 1))
    of_stream = [one for one in ward.said if SEXUAL in one.streams]
    closed = closed_days(ward.first, ward.last, ward.now, (), of_stream)
    held = [one for one in found if not (one.void or one.concern)]
    reports = [_moment(one.at) for one in restricted_twins.once(ward.session, held)]
    return series.counted(what, spans, reports, declared=closed, until=ward.now)


# --- charts ---------------------------------------------------------------------------------------


def usual_kind(ward: Ward) -> str:
    """By months where there are enough of them for limits, else by weeks."""
    done = len(over(ward, periods.MONTH))
    return periods.MONTH if done >= ENOUGH else periods.WEEK


def over(ward: Ward, kind: str) -> tuple[Period, ...]:
    """The whole periods from the first day on, because one that is not over would look like a fall;
    those there are, where none is whole."""
    found = periods.between(kind, ward.first, ward.last)
    today = local(ward.now).date()
    whole = tuple(one for one in found if one.after <= today and one.first >= ward.first)
    return whole or found


def charted(
    ward: Ward,
    measure_id: str,
    kind: str,
    profile: Profile = MDC,
    *,
    rebase_at: Sequence[Rebase] = (),
    target: float | None = None,
    without_leave: bool = False,
) -> Chart:
    """The chart of a measure over whole periods; over the days between events up to today, where
    counts are too small for limits."""
    spans = over(ward, kind)
    found = _chart(ward, measure_id, spans, profile, rebase_at, target, without_leave)
    if not found.handed_over:
        return found
    all_of_it = (*spans, *_going_on(ward, kind, spans))
    again = _chart(ward, measure_id, all_of_it, profile, rebase_at, None, without_leave)
    return again if again.handed_over else found


def _chart(
    ward: Ward,
    measure_id: str,
    spans: Sequence[Period],
    profile: Profile,
    rebase_at: Sequence[Rebase],
    target: float | None,
    without_leave: bool,
) -> Chart:
    found = series_of(ward, measure_id, spans)
    if without_leave and found.measure.form == RATE:
        found = series.without_leave(found)
    return chart(found, profile, rebase_at=rebase_at, target=target)


def _going_on(ward: Ward, kind: str, spans: Sequence[Period]) -> tuple[Period, ...]:
    now = periods.period_of(kind, local(ward.now).date())
    return (now,) if spans[-1].after == now.first else ()


def since_last(ward: Ward, measure_id: str) -> DaysSince | None:
    """Days since the last event; None for a measure that counts no events."""
    if not measure(measure_id).sparse_able:
        return None
    found = series_of(ward, measure_id, over(ward, periods.MONTH))
    return gaps.days_since(found, ward.now)


def hours_of(ward: Ward, measure_id: str) -> WeekTable | None:
    """At which hours of which weekdays the events happened; None where it counts none."""
    if not measure(measure_id).sparse_able:
        return None
    found = series_of(ward, measure_id, over(ward, periods.MONTH))
    return week_table(found.events)


def left_out(ward: Ward) -> str:
    """What is counted once or not at all, in a sentence; "" where nothing is."""
    said = []
    if ward.joined:
        both = len(ward.incidents) + ward.joined
        said.append(f"{words.many(len(ward.incidents), 'incident')}, {both:,} records: linked ones "
                    "count once")  # fmt: skip
    if ward.versions:
        said.append(f"{words.many(ward.versions, 'record')} with two versions, one is counted")
    if ward.ahead:
        said.append(f"{words.many(ward.ahead, 'record')} ahead of the clock left out")
    return words.sentence("; ".join(said)) if said else ""


def _once(found: Sequence[Incident], links: Iterable[tuple[str, str]]) -> tuple[Incident, ...]:
    """Of records that tell of one event the earliest."""
    root = clusters((one.record for one in found), links)
    kept: dict[str, Incident] = {}
    for one in found:  # in order of time
        kept.setdefault(root[one.record], one)
    return tuple(kept.values())


def _in_use(begins: date, found: Iterable[Incident], said: Iterable[Said]) -> date:
    """The first day from `begins` on that something was recorded of: before it the ward was set up
    and not in use, so it is no gap."""
    since = _seconds(begins, begins)[0]
    times = [*(one.at for one in found), *(one.begins for one in said)]
    return max(begins, _moment(min((at for at in times if at >= since), default=since)).date())


def _seconds(first: date, last: date) -> tuple[int, int]:
    return int(span(first, "day")[0].timestamp()), int(span(last, "day")[1].timestamp())


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, LONDON)
