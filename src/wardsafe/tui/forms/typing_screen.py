"""A screen that is typed into: each key is painted as soon as it came, whatever came before it."""

import gc
from typing import TypeVar

from wardsafe.tui.forms.painting import NearCompositor
from wardsafe.tui.ward_screen import WardScreen

Result = TypeVar("Result")


class TypingScreen(WardScreen[Result]):
    """Nothing that is not about the key in hand stands before its paint."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NearCompositor()

    def on_mount(self) -> None:
        """Leave what is in memory by now out of every collection until the screen goes: looking
        through all of it takes 80 ms and more, in the middle of a word."""
        self.call_after_refresh(gc.freeze)

    def on_unmount(self) -> None:
        """Let it be collected again."""
        gc.unfreeze()
