"""The braille strokes from point to point of a chart, never across a gap or another sign.

A stroke is one upright line a column of dots; two columns and four rows of dots are a cell.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from wardsafe.measures.chart import NOT_RECORDED, OPEN_GAP
from wardsafe.tui.chart_cells import Cells
from wardsafe.tui.chart_frame import Frame

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of a braille cell by row from the top and column (Unicode, Braille Patterns)."""

_COLUMN = tuple(
    tuple(
        tuple(sum(_DOTS[3 - dot][side] for dot in range(low, high + 1)) for high in range(4))
        for low in range(4)
    )
    for side in range(2)
)
"""The bits of a stroke, by column, lowest and highest dot, both counted from the bottom."""

_SIGNS = tuple(chr(0x2800 | bits) for bits in range(256))

Dot = tuple[int, int]
"""Column and row of a dot, from the left and the bottom of the plot."""


def draw_strokes(frame: Frame, cells: Cells) -> None:
    """All strokes of a chart, where nothing else stands."""
    for run in _runs(frame):
        if len(run) > 1:
            _draw(_strokes(run), frame, cells)


def _runs(frame: Frame) -> Iterator[list[Dot]]:
    """The dots of points that belong together: of one phase, with nothing unrecorded between."""
    run: list[Dot] = []
    phase = 0
    slot, left = frame.slot, frame.left
    for at, (point, row) in enumerate(zip(frame.chart.points, frame.at, strict=True)):
        if point.state == NOT_RECORDED or point.phase != phase:
            yield run
            run, phase = [], point.phase
        if row is not None and point.state != OPEN_GAP:
            x = frame.x(at) * 2 if slot >= 1.5 else int((left + (at + 0.5) * slot) * 2)
            run.append((x, row * 4 + 2))
    yield run


def _strokes(run: Sequence[Dot]) -> dict[int, tuple[int, int]]:
    """By column of dots, the lowest and the highest dot of what goes through it."""
    found: dict[int, tuple[int, int]] = {}
    for (x, y), (to_x, to_y) in pairwise(run):
        for column, one, other in ((x, y, to_y),) if x == to_x else _through(x, y, to_x, to_y):
            low, high = (one, other) if one <= other else (other, one)
            if column in found:
                lowest, highest = found[column]
                low = low if low < lowest else lowest
                high = high if high > highest else highest
            found[column] = low, high
    return found


def _through(x: int, y: int, to_x: int, to_y: int) -> Iterator[tuple[int, int, int]]:
    """The columns that a straight line goes through, each with where it comes in and goes out."""
    slope, before = (to_y - y) / (to_x - x), y
    for step in range(to_x - x):
        after = round(y + slope * (step + 0.5))
        yield x + step, before, after
        before = after
    yield to_x, before, to_y


def _draw(strokes: dict[int, tuple[int, int]], frame: Frame, cells: Cells) -> None:
    width = cells.width
    found: dict[int, int] = {}
    for column, (low, high) in strokes.items():
        x, dots = column >> 1, _COLUMN[column & 1]
        first, last = (low >> 2) * width + x, (high >> 2) * width + x
        if first == last:
            found[first] = found.get(first, 0) | dots[low & 3][high & 3]
            continue
        found[first] = found.get(first, 0) | dots[low & 3][3]
        found[last] = found.get(last, 0) | dots[0][high & 3]
        for place in range(first + width, last, width):
            found[place] = found.get(place, 0) | dots[0][3]
    foot = frame.foot
    signs = {(at % width, at // width + foot): _SIGNS[bits] for at, bits in found.items()}
    cells.fill(signs, "$quiet")
