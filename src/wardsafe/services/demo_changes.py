"""The tests of change of the invented ward: one adapted and tested again, one going on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wardsafe.clock import Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.moments import local
from wardsafe.records.patient import Patient
from wardsafe.services.demo_names import told_in
from wardsafe.services.demo_staff import entry_by

_NOT_FIELDS = ("shares_aim", "days_ago")


def entries(
    said: Mapping[str, Any],
    people: Sequence[tuple[str, Patient]],
    now: datetime,
    chance: Chance,
    dice: Random,
) -> Iterator[NewEntry]:
    """Four cycles of three ideas, written by the safety lead."""
    lead = next(one for one in said["staff"] if one["role"] == "safety-lead")
    first = ""
    for test in _tests(now):
        record = chance.new_id()
        if test.cycle == 1:
            first = record
        else:
            test = test.model_copy(update={"before": first})
        entered = min(test.do_started or now, now) - timedelta(days=2)
        yield entry_by(lead, test, test.acted or entered, chance, record)


def _tests(now: datetime) -> Iterator[ChangeTest]:
    """What changes.toml tells, with times and days counted from `now`."""
    said = told_in("changes")
    aim = {**said["aim"], "aim_by": local(now).date() + timedelta(days=said["aim"]["aim_by"])}
    for row in said["test"]:
        told = {name: value for name, value in row.items() if name not in _NOT_FIELDS}
        times = {name: now - timedelta(days=days) for name, days in row["days_ago"].items()}
        yield ChangeTest(**(aim if row["shares_aim"] else {}), **told, **times)
