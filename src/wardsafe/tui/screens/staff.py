"""Who may unlock this terminal: the staff list, PINs, locked names."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.records.base import Record
from wardsafe.records.staff import Staff
from wardsafe.services import staffing
from wardsafe.services.session import Session
from wardsafe.services.staffing import Colleague, Unlocker
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.forms.task import FormTask, SavedEntry
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.answers import UndraftedForm
from wardsafe.tui.screens.pin_entry import PinScreen, PinTask
from wardsafe.tui.short_list import ListRow, ShortList, cell
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

WIDE = 110
NAME, ID, JOB, ROLE = 21, 10, 18, 17


class StaffForm(UndraftedForm):
    """The staff form; it keeps no draft, since there is nothing in it that takes long to type."""

    TITLE_WORDS = "Staff"


class StaffScreen(WardScreen[None]):
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
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Unlocker, ...] = ()
        self._asked: str | None = None  # whom R was pressed for once

    def compose_body(self) -> ComposeResult:
        """Heading, the list, what was said."""
        yield Plain(id="staff-head")
        yield ShortList("staff-list", "Nobody is on the staff list.")
        yield Plain(id="staff-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read the list."""
        self.look()

    def on_screen_resume(self) -> None:
        """Back from a form or a PIN."""
        self.look()

    def on_resize(self) -> None:
        """The heading is spread over the width."""
        self.call_after_refresh(self._head)

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def chosen(self) -> Unlocker | None:
        """The person under the bar."""
        found = self.query(ShortList)
        key = found.first().key if found else None
        return next((one for one in self._found if one.record == key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """U only where there is something to open."""
        if action == "open_again" and (self.chosen is None or not self.chosen.wrong):
            return None
        return True

    def look(self) -> None:
        """Read, in a worker."""
        if (session := self.session) is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        try:
            found = staffing.unlockers(session)
        except WardsafeError:  # locked in the meantime
            return
        self.from_worker(self.show, found)

    def show(self, found: tuple[Unlocker, ...]) -> None:
        """Draw the list."""
        if self.session is None:
            return
        self._found = found
        me = self.session.person.id
        rows = [ListRow(one.record, partial(_drawn_row, one, one.id == me)) for one in found]
        self.query_one(ShortList).show(rows, _heads)
        self._head()

    def _head(self) -> None:
        head = self.query_one("#staff-head", Plain)
        able = sum(one.has_pin for one in self._found)
        count = drawn(f"{able} of {len(self._found)} have a PIN" if self._found else "", "$quiet")
        title = drawn("Who may unlock this terminal", "bold $strong")
        head.update(spread(title, count, head.size.width or 76))

    def on_short_list_moved(self) -> None:
        """What was asked may have been about another row; U is for a row with wrong PINs."""
        self.refresh_bindings()
        if self._asked != self.query_one(ShortList).key:
            self._asked = None

    # --- keys ----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Another person."""
        self.say("")
        self.query_one(ShortList).move(by)

    def action_back(self) -> None:
        """Esc: the board."""
        self.app.pop_screen()

    def action_own_pin(self) -> None:
        """P: my own."""
        if (session := self.session) is None:
            return
        task = PinTask(
            title="Your own PIN",
            words="Type the PIN you have now, then the new one twice.",
            check=partial(staffing.refuse_poor_pin, session, session.person.id),
            keep=partial(staffing.change_own_pin, session),
            asks_former=True,
        )
        self.app.push_screen(PinScreen(task), partial(self._told, "Your PIN is changed."))

    def action_add(self) -> None:
        """A: the form, then the PIN."""
        if (session := self.session) is not None and self._may("change staff"):
            task = FormTask(
                model=Colleague,
                now=session.now,
                on_save=lambda said, _: staffing.enlist(session, _staff(said)),
                on_draft=lambda _: None,
            )
            self.app.push_screen(StaffForm(task), self._added)

    def _added(self, saved: SavedEntry | None) -> None:
        session = self.session
        if saved is None or session is None:
            return
        self._written(saved)
        who = next(
            (o for o in staffing.unlockers(session) if o.record == getattr(saved, "record", "")),
            None,
        )
        if who is not None:
            self._ask_pin(who)

    def action_give_pin(self) -> None:
        """G: a new PIN for somebody else."""
        if self.chosen is not None and self._may("change staff"):
            self._ask_pin(self.chosen)

    def _ask_pin(self, who: Unlocker) -> None:
        session = self.session
        if session is None:
            return
        first = who.name.split()[0] if who.name.split() else "They"
        task = PinTask(
            title=f"{'New' if who.has_pin else 'First'} PIN for {who.name}",
            words=f"{first} types it, twice. It is never shown to anybody.",
            check=partial(staffing.refuse_poor_pin, session, who.id),
            keep=lambda _, pin: self._give(session, who, pin),
        )
        words = f"{who.name} can unlock with the new PIN."
        self.app.push_screen(PinScreen(task), partial(self._told, words))

    def _give(self, session: Session, who: Unlocker, pin: str) -> None:
        staffing.give_pin(session, who.id, pin)

    def action_open_again(self) -> None:
        """U: after ten wrong PINs."""
        who = self.chosen
        if self.session is None or who is None or not self._may("unlock a person"):
            return
        if self._did(partial(staffing.open_again, self.session, who.id)):
            self.say(f"{who.name} can try again.", wrong=False)

    def action_amend(self) -> None:
        """E: name, job title, role."""
        session, who = self.session, self.chosen
        if session is None or who is None or not self._may("change staff"):
            return
        said, parents = staffing.details(session, who.record)
        task = FormTask(
            model=Colleague,
            now=session.now,
            on_save=lambda new, why: staffing.change(
                session, who.record, _staff(new), why or "", parents
            ),
            on_draft=lambda _: None,
            amend_of=said,
        )
        self.app.push_screen(StaffForm(task), self._written)

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

    def _written(self, saved: SavedEntry | None) -> None:
        self.say("")
        if saved is not None:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)
        self.look()

    def say(self, sentence: str, *, wrong: bool = True) -> None:
        """One sentence above the footer."""
        mark = f"{glyphs().alert} " if wrong and sentence else ""
        line = drawn(mark + sentence, "$over" if wrong else "$ink")
        self.query_one("#staff-said", Plain).update(line)


def _staff(said: Record) -> Staff:
    return cast("Staff", said)


def _heads(width: int) -> Content:
    heads = (("name", NAME), ("id", ID), ("job title", JOB), ("role", ROLE), ("PIN", 10))
    return joined(*(cell(word, size + _more(width, word), "$quiet") for word, size in heads))


def _drawn_row(one: Unlocker, me: bool, width: int, selected: bool) -> Content:
    parts = (
        (one.name, NAME + _more(width, "name"), "bold $strong" if selected else "$ink"),
        (one.id, ID + _more(width, "id"), "$quiet"),
        (one.job_title.lower(), JOB + _more(width, "job title"), "$quiet"),
        (one.role.lower(), ROLE, "$ink"),
    )
    return joined(*(cell(text, size, style) for text, size, style in parts), _pin(one, me))


def _more(width: int, column: str) -> int:
    """What the columns that hold names get where there is room."""
    return 6 if width >= WIDE - 10 and column in ("name", "id", "job title") else 0


def _pin(one: Unlocker, me: bool) -> Content:
    if one.locked:
        return drawn(f"{glyphs().alert} locked", "bold $due")
    if not one.has_pin:
        return drawn("none", "$ink")
    words = "yours" if me else "set"
    return drawn(f"{one.wrong} wrong" if one.wrong else words, "$quiet")
