"""What a safety lead does to a record, in the queue and on the record itself."""

from wardsafe.errors import WardsafeError
from wardsafe.records import review
from wardsafe.services import review_queue, reviewing_records
from wardsafe.services.session import Session
from wardsafe.tui.screens.record_acts import RecordActs
from wardsafe.tui.screens.review_form import open_step
from wardsafe.tui.screens.sign_off import SignOffScreen


class ReviewActs(RecordActs):
    """The base of the queue and of a record under review."""

    def record(self) -> str | None:
        """The record that is meant."""
        raise NotImplementedError

    def action_ask(self) -> None:
        """Q: a question to the ward."""
        self._step(review.QUESTION)

    def action_tell(self) -> None:
        """O: what came of it."""
        self._step(review.OUTCOME)

    def action_find(self) -> None:
        """T: themes, learning response."""
        self._step(review.FINDINGS)

    def action_candour(self) -> None:
        """C: the duty of candour, on the second part of the same form."""
        self._step(review.FINDINGS, 1)

    def action_sign(self) -> None:
        """R: sign off, with the PIN."""
        session, record = self.session, self.record()
        if session is None or record is None:
            return
        try:
            stands = reviewing_records.review_of(session, record)
        except WardsafeError as problem:
            self.notify(str(problem))
            return
        if stands is None or not self._reviews(session):
            return
        screen = SignOffScreen(session, stands)

        def signed(done: bool | None) -> None:
            if done and screen.saved is not None:
                self.written(screen.saved)

        self.app.push_screen(screen, signed)

    def _reviews(self, session: Session) -> bool:
        """Whether this person reviews anything; which records, the services say."""
        return review_queue.may_review(session) or self._may(session, "review")

    def _step(self, act: str, part: int = 0) -> None:
        session, record = self.session, self.record()
        if session is not None and record is not None and self._reviews(session):
            open_step(self, session, act, record, part)
