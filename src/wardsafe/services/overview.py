"""What the board shows: what waits, who is held or shut in now, what is unfinished, today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from wardsafe.ledger.drafts import Draft
from wardsafe.records.moments import local
from wardsafe.records.nil_return import RESTRICTIVE, SEXUAL
from wardsafe.services import answering_reviews, claiming, closing, drafting, duties, review_queue
from wardsafe.services.answering_reviews import OpenQuestion
from wardsafe.services.closing import Cross
from wardsafe.services.duties import DueLine
from wardsafe.services.happenings import definitions
from wardsafe.services.reading_tables import staff_member
from wardsafe.services.review_queue import Waiting
from wardsafe.services.session import Session
from wardsafe.services.steady import Steady
from wardsafe.views import board, people
from wardsafe.views.board import Event, StillOn, ToFinish
from wardsafe.views.people import Person

LOOK_BACK = timedelta(hours=24)
"""How far back *today* reaches: three shifts, so that a night sees the day before it."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the board draws, read at one moment. `due` None: it cannot be judged yet.

    `came_of_mine` is what came of the reader's own reports and they have not read; `to_review`
    what waits in the queue, None for whoever does not review.
    """

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
    due: tuple[DueLine, ...] | None
    cross: Cross | None
    to_close: int
    came_of_mine: tuple[OpenQuestion, ...] = ()
    to_review: Waiting | None = None


def overview(session: Session, steady: Steady | None = None) -> Overview:
    """Read the board, and with it the signed-in person's role. A few milliseconds at any size.

    With `steady` what is due runs out also where the clock was set back, and that is said.
    """
    now = steady.now() if steady else session.now()
    session.look_again(staff_member(session.ledger, session.person.id))
    offered = drafting.offered(session)
    notices = _notices(session, len(offered.lost))
    if steady is not None and steady.set_back:
        notices = (SET_BACK, *notices)
    due = None if duties.is_behind(session) else duties.due_lines(session, now)
    cross = _cross(session, now)
    to_close = len(closing.to_close(session))
    came_of_mine = answering_reviews.came_of_mine(session)
    to_review = review_queue.waiting(session) if review_queue.may_review(session) else None
    with session.ledger.reading() as db:
        return Overview(
            now=now,
            notices=notices,
            unclaimed=claiming.unclaimed(session),
            drafts=offered.drafts,
            still_on=tuple(board.interventions_on(db)),
            to_finish=tuple(board.to_finish(db)),
            unfinished=board.how_many_to_finish(db),
            events=tuple(board.events_since(db, now - LOOK_BACK)),
            people=tuple(people.people_here(db)),
            entries=session.ledger.count(),
            due=due,
            cross=cross,
            to_close=to_close,
            came_of_mine=tuple(came_of_mine),
            to_review=to_review,
        )


SET_BACK = "The clock of this computer was set back. Times left go by the time that has passed."


def _cross(session: Session, now: datetime) -> Cross | None:
    """The month's safety cross: of sexual safety for those who may see it, otherwise the other."""
    today = local(now).date()
    found = closing.month_cross(session, SEXUAL, today)
    return found or closing.month_cross(session, RESTRICTIVE, today)


def _notices(session: Session, lost: int) -> tuple[str, ...]:
    said = [str(finding) for finding in session.ledger.findings]
    said += filter(None, [definitions(session)[1]])
    behind = session.ledger.views_behind()
    if behind:
        said.append(f"Not up to date on this screen: {', '.join(behind)}. Entries are all kept.")
    if lost:
        said.append(f"{lost} of your drafts cannot be read any more.")
    return (*said, *session.notices)
