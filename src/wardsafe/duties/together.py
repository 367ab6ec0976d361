"""What the times of entry say about how duties were written down (threats catalogue, H16).

Ticks made at the end of a shift look like checks made through it. They are never refused and
never hidden: they are labelled, with words about the entry and none about a person.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from wardsafe.duties.happenings import Done

MANY, WITHIN = 12, timedelta(seconds=40)
"""Twelve duties ticked within 40 seconds are labelled (threats catalogue, H16)."""

LATE_AFTER = timedelta(minutes=15)
"""A time of entry this much after the doing is said (≈ design)."""

TOGETHER = "entered together"


def together(dones: Iterable[Done]) -> Mapping[Done, str]:
    """The doings that one person entered in a run of twelve or more within 40 seconds."""
    found: dict[Done, str] = {}
    by: dict[str, list[Done]] = {}
    for done in dones:
        by.setdefault(done.by, []).append(done)
    for entered in by.values():
        entered.sort(key=lambda done: done.entered)
        first = 0
        for last, done in enumerate(entered):
            while done.entered - entered[first].entered > WITHIN:
                first += 1
            if last - first + 1 >= MANY:
                found.update(dict.fromkeys(entered[first : last + 1], TOGETHER))
    return found


def entered_late(done: Done) -> tuple[str, ...]:
    """How long after the doing it was entered, where that is long; or that it came before."""
    if done.happened is None:
        return ()
    after = done.entered - done.happened
    if after < timedelta(0):
        return ("entered before it happened",)
    return (f"entered {_said(after)} late",) if after >= LATE_AFTER else ()


def _said(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02}" if hours else f"{minutes} min"
