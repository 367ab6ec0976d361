"""The kind `break-glass/1`: somebody opened what they may not usually read, and why.

Its reason is sealed to the audience, because it may speak of a person. That it happened, by whom
and when, is an `access/1` beside it, which carries nothing about anybody (threats 7.1).
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Moment, Record
from wardsafe.records.hints import Codes, Label, Lives


class BreakGlass(Record):
    """One breaking: who, with whom, why, when. Written by the program, never typed as a form."""

    kind: ClassVar[str] = "break-glass/1"
    title: ClassVar[str] = "Break-glass"

    whom: Annotated[str | None, Label("Who"), Lives("private")] = None
    second: Annotated[str | None, Label("Second person"), Lives("private")] = None
    when: Annotated[Moment | None, Label("When"), Lives("private")] = None
    reason: Annotated[str | None, Label("Why"), Codes("break-glass-reason"), Lives("private")] = (
        None
    )
    words: Annotated[str | None, Label("In words"), Lives("private")] = None

    def happened(self) -> datetime | None:
        """When the glass was broken."""
        return self.when
