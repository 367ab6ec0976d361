"""The kind `held-record/1`: an entry taken from the lock screen without a PIN.

It waits until a named person claims it, which makes the record it was meant to be, or declines
it with a reason. It is never dropped.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from wardsafe.records.base import Moment, Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Narrative, Required, Who

WAITING, CLAIMED, DECLINED = "waiting", "claimed", "declined"


class HeldRecord(Record):
    """What somebody wrote while the terminal was locked, and what became of it."""

    kind: ClassVar[str] = "held-record/1"
    title: ClassVar[str] = "Recorded while locked"

    taken: Annotated[Moment | None, Label("Taken"), Lives("private"), Required()] = None
    who_wrote: Annotated[
        str | None,
        Label("Written by"),
        Help("The name they typed; nobody has checked it."),
        Lives("private"),
        Who("staff"),
    ] = None
    fields: Annotated[dict[str, Any], Label("What it says"), Lives("private")] = Field(
        default_factory=dict
    )
    state: Annotated[str | None, Label("State"), Lives("private")] = WAITING
    decided_by: Annotated[str | None, Label("Decided by"), Lives("private"), Who("staff")] = None
    became: Annotated[str | None, Label("Became"), Lives("private")] = None
    decline_reason: Annotated[
        str | None,
        Label("Why declined"),
        Help("Why it does not become a record."),
        Codes("decline-reason"),
        Lives("facts"),
    ] = None
    reason: Annotated[
        str | None,
        Label("In words"),
        Help("Why it does not become a record, in words."),
        Lives("private"),
        Narrative(),
    ] = None

    def happened(self) -> datetime | None:
        """When it was taken."""
        return self.taken

    def errors(self) -> tuple[Problem, ...]:
        """Declining needs a reason; claiming needs the record that it became."""
        if self.state == DECLINED and not (self.decline_reason or self.reason):
            return (Problem("decline_reason", "Say why it does not become a record."),)
        if self.state == CLAIMED and not self.became:
            return (Problem("became", "Say which record it became."),)
        return ()
