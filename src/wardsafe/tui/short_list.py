"""A list that fits in memory: people, staff, reasons. Up, down and the mouse choose a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs

BAR = 2  # cells before a row: the bar of the selected one, and a gap


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row. `key` tells it apart from the others when the list is read again; `draw` is given
    the width in cells and whether it is selected."""

    key: str
    draw: Callable[[int, bool], Content]


def cell(text: str, width: int, style: str) -> Content:
    """`text` in a column of `width` cells, two of them a gap; cut where it is longer."""
    drawn_text = drawn(text, style, width=max(0, width - 2))
    return joined(drawn_text, Content(" " * max(0, width - drawn_text.cell_length)))


class ShortList(Widget, can_focus=False):
    """Rows under a line of quiet column heads; as many as there is room for."""

    ALLOW_SELECT: ClassVar[bool] = False

    class Moved(Message):
        """Another row is selected."""

    def __init__(self, id: str, empty: str) -> None:
        """`empty` is said where there is no row."""
        super().__init__(id=id)
        self.empty_words = empty
        self._heads: Callable[[int], Content] | None = None
        self._rows: tuple[ListRow, ...] = ()
        self._at = 0
        self._top = 0

    def show(self, rows: Sequence[ListRow], heads: Callable[[int], Content] | None = None) -> None:
        """Draw these rows; the selected one stays selected while it is among them."""
        before = self.key
        self._rows, self._heads = tuple(rows), heads
        keys = [row.key for row in rows]
        last = max(0, len(keys) - 1)
        self._at = keys.index(before) if before in keys else min(self._at, last)
        self.refresh()
        self.post_message(self.Moved())

    @property
    def key(self) -> str | None:
        """The key of the selected row; None where there is none."""
        return self._rows[self._at].key if self._at < len(self._rows) else None

    @property
    def length(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def move(self, by: int) -> None:
        """Select the row `by` further, within the list."""
        self._select(self._at + by)

    def begin(self) -> None:
        """Select the first row."""
        self._select(0)

    def forget(self) -> None:
        """Let go of every row."""
        self._rows, self._at = (), 0
        self.refresh()

    def page_of(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.size.height - self._head_lines())

    def render(self) -> Content:
        """Heads, then the rows round the selected one; what is left out is counted."""
        width, room = self.size.width, self.page_of()
        self._top = self._first(room)
        lines = []
        if self._heads is not None:
            heads = joined(Content(" " * BAR), self._heads(width - BAR))
            lines = [spread(heads, self._place(room), width), Content("")][: self._head_lines()]
        if not self._rows:
            return Content("\n").join([*lines, drawn(" " * BAR + self.empty_words, "$quiet")])
        seen = self._rows[self._top : self._top + room]
        lines += [self._line(self._top + n, row, width) for n, row in enumerate(seen)]
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """A click selects; nothing is ever done by one."""
        at = self._top + event.y - self._head_lines()
        if event.y >= self._head_lines() and at < len(self._rows):
            self._select(at)

    def _select(self, at: int) -> None:
        if self._rows:
            self._at = min(max(at, 0), len(self._rows) - 1)
            self.refresh()
            self.post_message(self.Moved())

    def _head_lines(self) -> int:
        if self._heads is None:
            return 0
        # The blank line below the heads goes where a row needs it.
        return 2 if len(self._rows) + 2 <= self.size.height else 1

    def _place(self, room: int) -> Content:
        """Which rows are in sight, where they are not all."""
        count = len(self._rows)
        if count <= room:
            return Content("")
        return drawn(f"{self._top + 1} to {self._top + room} of {count}", "$quiet")

    def _first(self, room: int) -> int:
        top = min(self._top, self._at)
        top = max(top, self._at - room + 1)
        return max(0, min(top, len(self._rows) - room))

    def _line(self, at: int, row: ListRow, width: int) -> Content:
        selected = at == self._at
        mark = drawn(glyphs().bar if selected else " ", "$accent")
        line = joined(mark, Content(" "), row.draw(width - BAR, selected))
        line = line.truncate(width, ellipsis=False)
        line = line.pad_right(max(0, width - line.cell_length))
        return line.stylize_before("on $accent-ground") if selected else line
