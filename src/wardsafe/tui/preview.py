"""The record beside the list it is selected in: its first lines at once, all of it at rest."""

from collections.abc import Callable
from functools import partial
from typing import cast

from textual.content import Content
from textual.geometry import Size
from textual.timer import Timer

from wardsafe.errors import WardsafeError
from wardsafe.tui.drawn import Plain
from wardsafe.tui.ward_screen import WardScreen

REST_SECONDS = 0.05
"""How long the selection must rest before a whole record is read."""

Lines = Callable[[Size], list[Content]]


class Preview(Plain):
    """Nothing is read while somebody runs through the list, nor where there is no room for it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rest: Timer | None = None
        self._of: str | None = None
        self._whole: str | None = None

    def follow(self, record: str, first: Lines, whole: Lines) -> None:
        """Another record: `first` makes its first lines now, `whole` all of it, in a worker."""
        if not self.display:
            self.empty()
            return
        self._stop()
        self._of = record
        if self._whole != record:
            self.update(Content("\n").join(first(self.content_size)))
        self._rest = self.set_timer(REST_SECONDS, partial(self._look, record, whole))

    def empty(self) -> None:
        """No record; what is still being read will not be drawn."""
        self._stop()
        self._of = self._whole = None
        self.update(Content(""))

    def _stop(self) -> None:
        if self._rest is not None:
            self._rest.stop()

    def _look(self, record: str, whole: Lines) -> None:
        read = partial(self._read, record, whole, self.content_size)
        self.run_worker(read, thread=True, exclusive=True, group="preview")

    def _read(self, record: str, whole: Lines, size: Size) -> None:
        try:
            lines = whole(size)
        except WardsafeError:  # locked in the meantime
            return
        cast("WardScreen[None]", self.screen).from_worker(self._draw, record, lines)

    def _draw(self, record: str, lines: list[Content]) -> None:
        if record == self._of:
            self._whole = record
            self.update(Content("\n").join(lines))
