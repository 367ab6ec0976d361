"""What a form of a review is asked to do: a question, an answer, what came of it, what was found.

A draft of each is kept like that of any record, and found again where one left it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from wardsafe.errors import BadInput
from wardsafe.ledger.drafts import Draft
from wardsafe.ledger.entry import Saved
from wardsafe.records import review
from wardsafe.records.base import Record
from wardsafe.records.fields import fields_of
from wardsafe.records.restricted_review import RestrictedReview
from wardsafe.records.review import Answer, CameOfIt, Findings, Question
from wardsafe.services import answering_reviews, drafting, reviewing_records
from wardsafe.services.reviewing_records import ReviewOf
from wardsafe.services.session import Session
from wardsafe.tui.forms.task import FormTask, Typed
from wardsafe.tui.forms.typed_text import typed_before

_FORMS: Mapping[str, type[Record]] = {
    review.QUESTION: Question,
    review.ANSWER: Answer,
    review.OUTCOME: CameOfIt,
    review.FINDINGS: Findings,
}


@dataclass(frozen=True, slots=True)
class Reviewing:
    """One form: which step, about which record; `of` is the question that is answered."""

    session: Session
    act: str
    stands: ReviewOf
    of: str = ""
    typed: Typed = field(default_factory=dict)

    @property
    def draft(self) -> str:
        """The name of its draft: one a step and record, so that a second try finds it."""
        return f"review {self.act} {self.stands.case.record}"

    def task(self) -> FormTask:
        """The form's own terms."""
        case = self.stands.case
        model = _FORMS[self.act]
        return FormTask(
            model=model,
            now=self.session.now,
            on_save=self.save,
            on_draft=self.keep,
            title=f"{model.title}, #{case.number}",
            typed=self.typed,
            looks_like_pin=self.session.looks_like_pin,
        )

    def save(self, said: Record, reason: str | None) -> Saved:
        """Put it into the ledger, then let its draft go. Raises WardsafeError."""
        saved = self._stored(said)
        drafting.drop_draft(self.session, self.draft)
        return saved

    def _stored(self, said: Record) -> Saved:
        session, record = self.session, self.stands.case.record
        if isinstance(said, Findings):
            return reviewing_records.find(session, record, said)
        words = str(getattr(said, "words", None) or "")
        if self.act == review.ANSWER:
            return answering_reviews.answer(session, self.of, words)
        keep: Callable[[Session, str, str], Saved] = reviewing_records.tell
        if self.act == review.QUESTION:
            keep = reviewing_records.ask
        return keep(session, record, words)

    def keep(self, typed: Typed) -> None:
        """Keep a draft. Raises NotSaved."""
        fields: dict[str, Any] = {
            "kind": RestrictedReview.kind if self.stands.is_restricted else review.Review.kind,
            "act": self.act,
            "about": self.stands.case.record,
            "typed": typed,
        }
        drafting.keep_draft(self.session, self.draft, fields)


def writing(session: Session, act: str, record: str) -> Reviewing:
    """A step to write about a record, with the draft that was kept of it.

    Raises BadInput where there is nothing to review, or no question to answer any more.
    """
    stands = reviewing_records.review_of(session, record)
    if stands is None:
        raise BadInput("This record is not reviewed here.", do="Choose a use of force.")
    asked = answering_reviews.question(session, record) if act == review.ANSWER else None
    if act == review.ANSWER and asked is None:
        raise BadInput("That question has been answered.", do="Open the record to read it.")
    of = asked.step.record if asked else ""
    found = Reviewing(session, act, stands, of)
    kept = (d for d in drafting.offered(session).drafts if d.name == found.draft)
    draft = next(kept, None)
    typed = _typed(draft) if draft else _first(session, act, record)
    return Reviewing(session, act, stands, of, typed)


def resumed(session: Session, draft: Draft) -> Reviewing | None:
    """A draft again; None where nobody needs it any more: then it is let go."""
    act, about = str(draft.fields.get("act", "")), str(draft.fields.get("about", ""))
    try:
        return writing(session, act, about) if act in _FORMS else None
    except BadInput:
        drafting.drop_draft(session, draft.name)
        return None


def _first(session: Session, act: str, record: str) -> Typed:
    """What stands in the form at first: of findings what was found so far."""
    if act != review.FINDINGS:
        return {}
    said = reviewing_records.findings_now(session, record)
    return typed_before(fields_of(Findings), said.model_dump())


def _typed(draft: Draft) -> Typed:
    return cast("Typed", dict(cast("Mapping[str, Any]", draft.fields.get("typed", {}))))
