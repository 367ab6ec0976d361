"""The tests of change on the wards of the invented network: one worked, the others did not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from wardsafe.clock import LONDON
from wardsafe.services.demo_network_names import FELL, WardSaid

IDEA = "soft-words"
"""The idea that was adopted on the ward whose practice fell."""

ELSEWHERE: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        2: ("ward-round-sheet", "adopt"),
        5: ("safety-huddle", "adapt"),
        7: (IDEA, ""),
        8: ("sensory-box", "abandon"),
        11: ("recovery-tree", "adopt"),
    }
)
"""By ward number: the idea tested there and what was decided, "" for not yet."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One cycle of a test of change, and when it was written down."""

    said: Mapping[str, Any]
    entered: datetime


def trials(ward: WardSaid, start: date, fell_on: date, now: datetime) -> Iterator[Trial]:
    """The cycles of a ward."""
    if ward.truth == FELL:
        first = _cycle(IDEA, 1, fell_on - timedelta(days=50), fell_on - timedelta(days=30), "adapt")
        yield from (first, _cycle(IDEA, 2, fell_on - timedelta(days=21), fell_on, "adopt"))
    elif ward.number in ELSEWHERE:
        idea, act = ELSEWHERE[ward.number]
        began = start + (fell_on - start) * (ward.number + 4) / 16
        if act:
            yield _cycle(idea, 1, began, began + timedelta(days=40), act)
        else:
            yield _cycle(idea, 1, now.date() - timedelta(days=100), None, "")


def _cycle(idea: str, cycle: int, began: date, decided: date | None, act: str) -> Trial:
    started = datetime.combine(began, time(9), LONDON)
    said: dict[str, Any] = {
        "aim": "Fewer people are held or secluded on this ward",
        "measure": "interventions-rate",
        "aim_direction": "lower",
        "idea": idea,
        "cycle": cycle,
        "change": "Tried on the late shift first",
        "question": "Do fewer refusals end in a hold?",
        "prediction": "Fewer holds in the evening within a month.",
        "took_part": ("patients-now", "nurses", "healthcare-assistants"),
        "do_started": started,
    }
    if decided is None:
        return Trial(said, started)
    ended = datetime.combine(decided, time(16), LONDON)
    more = {"do_ended": ended, "as_planned": "Y", "seen": "Seen on every shift.", "acted": ended,
            "came_true": "Y" if act == "adopt" else "N", "act": act}  # fmt: skip
    return Trial({**said, **more}, ended)
