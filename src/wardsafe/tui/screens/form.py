"""The form of every kind: whose record it is, what must be caught now, what can wait.

Nothing heavy happens on a key: a cell takes it at once, and what it means is worked out when the
hands rest. Gaps never stop a record from being saved; only what is impossible does.
"""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from wardsafe.errors import WardsafeError
from wardsafe.records.completeness import Item, items, outstanding
from wardsafe.records.moments import local
from wardsafe.records.patient import Patient, about_the_person
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.forms.banner import Banner
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.desk import TypingDesk
from wardsafe.tui.forms.keeping import Keeping
from wardsafe.tui.forms.meter import MeterLine, MeterPanel
from wardsafe.tui.forms.narrative import Narrative
from wardsafe.tui.forms.page import Entry, Page
from wardsafe.tui.forms.painting import NearCompositor, redraw
from wardsafe.tui.forms.parts import (
    WHY,
    Part,
    extra_fields,
    is_about_a_patient,
    parts_of,
    reasons,
)
from wardsafe.tui.forms.people import PeoplePicker
from wardsafe.tui.forms.picker import Picker
from wardsafe.tui.forms.rows import Rows
from wardsafe.tui.forms.seen import Seen
from wardsafe.tui.forms.sheet import Impossible, Sheet
from wardsafe.tui.forms.task import FormTask, PersonRow, SavedEntry, Typed
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

WIDE = 110
OFFER_SECONDS, SETTLE_SECONDS, DRAFT_SECONDS, SAVED_SECONDS = 0.04, 0.15, 3.0, 1.2


