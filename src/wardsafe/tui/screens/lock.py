"""The lock screen: the time, who are you, and a way to record without a PIN.

Nothing about patients, and nobody's last sign-in. Letters narrow the list of names; digits are
always the PIN of the name under the bar, never text on the screen.
"""

from collections.abc import Sequence
from functools import partial
from math import ceil
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from wardsafe.errors import MustWait, WardsafeError
from wardsafe.tui.door import Door, Face, Session
from wardsafe.tui.screens.lock_parts import ClockFace, Names, Pin, Row, Without
from wardsafe.tui.ward_screen import WardScreen

NAMES_UNREADABLE = "The list of names cannot be read."
MOST_DIGITS = 32


class LockScreen(WardScreen[None]):
    """The ground of the stack. It holds no session: the app does."""

    TITLE_WORDS = "Locked"
    HELP = (
        "Type a few letters of your name and choose it with Enter or the arrow keys. "
        "Then type your PIN and press Enter. Digits always go to the PIN.\n\n"
        "After three wrong PINs there is a wait; after ten the name is locked until a nurse in "
        "charge or a steward unlocks it.\n\n"
        "F2 takes a record without a PIN, at any time. It is sealed on this computer and waits "
        "until somebody claims it."
    )
    HINTS = (("Type", "a name"),)
    VERTICAL_BREAKPOINTS = [
        (0, "-low"),
        (30, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "choose", tooltip="Take the name under the bar, then the PIN."),
        Binding(
            "f2", "record_now", "record now, no PIN", tooltip="Record at once, claim it later."
        ),
        Binding("tab", "enter", "choose", show=False),
        Binding("up", "move(-1)", "name before", show=False),
        Binding("down", "move(1)", "next name", show=False),
        Binding("backspace", "back", "take back", show=False),
        Binding("escape", "reset", "start again", show=False, tooltip="Empty name and PIN."),
    ]

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door
        self._people: tuple[Row, ...] = ()
        self._pin = ""
        self._attempt = 0  # an answer to an attempt before the last reset is not let in
        self._wait_until: float | None = None
        self._locked_out: str | None = None

    def compose_body(self) -> ComposeResult:
        """One column in the middle."""
        with Container(id="column"):
            yield ClockFace()
            yield Names()
            yield Pin()
            yield Without()

    def on_mount(self) -> None:
        """Fetch the names once the first frame is there."""
        demo = {name: pin for name, _, pin in self._door.demo_people()}
        self.query_one(Pin).demo = bool(demo)
        self.call_after_refresh(
            self.run_worker, partial(self._fetch, demo), thread=True, group="names"
        )

    # --- names --------------------------------------------------------------------------------

    def _fetch(self, demo: dict[str, str]) -> None:
        try:
            faces: Sequence[Face] = self._door.faces()
        except (WardsafeError, OSError) as error:
            self.app.call_from_thread(self.no_names, str(error) if _ours(error) else "")
        else:
            rows = tuple(Row(f.staff_id, f.name, f.job_title, demo.get(f.name, "")) for f in faces)
            self.app.call_from_thread(self.show_names, rows)

    def show_names(self, people: tuple[Row, ...]) -> None:
        """The list is there."""
        self.query_one(Names).people = people

    def no_names(self, why: str) -> None:
        """The list cannot be read; recording still works, and the screen says so."""
        self.query_one(Names).trouble = (NAMES_UNREADABLE, why, "F2 still records without a PIN.")

    # --- keys ---------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Letters are the name, digits the PIN.

        Enter too is taken here: as a binding it would come after digits typed ahead of it.
        """
        if event.key in ("enter", "tab"):
            event.stop()
            self.action_enter()
            return
        character = event.character or ""
        if not (len(character) == 1 and character.isprintable()):
            return
        event.stop()
        names = self.query_one(Names)
        if character in "0123456789":
            self._digit(character)
        elif character != " " or names.typed:
            self._empty_pin()
            names.type(character)

    def _digit(self, digit: str) -> None:
        pin = self.query_one(Pin)
        if self.query_one(Names).chosen is None:
            pin.say("Choose a name first.")
        elif self._must_wait() is None and len(self._pin) < MOST_DIGITS:
            self.query_one(Names).settled = True
            self._pin += digit
            pin.show(len(self._pin), active=True)

    def action_move(self, step: int) -> None:
        """Another name: whatever was typed of a PIN belonged to the other one."""
        self._empty_pin()
        self.query_one(Names).move(step)

    def action_back(self) -> None:
        """Take back the last digit, or the last letter."""
        if self._pin:
            self._pin = self._pin[:-1]
            self.query_one(Pin).show(len(self._pin), active=True)
        else:
            self.query_one(Names).rub_out()

    def action_enter(self) -> None:
        """Settle on the name under the bar; with a PIN typed: unlock."""
        names, pin = self.query_one(Names), self.query_one(Pin)
        chosen = names.chosen
        if chosen is None:
            pin.say("Choose a name first.")
        elif not self._pin:
            names.settled = True
            pin.show(0, active=True)
        elif self._must_wait() is None:
            self._try(chosen.staff_id)

    def action_record_now(self) -> None:
        """F2: take a record without a PIN."""
        self.reset()
        self.ward.go("record-now")

    def action_reset(self) -> None:
        """Esc: empty name and PIN."""
        self.reset()

    # --- unlocking ----------------------------------------------------------------------------

    def _try(self, staff_id: str) -> None:
        pin, self._pin = self._pin, ""
        self._attempt += 1
        self.query_one(Pin).check()
        self.run_worker(
            partial(self._unlock, staff_id, pin, self._attempt),
            thread=True,
            group="unlock",
            exclusive=True,
        )

    def _unlock(self, staff_id: str, pin: str, attempt: int) -> None:
        try:
            session = self._door.unlock(staff_id, pin)
        except WardsafeError as error:
            self.app.call_from_thread(self._refused, error, attempt)
        else:
            try:
                self.app.call_from_thread(self._let_in, session, attempt)
            except RuntimeError:  # the app has ended meanwhile
                session.close()

    def _let_in(self, session: Session, attempt: int) -> None:
        if attempt == self._attempt and self.is_current:
            self.ward.unlocked(session)
        else:
            session.close()

    def _refused(self, error: WardsafeError, attempt: int) -> None:
        if attempt != self._attempt:
            return
        self._wait_until = self._locked_out = None
        if isinstance(error, MustWait) and error.seconds > 0:
            self._wait_until = self.ward.clock.monotonic() + error.seconds
        elif isinstance(error, MustWait):
            self._locked_out = "This name is locked. Ask a supervisor to unlock it."
        self.query_one(Pin).refuse(self._must_wait() or str(error))

    def _must_wait(self) -> str | None:
        """Why no PIN is taken now; None when one is."""
        if self._wait_until is None:
            return self._locked_out
        left = ceil(self._wait_until - self.ward.clock.monotonic())
        return f"Wait {left} s, then try again." if left > 0 else None

    # --- time ---------------------------------------------------------------------------------

    def tick(self) -> None:
        """Once a second, from the app: the clock's minute and the wait that counts down."""
        self.query_one(ClockFace).tick()
        if self._wait_until is not None:
            sentence = self._must_wait()
            self.query_one(Pin).refuse(sentence or "")
            if sentence is None:
                self._wait_until = None

    def reset(self) -> None:
        """As if nobody had been here."""
        self._attempt += 1
        self._empty_pin()
        self.query_one(Names).empty()

    def put_away(self) -> None:
        """Nothing typed here outlives the screen."""
        self._pin = ""

    def _empty_pin(self) -> None:
        # A wait belongs to the name that was under the bar; the door keeps it, whoever asks.
        self._pin = ""
        self._wait_until = self._locked_out = None
        self.query_one(Pin).show(0, active=False)


def _ours(error: Exception) -> bool:
    """Whether an error's words were written for people (another's may name what it read)."""
    return isinstance(error, WardsafeError)
