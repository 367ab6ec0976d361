"""Safety reviews of the people of the ward: whose is due when, beginning one, saving it.

People are listed by when their review is due and by nothing else. No answer of a review is read
to make that list, and none leaves this ward.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.ledger.drafts import Draft
from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.movement import LEAVES, Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.services import drafting
from wardsafe.services.access import note_read
from wardsafe.services.recording import record_new
from wardsafe.services.review_items import Before, said_in
from wardsafe.services.review_record import made, take_up
from wardsafe.services.review_sheet import ReviewSheet
from wardsafe.services.review_times import NextReview, Prompt, next_review, prompted
from wardsafe.services.session import Session
from wardsafe.views import people
from wardsafe.views.folding import Step, fold, moment, record_at
from wardsafe.views.log import LogFilter, LogRow, page
from wardsafe.views.moves import moves_of
from wardsafe.views.people import Person
from wardsafe.views.stored import Reading, entries_of
from wardsafe.vocabulary.checklists import FOLDER, Checklist, Lists, lists_for

_REVIEWS, _ROWS = 6, 20
"""Rows of the log read at a time for one person: reviews, and what came since the last one."""

LOOK_BACK = timedelta(days=2)
"""How long before a review something may have happened that was only written down after it."""

_SECOND = timedelta(seconds=1)
_PROMPTS = (RestrictivePractice.kind, Movement.kind, ReviewPrompt.kind)
_LEAVE = (*LEAVES, "return")


@dataclass(frozen=True, slots=True)
class LastReview:
    """A review that took place: its record, when, and who made it."""

    record: str
    when: datetime
    by: str
    review: SelfHarmReview


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """One person of the ward with their next review; `prompts` are the codes of what came since
    the last one."""

    person: Person
    next: NextReview
    last: LastReview | None
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """A review on the screen: whose it is, its sheet, and what must be said about its list."""

    due: ReviewDue
    sheet: ReviewSheet
    notices: tuple[str, ...]


def lists_of(session: Session) -> Lists:
    """The checklist and the observation arrangements that hold in this ward now."""
    return lists_for(Path(session.where.folder) / FOLDER)


def reviews_due(session: Session) -> tuple[ReviewDue, ...]:
    """Everybody on the ward, whoever is due first first; who has no time set, before them."""
    checklist, now = lists_of(session).checklist, session.now()
    with session.ledger.reading() as db:
        found = [_due(db, checklist, one, now) for one in people.people_here(db)]
    return tuple(sorted(found, key=lambda one: (one.next.at is not None, one.next.at or now)))


def review_happenings(session: Session, now: datetime) -> dict[str, datetime | None]:
    """When the next review of each person on the ward is due, by their record; None where nobody
    set a time."""
    checklist = lists_of(session).checklist
    with session.ledger.reading() as db:
        here = people.people_here(db)
        return {one.record: _due(db, checklist, one, now).next.at for one in here}


def begin(session: Session, person: str) -> Begun:
    """The review of a person beside what was said last time, or their draft taken up again.

    Writes down that the last review was read. Raises BadInput for somebody not known here.
    """
    lists, now = lists_of(session), session.now()
    with session.ledger.reading() as db:
        known = people.person(db, person)
        if known is None:
            raise BadInput("There is no such person here.", do="Find them in the list of people.")
        due = _due(db, lists.checklist, known, now)
        reviews = list(_reviews(db, person))
    if due.last is not None:
        note_read(session, due.last.record)
    sheet = ReviewSheet(person, lists, lists.checklist, {})
    draft = draft_of(session, person)
    if draft is not None:
        take_up(sheet, _body(draft))
    sheet.before = _before(sheet.checklist, reviews)
    stale = sheet.let_go_of_the_stale(now) if draft is not None else ()
    return Begun(due, sheet, tuple(_notices(lists, sheet, [item.label for item in stale])))


def list_changed(session: Session, sheet: ReviewSheet) -> str:
    """One sentence where the ward's checklist is another now than the one of this review."""
    return _other_list(lists_of(session).checklist, sheet.checklist)


def save(session: Session, sheet: ReviewSheet) -> Saved:
    """Put the review into the ledger and let its draft go. Items that nobody looked at are kept
    as not looked at; such a review does not stand for the one due. Raises BadInput, NotSaved."""
    now = session.now()
    with session.ledger.reading() as db:
        known = people.person(db, sheet.person)
        if known is None:
            raise BadInput("There is no such person here.", do="Find them in the list of people.")
        due = _due(db, sheet.checklist, known, now)
    record = made(sheet, now, due=due.next.at, prompted_by=due.prompts)
    saved = record_new(session, record)
    drafting.drop_draft(session, _draft_name(sheet.person))
    return saved


def keep_draft(session: Session, person: str, body: Mapping[str, Any]) -> datetime:
    """Keep what a sheet gave as its draft, sealed to its writer; returns when. Raises NotSaved."""
    fields = {"kind": SelfHarmReview.kind, "typed": {"person": person}, "review": dict(body)}
    return drafting.keep_draft(session, _draft_name(person), fields)


def draft_of(session: Session, person: str) -> Draft | None:
    """This writer's unfinished review of a person, if there is one."""
    name = _draft_name(person)
    return next((one for one in drafting.offered(session).drafts if one.name == name), None)


