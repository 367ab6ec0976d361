"""The kind `tell-now/1`: what somebody did about one line of the *tell now* list.

One record for each line of one event; ticking again, or taking a tick back, amends it. It says what
a person says they did. The program itself tells nobody, and never says that it has.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Moment, Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Now, Who

DONE, NOT_APPLICABLE = "done", "not-applicable"


class TellNow(Record):
    """One line: done, or not applicable and why; by whom and when."""

    kind: ClassVar[str] = "tell-now/1"
    title: ClassVar[str] = "Tell now"

    about: Annotated[
        str | None, Label("About"), Help("The record of the event."), Lives("private")
    ] = None
    action: Annotated[
        str | None,
        Label("Action"),
        Help("The line of the list."),
        Codes("sexual-safety-tell-now"),
        Lives("private"),
    ] = None
    state: Annotated[
        str | None,
        Label("What"),
        Help("Done, or not applicable."),
        Codes("tell-now-state"),
        Lives("private"),
        Now(1),
    ] = None
    when: Annotated[
        Moment | None,
        Label("When"),
        Help("When it was done: now, -15m, 0310."),
        Lives("private"),
        Now(2),
    ] = None
    by: Annotated[
        str | None,
        Label("By whom"),
        Help("Who did it, by name."),
        Lives("private"),
        Who("staff"),
        Now(3),
    ] = None
    why: Annotated[
        str | None,
        Label("Why, or what"),
        Help("Why it does not apply; or whom you spoke to and what came of it."),
        Lives("private"),
        Now(4),
    ] = None

    def happened(self) -> datetime | None:
        """When it was done."""
        return self.when

    def errors(self) -> tuple[Problem, ...]:
        """Not applicable without a reason says nothing."""
        found = [] if self.state else [Problem("state", "Choose done or not applicable.")]
        said = any(map(str.isalnum, self.why or ""))
        if self.state == NOT_APPLICABLE and not said:
            found.append(Problem("why", "Say in a few words why it does not apply."))
        return tuple(found)
