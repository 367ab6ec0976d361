"""`wardsafe network`: facts of many wards, how complete they are, and their report."""

from pathlib import Path

import click

from wardsafe.cli.returns import FILE, FOLDER, signed_in
from wardsafe.places import WardFolder

PLACE = click.argument("folder", type=FOLDER)
SERVER = click.option("--server", help="A PostgreSQL server filled before, like postgresql://…")


@click.group("network")
def network() -> None:
    """Facts of many wards: codes and counts, no name, no words, no time of day."""


@network.command("facts")
@PLACE
@click.pass_obj
def facts_(where: WardFolder, folder: Path) -> None:
    """Put the facts of this ward into the network's FOLDER, in place of those it had."""
    from wardsafe.services.network.gathering import gather

    with signed_in(where) as session:
        click.echo(f"{gather(session, folder):,} rows of facts written.")


@network.command("fill")
@PLACE
@click.option("--server", required=True, help="The PostgreSQL server to fill.")
def fill_(folder: Path, server: str) -> None:
    """Put the facts of FOLDER on a PostgreSQL server, in place of those there."""
    from wardsafe.services.network.reporting import fill_server

    click.echo(f"{fill_server(folder, server):,} rows of facts on the server.")


@network.command("status")
@PLACE
@click.argument("quarter")
@SERVER
def status_(folder: Path, quarter: str, server: str | None) -> None:
    """Say which wards of FOLDER can be compared in QUARTER (2026-Q3), and which are silent."""
    from wardsafe.services.network.reporting import read_quarter
    from wardsafe.services.reports.network_report import completeness_lines
    from wardsafe.services.reports.writing import read_period

    for line in completeness_lines(read_quarter(folder, read_period(quarter), server)):
        click.echo(line)


@network.command("report")
@PLACE
@click.argument("quarter")
@click.option("--to", "target", type=FILE, required=True, help="The file to write, ending .html.")
@SERVER
def report_(folder: Path, quarter: str, target: Path, server: str | None) -> None:
    """Write the report of QUARTER (2026-Q3) from the facts in FOLDER as one HTML page."""
    from wardsafe.clock import SystemClock
    from wardsafe.services.network.reporting import write_network_report
    from wardsafe.services.reports.writing import read_period

    made = write_network_report(folder, read_period(quarter), target, SystemClock(), server)
    click.echo(f"Written: {made}")
