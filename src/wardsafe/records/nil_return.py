"""The kind `nil-return/1`: the nurse in charge says of a day or a shift that it is closed.

Without one, a day without entries is a day not recorded, and never a day without incidents
(threats catalogue, hazard H06).
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated, ClassVar

from wardsafe.clock import LONDON
from wardsafe.records.base import Day, Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Now, Required, Who

DAY = "day"
HOURS = {DAY: (0, 24), "early": (7, 14), "late": (14, 21), "night": (21, 31)}
"""Local hours of a scope, counted from the midnight that its day begins with (≈ local design)."""

NONE, AS_LOGGED = "none", "as-logged"
RESTRICTIVE, SEXUAL = "restrictive-practice", "sexual-safety"


class NilReturn(Record):
    """One declaration. `said` is about restrictive practice alone.

    Of sexual safety a declaration says only that it is closed: everybody may read this record,
    and "none" or "as logged" would tell those outside the audience whether there was an event.
    """

    kind: ClassVar[str] = "nil-return/1"
    title: ClassVar[str] = "Nil return"

    scope: Annotated[
        str | None,
        Label("What"),
        Help("The whole day, or one shift."),
        Codes("closing-scope"),
        Lives("facts"),
        Required(),
        Now(1),
    ] = None
    day: Annotated[
        Day | None,
        Label("Date"),
        Help("The date; a night shift has the date of its evening."),
        Lives("private"),
        Required(),
        Now(2),
    ] = None
    streams: Annotated[
        tuple[str, ...],
        Label("Closed"),
        Help("Which events it is about."),
        Codes("closing-stream"),
        Lives("facts"),
        Required(),
        Now(3),
    ] = ()
    said: Annotated[
        str | None,
        Label("Use of force"),
        Help("None, or as logged."),
        Codes("nil-return"),
        Lives("facts"),
        Now(4),
    ] = None
    by: Annotated[str | None, Label("Declared by"), Lives("private"), Who("staff")] = None

    def span(self) -> tuple[datetime, datetime] | None:
        """From when until when it speaks for the ward; None without a scope and a date."""
        return span(self.day, self.scope) if self.day and self.scope in HOURS else None

    def happened(self) -> datetime | None:
        """The last minute that it speaks for, so that it stands on its own date in the log."""
        covered = self.span()
        return covered[1] - timedelta(minutes=1) if covered else None

    def errors(self) -> tuple[Problem, ...]:
        """Without scope, date or stream nothing is closed."""
        asked = (
            ("scope", self.scope, "Say which: the day, or a shift."),
            ("day", self.day, "Give the date."),
            ("streams", self.streams, "Say which events it is about."),
        )
        found = [Problem(field, words) for field, value, words in asked if not value]
        if RESTRICTIVE in self.streams and not self.said:
            found.append(Problem("said", "Say whether there were none, or it is as logged."))
        return tuple(found)


def span(day: date, scope: str) -> tuple[datetime, datetime]:
    """The first moment of a scope and the first after it, in the ward's zone.

    Raises KeyError for a scope that is not in HOURS.
    """
    first, last = HOURS[scope]
    return _at(day, first), _at(day, last)


def _at(day: date, hour: int) -> datetime:
    days, hour = divmod(hour, 24)
    return datetime.combine(day + timedelta(days=days), time(hour), LONDON)
