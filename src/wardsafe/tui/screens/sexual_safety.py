"""The room of sexual safety: what this person may read, what is outstanding, and a new record.

Everybody may write here and finds their own; who reads more is decided by keys, not by this screen.
Rows hold no name and no narrative, and there is no word about what this person may not see.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.ledger.drafts import Draft
from wardsafe.ledger.entry import Saved
from wardsafe.records.moments import local
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import break_glass, letting_in, sealing, sexual_safety
from wardsafe.services.session import Session
from wardsafe.services.sexual_safety import Receipt, Row
from wardsafe.tui import writing
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.break_glass import Breaking, ListedScreen
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.tell_now import TellNowScreen
from wardsafe.tui.short_list import ListRow, ShortList, cell
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

WIDE = 100
EMPTY = "Nothing that you may read. N writes a record about a patient, W one without."
NUMBER, WHEN, WHAT, WHERE, WHO = 8, 16, 26, 20, 8


class SexualSafetyScreen(WardScreen[None]):
    """`person` opens the form about that patient at once, `draft` the form where it was left."""

    CSS_PATH = "../styles/sexual_safety.tcss"
    TITLE_WORDS = "Sexual safety"
    SHOWS_RECORD = True
    HELP = (
        "What you may read: for most people, what they wrote themselves. Who may read more is "
        "sealed by keys, and every opening is written down.\n\n"
        "N writes a record about a patient; W one about nobody of the list, such as staff or a "
        "place. What describes the behaviour of staff goes to safety leads alone: you keep a "
        "receipt.\n\n"
        "More reports can mean better reporting."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    SHORT: ClassVar[dict[str, str]] = {"without a patient": "no patient", "new record": "new"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="Open it; that is written down."),
        Binding("n", "record", "new record", tooltip="Write a record about a patient."),
        Binding("w", "without", "without a patient", tooltip="About staff, a visitor or a place."),
        Binding("t", "tell", "tell now", tooltip="What to do now about the chosen event."),
        Binding("b", "glass", "break glass", tooltip="Read what cannot wait; a lead is told."),
        Binding("g", "let_in", "let in", tooltip="Give access to who belongs here and waits."),
        Binding("k", "set_glass", "set up glass", tooltip="Whether one or two may break it."),
        Binding("r", "reviewed", "reviewed", tooltip="You have looked at who broke the glass."),
        Binding("escape", "leave", "back", tooltip="Back to where you came from."),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leap(-1)", show=False),
        Binding("pagedown", "leap(1)", show=False),
    ]

    def __init__(self, person: str = "", draft: Draft | None = None) -> None:
        super().__init__()
        self._person, self._draft = person, draft
        self._rows: dict[str, Row] = {}
        self._may_break = self._may_review = self._is_lead = False
        self._waits: tuple[tuple[str, str], ...] = ()

    def compose_body(self) -> ComposeResult:
        """Heading with what is outstanding, the list, a sentence, where it is saved."""
        yield Plain(id="ss-head")
        yield ShortList("ss-list", EMPTY)
        yield Plain(id="ss-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read it; with a person or a draft, open the form."""
        self.look()
        session, draft, self._draft = self.session, self._draft, None
        if session is None:
            return
        if draft is not None:
            self.write(writing.resumed(session, draft))
        elif self._person:
            self.write(writing.new(session, SexualSafety, self._person))

    def on_screen_resume(self) -> None:
        """Something may have been written on the screen that was above."""
        self.look()

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def rows(self) -> ShortList:
        """The list."""
        return self.query_one(ShortList)

    def look(self) -> None:
        """Read the list in a worker."""
        if (session := self.session) is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        try:
            letting_in.take_back_from_leavers(session)
            rows = sexual_safety.listed(session)
            receipts = sexual_safety.receipts(session)
            waits = {who.id: who.name for _, who in letting_in.waiting(session)}
            may_break = break_glass.may_break(session)
            is_lead = break_glass.may_review(session)
            may_review = is_lead and bool(break_glass.unreviewed(session))
        except WardsafeError as problem:
            self.app.call_from_thread(self.say, str(problem))
            return
        self._may_break, self._may_review, self._is_lead = may_break, may_review, is_lead
        self._waits = tuple(waits.items())
        self.from_worker(self.show, rows, receipts)

    def show(self, rows: tuple[Row, ...], receipts: tuple[Receipt, ...]) -> None:
        """Draw the list; what is outstanding first, both parts newest first."""
        if self.session is None or not self.is_attached:
            return
        self._rows = {row.record: row for row in rows}
        told = sorted(rows, key=lambda row: row.outstanding == 0)
        lines = [ListRow(row.record, partial(_row, row)) for row in told]
        lines += [ListRow(f"#{one.number}", partial(_receipt, one)) for one in receipts]
        self.rows.show(lines, _heads if rows else None)
        self._head()
        self.refresh_bindings()

    def _head(self) -> None:
        still = sum(row.outstanding for row in self._rows.values())
        right = drawn(f"{still} to do or tell", "bold $due") if still else Content("")
        head = self.query_one("#ss-head", Plain)
        title = drawn("Sexual safety", "bold $strong")
        head.update(spread(title, right, head.size.width or 76))

    def on_resize(self) -> None:
        """The heading is spread over the width."""
        self.call_after_refresh(self._head)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys only where there is something for them."""
        shown = {
            "glass": self._may_break,
            "let_in": bool(self._waits),
            "reviewed": self._may_review,
            "set_glass": self._is_lead,
            "tell": bool(self._rows),
            "open": bool(self._rows),
        }
        return True if shown.get(action, True) else None

    # --- keys ----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Another row."""
        self.rows.move(by)

    def action_leap(self, by: int) -> None:
        """A page further."""
        self.rows.move(by * self.rows.page_of())

    def action_open(self) -> None:
        """Enter: the record."""
        if (row := self._rows.get(self.rows.key or "")) is not None:
            self.ward.go("sexual-safety-record", record=row.record)

    def action_tell(self) -> None:
        """T: the list of the chosen event."""
        if (row := self._rows.get(self.rows.key or "")) is not None:
            self.app.push_screen(TellNowScreen(row.record, row.number))

    def action_record(self) -> None:
        """N: about a patient."""
        if self.session is not None:
            self.write(writing.new(self.session, SexualSafety))

    def action_without(self) -> None:
        """W: about nobody of the list."""
        if self.session is not None:
            self.write(replace(writing.new(self.session, SexualSafety), nobody=True))

    def write(self, what: writing.Writing) -> None:
        """Open the form; once it is saved, what to do now."""
        self.app.push_screen(FormScreen(what.task()), self.written)

    def written(self, saved: SavedEntry | None) -> None:
        """Back from the form: what to do now, also for who may not read what they wrote."""
        session = self.session
        if saved is None or session is None or not self.is_attached:
            return
        self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)
        record = cast("Saved", saved).record
        mine = record if sealing.may_read(session, record) else ""
        self.app.push_screen(TellNowScreen(mine, saved.number))

    def action_glass(self) -> None:
        """B: break the glass."""
        if self.session is not None:
            Breaking(self, self.session, self._in_worker, self._broken).begin()

    def _in_worker(self, act: Callable[[], None]) -> None:
        self.run_worker(partial(self._done, act), thread=True, group="write")

    def _done(self, act: Callable[[], None]) -> None:
        try:
            act()
        except WardsafeError as problem:
            self.app.call_from_thread(self.say, str(problem))
        else:
            self.app.call_from_thread(self._broken)

    def _broken(self) -> None:
        if self.is_attached:
            self.say("The glass is broken until you lock. Leads and the ward manager see that.")
            self.look()

    def action_set_glass(self) -> None:
        """K: who may break the glass, and how many it takes."""
        if self.session is not None:
            lines = (
                ("2", "Two people together, anybody with a PIN here"),
                ("1", "One person, anybody with a PIN here: their PIN and this disk then open it"),
            )
            title = "Break-glass: how many does it take?"
            self.app.push_screen(ListedScreen(title, lines), self._set_glass)

    def _set_glass(self, people: str | None) -> None:
        session = self.session
        if people is None or session is None:
            return
        everybody = [face.staff_id for face in session.slots.faces()]
        try:
            break_glass.set_up(session, int(people), everybody)
        except WardsafeError as problem:
            self.say(str(problem))
        else:
            self.say("Break-glass is set up. Say so to the ward.")

    def action_let_in(self) -> None:
        """G: let in who waits, each written down."""
        if self.session is not None and self._waits:
            self.run_worker(partial(self._let_in, self.session), thread=True, group="write")

    def _let_in(self, session: Session) -> None:
        try:
            for staff_id, _ in self._waits:
                letting_in.admit(session, staff_id)
            names = ", ".join(name for _, name in self._waits)
            self.app.call_from_thread(self.say, f"Let in: {names}.")
        except WardsafeError as problem:
            self.app.call_from_thread(self.say, str(problem))
        self.app.call_from_thread(self.look)

    def action_reviewed(self) -> None:
        """R: a lead has looked at who broke the glass."""
        if self.session is not None:
            try:
                break_glass.reviewed(self.session)
            except WardsafeError as problem:
                self.say(str(problem))
            self.look()

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss(None)

    def say(self, sentence: str) -> None:
        """One sentence above the footer."""
        if self.is_attached:
            said = drawn(f"{glyphs().alert} {sentence}", "bold $over")
            self.query_one("#ss-said", Plain).update(said)

    def put_away(self) -> None:
        """Nothing of the list stays."""
        self._rows = {}
        self._waits = ()
        self.rows.forget()
        for plain in self.query(Plain):
            plain.update(Content(""))


