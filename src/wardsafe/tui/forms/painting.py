"""Painting one cell without asking the rest of the screen.

Textual 8.2.8 renders, for the smallest change, every widget whose *clip* meets the area around all
that changed: on a form that is nearly every one, on every key. Only those whose own region meets a
change can show there, and nothing behind one that covers it.
"""

from collections.abc import Iterable, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.content import Content
from textual.geometry import NULL_SPACING, Region
from textual.map_geometry import MapGeometry
from textual.strip import Strip
from textual.widget import Widget

from wardsafe.tui.drawn import Plain


class NearCompositor(Compositor):
    """A compositor that renders only what meets a change, from the front to the back, and can lay
    one widget over all others without laying any of them out again."""

    def __init__(self) -> None:
        super().__init__()
        self._changed: list[Region] = []
        self._over: tuple[Widget, Region] | None = None
        self._under: dict[Widget, tuple[Region, Region]] = {}
        self._together = self._under

    def lay_over(self, widget: Widget, region: Region, changed: Sequence[Region]) -> None:
        """Show `widget` in this region of the screen, in front; nowhere in an empty one. Where it
        stands there already, only what `changed` is drawn again."""
        self._dirty_regions.update(changed)
        before = self._over[1] if self._over else Region()
        if before != region:
            self._dirty_regions.update(filter(None, (before,)))
            self._over = (widget, region) if region else None
            self._under = {}
            self._cuts = self._layers_visible = None

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """The region and the clip of each widget in sight, the front first."""
        found = super().visible_widgets
        if self._over is None:
            return found
        if self._under is not found:
            widget, region = self._over
            self._under, self._together = found, {widget: (region, region), **found}
        return self._together

    def find_widget(self, widget: Widget) -> MapGeometry:
        """Where a widget is."""
        if self._over is None or widget is not self._over[0]:
            return super().find_widget(widget)
        region = self._over[1]
        size = region.size
        return MapGeometry(region, (), region, size, size, region, NULL_SPACING)

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
