"""Painting one cell without asking the rest of the screen.

Textual 8.2.8 renders, for the smallest change, every widget whose *clip* meets the area around all
that changed: on a form that is nearly every one, on every key. Only those whose own region meets a
change can show there, and nothing behind one that covers it.
"""

from collections.abc import Iterable

from textual._compositor import ChopsUpdate, Compositor
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip

from wardsafe.tui.drawn import Plain


class NearCompositor(Compositor):
    """A compositor that renders only what meets a change, from the front to the back."""

    def __init__(self) -> None:
        super().__init__()
        self._changed: list[Region] = []

    def render_partial_update(self) -> ChopsUpdate | None:
        """Render what changed since the last time."""
        self._changed = list(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = []

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        left = self._changed or [self.size.region if crop is None else crop]
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if any(map(seen.overlaps, left)):
                # Whole lines, as Textual does it, so that its own cache of them is used.
                yield region, clip, widget.render_lines(seen.translate(-region.offset))
                left = [change for change in left if not seen.contains_region(change)]


def redraw(plain: Plain, content: Content, *, layout: bool = False) -> None:
    """Give a line another content, if it is another; without laying the screen out again."""
    before = plain.content
    if not (isinstance(before, Content) and before.is_same(content)):
        plain.update(content, layout=layout)
