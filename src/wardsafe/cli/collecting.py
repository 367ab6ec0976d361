"""What `wardsafe network collect` says: what came in, from whom, and what was made of it."""

import click

from wardsafe.bundles.carriers import carrier_at
from wardsafe.bundles.merging import NOT_OURS
from wardsafe.services import exchanging
from wardsafe.services.network.collecting import collect
from wardsafe.services.session import Session


def collect_from(session: Session, place: str, processes: int) -> int:
    """Collect and say what came of it; 0, or 6 where somebody must look."""
    found = collect(session, carrier_at(place), processes=processes, on_progress=_said)
    for plan in found.outcome.came:
        if plan.verdict != NOT_OURS:
            said = f"Came in from {plan.terminal[:8]}, entries {plan.first} to {plan.last}: {plan}."
            click.echo(said)
    click.echo(f"{found.rows:,} rows of facts written of {found.wards:,} wards.")
    click.echo("Look at them on the desk's screen, or: `wardsafe network report`.")
    for alert in (*found.outcome.alerts, *exchanging.warnings(session)):
        click.echo(f"LOOK: {alert}", err=True)
    return 6 if found.outcome.alerts else 0


def _said(what: str, done: int, of: int) -> None:
    click.echo(f"{what} {done:,} of {of:,}", err=True)
