"""The form of every kind: who it is about, the draft that is kept of it, and how it is saved.

Gaps never stop a record from being saved; only what is impossible does.
"""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.timer import Timer

from wardsafe.errors import WardsafeError
from wardsafe.records.base import Record
from wardsafe.records.moments import local
from wardsafe.services.duplicates import Alike
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.keeping import Keeping
from wardsafe.tui.forms.lacking import lacking
from wardsafe.tui.forms.parts import WHY, is_about_a_patient, part_with
from wardsafe.tui.forms.people import PeoplePicker
from wardsafe.tui.forms.sheet import Impossible
from wardsafe.tui.forms.sheet_screen import SheetScreen
from wardsafe.tui.forms.task import FormTask, PersonRow, SavedEntry, Typed
from wardsafe.tui.screens.alike import AlikeScreen

WIDE = 110
OFFER_SECONDS, SETTLE_SECONDS, DRAFT_SECONDS, SAVED_SECONDS = 0.01, 0.15, 3.0, 1.2


class FormScreen(SheetScreen[SavedEntry | None]):
    """One record on the screen; dismissed with the saved entry, or None when left."""

    CSS_PATH = "../styles/form.tcss"
    TITLE_WORDS = "Form"
    SHOWS_RECORD = True
    HELP = (
        "Times: now, -15m, 0310, yesterday 2230, +7m after the start. Codes: a few letters or the"
        " code itself; * shows all. ? means that somebody asked and nobody knows.\n\n"
        "Gaps never stop you: save what you know and finish later. What is typed is kept as a"
        " draft every few seconds."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    HINTS = (("Tab", "next"),)
    SHORT: ClassVar[Mapping[str, str]] = {
        "add a row": "add row",
        "later part": "later",
        "leave, draft kept": "leave",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "add_row", "add a row", tooltip="Go to a new row of this part."),
        Binding("ctrl+s", "save", "save now", tooltip="Save, with gaps where there are any."),
        Binding("ctrl+l,pagedown", "turn(1)", "later part", tooltip="The next part of the form."),
        Binding("escape", "leave", "leave, draft kept", tooltip="Leave; a draft is kept."),
        Binding("ctrl+y", "drop_row", "remove row", tooltip="Take this row away."),
        Binding("ctrl+p", "person", "other person", show=False, tooltip="Choose another person."),
        Binding("pageup", "turn(-1)", "part before", show=False),
    ]

    def __init__(
        self,
        task: FormTask,
        *,
        settle_after: float = SETTLE_SECONDS,
        draft_after: float = DRAFT_SECONDS,
        offer_after: float = OFFER_SECONDS,
        saved_for: float = SAVED_SECONDS,
    ) -> None:
        """The times are seconds: until a resting hand is read, a draft is kept, the list is
        drawn; and how long the Saved line stands before the form goes."""
        super().__init__(task, settle_after, offer_after)
        self._draft_after, self._saved_for = draft_after, saved_for
        self.keeping = Keeping(self, task, self._status)
        self._confirmed: list[str] = []
        self._draft: Timer | None = None

    def on_mount(self) -> None:
        """Ask for the person first where there is one to choose."""
        self._draft = self.set_interval(self._draft_after, self.keep_draft, pause=True)
        if is_about_a_patient(self.job) and self.person is None:
            self.call_next(self.action_person)

    @property
    def done(self) -> bool:
        """Once it is saved."""
        return self.keeping.saved is not None

    def touched(self) -> None:
        """Something was typed: a draft is kept when the hand has rested for longer."""
        super().touched()
        if self._draft is not None:
            self._draft.reset()
            self._draft.resume()

    # --- the person ----------------------------------------------------------------------------

    def action_person(self) -> None:
        """^P: choose the person this is about."""
        if self.job.people is None or self.keeping.busy:
            return
        self.picker.close()
        today = local(self.job.now()).date()
        self.app.push_screen(PeoplePicker(self.people(), today), self._chose)

    def _chose(self, person: PersonRow | None) -> None:
        if person is not None:
            self.know(person)
            self.touched()
        elif self.person is None:
            self.dismiss(None)

    # --- drafts ----------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep what is typed; never a tick."""
        if self._draft is not None:
            self._draft.pause()
        if not self.sheet.is_blank():
            self.keeping.draft(self._to_keep())

    def _to_keep(self) -> Typed:
        kept = self.sheet.to_keep()
        if self.person is not None:
            kept["person"] = self.person.record
        return kept

    def _keep_now(self) -> None:
        if self.keeping.saved is None and not self.sheet.is_blank():
            self.job.on_draft(self._to_keep())

    def put_away(self) -> None:
        """Locking: keep the draft at once, then let go of everything typed."""
        self._keep_now()
        self.keeping.busy = True
        for entry in self.page.entries():
            entry.clear()

    def action_leave(self) -> None:
        """Esc: close the list, or leave with the draft kept."""
        if self.picker.is_open:
            self.picker.close()
        elif not self.keeping.busy:
            try:
                self._keep_now()
            except WardsafeError as problem:  # leaving would lose what is typed
                self.refuse(f"No draft was kept. {problem}")
            else:
                self.dismiss(None)

    # --- saving ----------------------------------------------------------------------------------

    async def action_save(self) -> None:
        """^S: save with gaps; what is impossible keeps its place and gets the cursor."""
        if self.keeping.busy:
            return
        focused = self._focused()
        if isinstance(focused, Cell) and self.picker.is_open and self.picker.choices.exact:
            self.desk.take(focused)
        self.picker.close()
        self.seen.busy = ""
        self.settle()
        if (found := lacking(self.sheet, self.person_id())) is not None:
            await self._show_problem(*found)
        elif (doubts := self.sheet.doubts()) and doubts != self._confirmed:
            self._confirmed = doubts
            self.refuse(f"{doubts[0]}. ^S again if that is right.")
        else:
            self._store()

    async def _show_problem(self, path: str, sentence: str) -> None:
        at = part_with(self._parts, path)
        if at is not None and at != self._at:
            await self._turn_to(at)
        entry = self.page.entry(path)
        if entry is not None:
            self.go_to(entry)
        self.refuse(sentence)

    def _store(self) -> None:
        try:
            record = self.sheet.record(person=self.person_id())
        except Impossible as problem:
            self.refuse(problem.sentence)
            return
        reason = self.sheet.typed(WHY).strip() if self.job.amend_of is not None else None
        self.keeping.store(record, reason, self.sheet.texts())

    def show_alike(self, found: Alike, record: Record) -> None:
        """What may tell of the same event, beside this one; the person decides."""

        def decided(same_as: str | None) -> None:
            if same_as is not None and not self.keeping.busy:
                self.keeping.seen(found, same_as)
                self._store()

        self.app.push_screen(AlikeScreen(found, record), decided)

    def is_saved(self) -> None:
        """It is in the ledger: the line says so for a moment, or until a key."""
        self.hint.say("")
        self.set_focus(None)
        self.set_timer(self._saved_for, self._go)

    def on_key(self, event: Key) -> None:
        """Once it is saved, any key goes back, and does nothing else there."""
        if self.done:
            event.stop()
            self._go()

    def _go(self) -> None:
        if self.keeping.saved is not None and self.is_current:
            self.dismiss(self.keeping.saved)
