"""Forms of which no draft is kept, and among them those whose answers are no entry of the ledger.

The latter are for where nobody is signed in: the first run, and a record taken without a PIN.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.records.completeness import Item
from wardsafe.tui.drawn import Plain, drawn, spread
from wardsafe.tui.forms.keeping import Keeping
from wardsafe.tui.forms.task import FormTask
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.status import SaveStatus


class UndraftedForm(FormScreen):
    """A form that keeps no draft: Esc says so once, where something is typed."""

    CSS_PATH = ["../styles/form.tcss", "../styles/answers.tcss"]  # type: ignore[assignment]
    HELP = (
        "Codes: a few letters or the code itself; * shows all. Enter goes to the next field.\n\n"
        "No draft is kept of this form."
    )
    UNKEPT: ClassVar[str] = "Nothing of this is kept yet. Esc again leaves it."
    SHORT: ClassVar[Mapping[str, str]] = {"add a row": "add row", "later part": "later"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", tooltip="Leave; it asks once if something is typed."),
        Binding("pagedown", "turn(1)", show=False),
    ]

    def __init__(self, task: FormTask) -> None:
        super().__init__(task)
        self._asked = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys for rows and parts only where there are any."""
        if action in ("add_row", "drop_row") and not any(f.rows for f in self.sheet.fields):
            return None
        if action == "turn" and len(self._parts) == 1:
            return None
        return True

    def touched(self) -> None:
        """Something was typed after Esc had been asked about."""
        self._asked = False
        super().touched()

    def keep_draft(self) -> None:
        """None."""
        if self._draft is not None:
            self._draft.pause()

    def action_leave(self) -> None:
        """Esc: close the list; leave; with something typed, ask once."""
        if self.picker.is_open:
            self.picker.close()
        elif self.keeping.busy:
            return
        elif self._asked or not self.typed_anything():
            self.dismiss(None)
        else:
            self._asked = True
            self.refuse(self.UNKEPT)

    def typed_anything(self) -> bool:
        """Whether something else stands here than at the start."""
        if self.job.amend_of is not None:
            return any(self.sheet.changed(path) for path in self.sheet.cells())
        return self.sheet.to_keep() != {name: said for name, said in self.job.typed.items() if said}


class NoTick(SaveStatus):
    """Nothing that is answered here is in the ledger, so nothing here can say so."""

    def saved(self, number: int, at: datetime, code: str) -> None:
        """Never."""


class AnswersScreen(UndraftedForm):
    """Dismissed with whatever `on_save` returned, None when left. No tick is ever drawn."""

    STEP: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "go on", tooltip="Go on with these answers."),
    ]

    def __init__(self, task: FormTask) -> None:
        super().__init__(task)
        self._status = NoTick()
        self.keeping = Keeping(self, task, self._status)

    def is_saved(self) -> None:
        """Whoever asked has the answers."""
        self.dismiss(self.keeping.saved)

    def _draw_parts(self, letters: tuple[Item, ...]) -> None:
        if not self.STEP:
            super()._draw_parts(letters)
            return
        parts = self.query_one("#parts", Plain)
        title, step = drawn(self.job.title, "bold $strong"), drawn(self.STEP, "$quiet")
        width = parts.size.width
        parts.update(spread(title, step, width) if width else Content(""))
