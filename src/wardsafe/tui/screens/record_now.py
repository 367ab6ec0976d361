"""Record now: what happened, taken without a PIN, sealed to this terminal until it is claimed.

No list of people is shown, because nobody has unlocked anything: who it was about and who writes
are typed. Nothing is ever ticked as saved here: it is in the ledger only after the next unlock.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Key
from textual.timer import Timer

from wardsafe.records.fields import Field
from wardsafe.services.without_pin import WithoutPin
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.forms.parts import DESCRIBED
from wardsafe.tui.forms.task import FormTask, Typed
from wardsafe.tui.screens.answers import AnswersScreen
from wardsafe.tui.ward_screen import WardScreen

if TYPE_CHECKING:
    from wardsafe.ledger.held import HeldReceipt
    from wardsafe.records.base import Record
    from wardsafe.services.door import Door

KEPT_SECONDS = 60.0
WHO = "Who it was about: a name, initials and bed, or what they look like."


class Receipt:
    """What is known of a record that is kept, and in no ledger yet."""

    number = 0

    def __init__(self, kept: "HeldReceipt") -> None:
        self.taken, self.code = kept.taken, kept.code


class RecordNowScreen(AnswersScreen):
    """The form of a use of force, for somebody without a PIN."""

    TITLE_WORDS = "Record now"
    HELP = (
        "Write what happened; say who it was about and who you are. ^S keeps it, sealed to this "
        "computer: nobody can read it before the next person unlocks. Somebody then claims it, "
        "which makes it a record.\n\n"
        "Gaps never stop you. If the screen locks by itself before ^S, what stands here is kept "
        "in the same way. Only Esc, twice, throws it away."
    )
    UNKEPT = "This is not kept yet. ^S keeps it; Esc again throws it away."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "keep it", tooltip="Keep it, with gaps; it waits to be claimed."),
        Binding("escape", "leave", "leave", tooltip="Leave; asks once if something is typed."),
    ]

    def __init__(self) -> None:
        self._to_hold: Typed = {}
        super().__init__(
            FormTask(
                model=WithoutPin,
                now=lambda: self.ward.clock.now(),
                on_save=self._keep,
                on_draft=self._hold_unasked,
                title="Recording without a PIN",
            )
        )
        self._parts = [(title, tuple(map(_renamed, fields))) for title, fields in self._parts]

    def _store(self) -> None:
        self._to_hold = self._to_keep()
        super()._store()

    def _keep(self, record: "Record", reason: str | None) -> Receipt:
        return self._hold(self._to_hold)

    def _hold_unasked(self, typed: Typed) -> None:
        """What locking does with what stands here, so that nothing is lost."""
        self._hold(typed)

    def _hold(self, typed: Typed) -> Receipt:
        door = cast("Door", self.ward.door)
        return Receipt(door.hold(self.job.model.kind, cast("dict[str, Any]", typed)))

    def is_saved(self) -> None:
        """It is sealed and read back."""
        if (kept := self.keeping.saved) is not None:
            self.app.switch_screen(KeptScreen(kept.code))


def _renamed(field: Field) -> Field:
    """On this form *who* stands for the patient once and for staff below, so it says which."""
    if field.name != DESCRIBED:
        return field
    return replace(field, label="Patient", help=WHO)


class KeptScreen(WardScreen[None]):
    """Says what is true of it: kept and sealed, not in the ledger, and the code to find it by."""

    TITLE_WORDS = "Kept"
    CSS_PATH = "../styles/record_now.tcss"
    HELP = "The record is sealed on this computer and waits until somebody claims it."
    HINTS = (("Any key", "back to the lock screen"),)

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        self._going: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Three sentences and the code."""
        with Container(id="kept"):
            yield Plain(drawn("Kept, sealed to this terminal", "bold $strong"))
            yield Plain(
                drawn(
                    "It is not in the ledger yet. It waits to be claimed: whoever unlocks next "
                    "finds it at the top of the board.",
                    "$ink",
                ),
                id="kept-words",
            )
            yield Plain(joined(drawn("Code   ", "$quiet"), drawn(self._code, "bold $strong")))

    def on_mount(self) -> None:
        """It does not stand here for ever."""
        self._going = self.set_timer(KEPT_SECONDS, self._go)

    def on_key(self, event: Key) -> None:
        """Any key: back, where it does nothing else."""
        event.stop()
        self._go()

    def _go(self) -> None:
        if self.is_current:
            self.app.pop_screen()
