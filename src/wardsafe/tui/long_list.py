"""A list that is a window on the database: only the rows in sight are ever read.

Rows come in pages from a known position, so the millionth row costs as much as the first, and a
page-down is one page read in the handler of its key (about 3 ms). There is no scrollbar: where one
is in the list is said in words, counted in a worker after the first paint.

Rows that arrive while the list is open appear at their place; the selected one stays selected.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

WHEEL = 3
KEPT = 3
"""Screens of rows that are kept around the one in sight, so that turning back reads nothing."""


class Placed(Protocol):
    """A row: where it stands (higher positions come first), and which record it is."""

    @property
    def position(self) -> int:
        """Unique, and higher for rows nearer the beginning."""
        ...

    @property
    def record(self) -> str:
        """The record, which stays the same when the row moves."""
        ...


Row = TypeVar("Row", bound=Placed)
RowIn = TypeVar("RowIn", bound=Placed, covariant=True)


class Pages(Protocol[RowIn]):
    """Where rows come from; every call is quick."""

    def page(
        self, *, below: int | None = None, above: int | None = None, limit: int
    ) -> Sequence[RowIn]:
        """At most `limit` rows in order: the first, or those next below or above a position."""
        ...

    def row(self, record: str) -> RowIn | None:
        """Where a record stands now, if it is in this list at all."""
        ...


class LongList(Widget, Generic[Row], can_focus=True):
    """The rows in sight, one of them selected. `draw` makes a row's line for a width."""

    class Moved(Message):
        """Another row is selected, or other rows are in sight."""

    class Chosen(Message):
        """Enter or a second click on the selected row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "row above", show=False),
        Binding("down", "move(1)", "next row", show=False),
        Binding("pageup", "turn(-1)", "page before", show=False),
        Binding("pagedown", "turn(1)", "next page", show=False),
        Binding("home", "newest", "first row", show=False),
        Binding("end", "oldest", "last row", show=False),
        Binding("enter", "choose", "open", show=False),
    ]

    def __init__(
        self, pages: Pages[Row], draw: Callable[[Row, int, bool], Content], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._pages, self._draw = pages, draw
        self._rows: list[Row] = []
        self._top = self._at = 0
        self._is_start = self._is_end = False
        self._ordinal: int | None = None  # of the first row kept, counted from 1
        self._lines: dict[tuple[int, int, bool], Strip] = {}
        self.empty = Content("")
        self._has_read = False

    # --- what is in sight -----------------------------------------------------------------------

    @property
    def selected(self) -> Row | None:
        """The selected row."""
        return self._rows[self._at] if self._rows else None

    @property
    def in_sight(self) -> Sequence[Row]:
        """The rows that are drawn."""
        return self._rows[self._top : self._top + self._height]

    @property
    def ordinal(self) -> int | None:
        """The place of the first row in sight counted from 1; None while it is not known."""
        return None if self._ordinal is None else self._ordinal + self._top

    @property
    def reaches_end(self) -> bool:
        """Whether the last row of all is in sight."""
        return self._is_end and self._top + self._height >= len(self._rows)

    @property
    def kept(self) -> int:
        """How many rows are in memory: a few screens, however long the list is."""
        return len(self._rows)

    def tell_ordinal(self, first: Row, ordinal: int) -> None:
        """Someone has counted: `first`, if it is still the first in sight, is the ordinal-th."""
        if self._rows and self._rows[self._top].position == first.position:
            self._ordinal = ordinal - self._top

    def forget(self) -> None:
        """Let go of every row: nothing is left to draw."""
        self._fill([], is_start=True)
        self._has_read = False
        self._at = self._top = 0
        self.refresh()

    # --- reading --------------------------------------------------------------------------------

    def start(self, pages: Pages[Row] | None = None) -> None:
        """Show the beginning, of another source if one is given."""
        self._pages = pages or self._pages
        self._fill(self._pages.page(limit=self._height), is_start=True)
        self._at = self._top = 0
        self._changed()

    def again(self) -> None:
        """Read the rows in sight again: the selected one stays selected, at its line if it can."""
        if not self.size.height:
            return
        chosen, line = self.selected, self._at - self._top
        if chosen is None:
            self.start()
            return
        if self._is_start and self._top == 0:
            self._fill(self._pages.page(limit=self._height), is_start=True)
            self._top = 0
            if self._select(chosen.record):
                self._changed()
                return
        moved = self._pages.row(chosen.record)
        self._around((moved or chosen).position, line)
        self._changed()

    def show(self, row: Row) -> None:
        """Bring a row into sight and select it."""
        self._around(row.position, self._height // 2)
        self._changed()

    def _around(self, position: int, line: int) -> None:
        """Rows around a position, the row at it (or the next) at `line` where that can be."""
        height = self._height
        here = list(self._pages.page(below=position + 1, limit=height))
        wanted = max(line, height - len(here))
        before = list(self._pages.page(above=position, limit=wanted))
        self._fill([*before, *here], is_start=len(before) < wanted)
        self._is_end = len(here) < height
        if not self._is_start:
            self._ordinal = None
        self._at = min(len(before), max(0, len(self._rows) - 1))
        self._top = max(0, min(self._at - line, len(self._rows) - height))

    def _fill(self, rows: Sequence[Row], *, is_start: bool) -> None:
        self._lines.clear()
        self._has_read = True
        self._rows, self._is_start = list(rows), is_start
        self._is_end = len(rows) < self._height
        self._ordinal = 1 if is_start else None

    def _select(self, record: str) -> bool:
        found = (index for index, row in enumerate(self._rows) if row.record == record)
        self._at = next(found, self._at)
        return bool(self._rows) and self._at < len(self._rows) and self._is_chosen(record)

    def _is_chosen(self, record: str) -> bool:
        return self._rows[self._at].record == record

    def _more_below(self, wanted: int) -> None:
        """Read on until `wanted` rows stand below the top, or the end is reached."""
        missing = self._top + wanted - len(self._rows)
        if missing <= 0 or self._is_end or not self._rows:
            return
        limit = max(missing, self._height)
        found = self._pages.page(below=self._rows[-1].position, limit=limit)
        self._is_end = len(found) < limit
        self._rows += found
        surplus = min(self._top, len(self._rows) - KEPT * self._height)
        if surplus > 0:
            del self._rows[:surplus]
            self._top, self._at, self._is_start = self._top - surplus, self._at - surplus, False
            self._ordinal = None if self._ordinal is None else self._ordinal + surplus

    def _more_above(self, wanted: int) -> None:
        """Read back until `wanted` rows stand above the top, or the beginning is reached."""
        missing = wanted - self._top
        if missing <= 0 or self._is_start or not self._rows:
            return
        limit = max(missing, self._height)
        found = self._pages.page(above=self._rows[0].position, limit=limit)
        self._is_start = len(found) < limit
        self._rows = [*found, *self._rows]
        self._top, self._at = self._top + len(found), self._at + len(found)
        if self._is_start:
            self._ordinal = 1
        elif self._ordinal is not None:
            self._ordinal -= len(found)
        if len(self._rows) > KEPT * self._height:
            kept = max(KEPT * self._height, self._top + self._height)
            if kept < len(self._rows):
                del self._rows[kept:]
                self._is_end = False

    # --- moving ---------------------------------------------------------------------------------

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def action_move(self, by: int) -> None:
        """The row above or below."""
        if by < 0 and self._at == 0:
            self._more_above(1)
        elif by > 0 and self._at + 1 >= len(self._rows):
            self._more_below(self._at + 1 - self._top + by)
        self._go(self._at + by)

    def action_turn(self, by: int) -> None:
        """A page on or back, with one row of the old one still in sight."""
        step = max(1, self._height - 1)
        if by > 0:
            self._more_below(self._height + step)
        else:
            self._more_above(step)
        line = self._at - self._top
        most = max(0, len(self._rows) - self._height)
        top = min(max(0, self._top + by * step), most)
        if top == self._top:  # nothing further: then to the very last, or the very first row
            self._go(len(self._rows) - 1 if by > 0 else 0)
            return
        self._top = top
        self._go(top + line)

    def action_newest(self) -> None:
        """The first row."""
        if self._is_start:
            self._go(0)
        else:
            self.start()

    def action_oldest(self) -> None:
        """The last row."""
        if not self._is_end:
            last = self._pages.page(above=-1, limit=self._height)
            self._fill(last, is_start=len(last) < self._height)
            self._is_end = True
        self._go(len(self._rows) - 1)

    def action_choose(self) -> None:
        """Open the selected row."""
        if self.selected is not None:
            self.post_message(self.Chosen())

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(self._rows) - 1))
        if self._at < self._top:
            self._top = self._at
        elif self._at >= self._top + self._height:
            self._top = self._at - self._height + 1
        self._changed()

    def _scroll(self, by: int) -> None:
        """Move the window; the selected row moves only when it would leave it."""
        if by > 0:
            self._more_below(self._height + by)
        else:
            self._more_above(-by)
        most = max(0, len(self._rows) - self._height)
        self._top = min(max(0, self._top + by), most)
        self._at = min(max(self._at, self._top), self._top + self._height - 1)
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.post_message(self.Moved())

    # --- drawing --------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """The first size is when reading begins; another one shows more or fewer rows."""
        self._lines.clear()
        if not self._rows:
            self.start()
            return
        self._more_below(self._height)
        most = max(0, len(self._rows) - self._height)
        self._top = min(self._top, most)
        self._go(self._at)

    def notify_style_update(self) -> None:
        """Other colours: no line is as it was."""
        self._lines.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One row; lines that were drawn before are kept."""
        width = self.size.width
        index = self._top + y
        if index >= len(self._rows):
            nothing = self._has_read and not self._rows and y == 0
            return self._strip(self.empty) if nothing else Strip.blank(width, self.rich_style)
        row, is_selected = self._rows[index], index == self._at
        key = (row.position, width, is_selected)
        if key not in self._lines:
            if len(self._lines) > 2 * KEPT * self._height:
                self._lines.clear()
            self._lines[key] = self._strip(self._draw(row, width, is_selected))
        return self._lines[key]

    def _strip(self, line: Content) -> Strip:
        width = self.size.width
        cut = line.truncate(width, pad=True)
        return Visual.to_strips(self, cut, width, 1, self.visual_style)[0]

    # --- mouse ----------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Select the row under the mouse; the selected one is opened."""
        index = self._top + event.y
        if index >= len(self._rows):
            return
        if index == self._at:
            self.action_choose()
        else:
            self._go(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the window."""
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the window."""
        event.stop()
        self._scroll(-WHEEL)
