"""The line above the footer in which a screen says something in a sentence."""

from textual.content import Content

from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.glyphs import glyphs


class Said(Plain):
    """`resting` stands there while nothing is said. What is wrong has a sign before it."""

    def __init__(self, resting: Content | None = None, *, id: str | None = None) -> None:
        super().__init__(resting, id=id)
        self._resting = resting or Content("")

    def say(self, *sentences: str, wrong: bool = True) -> None:
        """Draw these instead of what stands there; none, or "", puts `resting` back."""
        words = " ".join(filter(None, sentences))
        line = drawn(f"{glyphs().alert} {words}", "$over") if wrong else drawn(words, "$ink")
        self.update(line if words else self._resting)
