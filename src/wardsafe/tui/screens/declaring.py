"""What is declared of a day: what the log says now is chosen already, so Enter is enough."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.records.text import folded
from wardsafe.services.closing import Option
from wardsafe.tui.forms.choices import Choice, Choices
from wardsafe.tui.screens.asking import AskScreen


class DeclareScreen(AskScreen[Option]):
    """Dismissed with what is declared, None on Esc."""

    TITLE_WORDS = "Declare"
    LABEL = "Declare"
    HINT = "Your name stays with it."
    HELP = (
        "Say that everything that happened is recorded. The first line is what the log says now; "
        "the arrow keys choose another, such as one shift.\n\n"
        "Saying none where something is recorded keeps both and shows the conflict."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "declare", tooltip="Declare the chosen line."),
        Binding("escape", "leave", "leave it open", tooltip="Leave; nothing is declared."),
    ]

    def __init__(self, title: Content, options: Sequence[Option]) -> None:
        super().__init__(title)
        self._options = tuple(options)

    def offered(self, typed: str) -> Choices:
        """The lines that hold what is typed."""
        word = folded(typed.strip())
        lines = tuple(
            Choice(str(number), "", option.words())
            for number, option in enumerate(self._options)
            if word in folded(option.words())
        )
        return Choices(lines, 0, len(self._options))

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Enter: the chosen line."""
        if choice is None:
            self.say("Nothing fits that.")
        else:
            self.dismiss(self._options[int(choice.typed)])


class PathScreen(AskScreen[str]):
    """Where a page is to be written; dismissed with the path as typed, None on Esc."""

    TITLE_WORDS = "Write the page"
    LABEL = "Where"
    HINT = "A name ending in .html makes a page for a browser."
    HELP = (
        "Type the whole path of a file that is not there yet. The program writes it and never "
        "opens it. Whoever can read that folder can read the page."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "write", tooltip="Write the page there."),
        Binding("escape", "leave", "leave", tooltip="Leave; nothing is written."),
    ]

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Enter: the path."""
        if typed.strip():
            self.dismiss(typed)
        else:
            self.say("Type the whole path.")
