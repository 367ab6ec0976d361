"""The safety lead's review: what waits, questions to the ward and back, signing off, telling.

Every step is an entry of its own beside the record, which stays as its reporter wrote it. What is
restricted is reviewed here too, by the leads of its audience; its steps are sealed as it is
(`services/restricted_reviews.py`). To everybody else this module says of such a record what it
says of one that does not exist, and counts the same with and without it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from wardsafe.errors import BadInput, NotAllowed
from wardsafe.ledger.entry import Saved
from wardsafe.records import review
from wardsafe.records.base import Record
from wardsafe.records.restricted import is_restricted
from wardsafe.records.restricted_review import RestrictedReview
from wardsafe.records.review import Findings, Review
from wardsafe.services import restricted_reviews, sealing
from wardsafe.services.access import note
from wardsafe.services.recording import amend, current, record_new
from wardsafe.services.session import Session
from wardsafe.views import review_rows, reviews
from wardsafe.views.folding import record_at
from wardsafe.views.review_rows import CaseFilter, CaseRow, Step
from wardsafe.views.review_view import ReviewsView

OVERDUE = timedelta(days=14)
"""A record waits too long for its review after two weeks (≈ design: no source sets a time)."""

LOOK_BACK = timedelta(days=30)
"""What the figures about answers to reporters look back on."""

AFTER_REVIEW = "review"
"""Why findings are written anew: a code of the list amend-reason."""

BY_STATE = dict.fromkeys(review_rows.STATES)
OVERDUE_WORD, FLAGGED_WORD, EVERYTHING = "overdue", "flagged", "everything"
NARROWED_TO = ("waiting", OVERDUE_WORD, review_rows.INCOMPLETE, FLAGGED_WORD, *review_rows.STATES,
               EVERYTHING)  # fmt: skip
"""What the queue can be narrowed to; the first is what it shows at once."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the queue is narrowed to: a word of NARROWED_TO, and a person's record."""

    what: str = NARROWED_TO[0]
    person: str | None = None


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, by state, with how many and since when the oldest does; and of the last 30 days:
    records signed off, of how many the reporter was written to, since when the oldest of the
    others waits (None: none does), and the usual wait until a review begins, in seconds."""

    by_state: dict[str, tuple[int, datetime]]
    overdue: int
    signed: int
    written: int
    oldest_unwritten: datetime | None
    usual: float | None

    @property
    def total(self) -> int:
        """How many records wait for somebody."""
        return sum(many for many, _ in self.by_state.values())


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the ward has not answered: the step, and the record it is about."""

    step: Step
    case: CaseRow


# --- the queue ------------------------------------------------------------------------------------


def is_behind(session: Session) -> bool:
    """Whether the tables of the queue are not up to date: then nothing can be counted."""
    return bool({ReviewsView.name, "people"} & set(session.ledger.views_behind()))


def may_review(session: Session) -> bool:
    """Whether this person has a queue: of every use of force, or only of what they are let into."""
    return session.may("review") or session.may(restricted_reviews.MAY)


def page(
    session: Session,
    chosen: Chosen,
    *,
    below: int | None = None,
    above: int | None = None,
    limit: int,
) -> list[CaseRow]:
    """At most `limit` records, the longest wait first. Raises NotAllowed."""
    found = _filter(session, chosen)
    rows = _in_the_clear(session, found, below=below, above=above, limit=limit)
    sealed = [
        row
        for row in _sealed(session, found)
        if (below is None or row.position < below) and (above is None or row.position > above)
    ]
    if not sealed:
        return rows
    merged = sorted([*rows, *sealed], key=lambda row: row.position, reverse=True)
    return merged[-limit:] if above is not None else merged[:limit]


def count(session: Session, chosen: Chosen) -> int:
    """How many records that finds. Raises NotAllowed."""
    found = _filter(session, chosen)
    sealed = len(_sealed(session, found))
    if not session.may("review"):
        return sealed
    with session.ledger.reading() as db:
        return sealed + reviews.count(db, found)


