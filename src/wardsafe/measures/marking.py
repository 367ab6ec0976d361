"""Which points each rule marks, on the segments of a chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wardsafe.measures import rules
from wardsafe.measures.chart import (
    FEW_RUNS,
    MANY_RUNS,
    OUTSIDE,
    RUN_LENGTH,
    SHIFT,
    TREND,
    TWO_IN_THREE,
)  # fmt: skip
from wardsafe.measures.profiles import RUN, XMR, G, Profile, T
from wardsafe.measures.runs import runs
from wardsafe.measures.segments import Drawn


@dataclass(frozen=True, slots=True)
class Marked:
    """What one rule marks among the places of `order`: +1 in `up`, -1 in `down`.

    Marks up to `reach` places apart belong to one signal. A rule of the whole segment has no marks
    and says `whole`.
    """

    rule: str
    order: Sequence[int]
    up: Sequence[int]
    down: Sequence[int]
    reach: int = 1
    whole: str = ""


def marked(drawn: Sequence[Drawn], kind: str, profile: Profile) -> list[Marked]:
    """Every mark of every rule of the profile for this kind of chart."""
    asked = [each for each in drawn if each.rules and each.lines is not None]
    if kind == RUN:
        return [mark for each in asked for mark in _run_chart(each, profile)]
    if kind == XMR or (kind in (T, G) and profile.gap_rules):
        found = [mark for each in asked for mark in _control(each, kind, profile)]
        return found + list(_trends(asked, drawn, profile))
    return [mark for each in asked for mark in _attribute(each)]


def _control(each: Drawn, kind: str, profile: Profile) -> Iterator[Marked]:
    """Outside, two in three, and shift; every limit and rule restarts in each segment."""
    lines, places, numbers = each.lines, each.segment.places, each.segment.numbers
    assert lines is not None  # noqa: S101 - only segments with lines come here
    out = rules.beyond(numbers, lines.upper, lines.lower)
    yield _signed(OUTSIDE, places, out)
    side = rules.sides(numbers, lines.centre)
    if kind != G:
        near = rules.beyond(numbers, lines.near_upper, lines.near_lower)
        close = (
            near if profile.far_counts else [0 if o else n for n, o in zip(near, out, strict=True)]
        )
        window = rules.two_in_three([bool(mark) for mark in close], side)
        both = [mark if window[at] else 0 for at, mark in enumerate(close)]
        yield _signed(TWO_IN_THREE, places, both, reach=2)
    up, down = rules.whole_runs(rules.shift_ends(side, profile.shift), profile.shift)
    yield Marked(SHIFT, places, up, down)


def _trends(asked: Sequence[Drawn], drawn: Sequence[Drawn], profile: Profile) -> Iterator[Marked]:
    """Trends within a segment, or over re-bases where the profile says so."""
    if not asked:
        return
    pieces = [drawn] if profile.trend_over_rebase else [[each] for each in asked]
    for piece in pieces:
        places = [at for each in piece for at in each.segment.places]
        numbers = [number for each in piece for number in each.segment.numbers]
        ends = rules.trend_ends(numbers, profile.trend)
        yield Marked(TREND, places, *rules.whole_runs(ends, profile.trend))


def _attribute(each: Drawn) -> Iterator[Marked]:
    """Outside, and runs that are too long or cross too seldom (qicharts2)."""
    lines, places, numbers = each.lines, each.segment.places, each.segment.numbers
    assert lines is not None  # noqa: S101
    yield _signed(OUTSIDE, places, rules.beyond(numbers, lines.upper, lines.lower))
    found = runs(rules.sides(numbers, lines.centre))
    if found.signal:
        text = (
            f"longest run {found.longest} of at most {found.longest_most}, "
            f"{found.crossings} crossings of at least {found.crossings_least}"
        )
        yield Marked(RUN_LENGTH, places, (), (), whole=text)


def _run_chart(each: Drawn, profile: Profile) -> Iterator[Marked]:
    """Points on the median neither make nor break a run; equal neighbours count once (≈)."""
    lines, places, numbers = each.lines, each.segment.places, each.segment.numbers
    assert lines is not None  # noqa: S101
    useful = rules.without_ties(numbers, lines.centre)
    side = rules.sides([numbers[at] for at in useful], lines.centre)
    ends = rules.shift_ends(side, profile.shift)
    yield Marked(SHIFT, [places[at] for at in useful], *rules.whole_runs(ends, profile.shift))
    changing = rules.without_repeats(numbers)
    ends = rules.trend_ends([numbers[at] for at in changing], profile.trend)
    yield Marked(TREND, [places[at] for at in changing], *rules.whole_runs(ends, profile.trend))
    found = runs(side)
    if found.few or found.many:
        rule = FEW_RUNS if found.few else MANY_RUNS
        text = f"{found.number} runs in {found.useful} points off the median"
        yield Marked(rule, places, (), (), whole=text)


def _signed(rule: str, places: Sequence[int], marks: Sequence[int], reach: int = 1) -> Marked:
    if not any(marks):
        return Marked(rule, places, marks, marks, reach)
    up = [int(mark > 0) for mark in marks]
    down = [-int(mark < 0) for mark in marks]
    return Marked(rule, places, up, down, reach)
