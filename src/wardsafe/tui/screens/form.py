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
from wardsafe.records.fields import fields_of
from wardsafe.records.moments import local
from wardsafe.records.patient import Patient, about_the_person
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.forms.banner import Banner
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.choices import ALL, Choices, choices, with_taken
from wardsafe.tui.forms.meter import MeterLine, MeterPanel
from wardsafe.tui.forms.narrative import Narrative
from wardsafe.tui.forms.page import Entry, Page
from wardsafe.tui.forms.people import PeoplePicker
from wardsafe.tui.forms.picker import Picker
from wardsafe.tui.forms.rows import Rows
from wardsafe.tui.forms.seen import Seen
from wardsafe.tui.forms.sheet import Sheet
from wardsafe.tui.forms.task import FormTask, PersonRow, SavedEntry
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

WIDE = 110
SETTLE_SECONDS, DRAFT_SECONDS, SAVED_SECONDS = 0.15, 3.0, 1.2
DESCRIBED = "person_described"
PIN_SENTENCE = "That looks like your PIN in the text. ^S again if it is something else."


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
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [(0, "-low"), (30, "-high")]
    HINTS = (("Tab", "next"),)
    SHORT: ClassVar[Mapping[str, str]] = {
        "add a row": "add row",
        "later part": "later",
        "leave, draft kept": "leave",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "add_row", "add a row", tooltip="Go to a new row of this part."),
        Binding("ctrl+s", "save", "save now", tooltip="Save, with gaps where there are any."),
        Binding("ctrl+l", "turn(1)", "later part", tooltip="The next part of the form."),
        Binding("escape", "leave", "leave, draft kept", tooltip="Leave; a draft is kept."),
        Binding("ctrl+y", "drop_row", "remove the row", tooltip="Take this row away."),
        Binding("ctrl+p", "person", "other person", show=False, tooltip="Choose another person."),
        Binding("pagedown", "turn(1)", "next part", show=False),
        Binding("pageup", "turn(-1)", "part before", show=False),
    ]

    def __init__(
        self,
        task: FormTask,
        *,
        settle_after: float = SETTLE_SECONDS,
        draft_after: float = DRAFT_SECONDS,
        saved_for: float = SAVED_SECONDS,
    ) -> None:
        """The three times are seconds: until a resting hand is read, a draft is kept, and how
        long the Saved line stands before the form goes."""
        super().__init__()
        self.desk_task = task
        self._after = (settle_after, draft_after, saved_for)
        self.sheet = Sheet(task.model, task.now(), task.typed, task.amend_of)
        self.seen = Seen(self.sheet)
        self.person = task.person
        self._people: tuple[PersonRow, ...] | None = None
        self._pages = _pages(task, self.sheet)
        self._at = 0
        self._saving = False
        self._saved: SavedEntry | None = None
        self._confirmed: list[str] = []
        self._said = ""
        self._settle: Timer | None = None
        self._draft: Timer | None = None

    # --- what it is made of -------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        """Banner, part and title, the fields with the meter beside them, help, status."""
        banner = Banner(local(self.desk_task.now()).date())
        banner.display = self._has_person()
        yield banner
        with Horizontal(id="sheet"):
            with Vertical(id="left"):
                yield Plain(id="parts")
                yield self._page()
            yield MeterPanel()
        yield MeterLine()
        yield Plain(id="hint")
        yield SaveStatus()
        yield Picker()

    def on_mount(self) -> None:
        """Draw what is there; ask for the person first where there is one to choose."""
        settle, draft, _ = self._after
        self._settle = self.set_interval(settle, self.settle, pause=True)
        self._draft = self.set_interval(draft, self.keep_draft, pause=True)
        metered = any(field.statutory for field in fields_of(self.desk_task.model))
        self.query_one(MeterPanel).display = metered and self._letters() != ()
        self.query_one(MeterLine).display = metered and self._letters() != ()
        self._know(self.person)
        self.go_to(self.page.entries()[0])
        if self._has_person() and self.person is None:
            self.action_person()

    @property
    def page(self) -> Page:
        """The page in sight."""
        return self.query_one(Page)

    @property
    def picker(self) -> Picker:
        """The floating list."""
        return self.query_one(Picker)

    def _page(self) -> Page:
        _, fields = self._pages[self._at]
        return Page(fields, self.seen, self, later=self._at > 0)

    def _has_person(self) -> bool:
        asked = any(f.input == "person" and f.who == "patient" for f in self.sheet.fields)
        return asked and (self.desk_task.people is not None or self.person is not None)

    # --- the desk of the cells: told on every key ----------------------------------------------

    def was_typed(self, cell: Cell) -> None:
        """A key changed a cell: keep the text, offer codes; the rest waits for a resting hand."""
        row = self.page.row_of(cell)
        was_empty = row is not None and row.is_empty()
        self.sheet.write(cell.path, cell.value, self.desk_task.now())
        if row is not None and was_empty:
            row.block.offer()
        self._offer(cell)
        self._touched()

    def was_written(self, narrative: Narrative) -> None:
        """A key changed a narrative."""
        self.sheet.write(narrative.path, narrative.text, self.desk_task.now())
        self._touched()

    def move_on(self, cell: Cell, by: int) -> None:
        """Enter or Tab: take what is chosen, then on to the next cell."""
        if self._saved is not None:
            self._go()
            return
        if by > 0 and self._take(cell):
            return
        self.picker.close()
        self.go_to(self.page.next_of(cell, by))

    def choose(self, cell: Cell, by: int) -> None:
        """Up or down: through the list, or, where none is open, to the next field."""
        if self.picker.is_open:
            self.picker.move(by)
        elif by > 0 and (cell.field.codes or self._suggestions(cell)) and not cell.value:
            self.picker.open(self._choices(cell, ALL), cell.region)
        else:
            self.move_on(cell, by)

    def refuse(self, sentence: str) -> None:
        """Something was not put in: say so until the next key."""
        self._hint(sentence, wrong=True)

    def _touched(self) -> None:
        if self._said:
            self._said = ""
        for timer in (self._settle, self._draft):
            if timer is not None:
                timer.reset()
                timer.resume()

    def _take(self, cell: Cell) -> bool:
        """Put the chosen line into the cell; True where the cursor stays for another code."""
        taken = self.picker.choices.taken if self.picker.is_open else None
        if taken is None:
            return False
        several = cell.field.input == "codes"
        self.picker.close()
        cell.put(with_taken(cell.field, cell.value, taken.typed))
        self.picker.close()
        self._fill(cell, dict(taken.fills))
        return several

    def _fill(self, cell: Cell, fills: Mapping[str, str]) -> None:
        row = self.page.row_of(cell)
        for other in row.cells if row else ():
            if other.field.name in fills and not other.value:
                other.put(fills[other.field.name])
                self.picker.close()

    def _offer(self, cell: Cell) -> None:
        if cell.field.codes or self._suggestions(cell):
            several = cell.field.input == "codes"
            self.picker.open(self._choices(cell, cell.value), cell.region, several=several)

    def _choices(self, cell: Cell, typed: str) -> Choices:
        return choices(cell.field, typed, self._suggestions(cell))

    def _suggestions(self, cell: Cell) -> tuple[Suggestion, ...]:
        head, _, rest = cell.path.partition(".")
        name = f"{head}.{rest.rpartition('.')[2]}" if rest else head
        found = self.desk_task.suggest.get(name)
        return tuple(found()) if found else ()

    # --- when the hand rests --------------------------------------------------------------------

    def settle(self) -> None:
        """Work out what everything means: readings, contradictions, the meter."""
        if self._settle is not None:
            self._settle.pause()
        self.sheet.now = self.desk_task.now()
        focused = self._focused()
        problems = self.sheet.problems()
        # Somebody in the middle of a word is not told off; nor is a field nobody has come to.
        self.seen.wrong = {
            path: reading
            for path, reading in problems.items()
            if self.sheet.typed(path) and not (focused is not None and focused.path == path)
        }
        self.seen.busy = focused.path if focused is not None else ""
        self.page.draw()
        self._draw_parts()
        if not self._said:
            self._help(focused)
        letters = self._letters()
        for meter in (self.query_one(MeterPanel), self.query_one(MeterLine)):
            meter.show(letters)

    def _letters(self) -> tuple[Item, ...]:
        record = self.sheet.record(person=self._person_id(), gaps=True)
        return items(record, self._patient())

    def _patient(self) -> Patient | None:
        find = self.desk_task.person_record
        found = find(self.person.record) if find and self.person else None
        if isinstance(found, Patient):
            return found
        if self.person is None:
            return None
        return Patient(name=self.person.name, nhs_number=self.person.nhs_number or None)

    def _person_id(self) -> str | None:
        return self.person.record if self.person is not None else None

    # --- drawing the small lines ------------------------------------------------------------

    def _draw_parts(self) -> None:
        parts = self.query_one("#parts", Plain)
        width = parts.size.width or self.size.width - 6
        title, at = self._pages[self._at][0], self._at
        later = len(outstanding(self._letters())) or len(self._pages) - 1
        items_word = f"Later, {later} item{'s' if later != 1 else ''}"
        now = drawn("Now", "bold $accent" if at == 0 else "$quiet")
        rest = drawn(items_word if at == 0 else title, "$quiet" if at == 0 else "bold $accent")
        left = joined(now, drawn("   "), rest) if len(self._pages) > 1 else now
        kind = self.desk_task.title or self.desk_task.model.title
        state = "new record" if self.desk_task.amend_of is None else "amended"
        right = f"{kind}, {state}" if at == 0 else f"part {at} of {len(self._pages) - 1}"
        parts.update(spread(left, drawn(right, "$quiet"), width))

    def _help(self, focused: Entry | None) -> None:
        if focused is None:
            return
        reading = self.sheet.read(focused.path) if focused.path in self._paths() else None
        if reading is not None and reading.error and not self.picker.is_open:
            self._hint(reading.sentence, wrong=True, keep=False)
        else:
            self._hint(focused.field.help, keep=False)

    def _paths(self) -> set[str]:
        return {entry.path for entry in self.page.entries()}

    def _hint(self, sentence: str, *, wrong: bool = False, keep: bool = True) -> None:
        self._said = sentence if keep else ""
        words = f"! {sentence}" if wrong else sentence
        hint = self.query_one("#hint", Plain)
        hint.update(drawn(words, "$over" if wrong else "$quiet", width=max(20, hint.size.width)))

    # --- where the cursor is -----------------------------------------------------------------

    def _focused(self) -> Entry | None:
        return self.focused if isinstance(self.focused, Cell | Narrative) else None

    def go_to(self, entry: Entry) -> None:
        """Put the cursor into an entry, ready to type."""
        if not entry.is_attached:
            self.call_after_refresh(self.go_to, entry)
            return
        entry.enter()
        self.set_focus(entry)
        self.settle()

    def on_descendant_focus(self) -> None:
        """The mouse came to another cell."""
        self.picker.close()
        self.settle()

    # --- parts and rows ------------------------------------------------------------------------

    async def action_turn(self, by: int) -> None:
        """Another part of the form; only the one in sight is there."""
        await self._turn_to((self._at + by) % len(self._pages))

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
        block = self._block()
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
        path = f"{row.block.field.name}.{row.index}.{row.cells[0].field.name}"
        await self._turn_to(self._at)
        if (entry := self.page.entry(path)) is not None:
            self.go_to(entry)
        self._touched()

    def _block(self) -> Rows | None:
        focused = self._focused()
        row = self.page.row_of(focused) if focused is not None else None
        blocks = [part for part in self.page.parts if isinstance(part, Rows)]
        return row.block if row is not None else next(iter(blocks), None)

    # --- the person ----------------------------------------------------------------------------

    def action_person(self) -> None:
        """^P: choose the person this is about."""
        if self.desk_task.people is None:
            return
        self.picker.close()
        people = self._ward()
        self.app.push_screen(PeoplePicker(people, local(self.desk_task.now()).date()), self._chose)

    def _ward(self) -> tuple[PersonRow, ...]:
        if self._people is None:
            self._people = tuple(self.desk_task.people()) if self.desk_task.people else ()
        return self._people

    def _chose(self, person: PersonRow | None) -> None:
        if person is not None:
            self._know(person)
            self._touched()
        elif self.person is None:
            self.dismiss(None)

    def _know(self, person: PersonRow | None) -> None:
        """Show whose record it is; what is known of them stands in the blank fields."""
        self.person = person
        self.query_one(Banner).show(person, self._ward())
        find = self.desk_task.person_record
        found = find(person.record) if find and person else None
        if isinstance(found, Patient) and self.desk_task.amend_of is None:
            self.sheet.prefill(about_the_person(found, local(self.desk_task.now()).date()))
        self.settle()

    # --- drafts ----------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep what is typed, in a worker; never a tick."""
        if self._draft is not None:
            self._draft.pause()
        if self._saving or self.sheet.is_blank():
            return
        typed = self._to_keep()
        self.run_worker(lambda: self._kept(typed), thread=True, exclusive=True, group="draft")

    def _kept(self, typed: Typed) -> None:
        try:
            self.desk_task.on_draft(typed)
        except WardsafeError as problem:
            self.app.call_from_thread(self._hint, f"No draft was kept. {problem}", wrong=True)
            return
        self.app.call_from_thread(self._say_draft)

    def _say_draft(self) -> None:
        if self.is_mounted and self._saved is None:
            self.query_one(SaveStatus).draft(local(self.desk_task.now()))

    def _to_keep(self) -> Typed:
        kept = self.sheet.to_keep()
        if self.person is not None:
            kept["person"] = self.person.record
        return kept

    def put_away(self) -> None:
        """Locking: keep the draft at once, then let go of everything typed."""
        if self._saved is None and not self.sheet.is_blank():
            self.desk_task.on_draft(self._to_keep())
        for entry in self.page.entries():
            entry.clear()

    def action_leave(self) -> None:
        """Esc: close the list, or leave with the draft kept."""
        if self._saved is not None:
            self._go()
        elif self.picker.is_open:
            self.picker.close()
        elif not self._saving:
            if not self.sheet.is_blank():
                self.desk_task.on_draft(self._to_keep())
            self.dismiss(None)

    # --- saving ----------------------------------------------------------------------------------

    async def action_save(self) -> None:
        """^S: save with gaps; what is impossible keeps its place and gets the cursor."""
        if self._saving:
            return
        focused = self._focused()
        if isinstance(focused, Cell) and self.picker.choices.exact:
            self._take(focused)
        self.picker.close()
        self.settle()
        if self.sheet.is_blank():
            self._hint("Nothing is written yet.", wrong=True)
            return
        problems = self.sheet.problems(person=self._person_id())
        if problems:
            await self._show_problem(*next(iter(problems.items())))
            return
        doubts = [*self.sheet.doubts(), *self._pin_doubts()]
        if doubts and doubts != self._confirmed:
            self._confirmed = doubts
            self._hint(f"{doubts[0].rstrip('.')}. ^S again if that is right.", wrong=True)
            return
        self._save()

    async def _show_problem(self, path: str, reading: Reading) -> None:
        name = path.partition(".")[0]
        if name == "person":
            self._hint(reading.sentence, wrong=True)
            return
        for at, (_, fields) in enumerate(self._pages):
            if any(path_on(field, path) for field in fields):
                if at != self._at:
                    await self._turn_to(at)
                break
        entry = self.page.entry(path) or self.page.entry(name)
        if entry is not None:
            self.go_to(entry)
        self._hint(reading.sentence, wrong=True)
