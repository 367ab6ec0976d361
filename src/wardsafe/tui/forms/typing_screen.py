"""A screen that is typed into: each key is painted as soon as it came, whatever came before it."""

import gc
from typing import TypeVar

from textual import events

from wardsafe.tui.forms.painting import NearCompositor
from wardsafe.tui.ward_screen import WardScreen

Result = TypeVar("Result")


class TypingScreen(WardScreen[Result]):
    """Nothing that is not about the key in hand stands before its paint."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NearCompositor()

    async def _on_idle(self, event: events.Idle) -> None:
        """Paint as soon as nothing else is to be done. Textual holds a frame back for up to 33 ms
        behind one that nobody waited for: what was said when the hand rested, the list."""
        event.prevent_default()
        changed = self._layout_required or self._scroll_required or self._repaint_required
        if (changed or self._dirty_widgets) and self.is_current and self.app._batch_count == 0:
            self._on_timer_update()
        else:
            await super()._on_idle(event)

    def on_mount(self) -> None:
        """Leave what is in memory by now out of every collection until the screen goes: looking
        through all of it takes 80 ms and more, in the middle of a word."""
        self.call_after_refresh(gc.freeze)

    def on_unmount(self) -> None:
        """Let it be collected again."""
        gc.unfreeze()