class FormScreen(WardScreen[SavedEntry | None]):
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
        super().__init__()
        self._compositor = NearCompositor()
        self.job = task
        self._line, self._panel, self._status = MeterLine(), MeterPanel(), SaveStatus()
        self._picker = Picker(offer_after)
        self._after = (settle_after, draft_after, saved_for)
        self.sheet = Sheet(task.model, task.now(), task.typed, task.amend_of, extra_fields(task))
        self.seen = Seen(self.sheet)
        self.desk = TypingDesk(self, self.seen, task.now, {WHY: reasons, **task.suggest})
        self.person = task.person
        self._people: tuple[PersonRow, ...] | None = None
        self._parts = parts_of(task)
        self._at = 0
        self.keeping = Keeping(self, task, self._status)
        self._confirmed: list[str] = []
        self._said = ""
        self.arriving = False
        self._settle: Timer | None = None
        self._draft: Timer | None = None

    # --- what it is made of -------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        """Banner, part and title, the fields with the meter beside them, help, status."""
        banner = Banner(local(self.job.now()).date())
        banner.display = is_about_a_patient(self.job)
        yield banner
        with Horizontal(id="sheet"):
            with Vertical(id="left"):
                yield Plain(id="parts")
                yield self._page()
            yield self._panel
        yield self._line
        yield Plain(id="hint")
        yield self._status
        yield self._picker

    def on_mount(self) -> None:
        """Draw what is there; ask for the person first where there is one to choose."""
        settle, draft, _ = self._after
        self._settle = self.set_interval(settle, self.settle, pause=True)
        self._draft = self.set_interval(draft, self.keep_draft, pause=True)
        self.set_class(not self._letters(), "-unmetered")
        self._know(self.person)
        for entry in self.page.entries()[:1]:
            self.go_to(entry)
        if is_about_a_patient(self.job) and self.person is None:
            self.action_person()

    def on_resize(self) -> None:
        """The one line that is spread over the width."""
        self.call_after_refresh(self.settle)

    @property
    def page(self) -> Page:
        """The page in sight."""
        return self.query_one(Page)

    @property
    def picker(self) -> Picker:
        """The floating list."""
        return self._picker

    def _page(self) -> Page:
        return Page(self._parts[self._at][1], self.seen, self.desk, later=self._at > 0)

    # --- told by the desk -----------------------------------------------------------------------

    def refuse(self, sentence: str) -> None:
        """Something was not put in: say so until the next key."""
        self._hint(sentence, wrong=True)

    def at_the_end(self) -> None:
        """There is no further field on this part."""
        later = " ^L goes to the later part." if len(self._parts) > 1 else ""
        self.settle()
        self._hint(f"That is the last field. ^S saves.{later}")

    def touched(self) -> None:
        """Something was typed: what it means is worked out when the hand rests."""
        self._said = ""
        for timer in (self._settle, self._draft):
            if timer is not None:
                timer.reset()
                timer.resume()

    # --- when the hand rests --------------------------------------------------------------------

    def settle(self) -> None:
        """Work out what everything means: readings, contradictions, the meter."""
        if self._settle is not None:
            self._settle.pause()
        if self.keeping.saved is not None:
            return
        self.sheet.now = self.job.now()
        problems = self.sheet.problems(self._person_id())
        # A blank field is a gap, and a gap is no error while one is still writing.
        self.seen.wrong = {path: bad for path, bad in problems.items() if self.sheet.typed(path)}
        self.page.draw()
        letters = self._letters()
        self._draw_parts(letters)
        self._line.show(letters)
        self._panel.show(letters)
        self._help()

    def _letters(self) -> tuple[Item, ...]:
        record = self.sheet.record(person=self._person_id(), gaps=True)
        return items(record, self._patient())

    def _patient(self) -> Patient | None:
        """The person's record; from the banner where nobody can look it up."""
        if self.person is None:
            return None
        find = self.job.person_record
        found = find(self.person.record) if find else None
        if isinstance(found, Patient):
            return found
        return Patient(name=self.person.name, nhs_number=self.person.nhs_number or None)

    def _person_id(self) -> str | None:
        return self.person.record if self.person is not None else None

    # --- the small lines ----------------------------------------------------------------------

    def _draw_parts(self, letters: tuple[Item, ...]) -> None:
        parts = self.query_one("#parts", Plain)
        (title, _), at, last = self._parts[self._at], self._at, len(self._parts) - 1
        waiting = len(outstanding(letters)) if letters else last
        later = f"Later, {waiting} item{'' if waiting == 1 else 's'}" if at == 0 else title
        left = drawn("Now", "bold $accent" if at == 0 else "$quiet")
        if last:
            left = joined(left, drawn("   "), drawn(later, "bold $accent" if at else "$quiet"))
        kind = self.job.title or self.job.model.title
        state = "new record" if self.job.amend_of is None else "amending"
        right = f"{kind}, {state}" if at == 0 else f"part {at} of {last}"
        redraw(parts, spread(left, drawn(right, "$quiet"), parts.size.width or 76))

    def _help(self) -> None:
        """What the field with the cursor takes, or what is wrong with it."""
        focused = self._focused()
        if focused is None or self._said:
            return
        bad = self.seen.wrong.get(focused.path)
        if bad is not None and focused.path != self.seen.busy:
            self._hint(bad.sentence, wrong=True, keep=False)
        else:
            self._hint(focused.field.help, keep=False)

    def _hint(self, sentence: str, *, wrong: bool = False, keep: bool = True) -> None:
        self._said = sentence if keep else ""
        words = f"! {sentence}" if wrong else sentence
        hint = self.query_one("#hint", Plain)
        redraw(hint, drawn(words, "$over" if wrong else "$quiet", width=hint.size.width or 76))

    # --- where the cursor is -----------------------------------------------------------------

    def _focused(self) -> Entry | None:
        return self.focused if isinstance(self.focused, Cell | Narrative) else None

    def go_to(self, entry: Entry) -> None:
        """Put the cursor into an entry, ready to type."""
        self.arriving = not entry.is_attached
        if self.arriving:
            self.call_after_refresh(self.go_to, entry)
            return
        entry.enter()
        self.seen.busy = self._said = ""
        self.set_focus(entry)
        self.settle()
        self.desk.release()

    def on_descendant_focus(self) -> None:
        """The mouse came to another cell."""
        if self.seen.busy and self.seen.busy != getattr(self._focused(), "path", ""):
            self.picker.close()
            self.seen.busy = ""
            self.settle()

    # --- parts and rows ------------------------------------------------------------------------

    async def action_turn(self, by: int) -> None:
        """Another part of the form; only the one in sight is there."""
        if self.keeping.saved is None and len(self._parts) > 1:
            await self._turn_to((self._at + by) % len(self._parts))

    async def _turn_to(self, at: int) -> None:
        self.picker.close()
        self._at = at
        await self.page.remove()
        page = self._page()
        await self.query_one("#left").mount(page)
        entries = page.entries()
        if entries:
            self.go_to(entries[0])
        else:
            self.settle()

    def action_add_row(self) -> None:
        """The empty row of the part in which the cursor is, or of the first with rows."""
        focused = self._focused()
        row = self.page.row_of(focused) if focused is not None else None
        blocks = (part for part in self.page.parts if isinstance(part, Rows) and not part.lead)
        block = row.block if row is not None else next(blocks, None)
        if block is not None and not block.lead:
            self.picker.close()
            self.go_to(block.add().cells[0])

    async def action_drop_row(self) -> None:
        """Take the row with the cursor away."""
        focused = self._focused()
        row = self.page.row_of(focused) if focused is not None else None
        if row is None or row.block.lead:
            self._hint("There is no row here to remove.")
            return
        self.sheet.drop_row(row.block.field.name, row.index)
        path = row.cells[0].path
        await self._turn_to(self._at)
        if (entry := self.page.entry(path)) is not None:
            self.go_to(entry)
        self.touched()

    # --- the person ----------------------------------------------------------------------------

    def action_person(self) -> None:
        """^P: choose the person this is about."""
        if self.job.people is None or self.keeping.busy:
            return
        self.picker.close()
        today = local(self.job.now()).date()
        self.app.push_screen(PeoplePicker(self._ward(), today), self._chose)

    def _ward(self) -> tuple[PersonRow, ...]:
        if self._people is None:
            self._people = tuple(self.job.people()) if self.job.people else ()
        return self._people

    def _chose(self, person: PersonRow | None) -> None:
        if person is not None:
            self._know(person)
            self.touched()
        elif self.person is None:
            self.dismiss(None)

    def _know(self, person: PersonRow | None) -> None:
        """Show whose record it is; what is known of them stands in the blank fields."""
        self.person = person
        self.query_one(Banner).show(person, self._ward())
        patient = self._patient()
        if patient is not None and self.job.amend_of is None:
            self.sheet.prefill(about_the_person(patient, local(self.job.now()).date()))
        self.settle()

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
        if (lacking := self._lacking()) is not None:
            await self._show_problem(*lacking)
        elif (doubts := self.sheet.doubts()) and doubts != self._confirmed:
            self._confirmed = doubts
            self.refuse(f"{doubts[0]}. ^S again if that is right.")
        else:
            self._store()

    def _lacking(self) -> tuple[str, str] | None:
        """The first cell that stands in the way of saving, and why; None where nothing does."""
        if self.sheet.is_blank():
            return "", "Nothing is written yet."
        for path, bad in self.sheet.problems(self._person_id()).items():
            return path, bad.sentence
        if self.job.amend_of is None:
            return None
        if not any(self.sheet.changed(path) for path in self.sheet.cells()):
            return "", "Nothing is changed yet."
        return None if self.sheet.typed(WHY).strip() else (WHY, "Say why it is changed.")

    async def _show_problem(self, path: str, sentence: str) -> None:
        places = (at for at, part in enumerate(self._parts) if _holds(part, path))
        at = next(places, self._at)
        if at != self._at:
            await self._turn_to(at)
        entry = self.page.entry(path)
        if entry is not None:
            self.go_to(entry)
        self.refuse(sentence)

    def _store(self) -> None:
        try:
            record = self.sheet.record(person=self._person_id())
        except Impossible as problem:
            self.refuse(problem.sentence)
            return
        reason = self.sheet.typed(WHY).strip() if self.job.amend_of is not None else None
        self.keeping.store(record, reason, self.sheet.texts())

    def is_saved(self) -> None:
        """It is in the ledger: the line says so for a moment, or until a key."""
        self._hint("")
        self.set_focus(None)
        self.set_timer(self._after[2], self._go)

    def on_key(self) -> None:
        """Once it is saved, any key goes back."""
        self._go()

    def _go(self) -> None:
        if self.keeping.saved is not None and self.is_current:
            self.dismiss(self.keeping.saved)


def _holds(part: Part, path: str) -> bool:
    """Whether the cell of a path stands on a part."""
    name, column = path.partition(".")[0], path.rpartition(".")[2]
    found = [field for field in part[1] if field.name == name]
    return any(not f.rows or column in [sub.name for sub in f.rows] for f in found)
