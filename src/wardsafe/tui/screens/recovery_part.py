"""One recovery part: shown until it is on paper, then checked, then gone from the screen."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content

from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.pin_entry import KEYS
from wardsafe.tui.ward_screen import WardScreen

HIDE_SECONDS = 300.0
_MEANT = str.maketrans("018", "OIB", " -")
"""What is misread on paper: the parts are spelled without 0, 1 and 8."""


class PartScreen(WardScreen[bool]):
    """Step 4: one recovery part, shown until it is written down, then checked by its last group.

    Dismissed with True when the check fits, False when left.
    """

    TITLE_WORDS = "Recovery part"
    CSS_PATH = "../styles/first_run.tcss"
    HELP = (
        "If this computer breaks or every steward forgets their PIN, both parts together open the "
        "ledger; one part alone opens nothing. So two different people keep them, on paper, in "
        "two places.\n\nWrite it down, do not take a picture of it. It is never shown again."
    )
    HINTS: ClassVar[Sequence[tuple[str, str]]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "next", tooltip="Written down; or the group is typed."),
        Binding("f2", "show", "show it again", tooltip="It was not written down rightly."),
        Binding("backspace", "back", "take back", show=False),
        Binding("escape", "leave", "leave", tooltip="Leave; asks once. Nothing is kept."),
    ]

    def __init__(self, number: int, part: str) -> None:
        super().__init__()
        self._number, self._part = number, part
        self._last = part[-4:]
        self._seen, self._asked, self._typed = True, False, ""

    def compose_body(self) -> ComposeResult:
        """Heading, whom it is for, the part or the question, one sentence."""
        with Container(classes="first-run"):
            yield Plain(drawn(f"Recovery part {self._number} of 2", "bold $strong"))
            yield Plain(id="part-words", classes="first-run-words")
            yield Plain(id="part")
            yield Plain(id="first-run-said")

    def on_mount(self) -> None:
        """Show it; it does not stand here for ever."""
        self.set_timer(HIDE_SECONDS, self._hide)
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It can be shown again once it is hidden."""
        return None if action == "show" and self._seen else True

    def on_key(self, event: events.Key) -> None:
        """Letters and digits of the last group, and Enter in the order in which they came."""
        if event.key in KEYS:
            event.stop()
            getattr(self, f"action_{KEYS[event.key]}")()
            return
        sign = event.character or ""
        if self._seen or not (len(sign) == 1 and sign.isascii() and sign.isalnum()):
            return
        event.stop()
        self._typed = (self._typed + sign.upper())[: len(self._last)]
        self._draw()

    def action_back(self) -> None:
        """Take a letter back."""
        self._typed = self._typed[:-1]
        self._draw()

    def action_enter(self) -> None:
        """It is written down; or the group is complete."""
        if self._seen:
            self._hide()
        elif self._typed.translate(_MEANT) == self._last:
            self.put_away()
            self.dismiss(True)
        else:
            self._typed = ""
            self._draw()
            self.tell("That is not its last group. F2 shows the part again.")

    def action_show(self) -> None:
        """F2: once more."""
        self._seen, self._typed = True, ""
        self._draw()

    def action_leave(self) -> None:
        """Esc, twice: the ward is not set up."""
        if self._asked:
            self.put_away()
            self.dismiss(False)
            return
        self._asked = True
        self.tell("The ward is not set up yet. Esc again leaves, and nothing is kept.")

    def tell(self, sentence: str) -> None:
        """One sentence."""
        self.query_one("#first-run-said", Plain).update(
            drawn(f"{glyphs().alert} {sentence}", "$over")
        )

    def put_away(self) -> None:
        """Nothing of the part is left."""
        self._part = self._typed = ""
        self._seen = False
        for plain in self.query(Plain):
            plain.update(Content(""))

    def _hide(self) -> None:
        if self._part and self._seen:
            self._seen = False
            self._draw()

    def _draw(self) -> None:
        self.refresh_bindings()
        self.query_one("#first-run-said", Plain).update(Content(""))
        on_paper = _ON_PAPER.format("one" if self._number == 1 else "another")
        words, below = (on_paper, _groups(self._part)) if self._seen else (_CHECK, self._answer())
        self.query_one("#part-words", Plain).update(drawn(words, "$ink"))
        self.query_one("#part", Plain).update(below)

    def _answer(self) -> Content:
        blank = "_" * (len(self._last) - len(self._typed))
        return joined(
            drawn("Last group   ", "$quiet"),
            drawn(self._typed, "bold $strong"),
            drawn(blank, "$faint"),
        )


_ON_PAPER = (
    "Give this part to {} person, who writes it down and keeps it. It is never shown again. "
    "Enter when it is written."
)
_CHECK = "Type the last group of four, from the paper."


def _groups(part: str) -> Content:
    """Five groups a line, with a blank line between."""
    groups = part.split("-")
    lines = [groups[at : at + 5] for at in range(0, len(groups), 5)]
    return Content("\n\n").join(drawn("   ".join(line), "bold $strong") for line in lines)
