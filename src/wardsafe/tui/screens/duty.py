"""Saying that a duty was done: a small form with the time filled in, so that ^S is enough."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wardsafe.duties.happenings import Duty
from wardsafe.errors import BadInput, WardsafeError
from wardsafe.ledger.drafts import Draft
from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.moments import say_time
from wardsafe.records.review import ANSWER
from wardsafe.services import drafting, duties
from wardsafe.services.duties import DueLine
from wardsafe.services.session import Session
from wardsafe.tui import reviewing, writing
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.forms.task import FormTask, SavedEntry, Typed
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.review_form import ReviewForm
from wardsafe.tui.screens.tell_now import TellNowScreen

if TYPE_CHECKING:
    from wardsafe.tui.app import WardApp

NOW: Typed = {"when": "now"}


class DutyForm(FormScreen):
    """One duty: when it was done, what became of it. The time is now unless another is typed."""

    CSS_PATH = ["../styles/form.tcss", "../styles/duties.tcss"]  # type: ignore[assignment]
    TITLE_WORDS = "A duty done"
    HELP = (
        "The time is when it was done, not when you write it: -20m, 0310. Both times are kept. "
        "Outcome stays blank where it was simply done.\n\n"
        "Above the fields stands what belongs to this duty, and where that comes from."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "it is done", tooltip="Keep that it was done."),
    ]

    def __init__(self, task: FormTask, duty: Duty) -> None:
        super().__init__(task)
        self._duty = duty

    def compose_body(self) -> ComposeResult:
        """The form, with what belongs to the duty below the person."""
        body = iter(super().compose_body())
        yield next(body)
        yield Plain(id="duty-is")
        yield from body

    def on_mount(self) -> None:
        """Say what the duty is."""
        self.set_class(not self._duty.person, "-nobody")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is one part and no rows, and whose duty it is is not chosen here."""
        return action not in ("add_row", "drop_row", "turn", "person")

    def settle(self) -> None:
        """Say too where the time that was typed is too early to count."""
        super().settle()
        width = max(20, self.size.width - 6)
        definition = self._duty.definition
        content = "   ".join(definition.content)
        due = self._duty.due
        by = f"due {say_time(due)}, " if definition.timed else ""
        lines = [
            drawn(content, "$ink", width=width),
            drawn(f"{by}{definition.who}. {definition.standard}.", "$quiet", width=width),
        ]
        early = self._early()
        if early is not None:
            said = f"Kept, but too early for {say_time(due)}: that counts from {say_time(early)}."
            lines[1] = drawn(said, "bold $due", width=width)
        self.query_one("#duty-is", Plain).update(
            joined(lines[0], drawn("\n", lines=True), lines[1])
        )

    def _early(self) -> datetime | None:
        record = self.sheet.record(person=self.person_id(), gaps=True)
        when = record.happened()
        return duties.too_early(self._duty, when) if when else None


def open_duty(
    app: "WardApp", session: Session, line: DueLine, then: Callable[[SavedEntry | None], None]
) -> None:
    """Where a duty is done: its own screen where it has one, otherwise the small form."""
    what, duty = line.happening.what, line.duty
    if what == "review-due":
        app.go("safety-review", person=duty.person)
    elif what == "tell-now":
        entries = session.ledger.of_record(duty.record)
        app.push_screen(TellNowScreen(duty.record, entries[0].number if entries else 0))
    elif what == "question":
        _answer(app, session, duty.record, then)
    elif what == "record-open" or duty.definition.limit:
        app.go("record", record=duty.record)
    else:
        app.push_screen(DutyForm(*_task(session, duty)), then)


def _answer(
    app: "WardApp", session: Session, record: str, then: Callable[[SavedEntry | None], None]
) -> None:
    """The form of an answer; a question that is gone by now is a sentence."""
    try:
        form = ReviewForm(reviewing.writing(session, ANSWER, record))
    except WardsafeError as problem:
        app.notify(str(problem))
    else:
        app.push_screen(form, then)


def _task(
    session: Session, duty: Duty, draft: str = "", typed: Typed | None = None
) -> tuple[FormTask, Duty]:
    name = draft or session.chance.new_id()
    base = writing.new(session, DutyDone, duty.person).task()
    task = replace(
        base,
        title=duty.definition.title,
        people=None,
        typed=typed or dict(NOW),
        on_save=partial(_save, session, duty, name),
        on_draft=partial(_keep, session, duty, name),
        suggest={"second": base.suggest["staff.name"]},
    )
    return task, duty


def _save(session: Session, duty: Duty, draft: str, said: Record, reason: str | None) -> Saved:
    if not isinstance(said, DutyDone):
        raise BadInput("This is no duty.", do="Choose it on the board again.")
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


def taken_up(session: Session, draft: Draft) -> tuple[FormTask, Duty] | None:
    """A draft of a duty again; None where the duty no longer waits: then the draft is let go."""
    series = draft.fields.get("duty")
    same = (duty for duty in duties.due_now(session) if [*duty.series, duty.number] == series)
    duty = next(same, None)
    if duty is None:
        drafting.drop_draft(session, draft.name)
        return None
    typed = dict(cast("dict[str, Any]", draft.fields.get("typed", {})))
    typed.pop("person", None)
    return _task(session, duty, draft.name, cast("Typed", typed))
