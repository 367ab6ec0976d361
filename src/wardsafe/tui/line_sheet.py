"""A page of ready lines to read and scroll: only the lines in sight are drawn.

A narrative may have 10,000 lines or one of 100,000 characters (case A16); it is wrapped once for a
width, and then costs no more to look at than a short one.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from wardsafe.tui.drawn import drawn, joined

WHEEL = 3


class LineSheet(Widget, can_focus=True):
    """Lines one below the other. Keys scroll; `top` is the first line in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_by(-1)", "line up", show=False),
        Binding("down", "scroll_by(1)", "line down", show=False),
        Binding("pageup", "turn(-1)", "page up", show=False),
        Binding("pagedown,space", "turn(1)", "page down", show=False),
        Binding("home", "go_to(0)", "to the beginning", show=False),
        Binding("end", "go_to(10000000)", "to the end", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Content] = ()
        self._make: Callable[[int], Sequence[Content]] | None = None
        self._made_for = 0
        self.top = 0

    @property
    def lines(self) -> Sequence[Content]:
        """Every line, for the width there is."""
        if self._make is not None and self._made_for != self.size.width:
            self._made_for = self.size.width
            self._lines = self._make(self._made_for) if self._made_for else ()
            self.action_go_to(self.top)
        return self._lines

    def show(self, lines: Sequence[Content]) -> None:
        """Draw these lines, from about where one was."""
        self._make, self._lines = None, lines
        self.action_go_to(self.top)

    def fit(self, make: Callable[[int], Sequence[Content]]) -> None:
        """Draw the lines that `make` makes for the width there is, and anew for another width."""
        self._make, self._made_for, self._lines = make, 0, ()
        self.refresh()

    def action_scroll_by(self, by: int) -> None:
        """Lines up or down."""
        self.action_go_to(self.top + by)

    def action_turn(self, by: int) -> None:
        """A page up or down, with one line of the old one still in sight."""
        self.action_go_to(self.top + by * max(1, self.size.height - 1))

    def action_go_to(self, line: int) -> None:
        """A line at the top, as far as there are lines."""
        self.top = max(0, min(line, len(self.lines) - self.size.height))
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self.action_scroll_by(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self.action_scroll_by(-WHEEL)

    def render_line(self, y: int) -> Strip:
        """One line; the last one says how many more there are, where there are more."""
        width = self.size.width
        lines = self.lines  # made for this width first: fewer of them may move the top
        index = self.top + y
        if index >= len(lines):
            return Strip.blank(width, self.rich_style)
        line = lines[index]
        more = len(lines) - index - 1
        if y == self.size.height - 1 and more:
            line = joined(drawn(f"{more:,} more line{'s' * (more > 1)}", "$quiet"))
        cut = line.truncate(width, pad=True)
        return Visual.to_strips(self, cut, width, 1, self.visual_style)[0]


def wrapped(text: str, style: str, width: int) -> list[Content]:
    """The lines that `text` takes in `width` cells, drawn literally; at least one."""
    lines: list[Content] = []
    for line in text.split("\n"):
        one = drawn(line, style, lines=True)
        fits = one.plain.isascii() and len(one.plain) <= width and "\t" not in one.plain
        lines += [one] if fits else one.wrap(max(2, width))
    return lines


def beside(left: Sequence[Content], right: Sequence[Content], at: int) -> list[Content]:
    """Two columns as one: the right one begins at cell `at`."""
    rows = max(len(left), len(right))
    nothing = Content("")
    return [
        joined(
            (one := left[row] if row < len(left) else nothing),
            Content(" " * max(0, at - one.cell_length)),
            right[row] if row < len(right) else nothing,
        )
        for row in range(rows)
    ]
