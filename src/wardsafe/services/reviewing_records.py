"""The safety lead's review of one record: questions to the ward, findings, signing off, telling.

Every step is an entry of its own beside the record, which stays as its reporter wrote it. What is
restricted is reviewed here too, by the leads of its audience; its steps are sealed as it is
(`services/restricted_reviews.py`). To everybody else this module says of such a record what it
says of one that does not exist.
"""

from dataclasses import dataclass

from wardsafe.errors import BadInput, NotAllowed
from wardsafe.ledger.entry import Saved
from wardsafe.records import review
from wardsafe.records.base import Record
from wardsafe.records.restricted import is_restricted
from wardsafe.records.review import Findings
from wardsafe.services import restricted_reviews, review_queue, review_steps
from wardsafe.services.access import note
from wardsafe.services.recording import amend, current, record_new
from wardsafe.services.session import Session
from wardsafe.views import review_rows, reviews
from wardsafe.views.folding import record_at
from wardsafe.views.review_rows import CaseRow, Step

AFTER_REVIEW = "review"
"""Why findings are written anew: a code of the list amend-reason."""


@dataclass(frozen=True, slots=True)
class ReviewOf:
    """The review of one record as it stands. `steps` are the questions and answers in order;
    `findings` what holds now; `heads` the entries that a sign-off made now would be about;
    `reporter_reads` whether whoever reported it may read what came of it."""

    case: CaseRow
    steps: tuple[Step, ...]
    heads: tuple[str, ...]
    reporter_reads: bool = True

    @property
    def is_restricted(self) -> bool:
        """Whether few may read the record, and with it its review."""
        return is_restricted(self.case.kind)

    @property
    def thread(self) -> tuple[Step, ...]:
        """Questions and answers, in the order in which they were entered."""
        return tuple(s for s in self.steps if s.act in (review.QUESTION, review.ANSWER))

    @property
    def findings(self) -> Step | None:
        """What was found, where somebody has said it."""
        return self._last(review.FINDINGS)

    @property
    def signed(self) -> Step | None:
        """The last sign-off."""
        return self._last(review.SIGNED)

    @property
    def outcomes(self) -> tuple[Step, ...]:
        """What came of it, in the order in which it was written."""
        return tuple(s for s in self.steps if s.act == review.OUTCOME)

    def is_read(self, outcome: Step) -> bool:
        """Whether the reporter has read it."""
        return any(s.act == review.TOLD and s.of == outcome.record for s in self.steps)

    def _last(self, act: str) -> Step | None:
        return next((s for s in reversed(self.steps) if s.act == act), None)


def review_of(session: Session, record: str) -> ReviewOf | None:
    """How the review of a record stands, for whoever may read that; None where there is none."""
    with session.ledger.reading() as db:
        found = reviews.case(db, record)
        steps = tuple(reviews.steps_about(db, record)) if found else ()
    if found is None:
        return _restricted_review(session, record)
    return ReviewOf(found, steps, tuple(head.entry.id for head in current(session, record).heads))


def _restricted_review(session: Session, record: str) -> ReviewOf | None:
    one = restricted_reviews.of(session, record)
    if one is None:
        return None
    return ReviewOf(one.case, one.steps, one.heads, one.reporter_reads)


def states_of(session: Session, records: list[str]) -> dict[str, str]:
    """How the reviews of these records stand, in the words of the log: nothing for those that
    nobody has begun."""
    if review_queue.is_behind(session):
        return {}
    with session.ledger.reading() as db:
        found = reviews.states_of(db, records)
    said = {
        review_rows.TO_ANSWER: "question",
        review_rows.TO_TELL: "reviewed",
        review_rows.DONE: "reviewed",
    }
    return {record: said[state] for record, state in found.items() if state in said}


def ask(session: Session, record: str, words: str) -> Saved:
    """Ask the ward something about a record: their duty from now. Raises BadInput, NotAllowed."""
    return review_steps.keep(session, _reviewed(session, record), review.QUESTION, words=words)


def find(session: Session, record: str, said: Findings) -> Saved:
    """Keep themes, learning response and candour; said again, it corrects what stood there."""
    case = _reviewed(session, record)
    now = review_of(session, record)
    whole = review_steps.step(case, **said.model_dump(), act=review.FINDINGS)
    if now is None or now.findings is None:
        return record_new(session, whole)
    before = now.findings.record
    heads = tuple(head.entry.id for head in current(session, before).heads)
    return amend(session, before, whole, AFTER_REVIEW, heads)


def tell(session: Session, record: str, words: str) -> Saved:
    """Write what came of it: for the reporter at their next unlock, and on the record."""
    return review_steps.keep(session, _reviewed(session, record), review.OUTCOME, words=words)


def sign_off(session: Session, record: str, pin: str, seen: tuple[str, ...]) -> Saved:
    """Sign a record off as it was seen, with the PIN entered again; both ids are kept.

    Raises WrongPin, MustWait, NotAllowed, BadInput where it has changed since it was `seen`.
    """
    case = _reviewed(session, record)
    now = tuple(head.entry.id for head in current(session, record).heads)
    if set(now) != set(seen):
        raise BadInput("This record has changed since you read it.", do="Read it again.")
    unlocked = session.slots.unlock(session.person.id, pin)
    if unlocked.wrong_tries:
        note(session, "wrong PIN", count=unlocked.wrong_tries)
    said = review_steps.step(
        case,
        act=review.SIGNED,
        reporter=case.author or None,
        reviewer=session.person.id,
        own="Y" if case.author == session.person.id else "N",
        signed=tuple(sorted(now)),
    )
    return review_steps.kept(session, said)


def _reviewed(session: Session, record: str) -> CaseRow:
    """The record, for whoever reviews it. Raises NotAllowed, BadInput for what is not there."""
    one = restricted_reviews.of(session, record)
    if one is None:
        session.require("review")
    elif not restricted_reviews.may_review(session, one):
        session.require(restricted_reviews.MAY)
        raise NotAllowed("Only those it is sealed to review this.", do="Ask a lead among them.")
    return one.case if one else review_steps.case(session, record)


def findings_now(session: Session, record: str) -> Findings:
    """What was found so far, for the form to begin with."""
    now = review_of(session, record)
    said: Record | None = None
    if now is not None and now.findings is not None:
        said = record_at(current(session, now.findings.record).shown)
    known = Findings.model_fields
    held = said.model_dump() if said else {}
    return Findings(**{name: value for name, value in held.items() if name in known})
