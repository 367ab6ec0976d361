"""Where a safety plan is to be written, for the person to take with them."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.tui.forms.choices import Choice
from wardsafe.tui.screens.asking import AskScreen


class PlanFileScreen(AskScreen[str]):
    """Dismissed with the path that was typed, None on Esc."""

    TITLE_WORDS = "Safety plan on paper"
    LABEL = "File"
    HINT = "ends in .txt or .html"
    HELP = (
        "The safety plan is written into the file that you type and nowhere else: a page to print "
        "for the person. It is written down that you did so. Delete the file when it is printed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "write it there", tooltip="Write the plan into this file."),
        Binding("escape", "leave", "leave it", tooltip="Leave; nothing is written."),
    ]

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Enter."""
        if typed.strip():
            self.dismiss(typed)
        else:
            self.say("Type a file.")
