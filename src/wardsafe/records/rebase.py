"""The kind `rebase/1`: somebody's judgement that a measure changed, so that its limits start again.

Nothing re-bases itself: when limits are worked out anew is judgement, so it is kept with who judged
and why (Making data count, ≈). It changes no number that was recorded.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Day, Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Now, Required


class Rebase(Record):
    """From the day `day` on, the limits of `measure` start again."""

    kind: ClassVar[str] = "rebase/1"
    title: ClassVar[str] = "Limits restart"

    measure: Annotated[
        str | None,
        Label("Measure"),
        Help("Which measure it is about."),
        Codes("measure"),
        Lives("facts"),
        Required(),
    ] = None
    day: Annotated[
        Day | None,
        Label("From"),
        Help("The first day of what is different."),
        Lives("private"),
        Required(),
        Now(1),
    ] = None
    why: Annotated[
        str | None,
        Label("Why"),
        Help("What changed on the ward; it stands on the chart."),
        Lives("private"),
        Required(),
        Now(2),
    ] = None

    def errors(self) -> tuple[Problem, ...]:
        """Without a day, a measure or a reason nobody could judge it later."""
        found = []
        if not self.measure:
            found.append(Problem("measure", "Say which measure it is about."))
        if self.day is None:
            found.append(Problem("day", "Say from which day on."))
        if not (self.why or "").strip():
            found.append(Problem("why", "Say what changed."))
        return tuple(found)

    def warnings(self, now: datetime | None = None) -> tuple[Problem, ...]:
        """A day still ahead."""
        ahead = now is not None and self.day is not None and self.day > now.date()
        return (Problem("day", "has not come yet"),) if ahead else ()
