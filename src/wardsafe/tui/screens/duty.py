"""Saying that a duty was done: a small form with the time filled in, so that ^S is enough."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wardsafe.duties.happenings import Duty
from wardsafe.errors import WardsafeError
from wardsafe.records.moments import say_time
from wardsafe.records.review import ANSWER
from wardsafe.services import duties
from wardsafe.services.duties import DueLine
from wardsafe.services.session import Session
from wardsafe.tui import reviewing
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.duty_writing import task_of
from wardsafe.tui.forms.task import FormTask, SavedEntry
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.review_form import ReviewForm
from wardsafe.tui.screens.tell_now import TellNowScreen

if TYPE_CHECKING:
    from wardsafe.tui.app import WardApp


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
        app.push_screen(DutyForm(task_of(session, duty), duty), then)


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
