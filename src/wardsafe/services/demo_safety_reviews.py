"""The safety reviews of the invented ward: most made in the last day, some that are late."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from wardsafe.clock import Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.records.patient import Patient
from wardsafe.records.self_harm_review import NOT_YET, YES, ReviewRow, SelfHarmReview
from wardsafe.services.demo_staff import entry_by
from wardsafe.vocabulary.checklists import Item, lists_for

_WORDS = {
    "observation": "I sleep better when nobody opens the door.",
    "dignity": "People knock before they come in.",
    "family": "Ring my sister, not my father.",
}


def entries(
    said: Mapping[str, Any],
    people: Sequence[tuple[str, Patient]],
    now: datetime,
    chance: Chance,
    dice: Random,
) -> Iterator[NewEntry]:
    """One review of everybody in the last day, the next one due a day after it."""
    items = lists_for(Path("/nowhere/checklists")).checklist.items
    staff = [one for one in said["staff"] if one["role"] in ("staff", "nurse-in-charge")]
    for person, _ in people:
        when = now - timedelta(minutes=dice.randrange(60, 21 * 60))
        one = dice.choice(staff)
        review = SelfHarmReview(
            person=person,
            when=when,
            in_time="Y" if dice.random() > 0.2 else "N",
            taking_part="took-part",
            observation="general",
            observation_name="General, once or twice a shift",
            observation_agreed="Y",
            next_look=when + timedelta(hours=12),
            next_due=when + timedelta(hours=dice.choice((24, 26, 28, 36))),
            checklist="self-harm-review",
            checklist_version="1",
            rows=tuple(_row(item, when, one["name"], dice) for item in items),
        )
        yield entry_by(one, review, when, chance)


def _row(item: Item, when: datetime, owner: str, dice: Random) -> ReviewRow:
    later = item.id in ("care-plan", "family", "safety-plan") and dice.random() < 0.3
    words = _WORDS.get(item.id) if dice.random() < 0.5 else None
    return ReviewRow(
        item=item.id,
        asked=f"{item.number} {item.label}: {item.question}",
        answer=NOT_YET if later else YES,
        owner=owner if later else None,
        by=when + timedelta(hours=20) if later else None,
        own_words=words,
        words_said=when if words else None,
        confirmed_same="N",
        looked=when,
    )
