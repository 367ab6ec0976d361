"""Opening a ward on the screens or by plain lines: a real one, its first run, or the demo."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import BadInput
from wardsafe.places import WardFolder, demo_folder, refuse_unsafe
from wardsafe.services.about import read_about
from wardsafe.services.door import Door


def open_ward(where: WardFolder, *, plain: bool = False) -> int:
    """Open the locked ward, or set a ward up where there is none. Returns the exit code."""
    refuse_unsafe(where.folder)
    if not where.about.exists():
        from wardsafe.cli.first_run import set_up_ward

        set_up_ward(where, plain=plain)
    with unechoed():
        return show_ward(where, plain=plain)


def open_demo(days: int, seed: int, keep: Path | None, *, plain: bool = False) -> int:
    """Make an invented ward, show it, and remove it when it is left. Returns the exit code.

    One that was kept in `keep` is shown as it was left. Raises BadInput where that is no demo.
    """
    from wardsafe.services.demo_ward import make_demo

    if keep is not None and keep.exists():
        with unechoed():
            return show_ward(_kept(keep), plain=plain)
    folder = keep.absolute() if keep else Path(tempfile.mkdtemp(prefix="wardsafe-demo-"))
    where = demo_folder(folder)
    try:
        with unechoed():
            click.echo("Making the demo ward ...", err=True)
            make_demo(where, SystemClock(), days=days, seed=seed)
            return show_ward(where, plain=plain)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _kept(folder: Path) -> WardFolder:
    where = demo_folder(folder.absolute())
    if not where.about.exists() or not read_about(where).is_demo:
        raise BadInput(f"{folder} is there already.", do="Name a folder that does not exist yet.")
    return where


@contextmanager
def unechoed() -> Iterator[None]:
    """Keys typed before the first frame are not echoed: a PIN would stay in the scrollback."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSANOW, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def show_ward(where: WardFolder, *, plain: bool) -> int:
    """Show a locked ward until it is left; the exit code."""
    clock, chance = SystemClock(), SystemChance()
    door = Door(where, clock, chance)
    if plain:
        from wardsafe.plain.opening import run_plain

        return run_plain(door, clock, chance)
    from wardsafe.tui.opening import run_screens

    return run_screens(door, clock, chance, on_crash=door.keep_fault, on_refusal=door.refused)
