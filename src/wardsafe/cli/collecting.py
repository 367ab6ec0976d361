"""What `wardsafe network collect` says: what came in, from whom, and what was made of it."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from wardsafe.bundles.carriers import carrier_at
from wardsafe.bundles.merging import FORK, HELD, NEW, NOT_OURS
from wardsafe.services import exchanging
from wardsafe.services.network.collecting import Collected, collect
from wardsafe.services.session import Session

STOPPED = 130
"""The exit code of what somebody stopped with Ctrl-C, as shells know it."""
_ENDS = (signal.SIGINT, signal.SIGTERM)
_STOPPING = b"\nStopping after what it is at. Ctrl-C once more ends it at once.\n"


def collect_from(session: Session, place: str, processes: int) -> int:
    """Collect and say what came of it; 0, 6 where somebody must look, or 130 where it was
    stopped."""
    with _asked_to_stop() as stop:
        found = collect(
            session, carrier_at(place), processes=processes, on_progress=_said, stop=stop
        )
    for plan in found.outcome.came:
        if plan.verdict != NOT_OURS:
            said = f"Came in from {plan.terminal[:8]}, entries {plan.first} to {plan.last}: {plan}."
            click.echo(said)
    _say_facts(found)
    for alert in (*found.outcome.alerts, *exchanging.warnings(session)):
        click.echo(f"LOOK: {alert}", err=True)
    return STOPPED if found.stopped else 6 if found.outcome.alerts else 0


def _say_facts(found: Collected) -> None:
    if not found.stopped:
        click.echo(f"{found.rows:,} rows of facts written of {found.wards:,} wards.")
        click.echo("Look at them on the desk's screen, or: `wardsafe network report`.")
        return
    taken_in = sum(plan.verdict in (NEW, HELD, FORK) for plan in found.outcome.came)
    click.echo(f"Stopped. {taken_in} bundles were taken in, {found.rows:,} rows of facts written "
               f"of {found.made:,} of {found.wards:,} wards. Nothing is half written.")  # fmt: skip
    click.echo("Collect again: it goes on with the rest.")


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, or the system asked: the first time it is heard and no more, the
    second time it ends the program."""
    asked = threading.Event()

    def hear(*_: object) -> None:
        asked.set()
        for each in _ENDS:
            signal.signal(each, before[each])
        os.write(2, _STOPPING)  # printing is not safe here: it may have been interrupted itself

    before = {each: signal.signal(each, hear) for each in _ENDS}
    try:
        yield asked.is_set
    finally:
        for each in _ENDS:
            signal.signal(each, before[each])


def _said(what: str, done: int, of: int) -> None:
    click.echo(f"{what} {done:,} of {of:,}", err=True)
