"""The kind `link/1`: somebody says that two records tell of one event, or no longer says so.

The program only shows what may be the same; a person links, and both records stay (H10).
"""

from typing import Annotated, ClassVar

from wardsafe.records.base import Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Now, Required

SAME, APART = "Y", "N"


class Link(Record):
    """Two records by their ids. `same` Y: one event; N: it was taken back."""

    kind: ClassVar[str] = "link/1"
    title: ClassVar[str] = "Same event"

    one: Annotated[str | None, Label("Record"), Lives("private"), Required()] = None
    other: Annotated[str | None, Label("Other record"), Lives("private"), Required()] = None
    same: Annotated[
        str | None,
        Label("Same event"),
        Help("Whether the two records tell of one event."),
        Codes("yes-no"),
        Lives("facts"),
        Required(),
        Now(1),
    ] = None
    why: Annotated[
        str | None,
        Label("Why"),
        Help("Why they tell of one event: a reason of the list, or words."),
        Lives("private"),
    ] = None

    def errors(self) -> tuple[Problem, ...]:
        """Two records are needed, and they must be two."""
        if not self.one or not self.other:
            return (Problem("other", "Choose both records."),)
        if self.one == self.other:
            return (Problem("other", "A record is not its own duplicate."),)
        return ()
