"""How the review of a record stands, in lines: what came of it, questions, the sign-off."""

from collections.abc import Iterator
from datetime import UTC, datetime

from wardsafe.plain.words import dated
from wardsafe.records import review
from wardsafe.services.reviewing_records import ReviewOf
from wardsafe.views.review_rows import Step


def review_words(stands: ReviewOf | None) -> Iterator[str]:
    """How the review of a record stands, in lines."""
    if stands is None or not stands.steps:
        return
    for step in stands.outcomes:
        read = ", read by its reporter" if stands.is_read(step) else ""
        yield f"What came of it: {step.said.words} ({_by(step)}{read})"
    for step in stands.thread:
        asked = "Question" if step.act == review.QUESTION else "Answer"
        yield f"{asked}: {step.said.words} ({_by(step)})"
    if stands.signed is not None:
        said = stands.signed.said
        yield f"Signed off by {said.reviewer}, reported by {said.reporter} ({_by(stands.signed)})"


def _by(step: Step) -> str:
    return f"{step.by_name}, {dated(datetime.fromtimestamp(step.at, UTC))}"
