"""What the lines of the board open: a duty, a record, a claim, a draft where it was left."""

from wardsafe.ledger.drafts import Draft
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.restricted_review import RestrictedReview
from wardsafe.records.review import Review
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services.claiming import Unclaimed
from wardsafe.services.duties import DueLine
from wardsafe.tui import reviewing, writing
from wardsafe.tui.duty_writing import taken_up
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.screens.duty import DutyForm, open_duty
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.review_form import ReviewForm
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen


class BoardOpens(WardScreen[None]):
    """The base of the board; its lines know it as `board_parts.Does`."""

    def look(self) -> None:
        """Read the board again."""
        raise NotImplementedError

    def duty(self, line: DueLine) -> None:
        """Do a duty: its own screen where it has one, otherwise the small form."""
        if self.session is not None:
            open_duty(self.ward, self.session, line, self.written)

    def open(self, record: str) -> None:
        """Look at a record."""
        held = self.session.ledger.of_record(record) if self.session is not None else ()
        few = bool(held) and held[0].header.kind == SexualSafety.kind
        self.ward.go("sexual-safety-record" if few else "record", record=record)

    def claim(self, held: Unclaimed) -> None:
        """Claim or decline what was written without a PIN."""
        self.ward.go("claim", held=held)

    def resume(self, draft: Draft) -> None:
        """Go on with a draft."""
        if self.session is None:
            return
        if draft.fields.get("kind") == DutyDone.kind:
            task = taken_up(self.session, draft)
            if task is not None:
                self.write(DutyForm(*task))
        elif draft.fields.get("kind") in (Review.kind, RestrictedReview.kind):
            job = reviewing.resumed(self.session, draft)
            if job is not None:
                self.write(ReviewForm(job))
        elif str(draft.fields.get("kind", "")).startswith("self-harm-review/"):
            typed = draft.fields.get("typed")
            person = typed.get("person", "") if isinstance(typed, dict) else ""
            amends = str(draft.fields.get("record", ""))
            self.ward.go("safety-review", person=str(person), amends=amends)
        elif draft.fields.get("kind") == SexualSafety.kind:
            self.ward.go("sexual-safety", draft=draft)  # where what to tell now opens once saved
        else:
            self.write(FormScreen(writing.resumed(self.session, draft).task()))

    def go(self, room: str) -> None:
        """Open a room."""
        self.ward.go(room)

    def write(self, form: FormScreen) -> None:
        """Open the form; when it is saved, say so here too."""
        self.app.push_screen(form, self.written)

    def written(self, saved: SavedEntry | None) -> None:
        """Back from a form."""
        if saved is not None:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)
        self.look()