def _heads(width: int) -> Content:
    names = [("", NUMBER), ("happened", WHEN), ("what", WHAT)]
    names += [("where", WHERE)] if width >= WIDE - 8 else []
    return joined(*(cell(name, wide, "$quiet") for name, wide in (*names, ("who", WHO))))


def _row(row: Row, width: int, selected: bool) -> Content:
    when = _when(row.happened)
    left = [
        cell(f"#{row.number}", NUMBER, "$accent"),
        cell(f"{when} told" if row.by_telling else when, WHEN, "$quiet"),
        cell(row.category or "not recorded", WHAT, "bold $strong" if selected else "$ink"),
    ]
    if width >= WIDE - 8:
        left.append(cell(row.place or "not recorded", WHERE, "$ink"))
    who = row.initials or {"staff": "staff", "environment": "place"}.get(row.stream, "")
    left.append(cell(who, WHO, "$quiet"))
    state, style = row.state, "$quiet"
    if not state and row.outstanding:
        state, style = f"{row.outstanding} to do", "bold $due"
    return spread(joined(*left), drawn(state, style), width)


def _receipt(one: Receipt, width: int, selected: bool) -> Content:
    return joined(
        cell(f"#{one.number}", NUMBER, "$accent"),
        cell(_when(one.entered), WHEN, "$quiet"),
        drawn("Receipt: you wrote it, safety leads read it", "$ink"),
    )


def _when(moment: datetime | None) -> str:
    """The day and the time, as short as a column needs it."""
    if moment is None:
        return ""
    at = local(moment)
    return f"{at.day} {at:%b %H:%M}"
