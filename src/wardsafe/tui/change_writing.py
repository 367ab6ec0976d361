"""What a form of a test of change is asked to do: a plan, a correction of it, or one step."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.change_steps import CHANGE_ACT, CHANGE_DO, CHANGE_STUDY, read_from
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.fields import fields_of
from wardsafe.services import changing, drafting
from wardsafe.services.changing import Kept
from wardsafe.services.session import Session
from wardsafe.tui.forms.task import FormTask, Typed
from wardsafe.tui.forms.typed_text import typed_before
from wardsafe.tui.writing import Writing

Step = Callable[[Session, str, Record], Saved]
STEPS: dict[str, tuple[type[Record], Step]] = {
    "do": (CHANGE_DO, changing.do),
    "study": (CHANGE_STUDY, changing.study),
    "act": (CHANGE_ACT, changing.act),
}


@dataclass(slots=True)
class Plan(Writing):
    """A new cycle, or a corrected plan."""

    begun: Typed = field(default_factory=dict)

    def _stored(self, record: Record, reason: str | None) -> Saved:
        if self.record:
            return changing.replan(self.session, self.record, record, reason or "")
        return changing.plan(self.session, record)

    def keep(self, typed: Typed) -> None:
        """Keep a draft, once there is more in it than it began with."""
        if _said(typed) != _said(self.begun):
            Writing.keep(self, typed)


def planned(session: Session, said: ChangeTest) -> FormTask:
    """The form of a new cycle that begins with `said`. Raises NotAllowed at once."""
    session.require(changing.MAY_PLAN)
    typed = typed_before(fields_of(ChangeTest), said.model_dump())
    draft = session.chance.new_id()
    plan = Plan(session, ChangeTest, draft=draft, typed=typed, nobody=True, begun=typed)
    number = f", cycle {said.cycle}" if (said.cycle or 1) > 1 else ""
    return replace(plan.task(), title=f"Plan a test of change{number}")


def corrected(session: Session, kept: Kept) -> FormTask:
    """The form of a plan that is corrected. Raises NotAllowed at once."""
    session.require(changing.MAY_PLAN)
    return Plan(
        session,
        ChangeTest,
        draft=kept.record,
        record=kept.record,
        nobody=True,
        amend_of=kept.said,
    ).task()


def step(session: Session, kept: Kept, name: str) -> FormTask:
    """The form of one step: "do", "study" or "act". Raises NotAllowed at once."""
    session.require(changing.MAY_DECIDE if name == "act" else changing.MAY_DO)
    model, store = STEPS[name]
    said = read_from(kept.said, model).model_dump()
    typed = typed_before(fields_of(model), said)
    if name == "do" and not typed.get("do_started"):
        typed["do_started"] = "now"
    return FormTask(
        model=model,
        now=session.now,
        on_save=partial(_save, session, kept.record, store),
        on_draft=partial(_keep, session, kept.record, typed),
        title=f"{model.title}: {kept.said.change or 'test of change'}",
        typed=typed,
        looks_like_pin=session.looks_like_pin,
    )


def _save(session: Session, record: str, store: Step, said: Record, reason: str | None) -> Saved:
    saved = store(session, record, said)
    drafting.drop_draft(session, record)
    return saved


def _keep(session: Session, record: str, begun: Typed, typed: Typed) -> None:
    """A draft of a step goes on as a correction of the test, with its reason."""
    if _said(typed) == _said(begun):
        return
    fields: dict[str, Any] = {"kind": ChangeTest.kind, "record": record, "typed": typed}
    drafting.keep_draft(session, record, fields)


def _said(typed: Typed) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if value and not name.endswith("@")}
