"""When time spent in seclusion reaches a length: without a break, or within a sliding window.

A window slides over every seclusion of a person, whichever incident it belongs to (domain rule
S8: 8 hours together, or 12 hours within any 48). All times in UTC.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

Span = tuple[datetime, datetime]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one; empty and reversed ones left out."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def crossings(
    spans: Iterable[Span], total: timedelta, window: timedelta | None = None
) -> list[datetime]:
    """The moments at which the time spent first reaches `total`, one for each time it is crossed.

    With `window`, the time within the last `window` is what counts, and it must have fallen below
    `total` before it can be reached again.
    """
    whole = merged(spans)
    if window is None:
        return [start + total for start, end in whole if end - start >= total]
    return _sliding(whole, total, window)


def _sliding(spans: Sequence[Span], total: timedelta, window: timedelta) -> list[datetime]:
    """Between two neighbouring edges the sum changes evenly, so each stretch is one sum: it grows
    while a span goes on, and falls while one leaves the window."""
    turns: Counter[datetime] = Counter()
    for start, end in spans:
        turns.update({start: 1})
        turns.update({end + window: 1})
        turns.subtract({end: 1})
        turns.subtract({start + window: 1})
    found: list[datetime] = []
    inside, slope = timedelta(0), 0
    for begin, end in pairwise(sorted(turns)):
        slope += turns[begin]
        after = inside + slope * (end - begin)
        if slope > 0 and inside < total <= after:
            found.append(begin + (total - inside))
        inside = after
    return found
