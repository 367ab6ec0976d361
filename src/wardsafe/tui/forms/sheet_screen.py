"""The form as something to write in: whose it is, fields, meter, help; what all of it means.

Nothing heavy happens on a key: a cell takes it at once, and what it means is worked out when the
hands rest. What becomes of what is written is not decided here.
"""

from collections.abc import Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from wardsafe.records.completeness import Item, items, outstanding
from wardsafe.records.moments import local
from wardsafe.records.patient import about_the_person
from wardsafe.tui.forms.banner import Banner, patient_of
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.desk import TypingDesk
from wardsafe.tui.forms.meter import MeterLine, MeterPanel
from wardsafe.tui.forms.narrative import Narrative
from wardsafe.tui.forms.page import Entry, Page
from wardsafe.tui.forms.parts import WHY, extra_fields, is_about_a_patient, parts_of, reasons
from wardsafe.tui.forms.picker import Picker
from wardsafe.tui.forms.rows import Rows
from wardsafe.tui.forms.seen import Seen
from wardsafe.tui.forms.sheet import Sheet
from wardsafe.tui.forms.small_lines import HintLine, PartsLine
from wardsafe.tui.forms.task import FormTask, PersonRow
from wardsafe.tui.forms.typing_screen import TypingScreen
from wardsafe.tui.status import SaveStatus

Result = TypeVar("Result")


class SheetScreen(TypingScreen[Result]):
    """One record to write, part by part. `settle_after` and `offer_after` are the seconds until a
    resting hand is read and the list is drawn."""

    def __init__(self, task: FormTask, settle_after: float, offer_after: float) -> None:
        super().__init__()
        self.job = task
        self._line, self._panel, self._status = MeterLine(), MeterPanel(), SaveStatus()
        self.hint = HintLine()
        self._picker = Picker(offer_after)
        self._settle_after = settle_after
        self.sheet = Sheet(task.model, task.now(), task.typed, task.amend_of, extra_fields(task))
        self.seen = Seen(self.sheet)
        self.desk = TypingDesk(self, self.seen, task.now, {WHY: reasons, **task.suggest})
        self.person = task.person
        self._people: tuple[PersonRow, ...] | None = None
        self._parts = parts_of(task)
        self._at = 0
        self._awaited: Entry | None = None
        self._settle: Timer | None = None

    @property
    def done(self) -> bool:
        """Whether nothing may be changed any more."""
        return False

    # --- what it is made of -------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        """Banner, part and title, the fields with the meter beside them, help, status."""
        banner = Banner(local(self.job.now()).date(), changes=self.job.people is not None)
        banner.display = is_about_a_patient(self.job)
        yield banner
        with Horizontal(id="sheet"):
            with Vertical(id="left"):
                yield PartsLine()
                yield self._page()
            yield self._panel
        yield self._line
        yield self.hint
        yield self._status
        yield self._picker

    def on_mount(self) -> None:
        """Draw what is there, the cursor in the first field."""
        self._settle = self.set_interval(self._settle_after, self.settle, pause=True)
        self.set_class(not self._letters(), "-unmetered")
        self.know(self.person)
        for entry in self.page.entries()[:1]:
            self.go_to(entry)

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
        self.hint.say(sentence, wrong=True)

    def at_the_end(self) -> None:
        """There is no further field on this part."""
        later = " ^L goes to the later part." if len(self._parts) > 1 else ""
        self.settle()
        self.hint.say(f"That is the last field. ^S saves.{later}")

    def touched(self) -> None:
        """Something was typed: what it means is worked out when the hand rests."""
        self.hint.release()
        if self._settle is not None:
            self._settle.reset()
            self._settle.resume()

    # --- when the hand rests --------------------------------------------------------------------

    def settle(self) -> None:
        """Work out what everything means: readings, contradictions, the meter."""
        if self._settle is not None:
            self._settle.pause()
        if self.done:
            return
        self.sheet.now = self.job.now()
        problems = self.sheet.problems(self.person_id())
        # A blank field is a gap, and a gap is no error while one is still writing.
        self.seen.wrong = {path: bad for path, bad in problems.items() if self.sheet.typed(path)}
        self.page.draw()
        letters = self._letters()
        self._draw_parts(letters)
        self._line.show(letters)
        self._panel.show(letters)
        self._help()

    def _letters(self) -> tuple[Item, ...]:
        record = self.sheet.record(person=self.person_id(), gaps=True)
        return items(record, patient_of(self.job, self.person))

    def _draw_parts(self, letters: tuple[Item, ...]) -> None:
        waiting = len(outstanding(letters)) if letters else len(self._parts) - 1
        self.query_one(PartsLine).show(self.job, self._parts, self._at, waiting)

    def _help(self) -> None:
        """What the field with the cursor takes, or what is wrong with it."""
        focused = self._focused()
        if focused is None:
            return
        bad = self.seen.wrong.get(focused.path)
        if bad is not None and focused.path != self.seen.busy:
            self.hint.help(bad.sentence, wrong=True)
        else:
            self.hint.help(focused.field.help)

    # --- whose it is ----------------------------------------------------------------------------

    def people(self) -> tuple[PersonRow, ...]:
        """The people of the ward, looked up once."""
        if self._people is None:
            self._people = tuple(self.job.people()) if self.job.people else ()
        return self._people

    def person_id(self) -> str | None:
        """The record of the person this is about."""
        return self.person.record if self.person is not None else None

    def know(self, person: PersonRow | None) -> None:
        """Show whose record it is; what is known of them stands in the blank fields."""
        self.person = person
        self.query_one(Banner).show(person, self.people())
        patient = patient_of(self.job, person)
        if patient is not None and self.job.amend_of is None:
            self.sheet.prefill(about_the_person(patient, local(self.job.now()).date()))
        self.settle()

    # --- where the cursor is -----------------------------------------------------------------

    def _focused(self) -> Entry | None:
        return self.focused if isinstance(self.focused, Cell | Narrative) else None

    @property
    def arriving(self) -> bool:
        """Whether the cursor is on its way to a row that is just being made."""
        return self._awaited is not None

    def go_to(self, entry: Entry) -> None:
        """Put the cursor into an entry, ready to type: at once, or as soon as it is there."""
        self._awaited = None if entry.is_attached else entry
        if self.arriving:
            return
        entry.enter()
        self.seen.busy = ""
        self.hint.release()
        self.set_focus(entry)
        self.settle()
        self.desk.release()

    def action_of(self, key: str) -> str | None:
        """What a key of this form asks for; Textual's own of every screen say whose they are."""
        found = self._bindings.key_to_bindings.get(key)
        return found[0].action if found and "." not in found[0].action else None

    def is_there(self, cells: Sequence[Entry]) -> None:
        """A row was just made; it may be the one that the cursor is on its way to."""
        if self._awaited is not None and self._awaited in cells:
            self.go_to(self._awaited)

    def on_descendant_focus(self) -> None:
        """The mouse came to another cell."""
        if self.seen.busy and self.seen.busy != getattr(self._focused(), "path", ""):
            self.picker.close()
            self.seen.busy = ""
            self.settle()

    # --- parts and rows ------------------------------------------------------------------------

    async def action_turn(self, by: int) -> None:
        """Another part of the form; only the one in sight is there."""
        if not self.done and len(self._parts) > 1:
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
            self.hint.say("There is no row here to remove.")
            return
        self.sheet.drop_row(row.block.field.name, row.index)
        path = row.cells[0].path
        await self._turn_to(self._at)
        if (entry := self.page.entry(path)) is not None:
            self.go_to(entry)
        self.touched()
