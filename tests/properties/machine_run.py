"""The long run of the state machine of P1 to P16: several processes, each with seeds of its own.

    python3 ward.py machine-run --examples 20000 --steps 100 --workers 2 --seed 1

It begins anew each time and leaves nothing behind. What is printed: how many examples and steps,
how often each fault really struck, how often each property was asked, and of each failure the
seed, the shortest steps that lead to it and the blob that `--again` repeats. Stopped with Ctrl+C,
it prints what it came to so far.
"""

import argparse
import faulthandler
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import Phase, reproduce_failure
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal.conjecture import engine
from hypothesis.version import __version__ as hypothesis_version

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import network_machine

import network_tally as tally
from network_quick import quick_reading

SHARE = 50
"""How many examples one seed makes: what a failure's seed repeats."""
MOST_SECONDS = 60
"""For how long the steps that lead to a failure are made fewer."""
PHASES = [Phase.explicit, Phase.generate, Phase.shrink]


@dataclass
class Result:
    """What a share, or all that are done, came to."""

    shares: int = 0
    done: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)

    def add(self, more: "Result") -> None:
        """Count another one in."""
        self.shares += more.shares
        self.done += more.done
        self.struck += more.struck
        self.checked += more.checked
        self.seconds += more.seconds
        self.failures += more.failures

    @property
    def short(self) -> str:
        """One line."""
        done = self.done
        return (
            f"{done['examples']:,} examples, {done['steps']:,} steps, "
            f"{len(self.failures)} failed, {self.seconds:,.0f} s of a processor"
        )

    def __str__(self) -> str:
        said = [self.short, "How often each fault struck:"]
        said += [f"  {self.struck[what]:>12,}  {what}" for what in tally.STRIKES]
        said += ["How often each property was asked:"]
        said += [f"  {self.checked[name]:>12,}  {name}" for name in tally.PROPERTIES]
        return "\n".join(said)


def share(examples: int, steps: int, number: int, again: str = "") -> Result:
    """So many examples of one seed, or with `again` the one that a blob repeats."""
    tally.clear()
    engine.MAX_SHRINKING_SECONDS = MOST_SECONDS
    if sys.platform != "win32":  # kill -USR1: where it is, if it seems to be nowhere
        faulthandler.register(signal.SIGUSR1)
    begun, failures = time.process_time(), []
    machine = type(
        "Machine", (network_machine.Machine,), {}
    )  # for the marks that a seed and a blob leave
    if again:
        reproduce_failure(hypothesis_version, again.encode())(machine)
    try:
        with quick_reading():
            network_machine.run(machine, examples, steps, number, print_blob=True,
                                phases=PHASES, report_multiple_bugs=False)  # fmt: skip
    except Exception:  # whatever it is, it is a find
        failures.append(f"Seed {number}, {examples} of {steps}:\n{traceback.format_exc()[-9000:]}")
    spent = time.process_time() - begun
    kept = (Counter(found) for found in (tally.DONE, tally.STRUCK, tally.CHECKED))
    return Result(1, *kept, spent, failures)


def run(examples: int, steps: int, workers: int, first: int) -> Result:
    """Every share, as many at a time as there are workers; what is done is told as it goes."""
    whole, begun, told = Result(), time.monotonic(), 0
    sizes = [min(SHARE, examples - at) for at in range(0, examples, SHARE)]
    jobs = [(size, steps, first + n) for n, size in enumerate(sizes)]
    context = multiprocessing.get_context("fork" if sys.platform != "win32" else "spawn")
    with context.Pool(workers) as pool:  # which ends with all its processes
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            for found in pool.imap_unordered(_share, jobs):
                whole.add(found)
                print(*found.failures, sep="\n", end="\n" if found.failures else "")
                print(f"{time.monotonic() - begun:>9,.0f} s: {whole.short}", flush=True)
                if whole.shares * 20 // len(sizes) > told:  # each twentieth: enough to be quoted
                    told = whole.shares * 20 // len(sizes)
                    print(whole, flush=True)
        except KeyboardInterrupt:
            print("Stopped. So far:")
    return whole


def _share(job: tuple[int, int, int]) -> Result:
    return share(*job)


def main() -> int:
    """Read the options, run, and say with the exit code whether anything failed."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    reader.add_argument("--examples", type=int, default=2000)
    reader.add_argument("--steps", type=int, default=100)
    reader.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--again", default="", help="the blob of a failure, with its --steps")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as nowhere:
        set_hypothesis_home_dir(nowhere)
        if asked.again:
            found = share(1, asked.steps, asked.seed, asked.again)
        else:
            found = run(asked.examples, asked.steps, asked.workers, asked.seed)
    with suppress(BrokenPipeError):
        print(found, *found.failures, sep="\n")
    return 1 if found.failures else 0


if __name__ == "__main__":
    sys.exit(main())
