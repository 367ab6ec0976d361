"""Tonight on the invented ward, as its board shows it: one seclusion that goes on, reviewed.

Minutes are told from the start of the incident, so that the board looks the same whenever the demo
is made: the next review by two nurses is six minutes ahead.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from wardsafe.duties.definitions import seeded
from wardsafe.duties.due import due
from wardsafe.duties.happenings import Done
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.demo_duties import Entered, entered
from wardsafe.views.happenings import of_incident

_TONIGHT = (
    # duty, minutes from the start of the incident, minutes until it was written down
    ("restraint-checks-during", 5, 26),
    ("restraint-checks-after", 16, 15),
    ("rt-hourly", 72, 2),
    ("seclusion-medical-first", 89, 4),
    ("seclusion-nursing", 126, 3),
    ("seclusion-need", 126, 4),
    ("rt-hourly", 132, 1),
    ("rt-hourly", 192, 2),
    *(("seclusion-note", 8 + 15 * n - n % 3, 1 + n % 2) for n in range(1, 16)),
)
_YESTERDAY = (
    ("restraint-checks-during", 3, 17),
    ("restraint-checks-after", 15, 6),
    ("debrief-immediate", 70, 12),
)


def tonight(record: str, said: RestrictivePractice, now: datetime) -> Iterator[Entered]:
    """What was done about the incident that goes on."""
    return _told(record, said, now, _TONIGHT)


def yesterday(record: str, said: RestrictivePractice, now: datetime) -> Iterator[Entered]:
    """What was done about yesterday's: its reviews within 24, 48 and 72 hours are to come."""
    return _told(record, said, now, _YESTERDAY)


def _told(
    record: str, said: RestrictivePractice, now: datetime, done: Sequence[tuple[str, int, int]]
) -> Iterator[Entered]:
    found, dones, began = list(of_incident(record, said)), list[Done](), said.happened() or now
    for name, minutes, later in done:
        when = began + timedelta(minutes=minutes)
        at = when + timedelta(minutes=later)
        there = due(seeded(), found, dones, when)
        waiting = [one for one in there if one.definition.id == name and one.waits]
        for duty in waiting[:1]:
            one = entered(duty, when, at)
            dones.append(Done(name, record, duty.row, when, at, ""))
            yield one
