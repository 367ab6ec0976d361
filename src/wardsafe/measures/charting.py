"""A series becomes a chart: which kind is honest, its lines, its signals, its sentence.

The way through: split at re-bases, decide whether counts are too small for limits, draw lines for
each segment, let the rules mark points, and say what there is to see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wardsafe.errors import BadInput
from wardsafe.measures import assurance, flagging, handing_over, labelling, marking, saying
from wardsafe.measures.chart import (
    COMMON,
    NO_DENOMINATOR,
    NOT_RECORDED,
    OPEN_GAP,
    Chart,
    Flag,
    Line,
    Phase,
    Point,
    Rebase,
)  # fmt: skip
from wardsafe.measures.definitions import SHARE
from wardsafe.measures.gaps import Gaps
from wardsafe.measures.periods import GAP, Period
from wardsafe.measures.profiles import MDC as _DEFAULT
from wardsafe.measures.profiles import P_PRIME, POINTS, RUN, XMR, G, P, Profile, T
from wardsafe.measures.segments import KINDS, Drawn, drawn, has_enough, split
from wardsafe.measures.series import Series, Value, day_of

FEWEST_FROZEN = 12
FEWEST_GAPS = 2


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is plotted, as which kind, and why it is not what was asked for."""

    series: Series
    kind: str
    why: str
    segments: tuple[Drawn, ...]
    gaps: Gaps | None = None


def chart(
    series: Series,
    profile: Profile = _DEFAULT,
    *,
    kind: str = "",
    rebase_at: Sequence[Rebase] = (),
    target: float | None = None,
    freeze: int | None = None,
) -> Chart:
    """The chart of a series under a profile.

    Without `kind` it is the profile's own (XmR, or a run chart), and where counts are too small for
    XmR limits it hands over to a T chart of the days between events, or a G chart where two had no
    time between them. `freeze` draws the lines of each segment from its first points only (12 or
    more). Raises BadInput for a kind that does not fit the measure, or no periods.
    """
    _check(series, kind, freeze)
    plan = _planned(series, kind or profile.chart, profile, rebase_at, freeze)
    return _made(plan, series, profile, target)


def _check(series: Series, kind: str, freeze: int | None) -> None:
    if not series.periods:
        raise BadInput("There is no period to chart.", do="Choose a longer time.")
    if kind and kind not in KINDS:
        raise BadInput(f"“{kind}” is not a kind of chart.", do=f"Use {', '.join(KINDS)}.")
    if kind in (P, P_PRIME) and series.measure.form != SHARE:
        raise BadInput(f"{series.measure.title} is not a share.", do="Choose a U or XmR chart.")
    if freeze is not None and freeze < FEWEST_FROZEN:
        raise BadInput(
            f"A baseline needs {FEWEST_FROZEN} points or more.", do="Fix it after more of them."
        )


def _planned(
    series: Series, kind: str, profile: Profile, rebase_at: Sequence[Rebase], freeze: int | None
) -> _Plan:
    if kind in (T, G):
        return _of_gaps(series, kind, "", profile, rebase_at, freeze)
    segments = split(series, rebase_at)
    if kind == XMR:
        limited = [each.places for each in segments if has_enough(each, kind, profile)]
        if sparse := handing_over.too_sparse(series, limited):
            return _of_gaps(series, "", sparse, profile, rebase_at, freeze)
    made = tuple(drawn(series, kind, profile, each, freeze) for each in segments)
    if kind == XMR and series.measure.sparse_able:
        closed_up = [
            each.why for each in made if each.why and has_enough(each.segment, kind, profile)
        ]
        if closed_up:
            return _of_gaps(series, "", closed_up[0], profile, rebase_at, freeze)
    return _Plan(series, kind, "", made)


def _of_gaps(
    series: Series,
    kind: str,
    why: str,
    profile: Profile,
    rebase_at: Sequence[Rebase],
    freeze: int | None,
) -> _Plan:
    """The chart of days between events; points without lines where there are too few of them."""
    chosen, gaps = handing_over.rare_events(series)
    if len(gaps.series.values) < FEWEST_GAPS:
        return _points_only(series, profile, rebase_at, why)
    made = tuple(
        drawn(gaps.series, kind or chosen, profile, each, freeze)
        for each in split(gaps.series, rebase_at)
    )
    text = f"{why} {handing_over.HONEST}" if why else ""
    return _Plan(gaps.series, kind or chosen, text, made, gaps)


def _points_only(series: Series, profile: Profile, rebase_at: Sequence[Rebase], why: str) -> _Plan:
    made = tuple(drawn(series, POINTS, profile, each, None) for each in split(series, rebase_at))
    known = "are too few" if series.events else "are not known"
    text = f"{why} The days of the events {known} to chart the gaps, so only the points are shown."
    return _Plan(series, POINTS, text.strip(), made)


