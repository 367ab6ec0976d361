"""The invented ward of `wardsafe demo`: made from a seed, marked in every entry it holds."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from wardsafe.clock import Chance, Clock, id_from
from wardsafe.ledger.held import Held
from wardsafe.ledger.keys import FLOOR
from wardsafe.ledger.store import SqliteLedger
from wardsafe.places import WardFolder
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import (
    demo_changes,
    demo_closings,
    demo_record_reviews,
    demo_safety_reviews,
)
from wardsafe.services.demo_clock import StandingClock
from wardsafe.services.demo_events import A_DAY, Invention
from wardsafe.services.demo_names import invented
from wardsafe.services.demo_sexual_safety import SealedInvention
from wardsafe.services.stewarding import NewPerson, NewWard, set_up

SEED = 20261123


class SeededChance:
    """Ids and bytes that follow from a seed: for invented wards only, never for a real one."""

    def __init__(self, seed: int) -> None:
        self._seed, self._drawn = seed, 0

    def random_bytes(self, count: int) -> bytes:
        """`count` bytes that the seed and the number of calls decide."""
        self._drawn += 1
        return hashlib.shake_128(b"%d/%d" % (self._seed, self._drawn)).digest(count)

    def new_id(self) -> str:
        """An id that the seed and the number of calls decide."""
        return id_from(self.random_bytes(17))


def make_demo(
    where: WardFolder,
    clock: Clock,
    *,
    days: int,
    seed: int = SEED,
    a_day: float = A_DAY,
    only_incidents: bool = False,
) -> int:
    """Make the demo ward up to the present minute; returns how many entries it holds.

    `a_day` is how many incidents a day, for a busier ward than most; `only_incidents` leaves out
    what follows from them, for a ward of very many.
    The PINs are printed on its lock screen, so its slots take the cheapest allowed cost.
    """
    said = invented()
    chance = SeededChance(seed)
    now = clock.now().replace(second=0, microsecond=0)
    before = StandingClock(now - timedelta(days=days + 60))
    made = set_up(where, _ward(said), before, chance, FLOOR)
    try:
        told = Invention(said, now, days, seed, chance, a_day, only_incidents=only_incidents)
        told.tell(made.ledger)
        if not only_incidents:
            _tell_what_follows(said, told.people, made.ledger, now, days, seed, chance)
            sealed = SealedInvention(where, made, said["staff"], told.people, chance)
            sealed.tell(now, now - timedelta(days=days))
            _hold_one(where, made.about.public_key, now - timedelta(minutes=50), chance)
        return made.ledger.count()
    finally:
        made.ledger.close()


def _ward(said: Mapping[str, Any]) -> NewWard:
    return NewWard(
        ward_name=said["ward"]["name"],
        site=said["ward"]["site"],
        terminal_name=said["ward"]["terminal"],
        people=tuple(_person(one) for one in said["staff"]),
        environment="demo",
        details={"setting": "03", "age group": "13", "sex": "8", "security": "0"},
    )


def _tell_what_follows(
    said: Mapping[str, Any],
    people: Sequence[tuple[str, Patient]],
    ledger: SqliteLedger,
    now: datetime,
    days: int,
    seed: int,
    chance: Chance,
) -> None:
    """Safety reviews, closed days and tests of change; then the reviews of all that is there."""
    dice = random.Random(seed)  # noqa: S311 - inventing, not protecting
    closings = partial(demo_closings.entries, days=max(days, demo_closings.DAYS))
    for more in (demo_safety_reviews.entries, closings, demo_changes.entries):
        ledger.append_many(more(said, people, now, chance, dice))
    # Read before it is written: a large transaction shuts readers out until its end.
    ledger.append_many(list(demo_record_reviews.entries(said, ledger, now, chance, dice)))


def _hold_one(where: WardFolder, public_key: str, at: datetime, chance: Chance) -> None:
    """A record taken without a PIN, so that the board has one to claim."""
    typed = {
        "who_wrote": "Ada Bright, bank nurse",
        "person_described": "LH, bed 7",
        "when": f"{at:%H%M}",
        "place": "dining-room",
    }
    said = {"kind": RestrictivePractice.kind, "typed": typed}
    Held(where, StandingClock(at), chance).hold(public_key, said)


def _person(row: dict[str, str]) -> NewPerson:
    return NewPerson(row["id"], row["name"], row["job_title"], row["role"], row["pin"])
