"""Ten years of weekly series of every measure, charted; and XmR against nhspy-plotthedots."""

import importlib
import importlib.util
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from measured import Within, note, p50
from of_the_ledger import timed
from sizes import Size

from wardsafe.clock import LONDON
from wardsafe.measures import periods
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import COUNT, MEASURES, RATE, SHARE, Measure, measure
from wardsafe.measures.profiles import NHS_R, PROFILES
from wardsafe.measures.series import Series, Value, counted, lengths, plain, shared
from wardsafe.tui.chart import draw

WEEKS = periods.weeks(date(2016, 11, 28), date(2026, 11, 22))
DAYS = [WEEKS[0].first + timedelta(days=n) for n in range(7 * len(WEEKS))]
MOST, MOST_DRAWN = 0.050, 0.150
AT_160_BY_50 = (118, 33)
"""The cells that the chart has there, beside the list of measures and above its words."""
PEER = "nhspy_plotthedots.pandas_spc_calculations"


def measures(size: Size) -> Iterator[str]:
    """Ten years of weeks, one in twenty not recorded, of every measure, under each profile."""
    dice = random.Random(7)
    series = [_series(each, dice) for each in MEASURES.values()]
    repeats = max(20, min(100, size.keys))
    for profile in PROFILES.values():
        taken = [
            timed(lambda p=profile: [chart(each, p, target=9) for each in series])
            for _ in range(repeats)
        ]
        yield Within(f"charts, {profile.title}", taken, MOST, p50).line()
    yield note(f"{len(series)} measures, {len(WEEKS)} weeks each; numbers, rules and sentences.")
    happened = {each.id: _events(each, dice) for each in MEASURES.values()}
    taken = [timed(lambda: _counted_and_drawn(happened)) for _ in range(repeats // 2)]
    yield Within("ten years counted and drawn", taken, MOST_DRAWN, p50).line()
    many = sum(map(len, happened.values()))
    yield note(f"{len(MEASURES)} measures of {many:,} events, on a terminal of 160 by 50.")
    yield _against_the_peer(repeats)


OFTEN = {
    "restraint": 0.5, "restraint-rate": 0.5, "restraint-minutes": 0.5, "prone": 0.1,
    "prone-rate": 0.1, "seclusion": 0.15, "seclusion-rate": 0.15, "segregation": 0.02,
    "rapid-tranquillisation": 0.2, "rapid-tranquillisation-rate": 0.2, "patient-injuries": 0.05,
    "staff-injuries": 0.05, "sexual-safety": 0.05,
}  # fmt: skip
"""On which share of the days of a busy ward each happens; everything else on 0.8 of them."""


def _events(of: Measure, dice: random.Random) -> list[datetime]:
    return [
        datetime(day.year, day.month, day.day, dice.randrange(24), tzinfo=LONDON)
        for day in DAYS
        if dice.random() < OFTEN.get(of.id, 0.8)
    ]


def _counted_and_drawn(happened: dict[str, list[datetime]]) -> None:
    """From what happened to the cells of the screen, every measure once."""
    closed, nights = frozenset(DAYS[::20]) ^ frozenset(DAYS), dict.fromkeys(DAYS, 18)
    for each in MEASURES.values():
        events = happened[each.id]
        if each.form in (COUNT, RATE):
            beds = nights if each.form == RATE else None
            made = counted(each, WEEKS, events, declared=closed, nights=beds, until=events[-1])
        elif each.form == SHARE:
            made = shared(each, WEEKS, [(at, True) for at in events])
        else:
            made = lengths(each, WEEKS, [(at, 3.0) for at in events])
        draw(chart(made), *AT_160_BY_50)


def _series(of: Measure, dice: random.Random) -> Series:
    values = tuple(None if dice.random() < 0.05 else _value(of, dice) for _ in WEEKS)
    return Series(of, WEEKS, values)


def _value(of: Measure, dice: random.Random) -> Value:
    count = max(0, int(dice.gauss(9, 3)))
    if of.form == COUNT:
        return Value(count, declared=7, days=7)
    if of.form == RATE:
        return Value(count, 126, 115, 7, 7)
    return Value(min(count, 14), 14) if of.form == SHARE else Value(90 * count, count)


def _against_the_peer(repeats: int) -> str:
    """The same numbers through the published Python port, in turns; MIT, needs pandas."""
    if importlib.util.find_spec("nhspy_plotthedots") is None:
        return note("nhspy-plotthedots is not installed here: no ratio.")
    peer: Any = importlib.import_module(PEER)
    pandas: Any = importlib.import_module("pandas")
    dice = random.Random(7)
    numbers = [float(max(0, int(dice.gauss(9, 3)))) for _ in WEEKS]
    series = plain(measure("interventions"), WEEKS, numbers)
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(timed(lambda: chart(series, NHS_R)))
        table = pandas.DataFrame({"y": numbers})
        theirs.append(timed(lambda t=table: peer.pandas_spc_x_calc(t, "y")))
    ratio = p50(theirs) / p50(ours)
    return note(f"XmR of {len(WEEKS)} weeks: {ratio:.1f} times as fast as nhspy-plotthedots.")
