"""What a form is asked to do, made from a session: a new record, an amendment, a claim, a draft."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from wardsafe.errors import WardsafeError
from wardsafe.ledger.drafts import Draft
from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.census import Census
from wardsafe.records.patient import Patient
from wardsafe.records.registry import KINDS
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import census, claiming, drafting, duplicates, recording, voices
from wardsafe.services.duplicates import Alike, before_saving
from wardsafe.services.names_in_text import named
from wardsafe.services.session import Session
from wardsafe.tui.forms.task import FormTask, PersonRow, SavedEntry, Suggestion, Typed
from wardsafe.views import people, staff
from wardsafe.views.folding import record_at
from wardsafe.vocabulary.code_lists import code_list


@dataclass(slots=True)
class Writing:
    """One form from beginning to end. `parents` are the entries that an amendment was made from,
    `held` the record taken without a PIN that is being claimed; `nobody` says that it is about no
    patient of the list."""

    session: Session
    model: type[Record]
    draft: str
    record: str = ""
    parents: tuple[str, ...] = ()
    held: str = ""
    person: str = ""
    nobody: bool = False
    typed: Typed = field(default_factory=dict)
    amend_of: Record | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _is_saved: bool = False

    def task(self) -> FormTask:
        """The form's own terms."""
        about_somebody = "person" in self.model.model_fields and not self.nobody
        return FormTask(
            model=self.model,
            now=self.session.now,
            on_save=self.save,
            on_draft=self.keep,
            title=self.model.title,
            person=_row(self.session, self.person) if self.person else None,
            people=partial(rows_here, self.session) if about_somebody else None,
            typed=self.typed,
            amend_of=self.amend_of,
            person_record=partial(_patient, self.session) if about_somebody else None,
            suggest={"staff.name": partial(_colleagues, self.session)},
            looks_like_pin=self.session.looks_like_pin,
            doubt=partial(named, self.session),
            alike=self.alike,
            link=self.link,
        )

    def save(self, record: Record, reason: str | None) -> Saved:
        """Put the record into the ledger, then let its draft go. Raises WardsafeError."""
        with self._turn:
            saved = self._stored(record, reason)
            self._is_saved = True
            drafting.drop_draft(self.session, self.draft)
        return saved

    def _stored(self, record: Record, reason: str | None) -> Saved:
        if isinstance(record, Census):  # beside it is kept what the movements say
            return census.confirm(self.session, record)
        if self.held:
            saved = claiming.claim(self.session, self.held, record)
        elif self.record:
            saved = recording.amend(self.session, self.record, record, reason or "", self.parents)
        else:
            saved = recording.record_new(self.session, record)
        return saved

    def alike(self, record: Record) -> Alike | None:
        """What may tell of the same event as the record that is about to be saved."""
        return before_saving(self.session, record, amends=self.record, was=self.amend_of)

    def link(self, saved: SavedEntry, other: str) -> None:
        """Say that the saved record and another tell of one event. Raises WardsafeError."""
        duplicates.link(self.session, cast("Saved", saved).record, other)

    def keep(self, typed: Typed) -> None:
        """Keep a draft of what is typed, with what it takes to go on. Raises NotSaved."""
        fields: dict[str, Any] = {
            "kind": self.model.kind,
            "record": self.record,
            "parents": list(self.parents),
            "held": self.held,
            "nobody": self.nobody,
            "typed": typed,
        }
        with self._turn:
            if not self._is_saved:  # a draft that was on its way must not come back
                drafting.keep_draft(self.session, self.draft, fields)


def new(session: Session, model: type[Record] = RestrictivePractice, person: str = "") -> Writing:
    """A new record, about `person` where that is chosen already."""
    return Writing(session, model, draft=session.chance.new_id(), person=person)


def amendment(session: Session, record: str, said: Record, parents: Sequence[str]) -> Writing:
    """A correction of what a record says now; one draft a record, so that a second try finds it."""
    return Writing(
        session,
        type(said),
        draft=record,
        record=record,
        parents=tuple(parents),
        person=said.person_record() or "",
        amend_of=said,
    )


def voice(session: Session, record: str) -> Writing:
    """What somebody says of a record, in their words. Raises BadInput where there is none."""
    said = voices.about(session, record)
    typed: Typed = {"about": said.about or ""}
    return Writing(
        session, type(said), draft=session.chance.new_id(), person=said.person or "", typed=typed
    )


def claimed(session: Session, waiting: claiming.Unclaimed) -> Writing:
    """What somebody wrote without a PIN, to be completed and signed for."""
    model = KINDS.get(waiting.kind, RestrictivePractice)
    typed = cast("Typed", dict(waiting.typed))
    return Writing(session, model, draft=waiting.record, held=waiting.record, typed=typed)


def resumed(session: Session, draft: Draft) -> Writing:
    """A draft, taken up where it was left. Raises WardsafeError for a kind of a later version."""
    said = draft.fields
    model = KINDS.get(str(said.get("kind")))
    if model is None:
        raise WardsafeError("A later wardsafe wrote this draft.", do="Update wardsafe to open it.")
    typed = dict(cast("Mapping[str, Any]", said.get("typed", {})))
    record = str(said.get("record", ""))
    before = record_at(recording.current(session, record).shown) if record else None
    return Writing(
        session,
        model,
        draft=draft.name,
        record=record,
        parents=tuple(cast("list[str]", said.get("parents", []))),
        held=str(said.get("held", "")),
        person=str(typed.pop("person", "")),
        nobody=said.get("nobody") is True,
        typed=cast("Typed", typed),
        amend_of=before,
    )


def rows_here(session: Session) -> list[PersonRow]:
    """The people who belong to the ward today, as the picker and the banner show them."""
    with session.ledger.reading() as db:
        return [_person_row(one) for one in people.people_here(db)]


def _row(session: Session, person: str) -> PersonRow | None:
    with session.ledger.reading() as db:
        found = people.person(db, person)
    return _person_row(found) if found else None


def _person_row(one: people.Person) -> PersonRow:
    legal = one.about.get("legal_status")
    return PersonRow(
        record=one.record,
        name=one.name,
        initials=one.initials,
        bed=one.bed,
        born=one.born,
        nhs_number=one.nhs_number or "",
        legal_status=code_list("legal-status").short(legal) if legal else "",
    )


def _patient(session: Session, person: str) -> Patient | None:
    said = record_at(recording.current(session, person).shown)
    return said if isinstance(said, Patient) else None


def _colleagues(session: Session) -> list[Suggestion]:
    titles = code_list("job-title")
    with session.ledger.reading() as db:
        found = [member for member in staff.members(db) if member.active]
    return [
        Suggestion(one.name, titles.text(one.job_title), {"job_title": one.job_title})
        for one in found
    ]
