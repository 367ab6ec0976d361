"""Wards and hubs as real processes, for minutes, under a nemesis: nothing promised is lost unsaid.

    python tests/faults/network_run.py --minutes 10 --seed 1
    python tests/faults/network_run.py --examples 20000 --steps 100

The first: five wards of two terminals and two hubs record and exchange over three sticks. They are
killed at random times; their clocks are wrong; their disks fill up; sticks are lost, and files on
them come late, twice, damaged or under another name; old back-ups are restored, and whole disks
are put back behind the program's back. Then everything is let arrive, and every promise is looked
for. The second: the state machine of tests/properties, on every core. Prints figures, and every
failure with what repeats it.
"""

import argparse
import functools
import json
import os
import random
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "src")]

from nacl.pwhash import argon2id  # noqa: E402

import verifier  # noqa: E402
from network_checks import LOSS  # noqa: E402
from two_terminals import NIA, another_ward, believe, hub  # noqa: E402
from wardsafe.bundles.carriers import FolderCarrier  # noqa: E402
from wardsafe.clock import SystemChance, SystemClock  # noqa: E402
from wardsafe.errors import WardsafeError  # noqa: E402
from wardsafe.ledger.backup import backup  # noqa: E402
from wardsafe.ledger.keys import FLOOR  # noqa: E402
from wardsafe.ledger.verify import verify  # noqa: E402
from wardsafe.places import WardFolder  # noqa: E402
from wardsafe.records.restrictive_practice import RestrictivePractice  # noqa: E402
from wardsafe.services import enrolling, exchanging, inviting  # noqa: E402
from wardsafe.services.door import Door  # noqa: E402
from wardsafe.services.recording import record_new  # noqa: E402
from wardsafe.services.restoring import restore_with_pin  # noqa: E402

WARDS, HUBS, STICKS, AT_ONCE = 5, 2, 3, 4
Tell = Callable[[dict[str, Any]], None]


class Shifted(SystemClock):
    """The machine's clock, wrong by so many seconds."""

    def __init__(self, seconds: float = 0) -> None:
        self._wrong = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._wrong


@dataclass
class Place:
    """One terminal or hub: its folders, its process, what was promised there and what was told."""

    name: str
    folder: Path
    terminal: str = ""
    pid: int = 0
    pipe: int = -1
    dies: float = 0.0
    read: bytes = b""
    acks: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    images: int = 0
    backups: int = 0
    put_back: int = 0
    last: dict[str, Any] = field(default_factory=dict)

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
            said = RestrictivePractice(when=session.now(), place="05", reason="03", narrative="-")
            tell({"ack": record_new(session, said).id})
    elif chosen < 0.95:
        tell(exchanged(session, dice.choice(sticks)))
    else:
        target = place.folder / f"back-up-{time.monotonic_ns()}"
        backup(session.ledger, place.where, target, data_key=session.data_key)
        tell({"backed_up": 1})


def exchanged(session: Any, stick: Path) -> dict[str, Any]:
    outcome = exchanging.sync(session, FolderCarrier(stick))
    verdicts = Counter(plan.verdict for plan in outcome.came)
    return {
        "told": list(outcome.alerts), "wrote": len(outcome.wrote), "new": outcome.new,
        "refused": verdicts["refused"], "forks": verdicts["fork"], "gaps": verdicts["gap"],
        "again": verdicts["already held"], "syncs": 1,
    }  # fmt: skip


def fill_the_disk(where: WardFolder, more: int) -> None:
    """No file grows beyond what the ledger has now, and a little more."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = where.ledger.stat().st_size + more
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def go_back(place: Place, source: Path, tell: Tell) -> None:
    """Restore an old back-up as a steward does."""
    key = Door(place.where, SystemClock(), SystemChance()).data_key(NIA.staff_id, NIA.pin)
    report = restore_with_pin(place.where, source, key, SystemChance())
    tell({"told": [f"fewer entries: {report}"], "restored": 1})


def settle(place: Place, sticks: list[Path], tell: Tell) -> None:
    """Exchange with right clocks and room, and say what is held in the end."""
    session = Door(place.where, SystemClock(), SystemChance()).unlock(NIA.staff_id, NIA.pin)
    for stick in sticks:
        tell(exchanged(session, stick))
    entries = list(session.ledger.walk())
    report = verify(session.ledger)
    said = {(p.number,) if p.number else (p.terminal, p.epoch) for p in report.problems}
    public, data_key = session.ledger.public_key, session.data_key
    warned = list(exchanging.warnings(session))
    session.close()
    rows, heads = verifier.of_file(place.where.ledger, data_key)
    found = verifier.faults(rows, heads, session.about.terminal, public)
    lost = {(row[0],) for row in rows if row[3] > 1 and row[4] == 1}
    tell({
        "held": [e.id for e in entries],
        "own": [e.id for e in entries if is_sent(e, place.terminal)],
        "warned": warned, "agree": {f[1:] for f in found} == said,
        "faults": [str(p) for p in report.problems if (p.number,) not in lost],
        "chains": report.chains,
        "forked": len({row[2] for row in rows if "~" in row[2]}),
    })  # fmt: skip


def is_sent(entry: Any, terminal: str) -> bool:
    """Whether it is of this terminal's own chains; its notes of unlocking never all arrive."""
    is_note = entry.header.kind.startswith("access/")
    return entry.header.terminal == terminal and not entry.branch and not is_note


