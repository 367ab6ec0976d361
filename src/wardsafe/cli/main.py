"""`wardsafe` and its commands."""

import sys
from pathlib import Path
from typing import Any

import click

from wardsafe.cli.exchange_commands import enrol, sync
from wardsafe.cli.network import network
from wardsafe.cli.reports import report
from wardsafe.cli.returns import return_
from wardsafe.errors import WardsafeError
from wardsafe.places import WardFolder, ward_folder

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


class _Plainly(click.Group):
    """Tells people what went wrong in one sentence; a fault of the program shows no record text."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except WardsafeError as problem:
            click.echo(f"wardsafe: {problem.what}", err=True)
            if problem.do:
                click.echo(f"          {problem.do}", err=True)
            ctx.exit(problem.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:  # the last resort: no traceback, no locals, no record text
            kind = type(fault).__name__
            click.echo(f"wardsafe stopped ({kind}). Nothing saved is lost.", err=True)
            ctx.exit(70)


@click.group(cls=_Plainly, invoke_without_command=True)
@click.option("--ward", "folder", type=FOLDER, help="The ward folder; by default this account's.")
@click.option("--plain", is_flag=True, help="By question and answer, in plain lines.")
@click.version_option(package_name="wardsafe")
@click.pass_context
def main(ctx: click.Context, folder: Path | None, plain: bool) -> None:
    """An encrypted, append-only safety log for a ward, in the terminal.

    Without a command it opens the ward; the first time, it sets one up.
    """
    ctx.obj = ward_folder(folder)
    if ctx.invoked_subcommand is None:
        from wardsafe.cli.opening import open_ward

        ctx.exit(open_ward(ctx.obj, plain=plain))


@main.command()
@click.option("--days", type=click.IntRange(1, 3650), help="Days it looks back on: 91, or 730.")
@click.option("--seed", default=20261123, show_default=True, help="What it is invented from.")
@click.option("--keep", type=FOLDER, help="Keep it in this folder, and open it again there.")
@click.option("--network", "many", is_flag=True, help="Three trusts, twelve wards, and a desk.")
@click.option("--at", "terminal", metavar="NAME", help="Open this ward of the network.")
@click.option("--plain", is_flag=True, help="By question and answer, in plain lines.")
@click.pass_context
def demo(
    ctx: click.Context,
    days: int | None,
    seed: int,
    keep: Path | None,
    many: bool,
    terminal: str | None,
    plain: bool,
) -> None:
    """Open an invented ward, or network, marked DEMO, gone when it is left."""
    asked = plain or bool(ctx.parent and ctx.parent.params.get("plain"))
    if many:
        from wardsafe.cli.demo_network import open_network

        sys.exit(open_network(days or 730, seed, keep, terminal, plain=asked))
    from wardsafe.cli.opening import open_demo

    sys.exit(open_demo(days or 91, seed, keep, plain=asked))


@main.command()
@click.pass_obj
def verify(where: WardFolder) -> None:
    """Walk every chain and say what, if anything, is not as it was written."""
    from wardsafe.cli.keeping import verify_ward

    sys.exit(verify_ward(where))


@main.command()
@click.argument("target", type=FOLDER)
@click.pass_obj
def backup(where: WardFolder, target: Path) -> None:
    """Copy the ward into the new folder TARGET, open the copy and verify it."""
    from wardsafe.cli.keeping import back_up

    back_up(where, target)


@main.command()
@click.argument("source", type=FOLDER)
@click.option("--recovery", is_flag=True, help="With the two recovery parts instead of a PIN.")
@click.pass_obj
def restore(where: WardFolder, source: Path, recovery: bool) -> None:
    """Put the back-up in SOURCE in this terminal's place; what was here is kept aside."""
    from wardsafe.cli.keeping import put_back

    put_back(where, source, by_recovery=recovery)


@main.command()
@click.argument("target", type=FILE)
@click.pass_obj
def rescue(where: WardFolder, target: Path) -> None:
    """Write every entry that can still be read to TARGET, even from a damaged ledger."""
    from wardsafe.cli.keeping import rescue_ward

    rescue_ward(where, target)


STAFF = click.option("--staff", help="Who you are: a name or staff id of the ward's list.")
PIN_FD = click.option("--pin-fd", type=int, help="An open file descriptor to read the PIN from.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@main.command("record")
@click.argument("kind")
@click.option("--json", "file", required=True, metavar="FILE", help="What to record; - for input.")
@STAFF
@PIN_FD
@click.pass_obj
def record_(where: WardFolder, kind: str, file: str, staff: str | None, pin_fd: int | None) -> None:
    """Record what FILE holds: one JSON object, or one a line, each with its own verdict."""
    from wardsafe.cli.programs import record_file

    sys.exit(record_file(where, kind, file, staff, pin_fd))


@main.command("list")
@JSON
@click.option("--kind", help="Only records of this kind.")
@click.option("--since", help="Only what happened from this date or time on.")
@click.option("--until", help="Only what happened before this date or time.")
@click.option("--words", default="", help="Only records with all these words.")
@click.option("--person", help="Only records about this person: record id or NHS number.")
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(1, 100_000),
    help="At most so many rows.",
)  # fmt: skip
@click.option("--after", type=int, help="Go on after the row with this `after`.")
@STAFF
@PIN_FD
@click.pass_obj
def list_(
    where: WardFolder,
    /,
    as_json: bool,
    limit: int,
    after: int | None,
    staff: str | None,
    pin_fd: int | None,
    **chosen: Any,
) -> None:
    """List the log, newest first."""
    from wardsafe.cli.programs import filter_of, list_records
    from wardsafe.cli.signing_in import sign_in

    session = sign_in(where, staff, pin_fd)
    try:
        found = filter_of(session, **chosen)
        list_records(session, found, after=after, limit=limit, as_json=as_json)
    finally:
        session.close()


@main.command("show")
@click.argument("record")
@JSON
@STAFF
@PIN_FD
@click.pass_obj
def show_(
    where: WardFolder, record: str, as_json: bool, staff: str | None, pin_fd: int | None
) -> None:
    """Show one RECORD (its id or number) with its history; that is written down."""
    from wardsafe.cli.programs import show_record
    from wardsafe.cli.signing_in import sign_in

    session = sign_in(where, staff, pin_fd)
    try:
        show_record(session, record, as_json=as_json)
    finally:
        session.close()


@main.group("import")
def import_() -> None:
    """Bring lists in from files."""


@import_.command("patients")
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="Do not ask after the preview.")
@click.pass_obj
def import_patients(where: WardFolder, file: Path, yes: bool) -> None:
    """Add the people of a CSV FILE to the ward, after a preview with every row's errors."""
    from wardsafe.cli.importing import import_people

    import_people(where, file, ask=not yes)


main.add_command(network)
main.add_command(report)
main.add_command(return_)
main.add_command(sync)
main.add_command(enrol)
