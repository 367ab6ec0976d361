"""Choosing a PIN: typed twice, never shown. Digits are dots at once; nothing else takes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from wardsafe.errors import BadInput, WardsafeError, WrongPin
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.ward_screen import WardScreen

LEAST, MOST = 6, 32
KEYS = {"enter": "enter", "tab": "enter", "backspace": "back"}
NOW, NEW, AGAIN = "PIN now", "New PIN", "Once more"
DIFFERENT = "The two were different. Type the new PIN again."


@dataclass(frozen=True, slots=True)
class PinTask:
    """One PIN to be chosen. `check` raises BadInput for a poor one; `keep` is given the former
    PIN ("" unless `asks_former`) and the new one, in a worker, and may raise WardsafeError."""

    title: str
    words: str
    check: Callable[[str], None]
    keep: Callable[[str, str], None]
    asks_former: bool = False


class Dots(Widget):
    """A line for each PIN, one dot a digit."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        self.labels, self.typed, self.at = labels, [0] * len(labels), 0
        self.styles.height = 2 * len(labels) - 1

    def render(self) -> Content:
        """Label and dots, a blank line between."""
        lines = [self._line(n, label) for n, label in enumerate(self.labels)]
        return Content("\n\n").join(lines)

    def _line(self, n: int, label: str) -> Content:
        here = n == self.at
        typed = self.typed[n]
        gap = "  " if typed <= LEAST else " "
        signs = [Content.styled(glyphs().full, "$accent" if here else "$ink")] * typed
        for place in range(LEAST - typed):
            style = "bold $accent" if here and not place else "$faint"
            signs.append(Content.styled(glyphs().empty, style))
        return joined(
            drawn(f"{label:<12}", "bold $strong" if here else "$quiet"),
            Content(gap).join(signs),
            drawn(f"     at least {LEAST} digits" if here and typed < LEAST else "", "$quiet"),
        )


class PinScreen(WardScreen[bool]):
    """Dismissed with True once the PIN is kept, False when it was left."""

    TITLE_WORDS = "New PIN"
    CSS_PATH = "../styles/pin_entry.tcss"
    HELP = (
        "The person whose PIN it is types it themselves, twice. It is never shown.\n\n"
        "At least 6 digits. Dates, runs such as 123456, repeats and numbers that belong to "
        "somebody are refused, because they are what other people try first."
    )
    HINTS = (("Type", "digits"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "next", tooltip="The line is complete."),
        Binding("backspace", "back", "take back", tooltip="Take the last digit back."),
        Binding("escape", "leave", "leave", tooltip="Leave; no PIN is set or changed."),
        Binding("tab", "enter", show=False),
    ]

    def __init__(self, task: PinTask) -> None:
        super().__init__()
        self._job = task
        self._labels = [NOW, NEW, AGAIN] if task.asks_former else [NEW, AGAIN]
        self._typed = [""] * len(self._labels)
        self._at = 0
        self._busy = False

    def compose_body(self) -> ComposeResult:
        """Whose PIN, the lines, one sentence."""
        with Container(id="pin-column"):
            yield Plain(drawn(self._job.title, "bold $strong"))
            yield Plain(drawn(self._job.words, "$quiet"), id="pin-words")
            yield Dots(self._labels)
            yield Plain(id="pin-said")

    # --- keys ----------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Digits, and a word where it was something else.

        Enter too is taken here: as a binding it would come after digits typed ahead of it.
        """
        if event.key in KEYS:
            event.stop()
            getattr(self, f"action_{KEYS[event.key]}")()
            return
        sign = event.character or ""
        if self._busy or not (len(sign) == 1 and sign.isprintable()):
            return
        event.stop()
        if sign not in "0123456789":
            self.say("A PIN has digits only.")
        elif len(self._typed[self._at]) < MOST:
            self._put(self._typed[self._at] + sign)

    def action_back(self) -> None:
        """Take back a digit."""
        if not self._busy:
            self._put(self._typed[self._at][:-1])

    def action_enter(self) -> None:
        """The line is done: check it, go on, or keep the PIN."""
        if self._busy:
            return
        label, typed = self._labels[self._at], self._typed[self._at]
        if not typed:
            self.say(f"Type {'your PIN' if label == NOW else 'the new PIN'}.")
        elif label == NEW and (poor := self._poor(typed)):
            self._put("")
            self.say(poor)
        elif label == AGAIN:
            self._compare()
        else:
            self._go_to(self._at + 1)

    def action_leave(self) -> None:
        """Esc: no PIN."""
        if not self._busy:
            self._empty()
            self.dismiss(False)

    # --- what comes of it ----------------------------------------------------------------------

    def _poor(self, pin: str) -> str:
        try:
            self._job.check(pin)
        except BadInput as problem:
            return str(problem)
        return ""

    def _compare(self) -> None:
        new, again = self._typed[-2:]
        if new != again:
            self._start_at(NEW, DIFFERENT)
            return
        former = self._typed[0] if self._job.asks_former else ""
        self._empty()
        self._busy = True
        self.say("Keeping it.", wrong=False)
        self.run_worker(partial(self._keep, former, new), thread=True, group="pin")

    def _keep(self, former: str, new: str) -> None:
        try:
            self._job.keep(former, new)
        except WardsafeError as problem:
            self.app.call_from_thread(self._refused, problem)
        else:
            self.app.call_from_thread(self.dismiss, True)

    def _refused(self, problem: WardsafeError) -> None:
        self._busy = False
        words = (
            "That is not your PIN. Try again." if isinstance(problem, WrongPin) else str(problem)
        )
        self._start_at(self._labels[0], words)

    # --- drawing -------------------------------------------------------------------------------

    def say(self, sentence: str, *, wrong: bool = True) -> None:
        """One sentence below the dots."""
        mark = f"{glyphs().alert} " if wrong and sentence else ""
        said = drawn(mark + sentence, "bold $over" if wrong else "$quiet", lines=True)
        self.query_one("#pin-said", Plain).update(said)

    def _put(self, typed: str) -> None:
        self._typed[self._at] = typed
        self.say("")
        self._draw()

    def _go_to(self, at: int) -> None:
        self._at = at
        self.say("")
        self._draw()

    def _start_at(self, label: str, sentence: str) -> None:
        at = self._labels.index(label)
        self._typed[at:] = [""] * (len(self._labels) - at)
        self._go_to(at)
        self.say(sentence)

    def _empty(self) -> None:
        self._typed = [""] * len(self._labels)
        self._draw()

    def _draw(self) -> None:
        dots = self.query_one(Dots)
        dots.typed, dots.at = [len(typed) for typed in self._typed], self._at
        dots.refresh()

    def put_away(self) -> None:
        """No digit outlives the screen."""
        self._typed = [""] * len(self._labels)
