"""The measurements, each against its floor: `python ward.py bench [--short] [CASE ...]`."""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import boards
import bundles
import duties
import keystrokes_day
import measures
import networks
import of_the_ledger
import on_the_screen
import reports
import wards
from sizes import FULL, SHORT, Size

CASES: Mapping[str, Callable[[Size], Iterator[str]]] = {
    "keystrokes": on_the_screen.keystrokes,
    "keystrokes-day": keystrokes_day.keystrokes_day,
    "first-frame": on_the_screen.first_frame,
    "demo": on_the_screen.demo_opens,
    "unlock": on_the_screen.unlock,
    "typing": on_the_screen.typing,
    "board": boards.board,
    "duties": duties.duties,
    "measures": measures.measures,
    "report": reports.reports,
    "network": networks.networks,
    "saved": of_the_ledger.saved,
    "bundles": bundles.bundles,
    "verify": of_the_ledger.verifying,
    "log": of_the_ledger.log_pages,
    "log-screen": on_the_screen.log_screen,
    "search": of_the_ledger.search,
}


def main(words: list[str]) -> int:
    """Run the cases named, or all of them. A missed target is no failure: the exit code is 0."""
    asked = _asked(words)
    wards.move_in()
    with wards.wait_to_be_alone():
        if asked.again:
            wards.forget()
        _measure(asked)
    return 0


def _measure(asked: argparse.Namespace) -> None:
    size = SHORT if asked.short else FULL
    if asked.records:
        size = replace(size, records=asked.records)
    if asked.facts:
        size = replace(size, facts=asked.facts)
    if asked.entries:
        size = replace(size, merged=asked.entries)
    _say(_machine())
    if asked.short:
        _say("SHORT: small wards and few repeats; good for seeing that it runs, not for a verdict.")
    for name in asked.cases or CASES:
        began = time.perf_counter()
        for line in CASES[name](size):
            _say(line)
        _say(f"    ({name}: {time.perf_counter() - began:.0f} s, load {_load()})")


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ward.py bench", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--short", action="store_true", help="small wards, about a minute")
    parser.add_argument("--records", type=int, help="incidents of the great ward")
    parser.add_argument("--facts", type=int, help="facts of the network")
    parser.add_argument("--entries", type=int, help="entries that are merged")
    parser.add_argument("--again", action="store_true", help="make the kept wards anew")
    asked = parser.parse_args(words)
    if unknown := set(asked.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    return asked


def _machine() -> str:
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {_load()}. Medians, middle half in brackets."
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
