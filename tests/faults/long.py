"""The long run of faults: simulated power losses and kills of the real program, as many as asked.

    python tests/faults/long.py --images 1000000 --kills 10000 --imports 10000 --seed 1

Runs on every core, in memory where /dev/shm is there. Each block of images is made from a
recording of its own, with its own seed. Prints every failure with the seed that repeats it, then
how many were clean, and the bound that follows: with none in N, fewer than 3/N at 95 %.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "src")]

from fault_disk import supported  # noqa: E402
from fault_images import images  # noqa: E402
from fault_imports import cuts, sent  # noqa: E402
from fault_ward import Dice, Theatre, examine, record, survive_kills  # noqa: E402

BLOCK = 5_000
KILL_BLOCK, IMPORT_BLOCK = 250, 100
SAVES = (10, 40)
Outcome = tuple[int, int, list[str]]
"""How many were tried, how many entries had been promised in all, and the failures."""


def power_losses(seed: int, count: int, folder: Path) -> Outcome:
    """`count` images of one recording; every 50th is also verified by the program itself."""
    saves = SAVES[0] + seed * 7 % (SAVES[1] - SAVES[0])
    run = record(folder / "recorded", saves, seed=seed)
    theatre, failures, promised = Theatre(run, folder / "stage"), [], 0
    for number, image in enumerate(images(run.disk, count, seed)):
        verdict = theatre.verdict(image)
        promised += len(image.acks)
        if number % 50 == 0 and not verdict.wrong:
            verdict = examine(theatre.where, image.acks)
        if verdict.wrong or verdict.told:
            failures.append(
                f"seed {seed}, {saves} saves, image {number}, after operation {image.point}, "
                f"sectors of {image.sector}: {verdict.wrong} {verdict.told}"
            )
    return count, promised, failures


def kills(seed: int, count: int, folder: Path) -> Outcome:
    """`count` SIGKILLs at random times of a process that saves on and on."""
    promised, failures = 0, []
    for number, (verdict, more) in enumerate(survive_kills(folder / "ward", count, seed)):
        promised += more
        if verdict.wrong or verdict.told:
            failures.append(f"seed {seed}, kill {number}: {verdict.wrong} {verdict.told}")
    return count, promised, failures


def imports(seed: int, count: int, folder: Path) -> Outcome:
    """`count` deaths inside the taking in of one bundle, evenly over all it changes on the disk."""
    size, failures, tried = 2 + seed * 11 % 60, [], 0
    for cut in cuts(folder, sent(size, Dice(seed)), count):
        tried += 1
        if cut.wrong:
            failures.append(f"seed {seed}, {size} entries, call {cut.call}: {cut.wrong}")
    return tried, size * tried, failures


def block(job: tuple[Callable[[int, int, Path], Outcome], int, int]) -> Outcome:
    """One block of work in a folder of its own, gone afterwards."""
    work, seed, count = job
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=where, prefix="wardsafe-faults-") as folder:
        return work(seed, count, Path(folder))


def split(total: int, size: int, seed: int) -> Iterator[tuple[int, int]]:
    """Seeds and counts of the blocks that make up `total`."""
    for number, start in enumerate(range(0, total, size)):
        yield seed + number, min(size, total - start)


def many(
    name: str,
    work: Callable[[int, int, Path], Outcome],
    jobs: list[tuple[int, int]],
    were: str = "promised",
) -> int:
    """Runs the blocks on every core and prints what came of them; the number of failures."""
    if not jobs:
        return 0
    begun, sums, failures = time.monotonic(), Counter[str](), 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for tried, promised, found in pool.map(block, [(work, *job) for job in jobs]):
            sums += Counter(tried=tried, promised=promised)
            failures += len(found)
            print(*found[:5], sep="\n", end="\n" if found else "", flush=True)
    seconds, tried = time.monotonic() - begun, sums["tried"]
    print(
        f"{name}: {tried:,} tried with {sums['promised']:,} entries {were}, {failures} failed; "
        f"seeds {jobs[0][0]} to {jobs[-1][0]}; {seconds:,.0f} s, {tried / seconds:,.0f} a second."
    )
    if not failures:
        print(f"  Rule of three: fewer than 3/{tried:,} = {3 / tried:.1e} fail, at 95 %.")
    return failures


def main() -> int:
    """Reads the options, runs, and says with its exit code whether anything failed."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    reader.add_argument("--images", type=int, default=1_000_000)
    reader.add_argument("--kills", type=int, default=10_000)
    reader.add_argument("--imports", type=int, default=2_000)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    if why := supported():
        print(f"Not here: {why}.")
        return 2
    failed = many("Power losses", power_losses, [*split(asked.images, BLOCK, asked.seed)])
    failed += many("Kills", kills, [*split(asked.kills, KILL_BLOCK, asked.seed)])
    failed += many("Imports", imports, [*split(asked.imports, IMPORT_BLOCK, asked.seed)], "sent")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
