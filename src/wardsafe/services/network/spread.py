"""Adoption and spread: which change idea is where, since when, and what the measures did after.

Made from figures as they may be shown and from nothing else. That one thing came after another
does not say why, and no sentence here says so.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wardsafe.measures.chart import Chart
from wardsafe.measures.periods import QUARTER, between
from wardsafe.measures.small_numbers import RULE
from wardsafe.places import seed
from wardsafe.records.change_test import FINISHED, PLANNED
from wardsafe.services.network.facts import TESTING
from wardsafe.services.network.figures import USES
from wardsafe.services.network.shown import WARD, Shown, name_of, quarter_of, rate_of
from wardsafe.vocabulary.change_ideas import ChangeIdeas, ideas_for

STAGES = (PLANNED, TESTING, *FINISHED.values())
"""How far an idea has come on a ward, the last cycle deciding."""

OWN = "own"
"""Where an idea of a ward's own stands: its words never travel."""

QUARTERS = 4
"""How many quarters before and after are taken together."""


FEWEST = 3
"""Points on each side without which nothing is said of before and after."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One idea on one ward: its stage, since which month ("" while planned), in how many cycles,
    and the rate of uses before and since, each over up to a year, as it may be shown."""

    ward: str
    stage: str
    since: str
    cycles: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One idea over the wards. `by_quarter` says on how many it had begun by the end of each of
    the quarters that charts show."""

    idea: str
    title: str
    tried: tuple[Tried, ...]
    by_quarter: tuple[int, ...]

    @property
    def stages(self) -> Mapping[str, int]:
        """On how many wards it is at each stage."""
        return Counter(one.stage for one in self.tried)


def spreads(shown: Shown) -> tuple[Spread, ...]:
    """Every idea that any ward has planned or tried, in the order of their titles, a ward's own
    ideas last."""
    by_idea: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for (idea, _), row in sorted(_latest(shown.ideas).items()):
        by_idea[idea].append(row)
    known = ideas_for(seed() / "none")
    found = []
    for idea, rows in by_idea.items():
        tried = sorted((_tried(shown, row) for row in rows), key=lambda one: _name(shown, one.ward))
        found.append(Spread(idea, idea_title(known, idea), tuple(tried), _by_quarter(shown, tried)))
    return tuple(sorted(found, key=lambda one: (one.idea == OWN, one.title)))


def idea_title(known: ChangeIdeas, idea: str) -> str:
    """The title of an idea by its code; the code itself where the seed does not know it."""
    named = known.idea(idea)
    return "An idea of the ward's own" if idea in (OWN, "") else named.title if named else idea


def quarters_of(shown: Shown) -> tuple[str, ...]:
    """The quarters that charts show, oldest first."""
    first = shown.months[0].first
    return tuple(name_of(each) for each in between(QUARTER, first, shown.period.first))


def said_after(chart: Chart | None, since: str) -> tuple[int, str]:
    """What a ward's chart says of the time since a month: the side of the last signal (0: none)
    and a few words."""
    if chart is None:
        return 0, "not charted"
    began = {flag: chart.points[flag.points[0]].period for flag in chart.flags if flag.points}
    after = [flag for flag, at in began.items() if flag.side and f"{at.first:%Y-%m}" >= since]
    if after:
        last = max(after, key=lambda flag: flag.points[-1]).side
        first = min((began[flag] for flag in after if flag.side == last), key=lambda at: at.first)
        return last, f"{'above' if last > 0 else 'below'} since {first.said}"
    return (0, "no signal since") if any(chart.upper) else _apart(chart, since)


def _apart(chart: Chart, since: str) -> tuple[int, str]:
    """Where there are too few points for limits: whether all since lie beyond all before."""
    split: tuple[list[float], list[float]] = [], []
    for point in chart.points:
        began = f"{point.period.first:%Y-%m}"
        if point.number is not None and not (began < since < f"{point.period.after:%Y-%m}"):
            split[began >= since].append(point.number)
    before, after = split
    if len(before) < FEWEST or len(after) < FEWEST:
        return 0, "too few points to say"
    many = f"{len(after)} {chart.points[0].period.kind}s"
    if max(after) < min(before):
        return -1, f"{many} below all before"
    if min(after) > max(before):
        return 1, f"{many} above all before"
    return 0, "no signal since"


def _latest(ideas: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Each idea on each ward: the stage of its last cycle, and when the first began."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in ideas:
        key = (row["idea"] or OWN, row["ward"])
        before = found.get(key)
        since = min(filter(None, (row["since"], before and before["since"])), default=None)
        newer = before is None or (row["last"] or 0) >= (before["last"] or 0)
        cycles = row["cycles"] + (before["cycles"] if before else 0)
        found[key] = {**(row if newer else before or {}), "since": since, "cycles": cycles}
    return found


def _name(shown: Shown, ward: str) -> tuple[str, str]:
    return (shown.wards[ward].name if ward in shown.wards else "", ward)


def _tried(shown: Shown, row: Mapping[str, Any]) -> Tried:
    ward, since = row["ward"], row["since"] or ""
    names = quarters_of(shown)
    began = quarter_of(since) if since else ""
    before = [name for name in names if name < began][-QUARTERS:]
    after = [name for name in names if name > began][-QUARTERS:] if began else []
    return Tried(ward, row["stage"] or TESTING, since, row["cycles"],
                 _rate(shown, ward, before), _rate(shown, ward, after))  # fmt: skip


def _rate(shown: Shown, ward: str, names: Sequence[str]) -> str:
    """Of several quarters together, from their figures as shown; "" where nothing was recorded in
    any, `*` where one of them may not be shown."""
    times = [(name, shown.times.get((WARD, ward, name))) for name in names]
    there = [(shown.count(USES, WARD, ward, name), time) for name, time in times if time]
    if not there:
        return ""
    if not all(count.isdecimal() for count, _ in there):
        return RULE.glyph
    whole = sum(int(count) for count, _ in there)
    return rate_of(str(whole), sum(time.bed_days for _, time in there))


def _by_quarter(shown: Shown, tried: Sequence[Tried]) -> tuple[int, ...]:
    began = [quarter_of(one.since) for one in tried if one.since]
    return tuple(sum(each <= name for each in began) for name in quarters_of(shown))
