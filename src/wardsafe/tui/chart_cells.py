"""The cells that a chart is drawn in: a sign and a style each, row 0 at the bottom."""

from collections.abc import Collection, Mapping
from itertools import pairwise

from textual.content import Content, Span


class Cells:
    """Signs and styles by row, then column. What is outside is left away."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.signs = [[" "] * width for _ in range(height)]
        self.styles = [[""] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str) -> None:
        """Text from a cell on. A ground stays."""
        if not 0 <= y < self.height:
            return
        for at, sign in enumerate(text, x):
            if 0 <= at < self.width:
                self.signs[y][at] = sign
                self.styles[y][at] = _on_its_ground(style, self.styles[y][at])

    def level(self, columns: range, y: int, sign: str, style: str, cuts: Collection[int]) -> None:
        """A piece of a level line; none in the columns of `cuts`."""
        if not 0 <= y < self.height:
            return
        signs, styles = self.signs[y], self.styles[y]
        for x in columns:
            if 0 <= x < self.width and x not in cuts:
                signs[x], styles[x] = sign, _on_its_ground(style, styles[x])

    def fill(self, found: Mapping[tuple[int, int], str], style: str) -> None:
        """Signs by column and row, in cells where nothing stands yet."""
        for (x, y), sign in found.items():
            if 0 <= y < self.height and 0 <= x < self.width and self.signs[y][x] == " ":
                self.signs[y][x] = sign
                self.styles[y][x] = _on_its_ground(style, self.styles[y][x])

    def ground(self, x: int, y: int, ground: str) -> None:
        """The ground of a cell, whatever stands on it."""
        if 0 <= x < self.width and 0 <= y < self.height:
            above = self.styles[y][x].partition("on ")[0].strip()
            self.styles[y][x] = f"{above} {ground}".strip()

    def is_free(self, x: int, y: int, many: int = 1) -> bool:
        """Whether nothing stands in these cells."""
        if not (0 <= y < self.height and x >= 0 and x + many <= self.width):
            return False
        return all(self.signs[y][at] == " " for at in range(x, x + many))

    def has_ground(self, x: int, y: int) -> bool:
        """Whether a cell belongs to a band."""
        return "on " in self.styles[y][x]

    def line(self, y: int) -> Content:
        """One row, neighbours of one style together."""
        styles = self.styles[y]
        ends = [at for at, (one, after) in enumerate(pairwise(styles), 1) if one != after]
        spans = [
            Span(begin, end, styles[begin])
            for begin, end in pairwise((0, *ends, self.width))
            if styles[begin]
        ]
        return Content("".join(self.signs[y]), spans, strip_control_codes=False)


def _on_its_ground(style: str, before: str) -> str:
    """A style on the ground that the cell has, where it has one."""
    if not before:
        return style
    _, on, ground = before.rpartition("on ")
    return f"{style} on {ground}" if on and ground else style
