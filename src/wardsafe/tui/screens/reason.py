"""Why something is changed in the ledger: a reason of a list, or one's own words."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.tui.forms.choices import Choice, Choices
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.vocabulary.code_lists import code_list

OWN_WORDS = "other"
NEEDED = "Say in a few words why."


class ReasonScreen(AskScreen[str]):
    """Dismissed with a code of `listed` or with words, None on Esc."""

    TITLE_WORDS = "Reason"
    LABEL = "Why"
    HELP = (
        "Choose a reason, or type your own words and take them. The reason stays with the record "
        "for as long as the record does."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "with this reason", tooltip="Do it, with the chosen reason."),
        Binding("escape", "leave", "leave it as it is", tooltip="Leave; nothing is changed."),
    ]

    def __init__(self, title: Content, listed: str) -> None:
        super().__init__(title)
        self._list = listed

    def offered(self, typed: str) -> Choices:
        """The reasons that fit, and one's own words once there are some."""
        words = typed.strip()
        fits = [code for code in code_list(self._list).match(words) if code.code != OWN_WORDS]
        lines = [Choice(code.code, "", code.text) for code in fits]
        if words:
            lines.append(Choice(words, "", f"“{words}”", "in your own words"))
            return Choices(tuple(lines), 0, len(lines))
        lines.append(Choice(OWN_WORDS, "", "Another reason: type it"))
        # Enter alone must not do it: nothing is changed before a reason was chosen or typed.
        return Choices(tuple(lines), len(lines) - 1, len(lines))

    def taken(self, choice: Choice | None, typed: str) -> None:
        """A reason with a letter or a digit in it is one; anything else is asked for again."""
        if choice is None or choice.typed == OWN_WORDS or not any(map(str.isalnum, choice.typed)):
            self.say(NEEDED)
        else:
            self.dismiss(choice.typed)
