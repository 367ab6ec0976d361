"""Who may unlock this terminal: the staff list, PINs, locked names."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wardsafe.errors import WardsafeError
from wardsafe.services import staffing
from wardsafe.services.session import Session
from wardsafe.services.staffing import Unlocker
from wardsafe.tui import staff_writing
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import drawn
from wardsafe.tui.fitted import Heading
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.said import Said
from wardsafe.tui.screens.answers import UndraftedForm
from wardsafe.tui.screens.pin_entry import PinScreen
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.staff_lines import WIDE, heads, needs, row
from wardsafe.tui.status import SaveStatus

TITLE = drawn("Who may unlock this terminal", "bold $strong")


class StaffForm(UndraftedForm):
    """The staff form; it keeps no draft, since there is nothing in it that takes long to type."""

    TITLE_WORDS = "Staff"


class StaffScreen(ListScreen[None]):
    """Everybody on the list, with what is known of their PIN."""

    TITLE_WORDS = "Staff"
    CSS_PATH = "../styles/staff.tcss"
    HELP = (
        "Who may unlock this terminal. P changes your own PIN, for everybody.\n\n"
        "A steward adds and removes people, changes their role and gives a new PIN for a "
        "forgotten one; their drafts come along. Another role holds from their next screen. After "
        "ten wrong PINs a name is locked: a nurse in charge or a steward opens it again.\n\n"
        "Somebody who is removed stays readable in every record they wrote. The last steward "
        "cannot be removed. Everything done here is written into the ledger."
    )
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    SHORT: ClassVar[Mapping[str, str]] = {
        "my own PIN": "my PIN",
        "open a locked name": "open",
        "give a new PIN": "new PIN",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "own_pin", "my own PIN", tooltip="Change your own PIN."),
        Binding("a", "add", "add", tooltip="Add somebody; they then type a PIN twice. Steward."),
        Binding(
            "g", "give_pin", "give a new PIN", tooltip="For a forgotten or first PIN. Steward."
        ),
        Binding("u", "open_again", "open a locked name", tooltip="After ten wrong PINs."),
        Binding("e", "amend", "amend", tooltip="Correct name, job title or role. Steward."),
        Binding("r", "remove", "remove", tooltip="Take a leaver's PIN away. Steward."),
        Binding("escape", "back", "back", tooltip="Back to the board."),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Unlocker, ...] = ()
        self._asked: str | None = None  # whom R was pressed for once

    def compose_body(self) -> ComposeResult:
        """Heading, the list, what was said."""
        yield Heading(TITLE, id="staff-head")
        yield ShortList("staff-list", "Nobody is on the staff list.")
        yield Said(id="staff-said")
        yield SaveStatus()

    @property
    def chosen(self) -> Unlocker | None:
        """The person under the bar."""
        key = self.chosen_key
        return next((one for one in self._found if one.record == key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """U only where there is something to open."""
        if action == "open_again" and (self.chosen is None or not self.chosen.wrong):
            return None
        return True

    def read(self, session: Session) -> Drawing:
        """Everybody on the list."""
        return partial(self.show, session.person.id, staffing.unlockers(session))

    def show(self, me: str, found: tuple[Unlocker, ...]) -> None:
        """Draw the list, and how many of it have a PIN."""
        self._found = found
        wanted = needs(found)
        rows = [ListRow(one.record, partial(row, one, one.id == me, wanted)) for one in found]
        self.rows.show(rows, partial(heads, wanted))
        able = sum(one.has_pin for one in found)
        words = f"{able} of {len(found)} have a PIN" if found else ""
        self.query_one(Heading).say(TITLE, drawn(words, "$quiet"))

    def on_short_list_moved(self) -> None:
        """What was asked may have been about another row; U is for a row with wrong PINs."""
        self.refresh_bindings()
        if self._asked != self.chosen_key:
            self._asked = None

    # --- keys ----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Another person: what was said was about the one before."""
        self.say("")
        super().action_move(by)

    def action_back(self) -> None:
        """Esc: the board."""
        self.app.pop_screen()

    def action_own_pin(self) -> None:
        """P: my own."""
        if self.session is not None:
            screen = PinScreen(staff_writing.own_pin(self.session))
            self.app.push_screen(screen, partial(self._told, "Your PIN is changed."))

    def action_add(self) -> None:
        """A: the form, then the PIN."""
        if self.session is not None and self._may("change staff"):
            form = StaffForm(staff_writing.somebody_new(self.session))
            self.app.push_screen(form, self._added)

    def _added(self, saved: SavedEntry | None) -> None:
        self.written(saved)
        if saved is not None and self.session is not None:
            record, found = getattr(saved, "record", ""), staffing.unlockers(self.session)
            self._ask_pin(next((one for one in found if one.record == record), None))

    def action_give_pin(self) -> None:
        """G: a new PIN for somebody else."""
        if self.chosen is not None and self._may("change staff"):
            self._ask_pin(self.chosen)

    def _ask_pin(self, who: Unlocker | None) -> None:
        if who is not None and self.session is not None:
            words = f"{who.name} can unlock with the new PIN."
            screen = PinScreen(staff_writing.pin_of(self.session, who))
            self.app.push_screen(screen, partial(self._told, words))

    def action_open_again(self) -> None:
        """U: after ten wrong PINs."""
        who = self.chosen
        if self.session is None or who is None or not self._may("unlock a person"):
            return
        if self._did(partial(staffing.open_again, self.session, who.id)):
            self.say(f"{who.name} can try again.", wrong=False)

    def action_amend(self) -> None:
        """E: name, job title, role."""
        who = self.chosen
        if self.session is not None and who is not None and self._may("change staff"):
            form = StaffForm(staff_writing.details_of(self.session, who))
            self.app.push_screen(form, self.written)

    def action_remove(self) -> None:
        """R, twice: a leaver."""
        session, who = self.session, self.chosen
        if session is None or who is None or not self._may("change staff"):
            return
        if self._asked != who.record:
            self._asked = who.record
            self.say(f"Take {who.name}'s PIN away? R again does it.")
            return
        self._asked = None
        if self._did(partial(staffing.remove, session, who)):
            self.say(f"{who.name} can no longer unlock this terminal.", wrong=False)

    # --- what was said -------------------------------------------------------------------------

    def _may(self, action: str) -> bool:
        return self.session is not None and self._did(partial(self.session.require, action))

    def _did(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except WardsafeError as problem:
            self.say(str(problem))
            return False
        self.look()
        return True

    def _told(self, sentence: str, done: bool | None) -> None:
        self.say(sentence if done else "", wrong=False)
        self.look()
