"""The reviews of the invented ward: most records signed off and told, some that wait or are asked.

What came of one of Grace's reports waits for her, and the ward has a question to answer.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wardsafe.clock import Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.store import SqliteLedger
from wardsafe.records import review
from wardsafe.records.review import Review
from wardsafe.services.demo_staff import entry_by
from wardsafe.views import reviews
from wardsafe.views.folding import fold
from wardsafe.views.review_rows import CaseFilter, CaseRow

MOST, LEFT = 400, 9
"""Records that are reviewed here at most, and the newest, which still wait."""

GRACE = "s-okafor"

_CAME_OF_IT = (
    "The sensory room key is now with both nurses at night. Thank you for writing down what was "
    "asked for.",
    "We talked about it on Tuesday with everybody who was there. Nothing else changes for now; "
    "what you did before hands were used stands in the care plan.",
    "The queue at the medicine hatch was looked at: from Monday there are two of us at ten. Tell "
    "me if it helps.",
    "The plan was read again with the person and their advocate. They would rather be walked to "
    "the garden than asked to sit down; it says so now.",
)
_THEMES = (("waiting",), ("rules", "communication"), ("plan",), ("de-escalation", "went-well"))
_QUESTION = "What was offered before hands were used? Item o is empty."
_ANSWERED = (
    ("What was offered before?", "Time in the garden, then music. The sensory room was locked."),
    ("Who holds that key at night?", "Only the nurse in charge."),
)


def entries(
    said: Mapping[str, Any],
    ledger: SqliteLedger,
    now: datetime,
    chance: Chance,
    dice: Random,
) -> Iterator[NewEntry]:
    """The steps of the reviews of what `ledger` holds; nothing where nobody reviews."""
    leads = [one for one in said["staff"] if one["role"] == "safety-lead"]
    with ledger.reading() as db:
        cases = reviews.page(db, CaseFilter(), limit=100_000)
    if not leads or not cases:
        return
    tell = _Telling(ledger, leads[0], now, chance, dice)
    grace = next((case for case in reversed(cases[:-LEFT]) if case.author == GRACE), None)
    for case in cases[:-LEFT][-MOST:]:
        yield from tell.whole(case, unread=case is grace)
    waiting = cases[-LEFT:]
    staff = [one for one in said["staff"] if one["role"] == "staff"]
    if len(waiting) > 2:
        yield from tell.asked(waiting[0])
        yield from tell.answered(waiting[1], staff[0])


class _Telling:
    """One safety lead, at their desk a few days after each record."""

    def __init__(
        self,
        ledger: SqliteLedger,
        lead: Mapping[str, str],
        now: datetime,
        chance: Chance,
        dice: Random,
    ) -> None:
        self._ledger, self._lead, self._now = ledger, lead, now
        self._chance, self._dice = chance, dice

    def whole(self, case: CaseRow, *, unread: bool) -> Iterator[NewEntry]:
        """Found, signed off, told and, but for one, read."""
        at = self._later(case.entered, self._dice.uniform(20, 150))
        heads = [head.entry.id for head in fold(self._ledger.of_record(case.record)).heads]
        which = self._dice.randrange(len(_CAME_OF_IT))
        if self._dice.random() < 0.4:
            found = Review(themes=_THEMES[which], response="local", engaged="Y")
            yield self._step(case, review.FINDINGS, at, found)
        signed = Review(
            reporter=case.author or None,
            reviewer=self._lead["id"],
            own="N",
            signed=tuple(sorted(heads)),
        )
        yield self._step(case, review.SIGNED, at, signed)
        if self._dice.random() < 0.04 and not unread:
            return
        outcome = Review(words=_CAME_OF_IT[which], reporter=case.author or None)
        written = self._step(case, review.OUTCOME, at, outcome)
        yield written
        if case.author and not unread:
            one = {"id": case.author, "name": case.author_name, "job_title": ""}
            after = min(self._now, at + timedelta(hours=self._dice.uniform(4, 60)))
            yield self._step(case, review.TOLD, after, Review(of=written.record), one)

    def asked(self, case: CaseRow) -> Iterator[NewEntry]:
        """A question that the ward has not answered."""
        at = self._later(case.entered, 14)
        said = Review(words=_QUESTION, reporter=case.author or None)
        yield self._step(case, review.QUESTION, at, said)

    def answered(self, case: CaseRow, one: Mapping[str, str]) -> Iterator[NewEntry]:
        """Questions that came back."""
        at = self._later(case.entered, 10)
        for question, answer in _ANSWERED:
            asked = self._step(case, review.QUESTION, at, Review(words=question))
            yield asked
            at = min(self._now, at + timedelta(hours=5))
            yield self._step(case, review.ANSWER, at, Review(words=answer, of=asked.record), one)
            at = min(self._now, at + timedelta(hours=3))

    def _later(self, entered: int, hours: float) -> datetime:
        at = datetime.fromtimestamp(entered, self._now.tzinfo) + timedelta(hours=hours)
        return min(at, self._now)

    def _step(
        self,
        case: CaseRow,
        act: str,
        at: datetime,
        said: Review,
        one: Mapping[str, str] | None = None,
    ) -> NewEntry:
        who = one or self._lead
        whole = said.model_copy(update={"act": act, "about": case.record})
        return entry_by(who, whole, at, self._chance)
