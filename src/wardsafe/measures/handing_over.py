"""When counts are too small for limits, and the chart that then takes over, with the reason.

Most months without an event make most moving ranges nought: limits close up, and ordinary months
are marked as signals. Reasons and measurements: Anhøj, SPC for healthcare, "Charts for rare events"
(✓); the number is wardsafe's own, from simulating steady wards (≈).
"""

from collections.abc import Sequence

from wardsafe.measures import gaps, words
from wardsafe.measures.series import Series

SPARSE = 1.0
"""Events a period below which no limits are drawn on counts or rates."""

HONEST = "The days between events can be read honestly."


def too_sparse(series: Series, segments: Sequence[Sequence[int]]) -> str:
    """Why counts over these segments (places in the series) cannot have limits; "" if they can."""
    if not series.measure.sparse_able:
        return ""
    recorded = sum(value is not None for value in series.values)
    for places in segments:
        counts = [value.count for at in places if (value := series.values[at]) is not None]
        if counts and sum(counts) < SPARSE * len(counts):
            return _because(series, sum(counts), len(counts), len(counts) < recorded)
    return ""


def _because(series: Series, events: float, periods: int, one_of_more: bool) -> str:
    kind = series.periods[0].kind
    counted = words.many(int(events), series.measure.one, series.measure.more)
    where = " between two re-bases" if one_of_more else ""
    return (
        f"{counted} in {words.many(periods, kind)}{where} is {words.number(events / periods)} a "
        f"{kind}. With counts that small, limits close up and mark an ordinary {kind} as a signal."
    )


def closed_up(series: Series, numbers: Sequence[float]) -> str:
    """Why a segment whose limits would have no width has none."""
    kind = series.periods[0].kind
    if len(set(numbers)) == 1:
        value = words.measured(numbers[0], series.measure.unit)
        return f"Every recorded {kind} has the same value, {value}: limits would have no width."
    return (
        f"Nearly every {kind} has the same value as the one before, so limits would close up on "
        f"the mean and mark every {kind} as a signal."
    )


def rare_events(series: Series) -> tuple[str, gaps.Gaps]:
    """ "t", or "g" where two events have no time between them, with the gaps to be charted."""
    found = gaps.between(series)
    if all(value is not None and value.count > 0 for value in found.series.values):
        return "t", found
    return "g", gaps.between(series, whole_days=True)
