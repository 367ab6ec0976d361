"""What somebody without a PIN is asked: the record, and who they are, in their own words."""

from typing import Annotated

from wardsafe.records.hints import Help, Label, Lives, Now
from wardsafe.records.restrictive_practice import RestrictivePractice


class WithoutPin(RestrictivePractice):
    """A use of force taken while the terminal is locked. The kind stays that of the record."""

    who_wrote: Annotated[
        str | None,
        Label("Your name"),
        Help("Your name or staff id. Nobody checks it; whoever claims the record sees it."),
        Lives("private"),
        Now(0),
    ] = None
