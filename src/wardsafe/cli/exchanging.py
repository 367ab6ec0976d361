"""The commands that exchange with other terminals, the trust and the network."""

import json
import sys
from pathlib import Path
from typing import Any, TextIO

import click

from wardsafe.bundles.merging import NOT_OURS
from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import BadInput
from wardsafe.ledger.keys import calibrate
from wardsafe.places import WardFolder, write_whole
from wardsafe.plain.stopping import stoppable
from wardsafe.services import enrolling, exchanging, inviting
from wardsafe.services.exchanging import BYTES, Outcome, Standing
from wardsafe.services.session import Session

_MOST = 300_000


def sync_place(session: Session, place: str, *, as_json: bool) -> int:
    """Exchange with a place and say what came of it; 0, or 6 where somebody must look."""
    with stoppable() as stop:
        outcome = exchanging.exchange(session, place, Saying(sys.stderr), stop)
    if as_json:
        click.echo(json.dumps(_plain(session, outcome), sort_keys=True))
    else:
        for line in (*_lines(outcome), *_standing(session), *_safe(place, outcome)):
            click.echo(line)
    for alert in dict.fromkeys((*outcome.alerts, *exchanging.warnings(session))):
        click.echo(f"LOOK: {alert}", err=True)
    return 6 if outcome.alerts else 0


def _safe(place: str, outcome: Outcome) -> list[str]:
    said = ["Stopped. What was written is whole; sync again to go on."] if outcome.stopped else []
    return said if "://" in place else [*said, "Safe to remove the stick."]


class Saying:
    """Progress: a bar on a terminal, else a line a step; of bytes only the bar speaks."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._is_terminal = out, out.isatty()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Say how far it is."""
        if self._is_terminal:
            full = round(_BAR * done / of) if of else 0
            end = "\n" if done == of else ""
            words = f"{what} {done:,} of {of:,}"
            self._out.write(f"\r\x1b[K{'#' * full}{'-' * (_BAR - full)}  {words}{end}")
            self._out.flush()
        elif what != BYTES:
            self._out.write(f"{what} {done:,} of {of:,}\n")


_BAR = 30


def _lines(outcome: Outcome) -> list[str]:
    said = [
        f"Came in from {plan.terminal[:8]}, entries {plan.first} to {plan.last}: {plan}."
        for plan in outcome.came
        if plan.verdict != NOT_OURS
    ]
    said += [
        f"Bundle {one.number} ({one.purpose}), entries {one.first} to {one.last}: written, read "
        "back, the same to the byte."
        for one in outcome.wrote
    ]
    said += [f"{count:,} parts stayed here: each {why}." for why, count in outcome.stays.items()]
    receipts = f"{outcome.receipts} receipts written." if outcome.receipts else ""
    return [*said, receipts] if receipts else said or ["Nothing new either way."]


def _standing(session: Session) -> list[str]:
    found = exchanging.standing(session)
    if not found:
        return ["Nobody is enrolled to send to: see `wardsafe enrol`."]
    return [
        f"{_NAMES[one.purpose]}: {one.confirmed:,} of {one.entries:,} entries are confirmed by "
        f"receipt, {one.waiting:,} are not yet."
        for one in found
    ]


_NAMES = {"ward": "The ward and its trust", "network": "The network"}


def _plain(session: Session, outcome: Outcome) -> dict[str, Any]:
    def one(standing: Standing) -> dict[str, Any]:
        return {"entries": standing.entries, "confirmed": standing.confirmed}

    return {
        "wrote": [w.name for w in outcome.wrote],
        "came": [{"bundle": p.bundle, "verdict": p.verdict, "new": p.new} for p in outcome.came],
        "receipts": outcome.receipts,
        "stayed": outcome.stays,
        "alerts": list(outcome.alerts),
        "standing": {s.purpose: one(s) for s in exchanging.standing(session)},
    }


def show_preview(session: Session) -> None:
    """Say in plain words what would leave for the network."""
    for line in exchanging.preview_lines(exchanging.preview(session)):
        click.echo(line)


def write_card(session: Session, target: Path) -> None:
    """Write this terminal's card, and show the fingerprint to read aloud."""
    _new_file(target, enrolling.card_file(session))
    card = enrolling.own_card(session)
    click.echo(f"{card.role}: {card.title}")
    click.echo(f"Read this aloud to whoever enrols it:  {card.fingerprint}")


def add_card(session: Session, source: Path, heard: str | None) -> None:
    """Enrol the terminal of a card, once its fingerprint was heard and typed."""
    data = _read(source)
    card = enrolling.look_at(session, data)
    click.echo(f"{card.role}: {card.title}, card {card.number}, good until {card.until}")
    click.echo("Ring them, and have them read their fingerprint aloud from their own screen.")
    heard = heard or click.prompt("What did they read", err=True)
    enrolling.enrol(session, data, heard)
    click.echo(f"Enrolled: {card.title}  {card.fingerprint}")


def list_enrolled(session: Session) -> None:
    """Everybody who is or was enrolled, this terminal first."""
    own = enrolling.own_card(session)
    click.echo(f"{own.fingerprint}  {own.role}  {own.title} (this one)")
    for one in enrolling.enrolled(session):
        gone = f"  REVOKED {one.revoked}: {one.reason}" if one.revoked else ""
        card = one.card
        click.echo(f"{card.fingerprint}  {card.role}  {card.title}  {card.terminal}{gone}")
    age = enrolling.list_age(session)
    if age is not None:
        click.echo(f"The list of revoked keys is {age.days} days old.")


def write_invitation(session: Session, target: Path) -> None:
    """Write an invitation for a second terminal, and show its code once."""
    data, code = inviting.invite(session)
    _new_file(target, data)
    click.echo(f"Read this code aloud at the new terminal, then forget it:  {code}")


def join_ward(where: WardFolder, source: Path) -> None:
    """Make this computer a terminal of the ward that an invitation is to."""
    code = click.prompt("Code of the invitation", err=True)
    invitation = inviting.open_invitation(_read(source), code)
    click.echo(f"This computer becomes a terminal of {invitation.ward_name}.")
    name = click.prompt("What is this terminal called", err=True)
    for staff_id, who in invitation.stewards:
        click.echo(f"{staff_id}  {who}")
    staff_id = click.prompt("Which steward sets it up (staff id)", err=True)
    pin = click.prompt("New PIN here", hide_input=True, confirmation_prompt=True, err=True)
    clock = SystemClock()
    steward = (staff_id, pin)
    made = inviting.join(where, invitation, name, steward, clock, SystemChance(), calibrate(clock))
    made.ledger.close()
    for number, part in enumerate(made.recovery, 1):
        click.echo(f"Recovery part {number}: {part}")
    click.echo("Write both parts down now, for two people. They are not shown again.")
    click.echo("Next: `wardsafe enrol card` here, and `wardsafe enrol add` at the first terminal.")


def _new_file(target: Path, data: bytes) -> None:
    if target.exists():
        raise BadInput(f"{target} is there already.", do="Name a file that does not exist yet.")
    write_whole(target, data)


def _read(source: Path) -> bytes:
    try:
        if source.stat().st_size > _MOST:
            raise BadInput(f"{source} is too large to be a card or an invitation.")
        return source.read_bytes()
    except OSError as problem:
        raise BadInput(f"{source} cannot be read: {problem.strerror}.") from None
