"""What one process of `network_run.py` does: a start of the program at one place, until a kill.

Whatever it is promised or told it tells over a pipe, in the order in which a person would learn it.
"""

import random
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from network_judge import heads_of, told_of

import verifier
from two_terminals import NIA
from wardsafe.bundles.arms import arms
from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import WardsafeError
from wardsafe.ledger.backup import backup
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import confirming, enrolling, exchanging
from wardsafe.services.door import Door
from wardsafe.services.recording import record_new
from wardsafe.services.restoring import restore_with_pin

Tell = Callable[[dict[str, Any]], None]


class Shifted(SystemClock):
    """The machine's clock, wrong by so many seconds."""

    def __init__(self, seconds: float = 0) -> None:
        self._wrong = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._wrong


@dataclass
class Place:
    """One terminal or hub: its folders, and its process while there is one."""

    name: str
    folder: Path
    terminal: str = ""
    pid: int = 0
    pipe: int = -1
    dies: float = 0.0
    read: bytes = b""

    @property
    def where(self) -> WardFolder:
        return WardFolder(self.folder / "ward", self.folder / "device")


# --- what a process does ------------------------------------------------------------------------


def live(place: Place, sticks: list[Path], seed: int, tell: Tell) -> None:
    """One start of the program at one place: unlock, record, exchange, until the end or a kill."""
    dice = random.Random(seed)
    wrong = dice.choice([0, 0, 0, 0, -1, -3600, 3600, -(10**8), 10**9])
    session = Door(place.where, Shifted(wrong), SystemChance()).unlock(NIA.staff_id, NIA.pin)
    tell({"told": list(session.notices) + [str(f) for f in session.ledger.findings]})
    if dice.random() < 0.12:
        fill_the_disk(place.where, dice.randrange(0, 60_000, 4096))
    for _ in range(dice.randrange(2, 12)):
        try:
            one_thing(session, place, sticks, dice, tell)
        except WardsafeError as problem:
            tell({"not_done": str(problem)})
    session.close()


def one_thing(
    session: Any, place: Place, sticks: list[Path], dice: random.Random, tell: Tell
) -> None:
    chosen = dice.random()
    if chosen < 0.6 and not place.name.startswith("hub"):
        for _ in range(dice.randrange(1, 6)):
            record(session, tell)
    elif chosen < 0.95:
        exchange(session, dice.choice(sticks), tell)
    else:
        target = place.folder / f"back-up-{time.monotonic_ns()}"
        backup(session.ledger, place.where, target, data_key=session.data_key)
        tell({"state": target.name, "backed_up": 1})


def record(session: Any, tell: Tell) -> None:
    said = RestrictivePractice(when=session.now(), place="05", reason="03", narrative="-")
    saved = record_new(session, said)
    tell({"ack": told_of([session.ledger.entry(saved.number)])})


def exchange(session: Any, stick: Path, tell: Tell) -> None:
    """One exchange; what came in is told at once, as a screen shows it."""
    known = session.ledger.count()

    def took(*_: Any) -> None:
        nonlocal known
        more = told_of(session.ledger.walk(known))
        known += len(more)
        if more:
            tell({"took": more})

    outcome = exchanging.sync(session, FolderCarrier(stick), took)
    took()
    readers = [one.card.terminal for one in enrolling.enrolled(session)]
    receipts = {who: confirming.receipt_of(session, who) for who in readers}
    verdicts = Counter(plan.verdict for plan in outcome.came)
    tell({
        "told": list(outcome.alerts), "wrote": len(outcome.wrote), "new": outcome.new,
        "refused": verdicts["refused"], "forks": verdicts["fork"], "gaps": verdicts["gap"],
        "again": verdicts["already held"], "syncs": 1,
        "came": [[p.bundle, p.verdict, p.terminal, p.epoch, p.first, p.last] for p in outcome.came],
        "receipts": {who: [m.head for m in r.marks] for who, r in receipts.items() if r},
    })  # fmt: skip


def fill_the_disk(where: WardFolder, more: int) -> None:
    """No file grows beyond what the ledger has now, and a little more."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = where.ledger.stat().st_size + more
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def go_back(place: Place, source: Path, tell: Tell) -> None:
    """Restore an old back-up as a steward does."""
    key = Door(place.where, SystemClock(), SystemChance()).data_key(NIA.staff_id, NIA.pin)
    report = restore_with_pin(place.where, source, key, SystemChance())
    tell({"restored": source.name})
    tell({"told": [str(report)], "restores": 1})


def settle(place: Place, sticks: list[Path], records: bool, tell: Tell) -> None:
    """Exchange with right clocks and room, and say what is held in the end."""
    session = Door(place.where, SystemClock(), SystemChance()).unlock(NIA.staff_id, NIA.pin)
    tell({"told": list(session.notices) + [str(f) for f in session.ledger.findings]})
    if records:
        record(session, tell)
    for stick in sticks:
        exchange(session, stick, tell)
    held, tops = told_of(session.ledger.walk()), session.ledger.tops()
    report = verify(session.ledger)
    said = {(p.number,) if p.number else (p.terminal, p.epoch) for p in report.problems}
    public, data_key = session.ledger.public_key, session.data_key
    warned = list(exchanging.warnings(session))
    wrote = {name.partition("~")[0] for name, _ in tops}
    told = {who: heads_of(arms(who, tops, session.ledger)) for who in wrote}
    session.close()
    rows, heads = verifier.of_file(place.where.ledger, data_key)
    found = verifier.faults(rows, heads, session.about.terminal, public)
    lost = {(row[0],) for row in rows if row[3] > 1 and row[4] == 1}
    tell({
        "held": held, "warned": warned, "arms": told, "agree": {f[1:] for f in found} == said,
        "faults": [str(p) for p in report.problems if (p.number,) not in lost],
        "chains": report.chains,
    })  # fmt: skip
