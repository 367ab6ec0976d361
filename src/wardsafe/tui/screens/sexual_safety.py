"""The room of sexual safety: what this person may read, what is outstanding, and a new record.

Everybody may write here and finds their own; who reads more is decided by keys, not by this screen.
Rows hold no name and no narrative, and there is no word about what this person may not see.
"""

from dataclasses import replace
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wardsafe.ledger.drafts import Draft
from wardsafe.ledger.entry import Saved
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import letting_in, sealing, sexual_safety
from wardsafe.services.session import Session
from wardsafe.services.sexual_safety import Receipt, Row
from wardsafe.tui import writing
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import drawn
from wardsafe.tui.fitted import Heading
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.said import Said
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.sexual_safety_access import Access, AccessActs, access_of
from wardsafe.tui.screens.tell_now import TellNowScreen
from wardsafe.tui.sexual_safety_lines import WIDE, event_row, heads, receipt_row
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.status import SaveStatus

TITLE = "Sexual safety"
EMPTY = "Nothing that you may read. N writes a record about a patient, W one without."


class SexualSafetyScreen(AccessActs):
    """`person` opens the form about that patient at once, `draft` the form where it was left."""

    CSS_PATH = "../styles/sexual_safety.tcss"
    TITLE_WORDS = TITLE
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
    ]

    def __init__(self, person: str = "", draft: Draft | None = None) -> None:
        super().__init__()
        self._person, self._draft = person, draft
        self._rows: dict[str, Row] = {}

    def compose_body(self) -> ComposeResult:
        """Heading with what is outstanding, the list, a sentence, where it is saved."""
        yield Heading(drawn(TITLE, "bold $strong"), id="ss-head")
        yield ShortList("ss-list", EMPTY)
        yield Said(id="ss-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """With a person or a draft, open the form."""
        session, draft, self._draft = self.session, self._draft, None
        if session is None:
            return
        if draft is not None:
            self.write(writing.resumed(session, draft))
        elif self._person:
            self.write(writing.new(session, SexualSafety, self._person))

    def read(self, session: Session) -> Drawing:
        """What this person may read, and may do about who reads."""
        letting_in.take_back_from_leavers(session)
        rows, receipts = sexual_safety.listed(session), sexual_safety.receipts(session)
        return partial(self.show, rows, receipts, access_of(session))

    def show(self, rows: tuple[Row, ...], receipts: tuple[Receipt, ...], access: Access) -> None:
        """Draw the list; what is outstanding first, both parts newest first."""
        self._rows, self.access = {row.record: row for row in rows}, access
        told = sorted(rows, key=lambda row: row.outstanding == 0)
        lines = [ListRow(row.record, partial(event_row, row)) for row in told]
        lines += [ListRow(f"#{one.number}", partial(receipt_row, one)) for one in receipts]
        self.rows.show(lines, heads if rows else None)
        still = sum(row.outstanding for row in rows)
        right = drawn(f"{still} to do or tell", "bold $due") if still else None
        self.query_one(Heading).say(drawn(TITLE, "bold $strong"), right)
        self.refresh_bindings()

    @property
    def chosen(self) -> Row | None:
        """The event under the bar; None on a receipt."""
        return self._rows.get(self.chosen_key or "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An event is opened where there is one."""
        if action in ("tell", "open") and not self._rows:
            return None
        return super().check_action(action, parameters)

    # --- keys ----------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Enter: the record."""
        if (row := self.chosen) is not None:
            self.ward.go("sexual-safety-record", record=row.record)

    def action_tell(self) -> None:
        """T: the list of the chosen event."""
        if (row := self.chosen) is not None:
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

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss(None)

    def put_away(self) -> None:
        """Nothing of the list stays."""
        self._rows, self.access = {}, Access()
        super().put_away()
