"""The kind `census/1`: who was on the ward at midnight, counted by a person.

Leave nights are counted apart, because both figures are needed: with leave for comparison with
MHS96 (NHS England, MHSDS), without it for local exposure.
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated, ClassVar

from wardsafe.clock import LONDON
from wardsafe.records.base import Count, Day, Problem, Record
from wardsafe.records.hints import Derived, Help, Label, Later, Lives, Now, Required, Who

MORE = "Kinds of leave"


class Census(Record):
    """The ward at one midnight. `night` is the date before that midnight."""

    kind: ClassVar[str] = "census/1"
    title: ClassVar[str] = "Midnight census"
    sections: ClassVar[tuple[str, ...]] = (MORE,)

    night: Annotated[
        Day | None,
        Label("Night of"),
        Help("The date of the evening; the count is at the midnight after it."),
        Lives("private"),
        Required(),
        Now(1),
    ] = None
    in_bed: Annotated[
        Count | None,
        Label("In bed"),
        Help("People on the ward at midnight, not those on leave."),
        Lives("facts"),
        Required(),
        Now(2),
    ] = None
    on_leave: Annotated[
        Count | None,
        Label("On leave"),
        Help("People of the ward who were away at midnight, whatever the leave."),
        Lives("facts"),
        Required(),
        Now(3),
    ] = None
    available: Annotated[
        Count | None,
        Label("Beds open"),
        Help("Beds available, taken or not."),
        Lives("facts"),
        Now(4),
    ] = None
    closed: Annotated[
        Count | None,
        Label("Beds closed"),
        Help("Beds that nobody could be given."),
        Lives("facts"),
        Now(5),
    ] = None
    home_leave: Annotated[
        Count | None,
        Label("Home leave"),
        Help("Of those on leave: informal patients at home."),
        Lives("facts"),
        Later(MORE),
    ] = None
    section_17: Annotated[
        Count | None,
        Label("Section 17"),
        Help("Of those on leave: under section 17 of the Mental Health Act 1983."),
        Lives("facts"),
        Later(MORE),
    ] = None
    awol: Annotated[
        Count | None,
        Label("AWOL"),
        Help("Of those on leave: absent without leave."),
        Lives("facts"),
        Later(MORE),
    ] = None
    moves_in_bed: Annotated[
        Count | None, Label("In bed by movements"), Lives("facts"), Derived()
    ] = None
    moves_on_leave: Annotated[
        Count | None, Label("On leave by movements"), Lives("facts"), Derived()
    ] = None
    by: Annotated[str | None, Label("Confirmed by"), Lives("private"), Who("staff")] = None

    def happened(self) -> datetime | None:
        """The last minute of the night's date."""
        return midnight(self.night) - timedelta(minutes=1) if self.night else None

    def errors(self) -> tuple[Problem, ...]:
        """Without a night and both counts there is no census; kinds of leave are part of leave."""
        asked = (
            ("night", self.night, "Give the date of the evening."),
            ("in_bed", self.in_bed, "Count the people on the ward."),
            ("on_leave", self.on_leave, "Count the people on leave; 0 if nobody was."),
        )
        found = [Problem(field, words) for field, value, words in asked if value is None]
        kinds = sum(count or 0 for count in (self.home_leave, self.section_17, self.awol))
        if self.on_leave is not None and kinds > self.on_leave:
            found.append(Problem("on_leave", "The kinds of leave add up to more people."))
        return tuple(found)

    def warnings(self, now: datetime | None = None) -> tuple[Problem, ...]:
        """A night that is not over yet."""
        if now is None or self.night is None or midnight(self.night) <= now:
            return ()
        return (Problem("night", "This midnight has not come yet."),)


def midnight(night: date) -> datetime:
    """The midnight that ends a date, in the ward's zone."""
    return datetime.combine(night + timedelta(days=1), time(), LONDON)
