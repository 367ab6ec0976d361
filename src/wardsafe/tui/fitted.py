"""Words that are made for their room when they are painted.

Made any earlier, for a width that a busy computer had not given them yet, a heading broke in two
and its second half was hidden. And another width needs no word from the screen.
"""

from collections.abc import Callable

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.visual import VisualType

from wardsafe.tui.drawn import Plain, spread


class Fitted(Plain):
    """A place whose size does not depend on what stands in it."""

    DEFAULT_CSS = "Fitted { text-wrap: nowrap; }"

    _make: Callable[[Size], Content] | None = None

    def fit(self, make: Callable[[Size], Content]) -> None:
        """Draw what `make` makes of the cells there are: called on each painting."""
        self._make = make
        self.refresh()

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Draw this, and nothing that was to be made."""
        self._make = None
        super().update(content, layout=layout)

    def render(self) -> RenderResult:
        """What it is for the room there is now."""
        return super().render() if self._make is None else self._make(self.content_size)


class Heading(Fitted):
    """One line: what it is at the left, how many at the right. Where both do not fit, the left is
    cut."""

    DEFAULT_CSS = "Heading { height: 1; }"

    def say(self, left: Content, right: Content | None = None) -> None:
        """Draw these at its two ends."""
        self.fit(lambda size: spread(left, right or Content(""), size.width))