# --- processes ----------------------------------------------------------------------------------


def start(place: Place, work: Callable[[Tell], None], dies: float = 0.0) -> None:
    """A process of its own that does `work`; killed at the time `dies`, if it is not nought."""
    come, go = os.pipe()
    pid = os.fork()
    if pid:
        os.close(go)
        place.pid, place.pipe, place.dies, place.read = pid, come, dies, b""
        return
    code = 1
    try:
        os.close(come)
        work(lambda said: written(go, json.dumps(said).encode() + b"\n"))
        code = 0
    except WardsafeError as problem:
        with suppress(OSError):
            written(go, json.dumps({"not_done": str(problem)}).encode() + b"\n")
        code = 0
    except BaseException:
        with suppress(OSError):
            written(go, json.dumps({"crash": traceback.format_exc()}).encode() + b"\n")
    finally:
        os._exit(code)


def written(pipe: int, data: bytes) -> None:
    while data:
        data = data[os.write(pipe, data) :]


def listen(places: list[Place], sums: Counter[str], wait: float) -> list[Place]:
    """Read what running processes say, kill those whose time has come; who has ended."""
    running = {place.pipe: place for place in places if place.pid}
    ready, _, _ = select.select(list(running), [], [], wait)
    ended = []
    for pipe in ready:
        data = os.read(pipe, 1 << 16)
        running[pipe].read += data
        if not data:
            ended.append(running[pipe])
    for place in running.values():
        if place.dies and time.monotonic() > place.dies:
            os.kill(place.pid, signal.SIGKILL)
            place.dies = 0.0
            sums["kills"] += 1
    for place in ended:
        os.close(place.pipe)
        os.waitpid(place.pid, 0)
        place.pid, place.pipe = 0, -1
        hear(place, sums)
    return ended


def hear(place: Place, sums: Counter[str]) -> None:
    """What a process said before it ended; a line that was cut off was said to nobody."""
    for line in place.read.split(b"\n")[:-1]:
        said = json.loads(line)
        place.told += said.get("told", [])
        if "ack" in said:
            place.acks.add(said["ack"])
            sums["acknowledged"] += 1
        if "crash" in said:
            sums["crashes"] += 1
            print(f"{place.name} crashed:\n{said['crash']}", flush=True)
        if "not_done" in said:
            sums["not done, and said so"] += 1
            place.told.append(said["not_done"])
        if "held" in said:
            place.last = said
        for name, label in FIGURES.items():
            sums[label] += said.get(name, 0)


FIGURES = {
    "wrote": "bundles written", "new": "entries taken in", "refused": "bundles refused",
    "forks": "forks found", "gaps": "gaps found", "again": "bundles taken in again",
    "syncs": "exchanges", "backed_up": "back-ups made", "restored": "back-ups restored",
}  # fmt: skip


# --- the nemesis --------------------------------------------------------------------------------


def torment(place: Place, sticks: list[Path], dice: random.Random, sums: Counter[str]) -> None:
    """What happens to a place, or a stick, while its program is not running."""
    chosen = dice.random()
    image = place.folder / "image"
    if chosen < 0.10 and not image.exists():
        for name in ("ward", "device"):
            shutil.copytree(place.folder / name, image / name)
    elif chosen < 0.14 and image.exists():
        for name in ("ward", "device"):
            shutil.rmtree(place.folder / name)
            shutil.move(image / name, place.folder / name)
        shutil.rmtree(image)
        place.put_back += 1
        sums["disks put back unsaid"] += 1
    elif chosen < 0.20 and (found := sorted(place.folder.glob("back-up-*/backup.json"))):
        source = dice.choice(found).parent
        start(place, lambda tell: go_back(place, source, tell))
    elif chosen < 0.45:
        torment_stick(dice.choice(sticks), sticks, dice, sums)


