"""`wardsafe sync` and `wardsafe enrol`: thin, importing what they need when they run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from wardsafe.places import WardFolder

_FILE = click.Path(dir_okay=False, path_type=Path)


def _signed_in(do: Callable[[Any], Any], where: WardFolder, *who: Any) -> Any:
    from wardsafe.cli.signing_in import sign_in

    session = sign_in(where, *who)
    try:
        return do(session)
    finally:
        session.close()


@click.command("sync")
@click.argument("place")
@click.option("--preview", is_flag=True, help="Only say what would leave for the network.")
@click.option("--json", "as_json", is_flag=True, help="The outcome as one JSON object.")
@click.option("--staff", help="Who you are: a name or staff id of the ward's list.")
@click.option("--pin-fd", type=int, help="An open file descriptor to read the PIN from.")
@click.pass_context
def sync(
    ctx: click.Context,
    place: str,
    preview: bool,
    as_json: bool,
    staff: str | None,
    pin_fd: int | None,
) -> None:
    """Exchange with PLACE: a folder, a stick, a share, or a URL such as s3://bucket/folder."""
    from wardsafe.cli import exchanging as run

    def do(session: Any) -> int:
        if preview:
            run.show_preview(session)
            return 0
        return run.sync_place(session, place, as_json=as_json)

    ctx.exit(_signed_in(do, ctx.obj, staff, pin_fd))


@click.group("enrol")
def enrol() -> None:
    """Say whom this ward exchanges with."""


@enrol.command("card")
@click.argument("target", type=_FILE)
@click.pass_obj
def card(where: WardFolder, target: Path) -> None:
    """Write this terminal's card to TARGET and show its fingerprint."""
    from wardsafe.cli import exchanging as run

    _signed_in(lambda session: run.write_card(session, target), where)


@enrol.command("add")
@click.argument("source", type=_FILE)
@click.option("--fingerprint", help="What they read aloud; asked for where it is not given.")
@click.pass_obj
def add(where: WardFolder, source: Path, fingerprint: str | None) -> None:
    """Enrol the terminal, trust desk or hub whose card is in SOURCE."""
    from wardsafe.cli import exchanging as run

    _signed_in(lambda session: run.add_card(session, source, fingerprint), where)


@enrol.command("list")
@click.pass_obj
def list_(where: WardFolder) -> None:
    """Show who is enrolled, with fingerprints, and who was revoked."""
    from wardsafe.cli import exchanging as run

    _signed_in(run.list_enrolled, where)


@enrol.command("revoke")
@click.argument("terminal")
@click.option("--reason", required=True, help="Why, in a few words.")
@click.pass_obj
def revoke(where: WardFolder, terminal: str, reason: str) -> None:
    """Exchange no more with TERMINAL (its id), and tell the others."""
    from wardsafe.services import enrolling

    gone = _signed_in(lambda session: enrolling.revoke(session, terminal, reason), where)
    click.echo(f"Revoked: {gone.card.title}")


@enrol.command("rotate")
@click.pass_obj
def rotate(where: WardFolder) -> None:
    """Take a new receiving key; then write the card anew and have it enrolled again."""
    from wardsafe.services import enrolling

    own = _signed_in(enrolling.rotate, where)
    click.echo(f"Card {own.number}, to be enrolled by everybody:  {own.fingerprint}")


@enrol.command("become")
@click.argument("role", type=click.Choice(["terminal", "trust desk", "network hub"]))
@click.pass_obj
def become(where: WardFolder, role: str) -> None:
    """Say what this ledger is: a terminal, a trust desk or a network hub."""
    from wardsafe.services import enrolling

    own = _signed_in(lambda session: enrolling.become(session, role), where)
    click.echo(f"{own.title} is a {own.role} now:  {own.fingerprint}")


@enrol.command("invite")
@click.argument("target", type=_FILE)
@click.pass_obj
def invite(where: WardFolder, target: Path) -> None:
    """Write an invitation for a second terminal of this ward to TARGET."""
    from wardsafe.cli import exchanging as run

    _signed_in(lambda session: run.write_invitation(session, target), where)


@enrol.command("join")
@click.argument("source", type=_FILE)
@click.pass_obj
def join(where: WardFolder, source: Path) -> None:
    """Make this computer a terminal of the ward whose invitation is in SOURCE."""
    from wardsafe.cli import exchanging as run

    run.join_ward(where, source)


@enrol.command("pseudonyms")
@click.pass_obj
def pseudonyms(where: WardFolder) -> None:
    """Take a new key for pseudonyms, here and at the ward's other terminals."""
    from wardsafe.services import pseudonyms as changing

    number = _signed_in(changing.change, where)
    click.echo(f"Pseudonyms are made with key {number} from now on.")
