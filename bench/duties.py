"""Duties of forty people recomputed: pure, and as the board asks for them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from measured import Within, note, p99
from of_the_ledger import timed
from sizes import Size

from wardsafe.duties.definitions import seeded
from wardsafe.duties.due import due
from wardsafe.duties.happenings import Done, Happening

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=UTC)
PEOPLE, SECLUDED = 40, 6
MOST = 0.020


def duties(size: Size) -> Iterator[str]:
    """Forty people, six of them in seclusion for a day, an incident each in the last four days."""
    found, dones = _ward(random.Random(7))
    since = NOW - timedelta(days=1)

    def recomputed(number: int) -> object:
        now = NOW + timedelta(seconds=number)
        return due(seeded(), found, dones, now, since=since)

    count = len(due(seeded(), found, dones, NOW, since=since))
    taken = [timed(lambda n=n: recomputed(n)) for n in range(max(200, size.keys))]
    yield Within("duties of 40 people", taken, MOST, p99).line()
    yield note(f"{len(found)} happenings, {len(dones)} doings, {count} duties.")


def _ward(dice: random.Random) -> tuple[list[Happening], list[Done]]:
    found: list[Happening] = []
    dones: list[Done] = []
    for number in range(PEOPLE):
        person, record = f"p{number}", f"r{number}"
        start = NOW - timedelta(minutes=dice.randrange(60, 4 * 1440))
        end = start + timedelta(minutes=7)
        found.append(Happening("incident", person, record, None, start, end))
        found.append(Happening("restraint", person, record, 0, start, end))
        found.append(Happening("review-due", person, person, None, NOW + (NOW - start), None))
        if number % 3 == 0:
            found.append(Happening("rapid-tranquillisation", person, record, 1, end, end))
        if number < SECLUDED:
            begun = NOW - timedelta(hours=24 + number)
            found.append(Happening("seclusion", person, record, 2, begun, None))
            notes = (begun + timedelta(minutes=15 * n - 1) for n in range(1, 96))
            dones += [Done("seclusion-note", record, 2, at, at, "s1") for at in notes]
    return found, dones