def torment_stick(stick: Path, sticks: list[Path], dice: random.Random, sums: Counter[str]) -> None:
    files = sorted(stick.rglob("*.bundle")) + sorted(stick.rglob("*.receipt"))
    chosen = dice.random()
    if chosen < 0.12:
        shutil.rmtree(stick)
        stick.mkdir()
        sums["sticks lost"] += 1
        return
    if not files:
        return
    file = dice.choice(files)
    if chosen < 0.3:
        file.unlink(missing_ok=True)
        sums["files lost"] += 1
    elif chosen < 0.5:
        data = bytearray(file.read_bytes())
        if data:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        file.write_bytes(bytes(data))
        sums["files damaged"] += 1
    else:  # again, elsewhere, late, in anybody's folder
        folder = dice.choice(sticks) / file.parent.parent.name / dice.choice(files).parent.name
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(shutil.SameFileError):
            shutil.copyfile(file, folder / file.name)
        sums["files delivered twice or late"] += 1


# --- the run ------------------------------------------------------------------------------------


@contextmanager
def one_stretch_a_pin() -> Iterator[None]:
    """The same PIN, salt and cost give the same key: derived once, here, for every process."""
    whole = argon2id.kdf
    argon2id.kdf = functools.cache(whole)
    try:
        yield
    finally:
        argon2id.kdf = whole


def made(folder: Path, wards: int, hubs: int) -> list[Place]:
    """The wards, each with a second terminal that joined by invitation, and the hubs; enrolled."""
    clock, chance = SystemClock(), SystemChance()
    centres = [hub(folder / f"hub {n}", clock, chance) for n in range(1, hubs + 1)]
    places = [Place(f"hub {n}", folder / f"hub {n}") for n in range(1, hubs + 1)]
    sessions = list(centres)
    for n in range(1, wards + 1):
        first = another_ward(folder / f"ward {n}a", f"Ward {n}", clock, chance)
        second = joined(first, folder / f"ward {n}b")
        believe(first, second)
        for session in (first, second):
            for centre in centres:
                if enrolling.known(session, centre.about.terminal) is None:
                    believe(session, centre)
                believe(centre, session)
        sessions += [first, second]
        places += [Place(f"ward {n}{x}", folder / f"ward {n}{x}") for x in "ab"]
    for place, session in zip(places, sessions, strict=True):
        place.terminal = session.about.terminal
        session.close()
    return places


def joined(first: Any, folder: Path) -> Any:
    clock, chance = SystemClock(), SystemChance()
    data, code = inviting.invite(first)
    where = WardFolder(folder / "ward", folder / "device")
    who = (NIA.staff_id, NIA.pin)
    invitation = inviting.open_invitation(data, code)
    inviting.join(where, invitation, "PC 2", who, clock, chance, FLOOR).ledger.close()
    return Door(where, clock, chance).unlock(*who)


def storm(places: list[Place], sticks: list[Path], seconds: float, seed: int) -> Counter[str]:
    """Everybody works, and the nemesis too."""
    dice, sums = random.Random(seed), Counter[str]()
    until = time.monotonic() + seconds
    while time.monotonic() < until or any(place.pid for place in places):
        idle = [place for place in places if not place.pid]
        if time.monotonic() < until and len(places) - len(idle) < AT_ONCE:
            place, number = dice.choice(idle), dice.randrange(1 << 30)
            dies = time.monotonic() + dice.uniform(0.05, 4) if dice.random() < 0.6 else 0.0
            start(place, functools.partial(live, place, sticks, number), dies)
            sums["starts"] += 1
            continue
        for place in listen(places, sums, 0.1):
            torment(place, sticks, dice, sums)
    return sums


def calm(places: list[Place], sticks: list[Path], sums: Counter[str]) -> None:
    """What still exists arrives: everybody exchanges over every stick until all is held."""
    for turn in range(6):
        order = sorted(places, key=lambda place: place.name.startswith("hub"))
        for place in order:
            start(place, functools.partial(settle, place, sticks if turn < 2 else sticks[:1]))
            while place.pid:
                listen(places, sums, 0.5)
        if turn and not short(places):
            break
    for place in places:  # the last receipts
        start(place, functools.partial(settle, place, sticks[:1]))
        while place.pid:
            listen(places, sums, 0.5)


