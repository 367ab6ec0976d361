"""What can be done to a record from any screen that shows it: amend, strike through, choose."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from wardsafe.errors import NotAllowed, WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.services import duplicates, recording
from wardsafe.services.finding import Opened
from wardsafe.services.returns.incident import MAY, write_incident
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.tui.acting_screen import ActingScreen
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.incident_page import IncidentPage, IncidentPageScreen
from wardsafe.tui.screens.reason import ReasonScreen
from wardsafe.tui.screens.safety_review import SafetyReviewScreen
from wardsafe.tui.status import SaveStatus

ON_PAPER = "The page is written. Delete it when it is printed."


class RecordActs(ActingScreen[None]):
    """The base of the log and of the record. Whether somebody may is asked of the services."""

    def read_again(self) -> None:
        """Something was written: show what holds now."""
        raise NotImplementedError

    def amend(self, opened: Opened) -> None:
        """Open the form on what the record says now."""
        session, said = self.session, opened.said
        if session is None or not self._may(session, "amend"):
            return
        if len(opened.heads) > 1:
            self.notify("There are two versions. Choose one first, then amend it.")
        elif said is None:
            self.notify("A later wardsafe wrote this record. Update wardsafe to change it.")
        else:
            self._amend(session, opened, said)

    def _amend(self, session: Session, opened: Opened, said: Record) -> None:
        if isinstance(said, SelfHarmReview):  # gone through item by item on its own screen
            self.app.push_screen(SafetyReviewScreen(amends=opened.record), self.written)
            return
        form = writing.amendment(session, opened.record, said, opened.head_ids)
        self.app.push_screen(FormScreen(form.task()), self.written)

    def void(self, record: str, number: int, title: str) -> None:
        """Ask why, then strike the record through; it stays readable."""
        session = self.session
        if session is not None and self._may(session, "void"):
            self._ask(
                f"Strike through #{number}, {title}",
                "void-reason",
                lambda reason: recording.void(session, record, reason),
            )

    def choose(self, opened: Opened, index: int) -> None:
        """Ask why, then settle on one of the versions; the others stay in the history."""
        session = self.session
        if session is None or not self._may(session, "amend"):
            return
        chosen = opened.heads[index]
        self._ask(
            f"Version {index + 1} holds, #{chosen.number} by {chosen.author_name}",
            "amend-reason",
            lambda reason: recording.choose(session, opened.record, chosen.id, reason),
        )

    def same_event(self, opened: Opened) -> None:
        """Link this record with the nearest that may tell of the same event, or take a link back.

        A person decides, with a reason to take it back; both records stay as they are.
        """
        session, twins = self.session, opened.twins
        if session is None or not self._may(session, "amend"):
            return
        if twins.linked:
            other = twins.linked[0]
            self._ask(
                f"#{opened.number} and #{other.number} are two events after all",
                "amend-reason",
                lambda reason: duplicates.unlink(session, opened.record, other.record, reason),
            )
        elif twins.likely:
            near = twins.likely[0].row
            self._ask(
                f"#{opened.number} and #{near.number} tell of the same event",
                "amend-reason",
                lambda reason: duplicates.link(session, opened.record, near.record, reason),
            )
        else:
            self.notify("No other record of this person is within an hour of it.")

    def voice(self, opened: Opened) -> None:
        """Write down what the person, a carer or an advocate says of it."""
        session = self.session
        if session is None:
            return
        try:
            form = writing.voice(session, opened.record)
        except WardsafeError as problem:
            self.notify(str(problem))
        else:
            self.app.push_screen(FormScreen(form.task()), self.written)

    def may_print(self, opened: Opened) -> bool:
        """Whether it is an incident, and this person may put it on paper."""
        session, is_incident = self.session, isinstance(opened.said, RestrictivePractice)
        return is_incident and session is not None and session.may(MAY)

    def on_paper(self, opened: Opened) -> None:
        """Ask which page of an incident and where, then write it into that file alone."""
        title = drawn(f"#{opened.number}, {opened.title}, on paper", "bold $strong")

        def answered(page: IncidentPage | None) -> None:
            if page is not None and self.session is not None:
                write = partial(
                    write_incident,
                    self.session,
                    opened.record,
                    Path(page.typed),
                    for_patient=page.for_patient,
                )
                self.work(write, lambda _: self.notify(ON_PAPER))

        self.app.push_screen(IncidentPageScreen(title), answered)

    def _may(self, session: Session, what: str) -> bool:
        try:
            session.require(what)
        except NotAllowed as refused:
            self.notify(str(refused))
            return False
        return True

    def _ask(self, title: str, listed: str, act: Callable[[str], Saved]) -> None:
        words = joined(drawn(title, "bold $strong"), drawn("   It stays readable.", "$quiet"))

        def answered(reason: str | None) -> None:
            if reason is not None:
                self.work(partial(act, reason), self.written)

        self.app.push_screen(ReasonScreen(words, listed), answered)

    def written(self, saved: SavedEntry | None) -> None:
        """Back from a form, or from a change: say that it is saved."""
        if saved is not None:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)
            self.read_again()
