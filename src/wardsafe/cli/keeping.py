"""The commands that check and keep a ward's files."""

from pathlib import Path

import click

from wardsafe.cli.signing_in import ask_who, sign_in
from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import BadInput
from wardsafe.places import WardFolder
from wardsafe.services import keeping
from wardsafe.services.door import Door


def verify_ward(where: WardFolder) -> int:
    """Verify every chain with progress; returns 0, or 6 where something is not as written."""
    session = sign_in(where)
    try:
        for finding in session.ledger.findings:
            click.echo(str(finding))
        with click.progressbar(length=session.ledger.count(), label="Verifying") as bar:
            report = keeping.check(session, lambda done, _: bar.update(done - bar.pos))
        for problem in report.problems:
            click.echo(str(problem))
        trouble = len(report.problems) + len(session.ledger.findings)
        said = "no problems" if not trouble else f"{trouble} problems"
        click.echo(f"{report.entries:,} entries in {report.chains} chains: {said}.")
        return 6 if trouble else 0
    finally:
        session.close()


def back_up(where: WardFolder, target: Path) -> None:
    """Back the ward up and say what the copy holds."""
    session = sign_in(where)
    try:
        click.echo(str(keeping.copy_to(session, target)))
    finally:
        session.close()


def put_back(where: WardFolder, source: Path) -> None:
    """Restore a back-up after saying what it holds."""
    from wardsafe.services.restoring import restore_ward

    door = Door(where, SystemClock(), SystemChance())
    staff_id = ask_who(door)
    pin = click.prompt("PIN", hide_input=True, err=True)
    click.confirm(f"Put the back-up in {source} in the place of {where.folder}?", abort=True)
    click.echo(str(restore_ward(where, source, staff_id, pin, SystemClock(), SystemChance())))


def rescue_ward(where: WardFolder, target: Path) -> None:
    """Write what can still be read; asks for a PIN, since the ledger may not open any more."""
    if target.exists():
        raise BadInput(f"{target} is there already.", do="Name a file that does not exist yet.")
    door = Door(where, SystemClock(), SystemChance())
    staff_id = ask_who(door)
    pin = click.prompt("PIN", hide_input=True, err=True)
    click.confirm(
        f"{target} will hold readable text about people, without a lock. Go on?", abort=True
    )
    click.echo(str(keeping.save_what_is_left(where, door.data_key(staff_id, pin), target)))
