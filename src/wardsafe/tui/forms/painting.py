"""Painting one cell without asking the rest of the screen.

Textual 8.2.8 renders, for the smallest change, every widget whose *clip* meets it: on a form that
is nearly all of them, on every key. Only those whose own region meets it can show there.
"""

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip

from wardsafe.tui.drawn import Plain


class NearCompositor(Compositor):
    """A compositor that renders only what meets the change."""

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if crop is None:
            yield from super()._get_renders(crop)
            return
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if seen.overlaps(crop):
                # Whole lines, as Textual does it, so that its own cache of them is used.
                part = seen.translate(-region.offset)
                yield region, clip, widget.render_lines(part)


def redraw(plain: Plain, content: Content, *, layout: bool = False) -> None:
    """Give a line another content, if it is another; without laying the screen out again."""
    before = plain.content
    if not (isinstance(before, Content) and before.is_same(content)):
        plain.update(content, layout=layout)
