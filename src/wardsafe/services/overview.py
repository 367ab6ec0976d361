"""What the board shows: what waits, who is held or shut in now, what is unfinished, today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from wardsafe.ledger.drafts import Draft
from wardsafe.services import claiming, drafting
from wardsafe.services.reading_tables import staff_member
from wardsafe.services.session import Session
from wardsafe.views import board, people
from wardsafe.views.board import Event, StillOn, ToFinish
from wardsafe.views.people import Person

LOOK_BACK = timedelta(hours=24)
"""How far back *today* reaches: three shifts, so that a night sees the day before it."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the board draws, read at one moment."""

    now: datetime
    notices: tuple[str, ...]
    unclaimed: tuple[claiming.Unclaimed, ...]
    drafts: tuple[Draft, ...]
    still_on: tuple[StillOn, ...]
    to_finish: tuple[ToFinish, ...]
    unfinished: tuple[int, bool]
    events: tuple[Event, ...]
    people: tuple[Person, ...]
    entries: int


def overview(session: Session) -> Overview:
    """Read the board, and with it the signed-in person's role. A few milliseconds at any size."""
    now = session.now()
    session.look_again(staff_member(session.ledger, session.person.id))
    offered = drafting.offered(session)
    with session.ledger.reading() as db:
        return Overview(
            now=now,
            notices=_notices(session, len(offered.lost)),
            unclaimed=claiming.unclaimed(session),
            drafts=offered.drafts,
            still_on=tuple(board.interventions_on(db)),
            to_finish=tuple(board.to_finish(db)),
            unfinished=board.how_many_to_finish(db),
            events=tuple(board.events_since(db, now - LOOK_BACK)),
            people=tuple(people.people_here(db)),
            entries=session.ledger.count(),
        )


def _notices(session: Session, lost: int) -> tuple[str, ...]:
    said = [str(finding) for finding in session.ledger.findings]
    behind = session.ledger.views_behind()
    if behind:
        said.append(f"Not up to date on this screen: {', '.join(behind)}. Entries are all kept.")
    if lost:
        said.append(f"{lost} of your drafts cannot be read any more.")
    return (*said, *session.notices)
