"""Draws a funnel of wards in character cells: points by shape, limits as dots, words for all of it.

Pure: figures as they may be shown in, lines out. A point is rounded to a row, but not to the wrong
side of a limit. Limits are braille dots, in the ASCII column full stops.
"""

from collections.abc import Iterator, Sequence
from math import log10

from textual.content import Content, Span

from wardsafe.measures.funnel import Limits
from wardsafe.services.network.charts import Compared
from wardsafe.tui.drawn import shown
from wardsafe.tui.glyphs import ASCII, glyphs

PER = 1000
LEFT = 6
"""Cells of the axis at the left."""

LOW = 16
"""Lines below which the axis at the foot has one, and no room is left above the points."""

_ASIDE = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6)
"""Cells to the side that a point goes where its own is taken; the words below give its place."""

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_POINT = {0: "bold $ink", 1: "bold $concern", -1: "bold $better"}
_LIMITS = (("lower998", "$faint"), ("upper998", "$faint"), ("lower95", "$quiet"),
           ("upper95", "$quiet"))  # fmt: skip
_NAMED = {"upper95": "95 %", "upper998": "99.8 %"}


def funnel_lines(found: Compared, width: int, height: int, chosen: int | None) -> list[Content]:
    """The funnel in exactly `height` lines of `width` cells; `chosen` is marked and named."""
    return _Funnel(found, width, height, chosen).lines()


def sign_of(side: int) -> tuple[str, str]:
    """The sign of a unit above (+1), below (-1) or inside (0) the limits, and its style."""
    signs = glyphs()
    return {1: signs.above, -1: signs.below, 0: signs.full}[side], _POINT[side]


def steps(most: float, many: int) -> float:
    """A round step, at most `many` of which reach `most`."""
    least = (most or 1.0) / many
    power = 10.0 ** (int(log10(least)) - (least < 1))
    return next(each * power for each in _STEPS if each * power >= least * (1 - 1e-9))


