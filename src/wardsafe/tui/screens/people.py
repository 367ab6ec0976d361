"""The people of the ward: who is here, who is on leave, and what can be written about them."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from wardsafe.errors import WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.services.census import contradicts
from wardsafe.services.recording import current
from wardsafe.services.session import Session
from wardsafe.services.whereabouts import Whereabouts, whereabouts
from wardsafe.tui import writing
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.finding_screen import FindingScreen
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.said import Said
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.people_rows import WIDE, Chosen, count, heads, row
from wardsafe.tui.short_list import ShortList
from wardsafe.tui.status import SaveStatus
from wardsafe.views.folding import record_at

NOBODY = "Nobody fits that."
NOBODY_HERE = "Nobody is on the ward yet. A adds a person."
LETTERS = ("record", "movement", "safety", "find", "amend", "add")
"""What rests while letters are a name."""


class PeopleScreen(FindingScreen[None]):
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
        Binding("enter", "record", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Whereabouts, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Banner, heading with the search, the list, what was said."""
        yield Chosen()
        with Horizontal(id="people-head"):
            yield Plain(drawn("People", "bold $strong"), id="people-title")
            yield self.find_line()
            yield Plain(id="people-count")
        yield ShortList("people-list", "")
        yield Said(id="people-said")
        yield SaveStatus()

    def read(self, session: Session) -> Drawing:
        """Who is here, or who fits what is typed."""
        typed = self.typed
        return partial(self.show, whereabouts(session, typed), typed)

    def show(self, found: tuple[Whereabouts, ...], typed: str) -> None:
        """Draw the list, unless something else has been typed since."""
        if typed != self.typed:
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
        return next((one for one in self._found if one.person.record == self.chosen_key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While letters are a name, only Esc is a key."""
        return None if self.is_finding and action in LETTERS else True

    # --- keys ----------------------------------------------------------------------------------

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
        """Back from a form: say so here too, and where it contradicts what was known."""
        super().written(saved)
        if saved is not None and self.session is not None:
            check = partial(_contradiction, self.session, cast("Saved", saved).record)
            self.work(check, self._contradicts)

    def _contradicts(self, words: str) -> None:
        if words:
            self.say(words)

    def put_away(self) -> None:
        """Let go of everybody, and of what was looked for."""
        self._found = ()
        super().put_away()
        self.query_one(Chosen).show(None, (), self.ward.clock.now())


def _contradiction(session: Session, record: str) -> str:
    """In words, where the movement that was written contradicts another; otherwise nothing."""
    said = record_at(current(session, record).shown)
    return contradicts(session, said) if isinstance(said, Movement) else ""
