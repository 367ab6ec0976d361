"""Collecting at a desk: take in all that lies at a place, then write the facts of every ward.

What came in is merged by the one way in (`services/exchanging.py`): checked, whole or not at all,
answered by receipts. The facts are then made anew, ward by ward, each out of its own chains.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wardsafe.bundles.carriers import Carrier
from wardsafe.errors import BadInput
from wardsafe.records.nil_return import SEXUAL
from wardsafe.services import closing, exchanging
from wardsafe.services.access import note
from wardsafe.services.exchanging import Outcome
from wardsafe.services.network.desk import OwnReading, at_desk, facts_folder, wards
from wardsafe.services.network.gathering import MAY, Gathered, gather_all
from wardsafe.services.session import Session

MOST_PROCESSES = 64
FACTS = "facts of wards"
"""What progress is told of once all that came is taken in."""
_OLDER = "network/older"


@dataclass(frozen=True, slots=True)
class Collected:
    """What collecting came to: what the exchange did, of how many `wards` there are facts were
    `made`, in how many rows, and whether somebody stopped it."""

    outcome: Outcome
    wards: int
    made: int
    rows: int
    stopped: bool = False


def collect(
    session: Session,
    carrier: Carrier,
    *,
    processes: int = 1,
    on_progress: exchanging.Progress = lambda what, done, of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Collected:
    """Take in what lies at a place and write the facts of every ward that is enrolled here.

    Told to stop it finishes the bundle or the ward that it is at; collecting again goes on from
    there. Raises NotAllowed, BadInput for a ledger that is no desk's, UnsafePlace, NotSaved.
    """
    session.require(MAY)
    if not at_desk(session):
        raise BadInput(
            "This ledger is a ward's: collecting is for a trust's desk or a network's hub.",
            do="Use `wardsafe network facts` here, or `wardsafe enrol become` at a desk.",
        )
    if not 1 <= processes <= MOST_PROCESSES:
        raise BadInput("That many processes cannot be used.", do=f"Say 1 to {MOST_PROCESSES}.")
    outcome = exchanging.sync(session, carrier, on_progress, stop)
    found = wards(session)
    if not found:
        raise BadInput("No ward is enrolled here.", do="Enrol them first: `wardsafe enrol add`.")
    made = Gathered(0, 0, tuple(found))
    if not stop():
        note(session, "export", detail="facts for a network")
        _keep_older(session, found)
        made = gather_all(
            facts_folder(session),
            found,
            OwnReading(session.where.ledger, session.data_key),
            processes=processes,
            restricted=closing.may_see(session, SEXUAL),
            on_progress=lambda done, of: on_progress(FACTS, done, of),
            stop=stop,
        )
    _keep_older(session, made.left)
    stopped = outcome.stopped or made.wards < len(found)
    return Collected(outcome, len(found), made.wards, made.rows, stopped)


def older_names(session: Session) -> tuple[str, ...]:
    """The wards whose facts the last collecting here did not come to, because it ended early."""
    held, told = session.ledger.key(_OLDER), wards(session)
    left = json.loads(held) if held else ()
    return tuple(sorted(told[ward].name for ward in left if ward in told))


def _keep_older(session: Session, left: Iterable[str]) -> None:
    session.ledger.keep_key(_OLDER, json.dumps(sorted(left)).encode())