class _Funnel:
    """One drawing: cells with a sign and a style, row 0 the highest."""

    def __init__(self, found: Compared, width: int, height: int, chosen: int | None) -> None:
        self.found, self.width, self.height, self.chosen = found, width, height, chosen
        self.low = height < LOW
        self.rows, self.columns = max(1, height - (1 if self.low else 2)), max(1, width - LEFT - 1)
        highest = max(map(found.value, range(len(found.bed_days))))
        limit = found.limits(min(found.bed_days)).upper998
        most = max(limit, 1.1 * highest, *(() if self.low else (2.2 * found.rate,))) * PER
        self.step = steps(most, 4)
        self.most = self.step * -(-most // self.step)
        self.across = steps(max(found.bed_days) * 1.04, 5)
        self.widest = self.across * -(-max(found.bed_days) * 1.04 // self.across)
        self.signs = [[" "] * width for _ in range(height)]
        self.styles = [[""] * width for _ in range(height)]

    def lines(self) -> list[Content]:
        """Axes, limits, points, names."""
        self._axes()
        self._limits()
        places = [self._point(at) for at in range(len(self.found.bed_days))]
        self._names(places)
        return [self._line(y) for y in range(self.height)]

    # --- where things are -------------------------------------------------------------------------

    def _height(self, rate: float) -> float:
        """Cells above the axis."""
        return rate * PER / self.most * (self.rows - 1)

    def _row(self, rate: float) -> int:
        return self.rows - 1 - round(self._height(rate))

    def _column(self, bed_days: float) -> int:
        return LEFT + round(bed_days / self.widest * (self.columns - 1))

    def _put(self, x: int, y: int, text: str, style: str) -> None:
        for at, sign in enumerate(text, x):
            if 0 <= at < self.width and 0 <= y < self.height:
                self.signs[y][at], self.styles[y][at] = sign, style

    def _free(self, x: int, y: int, many: int) -> bool:
        ends = range(x - 1, x + many + 1)
        inside = 0 <= y < self.rows and x > LEFT and x + many <= self.width
        return inside and not any(
            self.styles[y][at].startswith("bold") for at in ends if 0 <= at < self.width
        )

    # --- what is drawn ----------------------------------------------------------------------------

    def _axes(self) -> None:
        number = 0.0
        while number <= self.most * (1 + 1e-9):
            text = f"{number:,.0f}" if self.step >= 1 else f"{number:,.1f}"
            self._put(0, self._row(number / PER), f"{text:>{LEFT - 2}}", "$quiet")
            number += self.step
        self._put(LEFT, self.rows - 1, glyphs().centre * self.columns, "$line")
        days = 0.0
        while days <= self.widest * (1 + 1e-9):
            text, x = f"{days:,.0f}", self._column(days)
            self._put(min(x - len(text) // 2, self.width - len(text)), self.rows, text, "$quiet")
            days += self.across
        said = "bed days"
        beside = (LEFT + 2, self.rows) if self.low else (self.width - len(said), self.rows + 1)
        self._put(*beside, said, "$quiet")
        self._put(LEFT, self._row(self.found.rate), glyphs().centre * self.columns, "$quiet")

    def _limits(self) -> None:
        fine = [self.found.limits(self._days(x)) for x in range(2 * self.columns)]
        for name, style in _LIMITS:
            self._dots([getattr(each, name) for each in fine], style)
        for name, said in _NAMED.items():
            y = self._row(getattr(fine[-1], name)) - 1
            if 0 <= y < self.rows:
                self._put(self.width - len(said) - 1, y, f" {said}", "$quiet")

    def _days(self, x: int) -> float:
        """Bed days at a column of dots, two to a cell."""
        return max(1.0, x / (2 * self.columns - 1) * self.widest)

    def _dots(self, rates: Sequence[float], style: str) -> None:
        plain = glyphs() is ASCII
        for x, rate in enumerate(rates):
            up = round(rate * PER / self.most * (self.rows - 1) * 4 + 1.5)
            row, dot = self.rows - 1 - up // 4, 3 - up % 4
            column = LEFT + x // 2
            if not 0 <= row < self.rows - 1 or column >= self.width:
                continue
            if plain:
                self._put(column, row, glyphs().limit, style)
                continue
            before = self.signs[row][column]
            bits = ord(before) - 0x2800 if 0x2800 <= ord(before) < 0x2900 else 0
            self._put(column, row, chr(0x2800 + (bits | _DOTS[dot][x % 2])), style)

    def _point(self, at: int) -> tuple[int, int]:
        value, days = self.found.value(at), self.found.bed_days[at]
        row = self._placed(value, self.found.limits(days), self._row(value))
        column = self._column(days)
        spots = (column + by for by in _ASIDE)
        column = next((x for x in spots if LEFT < x < self.width
                       and not self.styles[row][x].startswith("bold")), column)  # fmt: skip
        side, _ = self.found.side(at)
        sign, style = sign_of(side)
        self._put(column, row, sign, f"{style} on $accent-ground" if at == self.chosen else style)
        return column, row

    def _placed(self, value: float, limits: Limits, row: int) -> int:
        """A row on the right side of the rate and of every limit, the outer ones deciding last."""
        names = ("upper95", "lower95", "upper998", "lower998")
        for limit in (self.found.rate, *(getattr(limits, name) for name in names)):
            at = self._row(limit)
            if value > limit:
                row = min(row, at - 1)
            elif value < limit:
                row = max(row, at + 1)
        return min(max(row, 0), self.rows - 2)

    def _names(self, places: Sequence[tuple[int, int]]) -> None:
        """The chosen one's name, then those of the ones beyond the outer limits, where free."""
        units = range(len(places))
        beyond = [at for at in units if self.found.side(at)[1] == "99.8 %"]
        for at in dict.fromkeys((*([self.chosen] if self.chosen is not None else ()), *beyond)):
            (x, y), name = places[at], shown(self.found.funnel.units[at].name)
            style = "bold $accent" if at == self.chosen else _POINT[self.found.side(at)[0]]
            for start in (x + 2, x - 1 - len(name)):
                if self._free(start, y, len(name)):
                    self._put(start, y, name, style)
                    break

    def _line(self, y: int) -> Content:
        text = "".join(self.signs[y])
        spans = list(_spans(self.styles[y]))
        return Content(text, spans, strip_control_codes=False)


def _spans(styles: Sequence[str]) -> Iterator[Span]:
    begin = 0
    for at in range(1, len(styles) + 1):
        if at == len(styles) or styles[at] != styles[begin]:
            if styles[begin]:
                yield Span(begin, at, styles[begin])
            begin = at