def _draft_name(person: str) -> str:
    return f"{SelfHarmReview.kind} {person}"


def _body(draft: Draft) -> dict[str, Any]:
    held = draft.fields.get("review")
    if not isinstance(held, dict):
        raise BadInput("This draft cannot be read.", do="Begin the review again.")
    return held


def _notices(lists: Lists, sheet: ReviewSheet, stale: list[str]) -> Iterator[str]:
    yield from lists.faults
    if other := _other_list(lists.checklist, sheet.checklist):
        yield other
    if stale:
        yield f"Looked at too long ago, look again: {', '.join(stale)}."


def _other_list(now: Checklist, begun: Checklist) -> str:
    if now == begun:
        return ""
    return (
        f"The checklist is another one now (version {now.version}); this review keeps the one it"
        f" began with (version {begun.version})."
    )


def _due(db: Reading, checklist: Checklist, person: Person, now: datetime) -> ReviewDue:
    reviews, moves = _reviews(db, person.record), moves_of(db, person.record)
    last = next(reviews, None)
    whole = last
    while whole is not None and not (whole.review.looked_at_all() and whole.when <= now):
        whole = next(reviews, None)
    reviewed = whole.when if whole else None
    came = [at for move, at in moves.values() if move == "admit" and at <= now]
    admitted = max(came, default=None)
    prompts = _prompts(db, person.record, moves, (reviewed, admitted), now)
    found = next_review(
        checklist.times,
        admitted=admitted,
        reviewed=reviewed,
        set_for=whole.review.next_due if whole else None,
        prompts=prompts,
    )
    return ReviewDue(person, found, last, prompted(prompts, reviewed))


def _reviews(db: Reading, person: str) -> Iterator[LastReview]:
    """The last reviews of a person, the newest first, those struck through left out."""
    rows = page(db, LogFilter(kinds=(SelfHarmReview.kind,), person=person), limit=_REVIEWS)
    for row in rows:
        for said, step in _read(db, [row]):
            if isinstance(said, SelfHarmReview) and said.when is not None:
                yield LastReview(row.record, said.when, step.authorship("author_name"), said)


def _read(db: Reading, rows: Iterable[LogRow]) -> Iterator[tuple[Record, Step]]:
    wanted = [row.record for row in rows if row.state != "void"]
    held = entries_of(db, wanted)
    for record in wanted:
        shown = fold(held[record]).shown
        said = record_at(shown)
        if said is not None:
            yield said, shown


def _prompts(
    db: Reading,
    person: str,
    moves: Mapping[str, tuple[str, datetime]],
    times: tuple[datetime | None, datetime | None],
    now: datetime,
) -> tuple[Prompt, ...]:
    """What may bring the review forward, the newest first: of what happened since the last review
    (or, without one, the admission) the first and the last of each kind, which decide alike."""
    reviewed, admitted = times
    since = reviewed + _SECOND if reviewed else admitted
    found: dict[str, Prompt] = {}
    for kind in _PROMPTS:
        chosen = LogFilter(kinds=(kind,), person=person, since=since)
        whole = kind == ReviewPrompt.kind  # each is of a sort of its own
        for upwards in (False, True):
            told = _told(db, chosen, moves, now, upwards=upwards)
            found |= islice(told, None if whole else 1)
        if reviewed:  # what happened before the review and was written down after it counts too
            before = replace(chosen, since=reviewed - LOOK_BACK, until=since)
            found |= _told(db, before, moves, now, upwards=False)
    return tuple(sorted(found.values(), key=lambda one: one.at, reverse=True))


def _told(
    db: Reading,
    chosen: LogFilter,
    moves: Mapping[str, tuple[str, datetime]],
    now: datetime,
    *,
    upwards: bool,
) -> Iterator[tuple[str, Prompt]]:
    """The prompts among the rows of a filter, by record, from its newest row or its oldest on."""
    place: int | None = -1 if upwards else None
    while rows := page(
        db, chosen, limit=_ROWS, above=place if upwards else None, below=None if upwards else place
    ):
        for row in reversed(rows) if upwards else rows:
            at, entered = moment(row.happened), moment(row.entered)
            code = _prompt_of(db, row, moves)
            if code and at is not None and at <= now:
                yield row.record, Prompt(code, at, entered or at)
        place = rows[0].position if upwards else rows[-1].position


def _prompt_of(db: Reading, row: LogRow, moves: Mapping[str, tuple[str, datetime]]) -> str:
    if row.state == "void":
        return ""
    if row.kind == RestrictivePractice.kind:
        return "incident"
    if row.kind == Movement.kind:
        return "leave" if row.record in moves and moves[row.record][0] in _LEAVE else ""
    said = next((said for said, _ in _read(db, [row])), None)
    return said.prompt or "" if isinstance(said, ReviewPrompt) else ""


def _before(checklist: Checklist, reviews: Iterable[LastReview]) -> dict[str, Before]:
    """What was last said of each item: a review that left one out does not hide the one before."""
    found: dict[str, Before] = {}
    for last in reviews:
        rows = {row.item: row for row in last.review.rows}
        for item in checklist.items:
            row = rows.get(item.id)
            said = said_in(last.review, row, item) if row and item.id not in found else None
            if said is not None:
                found[item.id] = Before(last.when, last.by, said)
    return found