def _made(plan: _Plan, asked: Series, profile: Profile, target: float | None) -> Chart:
    series, kind = plan.series, plan.kind
    better, numbers = series.measure.better, series.numbers
    marks = marking.marked(plan.segments, kind, profile)
    labels = labelling.labels(marks, numbers, profile, better)
    flags = flagging.flags(marks, series.periods, better, saying.centre_name(kind))
    points = (*_points(series, numbers, plan.segments, labels, flags), *_open(plan))
    phases = tuple(_phase(each) for each in plan.segments)
    centre, *limits = _lines(plan.segments, len(points))
    upper, lower, near_upper, near_lower = limits
    said_of = replace(series, measure=asked.measure) if plan.gaps else series
    judged = _assurance(kind, profile, better, phases, target)
    said = saying.shows(kind, said_of, phases, points, flags, plan.gaps)
    said = f"{plan.why} {said}".strip() if kind == POINTS else said
    if judged is not None and target is not None:
        said = f"{said} {assurance.said(judged, target, series.measure.unit)}"
    whole = asked.completeness
    return Chart(
        series, asked, kind, profile, series.measure.title, series.measure.unit, better,
        saying.method(kind, profile, better), plan.why or _why(phases), points, phases,
        centre, upper, lower, near_upper, near_lower,
        flags, _variation(points), target, judged, whole,
        saying.notes(said_of, phases, points, plan.gaps), said,
    )  # fmt: skip


def _why(phases: Sequence[Phase]) -> str:
    return " ".join(dict.fromkeys(phase.why for phase in phases if phase.why))


def _points(
    series: Series,
    numbers: Sequence[float | None],
    segments: Sequence[Drawn],
    labels: Mapping[int, tuple[str, str]],
    flags: Sequence[Flag],
) -> list[Point]:
    letters: dict[int, tuple[str, ...]] = {}
    for flag in flags:
        for place in flag.points:
            letters[place] = (*letters.get(place, ()), flag.letter)
    found: list[Point] = []
    for phase, each in enumerate(segments):
        span = slice(each.segment.first, each.segment.after)
        along = zip(series.periods[span], series.values[span], numbers[span], strict=True)
        found += [Point(*of, _unmarked(*of[1:]), phase) for of in along]
    for at, (state, rule) in labels.items():
        found[at] = found[at]._replace(state=state, rule=rule, letters=letters[at])
    return found


def _unmarked(value: Value | None, number: float | None) -> str:
    if number is not None:
        return COMMON
    return NOT_RECORDED if value is None else NO_DENOMINATOR


def _open(plan: _Plan) -> tuple[Point, ...]:
    """The gap that is still open, as a last point that takes no part."""
    if plan.gaps is None or plan.gaps.still_open is None or plan.series.until is None:
        return ()
    last = plan.series.periods[-1].after
    period = Period(last, day_of(plan.series.until), GAP)
    length = plan.gaps.still_open
    return (Point(period, Value(length), length, OPEN_GAP, len(plan.segments) - 1),)


def _phase(each: Drawn) -> Phase:
    lines, segment = each.lines, each.segment
    return Phase(
        segment.first, segment.after, len(segment.numbers),
        None if lines is None else lines.centre,
        None if lines is None else _level(lines.upper),
        None if lines is None else _level(lines.lower),
        each.trial, each.why, segment.rebase,
    )  # fmt: skip


def _level(line: Line) -> float | None:
    return line[0] if line and len(set(line)) == 1 else None


def _lines(segments: Sequence[Drawn], many: int) -> list[Line]:
    """Centre, upper, lower and near lines with one number a point; level lines run through gaps."""
    made: list[list[float | None]] = [[None] * many for _ in range(5)]
    for each in segments:
        if each.lines is None:
            continue
        first, after = each.segment.first, each.segment.after
        after = many if each is segments[-1] else after
        made[0][first:after] = [each.lines.centre] * (after - first)
        for line, given in zip(
            made[1:],
            (each.lines.upper, each.lines.lower, each.lines.near_upper, each.lines.near_lower),
            strict=True,
        ):
            if len(set(given)) == 1:
                line[first:after] = [given[0]] * (after - first)
            else:
                for place, number in zip(each.segment.places, given, strict=True):
                    line[place] = number
    return [tuple(line) for line in made]


def _variation(points: Sequence[Point]) -> str:
    """The state of the last point that takes part."""
    taking = [point.state for point in points if point.number is not None]
    return next((state for state in reversed(taking) if state != OPEN_GAP), NOT_RECORDED)


def _assurance(
    kind: str, profile: Profile, better: str, phases: Sequence[Phase], target: float | None
) -> str | None:
    """Only on the limits of the last phase, never on a T, G or run chart."""
    if target is None or kind in (T, G, RUN, POINTS):
        return None
    last = phases[-1]
    return assurance.assured(better, target, last.lower, last.upper, on_limit=profile.on_limit)
