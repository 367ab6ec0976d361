"""The kind `staff/1`: somebody who may be named in records and may have a PIN here."""

from typing import Annotated, ClassVar

from wardsafe.records.base import Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Now, Required


class Staff(Record):
    """A member of staff; a person who has left stays readable and is no longer active."""

    kind: ClassVar[str] = "staff/1"
    title: ClassVar[str] = "Staff"

    staff_id: Annotated[
        str | None,
        Label("Staff id"),
        Help("What the trust knows them by; it never changes."),
        Lives("private"),
        Required(),
        Now(1),
    ] = None
    name: Annotated[
        str | None,
        Label("Name"),
        Help("The name as it stands in records."),
        Lives("private"),
        Required(),
        Now(2),
    ] = None
    job_title: Annotated[
        str | None,
        Label("Job title"),
        Help("Their job title; bank and agency staff too."),
        Codes("job-title"),
        Lives("private"),
        Now(3),
    ] = None
    role: Annotated[
        str | None,
        Label("Role"),
        Help("What they may do here: staff, nurse in charge, safety lead, steward."),
        Codes("staff-role"),
        Lives("facts"),
        Required(),
        Now(4),
    ] = None
    active: Annotated[
        str | None,
        Label("Works here"),
        Help("Whether they work on this ward now."),
        Codes("yes-no"),
        Lives("facts"),
        Now(5),
    ] = None

    def errors(self) -> tuple[Problem, ...]:
        """Somebody without an id, a name or a role could not be told apart or let in."""
        asked = (
            ("staff_id", self.staff_id, "Give their staff id."),
            ("name", self.name, "Give their name."),
            ("role", self.role, "Choose their role."),
        )
        return tuple(Problem(field, words) for field, value, words in asked if not value)
