"""`wardsafe` and its commands."""

import sys
from pathlib import Path

import click

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
@click.version_option(package_name="wardsafe")
@click.pass_context
def main(ctx: click.Context, folder: Path | None) -> None:
    """An encrypted, append-only safety log for a ward, in the terminal.

    Without a command it opens the ward; the first time, it sets one up.
    """
    ctx.obj = ward_folder(folder)
    if ctx.invoked_subcommand is None:
        from wardsafe.cli.opening import open_ward

        ctx.exit(open_ward(ctx.obj))


@main.command()
@click.option("--days", default=60, show_default=True, help="How many days it looks back on.")
@click.option("--seed", default=20261123, show_default=True, help="What it is invented from.")
@click.option("--keep", type=FOLDER, help="Keep it in this new folder instead of a temporary one.")
def demo(days: int, seed: int, keep: Path | None) -> None:
    """Open an invented ward, marked DEMO, gone when it is left."""
    from wardsafe.cli.opening import open_demo

    sys.exit(open_demo(days, seed, keep))


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
