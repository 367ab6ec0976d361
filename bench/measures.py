"""Ten years of weekly series of every measure, charted; and XmR against nhspy-plotthedots."""

import importlib
import importlib.util
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from measured import Within, note, p50
from of_the_ledger import timed
from sizes import Size

from wardsafe.measures import periods
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import COUNT, MEASURES, RATE, SHARE, Measure, measure
from wardsafe.measures.profiles import NHS_R, PROFILES
from wardsafe.measures.series import Series, Value, plain

WEEKS = periods.weeks(date(2016, 11, 28), date(2026, 11, 22))
MOST = 0.050
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
    yield _against_the_peer(repeats)


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
