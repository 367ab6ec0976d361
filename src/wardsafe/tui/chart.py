"""Draws a chart of a measure in character cells: our own, no plotting library.

Pure: a chart, a size and notes in, lines out. A point is rounded to a row, but never to the wrong
side of a line. Shape and letter carry what colour repeats, and every sign has its ASCII column; the
dots between points are then left out. What nobody recorded is a grey band with its own sign, and
nothing is drawn across it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import floor, log10

from textual.content import Content, Span

from wardsafe.measures import words
from wardsafe.measures.chart import (
    COMMON,
    CONCERN,
    IMPROVEMENT,
    NO_DENOMINATOR,
    NOT_RECORDED,
    OPEN_GAP,
    Chart,
    Point,
)
from wardsafe.measures.periods import DAY, GAP, MONTH, QUARTER, WEEK
from wardsafe.tui.drawn import shown
from wardsafe.tui.glyphs import ASCII, glyphs

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_TICKS = (5, 4, 3, 2)
_LEAST_ROWS, _LEAST_WIDTH = 8, 30
_WIDEST_SLOT = 10
_STYLES = {COMMON: "bold $ink", IMPROVEMENT: "bold $better", CONCERN: "bold $concern"}
_SIGNAL = "bold $strong"
_BAND = "on $unrecorded-ground"
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


_Lines = tuple[float | None, float | None, float | None]
"""Centre, upper and lower limit at one point."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened on the ward, for the time line: a test of change began."""

    at: date
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis: from `base` in `ticks` steps of `step`, each `rows` rows high. It begins at nought,
    or higher up where lines would fall together: then it is marked as broken."""

    step: float
    ticks: int
    rows: int
    base: float = 0.0

    def row(self, number: float) -> int:
        """The row of a number, 0 at the axis."""
        return max(0, round((number - self.base) / self.step * self.rows))

    @property
    def top(self) -> float:
        """The number of the highest tick."""
        return self.base + self.ticks * self.step


@dataclass(frozen=True, slots=True)
class Levels:
    """The rows of the lines at one place, None where there is none, with what they stand for."""

    centre: int | None
    upper: int | None
    lower: int | None
    numbers: tuple[float | None, float | None, float | None]

    def place(self, number: float, row: int) -> int:
        """`row`, moved where it would stand on the wrong side of a line."""
        centre, upper, lower = self.numbers
        for level, at in ((lower, self.lower), (centre, self.centre), (upper, self.upper)):
            if level is None or at is None:
                continue
            if number > level:
                row = max(row, at + 1)
            elif number < level:
                row = min(row, at - 1)
            else:
                row = at
        return max(0, row)


def draw(
    chart: Chart,
    width: int,
    height: int,
    notes: Sequence[Note] = (),
    *,
    chosen: int | None = None,
) -> list[Content]:
    """The chart in exactly `height` lines of at most `width` cells; `chosen` marks one point.

    Too small a size gives the lines there are room for, and no chart.
    """
    if chart.points and width >= _LEAST_WIDTH:
        for those in (notes, ()) if notes else ((),):
            made = _Drawing(chart, width, height, those, chosen)
            if made.rows >= _LEAST_ROWS:
                return made.lines()
    return [Content("")] * height


def point_sign(chart: Chart, point: Point) -> tuple[str, str]:
    """The sign of a point, and its style."""
    signs = glyphs()
    if point.state == OPEN_GAP:
        return signs.empty, "bold $accent"
    if point.state == COMMON:
        return signs.full, _STYLES[COMMON]
    sides = [flag.side for flag in chart.flags if flag.letter in point.letters]
    sign = {1: signs.above, -1: signs.below}.get(next(filter(None, sides), 0), signs.full)
    return sign, _STYLES.get(point.state, _SIGNAL)


def scale_of(chart: Chart, rows: int) -> Scale:
    """The axis that uses `rows` rows best, one row left above it: from nought where the lines of
    the chart then stand apart, otherwise broken."""
    numbers = _numbers(chart)
    whole = _scale(0.0, max(numbers, default=0.0) or 1.0, rows)
    least = min(numbers, default=0.0)
    levels = {_lines_at(chart, at) for at in range(len(chart.points))}
    if least <= 0 or all(_stand_apart(whole, each) for each in levels):
        return whole
    broken = _scale(least, max(numbers), rows)
    return broken if broken.base > 0 else whole


def _scale(least: float, most: float, rows: int) -> Scale:
    best, used = None, 0.0
    for ticks in _TICKS:
        each = (rows - 2) // ticks
        if each < 2:
            continue
        step, base = _nice((most - least) / ticks), 0.0
        while True:
            base = floor(least / step) * step
            if base + ticks * step >= most * (1 - 1e-9):
                break
            step = _nice(step * 1.01)
        share = (most - base) / step * each / (rows - 2)
        if best is None or share > used:
            best, used = Scale(step, ticks, each, base), share
    return best or Scale(most, 1, max(1, rows - 2))


def _stand_apart(scale: Scale, levels: Iterable[float | None]) -> bool:
    """Whether between any two lines there is a row for a point."""
    rows = sorted(scale.row(each) for each in levels if each is not None)
    return all(after - before >= 2 for before, after in pairwise(rows))


def _nice(least: float) -> float:
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    return next(each * power for each in _STEPS if each * power >= least * (1 - 1e-9))


def _numbers(chart: Chart) -> list[float]:
    """Every number that is drawn."""
    found = [point.number for point in chart.points if point.number is not None]
    levels = (each for at in range(len(chart.points)) for each in _lines_at(chart, at))
    aim = [chart.target] if chart.target is not None and not chart.handed_over else []
    return [*found, *(each for each in levels if each is not None), *aim]


def _lines_at(chart: Chart, at: int) -> _Lines:
    """Centre, upper and lower as they are drawn: no limit below nought, no share above a hundred,
    because no point can be there."""
    upper, lower = chart.upper[at], chart.lower[at]
    if upper is not None and chart.unit == "%" and upper > 100:
        upper = None
    return chart.centre[at], upper, lower if lower is not None and lower > 0 else None


class _Grid:
    """Cells with a sign and a style each; row 0 is the bottom one."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.signs = [[" "] * width for _ in range(height)]
        self.styles = [[""] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str) -> None:
        """Text from a cell on; what is outside is left away. A ground stays."""
        if not 0 <= y < self.height:
            return
        for at, sign in enumerate(text, x):
            if 0 <= at < self.width:
                self.signs[y][at] = sign
                ground = self.styles[y][at].rpartition("on ")[2] if self._has_ground(at, y) else ""
                self.styles[y][at] = f"{style} on {ground}" if ground else style

    def level(self, columns: range, y: int, sign: str, style: str, cuts: set[int]) -> None:
        """A piece of a level line on bare ground; none in the columns of `cuts`."""
        if not 0 <= y < self.height:
            return
        signs, styles = self.signs[y], self.styles[y]
        for x in columns:
            if 0 <= x < self.width and x not in cuts:
                _, on, ground = styles[x].rpartition("on ")
                signs[x], styles[x] = sign, f"{style} on {ground}" if on else style

    def dot(self, x: int, y: int, sign: str, style: str) -> None:
        """One sign in a cell where nothing stands yet."""
        if 0 <= y < self.height and 0 <= x < self.width and self.signs[y][x] == " ":
            self.signs[y][x] = sign
            _, on, ground = self.styles[y][x].rpartition("on ")
            self.styles[y][x] = f"{style} on {ground}" if on else style

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

    def line(self, y: int) -> Content:
        """One row, neighbours of one style together."""
        signs, styles = self.signs[y], self.styles[y]
        spans, begin = [], 0
        for at in range(1, self.width + 1):
            if at == self.width or styles[at] != styles[begin]:
                if styles[begin]:
                    spans.append(Span(begin, at, styles[begin]))
                begin = at
        return Content("".join(signs), spans, strip_control_codes=False)

    def _has_ground(self, x: int, y: int) -> bool:
        return "on " in self.styles[y][x]


