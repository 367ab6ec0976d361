"""The kind `change-test/1`: one cycle of a test of change, Plan, Do, Study, Act.

What was expected is written before the test starts and cannot be changed afterwards: a prediction
that may be mended teaches nothing. The fields follow the templates in general use (≈); who took
part is kept by role and group, never by name.
"""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from wardsafe.records.base import Count, Day, Moment, Problem, Record
from wardsafe.records.hints import (
    After,
    Ahead,
    Codes,
    Help,
    Label,
    Later,
    Lives,
    Narrative,
    Now,
    OpenEnd,
    Required,
)

PLAN, WHO, DO, STUDY, ACT = "Plan", "Who took part", "Do", "Study", "Act"
PLANNED, DOING, STUDYING, DECIDING = "planned", "doing", "studying", "deciding"
ADOPT, ADAPT, ABANDON = "adopt", "adapt", "abandon"
FINISHED = {ADOPT: "adopted", ADAPT: "adapted", ABANDON: "abandoned"}
STAGES = (DOING, STUDYING, DECIDING, PLANNED, *FINISHED.values())
"""What a cycle can be at: what waits for somebody first."""

LOCKED = ("prediction", "measure")
"""What cannot be changed once Do has started."""

MOST_PER_CENT = 1000

IdeaCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""The code of a change idea, which travels; words that somebody typed never fit it."""

Line = Annotated[str | None, Lives("private")]
Words = Annotated[str | None, Narrative(), Lives("private")]
"""What somebody writes of it, on one line or on many; it stays on the ward."""


class ChangeTest(Record):
    """One cycle. `idea` is the code of a change idea, `before` the record of the cycle before."""

    kind: ClassVar[str] = "change-test/1"
    title: ClassVar[str] = "Test of change"
    sections: ClassVar[tuple[str, ...]] = (PLAN, WHO, DO, STUDY, ACT)

    idea: Annotated[IdeaCode | None, Label("Idea, by code"), Lives("facts")] = None
    cycle: Annotated[Count | None, Label("Cycle"), Lives("facts")] = None
    before: Annotated[str | None, Label("Cycle before"), Lives("private")] = None

    change: Annotated[
        Line,
        Label("Change"),
        Help("What will be done differently; small enough to try within days."),
        Required(),
        Now(1),
    ] = None
    aim: Annotated[Line, Label("Aim"), Help("What it is for, in one sentence."), Now(2)] = None
    measure: Annotated[
        str | None,
        Label("Measure"),
        Help("What will show whether it is better; fixed once Do starts."),
        Codes("measure"),
        Lives("facts"),
        Now(3),
    ] = None
    aim_direction: Annotated[
        str | None,
        Label("Which way"),
        Help("Less of it, more of it, or as it is."),
        Codes("aim-direction"),
        Lives("facts"),
        Now(4),
    ] = None
    aim_percent: Annotated[
        Count | None,
        Label("By how much"),
        Help("By how many per cent of what it is now; digits only."),
        Lives("facts"),
        Now(5),
    ] = None
    aim_by: Annotated[
        Day | None,
        Label("By when"),
        Help("The day by which the aim is to be reached."),
        Lives("private"),
        Ahead(),
        Now(6),
    ] = None
    question: Annotated[
        Line, Label("Question"), Help("What this cycle is to find out."), Now(7)
    ] = None
    prediction: Annotated[
        Words,
        Label("Prediction"),
        Help("What you expect to see; it is locked when Do starts."),
        Now(8),
    ] = None

    measure_text: Annotated[
        Line,
        Label("Measure, words"),
        Help("What is counted, where the list has nothing that fits, and by whom."),
        Later(PLAN),
    ] = None
    owner: Annotated[
        Line, Label("Who leads it"), Help("Who sees to it; a role is enough."), Later(PLAN)
    ] = None
    plan_who: Annotated[Line, Label("Who does it"), Help("Who carries it out."), Later(PLAN)] = None
    plan_where: Annotated[
        Line, Label("Where"), Help("Where it is tried; one bay is enough."), Later(PLAN)
    ] = None
    planned_from: Annotated[
        Day | None, Label("From"), Help("The first day."), Lives("private"), Ahead(), Later(PLAN)
    ] = None
    planned_to: Annotated[
        Day | None, Label("To"), Help("The last day."), Lives("private"), Ahead(), Later(PLAN)
    ] = None
    plan_how: Annotated[
        Words, Label("How"), Help("The steps, and what is written down on the way."), Later(PLAN)
    ] = None

    took_part: Annotated[
        tuple[str, ...],
        Label("Took part"),
        Help("Who made and tried it, by role or group; more than one may be named."),
        Codes("change-role"),
        Lives("facts"),
        Later(WHO),
    ] = ()
    represents: Annotated[
        tuple[str, ...],
        Label("Represents"),
        Help("Whom the co-design group can speak for; more than one may be named."),
        Codes("codesign-group"),
        Lives("facts"),
        Later(WHO),
    ] = ()
    who_text: Annotated[
        Line,
        Label("In words"),
        Help("Anything more about who took part; no names are needed."),
        Later(WHO),
    ] = None

    do_started: Annotated[
        Moment | None,
        Label("Do started"),
        Help("When the test began; the prediction is locked from then on."),
        Lives("private"),
        Later(DO),
    ] = None
    do_ended: Annotated[
        Moment | None,
        Label("Do ended"),
        Help("When the test ended; leave it blank while it goes on."),
        Lives("private"),
        OpenEnd("going on"),
        After("do_started"),
        Later(DO),
    ] = None
    as_planned: Annotated[
        str | None,
        Label("As planned"),
        Help("Whether it was carried out as planned."),
        Codes("yes-no"),
        Lives("facts"),
        Later(DO),
    ] = None
    happened_text: Annotated[
        Words,
        Label("What happened"),
        Help("What was done and seen, also what nobody expected."),
        Later(DO),
    ] = None
    notes: Annotated[
        Words,
        Label("Notes"),
        Help("Anything learnt on the way, also about the prediction."),
        Later(DO),
    ] = None

    seen: Annotated[
        Words,
        Label("Seen"),
        Help("What was seen, to be read beside what was predicted."),
        Later(STUDY),
    ] = None
    came_true: Annotated[
        str | None,
        Label("As predicted"),
        Help("Whether it came as predicted; either answer teaches something."),
        Codes("yes-no"),
        Lives("facts"),
        Later(STUDY),
    ] = None
    learnt: Annotated[
        Words,
        Label("Learnt"),
        Help("What the ward knows now that it did not know before."),
        Later(STUDY),
    ] = None

    act: Annotated[
        str | None,
        Label("Act"),
        Help("Adopt, adapt or abandon."),
        Codes("change-decision"),
        Lives("facts"),
        Later(ACT),
    ] = None
    act_why: Annotated[Words, Label("Why"), Help("Why, and who was asked."), Later(ACT)] = None
    next_step: Annotated[
        Line,
        Label("Next"),
        Help("What follows: what the next cycle changes, or how it is kept up."),
        Later(ACT),
    ] = None
    acted: Annotated[
        Moment | None, Label("Decided"), Help("When it was decided."), Lives("private"), Later(ACT)
    ] = None

    def happened(self) -> datetime | None:
        """When the test began."""
        return self.do_started

    def stage(self) -> str:
        """Which of STAGES the cycle is at."""
        if self.act in FINISHED:
            return FINISHED[self.act]
        if self.do_started is None:
            return PLANNED
        if self.do_ended is None:
            return DOING
        return DECIDING if self.seen else STUDYING

    def errors(self) -> tuple[Problem, ...]:
        """No change, an end before the start, a share beyond reason, a decision too early."""
        found = []
        if not (self.change or "").strip():
            found.append(Problem("change", "Say what will be done differently."))
        if self.do_started and self.do_ended and self.do_ended < self.do_started:
            found.append(Problem("do_ended", "ends before it starts"))
        if self.do_ended and not self.do_started:
            found.append(Problem("do_started", "Say when Do started."))
        if self.planned_from and self.planned_to and self.planned_to < self.planned_from:
            found.append(Problem("planned_to", "ends before it starts"))
        if (self.aim_percent or 0) > MOST_PER_CENT:
            found.append(Problem("aim_percent", "more than can be meant"))
        if self.act and not self.do_started:
            found.append(Problem("act", "Nothing was tried yet."))
        return tuple(found)

    def warnings(self, now: datetime | None = None) -> tuple[Problem, ...]:
        """Times still ahead."""
        times = (("do_started", self.do_started), ("do_ended", self.do_ended))
        return tuple(
            Problem(field, "has not come yet") for field, at in times if now and at and at > now
        )

    def refused(self, after: Record) -> tuple[Problem, ...]:
        """Once Do has started its start stays, and with it what was predicted."""
        if self.do_started is None or not isinstance(after, ChangeTest):
            return ()
        if after.do_started is None:
            return (Problem("do_started", "Do has started, and cannot be taken back."),)
        return tuple(
            Problem(name, f"The {name} was locked when Do started; add a note instead.")
            for name in LOCKED
            if getattr(self, name) != getattr(after, name)
        )
