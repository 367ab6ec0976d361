"""The words in a chart: the axis, values of lines, dates, re-bases, notes of the time."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from wardsafe.measures import words
from wardsafe.measures.chart import NOT_RECORDED
from wardsafe.measures.periods import DAY, GAP, MONTH, QUARTER, WEEK
from wardsafe.tui.chart_cells import Cells
from wardsafe.tui.chart_frame import Frame
from wardsafe.tui.drawn import shown
from wardsafe.tui.glyphs import glyphs


def draw_axis(frame: Frame, cells: Cells) -> None:
    """Ticks with their numbers, and where the axis begins if not at nought."""
    for row, text in frame.scale.said():
        cells.put(frame.left - 2 - len(text), frame.y(row), text, "$quiet")
    cells.put(frame.left, frame.y(0), glyphs().centre * (frame.end - frame.left), "$line")
    if frame.scale.base:
        broken = f"{glyphs().hatch * 2} begins at {words.number(frame.scale.base)} "
        cells.put(_clear(frame, len(broken)), frame.y(0), broken, "$quiet")


def _clear(frame: Frame, many: int) -> int:
    """The first column from which so many stand in no band of what was not recorded."""
    bands = [frame.columns(*each) for each in frame.runs(NOT_RECORDED)]
    found = range(frame.left, frame.end - many)
    is_clear = (x for x in found if all(x + many <= b.start or x >= b.stop for b in bands))
    return next(is_clear, frame.left)


def draw_rebases(frame: Frame, cells: Cells) -> None:
    """Where limits start again: the sign from top to bottom, why, and whether they are trial."""
    for phase in frame.chart.phases:
        if phase.rebase is None:
            continue
        x = frame.columns(phase.first).start
        for y in range(frame.foot, cells.height):
            cells.put(x, y, glyphs().rebase, "$accent")
        why = shown(f"re-based: {phase.rebase.why}" if phase.rebase.why else "re-based")
        _text(cells, x + 2, cells.height - 1, why, "$accent")
        if phase.trial:
            few = f"{words.many(phase.recorded, 'point')}, trial limits"
            _text(cells, x + 2, cells.height - 2, few, "$quiet")


def _text(cells: Cells, x: int, y: int, text: str, style: str, room: int = 0) -> None:
    """Words in the rows above and below the plot, cut where they do not fit."""
    room = min(room or cells.width, cells.width - x)
    if Content(text).cell_length != len(text) or room < 4:
        return  # wide signs would move the row; the words stand below the chart
    cut = text if len(text) <= room else text[: room - 1] + glyphs().cut[:1]
    cells.put(x, y, cut, style)


def draw_values(frame: Frame, cells: Cells) -> None:
    """What the lines stand for: at the right for the last phase, over the lines of earlier ones."""
    for row, text in frame.words:
        style = "$accent" if text.startswith("aim") else "$quiet"
        cells.put(frame.end + 2, frame.y(row), text, style)
    for phase in frame.chart.phases[:-1]:
        _phase_values(frame, cells, phase.first, phase.after)


def _phase_values(frame: Frame, cells: Cells, first: int, after: int) -> None:
    level, columns = frame.levels[first], frame.columns(first, after)
    for row, number in zip((level.centre, level.upper, level.lower), level.numbers, strict=True):
        if row is None or number is None:
            continue
        text, y = words.number(number), frame.y(row + 1)
        for x in range(columns.start + 1, columns.stop - len(text)):
            if cells.is_free(x - 1, y, len(text) + 2):
                cells.put(x, y, text, "$quiet")
                break


def draw_dates(frame: Frame, cells: Cells) -> None:
    """Months, weeks or days on one row, years on the row below it."""
    labels = list(_dates(frame))
    fitting = _fitting(frame, labels)
    fits = len(fitting) * 3 >= len(labels) * 2
    for x, text in fitting if fits else ():
        cells.put(x, 1, text, "$quiet")
    free = cells.width + 1
    for at, text in reversed(list(_years(frame))):  # the newest: the first may be a month long
        x = min(frame.x(at) - (frame.slot >= 4), cells.width - len(text))
        if x + len(text) < free:
            cells.put(x, 0 if fits else 1, text, "$quiet")
            free = x


def _years(frame: Frame) -> Iterator[tuple[int, str]]:
    before = 0
    for at, day in enumerate(frame.days):
        if day.year != before:
            yield at, str(day.year)
            before = day.year


def _fitting(frame: Frame, labels: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    free, found = 0, []
    for at, text in labels:
        x = frame.x(at) - (len(text) > 2 and frame.slot >= 4)
        x = min(x, frame.width - len(text))
        if x >= free:
            found.append((x, text))
            free = x + len(text) + 1
    return found


def _dates(frame: Frame) -> Iterator[tuple[int, str]]:
    """What stands below which point."""
    kind, slot, before = frame.chart.points[0].period.kind, frame.slot, 0
    for at, (point, day) in enumerate(zip(frame.chart.points, frame.days, strict=True)):
        if kind == GAP and point.number is not None and slot >= 5:
            yield at, words.number(round(point.number))
        elif kind == MONTH:
            month = words.MONTHS[day.month - 1]
            yield at, month if slot >= 4 else month[0]
        elif kind == QUARTER:
            yield at, f"Q{(day.month + 2) // 3}"
        elif kind in (WEEK, DAY) and slot >= 7:
            yield at, f"{day.day} {words.MONTHS[day.month - 1]}"
        elif day.month != before:
            yield at, words.MONTHS[day.month - 1]
        before = day.month


def draw_notes(frame: Frame, cells: Cells) -> None:
    """The notes, numbered, on a row of their own below the axis; words where there is room."""
    at = _note_columns(frame)
    for number, (x, (_, note)) in enumerate(zip(at, frame.notes, strict=True), 1):
        cells.put(x, 2, str(number % 10), "bold $accent")
        room = (at[number] if number < len(at) else cells.width) - x - 3
        if room >= 8:
            _text(cells, x + 2, 2, shown(note.words), "$accent", room)


def _note_columns(frame: Frame) -> list[int]:
    """Below the day of each note, two cells from the one before."""
    found: list[int] = []
    for at, _ in frame.notes:
        found.append(max(frame.x(at), found[-1] + 2) if found else frame.x(at))
    return found
