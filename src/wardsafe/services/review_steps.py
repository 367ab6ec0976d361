"""One step of the review of a record, written as that record is kept: in the clear or sealed."""

from typing import Any

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.records.restricted import is_restricted
from wardsafe.records.restricted_review import RestrictedReview
from wardsafe.records.review import Review
from wardsafe.services import restricted_reviews, sealing
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session
from wardsafe.views import reviews
from wardsafe.views.review_rows import CaseRow


def case_of(session: Session, record: str) -> CaseRow | None:
    """A restricted record as it stands in the queue; None for whoever may not read it."""
    one = restricted_reviews.of(session, record)
    return one.case if one else None


def case(session: Session, record: str) -> CaseRow:
    """A record as it stands in the queue. Raises BadInput for what is not there to be read."""
    with session.ledger.reading() as db:
        found = reviews.case(db, record)
    found = found or case_of(session, record)
    if found is None:
        raise sealing.no_such_record()
    return found


def step(case: CaseRow, **said: Any) -> Review:
    """A step of the review of a record, of the kind that is kept as that record is."""
    kind = RestrictedReview if is_restricted(case.kind) else Review
    return kind(**said, about=case.record)


def keep(session: Session, case: CaseRow, act: str, *, words: str, of: str | None = None) -> Saved:
    """Save a step in somebody's words. Raises BadInput, NotAllowed, NotSaved."""
    said = step(case, act=act, words=words.strip(), of=of, reporter=case.author or None)
    return kept(session, said)


def kept(session: Session, said: Review) -> Saved:
    """Save a step, unless something is wrong with it. Raises BadInput, NotAllowed, NotSaved."""
    for problem in said.errors():
        raise BadInput(str(problem), field=problem.field)
    return record_new(session, said)
