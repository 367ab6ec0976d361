"""The invented network of `wardsafe demo --network`: wards, a place between, and a desk.

Nothing takes a shorter way than a real network does. Each ward has a ledger, and some a second
terminal; the desk and the wards enrol each other by the fingerprints that they show; each terminal
seals what its trust's profile lets travel and puts it at the place; the desk takes it in, answers
with receipts, and makes facts of it. Ids and what happened follow from the seed; keys do not.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from wardsafe.bundles.cards import HUB
from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.clock import Clock
from wardsafe.ledger.keys import FLOOR
from wardsafe.measures.periods import Period
from wardsafe.places import WardFolder, make_private
from wardsafe.services import enrolling, exchanging
from wardsafe.services.demo_clock import StandingClock
from wardsafe.services.demo_names import network
from wardsafe.services.demo_network_names import WardSaid, wards
from wardsafe.services.demo_network_story import adopted_on
from wardsafe.services.demo_network_ward import (
    Job,
    at,
    make_ward,
    people,
    quarter_before,
    read_receipts,
    steward_of,
    terminal_of,
)
from wardsafe.services.demo_ward import SEED, SeededChance
from wardsafe.services.door import Door
from wardsafe.services.network.collecting import collect
from wardsafe.services.session import Session
from wardsafe.services.stewarding import NewWard, set_up

DAYS = 730
Progress = Callable[[str], None]
Map = Callable[[Callable[[Job], Any], Sequence[Job]], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    """Where everything of a demo network is, and what its desk holds. `quarter` is the last one
    that is over; `adopted` the day of the change after which practice fell on a ward; `alerts` what
    collecting said that somebody must look at."""

    folder: Path
    quarter: Period
    adopted: date
    wards: tuple[WardSaid, ...] = ()
    entries: int = 0
    rows: int = 0
    alerts: tuple[str, ...] = ()

    @property
    def desk(self) -> WardFolder:
        """The network's desk."""
        return at(self.folder / "desk")

    @property
    def place(self) -> Path:
        """Where bundles and receipts lie."""
        return self.folder / "place"

    def terminal(self, ward: WardSaid, number: int = 1) -> WardFolder:
        """One terminal of a ward, from 1."""
        return terminal_of(self.folder / "wards", ward, number)

    def terminals(self) -> Iterator[tuple[WardSaid, WardFolder]]:
        """Every terminal of every ward."""
        for ward in self.wards:
            for number in range(1, ward.terminals + 1):
                yield ward, self.terminal(ward, number)


def make_network(
    folder: Path,
    clock: Clock,
    *,
    days: int = DAYS,
    seed: int = SEED,
    among: Sequence[WardSaid] | None = None,
    processes: int = 1,
    on_progress: Progress = lambda what: None,
) -> DemoNetwork:
    """Make the network in a new folder, up to the present minute. `among` are its wards, all of
    them unless it is given. Raises NotSaved, UnsafePlace, BadInput."""
    now = clock.now().replace(second=0, microsecond=0)
    chosen = wards() if among is None else tuple(among)
    net = DemoNetwork(folder, quarter_before(now), adopted_on(now, days), chosen)
    for each in (net.place, folder / "wards"):
        make_private(each)
    with _desk(net, now, days, seed) as desk, _spread(processes) as each_of:
        card, heard = enrolling.card_file(desk), enrolling.own_card(desk).fingerprint
        jobs = [
            Job(ward, folder / "wards", net.place, now, days, seed, card, heard) for ward in chosen
        ]
        for ward, shown in zip(chosen, each_of(make_ward, jobs), strict=True):
            for one in shown:
                enrolling.enrol(desk, *one)
            on_progress(f"{ward.name}, {chosen.index(ward) + 1} of {len(chosen)} wards")
        desk.clock = StandingClock(now)
        on_progress("the desk takes everything in")
        found = collect(desk, FolderCarrier(net.place), processes=processes)
        list(each_of(read_receipts, jobs))
        alerts = (*found.outcome.alerts, *exchanging.warnings(desk))
        return replace(net, entries=desk.ledger.count(), rows=found.rows, alerts=alerts)


@contextmanager
def _desk(net: DemoNetwork, now: datetime, days: int, seed: int) -> Iterator[Session]:
    """The network's desk, set up when the wards were, with its steward signed in."""
    rows = network()["desk"]
    who = people(rows["site"])
    new = NewWard(rows["name"], rows["site"], rows["terminal"], who, "demo")
    chance = SeededChance(seed)
    began = Job(wards()[0], net.folder, net.place, now, days, seed, b"", "").began
    set_up(net.desk, new, began, chance, FLOOR).ledger.close()
    session = Door(net.desk, began, chance).unlock(*steward_of(who))
    try:
        enrolling.become(session, HUB)
        yield session
    finally:
        session.close()


@contextmanager
def _spread(processes: int) -> Iterator[Map]:
    """What does a thing to each ward: one after the other here, or several at once elsewhere."""
    if processes < 2:
        yield lambda do, jobs: map(do, jobs)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield lambda do, jobs: pool.map(do, jobs)
