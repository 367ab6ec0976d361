"""What can be recorded from the menu, and the writing of it: new, amended, taken up, claimed."""

from wardsafe.ledger.entry import Saved
from wardsafe.plain.form import Form
from wardsafe.plain.talk import Talk
from wardsafe.records.base import Record
from wardsafe.records.environment_check import EnvironmentCheck
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.records.safety_plan import SafetyPlan
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.writing import Writing

KINDS: tuple[tuple[str, type[Record]], ...] = (
    ("Restrictive practice: a use of force", RestrictivePractice),
    ("Sexual safety", SexualSafety),
    ("Movement: admission, bed, leave, return, transfer, discharge", Movement),
    ("Somebody new on the ward, then their admission", Patient),
    ("Safety plan", SafetyPlan),
    ("What brings a safety review forward", ReviewPrompt),
    ("Check of a place", EnvironmentCheck),
)


def record_one(talk: Talk, session: Session) -> None:
    """Choose a kind and record it."""
    at = talk.pick("What do you want to record?", [words for words, _ in KINDS], "Which")
    model = KINDS[at][1]
    if model is SexualSafety:
        from wardsafe.plain.sexual_safety import record_event

        record_event(talk, session)
    elif model is Patient:
        add_person(talk, session)
    else:
        write(talk, session, writing.new(session, model))


def add_person(talk: Talk, session: Session) -> None:
    """Somebody new; once they are saved, their admission."""
    saved = write(talk, session, writing.new(session, Patient))
    if isinstance(saved, Saved):
        admission = writing.new(session, Movement, saved.record)
        admission.typed = {"move": "admit"}
        write(talk, session, admission)


def write(talk: Talk, session: Session, what: Writing) -> SavedEntry | None:
    """Ask for it; the saved entry, or None where it was left."""
    return Form(talk, what.task(), session).write()
