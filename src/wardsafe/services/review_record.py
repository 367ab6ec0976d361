"""What becomes of a review sheet: the record that it makes, and the draft from which it goes on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.records.self_harm_review import ReviewRow, SelfHarmReview
from wardsafe.services.review_items import ANSWERS, ASKED, BY, NOTE, OWNER, WORDS
from wardsafe.services.review_sheet import SAME, ReviewSheet
from wardsafe.vocabulary.checklists import Item, checklist_of


def made(
    sheet: ReviewSheet, now: datetime, *, due: datetime | None, prompted_by: Iterable[str] = ()
) -> SelfHarmReview:
    """The review as a record made now; `due` is when it was due. Raises BadInput."""
    return SelfHarmReview(
        **_values(sheet, now),
        when=now,
        in_time=None if due is None else "Y" if now <= due else "N",
        prompted_by=tuple(prompted_by),
    )


def corrected(sheet: ReviewSheet, now: datetime) -> SelfHarmReview:
    """The review that the sheet amends, as it is put right now: it took place when it did.

    Raises BadInput, also where an item was neither confirmed nor changed.
    """
    was = sheet.amends
    left = [item.label for item in sheet.untouched() if item.id in sheet.before]
    if was is None or left:
        raise BadInput(f"Not looked at: {', '.join(left)}.", do="Confirm or change each item.")
    values, before = _values(sheet, now), {row.item: row for row in was.rows}
    # What is still so stays as it was, with the time at which it was looked at for the review.
    rows = (
        row if row.answer and row.confirmed_same == "N" else before.get(row.item, row)
        for row in values["rows"]
    )
    return was.model_copy(update={**values, "rows": tuple(rows)})


def as_draft(sheet: ReviewSheet, now: datetime) -> dict[str, Any]:
    """What is needed to go on later, with the checklist that it was begun with."""
    for item in sheet.checklist.items:
        for line in sheet.lines(item):
            sheet.settle(item, line, now)
    return {
        "checklist": sheet.checklist.as_json(),
        "answers": dict(sheet.answers),
        "lines": {item: dict(lines) for item, lines in sheet.typed.items()},
        "looked": {item: at.isoformat() for item, at in sheet.looked.items()},
    }


def take_up(sheet: ReviewSheet, draft: Mapping[str, Any]) -> None:
    """Go on with a draft, by its own checklist. Raises BadInput for one that is not right."""
    sheet.checklist = checklist_of(draft["checklist"])
    try:
        sheet.answers = {str(k): v for k, v in draft["answers"].items() if v in ANSWERS}
        sheet.typed = {str(k): dict(v) for k, v in draft["lines"].items()}
        looked = {str(k): datetime.fromisoformat(v) for k, v in draft["looked"].items()}
    except (KeyError, AttributeError, TypeError, ValueError):
        raise BadInput("This draft cannot be read.", do="Begin the review again.") from None
    sheet.looked = {item: at for item, at in looked.items() if item in sheet.answers}


def _values(sheet: ReviewSheet, now: datetime) -> dict[str, Any]:
    """The fields that follow from the sheet, by name. Raises BadInput."""
    for trouble in sheet.troubles(now):
        raise BadInput(f"{trouble.item.label}: {trouble.sentence}", field=trouble.line.name)
    values: dict[str, Any] = {}
    for item in sheet.checklist.items:
        said = sheet.said(item, now) if item.id in sheet.looked else None
        values |= {
            line.name: said.values.get(line.name) for line in ASKED.get(item.asks, ()) if said
        }
    observation = sheet.lists.observation(values.get("observation") or "")
    return values | {
        "person": sheet.person,
        "observation_name": observation.local_name if observation else None,
        "checklist": sheet.checklist.name,
        "checklist_version": sheet.checklist.version,
        "rows": tuple(_row(sheet, item, now) for item in sheet.checklist.items),
    }


def _row(sheet: ReviewSheet, item: Item, now: datetime) -> ReviewRow:
    asked = f"{item.number} {item.label}: {item.question}"
    said = sheet.said(item, now) if item.id in sheet.looked else None
    if said is None:
        return ReviewRow(item=item.id, asked=asked)
    same = sheet.state(item, now) == SAME
    words, words_said = said.values.get(WORDS.name), said.words_said
    if same and not words:  # read and still so: with the day on which they were said
        was = sheet.before[item.id].said
        words, words_said = was.values.get(WORDS.name), was.words_said
    return ReviewRow(
        item=item.id,
        asked=asked,
        answer=said.answer,
        owner=said.values.get(OWNER.name),
        by=said.values.get(BY.name),
        own_words=words,
        words_said=words_said,
        note=said.values.get(NOTE.name),
        confirmed_same="Y" if same else "N",
        looked=sheet.looked[item.id],
    )
