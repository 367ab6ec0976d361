"""Correcting a safety review on its own screen: each item is confirmed or changed, with a reason.

The corrected review took place when it did; what is still so stays as it was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.records.self_harm_review import ReviewRow, SelfHarmReview
from wardsafe.services import drafting
from wardsafe.services.access import note_read
from wardsafe.services.recording import amend, current
from wardsafe.services.review_items import Before, said_in
from wardsafe.services.review_record import corrected, take_up
from wardsafe.services.review_sheet import ReviewSheet
from wardsafe.services.review_times import SET, NextReview
from wardsafe.services.reviewing_safety import Begun, LastReview, ReviewDue, lists_of
from wardsafe.services.session import Session
from wardsafe.views import people
from wardsafe.views.folding import Step, moment, record_at
from wardsafe.vocabulary.checklists import Checklist, Item

_ASKED = re.compile(r"(\d+) (.+?): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Amendment:
    """A review on the screen to be corrected: the record, the entries it corrects."""

    record: str
    parents: tuple[str, ...]
    begun: Begun


def begin(session: Session, record: str) -> Amendment:
    """What a review says, to be gone through item by item; a draft of it is taken up again.

    Writes down that it was read. Raises NotAllowed, BadInput for what is no review here or has
    two versions.
    """
    session.require("amend")
    now = current(session, record)
    said = record_at(now.shown)
    if not isinstance(said, SelfHarmReview) or len(now.heads) > 1:
        raise BadInput("This review cannot be amended as it is.", do="Open it in the log.")
    with session.ledger.reading() as db:
        person = people.person(db, said.person or "")
    if person is None:
        raise BadInput("There is no such person here.", do="Find them in the list of people.")
    note_read(session, record)
    sheet = _sheet(session, said, now.shown)
    draft = next(
        (one for one in drafting.offered(session).drafts if one.name == _draft_name(record)), None
    )
    stale: tuple[Item, ...] = ()
    if draft is not None and isinstance(held := draft.fields.get("review"), dict):
        take_up(sheet, held)
        stale = sheet.let_go_of_the_stale(session.now())
    notices = (f"Look again: {', '.join(item.label for item in stale)}.",) if stale else ()
    last = LastReview(record, said.when or session.now(), now.shown.authorship("author_name"), said)
    due = ReviewDue(person, NextReview(said.next_due, SET, said.when), last, ())
    return Amendment(record, tuple(head.entry.id for head in now.heads), Begun(due, sheet, notices))


def save(session: Session, what: Amendment, reason: str) -> Saved:
    """Put the corrected review beside the one it corrects, and let its draft go.

    Raises BadInput where an item was neither confirmed nor changed, or without a reason; NotSaved.
    """
    said = corrected(what.begun.sheet, session.now())
    saved = amend(session, what.record, said, reason, what.parents)
    drafting.drop_draft(session, _draft_name(what.record))
    return saved


def keep_draft(session: Session, what: Amendment, body: Mapping[str, Any]) -> datetime:
    """Keep what a sheet gave as its draft, sealed to its writer; returns when. Raises NotSaved."""
    typed = {"person": what.begun.sheet.person}
    fields = {"kind": SelfHarmReview.kind, "record": what.record, "typed": typed}
    return drafting.keep_draft(session, _draft_name(what.record), {**fields, "review": dict(body)})


def _draft_name(record: str) -> str:
    return f"{SelfHarmReview.kind} amended {record}"


def _sheet(session: Session, said: SelfHarmReview, shown: Step) -> ReviewSheet:
    lists = lists_of(session)
    checklist = _as_asked(lists.checklist, said)
    entered = moment(shown.authorship("entered")) or said.when or session.now()
    before: dict[str, Before] = {}
    for row in said.rows:
        item = checklist.item(row.item or "")
        found = said_in(said, row, item) if item else None
        if item is not None and found is not None:
            before[item.id] = Before(entered, shown.authorship("author_name"), found)
    return ReviewSheet(said.person or "", lists, checklist, before, amends=said)


def _as_asked(now: Checklist, said: SelfHarmReview) -> Checklist:
    """The checklist that the review was made with, from what its rows say was asked."""
    version = said.checklist_version or ""
    items = tuple(item for row in said.rows if (item := _item(now, row)))
    name = said.checklist or now.name
    return replace(now, name=name, version=version, items=items or now.items)


def _item(now: Checklist, row: ReviewRow) -> Item | None:
    known, asked = now.item(row.item or ""), _ASKED.fullmatch(row.asked or "")
    if asked is None or not row.item:
        return known
    number, label, question = int(asked[1]), asked[2], asked[3]
    if known is None:
        return Item(number, row.item, label, question, "", "", own_words=True)
    return replace(known, number=number, label=label, question=question)
