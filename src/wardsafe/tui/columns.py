"""Lines in columns that always fit: what there is no room for becomes a count with a key.

A section is a heading with lines. Where the height does not hold them all, the gaps go first, then
lines of the section that gives way first; nothing scrolls and nothing is cut off unsaid.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.widget import Widget

from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs

BAR = 2  # cells before every line, for the bar of the chosen one
GAP = 2  # cells between two columns, besides that
_GAPS = ((2, 1), (1, 1), (1, 0))


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `opens` is what Enter does there, None where it is only read. `key` tells it apart
    when the lines are read again. A `block` keeps its ground when it is chosen."""

    content: Callable[[int], Content]
    opens: Callable[[], None] | None = None
    key: str = ""
    block: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading, if it has one. `least` of them always stay; the section of the lowest
    `rank` gives way first; `more` is said with the number of those left out."""

    lines: Sequence[Line]
    heading: Line | None = None
    least: int = 1
    rank: int = 0
    more: str = "more"


@dataclass(frozen=True, slots=True)
class Laid:
    """What stands where: lines over the whole width, then two columns; `split` is the width of the
    right one, 0 where there is only one."""

    top: Sequence[Line]
    left: Sequence[Line]
    right: Sequence[Line]
    split: int


def blank() -> Line:
    """An empty line."""
    return Line(lambda width: Content(""))


def fitted(sections: Sequence[Section], height: int, *, tight: bool = False) -> list[Line]:
    """The sections one below the other in at most `height` lines, as far as that can be."""
    there = [section for section in sections if section.lines or section.heading]
    shown = [len(section.lines) for section in there]
    for gap, under in _GAPS[-1:] if tight else _GAPS:
        if _height(there, shown, gap, under) <= height:
            return list(_stacked(there, shown, gap, under))
    gap, under = _GAPS[-1]
    while _height(there, shown, gap, under) > height:
        giving = [n for n, section in enumerate(there) if shown[n] > section.least]
        if not giving:
            break
        shown[min(giving, key=lambda n: there[n].rank)] -= 1
    return list(_stacked(there, shown, gap, under))[: max(0, height)]


def _height(there: Sequence[Section], shown: Sequence[int], gap: int, under: int) -> int:
    lines = sum(
        count + (count < len(section.lines)) + (1 + under if section.heading else 0)
        for section, count in zip(there, shown, strict=True)
    )
    return lines + gap * max(0, len(there) - 1)


def _stacked(
    there: Sequence[Section], shown: Sequence[int], gap: int, under: int
) -> Iterator[Line]:
    for place, (section, count) in enumerate(zip(there, shown, strict=True)):
        if place:
            yield from (blank() for _ in range(gap))
        if section.heading:
            yield section.heading
            yield from (blank() for _ in range(under))
        yield from section.lines[:count]
        left_out = len(section.lines) - count
        if left_out:
            yield _more(f"{left_out} {section.more}")


def _more(text: str) -> Line:
    return Line(lambda width: drawn(text, "$quiet", width=width))


class Columns(Widget, can_focus=False):
    """Draws what `lay` makes of the size there is; the lines that open something can be chosen."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._lay: Callable[[int, int], Laid] = lambda width, height: Laid((), (), (), 0)
        self._chosen, self._at = "", 0

    def show(self, lay: Callable[[int, int], Laid]) -> None:
        """Draw this; the chosen line stays chosen while it is there."""
        self._lay = lay
        self.refresh()

    @property
    def chosen(self) -> Line | None:
        """The chosen line; None where there is nothing to choose."""
        places = self._places()
        return places[self._index(places)] if places else None

    def move(self, step: int) -> None:
        """The next or the previous line that opens something: down the left, then the right."""
        places = self._places()
        if places:
            at = min(max(self._index(places) + step, 0), len(places) - 1)
            self._chosen, self._at = places[at].key, at
            self.refresh()

    def begin(self) -> None:
        """Choose the first line."""
        self._chosen, self._at = "", 0
        self.refresh()

    def _laid(self) -> Laid:
        return self._lay(self.size.width, self.size.height)

    def _places(self) -> list[Line]:
        laid = self._laid()
        return [line for line in (*laid.top, *laid.left, *laid.right) if line.opens]

    def _index(self, places: Sequence[Line]) -> int:
        same = (n for n, line in enumerate(places) if line.key == self._chosen)
        return next(same, min(self._at, len(places) - 1)) if self._chosen else 0

    def render(self) -> Content:
        """Every line in its place."""
        laid, chosen = self._laid(), self.chosen
        width = self.size.width
        lines = [self._drawn(line, width, chosen) for line in laid.top]
        room = width - laid.split if laid.split else width
        inner = room - GAP if laid.split else room
        for row in range(max(len(laid.left), len(laid.right))):
            one = (
                self._drawn(laid.left[row], inner, chosen) if row < len(laid.left) else Content("")
            )
            if row < len(laid.right):
                other = self._drawn(laid.right[row], laid.split, chosen)
                one = joined(one, Content(" " * max(0, room - one.cell_length)), other)
            lines.append(one)
        return Content("\n").join(lines)

    def _drawn(self, line: Line, width: int, chosen: Line | None) -> Content:
        here = chosen is not None and line is not None and line.opens and line.key == chosen.key
        inside = line.content(width - BAR)
        if not here or line.block:
            return joined(Content(" " * BAR), inside)
        whole = joined(drawn(f"{glyphs().bar} ", "$accent"), inside)
        whole = joined(whole, Content(" " * max(0, width - whole.cell_length)))
        return whole.stylize_before("on $accent-ground")

    def on_click(self, event: events.Click) -> None:
        """A click chooses a line; a second one opens it."""
        event.stop()
        line = self._under(event.x, event.y)
        if line is None or line.opens is None:
            return
        if (now := self.chosen) is not None and now.key == line.key:
            line.opens()
            return
        places = self._places()
        self._chosen = line.key
        self._at = next((n for n, one in enumerate(places) if one.key == line.key), 0)
        self.refresh()

    def _under(self, x: int, y: int) -> Line | None:
        laid = self._laid()
        if y < len(laid.top):
            return laid.top[y]
        column = laid.right if laid.split and x >= self.size.width - laid.split else laid.left
        row = y - len(laid.top)
        return column[row] if row < len(column) else None

    def forget(self) -> None:
        """Let go of every line."""
        self._lay = lambda width, height: Laid((), (), (), 0)
        self._chosen, self._at = "", 0
        self.refresh()
