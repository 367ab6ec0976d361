"""What the times of entry say about how duties were written down (threats catalogue, H16).

Ticks made at the end of a shift look like checks made through it. They are never refused and
never hidden: they are labelled, with words about the entry and none about a person.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from operator import attrgetter

from wardsafe.duties.happenings import Done

MANY, WITHIN = 12, timedelta(seconds=40)
"""Twelve duties ticked within 40 seconds are labelled (threats catalogue, H16)."""

LATE_AFTER = timedelta(minutes=15)
"""A time of entry this much after the doing is said (≈ design)."""

TOGETHER = "entered together"

_ENTERED = attrgetter("entered")


def together(dones: Iterable[Done]) -> Mapping[Done, str]:
    """The doings that one person entered in a run of twelve or more within 40 seconds."""
    found: dict[Done, str] = {}
    by: dict[str, list[Done]] = {}
    for done in dones:
        by.setdefault(done.by, []).append(done)
    for entered in by.values():
        entered.sort(key=_ENTERED)
        for at, last in enumerate(entered[MANY - 1 :]):
            if last.entered - entered[at].entered <= WITHIN:
                found.update(dict.fromkeys(entered[at : at + MANY], TOGETHER))
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
