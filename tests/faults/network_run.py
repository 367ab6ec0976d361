"""Wards and hubs as real processes, for minutes, under a nemesis: nothing promised is lost unsaid.

    python tests/faults/network_run.py --minutes 10 --seed 1

Five wards of two terminals and two hubs record and exchange over three sticks. They are killed at
random times; their clocks are wrong; their disks fill up; sticks are lost, and files on them come
late, twice, damaged or under another name; old back-ups are restored, and whole disks are put back
behind the program's back. Then everything is let arrive, and every promise is looked for
(`network_judge.py`). Prints figures, and every failure with what became of its entry.
"""

import argparse
import functools
import json
import os
import random
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
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "src")]

from nacl.pwhash import argon2id  # noqa: E402
from network_child import Place, Tell, go_back, live, settle  # noqa: E402
from network_judge import Judge, Record  # noqa: E402

from two_terminals import NIA, another_ward, believe, hub  # noqa: E402
from wardsafe.clock import SystemChance, SystemClock  # noqa: E402
from wardsafe.errors import WardsafeError  # noqa: E402
from wardsafe.ledger.keys import FLOOR  # noqa: E402
from wardsafe.places import WardFolder  # noqa: E402
from wardsafe.services import enrolling, inviting  # noqa: E402
from wardsafe.services.door import Door  # noqa: E402

WARDS, HUBS, STICKS, AT_ONCE = 5, 2, 3, 4


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


def listen(places: list[Place], judge: Judge, sums: Counter[str], wait: float) -> list[Place]:
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
        hear(place, judge, sums)
    return ended


def hear(place: Place, judge: Judge, sums: Counter[str]) -> None:
    """What a process said before it ended; a line that was cut off was said to nobody."""
    for line in place.read.split(b"\n")[:-1]:
        said = json.loads(line)
        judge.hear(place.name, said)
        sums["acknowledged"] += "ack" in said
        sums["not done, and said so"] += "not_done" in said
        if "crash" in said:
            sums["crashes"] += 1
            print(f"{place.name} crashed:\n{said['crash']}", flush=True)
        for name, label in FIGURES.items():
            sums[label] += said.get(name, 0)


FIGURES = {
    "wrote": "bundles written", "new": "entries taken in", "refused": "bundles refused",
    "forks": "forks found", "gaps": "gaps found", "again": "bundles taken in again",
    "syncs": "exchanges", "backed_up": "back-ups made", "restores": "back-ups restored",
}  # fmt: skip


# --- the nemesis --------------------------------------------------------------------------------


def torment(
    place: Place, sticks: list[Path], judge: Judge, dice: random.Random, sums: Counter[str]
) -> None:
    """What happens to a place, or a stick, while its program is not running."""
    chosen = dice.random()
    image = place.folder / "image"
    if chosen < 0.10 and not image.exists():
        for name in ("ward", "device"):
            shutil.copytree(place.folder / name, image / name)
        judge.keep(place.name, "image")
    elif chosen < 0.24 and image.exists():
        for name in ("ward", "device"):
            shutil.rmtree(place.folder / name)
            shutil.move(image / name, place.folder / name)
        shutil.rmtree(image)
        judge.went_back(place.name, "image", told=False)
        sums["disks put back unsaid"] += 1
    elif chosen < 0.30 and (found := sorted(set(judge.of[place.name].states) - {"image"})):
        source = place.folder / dice.choice(found)
        start(place, lambda tell: go_back(place, source, tell))
    elif chosen < 0.55:
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


def storm(
    places: list[Place], sticks: list[Path], judge: Judge, seconds: float, seed: int
) -> Counter[str]:
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
        for place in listen(places, judge, sums, 0.1):
            torment(place, sticks, judge, dice, sums)
    return sums


def calm(places: list[Place], sticks: list[Path], judge: Judge, sums: Counter[str]) -> None:
    """What still exists arrives: each ward records once more, and all exchange until it is held."""
    order = sorted(places, key=lambda place: place.name.startswith("hub"))
    for turn in range(8):
        for place in order:
            records = turn == 0 and not place.name.startswith("hub")
            settled(place, sticks if turn < 2 else sticks[:1], records, judge, sums)
        if turn > 1 and not judge.lacking():
            break
    for place in places:  # the last receipts
        settled(place, sticks[:1], False, judge, sums)


def settled(
    place: Place, sticks: list[Path], records: bool, judge: Judge, sums: Counter[str]
) -> None:
    start(place, functools.partial(settle, place, sticks, records))
    while place.pid:
        listen([place], judge, sums, 0.5)


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
        judge = Judge({place.name: Record(place.name, place.terminal) for place in places})
        sums = storm(places, sticks, judge, minutes * 60, seed)
        calm(places, sticks, judge, sums)
    wrong = judge.wrong(sums)
    wrong += [f"{sums['crashes']} processes crashed"] if sums["crashes"] else []
    print(f"{WARDS} wards of 2 terminals, {HUBS} hubs, {minutes:g} minutes, seed {seed}:")
    print(*(f"  {count:>9,} {name}" for name, count in sorted(sums.items()) if count), sep="\n")
    print(*wrong[:40], sep="\n", end="\n" if wrong else "")
    print("Nothing acknowledged was lost without a word." if not wrong else f"{len(wrong)} wrong.")
    return 1 if wrong else 0


def main() -> int:
    """Reads the options, runs, and says with its exit code whether anything failed."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    reader.add_argument("--minutes", type=float, default=10)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    if sys.platform == "win32":
        print("Not here: processes are forked and killed.")
        return 2
    return network(asked.minutes, asked.seed)


if __name__ == "__main__":
    sys.exit(main())