def waiting(session: Session) -> Waiting:
    """How much waits and for how long, and what reporters were told. Raises NotAllowed."""
    if not may_review(session):
        session.require("review")
    now = session.now()
    since = int((now - LOOK_BACK).timestamp())
    held: dict[str, tuple[int, int]] = {}
    signed: list[tuple[int, int, str]] = []
    begun: list[int] = []
    if session.may("review"):
        with session.ledger.reading() as db:
            held = reviews.waiting(db)
            signed = [each for each in reviews.signed_since(db, since) if each[2]]
            begun = reviews.waits_begun_since(db, since)
    for one in restricted_reviews.all_of(session):
        _add(held, one.case)
        if one.case.signed >= max(since, 1) and one.case.author and one.reporter_reads:
            signed.append((one.case.signed, one.case.told, one.case.author))
        if one.case.begun >= max(since, 1):
            begun.append(max(0, one.case.begun - one.case.entered))
    unwritten = [at for at, told, _ in signed if not told]
    return Waiting(
        by_state={state: (many, _at(first, now)) for state, (many, first) in held.items()},
        overdue=count(session, Chosen(OVERDUE_WORD)),
        signed=len(signed),
        written=len(signed) - len(unwritten),
        oldest_unwritten=_at(min(unwritten), now) if unwritten else None,
        usual=median(begun) if begun else None,
    )


def _in_the_clear(
    session: Session, found: CaseFilter, *, below: int | None, above: int | None, limit: int
) -> list[CaseRow]:
    if not session.may("review"):
        return []
    with session.ledger.reading() as db:
        return reviews.page(db, found, below=below, above=above, limit=limit)


def _sealed(session: Session, found: CaseFilter) -> list[CaseRow]:
    """What the filter finds of what few may read. Raises NotAllowed for who reviews nothing."""
    if not may_review(session):
        session.require("review")
    opened = (one.case for one in restricted_reviews.all_of(session))
    return [row for row in opened if restricted_reviews.fits(row, found)]


def _add(held: dict[str, tuple[int, int]], row: CaseRow) -> None:
    """Count a row that waits with the others of its state."""
    if row.states & review_rows.WAITING:
        many, first = held.get(row.state, (0, row.entered))
        held[row.state] = (many + 1, min(first, row.entered))


def _filter(session: Session, chosen: Chosen) -> CaseFilter:
    states, also, before = review_rows.WAITING, 0, None
    if chosen.what in BY_STATE:
        states = review_rows.BITS[chosen.what]
    elif chosen.what == EVERYTHING:
        states = 0
    elif chosen.what == review_rows.INCOMPLETE:
        also = review_rows.BITS[review_rows.INCOMPLETE]
    elif chosen.what == FLAGGED_WORD:
        also = review_rows.FLAGGED
    elif chosen.what == OVERDUE_WORD:
        before = int((session.now() - OVERDUE).timestamp())
    return CaseFilter(states=states, also=also, person=chosen.person, before=before)


