"""The list that floats under its own cell while one types: nothing else on the form moves, or is
laid out again."""

from itertools import zip_longest
from typing import cast

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.visual import Visual
from textual.widget import Widget

from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.forms.choices import NONE, Choice, Choices
from wardsafe.tui.forms.painting import NearCompositor
from wardsafe.tui.glyphs import glyphs

TALLEST = 9
LEAST = 40
ENOUGH = 7  # rows below a cell: what stands above it, whose record it is, stays in sight
FRAME = 2  # the blank line and the hint below the options


class Picker(Widget, can_focus=False):
    """One for the whole form. It draws `Choices`; the cell that is typed in keeps the focus.

    What is chosen changes with the key; drawing it waits `lag` seconds and never stands before
    the key's own paint. Its screen has a `NearCompositor`.
    """

    def __init__(self, lag: float) -> None:
        super().__init__(id="picker")
        self.choices = NONE
        self.display = False  # it has no place in the layout
        self.shown = Region()
        """Where on the screen it stands; empty while it is not drawn."""
        self._lag = lag
        self._cell = Region()
        self._several = self._grown = False
        self._later: Timer | None = None
        self._lines: list[Content] = []

    def on_mount(self) -> None:
        """Get ready to draw later."""
        self._later = self.set_interval(self._lag, self._show, pause=True) if self._lag else None

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose from."""
        return bool(self.choices.lines)

    def open(self, choices: Choices, cell: Region, *, several: bool = False) -> None:
        """Offer `choices` under the cell at `cell` (screen cells), or above where there is no
        room; nothing to choose closes it."""
        self._grown = self._cell == cell
        self.choices, self._cell, self._several = choices, cell, several
        self._show_soon()

    def move(self, by: int) -> None:
        """Move the choice up or down."""
        self._grown = True
        self.choices = self.choices.moved(by)
        self._show_soon()

    def close(self) -> None:
        """Put it away."""
        if self.is_open or self.shown:
            self.choices = NONE
            self._show_soon()

    def _show_soon(self) -> None:
        if self._later is None:
            self._show()
        else:
            self._later.reset()
            self._later.resume()

    def _show(self) -> None:
        if self._later is not None:
            self._later.pause()
        if self.choices.lines:
            self._draw()
        elif self.shown:
            self._stand(Region(), [])

    def render_line(self, y: int) -> Strip:
        """One of the lines that fit; blank below them."""
        line = self._lines[y] if y < len(self._lines) else Content("")
        return Visual.to_strips(self, line, self.size.width, 1, self.visual_style)[0]

    def _draw(self) -> None:
        screen = self.screen.size
        below = screen.height - self._cell.bottom - 2
        above = self._cell.y - 1
        under = below >= ENOUGH or below >= above
        room = below if under else above
        width = self._width(screen.width)
        tall = min(TALLEST, max(3, room - FRAME))
        body, at = self._body(width)
        first = max(0, min(at - tall // 2, len(body) - tall))
        shown = body[first : first + tall]
        hint = self._hint()
        lines = [*shown, Content(""), hint] if room > len(shown) + 1 else shown
        # Below it grows and does not shrink while one types, so that nothing jumps.
        # Above it always ends at its cell.
        height = len(lines)
        if self._grown and self.shown:
            width = max(width, self.shown.width)
            height = max(height, self.shown.height) if under else height
        top = self._cell.bottom if under else self._cell.y - height
        left = max(0, min(self._cell.x, screen.width - width - 2))
        self._stand(Region(left, top, width, height), lines)

    def _stand(self, region: Region, lines: list[Content]) -> None:
        """Draw `lines` in this region of the screen: of a list that stands there, what differs."""
        before, self._lines = self._lines, lines
        rows = [Region(0, y, region.width, 1) for y in range(region.height)]
        if region == self.shown:
            pairs = zip_longest(before, lines, fillvalue=Content(""))
            told = zip(rows, pairs, strict=False)  # blank lines below both are the same
            rows = [row for row, (was, now) in told if not was.is_same(now)]
            self._set_dirty(*rows)
        else:
            self.shown = region
            self._size_updated(region.size, region.size, region.size, layout=False)
            self._set_dirty()
        changed = [row.translate(region.offset) for row in rows]
        cast(NearCompositor, self.screen._compositor).lay_over(self, region, changed)
        self.screen._compositor_refresh()

    def _width(self, most: int) -> int:
        widest = max(len(line.lead) + len(line.text) for line in self.choices.lines) + 8
        return min(max(widest, self._cell.width, LEAST), most - 4)

    def _body(self, width: int) -> tuple[list[Content], int]:
        """Every line, headings of families among them, and where the chosen one is."""
        body: list[Content] = []
        at, family = 0, ""
        for number, line in enumerate(self.choices.lines):
            if line.family and line.family != family:
                body.append(drawn(f"    {line.family}", "$quiet", width=width))
                family = line.family
            if number == self.choices.chosen:
                at = len(body)
            body.append(self._option(line, width, chosen=number == self.choices.chosen))
        return body, at

    @staticmethod
    def _option(line: Choice, width: int, *, chosen: bool) -> Content:
        words = drawn(line.text, "bold $strong" if chosen else "$ink", width=width - 7)
        lead = drawn(f"{line.lead}  ", "$accent" if chosen else "$quiet") if line.lead else ""
        mark = drawn(f"  {glyphs().option} ", "$accent") if chosen else Content("    ")
        drawn_line = joined(mark, Content("") + lead, words)
        padded = drawn_line.pad_right(max(0, width - drawn_line.cell_length))
        return padded.stylize("on $accent-ground") if chosen else padded

    def _hint(self) -> Content:
        shown, total = len(self.choices.lines), self.choices.total
        words = f"    {glyphs().up_down} choose  Enter take"
        rest = f"  * all {total}" if shown < total else ""
        return drawn(words + rest + ("  then another" if self._several else ""), "$quiet")
