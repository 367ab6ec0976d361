"""Where things are in a chart of one size: columns of its points, rows of its lines. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wardsafe.measures import words
from wardsafe.measures.chart import Chart
from wardsafe.measures.periods import GAP, Period
from wardsafe.tui.chart_scale import Levels, Scale, levels_of, lines_of, scale_of

_WIDEST_SLOT = 10


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened on the ward, for the time line: a test of change began."""

    at: date
    words: str


class Frame:
    """One chart at one size. A point has a slot of columns; rows are counted from the axis.

    `levels`, `at` and `days` have the rows of the lines, the row and the date of each point.
    `notes` are those of the time that is drawn, each with its place. `words` stand at the right,
    by row.
    """

    def __init__(self, chart: Chart, width: int, height: int, notes: Sequence[Note]) -> None:
        self.chart, self.width, self.height = chart, width, height
        self.many = len(chart.points)
        placed = ((self._place_of(note.at), note) for note in notes)
        self.notes = [(at, note) for at, note in placed if at is not None]
        self.head = 2 if any(phase.rebase for phase in chart.phases) else 0
        self.foot = 2 + bool(self.notes)
        self.rows = height - self.head - self.foot
        lines = lines_of(chart)
        self.scale = scale_of(chart, lines, self.rows)
        made = {each: levels_of(self.scale, each, self.rows) for each in set(lines)}
        self.levels = [made[each] for each in lines]
        self.words = _right_words(chart, self.scale, self.levels[-1])
        self.left = max(len(text) for _, text in self.scale.said()) + 2
        right = max((len(text) for _, text in self.words), default=0) + 2
        self.plot = max(10, width - self.left - right)
        self.slot = min(self.plot / self.many, _WIDEST_SLOT)
        if self.slot >= 2:
            self.slot = float(int(self.slot))  # slots of one width: months stand evenly
        self.at = self._rows_of_points()
        self.days = [_day(point.period) for point in chart.points]
        self.end = self.left + int(self.many * self.slot)
        """The column after the last slot."""

    def x(self, at: int) -> int:
        """The column in the middle of a point's slot; the end of the axis after the last one."""
        return self.end if at >= self.many else self.left + int((at + 0.5) * self.slot)

    def columns(self, first: int, after: int | None = None) -> range:
        """The columns of the slots from `first` to before `after`; of one slot without it."""
        last = first + 1 if after is None else after
        return range(self.left + int(first * self.slot), self.left + int(last * self.slot))

    def y(self, row: int) -> int:
        """The row of the cells of a row of the plot."""
        return row + self.foot

    def runs(self, state: str) -> Iterator[tuple[int, int]]:
        """From which place to before which points of one state stand together."""
        begin = None
        for at, point in enumerate(self.chart.points):
            if point.state == state:
                begin = at if begin is None else begin
            elif begin is not None:
                yield begin, at
                begin = None
        if begin is not None:
            yield begin, self.many

    def _rows_of_points(self) -> list[int | None]:
        """Where each point stands; points of one number between the same lines stand alike."""
        known: dict[tuple[int, float], int] = {}
        found: list[int | None] = []
        last = self.rows - 1
        for point, level in zip(self.chart.points, self.levels, strict=True):
            number = point.number
            if number is None:
                found.append(None)
                continue
            key = (id(level), number)
            if key not in known:
                known[key] = min(level.place(number, self.scale.row(number)), last)
            found.append(known[key])
        return found

    def _place_of(self, day: date) -> int | None:
        for at, point in enumerate(self.chart.points):
            if point.period.holds(day):
                return at
        # Since the last whole period: at the end of the axis, which is where now is.
        return self.many if day >= self.chart.points[-1].period.after else None


def _day(period: Period) -> date:
    """The date that a point stands for on the axis."""
    return period.after if period.kind == GAP else period.first


def _right_words(chart: Chart, scale: Scale, level: Levels) -> list[tuple[int, str]]:
    """What stands right of the lines of the last phase, by row."""
    name = {"run": "median", "t": "centre", "g": "centre"}.get(chart.kind, "mean")
    named = ((level.centre, name), (level.upper, "upper"), (level.lower, "lower"))
    found = [
        (row, f"{word} {words.number(number)}")
        for (row, word), number in zip(named, level.numbers, strict=True)
        if row is not None and number is not None
    ]
    if chart.target is not None and not chart.handed_over:
        row = scale.row(chart.target)
        taken = {each for each, _ in found}
        row = next((r for r in (row, row + 1, row - 1) if r not in taken), row)
        found.append((row, f"aim {words.number(chart.target)}"))
    return found
