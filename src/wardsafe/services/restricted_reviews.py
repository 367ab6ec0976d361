"""How the reviews of restricted records stand, for whoever can open them and for nobody else.

There is no table of it: the steps are opened with the keys of whoever looks, as the records are,
so that no list, count, notice or filter of anybody else can differ by one of them (case C13). What
was opened is kept with the session, which is gone at the lock.
"""

from dataclasses import dataclass, replace

from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import sealing
from wardsafe.services.audiences import BEHAVIOUR, belongs, is_member, keys, members
from wardsafe.services.restricted_reading import mark, records_of
from wardsafe.services.session import Session
from wardsafe.views import people, review_view, reviews
from wardsafe.views.folding import Fold, fold, record_at
from wardsafe.views.review_rows import LAST_NUMBER, CaseFilter, CaseRow, Step, place
from wardsafe.vocabulary.code_lists import code_list

MAY = "review what is restricted"
STEPS, EVENTS = "restricted-review", "sexual-safety"


@dataclass(frozen=True, slots=True)
class RestrictedCase:
    """One event under review: as a row of the queue, its steps in order, its current entries, the
    audience it is sealed to, and whether its reporter may read what came of it."""

    case: CaseRow
    steps: tuple[Step, ...]
    heads: tuple[str, ...]
    audience: str
    reporter_reads: bool


def may_review(session: Session, found: RestrictedCase) -> bool:
    """Whether this person reviews it: a lead of the audience it is sealed to."""
    return session.may(MAY) and is_member(session, found.audience)


def all_of(session: Session) -> tuple[RestrictedCase, ...]:
    """Every event that this person reviews, in no order; nothing for everybody else."""
    if not session.may(MAY):
        return ()
    now = mark(session)
    kept = session.reviewed_before
    if kept is None or kept[0] != now:
        events = records_of(session, EVENTS)
        found = tuple(one for record in events if (one := of(session, record)) is not None)
        session.reviewed_before = kept = (now, found)
    return tuple(one for one in kept[1] if may_review(session, one))


def of(session: Session, record: str) -> RestrictedCase | None:
    """How the review of one event stands; None for what this person may not read, or is none."""
    folded = _opened(session, record, keys(session))
    said = record_at(folded.shown) if folded else None
    if folded is None or not isinstance(said, SexualSafety):
        return None
    steps = tuple(step for step in steps_read(session) if step.about == record)
    audience = said.audience or ""
    reads = _reporter_reads(session, folded.first.authorship("author"), audience)
    row = review_view.case_row(folded, steps, tells=reads)
    case = reviews.case_of((*row, _initials(session, said)))
    what = code_list("sexual-safety-category").short(said.category) if said.category else ""
    heads = tuple(head.entry.id for head in folded.heads)
    return RestrictedCase(replace(case, what=what), steps, heads, audience, reads)


def fits(row: CaseRow, chosen: CaseFilter) -> bool:
    """Whether the filter of the queue finds a row: as the tables of the others are asked."""
    return (
        (not chosen.states or bool(row.states & chosen.states))
        and (not chosen.also or bool(row.states & chosen.also))
        and (chosen.person is None or row.person == chosen.person)
        and (chosen.before is None or row.position >= place(chosen.before, LAST_NUMBER))
    )


def steps_read(session: Session) -> tuple[Step, ...]:
    """Every step of a restricted review that this person can open, in the order of entry."""
    now = mark(session)
    kept = session.steps_before
    if kept is None or kept[0] != now:
        session.steps_before = kept = (now, tuple(_steps(session)))
    found: tuple[Step, ...] = kept[1]
    return found


def _steps(session: Session) -> list[Step]:
    mine = keys(session)
    folds = (_opened(session, record, mine) for record in records_of(session, STEPS))
    found = [step for folded in folds if folded and (step := review_view.step_of(folded))]
    return [step for step, _ in sorted(found, key=review_view.in_order)]


def _opened(session: Session, record: str, mine: tuple[str, ...]) -> Fold | None:
    entries = session.ledger.of_record(record)
    if not entries or entries[0].header.kind.partition("/")[0] not in (STEPS, EVENTS):
        return None
    clear = sealing.open_with(mine, entries)
    return fold(clear) if clear else None


def _reporter_reads(session: Session, author: str, audience: str) -> bool:
    """An author opens what they wrote, unless it is about staff: then only as one of the few."""
    if audience != BEHAVIOUR:
        return True
    who = next((one for one in members(session.ledger) if one.id == author), None)
    return who is not None and belongs(audience, who)


def _initials(session: Session, said: SexualSafety) -> str:
    if not said.person:
        return ""
    with session.ledger.reading() as db:
        who = people.person(db, said.person)
    return who.initials if who else ""
