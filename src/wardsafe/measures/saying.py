"""The sentences of a chart: what it shows, by which method, and what a reader must know besides."""

from collections.abc import Sequence

from wardsafe.measures import words
from wardsafe.measures.chart import NO_DENOMINATOR, NOT_RECORDED, Flag, Phase, Point
from wardsafe.measures.definitions import LESS, MORE
from wardsafe.measures.gaps import Gaps
from wardsafe.measures.limits import I_FACTOR
from wardsafe.measures.profiles import (
    P_PRIME,
    POINTS,
    RUN,
    U_PRIME,
    XMR,
    C,
    G,
    P,
    Profile,
    T,
    U,
)  # fmt: skip
from wardsafe.measures.series import Series

NAMES = {
    XMR: "XmR chart", RUN: "Run chart", T: "T chart", G: "G chart", C: "C chart", U: "U chart",
    U_PRIME: "U′ chart", P: "P chart", P_PRIME: "P′ chart", POINTS: "Points only",
}  # fmt: skip
CENTRES = {RUN: "median", T: "centre", G: "centre"}

ATTRIBUTE = (C, U, U_PRIME, P, P_PRIME)


def centre_name(kind: str) -> str:
    """Mean, median, or centre where it is neither."""
    return CENTRES.get(kind, "mean")


def method(kind: str, profile: Profile, better: str) -> str:
    """The kind, the profile and its constants, and which way is better."""
    parts = [NAMES[kind], f"profile {profile.title}", *_constants(kind, profile)]
    text = words.sentence(", ".join(parts))
    longer = kind in (T, G)
    if better == LESS:
        return f"{text} {'Shorter' if longer else 'Less'} is better."
    if better == MORE:
        return f"{text} {'Longer' if longer else 'More'} is better."
    return f"{text} Neither more nor less is better."


def _constants(kind: str, profile: Profile) -> list[str]:
    screened = "screened" if profile.screened else "not screened"
    if kind == XMR:
        return [screened, "2.66", f"shift {profile.shift}", f"trend {profile.trend}"]
    if kind == RUN:
        return [f"shift {profile.shift}", f"trend {profile.trend}"]
    if kind == T:
        factor = f"{I_FACTOR:.4f}" if not profile.gap_rules else "2.66"
        return [screened, f"{factor} on the 3.6th root"]
    if kind in (U_PRIME, P_PRIME):
        return [screened, "3 sigma, widened by what varies between periods"]
    return [] if kind == POINTS else ["3 sigma"]


