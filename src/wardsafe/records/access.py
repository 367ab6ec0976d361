"""The kind `access/1`: who opened, locked, read, exported or restored what, and when.

Written by the program, never typed: it has no form. `what` is a short verb, such as "unlock",
"read" or "backup"; a newer version may say more, so it is plain text.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Count, Moment, Record
from wardsafe.records.hints import Label, Lives, Required


class Access(Record):
    """One act upon the ledger itself rather than upon what happened on the ward."""

    kind: ClassVar[str] = "access/1"
    title: ClassVar[str] = "Access"

    what: Annotated[str | None, Label("What"), Lives("private"), Required()] = None
    whom: Annotated[str | None, Label("Who"), Lives("private")] = None
    when: Annotated[Moment | None, Label("When"), Lives("private"), Required()] = None
    record: Annotated[str | None, Label("Record"), Lives("private")] = None
    count: Annotated[Count | None, Label("How many"), Lives("facts")] = None
    detail: Annotated[str | None, Label("Detail"), Lives("private")] = None

    def happened(self) -> datetime | None:
        """When it was done."""
        return self.when
