"""F1: what this screen is for and every key it has, made from the screen itself."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen

from wardsafe.tui.chrome import key_word
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.ward_screen import WardScreen

KEY_WIDTH, VERB_WIDTH = 12, 22


def keys_of(node: Any) -> list[Content]:
    """One line a key that `node` (a screen or the app) declares: key, verb, sentence."""
    return [
        joined(
            _cell(key_word(binding), KEY_WIDTH, "bold $accent"),
            _cell(binding.description, VERB_WIDTH, "$ink"),
            drawn(binding.tooltip, "$quiet"),
        )
        for _, binding in node._bindings
        if binding.description and (binding.show or binding.tooltip)
    ]


def _cell(text: str, width: int, style: str) -> Content:
    cell = drawn(text, style)
    return joined(cell, Content(" " * max(1, width - cell.cell_length)))


class HelpScreen(WardScreen[None]):
    """Help about another screen, which stays as it is below."""

    TITLE_WORDS = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back"),
        Binding("down", "scroll(1)", "scroll", key_display="↑↓"),
        Binding("up", "scroll(-1)", "scroll", show=False),
    ]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__(id="help")
        self._about = about

    def compose_body(self) -> ComposeResult:
        """Title, what the screen is for, its keys, the keys that work everywhere."""
        about = self._about
        title = getattr(about, "TITLE_WORDS", "")
        with VerticalScroll(id="page", can_focus=False):
            yield Plain(drawn(title or "Help", "bold $strong"))
            yield Plain(drawn(getattr(about, "HELP", ""), "$ink", lines=True), classes="words")
            yield Plain(drawn("Keys here", "bold $strong"), classes="heading")
            yield Plain(Content("\n").join(keys_of(about)))
            yield Plain(drawn("Keys everywhere", "bold $strong"), classes="heading")
            yield Plain(Content("\n").join(keys_of(self.app)))

    def action_back(self) -> None:
        """Esc: back to the screen below."""
        self.app.pop_screen()

    def action_scroll(self, lines: int) -> None:
        """The arrow keys."""
        self.query_one("#page").scroll_relative(y=lines, animate=False)
