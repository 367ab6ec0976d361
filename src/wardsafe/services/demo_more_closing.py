"""The declarations and censuses of the invented ward, with the days that nobody closed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from wardsafe.clock import LONDON, Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.records.base import Record
from wardsafe.records.census import Census
from wardsafe.records.moments import local
from wardsafe.records.nil_return import AS_LOGGED, RESTRICTIVE, SEXUAL, NilReturn
from wardsafe.records.parts import Authorship, split
from wardsafe.records.patient import Patient
from wardsafe.vocabulary.code_lists import code_list

DAYS = 60
_MISSED = 0.12
"""The share of days that nobody closes: the last one and about every eighth."""


def entries(
    said: Mapping[str, Any],
    people: Sequence[tuple[str, Patient]],
    now: datetime,
    chance: Chance,
    dice: Random,
) -> Iterator[NewEntry]:
    """For the last 60 days: most of them closed on the next morning, most midnights counted."""
    beds = int(said["ward"]["beds"])
    here = min(beds - 1, len(people))
    in_charge = [one for one in said["staff"] if one["role"] == "nurse-in-charge"]
    today = local(now).date()
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        one = dice.choice(in_charge)
        morning = datetime.combine(day + timedelta(days=1), time(7, dice.randrange(60)), LONDON)
        entered = min(morning, now)
        if back > 1 and dice.random() > _MISSED:
            record = NilReturn(
                scope="day", day=day, streams=(RESTRICTIVE, SEXUAL), said=AS_LOGGED, by=one["id"]
            )
            yield _entry(record, one, entered, chance)
        if back > 1 and dice.random() > _MISSED / 2:
            counted = Census(
                night=day,
                in_bed=here,
                on_leave=0,
                available=beds,
                closed=0,
                moves_in_bed=here,
                moves_on_leave=0,
                by=one["id"],
            )
            yield _entry(counted, one, entered, chance)


def _entry(record: Record, one: Mapping[str, str], entered: datetime, chance: Chance) -> NewEntry:
    author = Authorship(
        act="record",
        entered=entered,
        author=one["id"],
        author_name=one["name"],
        job_title=code_list("job-title").text(one["job_title"]),
    )
    return NewEntry(record.kind, chance.new_id(), (), split(record, author))
