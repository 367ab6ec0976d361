"""Restarting the limits of a chart, by somebody's judgement, with who judged and why."""

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.measures import chart
from wardsafe.records.base import Record
from wardsafe.records.moments import local
from wardsafe.records.rebase import Rebase
from wardsafe.services.recording import record_new, void
from wardsafe.services.session import Session
from wardsafe.views import measuring as tables

REBASE = "re-base a chart"
_RATE = "-rate"


def rebases(session: Session, measure_id: str) -> tuple[chart.Rebase, ...]:
    """The re-bases of a measure as its chart takes them. A count and its rate share theirs: the
    ward that changed is the same."""
    with session.ledger.reading() as db:
        found = tables.restarts(db)
    return tuple(
        chart.Rebase(one.day, one.by, one.why)
        for one in found
        if one.measure.removesuffix(_RATE) == measure_id.removesuffix(_RATE)
    )


def rebase(session: Session, said: Record) -> Saved:
    """Keep a re-base. Raises NotAllowed, NotSaved, BadInput for a day ahead or without a reason."""
    session.require(REBASE)
    if not isinstance(said, Rebase):
        raise BadInput("That is no re-base.", do="Begin it from a chart.")
    for problem in said.errors():
        raise BadInput(problem.words, field=problem.field, do="Put it right.")
    if said.day and said.day > local(session.now()).date():
        raise BadInput("That day has not come yet.", field="day", do="Give the first changed day.")
    return record_new(session, said)


def take_back(session: Session, measure_id: str, reason: str) -> Saved:
    """Strike the last re-base of a measure through. Raises BadInput where there is none."""
    session.require(REBASE)
    with session.ledger.reading() as db:
        found = [
            one for one in tables.restarts(db)
            if one.measure.removesuffix(_RATE) == measure_id.removesuffix(_RATE)
        ]  # fmt: skip
    if not found:
        raise BadInput("This chart has no re-base.", do="Choose another chart.")
    last = max(found, key=lambda one: one.number)
    return void(session, last.record, reason)
