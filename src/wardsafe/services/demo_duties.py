"""What became of the duties of the invented ward: in time, late and missed as audits found it.

Shares (≈): first medical review within the hour 34 to 39 %, four-hourly reviews 41 to 66 %, nursing
reviews about half, monitoring after rapid tranquillisation met in about one of five (audits of
seclusion, BJPsych Open; POMH-UK). Nothing here is a claim about any ward.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from wardsafe.duties.definitions import END, Definition, Definitions, seeded
from wardsafe.duties.due import due
from wardsafe.duties.happenings import Done, Duty, Happening
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.moments import fixed
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.views.happenings import of_incident

IN_TIME: Mapping[str, tuple[float, float]] = {
    "seclusion-note": (0.90, 0.97),
    "seclusion-medical-first": (0.37, 0.85),
    "seclusion-medical-early": (0.54, 0.85),
    "seclusion-medical-late": (0.60, 0.90),
    "seclusion-nursing": (0.50, 0.85),
    "seclusion-need": (0.55, 0.85),
    "seclusion-mdt": (0.60, 0.85),
    "debrief-immediate": (0.95, 0.95),
    "debrief-staff": (0.85, 0.99),
    "debrief-patient": (0.80, 0.97),
    "debrief-external": (0.55, 0.95),
    "restraint-checks-during": (0.97, 0.97),
    "restraint-checks-after": (0.97, 0.97),
}
"""The share done in time, and the share done at all."""

OTHERWISE = (0.5, 0.8)
MONITORED = 0.2
LIVELY = timedelta(days=14)
"""How far back every note and every check is told; before that the reviews alone."""

RECENT = timedelta(days=7)
"""Reviews of the last days are held in time, so that the board shows what tonight is about."""

_FINE = frozenset({"seclusion-note", "rt-hourly", "rt-close"})
_ORDER = ("seclusion-medical-first", "seclusion-mdt")
"""What others count from is told first."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A doing with the time at which it was written down."""

    said: DutyDone
    at: datetime


def told(
    record: str, said: RestrictivePractice, now: datetime, dice: random.Random
) -> Iterator[Entered]:
    """What was done about one incident that is over, up to `now`."""
    found = list(of_incident(record, said))
    dones: list[Done] = []
    there = {one.what for one in found}
    for name in (*_ORDER, *(one.id for one in seeded().all if one.id not in _ORDER)):
        definition = seeded().by_id[name]
        if definition.trigger not in there or definition.limit:
            continue
        if name in _FINE and found[0].start < now - LIVELY:
            continue
        for entered in _of(definition, found, dones, now, dice):
            yield entered
            dones.append(_done(entered))


def entered(duty: Duty, when: datetime, at: datetime, outcome: str | None = None) -> Entered:
    """A doing of this duty, written down at `at`."""
    timed = duty.definition.timed
    said = DutyDone(
        duty=duty.definition.id,
        called=duty.definition.title,
        person=duty.person,
        about=duty.record,
        row=duty.row,
        due=fixed(duty.due) if timed else None,
        in_time=("Y" if when <= duty.due else "N") if timed else None,
        when=fixed(when),
        outcome=outcome,
    )
    return Entered(said, at)


def _of(
    definition: Definition,
    found: list[Happening],
    dones: list[Done],
    now: datetime,
    dice: random.Random,
) -> Iterator[Entered]:
    duties = [
        one for one in due(_with(definition), found, dones, now) if one.definition is definition
    ]
    recent = now - found[0].start < RECENT
    if definition.id.startswith("rt-"):
        yield from _monitoring(duties, now, dice, recent=recent)
        return
    in_time, at_all = IN_TIME.get(definition.id, OTHERWISE)
    if definition.until != END and recent:
        in_time = at_all = 1.0
    for duty in duties:
        chance = dice.random()
        if chance >= at_all or (duty.due > now and definition.begins == "start"):
            continue
        when = _when(duty, now, dice, in_time=chance < in_time)
        if when is not None:
            yield from _entered(duty, when, now, dice)


def _when(duty: Duty, now: datetime, dice: random.Random, *, in_time: bool) -> datetime | None:
    """When a duty was done; None where there was no time for it yet."""
    definition, step = duty.definition, duty.definition.step
    if not definition.timed:
        return duty.due + timedelta(minutes=dice.randrange(2, 50))
    if not in_time:
        return duty.due + timedelta(minutes=dice.randrange(1, max(3, step // 2)))
    if definition.begins == "start":
        return duty.due - timedelta(minutes=dice.randrange(0, max(2, step // 6)))
    begun = duty.due - timedelta(minutes=step)
    until = min(duty.due, now - timedelta(hours=1))
    length = (until - begun) // timedelta(minutes=1)
    return begun + timedelta(minutes=dice.randrange(60, length)) if length > 90 else None


@cache
def _with(definition: Definition) -> Definitions:
    """This duty and those that it counts from or stops with."""
    known = seeded().by_id
    return Definitions(
        (definition, *(known[n] for n in (definition.after, definition.until) if n in known))
    )


def _monitoring(
    duties: list[Duty], now: datetime, dice: random.Random, *, recent: bool
) -> Iterator[Entered]:
    """Hour by hour to the end in one episode of five; in the others it stops by itself."""
    whole = dice.random() < MONITORED or recent
    hours = dice.randrange(3, 7) if whole else dice.randrange(0, 3)
    for duty in duties[:hours]:
        when = duty.due - timedelta(minutes=dice.randrange(0, 8))
        last = "stop" if duty is duties[:hours][-1] else None
        yield from _entered(duty, when, now, dice, last)


def _entered(
    duty: Duty, when: datetime, now: datetime, dice: random.Random, outcome: str | None = None
) -> Iterator[Entered]:
    at = when + timedelta(minutes=dice.choice((1, 2, 3, 4, 6, 11, 40)))
    if at <= now:
        yield entered(duty, when, at, outcome)


def _done(one: Entered) -> Done:
    said = one.said
    happened, outcome = said.when or one.at, said.outcome or ""
    return Done(said.duty or "", said.about or "", said.row, happened, one.at, "", outcome)
