"""`wardsafe return`: rows, pages and drafts, written only where somebody says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardsafe.places import WardFolder

if TYPE_CHECKING:
    from wardsafe.services.session import Session

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
PHYSICAL = click.Choice(["none", "low", "moderate", "severe", "fatal"])
PSYCHOLOGICAL = click.Choice(["none", "low", "moderate", "severe"])


@click.group("return")
def return_() -> None:
    """Make what leaves the ward on paper or as a file. Nothing is sent."""


@return_.command()
@click.option("--month", required=True, help="The month, like 2026-11.")
@click.option("--to", "folder", type=FOLDER, help="The folder for the files; without it, none.")
@click.pass_obj
def mhsds(where: WardFolder, month: str, folder: Path | None) -> None:
    """Show what a month's MHSDS rows hold and lack; write them as CSV where you say."""
    from wardsafe.services.returns import mhsds as rows

    first = rows.read_month(month)
    with signed_in(where) as session:
        made = rows.month_return(session, first)
        click.echo(rows.report(session, made), nl=False)
        if folder is not None:
            click.echo(f"\nWritten: {rows.write_month(session, made, folder)}")


@return_.command()
@click.argument("number", type=int)
@click.option("--to", "target", type=FILE, required=True, help="The file to write, ending .html.")
@click.option("--for-patient", is_flag=True, help="In plain words, for the person it is about.")
@click.pass_obj
def incident(where: WardFolder, number: int, target: Path, for_patient: bool) -> None:
    """Write the record of one use of force as a page to print."""
    from wardsafe.services.returns.incident import record_numbered, write_incident

    with signed_in(where) as session:
        record = record_numbered(session, number)
        made = write_incident(session, record, target, for_patient=for_patient)
    click.echo(f"Written: {made}")
    if for_patient:
        click.echo("Read it through before you hand it over: words of staff may name others.")


@return_.command()
@click.argument("number", type=int)
@click.option("--to", "target", type=FILE, required=True, help="The text file to write.")
@click.option("--physical", type=PHYSICAL, help="The physical harm, as you judge it.")
@click.option("--psychological", type=PSYCHOLOGICAL, help="The psychological harm likewise.")
@click.pass_obj
def lfpse(
    where: WardFolder, number: int, target: Path, physical: str | None, psychological: str | None
) -> None:
    """Write a draft of one incident for LFPSE, to be copied there by hand."""
    from wardsafe.services.returns.incident import record_numbered
    from wardsafe.services.returns.lfpse import Harm, write_draft

    with signed_in(where) as session:
        record = record_numbered(session, number)
        made = write_draft(session, record, target, Harm(physical or "", psychological or ""))
    click.echo(f"Written: {made}")
    click.echo("It is a draft. Copy it into LFPSE by hand; nothing has been reported.")


@contextmanager
def signed_in(where: WardFolder) -> Iterator["Session"]:
    """Somebody signed in for one command; the ledger is closed behind them."""
    from wardsafe.cli.signing_in import sign_in

    session = sign_in(where)
    try:
        yield session
    finally:
        session.close()
