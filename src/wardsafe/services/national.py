"""The national measures of a month or a quarter of this ward, by our method and by the national.

Stays come from the movements, interventions from the records that stand; records that a person
linked to another of the same event are left out, as they are from every other measure. A period
that is not over is taken up to yesterday, because its nights to come are no bed days.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.measures import national, words
from wardsafe.measures.national import Figure, Incident, Intervention, Spell
from wardsafe.measures.national_method import DEVIATIONS, FORMULAS, NATIONAL, Method, switched
from wardsafe.measures.national_printed import published
from wardsafe.measures.periods import MONTH, Period, period_of
from wardsafe.records.incident_rows import Intervention as Row
from wardsafe.records.moments import local, say_date
from wardsafe.services import closing, measuring
from wardsafe.services.counting_beds import spells
from wardsafe.services.day_states import clusters
from wardsafe.services.returns.mhsds_incidents import MonthIncident, all_before
from wardsafe.services.session import Session
from wardsafe.views import closing as closing_tables
from wardsafe.views import measuring as tables
from wardsafe.vocabulary.code_lists import code_list

SWITCHES = tuple(each.switch for each in DEVIATIONS)
COUNTS = ("MHS76", "MHS77", "MHS136")
RATIOS = ("MHS137", "MHS96", "MHS97")
TITLES = {
    "MHS76": "people", "MHS77": "interventions", "MHS136": "incidents",
    "MHS137": "interventions per incident", "MHS96": "per 1,000 bed days",
    "MHS97": "% of people in hospital", "MHS98": "mean minutes", "MHS98a": "median minutes",
    "MHS99": "longest, minutes", "MHS138": "mean minutes, incident",
    "MHS138a": "median minutes, incident", "MHS139": "longest incident, minutes",
    "MHS146": "mean days, seclusion on", "MHS146a": "median days, seclusion on",
    "MHS147": "mean days, segregation on", "MHS147a": "median days, segregation on",
}  # fmt: skip
"""Each measure in a few words; its formula says the rest."""

NONE = "none"
"""What stands for a value where there is nothing to divide by and no length to take a mean of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure in words, of `group` where it is by type. `of` and `over` as they were counted
    ("" where a figure has only one number); the value by the chosen method, by the national one,
    and as its file prints that."""

    id: str
    group: str
    title: str
    formula: str
    of: str
    over: str
    value: str
    national: str
    printed: str


@dataclass(frozen=True, slots=True)
class National:
    """The lines of one period; `switches` are those that stand as the national code has them."""

    period: Period
    switches: frozenset[str]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Read:
    """What was read once for every period: nothing in it is said of anybody. `began` is the day of
    the first entry, or of the first event where that was entered later."""

    today: date
    began: date
    incidents: tuple[Incident, ...]
    interventions: tuple[Intervention, ...]
    stays: tuple[Spell, ...]
    undated: int


def read(session: Session) -> Read:
    """Every incident and every stay up to now. Raises NotAllowed, BadInput while tables wait."""
    session.require(measuring.LOOK)
    if measuring.is_behind(session):
        raise BadInput("The tables are being rebuilt.", do="Wait a moment, then try again.")
    now = session.now()
    kept, undated = _once(session, now)
    with session.ledger.reading() as db:
        moves = closing_tables.moves_before(db, int(now.timestamp()) + 1)
    stays = (_spell(who, *each) for who, own in moves.items() for each in spells(own))
    today = local(now).date()
    return Read(
        today,
        min([closing.began_on(session) or today, *(local(at).date() for _, at in kept)]),
        tuple(_incident(one, at) for one, at in kept),
        tuple(row for one, at in kept for row in _rows(one, at)),
        tuple(stays),
        undated,
    )


def usual_period(found: Read, kind: str = MONTH) -> Period:
    """The last whole period; the one that is going on where none is whole."""
    now = period_of(kind, found.today)
    before = period_of(kind, now.first - timedelta(days=1))
    return before if before.after > found.began and before.first >= found.began else now


def beside(found: Read, period: Period, by: int) -> Period:
    """The period after (`by` above 0) or before; the same where that one has not begun, or nothing
    was recorded yet."""
    day = period.after if by > 0 else period.first - timedelta(days=1)
    return period_of(period.kind, day) if found.began <= day <= found.today else period


def of_kind(found: Read, period: Period, kind: str) -> Period:
    """The month or quarter that a period begins in, none from before anything was recorded."""
    return period_of(kind, max(period.first, found.began))


def figures(found: Read, period: Period, switches: Collection[str] = ()) -> National:
    """Every national measure of a period. Raises BadInput for one that has not begun."""
    within = span(found, period)
    ours = _counted(found, within, switched(switches))
    theirs = _counted(found, within, NATIONAL)
    printed = published(theirs.values())
    keys = dict.fromkeys([*ours, *theirs])
    lines = tuple(_line(key, ours.get(key), theirs.get(key), printed) for key in keys)
    return National(period, frozenset(switches), lines, tuple(notes(found, period)))


def span(found: Read, period: Period) -> Period:
    """A period up to yesterday. Raises BadInput for one that has not begun."""
    if period.first > found.today:
        raise BadInput(f"{period.said} has not begun.", do="Choose an earlier one.")
    return Period(period.first, min(period.after, found.today), period.kind)


def _counted(found: Read, span: Period, method: Method) -> Mapping[tuple[str, str], Figure]:
    return national.by_id(
        national.figures(span, found.incidents, found.interventions, found.stays, method)
    )


def _line(
    key: tuple[str, str],
    ours: Figure | None,
    theirs: Figure | None,
    printed: Mapping[tuple[str, str], str],
) -> Line:
    shown = ours or theirs
    assert shown is not None  # noqa: S101 - a key of one of the two
    by_type = code_list("restrictive-type").text(shown.group) if shown.id[3:5] in _TYPED else ""
    single = shown.id in COUNTS
    lengths = shown.id not in (*COUNTS, *RATIOS)
    return Line(
        id=shown.id,
        group=by_type,
        title=TITLES[shown.id],
        formula=FORMULAS[shown.id],
        of="" if single or lengths or ours is None else f"{ours.of:,}",
        over="" if single or ours is None else f"{ours.over:,}",
        value=_said(ours),
        national=_said(theirs),
        printed=printed.get(key, ""),
    )


_TYPED = ("98", "99")


def _said(figure: Figure | None) -> str:
    return NONE if figure is None or figure.value is None else words.number(figure.value)


def notes(found: Read, period: Period) -> Iterator[str]:
    """What a reader must know first: what is not over, not recorded, or left out."""
    if period.after > found.today:
        last = say_date(found.today - timedelta(days=1))
        yield f"{period.said} is not over: up to {last}."
    if period.first < found.began:
        yield f"Nothing was recorded before {say_date(found.began)}."
    if found.undated:
        yield f"{words.many(found.undated, 'record')} without a time are in no period."


# --- from the records ---------------------------------------------------------------------------


def _once(session: Session, now: datetime) -> tuple[list[tuple[MonthIncident, datetime]], int]:
    """Of records that tell of one event the earliest, with when it began; and how many have no
    time."""
    every = list(all_before(session, now))
    dated = [(one, at) for one in every if (at := one.said.happened()) is not None]
    with session.ledger.reading() as db:
        pairs = tables.linked(db)
    root = clusters((one.record for one, _ in dated), pairs)
    kept: dict[str, tuple[MonthIncident, datetime]] = {}
    for one, at in sorted(dated, key=lambda each: (each[1], each[0].number)):
        kept.setdefault(root[one.record], (one, at))
    return list(kept.values()), len(every) - len(dated)


def _incident(one: MonthIncident, at: datetime) -> Incident:
    """An end that nobody knows is taken for its day: only what is still on has none."""
    end = None if one.said.still_on() else one.said.ended() or local(at).date()
    return Incident(one.record, one.said.person or one.record, local(at), _later(end, at))


def _rows(one: MonthIncident, at: datetime) -> Iterator[Intervention]:
    for number, row in enumerate(one.said.interventions):
        start = row.start or at
        end = None if one.said.is_open(number) else _end(row, start)
        yield Intervention(one.record, number, row.type or "", local(start), _later(end, start))


def _end(row: Row, start: datetime) -> datetime | date:
    return local(row.end) if row.end else local(start).date()


def _later(end: datetime | date | None, start: datetime) -> datetime | date | None:
    """An end before its start is none that can be counted with: its day."""
    if isinstance(end, datetime) and end < start:
        return local(start).date()
    return end


def _spell(who: str, begins: int, until: int | None) -> Spell:
    return Spell(who, _day(begins), None if until is None else _day(until))


def _day(second: int) -> date:
    return datetime.fromtimestamp(second, LONDON).date()


def differing(lines: Sequence[Line]) -> int:
    """How many figures differ between the two methods."""
    return sum(one.value != one.national for one in lines)
