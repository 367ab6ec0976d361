"""`wardsafe demo --network`: making the invented network, saying where it is, opening its desk."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from wardsafe.clock import SystemClock
from wardsafe.errors import BadInput
from wardsafe.places import WardFolder

PROCESSES = 2
REPORT = "report.html"


def open_network(
    days: int, seed: int, keep: Path | None, terminal: str | None, *, plain: bool = False
) -> int:
    """Make the network, or take the one kept in `keep`, and open its desk, or a terminal of it.

    Removed when it is left, unless it is kept. Returns the exit code. Raises BadInput.
    """
    from wardsafe.cli.opening import show_ward, unechoed

    with _folder(keep) as folder, unechoed():
        is_there = (folder / "desk").is_dir()
        where = _chosen(folder, terminal)
        if not is_there:
            _make(folder, days, seed)
        if not where.about.exists():
            raise BadInput(f"{terminal} is no terminal of this network.", do=_terminals(folder))
        if not is_there and sys.stdin.isatty():
            click.prompt("Enter opens the network's desk", default="", show_default=False, err=True)
        return show_ward(where, plain=plain)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        if keep.exists() and not (keep / "desk").is_dir():
            raise BadInput(f"{keep} is there already.", do="Name a folder that does not exist yet.")
        yield keep.absolute()
        return
    folder = Path(tempfile.mkdtemp(prefix="wardsafe-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _chosen(folder: Path, terminal: str | None) -> WardFolder:
    from wardsafe.services.demo_network_ward import at

    return at(folder / "wards" / Path(terminal.casefold()).name if terminal else folder / "desk")


def _terminals(folder: Path) -> str:
    names = sorted(path.name for path in (folder / "wards").iterdir())
    return f"Name one of {', '.join(names)}."


def _make(folder: Path, days: int, seed: int) -> None:
    """Make everything, write the report of the last quarter, and say where it all is."""
    from wardsafe.network.loading import load
    from wardsafe.services.demo_network import make_network
    from wardsafe.services.network.reporting import write_network_report

    load("ibis")  # said before the minute that it takes, not after
    clock = SystemClock()
    click.echo("Making the demo network, about a minute ...", err=True)
    net = make_network(
        folder, clock, days=days, seed=seed, processes=PROCESSES,
        on_progress=lambda what: click.echo(f"  {what}", err=True),
    )  # fmt: skip
    write_network_report(net.desk.network, net.quarter, folder / REPORT, clock)
    trusts = {ward.site[:3] for ward in net.wards}
    click.echo("DEMO: every trust, ward, person and number here is invented.")
    click.echo(f"{len(trusts)} trusts, {len(net.wards)} wards; the desk holds {net.entries:,} "
               f"entries, and {net.rows:,} rows of facts of them.")  # fmt: skip
    for alert in net.alerts:
        click.echo(f"LOOK: {alert}")
    for what, path in (
        ("the network's desk", net.desk.folder),
        ("what lies between", net.place),
        ("the wards' ledgers", folder / "wards"),
        ("facts, as Parquet", net.desk.network),
        ("the quarter's report", folder / REPORT),
    ):
        click.echo(f"{what:22}{path}")
    click.echo("PINs are on each lock screen.")
