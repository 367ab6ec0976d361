"""Who was in an event of sexual safety: a row each, by what they are and never by name."""

from typing import Annotated

from wardsafe.records.base import Row
from wardsafe.records.hints import Codes, Help, Label, Later, Lives, Now

PEOPLE = "People, more"
STAFF, PATIENT = "staff", "patient"
AFFECTED, DESCRIBED, BOTH = "affected", "described", "both"
CHILD = frozenset({"under-18", "under-16", "under-13"})


class Involved(Row):
    """Somebody in the event: what they are here, and which part they had. Never a name."""

    who: Annotated[
        str | None,
        Label("Who"),
        Help("What they are here: a patient, staff, a visitor; never a name."),
        Codes("sexual-safety-who"),
        Lives("private"),
        Now(1),
    ] = None
    part: Annotated[
        str | None,
        Label("part"),
        Help("Affected, or their behaviour is described, or both."),
        Codes("sexual-safety-part"),
        Lives("private"),
        Now(2),
    ] = None
    known_as: Annotated[
        str | None,
        Label("called here"),
        Help("What this record calls them: A, B, patient 2; not their name."),
        Lives("private"),
        Now(3),
    ] = None
    age: Annotated[
        str | None,
        Label("age"),
        Help("Under 18 means child safeguarding as well."),
        Codes("sexual-safety-age"),
        Lives("private"),
        Later(PEOPLE),
    ] = None
    now_where: Annotated[
        str | None,
        Label("now"),
        Help("Where they are now and who is with them."),
        Lives("private"),
        Later(PEOPLE),
    ] = None
