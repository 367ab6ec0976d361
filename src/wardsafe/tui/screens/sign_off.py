"""Signing a record off: the PIN once more, so that nobody does it for somebody else."""

from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.ledger.entry import Saved
from wardsafe.services import reviewing_records
from wardsafe.services.reviewing_records import ReviewOf
from wardsafe.services.session import Session
from wardsafe.tui.screens.pin_entry import NOW, PinScreen, PinTask


class SignOffScreen(PinScreen):
    """Dismissed with True once it is signed off; `saved` is then the entry."""

    TITLE_WORDS = "Sign off"
    HELP = (
        "Your PIN again, because a record that is signed off carries two names: who reported it "
        "and who reviewed it. Wrong tries count as they do on the lock screen.\n\n"
        "Signing off does not close the record. Whoever corrects it later brings it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "sign off", tooltip="Sign it off with this PIN."),
        Binding("escape", "leave", "leave", tooltip="Leave; nothing is signed off."),
    ]

    def __init__(self, session: Session, review: ReviewOf) -> None:
        case = review.case
        task = PinTask(
            title=f"Sign off #{case.number}, {case.title}",
            words=_words(session, review),
            check=lambda pin: None,
            keep=partial(self._sign, session, review),
        )
        super().__init__(task)
        self._labels = [NOW]
        self._typed = [""]
        self.saved: Saved | None = None

    def _sign(self, session: Session, review: ReviewOf, pin: str, _: str) -> None:
        self.saved = reviewing_records.sign_off(session, review.case.record, pin, review.heads)

    def action_enter(self) -> None:
        """The PIN is whole: sign off."""
        if self._busy:
            return
        pin = self._typed[0]
        if not pin:
            self.say("Type your PIN.")
            return
        self._empty()
        self._busy = True
        self.say("Signing it off.", wrong=False)
        self.run_worker(partial(self._keep, pin, ""), thread=True, group="pin")


def _words(session: Session, review: ReviewOf) -> str:
    """Who reported it, who signs; and where that is one person, that this will be seen."""
    case, me = review.case, session.person
    reported = f"{case.author_name} ({case.author})" if case.author else "nobody named"
    own = (
        " You wrote it yourself; that will stand beside your name." if case.author == me.id else ""
    )
    return f"Reported by {reported}. You sign as {me.name} ({me.id}).{own}"
