"""Collecting at a desk: take in all that lies at a place, then write the facts of every ward.

What came in is merged by the one way in (`services/exchanging.py`): checked, whole or not at all,
answered by receipts. The facts are then made anew, ward by ward, each out of its own chains.
"""

from dataclasses import dataclass

from wardsafe.bundles.carriers import Carrier
from wardsafe.errors import BadInput
from wardsafe.records.nil_return import SEXUAL
from wardsafe.services import closing, exchanging
from wardsafe.services.access import note
from wardsafe.services.exchanging import Outcome
from wardsafe.services.network.desk import at_desk, entries_of, facts_folder, wards
from wardsafe.services.network.gathering import MAY, gather_all
from wardsafe.services.session import Session

MOST_PROCESSES = 64


@dataclass(frozen=True, slots=True)
class Collected:
    """What collecting came to: what the exchange did, and the facts of how many wards."""

    outcome: Outcome
    wards: int
    rows: int


def collect(
    session: Session,
    carrier: Carrier,
    *,
    processes: int = 1,
    on_progress: exchanging.Progress = lambda what, done, of: None,
) -> Collected:
    """Take in what lies at a place and write the facts of every ward that is enrolled here.

    Raises NotAllowed, BadInput for a ledger that is no desk's, UnsafePlace, NotSaved.
    """
    session.require(MAY)
    if not at_desk(session):
        raise BadInput(
            "This ledger is a ward's: collecting is for a trust's desk or a network's hub.",
            do="Use `wardsafe network facts` here, or `wardsafe enrol become` at a desk.",
        )
    if not 1 <= processes <= MOST_PROCESSES:
        raise BadInput("That many processes cannot be used.", do=f"Say 1 to {MOST_PROCESSES}.")
    outcome = exchanging.sync(session, carrier, on_progress)
    found = wards(session)
    if not found:
        raise BadInput("No ward is enrolled here.", do="Enrol them first: `wardsafe enrol add`.")
    note(session, "export", detail="facts for a network")
    rows = gather_all(
        facts_folder(session),
        found,
        lambda ward: sorted(entries_of(session, ward), key=lambda entry: entry.number),
        processes=processes,
        restricted=closing.may_see(session, SEXUAL),
        on_progress=lambda done, of: on_progress("facts of wards", done, of),
    )
    return Collected(outcome, len(found), rows)