class _Drawing:
    """One chart at one size."""

    def __init__(
        self, chart: Chart, width: int, height: int, notes: Sequence[Note], chosen: int | None
    ) -> None:
        self.chart, self.chosen = chart, chosen
        self.ascii = glyphs() is ASCII
        many = len(chart.points)
        noted = [(at, note) for note in notes if (at := self._place_of(note.at)) is not None]
        self.head = 2 if any(phase.rebase for phase in chart.phases) else 0
        self.foot = 2 + bool(noted)
        self.rows = height - self.head - self.foot
        self.scale = scale_of(chart, self.rows)
        self.words = self._right_words()
        self.left = max(len(text) for _, text in self._ticks()) + 2
        right = max((len(text) for _, text in self.words), default=0) + 2
        self.plot = max(10, width - self.left - right)
        self.slot = min(self.plot / many, _WIDEST_SLOT)
        if self.slot >= 2:
            self.slot = float(int(self.slot))  # slots of one width: months stand evenly
        self.notes = noted
        self.grid = _Grid(width, height)
        made: dict[_Lines, Levels] = {}
        self.levels = []
        for at in range(many):
            lines = _lines_at(chart, at)
            if lines not in made:
                made[lines] = self._levels(lines)
            self.levels.append(made[lines])
        self.at = [self._row_of(at) for at in range(many)]

    def lines(self) -> list[Content]:
        """The rows from the top."""
        self._axis()
        self._bands()
        self._level_lines()
        self._target()
        self._rebases()
        self._points()
        self._words()
        self._labels()
        self._time_line()
        if not self.ascii:
            self._dots()
        self._cursor()
        return [self.grid.line(y) for y in reversed(range(self.grid.height))]

    # --- where things are -------------------------------------------------------------------------

    def _x(self, at: int) -> int:
        """The column in the middle of a point's slot; the end of the axis after the last one."""
        if at >= len(self.chart.points):
            return self._end()
        return self.left + int((at + 0.5) * self.slot)

    def _columns(self, at: int) -> range:
        return range(self.left + int(at * self.slot), self.left + int((at + 1) * self.slot))

    def _y(self, row: int) -> int:
        """The row of the grid of a row of the plot."""
        return row + self.foot

    def _end(self) -> int:
        """The column after the last slot."""
        return self.left + int(len(self.chart.points) * self.slot)

    def _levels(self, numbers: _Lines) -> Levels:
        """The rows of the lines at a point: two apart, so that a point fits between any two."""
        centre, upper, lower = (None if n is None else self.scale.row(n) for n in numbers)
        last = self.rows - 2
        if centre is not None:
            centre = min(max(centre, 3 if lower is not None else 0), last - 2)
            lower = None if lower is None else max(1, min(lower, centre - 2))
            upper = None if upper is None else min(max(upper, centre + 2), last)
        return Levels(centre, upper, lower, numbers)

    def _row_of(self, at: int) -> int | None:
        number = self.chart.points[at].number
        if number is None:
            return None
        row = self.levels[at].place(number, self.scale.row(number))
        return min(row, self.rows - 1)

    def _place_of(self, day: date) -> int | None:
        for at, point in enumerate(self.chart.points):
            if point.period.holds(day):
                return at
        # Since the last whole period: at the end of the axis, which is where now is.
        return len(self.chart.points) if day >= self.chart.points[-1].period.after else None

    # --- what is drawn ----------------------------------------------------------------------------

    def _ticks(self) -> list[tuple[int, str]]:
        scale = self.scale
        return [
            (number * scale.rows, words.number(scale.base + number * scale.step))
            for number in range(scale.ticks + 1)
        ]

    def _axis(self) -> None:
        for row, text in self._ticks():
            self.grid.put(self.left - 2 - len(text), self._y(row), text, "$quiet")
        wide = self._end() - self.left
        self.grid.put(self.left, self._y(0), glyphs().centre * wide, "$line")
        if self.scale.base:
            broken = f"{glyphs().hatch * 2} begins at {words.number(self.scale.base)} "
            self.grid.put(self._clear(len(broken)), self._y(0), broken, "$quiet")

    def _clear(self, many: int) -> int:
        """The first column from which so many stand in no band of what was not recorded."""
        runs = self._runs(NOT_RECORDED)
        bands = [(self._columns(each).start, self._columns(to - 1).stop) for each, to in runs]
        found = range(self.left, self._end() - many)
        is_clear = (x for x in found if all(x + many <= a or x >= b for a, b in bands))
        return next(is_clear, self.left)

    def _bands(self) -> None:
        for first, after in self._runs(NOT_RECORDED):
            columns = range(self._columns(first).start, self._columns(after - 1).stop)
            for x in columns:
                self.grid.put(x, self._y(0), " ", "")
                for row in range(self.rows):
                    self.grid.ground(x, self._y(row), _BAND)
            middle = (columns.start + columns.stop - 1) // 2
            each = [self._x(at) for at in range(first, after)] if self.slot >= 2 else [middle]
            for x in each:
                self.grid.put(x, self._y(self.rows // 2), glyphs().unknown, "$unrecorded")
        for at, point in enumerate(self.chart.points):
            if point.state == NO_DENOMINATOR:
                self.grid.put(self._x(at), self._y(1), glyphs().no_item, "$quiet")

    def _runs(self, state: str) -> Iterator[tuple[int, int]]:
        begin = None
        for at, point in enumerate((*self.chart.points, None)):
            is_one = point is not None and point.state == state
            if is_one and begin is None:
                begin = at
            elif not is_one and begin is not None:
                yield begin, at
                begin = None

    def _level_lines(self) -> None:
        signs = glyphs()
        cuts = {self._columns(each.first).start for each in self.chart.phases if each.rebase}
        for at, point in enumerate(self.chart.points):
            if point.state == NOT_RECORDED:
                continue
            level, columns = self.levels[at], self._columns(at)
            for row, sign, style in (
                (level.lower, signs.limit, "$faint"), (level.upper, signs.limit, "$faint"),
                (level.centre, signs.centre, "$quiet"),
            ):  # fmt: skip
                if row is not None:
                    self.grid.level(columns, self._y(row), sign, style, cuts)

    def _target(self) -> None:
        if self.chart.target is None or self.chart.handed_over:
            return
        row = self._y(self.scale.row(self.chart.target))
        for x in range(self.left, self._end(), 2):
            if self.grid.is_free(x, row):
                self.grid.put(x, row, "+", "$accent")

    def _rebases(self) -> None:
        for phase in self.chart.phases:
            if phase.rebase is None:
                continue
            x = self._columns(phase.first).start
            for y in range(self.foot, self.grid.height):
                self.grid.put(x, y, glyphs().rebase, "$accent")
            why = shown(f"re-based: {phase.rebase.why}" if phase.rebase.why else "re-based")
            self._text(x + 2, self.grid.height - 1, why, "$accent")
            if phase.trial:
                few = f"{words.many(phase.recorded, 'point')}, trial limits"
                self._text(x + 2, self.grid.height - 2, few, "$quiet")

    def _text(self, x: int, y: int, text: str, style: str, room: int = 0) -> None:
        """Words in the rows above and below the plot, cut where they do not fit."""
        room = min(room or self.grid.width, self.grid.width - x)
        if Content(text).cell_length != len(text) or room < 4:
            return  # wide signs would move the row; the words stand below the chart
        cut = text if len(text) <= room else text[: room - 1] + glyphs().cut[:1]
        self.grid.put(x, y, cut, style)

    def _points(self) -> None:
        for at, point in enumerate(self.chart.points):
            if (row := self.at[at]) is None:
                continue
            is_plain = point.state == COMMON
            if not is_plain or self.slot >= 1.5:
                self.grid.put(self._x(at), self._y(row), *point_sign(self.chart, point))
        for flag in self.chart.flags:
            if flag.points:
                self._letter(flag.letter, flag.points[-1])

    def _letter(self, letter: str, at: int) -> None:
        x, y = self._x(at), self._y(self.at[at] or 0)
        style = _STYLES.get(self.chart.points[at].state, _SIGNAL)
        for dx, dy in ((1, 0), (2, 0), (0, 1), (1, 1), (0, -1), (-1, 0), (3, 0)):
            if self.grid.is_free(x + dx, y + dy) and y + dy >= self.foot:
                self.grid.put(x + dx, y + dy, letter, style)
                return
        if x + 1 < self.grid.width and self.grid.signs[y][x + 1] in self._line_signs():
            self.grid.put(x + 1, y, letter, style)

    def _line_signs(self) -> str:
        return glyphs().centre + glyphs().limit

    def _right_words(self) -> list[tuple[int, str]]:
        """What stands right of the lines of the last phase, by row."""
        chart = self.chart
        last = len(chart.points) - 1
        level = self._levels(_lines_at(chart, last))
        name = {"run": "median", "t": "centre", "g": "centre"}.get(chart.kind, "mean")
        upper, lower = level.numbers[1], level.numbers[2]
        named = [(level.centre, name, chart.centre[last])]
        named += [(level.upper, "upper", upper), (level.lower, "lower", lower)]
        found = [
            (row, f"{word} {words.number(number)}")
            for row, word, number in named
            if row is not None and number is not None
        ]
        if chart.target is not None and not chart.handed_over:
            row = self.scale.row(chart.target)
            taken = {each for each, _ in found}
            row = next((r for r in (row, row + 1, row - 1) if r not in taken), row)
            found.append((row, f"aim {words.number(chart.target)}"))
        return found

    def _words(self) -> None:
        for row, text in self.words:
            style = "$accent" if text.startswith("aim") else "$quiet"
            self.grid.put(self._end() + 2, self._y(row), text, style)
        for phase in self.chart.phases[:-1]:
            self._phase_words(phase.first, phase.after)

    def _phase_words(self, first: int, after: int) -> None:
        """The values of an earlier phase, over its lines where there is room."""
        level = self.levels[first]
        for row, number in zip(
            (level.centre, level.upper, level.lower), level.numbers, strict=True
        ):
            if row is None or number is None:
                continue
            text = words.number(number)
            begin = self._columns(first).start
            for x in range(begin + 1, self._columns(after - 1).stop - len(text)):
                if self.grid.is_free(x - 1, self._y(row + 1), len(text) + 2):
                    self.grid.put(x, self._y(row + 1), text, "$quiet")
                    break

    def _labels(self) -> None:
        """Months, weeks or days on one row, years on the row below it."""
        upper = [(at, text) for at, text in self._dates() if text]
        fitting = self._fitting(upper)
        fits = len(fitting) * 3 >= len(upper) * 2
        for x, text in fitting if fits else ():
            self.grid.put(x, 1, text, "$quiet")
        years: list[tuple[int, str]] = []
        for at, point in enumerate(self.chart.points):
            year = str(self._day(point).year)
            if not years or years[-1][1] != year:
                years.append((at, year))
        free = self.grid.width + 1
        for at, text in reversed(years):  # the newest first: the first year may be a month long
            x = min(self._x(at) - (self.slot >= 4), self.grid.width - len(text))
            if x + len(text) < free:
                self.grid.put(x, 0 if fits else 1, text, "$quiet")
                free = x

    def _fitting(self, labels: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        free, found = 0, []
        for at, text in labels:
            x = min(self._x(at) - (len(text) > 2 and self.slot >= 4), self.grid.width - len(text))
            if x >= free:
                found.append((x, text))
                free = x + len(text) + 1
        return found

    def _day(self, point: Point) -> date:
        return point.period.after if point.period.kind == GAP else point.period.first

    def _dates(self) -> list[tuple[int, str]]:
        found, before = [], 0
        for at, point in enumerate(self.chart.points):
            text, before = self._date(point, before)
            found.append((at, text))
        return found

    def _date(self, point: Point, before: int) -> tuple[str, int]:
        """What stands below a point, "" for nothing, and its month."""
        day, kind = self._day(point), point.period.kind
        month = words.MONTHS[day.month - 1]
        if kind == GAP and point.number is not None and self.slot >= 5:
            return words.number(round(point.number)), day.month
        if kind == MONTH:
            return (month if self.slot >= 4 else month[0]), day.month
        if kind == QUARTER:
            return f"Q{(day.month + 2) // 3}", day.month
        if kind in (WEEK, DAY) and self.slot >= 7:
            return f"{day.day} {month}", day.month
        return (month if day.month != before else ""), day.month

    def _time_line(self) -> None:
        """The notes, numbered, on a row of their own below the axis; words where there is room."""
        at = self._note_columns()
        for number, (x, (_, note)) in enumerate(zip(at, self.notes, strict=True), 1):
            self.grid.put(x, 2, str(number % 10), "bold $accent")
            room = (at[number] if number < len(at) else self.grid.width) - x - 3
            if room >= 8:
                self._text(x + 2, 2, shown(note.words), "$accent", room)

    def _note_columns(self) -> list[int]:
        """Below the day of each note, two cells from the one before."""
        found: list[int] = []
        for at, _ in self.notes:
            found.append(max(self._x(at), found[-1] + 2) if found else self._x(at))
        return found

    def _dots(self) -> None:
        """Braille dots from point to point, never across a gap, a re-base or another sign."""
        for run in self._runs_of_points():
            strokes: dict[int, tuple[int, int]] = {}
            for (x, y), (to_x, to_y) in pairwise(run):
                for column, low, high in _between(x, y, to_x, to_y):
                    if column in strokes:
                        lowest, highest = strokes[column]
                        low = low if low < lowest else lowest
                        high = high if high > highest else highest
                    strokes[column] = low, high
            self._stroke(strokes)

    def _runs_of_points(self) -> Iterator[list[tuple[int, int]]]:
        """The dots of points that belong together."""
        run: list[tuple[int, int]] = []
        phase = 0
        for at, point in enumerate(self.chart.points):
            row = self.at[at]
            if point.state == NOT_RECORDED or point.phase != phase:
                yield run
                run, phase = [], point.phase
            if row is not None and point.state != OPEN_GAP:
                run.append(self._dot(at, row))
        yield run

    def _stroke(self, strokes: Mapping[int, tuple[int, int]]) -> None:
        cells: dict[tuple[int, int], int] = {}
        for column, (low, high) in strokes.items():
            x, dots = column // 2, _COLUMN[column % 2]
            first, last = low // 4, high // 4
            for cell in range(first, last + 1):
                begin = low - cell * 4 if cell == first else 0
                end = high - cell * 4 if cell == last else 3
                cells[x, cell] = cells.get((x, cell), 0) | dots[begin][end]
        for (x, cell), bits in cells.items():
            self.grid.dot(x, self._y(cell), chr(0x2800 | bits), "$quiet")

    def _dot(self, at: int, row: int) -> tuple[int, int]:
        if self.slot >= 1.5:
            return self._x(at) * 2, row * 4 + 2
        return int((self.left + (at + 0.5) * self.slot) * 2), row * 4 + 2

    def _cursor(self) -> None:
        if self.chosen is None or not 0 <= self.chosen < len(self.chart.points):
            return
        for y in range(self.foot, self.foot + self.rows):
            self.grid.ground(self._x(self.chosen), y, "on $accent-ground")


def _between(x: int, y: int, to_x: int, to_y: int) -> Sequence[tuple[int, int, int]]:
    """A straight line as one upright stroke a column of dots: column, lowest and highest dot."""
    wide = to_x - x
    if wide == 0:
        return ((x, y, to_y) if y <= to_y else (x, to_y, y),)
    slope = (to_y - y) / wide
    ends = [y, *(round(y + slope * (step + 0.5)) for step in range(wide)), to_y]
    return [
        (x + step, one, other) if one <= other else (x + step, other, one)
        for step, (one, other) in enumerate(pairwise(ends))
    ]
