"""Breaking the glass: a reason of the list, words beside it, and where it takes two, a colleague.

It is never refused for how often it was done. Before it is done the screen says who will see it.
"""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from wardsafe.services import break_glass
from wardsafe.services.session import Session
from wardsafe.tui.drawn import drawn
from wardsafe.tui.forms.choices import Choice, Choices
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.tui.screens.pin_entry import NOW, PinScreen, PinTask
from wardsafe.tui.screens.tell_now import WhyScreen
from wardsafe.vocabulary.code_lists import code_list

LOUD = "Break the glass. Safety leads and the ward manager see that you did, and when."
TWO, ONE = "2", "1"


class ListedScreen(AskScreen[str]):
    """One line of a short list: dismissed with its key, None on Esc."""

    TITLE_WORDS = "Choose"
    LABEL = "Which"
    HELP = "Type a few letters or move with the arrow keys, then Enter."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "with this", tooltip="Go on with the chosen line."),
        Binding("escape", "leave", "leave", tooltip="Leave; nothing is opened or changed."),
    ]

    def __init__(self, title: str, lines: tuple[tuple[str, str], ...]) -> None:
        super().__init__(drawn(title, "bold $strong"))
        self._lines = lines

    def offered(self, typed: str) -> Choices:
        """Those that hold what is typed."""
        word = typed.strip().casefold()
        found = tuple(Choice(key, "", text) for key, text in self._lines if word in text.casefold())
        return Choices(found, 0, len(self._lines))

    def taken(self, choice: Choice | None, typed: str) -> None:
        """One of the list."""
        if choice is None:
            self.say("Choose one of the list.")
        else:
            self.dismiss(choice.typed)


class TheirPinScreen(PinScreen):
    """The colleague types their own PIN, once. Dismissed with True when the glass is broken."""

    TITLE_WORDS = "Second person"
    HELP = "Your colleague types their own PIN. Both of you are written down."

    def __init__(self, task: PinTask) -> None:
        super().__init__(task)
        self._labels = [NOW]
        self._typed = [""]

    def action_enter(self) -> None:
        """The PIN is whole: try it, in a worker."""
        pin = self._typed[0]
        if self._busy or not pin:
            return
        self._empty()
        self._busy = True
        self.say("Trying it.", wrong=False)
        self.run_worker(partial(self._keep, "", pin), thread=True, group="pin")


class Breaking:
    """The steps from the key to the open room; `work` runs the last of them away from the keys, and
    `done` is told once the glass is broken."""

    def __init__(
        self,
        screen: Screen[None],
        session: Session,
        work: Callable[[Callable[[], None]], None],
        done: Callable[[], None],
    ) -> None:
        self._screen, self._session, self._work, self._done = screen, session, work, done
        self._reason = self._words = ""

    def begin(self) -> None:
        """Ask why, of the list."""
        codes = code_list(break_glass.REASONS).offered()
        listed = tuple((code.code, code.text) for code in codes)
        self._screen.app.push_screen(ListedScreen(LOUD, listed), self._why)

    def _why(self, reason: str | None) -> None:
        if reason:
            self._reason = reason
            title = drawn("Why can it not wait? A few words.", "bold $strong")
            self._screen.app.push_screen(WhyScreen(title), self._said)

    def _said(self, words: str | None) -> None:
        if words is None:
            return
        self._words = words
        if break_glass.how_many(self._session) == 1:
            self._work(partial(self._break, None))
            return
        me = self._session.person.id
        faces = [face for face in self._session.slots.faces() if face.staff_id != me]
        listed = tuple((face.staff_id, f"{face.name}, {face.staff_id}") for face in faces)
        title = "It takes two here. Who is with you?"
        self._screen.app.push_screen(ListedScreen(title, listed), self._second)

    def _second(self, staff_id: str | None) -> None:
        if staff_id is None:
            return
        task = PinTask(
            title=f"The PIN of {staff_id}",
            words="They type it themselves; both of you are written down.",
            check=lambda pin: None,
            keep=lambda _, pin: self._break((staff_id, pin)),
        )
        self._screen.app.push_screen(TheirPinScreen(task), self._tell_done)

    def _tell_done(self, done: bool | None) -> None:
        if done:
            self._done()

    def _break(self, second: tuple[str, str] | None) -> None:
        break_glass.break_glass(self._session, self._reason, self._words, second)
