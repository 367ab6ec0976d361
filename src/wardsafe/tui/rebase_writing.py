"""The form of a re-base: the day and the reason; which measure stands on the chart behind it."""

from dataclasses import dataclass

from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.rebase import Rebase
from wardsafe.services import rebasing
from wardsafe.services.session import Session
from wardsafe.tui.writing import Writing


@dataclass(slots=True)
class RebaseWriting(Writing):
    """One re-base, from its form into the ledger."""

    @classmethod
    def of(cls, session: Session, measure_id: str) -> "RebaseWriting":
        """A new one of a measure. Raises NotAllowed at once."""
        session.require(rebasing.REBASE)
        draft = session.chance.new_id()
        return cls(session, Rebase, draft=draft, nobody=True, typed={"measure": measure_id})

    def _stored(self, record: Record, reason: str | None) -> Saved:
        return rebasing.rebase(self.session, record)