def short(places: list[Place]) -> list[str]:
    """Who lacks entries that another still holds of its own."""
    found = []
    for one in places:
        for other in places:
            reads = other.name.startswith("hub") or other.name[:-1] == one.name[:-1]
            if one is other or one.name.startswith("hub") or not reads:
                continue
            lacks = set(one.last["own"]) - set(other.last["held"])
            if lacks and not (other.put_back and told(one)):
                found.append(f"P4: {other.name} lacks {len(lacks)} entries of {one.name}")
    return found


def told(*them: Place) -> bool:
    return any(LOSS.search(said) for one in them for said in one.told)


def judged(places: list[Place], sums: Counter[str]) -> list[str]:
    """Everything that is wrong in the end, in words; counts what was lost and said."""
    wrong = [f"{p.name} did not answer in the end" for p in places if not p.last]
    if wrong:
        return wrong
    wrong = short(places)
    for one in places:
        wrong += [f"P5: {one.name}: {fault}" for fault in one.last["faults"]]
        if not one.last["agree"]:
            wrong.append(f"P5: the two verifiers differ about {one.name}")
        if one.last["forked"] and not any("fork" in said for said in one.last["warned"]):
            wrong.append(f"P9: {one.name} is silent of a fork")
        for ack in one.acks - set(one.last["held"]):
            holders = [p for p in places if ack in p.last["held"]]
            sums["gone from where they were written, and said so"] += 1
            sums["... of these held elsewhere"] += bool(holders)
            if not told(one, *holders) and (holders or not one.put_back):
                wrong.append(f"P10: entry {ack[:8]} of {one.name} is gone, and nobody said")
    sums["chains verified"] = sum(p.last["chains"] for p in places)
    sums["entries held by the first hub"] = len(places[0].last["held"])
    return wrong


def network(minutes: float, seed: int) -> int:
    """One run; prints its figures; whether anything was wrong."""
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    held = tempfile.TemporaryDirectory(dir=where, prefix="wardsafe-net-")
    with held as folder, one_stretch_a_pin():
        sticks = [Path(folder) / f"stick {n}" for n in range(1, STICKS + 1)]
        for stick in sticks:
            stick.mkdir()
        places = made(Path(folder), WARDS, HUBS)
        sums = storm(places, sticks, minutes * 60, seed)
        calm(places, sticks, sums)
    wrong = judged(places, sums)
    wrong += [f"{sums['crashes']} processes crashed"] if sums["crashes"] else []
    print(f"{WARDS} wards of 2 terminals, {HUBS} hubs, {minutes:g} minutes, seed {seed}:")
    print(*(f"  {count:>9,} {name}" for name, count in sorted(sums.items())), sep="\n")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print("Nothing acknowledged was lost without a word." if not wrong else f"{len(wrong)} wrong.")
    return 1 if wrong else 0


def machine(examples: int, steps: int, seed: int) -> int:
    """The state machine of tests/properties, a share on every core; how many shares failed."""
    from concurrent.futures import ProcessPoolExecutor

    cores = os.cpu_count() or 1
    begun = time.monotonic()
    jobs = [(examples // cores, steps, seed + n) for n in range(cores)]
    with ProcessPoolExecutor(cores) as pool:
        failed = [said for said in pool.map(_share, jobs) if said]
    print(*failed, sep="\n", end="\n" if failed else "")
    seconds = time.monotonic() - begun
    done = examples // cores * cores
    print(
        f"State machine: {done:,} examples of {steps} steps, {len(failed)} of {cores} shares failed"
        f"; seeds {seed} to {seed + cores - 1}; {seconds:,.0f} s."
    )
    return len(failed)


def _share(job: tuple[int, int, int]) -> str:
    sys.path.insert(0, str(HERE.parent / "properties"))
    from test_network_machine import Phase, quick_reading, run

    examples, steps, seed = job
    try:
        with quick_reading():
            run(examples, steps, seed, phases=[Phase.generate])
    except AssertionError:
        return f"seed {seed}: {traceback.format_exc()[-6000:]}"
    return ""


def main() -> int:
    """Reads the options, runs, and says with its exit code whether anything failed."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    reader.add_argument("--minutes", type=float, default=10)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--examples", type=int, default=0, help="the state machine instead")
    reader.add_argument("--steps", type=int, default=100)
    asked = reader.parse_args()
    if sys.platform == "win32":
        print("Not here: processes are forked and killed.")
        return 2
    if asked.examples:
        return 1 if machine(asked.examples, asked.steps, asked.seed) else 0
    return network(asked.minutes, asked.seed)


if __name__ == "__main__":
    sys.exit(main())
