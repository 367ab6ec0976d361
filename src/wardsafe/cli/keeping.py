"""The commands that check and keep a ward's files."""

from pathlib import Path

import click

from wardsafe.cli.signing_in import ask_who, sign_in
from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import BadInput
from wardsafe.ledger.keys import calibrate
from wardsafe.places import WardFolder
from wardsafe.services import keeping, restoring
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
        chains = "chain" if report.chains == 1 else "chains"
        click.echo(f"{report.entries:,} entries in {report.chains} {chains}: {said}.")
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


def put_back(where: WardFolder, source: Path, *, by_recovery: bool) -> None:
    """Restore a back-up, with a PIN of this terminal or with the two recovery parts."""
    clock, chance = SystemClock(), SystemChance()
    if not by_recovery:
        door = Door(where, clock, chance)
        staff_id = ask_who(door)
        key = door.data_key(staff_id, click.prompt("PIN", hide_input=True, err=True))
        restoring.refuse_unless_may(where, key, staff_id, "restore", chance)
        _sure(source, where)
        click.echo(str(restoring.restore_with_pin(where, source, key, chance)))
        return
    parts = [click.prompt(f"Recovery part {n}", hide_input=True, err=True) for n in (1, 2)]
    _sure(source, where)
    report, found = restoring.restore_with_recovery(
        where, source, (parts[0], parts[1]), clock, chance
    )
    click.echo(str(report))
    stewards = restoring.people_with_steward_role(where, found.data_key, chance)
    steward = restoring.the_one(stewards, click.prompt("Which steward comes in", err=True))
    pin = click.prompt("New PIN", hide_input=True, confirmation_prompt=True, err=True)
    cost = calibrate(clock)
    restoring.let_in(where, found, steward, pin, clock, chance, cost)
    click.echo(f"{steward.name} can unlock now. Give the others new PINs from the staff screen.")


def _sure(source: Path, where: WardFolder) -> None:
    click.confirm(f"Put the back-up in {source} in the place of {where.folder}?", abort=True)


def rescue_ward(where: WardFolder, target: Path) -> None:
    """Write what can still be read; asks for a PIN, since the ledger may not open any more."""
    if target.exists():
        raise BadInput(f"{target} is there already.", do="Name a file that does not exist yet.")
    door = Door(where, SystemClock(), SystemChance())
    staff_id = ask_who(door)
    key = door.data_key(staff_id, click.prompt("PIN", hide_input=True, err=True))
    restoring.refuse_unless_may(where, key, staff_id, "rescue", SystemChance())
    click.confirm(
        f"{target} will hold readable text about people, without a lock. Go on?", abort=True
    )
    click.echo(str(keeping.save_what_is_left(where, key, target)))
