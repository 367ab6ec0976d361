"""A screen that is typed into: each key is painted as soon as it came, whatever came before it."""

import gc
from typing import TypeVar

from textual.timer import Timer

from wardsafe.tui.forms.painting import NearCompositor
from wardsafe.tui.ward_screen import WardScreen

FRAME = 0.001
"""Seconds between two frames, at least. Textual's 1/60 would hold a key back up to 17 ms behind a
frame that nobody waits for: the list below a cell, or what is said once the hand rests."""

Result = TypeVar("Result")


class TypingScreen(WardScreen[Result]):
    """Nothing that is not about the key in hand stands before its paint."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NearCompositor()
        self._frames: Timer | None = None

    @property
    def _update_timer(self) -> Timer:
        if self._frames is None:
            self._frames = self.set_interval(FRAME, self._on_timer_update, pause=True)
        return self._frames

    def on_mount(self) -> None:
        """Leave what is in memory by now out of every collection until the screen goes: looking
        through all of it takes 80 ms and more, in the middle of a word."""
        self.call_after_refresh(gc.freeze)

    def on_unmount(self) -> None:
        """Let it be collected again."""
        gc.unfreeze()
