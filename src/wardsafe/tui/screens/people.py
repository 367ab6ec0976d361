"""The people of the ward: who is here, who is on leave, and what can be written about them."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from wardsafe.errors import WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.records.fields import Field
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.services.census import contradicts
from wardsafe.services.recording import current
from wardsafe.services.session import Session
from wardsafe.services.whereabouts import Whereabouts, whereabouts
from wardsafe.tui import writing
from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.people_rows import WIDE, Chosen, count, heads, row
from wardsafe.tui.short_list import ShortList
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.views.folding import record_at

_FIND = Field(
    "@find", "", "", "text", None, "private", None, None, (), None, False, (), False
)  # fmt: skip
NOBODY = "Nobody fits that."
NOBODY_HERE = "Nobody is on the ward yet. A adds a person."


class Find(Cell):
    """The line of the search."""

    can_focus = False  # only while / is on: letters are keys otherwise

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Left to the screen, which says for itself which keys rest while one types."""
        return False


class PeopleScreen(WardScreen[None]):
    """Everybody by bed. What is written is about the person in the banner."""

    TITLE_WORDS = "People"
    SHOWS_RECORD = True
    CSS_PATH = "../styles/people.tcss"
    HELP = (
        "Everybody who belongs to the ward, by bed. The arrow keys choose a person; the banner "
        "says in full who that is, and whatever you write is about them.\n\n"
        "/ looks for anybody by name, initials, bed or NHS number, also for people who have left. "
        "Adding a person asks who they are, then for their admission."
    )
    VERTICAL_BREAKPOINTS = [
        (0, "-low"),
        (30, "-high"),
    ]
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    SHORT: ClassVar[Mapping[str, str]] = {
        "new record": "new",
        "add a person": "add",
        "amend details": "amend",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "record", "new record", tooltip="Record a use of force about this person."),
        Binding(
            "m", "movement", "movement", tooltip="Admit, change bed, leave, return, discharge."
        ),
        Binding("x", "safety", "sexual safety", tooltip="Record sexual safety: few may read it."),
        Binding("slash", "find", "find", key_display="/", tooltip="Find somebody, leavers too."),
        Binding("e", "amend", "amend details", tooltip="Correct what is known about this person."),
        Binding("a", "add", "add a person", tooltip="Add somebody new, then their admission."),
        Binding("escape", "back", "back", tooltip="End the search, or back to the board."),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leap(-1)", show=False),
        Binding("pagedown", "leap(1)", show=False),
        Binding("enter", "record", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Whereabouts, ...] = ()
        self._finding = False

    def compose_body(self) -> ComposeResult:
        """Banner, heading with the search, the list, what was said."""
        yield Chosen()
        with Horizontal(id="people-head"):
            yield Plain(id="people-title")
            yield Find(_FIND, _FIND.name, "", self)
            yield Plain(id="people-count")
        yield ShortList("people-list", "")
        yield Plain(id="people-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read who is here."""
        self.query_one("#people-title", Plain).update(drawn("People", "bold $strong"))
        self.look()

    def on_screen_resume(self) -> None:
        """Something may have been written on the screen that was above."""
        self.look()

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def cell(self) -> Cell:
        """The line of the search."""
        return self.query_one(Cell)

    @property
    def rows(self) -> ShortList:
        """The list."""
        return self.query_one(ShortList)

    # --- reading -------------------------------------------------------------------------------

    def look(self) -> None:
        """Read, in a worker, who is here or who fits."""
        if (session := self.session) is not None:
            read = partial(self._read, session, self.cell.value)
            self.run_worker(read, thread=True, exclusive=True, group="look")

    def _read(self, session: Session, typed: str) -> None:
        try:
            found = whereabouts(session, typed)
        except WardsafeError:  # locked in the meantime: there is nobody to show it to
            return
        self.from_worker(self.show, found, typed)

    def show(self, found: tuple[Whereabouts, ...], typed: str) -> None:
        """Draw the list, unless something else has been typed since."""
        if self.session is None or typed != self.cell.value:
            return
        self._found = found
        self.rows.empty_words = NOBODY if typed.strip() else NOBODY_HERE
        now = self.ward.clock.now()
        self.rows.show([row(one, now) for one in found], heads)
        self.query_one("#people-count", Plain).update(count(found, typed))

    def on_short_list_moved(self) -> None:
        """The banner follows the bar."""
        self.query_one(Chosen).show(self.chosen, self._found, self.ward.clock.now())

    @property
    def chosen(self) -> Whereabouts | None:
        """The person under the bar."""
        return next((one for one in self._found if one.person.record == self.rows.key), None)

    # --- finding: the desk of the cell ---------------------------------------------------------

    def action_find(self) -> None:
        """/: letters are a name now."""
        self._finding = True
        self.add_class("-finding")
        self.cell.can_focus = True
        self.cell.focus()
        self.refresh_bindings()

    def was_typed(self, cell: Cell) -> None:
        """Look for what is typed."""
        if self.is_mounted:
            self.rows.begin()
            self.look()

    def move_on(self, cell: Cell, by: int) -> None:
        """Enter or Tab: keep what was found, and letters are keys again."""
        self._keys_again()

    def choose(self, cell: Cell, by: int) -> None:
        """Up and down move in the list while one types."""
        self.rows.move(by)

    def turn(self, by: int) -> None:
        """A page further in the list while one types."""
        self.action_leap(by)

    def holds(self, key: events.Key) -> bool:
        """No key waits for anything."""
        return False

    def refuse(self, sentence: str) -> None:
        """A paste that was not put in."""
        self.say(sentence)

    def _keys_again(self) -> None:
        self._finding = False
        self.set_focus(None)
        self.cell.can_focus = False
        self.set_class(bool(self.cell.value), "-finding")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While letters are a name, only Esc is a key."""
        hidden = self._finding and action in (
            "record",
            "movement",
            "safety",
            "find",
            "amend",
            "add",
        )
        return None if hidden else True

    # --- keys ----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Another person."""
        self.rows.move(by)

    def action_leap(self, by: int) -> None:
        """A page further."""
        self.rows.move(by * self.rows.page_of())

    def action_back(self) -> None:
        """Esc: everybody again, then the board."""
        if self._finding or self.cell.value:
            self.cell.clear()
            self._keys_again()
            self.look()
        else:
            self.app.pop_screen()

    def action_record(self) -> None:
        """N: a use of force."""
        if self.session is not None and self.chosen is not None:
            self.write(writing.new(self.session, person=self.chosen.person.record))

    def action_safety(self) -> None:
        """X: sexual safety, about this person; it is kept in a room of its own."""
        if self.session is not None and self.chosen is not None:
            self.ward.go("sexual-safety", person=self.chosen.person.record)

    def action_movement(self) -> None:
        """M: a movement."""
        if self.session is not None and self.chosen is not None:
            self.write(writing.new(self.session, Movement, self.chosen.person.record))

    def action_add(self) -> None:
        """A: somebody new; once they are saved, their admission."""
        if self.session is not None:
            form = FormScreen(writing.new(self.session, Patient).task())
            self.app.push_screen(form, self._added)

    def _added(self, saved: SavedEntry | None) -> None:
        self.written(saved)
        if saved is not None and self.session is not None:
            admission = writing.new(self.session, Movement, cast("Saved", saved).record)
            admission.typed = {"move": "admit"}
            self.write(admission)

    def action_amend(self) -> None:
        """E: what is known about them."""
        if self.session is None or self.chosen is None:
            return
        try:
            self.session.require("amend")
            now = current(self.session, self.chosen.person.record)
        except WardsafeError as problem:
            self.say(str(problem))
            return
        said = record_at(now.shown)
        if isinstance(said, Patient):
            heads = tuple(head.entry.id for head in now.heads)
            self.write(writing.amendment(self.session, now.record, said, heads))

    def write(self, what: writing.Writing) -> None:
        """Open the form; when it is saved, say so here too."""
        self.app.push_screen(FormScreen(what.task()), self.written)

    def written(self, saved: SavedEntry | None) -> None:
        """Back from a form."""
        self.say("")
        if saved is not None:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)
            if self.session is not None:
                check = partial(self._check, self.session, cast("Saved", saved).record)
                self.run_worker(check, thread=True, group="check")
        self.look()

    def _check(self, session: Session, record: str) -> None:
        """Say where the movement that was written contradicts another."""
        with suppress(WardsafeError):
            said = record_at(current(session, record).shown)
            if isinstance(said, Movement) and (words := contradicts(session, said)):
                self.app.call_from_thread(self.say, words)

    def say(self, sentence: str) -> None:
        """One sentence above the footer."""
        words = f"{glyphs().alert} {sentence}" if sentence else ""
        self.query_one("#people-said", Plain).update(drawn(words, "$over"))

    def put_away(self) -> None:
        """Let go of everybody, and of what was looked for."""
        self._found = ()
        self.rows.forget()
        self.cell.clear()
        self.query_one(Chosen).show(None, (), self.ward.clock.now())