def _at(second: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(second, now.tzinfo)


# --- one record -----------------------------------------------------------------------------------


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
    if is_behind(session):
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
    return _keep(session, _reviewed(session, record), review.QUESTION, words=words)


def find(session: Session, record: str, said: Findings) -> Saved:
    """Keep themes, learning response and candour; said again, it corrects what stood there."""
    case = _reviewed(session, record)
    now = review_of(session, record)
    whole = _step(case, **said.model_dump(), act=review.FINDINGS)
    if now is None or now.findings is None:
        return record_new(session, whole)
    before = now.findings.record
    heads = tuple(head.entry.id for head in current(session, before).heads)
    return amend(session, before, whole, AFTER_REVIEW, heads)


def tell(session: Session, record: str, words: str) -> Saved:
    """Write what came of it: for the reporter at their next unlock, and on the record."""
    return _keep(session, _reviewed(session, record), review.OUTCOME, words=words)


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
    said = _step(
        case,
        act=review.SIGNED,
        reporter=case.author or None,
        reviewer=session.person.id,
        own="Y" if case.author == session.person.id else "N",
        signed=tuple(sorted(now)),
    )
    return _kept(session, said)


# --- the ward's side ------------------------------------------------------------------------------


def open_questions(session: Session) -> list[OpenQuestion]:
    """What the ward has still to answer, the oldest question first."""
    if is_behind(session):
        return []
    with session.ledger.reading() as db:
        asked = [(step, reviews.case(db, step.about)) for step in reviews.open_questions(db)]
    found = [OpenQuestion(step, case) for step, case in asked if case is not None]
    return sorted([*found, *_asked_of_few(session)], key=lambda each: each.step.at)


def question(session: Session, record: str) -> OpenQuestion | None:
    """The oldest question about a record that is still open."""
    return next((each for each in open_questions(session) if each.case.record == record), None)


def answer(session: Session, question: str, words: str) -> Saved:
    """Answer a question; it goes back to the queue. Raises BadInput, NotAllowed, NotSaved."""
    session.require("answer a question")
    with session.ledger.reading() as db:
        asked = reviews.step(db, question)
    if asked is None:
        sealed = restricted_reviews.steps_read(session)
        asked = next((step for step in sealed if step.record == question), None)
    if asked is None or asked.act != review.QUESTION:
        raise BadInput("That question is not here.", do="Choose it on the board again.")
    return _keep(session, _case(session, asked.about), review.ANSWER, words=words, of=question)


def came_of_mine(session: Session) -> list[OpenQuestion]:
    """What came of the reports of whoever is signed in and they have not read, oldest first."""
    if is_behind(session):
        return []
    with session.ledger.reading() as db:
        told = [(s, reviews.case(db, s.about)) for s in reviews.not_told(db, session.person.id)]
    found = [OpenQuestion(step, case) for step, case in told if case is not None]
    return sorted([*found, *_came_to_few(session)], key=lambda each: each.step.at)


def note_told(session: Session, record: str) -> int:
    """Write down that the reporter has read what came of it; returns how many they had not.

    Only their own reports count: anybody may read it, and that changes nothing.
    """
    mine = [each for each in came_of_mine(session) if each.case.record == record]
    for each in mine:
        record_new(session, _step(each.case, act=review.TOLD, of=each.step.record))
    return len(mine)


def _asked_of_few(session: Session) -> list[OpenQuestion]:
    """Open questions about what few may read, for whoever can open record and question."""
    steps = restricted_reviews.steps_read(session)
    answered = {step.of for step in steps if step.act == review.ANSWER}
    asked = (s for s in steps if s.act == review.QUESTION and s.record not in answered)
    return [OpenQuestion(step, case) for step in asked if (case := _case_of(session, step.about))]


def _came_to_few(session: Session) -> list[OpenQuestion]:
    """What came of the restricted reports of whoever is signed in, unless they may not read it."""
    steps = restricted_reviews.steps_read(session)
    told = {step.of for step in steps if step.act == review.TOLD}
    mine = (
        step
        for step in steps
        if step.act == review.OUTCOME
        and step.said.reporter == session.person.id
        and step.record not in told
    )
    return [OpenQuestion(step, case) for step in mine if (case := _case_of(session, step.about))]


def _reviewed(session: Session, record: str) -> CaseRow:
    """The record, for whoever reviews it. Raises NotAllowed, BadInput for what is not there."""
    one = restricted_reviews.of(session, record)
    if one is None:
        session.require("review")
    elif not restricted_reviews.may_review(session, one):
        session.require(restricted_reviews.MAY)
        raise NotAllowed("Only those it is sealed to review this.", do="Ask a lead among them.")
    return one.case if one else _case(session, record)


def _case_of(session: Session, record: str) -> CaseRow | None:
    one = restricted_reviews.of(session, record)
    return one.case if one else None


def _case(session: Session, record: str) -> CaseRow:
    with session.ledger.reading() as db:
        found = reviews.case(db, record)
    found = found or _case_of(session, record)
    if found is None:
        raise sealing.no_such_record()
    return found


def _step(case: CaseRow, **said: Any) -> Review:
    """A step of the review of a record, of the kind that is kept as that record is."""
    kind = RestrictedReview if is_restricted(case.kind) else Review
    return kind(**said, about=case.record)


def _keep(session: Session, case: CaseRow, act: str, *, words: str, of: str | None = None) -> Saved:
    said = _step(case, act=act, words=words.strip(), of=of, reporter=case.author or None)
    return _kept(session, said)


def _kept(session: Session, said: Review) -> Saved:
    for problem in said.errors():
        raise BadInput(str(problem), field=problem.field)
    return record_new(session, said)


def findings_now(session: Session, record: str) -> Findings:
    """What was found so far, for the form to begin with."""
    now = review_of(session, record)
    said: Record | None = None
    if now is not None and now.findings is not None:
        said = record_at(current(session, now.findings.record).shown)
    known = Findings.model_fields
    held = said.model_dump() if said else {}
    return Findings(**{name: value for name, value in held.items() if name in known})