def shows(
    kind: str,
    series: Series,
    phases: Sequence[Phase],
    points: Sequence[Point],
    flags: Sequence[Flag],
    gaps: Gaps | None,
) -> str:
    """What the chart shows, in one to four sentences."""
    parts = [
        _level(kind, series, phases), _signals(kind, phases, flags),
        unrecorded(series, points), _open_gap(series, gaps), series.measure.beside,
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


def _level(kind: str, series: Series, phases: Sequence[Phase]) -> str:
    if not any(phase.recorded for phase in phases):
        return f"Nothing was recorded for {series.measure.title.lower()} in this time."
    centred = [phase for phase in phases if phase.centre is not None]
    if not centred:
        return next((phase.why for phase in reversed(phases) if phase.why), "")
    why = f" {phases[-1].why}" if phases[-1].why else ""
    return _centre(kind, series, centred, ended=centred[-1] is not phases[-1]) + why


def _centre(kind: str, series: Series, centred: Sequence[Phase], *, ended: bool) -> str:
    name, last = centre_name(kind), centred[-1].centre or 0.0
    unit = "days" if kind in (T, G) else series.measure.unit
    if len(centred) > 1 and not ended:
        before = words.number(centred[-2].centre or 0.0)
        return f"The {name} went from {before} to {words.measured(last, unit)} after the re-base."
    if ended:
        return f"The {name} was {words.measured(last, unit)}{_each(series)} before the re-base."
    if kind in (T, G):
        return f"About {words.measured(last, 'days')} pass between {series.measure.more}."
    return f"The {name} is {words.measured(last, unit)}{_each(series)}."


def _each(series: Series) -> str:
    return f" a {series.periods[0].kind}" if series.measure.form == "count" else ""


def _signals(kind: str, phases: Sequence[Phase], flags: Sequence[Flag]) -> str:
    if flags:
        are = "signal is" if len(flags) == 1 else "signals are"
        text = f"{words.spelled(len(flags))} {are} marked, the rest is ordinary variation."
        return text[:1].upper() + text[1:]
    if kind == RUN and any(phase.centre is not None and not phase.why for phase in phases):
        return "No rule marks a signal: what varies is ordinary."
    if kind in (T, G) and any(not phase.why for phase in phases):
        return "No gap is a signal."
    if any(phase.upper is not None or not phase.why for phase in phases) and kind != POINTS:
        return "No signal is marked: what varies is ordinary."
    return ""


def unrecorded(series: Series, points: Sequence[Point]) -> str:
    """Which periods take no part, and how that was treated; "" where all do."""
    missing = [point.period for point in points if point.state == NOT_RECORDED]
    without = [point.period for point in points if point.state == NO_DENOMINATOR]
    parts = []
    if missing:
        parts.append(_takes_no_part(missing, len(points), "was not recorded", "were not recorded"))
    if without:
        parts.append(
            _takes_no_part(without, len(points), "has no denominator", "have no denominator")
        )
    return " ".join(parts)


def _takes_no_part(periods: Sequence[object], many: int, one: str, more: str) -> str:
    named = [getattr(period, "said", "") for period in periods]
    kind = getattr(periods[0], "kind", "period")
    if len(named) == 1:
        return f"{words.sentence(f'{named[0]} {one}')[:-1]} and takes no part."
    if len(named) <= 3:
        return f"{words.listed(named)} {more} and take no part."
    return f"{len(named)} of {words.many(many, kind)} {more} and take no part."


def _open_gap(series: Series, gaps: Gaps | None) -> str:
    if gaps is None or gaps.still_open is None:
        return ""
    return (
        f"The last {series.measure.one} was {words.many(round(gaps.still_open), 'day')} ago; "
        "that gap is still open and takes no part in the limits."
    )


def notes(
    series: Series, phases: Sequence[Phase], points: Sequence[Point], gaps: Gaps | None
) -> tuple[str, ...]:
    """Caveats: gaps in the record, partial periods, trial limits, what is left out."""
    return tuple(text for text in _notes(series, phases, points, gaps) if text)


def _notes(
    series: Series, phases: Sequence[Phase], points: Sequence[Point], gaps: Gaps | None
) -> list[str]:
    found = [phase.why for phase in phases]
    for phase in phases:
        if phase.trial and phase.centre is not None:
            found.append(f"{words.many(phase.recorded, 'point')}: trial limits.")
        if phase.rebase is not None:
            found.append(_rebased(phase))
    if any(point.state in (NOT_RECORDED, NO_DENOMINATOR) for point in points):
        found.append("A gap is stepped over: the points beside it count as neighbours.")
    partial = sum(each is not None and each.declared < each.days for each in series.values)
    if partial:
        kind = words.many(partial, series.periods[0].kind)
        found.append(f"{kind} had days that nobody closed, so the count may still grow.")
    return found + ([] if gaps is None else _gap_notes(series, gaps))


def _rebased(phase: Phase) -> str:
    rebase = phase.rebase
    assert rebase is not None  # noqa: S101 - asked only of a phase with one
    by = f" by {rebase.by}" if rebase.by else ""
    why = f": {rebase.why}" if rebase.why else ""
    return words.sentence(f"limits restart on {words.day(rebase.at)}{by}{why}")


def _gap_notes(series: Series, gaps: Gaps) -> list[str]:
    found = []
    if gaps.unwatched:
        days = words.many(gaps.unwatched, "day")
        found.append(f"{days} that nobody closed are not counted in any gap.")
    if gaps.left_out:
        noun = words.many(gaps.left_out, series.measure.one, series.measure.more)
        found.append(f"{noun} on days that nobody closed are left out.")
    return found
