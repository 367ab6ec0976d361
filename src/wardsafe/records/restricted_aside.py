"""The kinds `restricted-link/1` and `restricted-voice/1`: what goes with a record few may read.

They say what a `link/1` and a `voice/1` say, and are sealed as the records are that they go with:
that two events are one, or that somebody has spoken of it, is told to nobody else.
"""

from typing import Annotated, ClassVar

from wardsafe.records.hints import Help, Label, Lives, Narrative, Now, Required
from wardsafe.records.link import Link
from wardsafe.records.voice import Voice


class RestrictedLink(Link):
    """Two sexual-safety records that tell of one event, kept from whoever may not read both."""

    kind: ClassVar[str] = "restricted-link/1"
    title: ClassVar[str] = "Same event, restricted"


class RestrictedVoice(Voice):
    """One account of a sexual-safety event, kept from whoever may not read that event."""

    kind: ClassVar[str] = "restricted-voice/1"
    title: ClassVar[str] = "In their words, restricted"

    words: Annotated[
        str | None,
        Label("Words"),
        Help("What they say, in their words; if it is about staff, amend the record first."),
        Narrative(),
        Lives("private"),
        Required(),
        Now(2),
    ] = None
