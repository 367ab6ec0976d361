"""What the form of a duty is asked to do: filled in with now, saved as done, its draft kept."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from wardsafe.duties.happenings import Duty
from wardsafe.errors import BadInput
from wardsafe.ledger.drafts import Draft
from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.duty_done import DutyDone
from wardsafe.services import drafting, duties
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.tui.forms.task import FormTask, Typed

NOW: Typed = {"when": "now"}
"""What stands in the form before anybody types."""


def task_of(session: Session, duty: Duty, draft: str = "", typed: Typed | None = None) -> FormTask:
    """The questions of one duty: when it was done (now, unless another time), and what of it."""
    name = draft or session.chance.new_id()
    base = writing.new(session, DutyDone, duty.person).task()
    return replace(
        base,
        title=duty.definition.title,
        people=None,
        typed=typed or dict(NOW),
        on_save=partial(_save, session, duty, name),
        on_draft=partial(_keep, session, duty, name),
        suggest={"second": base.suggest["staff.name"]},
    )


def taken_up(session: Session, draft: Draft) -> tuple[FormTask, Duty] | None:
    """A draft of a duty again; None where the duty no longer waits: then the draft is let go."""
    series = draft.fields.get("duty")
    same = (duty for duty in duties.due_now(session) if [*duty.series, duty.number] == series)
    duty = next(same, None)
    if duty is None:
        drafting.drop_draft(session, draft.name)
        return None
    held = draft.fields.get("typed", {})
    typed: dict[str, Any] = dict(held) if isinstance(held, Mapping) else {}
    typed.pop("person", None)
    return task_of(session, duty, draft.name, typed), duty


def _save(session: Session, duty: Duty, draft: str, said: Record, reason: str | None) -> Saved:
    if not isinstance(said, DutyDone):
        raise BadInput("This is no duty.", do="Choose it in the list again.")
    saved = duties.keep(session, duty, said)
    drafting.drop_draft(session, draft)
    return saved


def _keep(session: Session, duty: Duty, draft: str, typed: Typed) -> None:
    """Keep a draft, once there is more in it than the time that was filled in."""
    said = {name: value for name, value in typed.items() if value and not name.endswith("@")}
    said.pop("person", None)
    if said == NOW:
        return
    series = [duty.definition.id, duty.record, duty.row, duty.number]
    fields: dict[str, Any] = {"kind": DutyDone.kind, "duty": series, "typed": typed}
    drafting.keep_draft(session, draft, fields)
