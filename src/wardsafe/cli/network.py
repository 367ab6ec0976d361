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


@network.command("collect")
@click.argument("place")
@click.option("--processes", type=int, default=1, help="How many make facts at once; 1.")
@click.option("--staff", help="Who you are: a name or staff id of the desk's list.")
@click.option("--pin-fd", type=int, help="An open file descriptor to read the PIN from.")
@click.pass_context
def collect_(
    ctx: click.Context, place: str, processes: int, staff: str | None, pin_fd: int | None
) -> None:
    """At a desk: take in all that lies at PLACE, and write the facts of every ward."""
    from wardsafe.cli.collecting import collect_from
    from wardsafe.cli.signing_in import sign_in

    session = sign_in(ctx.obj, staff, pin_fd)
    try:
        ctx.exit(collect_from(session, place, processes))
    finally:
        session.close()


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
