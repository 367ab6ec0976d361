"""The stretches between re-bases, with the lines of each, or the reason why it has none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from wardsafe.errors import BadInput
from wardsafe.measures import handing_over, limits, words
from wardsafe.measures.chart import Rebase
from wardsafe.measures.limits import Lines, NoLimits
from wardsafe.measures.periods import GAP
from wardsafe.measures.profiles import (
    ENOUGH,
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

RUN_ENOUGH = 10
"""Points before the rules of a run chart are asked (≈)."""

G_CENTRE = 0.693
"""The median of a geometric count over its mean, about: ln 2 (query v2.6)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Places `first` up to `after`; `places` are those with a number, `numbers` the numbers."""

    first: int
    after: int
    rebase: Rebase | None
    places: tuple[int, ...]
    numbers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A segment with its lines, or with why there are none. `rules` whether its rules are asked."""

    segment: Segment
    lines: Lines | None
    why: str
    trial: bool
    rules: bool


def split(series: Series, rebase_at: Sequence[Rebase]) -> tuple[Segment, ...]:
    """The segments of a series: a re-base begins with the first period on or after its day.

    A gap between two events belongs to where it ends. A re-base before the first or after the last
    period divides nothing.
    """
    begins = [each.after if each.kind == GAP else each.first for each in series.periods]
    cuts: dict[int, Rebase | None] = {0: None}
    for rebase in sorted(rebase_at, key=lambda each: each.at):
        place = next((n for n, at in enumerate(begins) if at >= rebase.at), len(begins))
        if 0 < place < len(begins):
            cuts[place] = rebase
    return tuple(_segments(series, cuts))


def _segments(series: Series, cuts: dict[int, Rebase | None]) -> Iterator[Segment]:
    numbers, starts = series.numbers, [*cuts, len(series.periods)]
    for first, after in pairwise(starts):
        places = tuple([at for at in range(first, after) if numbers[at] is not None])
        kept = tuple([each for each in numbers[first:after] if each is not None])
        yield Segment(first, after, cuts[first], places, kept)


def has_enough(segment: Segment, kind: str, profile: Profile) -> bool:
    """Whether limits are drawn from so many points: 13, or any two where trial limits are."""
    trial = profile.trial and kind not in (T, G)
    return len(segment.numbers) >= (2 if trial else ENOUGH)


def drawn(
    series: Series, kind: str, profile: Profile, segment: Segment, freeze: int | None
) -> Drawn:
    """The lines of a segment; never lines without width."""
    if kind == RUN:
        return _run(segment)
    if kind == POINTS or not segment.numbers:
        return Drawn(segment, None, "", False, False)
    if not has_enough(segment, kind, profile):
        lines = _centre_only(segment) if kind in (T, G) else None
        return Drawn(segment, lines, too_few(series, segment), False, False)
    try:
        lines = _lines(series, kind, profile, segment, freeze)
    except NoLimits:
        why = handing_over.closed_up(series, segment.numbers)
        return Drawn(segment, None, why, False, False)
    return Drawn(segment, lines, "", len(segment.numbers) < ENOUGH, True)


def too_few(series: Series, segment: Segment) -> str:
    """Why a short segment has no limits."""
    kind = series.periods[0].kind
    shown = "the points and their median" if kind == GAP else "the points"
    is_few = "is" if len(segment.numbers) == 1 else "are"
    return (
        f"{words.many(len(segment.numbers), kind)} {is_few} too few for limits, "
        f"which need {ENOUGH}: only {shown} are shown."
    )


def _run(segment: Segment) -> Drawn:
    if not segment.numbers:
        return Drawn(segment, None, "", False, False)
    lines = _centre_only(segment)
    why = _no_run_rules(segment, lines.centre)
    return Drawn(segment, lines, why, False, not why)


def _no_run_rules(segment: Segment, centre: float) -> str:
    """Why the rules of a run chart say nothing here; "" where they do."""
    if len(segment.numbers) < RUN_ENOUGH:
        return f"The rules of a run chart need {RUN_ENOUGH} points."
    on_it = segment.numbers.count(centre)
    if on_it * 2 >= len(segment.numbers):
        return (
            f"{on_it} of {words.many(len(segment.numbers), 'point')} are on the median, so runs "
            "about it say nothing."
        )
    return ""


def _centre_only(segment: Segment) -> Lines:
    """The median and no limits (≈)."""
    none = (None,) * len(segment.numbers)
    return Lines(median(segment.numbers), none, none, none, none)


def _lines(
    series: Series, kind: str, profile: Profile, segment: Segment, freeze: int | None
) -> Lines:
    numbers = segment.numbers
    if kind == XMR:
        return limits.xmr(numbers, screened=profile.screened, drops=profile.drops, freeze=freeze)
    if kind == T:
        return limits.t(
            numbers, screened=profile.screened, factor=profile.gap_factor,
            floor=not profile.gap_rules, freeze=freeze,
        )  # fmt: skip
    if kind == G:
        return limits.g(
            numbers, centre=G_CENTRE if profile.gap_rules else None, floor=not profile.gap_rules
        )
    if kind == C:
        return limits.c(numbers, freeze=freeze)
    return _attribute_lines(series, kind, profile, segment)


def _attribute_lines(series: Series, kind: str, profile: Profile, segment: Segment) -> Lines:
    kept = [series.values[at] for at in segment.places]
    counts = [each.count for each in kept if each is not None]
    sizes = [each.of for each in kept if each is not None and each.of is not None]
    if len(sizes) != len(counts):
        raise BadInput(
            f"{series.measure.title} has no denominator for a {kind.upper()} chart.",
            do="Choose an XmR, C or run chart.",
        )
    prime = kind in (U_PRIME, P_PRIME)
    make = limits.u if kind in (U, U_PRIME) else limits.p
    if make is limits.p and any(count > size for count, size in zip(counts, sizes, strict=True)):
        raise BadInput("More were counted than there could be.", do="Choose a U chart.")
    found = make(counts, sizes, prime=prime, screened=profile.screened)
    return found.times(series.measure.per)


KINDS = (XMR, RUN, T, G, C, U, U_PRIME, P, P_PRIME)
"""The kinds that can be asked for."""
