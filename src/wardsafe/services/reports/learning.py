"""What was learnt: how many records were reviewed, their themes, and what came of them."""

from collections import Counter

from wardsafe.measures import words
from wardsafe.measures.periods import Period
from wardsafe.measures.small_numbers import counted
from wardsafe.records.review import FINDINGS, OUTCOME, SIGNED
from wardsafe.services.incidents_of import seconds
from wardsafe.services.reports.page import Section, Table
from wardsafe.services.session import Session
from wardsafe.views import reviews
from wardsafe.vocabulary.code_lists import code_list


def learning(session: Session, period: Period) -> Section:
    """Reviews that were entered in the period."""
    with session.ledger.reading() as db:
        steps = reviews.steps_between(db, *seconds(period))
    signed = {step.about for step in steps if step.act == SIGNED}
    told = {step.about for step in steps if step.act == OUTCOME}
    themes = Counter(theme for step in steps if step.act == FINDINGS for theme in step.said.themes)
    said = (
        f"{words.many(len(signed), 'record')} signed off; what came of it was written to the "
        f"reporter of {len(told)}.",
    )
    rows = tuple(
        (code_list("review-theme").text(theme), counted(themes[theme])) for theme in sorted(themes)
    )
    return Section("Learning", said, (Table("Themes", ("", "reviews"), rows),) if rows else ())
