"""`wardsafe report`: a month, a quarter or a year as one page to read and print."""

from pathlib import Path

import click

from wardsafe.cli.returns import FILE, FOLDER, signed_in
from wardsafe.places import WardFolder


@click.command()
@click.argument("period", metavar="MONTH")
@click.option("--to", "target", type=FILE, required=True, help="The file to write, ending .html.")
@click.option("--numbers", type=FOLDER, help="A folder for the numbers of each chart, as CSV.")
@click.pass_obj
def report(where: WardFolder, period: str, target: Path, numbers: Path | None) -> None:
    """Write the report of MONTH (2026-11), a quarter (2026-Q4) or a year as one HTML page."""
    from wardsafe.services.reports.writing import read_period, write_numbers, write_report

    asked = read_period(period)
    with signed_in(where) as session:
        click.echo(f"Written: {write_report(session, asked, target)}")
        if numbers is not None:
            click.echo(f"Numbers: {write_numbers(session, asked, numbers)}")
