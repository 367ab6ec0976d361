"""What a record says for duties: what happened, and what was done. Pure.

The reviews of an incident are fields of its record, so they are doings too; when they were entered
is when the version that first said so was entered.
"""

from collections.abc import Iterator
from datetime import datetime

from wardsafe.duties.happenings import NOT_DONE, Done, Happening
from wardsafe.records.base import Record
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.movement import LEAVES, Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.views.folding import Fold, Step, content, moment, record_at
from wardsafe.vocabulary.code_lists import code_list

KINDS = frozenset((RestrictivePractice.kind, Movement.kind, DutyDone.kind, SelfHarmReview.kind))
"""The kinds that duties are made from."""

REVIEWS = (
    ("debrief-immediate", "debrief"),
    ("debrief-staff", "staff_review"),
    ("debrief-patient", "patient_review"),
    ("debrief-external", "external_review"),
)
"""The four reviews, as duties and as fields (`…_held`, `…_at`) of an incident."""

INFORMAL, PRONE, RAPID, SECLUSION, SEGREGATION = "01", "01", "14", "05", "06"
_MOVES = {"admit": "admission", "discharge": "discharge", **dict.fromkeys(LEAVES, "leave")}


def said_in(folded: Fold) -> Record | None:
    """What a record says now; nothing where it is struck through, or cannot be read."""
    return None if folded.void else record_at(folded.shown)


def happenings_of(folded: Fold, said: Record | None) -> tuple[Happening, ...]:
    """What duties follow from, as the record stands."""
    if isinstance(said, RestrictivePractice):
        return tuple(of_incident(folded.record, said))
    if isinstance(said, Movement) and said.when and said.move in _MOVES and said.person:
        what, record = _MOVES[said.move], folded.record
        return (Happening(what, said.person, record, None, said.when, said.when),)
    if isinstance(said, SelfHarmReview) and said.when and said.person and said.observation:
        at, detail = said.when, {said.observation: True}
        return (Happening("observation", said.person, folded.record, None, at, at, detail),)
    return ()


def dones_of(folded: Fold, said: Record | None) -> tuple[Done, ...]:
    """The doings that a record tells of."""
    if isinstance(said, DutyDone):
        return tuple(_of_doing(folded, said))
    if isinstance(said, RestrictivePractice):
        return tuple(_of_reviews(folded, said))
    return ()


def of_incident(record: str, said: RestrictivePractice) -> Iterator[Happening]:
    """The incident, and each intervention that something follows from."""
    person, began = said.person or "", said.happened()
    if began is None:
        return
    ended = None if said.still_on() else max(said.ended() or began, began)
    yield Happening("incident", person, record, None, began, ended)
    harmed = any(row.patient_hurt == "Y" for row in said.interventions)
    child = said.age is not None and said.age < 18
    detail = {"informal": said.legal_status == INFORMAL and not child, "child": child}
    for number, row in enumerate(said.interventions):
        if row.start is None:
            continue
        end = None if said.is_open(number) else _ended(row, row.start)
        for what in _what(row, harmed=harmed):
            over = row.start if what in _AT_ONCE else end
            yield Happening(what, person, record, number, row.start, over, detail)


_AT_ONCE = ("rapid-tranquillisation", "close-monitoring")


def _ended(row: Intervention, start: datetime) -> datetime:
    """When it was over; its start where nobody knows, so that no length is made up."""
    return row.end if row.end and row.end > start else start


def _what(row: Intervention, *, harmed: bool) -> tuple[str, ...]:
    if row.type == SECLUSION:
        return ("seclusion",)
    if row.type == SEGREGATION:
        return ("segregation",)
    if row.type == RAPID:
        return _AT_ONCE if harmed else _AT_ONCE[:1]
    families = {code.code: code.family for code in code_list("restrictive-type").codes}
    if families.get(row.type or "") != "physical":
        return ()
    return ("restraint", "prone") if row.type == PRONE else ("restraint",)


def _of_doing(folded: Fold, said: DutyDone) -> Iterator[Done]:
    entered = moment(folded.first.authorship("entered"))
    if not (said.duty and said.about and said.when and entered):
        return
    by = folded.first.authorship("author")
    yield Done(said.duty, said.about, said.row, said.when, entered, by, said.outcome or "")


def _of_reviews(folded: Fold, said: RestrictivePractice) -> Iterator[Done]:
    for duty, field in REVIEWS:
        held, at = getattr(said, f"{field}_held"), getattr(said, f"{field}_at")
        if held is None and at is None:
            continue
        step = _first_with(folded, f"{field}_held", f"{field}_at")
        entered = moment(step.authorship("entered"))
        if entered is None:
            continue
        by = step.authorship("author")
        if held == "N" and at is None:
            yield Done(duty, folded.record, None, entered, entered, by, NOT_DONE)
        else:
            yield Done(duty, folded.record, None, at, entered, by)
    if said.notification is not None:
        step = _first_with(folded, "notification")
        if entered := moment(step.authorship("entered")):
            at = said.told_at if said.notification == "Y" else entered
            outcome = NOT_DONE if said.notification == "N" else ""
            by = step.authorship("author")
            yield Done("care-plan-told", folded.record, None, at, entered, by, outcome)


def _first_with(folded: Fold, *names: str) -> Step:
    """The first version that says any of these; parents come before what amends them."""
    for step in folded.steps:
        before: Record | None = record_at(content(folded.steps, step))
        if before is not None and any(getattr(before, name, None) for name in names):
            return step
    return folded.first
