"""The safety cross: a month as seven rows of days, each with its sign beside its colour.

The shape is 1 to 3, 4 to 6, three weeks, 28 to 30, 31. Without any colour, and in ASCII, it says
the same: the sign carries the state, the ground only repeats it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from wardsafe.services.cross_shape import ROWS
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import UNICODE, glyphs

if TYPE_CHECKING:
    from wardsafe.services.closing import Cross
    from wardsafe.services.day_states import Day

CELL, SMALL_CELL, GAP = 6, 4, 1
WIDTH, SMALL_WIDTH = 7 * (CELL + GAP) - GAP, 7 * (SMALL_CELL + GAP)

TITLES = {"restrictive-practice": "Restrictive practice", "sexual-safety": "Sexual safety"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
REPORTS = "More reports can mean better reporting."
_MOST = 99  # more than this on one day is drawn as + and said in words when the day is opened


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in a cell: its sign, the style of it, and the sign and style of its edge."""

    sign: str
    style: str
    edge: str = ""
    edge_style: str = ""


def cross_lines(month: "Cross", *, small: bool) -> list[Content]:
    """The whole cross with its heading and its words: 48 cells wide, small 35 wide."""
    lines = [_heading(month, small)]
    lines += [] if small else [Content("")]
    lines += grid(month, small=small)
    lines += word_lines(month, small=small)
    return lines if small else [*lines, *_key(month)]


def grid(month: "Cross", *, small: bool, chosen: int = 0) -> list[Content]:
    """The seven rows of days alone; `chosen` is a date that carries the bar of what is selected."""
    days = {each.day.day: each for each in month.days}
    lines: list[Content] = []
    for row in ROWS:
        cells = [_cell(month, days.get(date or 0), date, small, date == chosen) for date in row]
        if small:
            lines.append(joined(*cells))
        else:
            lines.append(Content(" " * GAP).join(cells))
            lines.append(_half_row(month, days, row))
    return lines


def word_lines(month: "Cross", *, small: bool) -> list[Content]:
    """The totals, then what is missing or odd; in few words where the form is small."""
    width = SMALL_WIDTH if small else WIDTH
    total, *rest = month.short_words() if small else month.words()
    lines = drawn(total, "bold $strong").wrap(width)
    for each in filter(None, rest):
        lines += drawn(each, "$quiet" if small else "$ink").wrap(width)
    return lines


def mark_of(day: "Day", today: bool) -> Mark:
    """The sign of one day that exists."""
    signs = glyphs()
    grey = "$unrecorded on $unrecorded-ground"
    count = f"{signs.times}{day.incidents if day.incidents <= _MOST else '+'}"
    if day.state in ("incident", "both"):
        over = "bold $over on $over-ground"
        if not day.closed:  # there is room for one sign more, and that the count may grow is it
            return Mark(count, over, signs.unknown, grey)
        also = day.state == "both" or day.conflict
        return Mark(count, over, signs.alert if also else "", "bold $due on $due-ground")
    if day.state == "concern":
        edge = "" if day.closed else signs.unknown
        return Mark(signs.alert, "bold $due on $due-ground", edge, grey)
    if day.state == "none":
        return Mark(signs.done, "$declared on $declared-ground")
    if day.state == "not recorded":
        return Mark(signs.unknown, "$unrecorded on $unrecorded-ground")
    return Mark("", "bold $strong on $accent-ground" if today else "$faint")


def _cell(
    month: "Cross", day: "Day | None", date: int | None, small: bool, chosen: bool
) -> Content:
    size = SMALL_CELL if small else CELL
    whole = size + GAP if small else size
    if date is None:
        return Content(" " * whole)
    if day is None:
        hatched = Content.styled(glyphs().hatch * size, "$faint")
        return joined(hatched, Content(" " * (whole - size)))
    mark = mark_of(day, day.day == month.today)
    lead = glyphs().bar if chosen else " "
    sign = mark.sign + mark.edge
    number = f"{date:>2}"
    if not small:
        number = f"{lead}{date:>2}" if len(sign) <= 3 or chosen else f"{date:>2}"
        number += " " if len(sign) < 3 else ""
    if small and len(sign) > 3:  # ten or more, and an edge: the count gives way, not the edge
        mark = Mark(glyphs().times + "+", mark.style, mark.edge, mark.edge_style)
    body = Content.styled(f"{number}{mark.sign}", mark.style)
    edge = Content.styled(mark.edge, mark.edge_style) if mark.edge else Content("")
    text = joined(body, edge)
    ground = mark.edge_style if mark.edge else mark.style
    text = joined(text, Content.styled(" " * max(0, size - text.cell_length), ground))
    return joined(text, Content(" " * max(0, whole - text.cell_length)))


def _half_row(month: "Cross", days: "dict[int, Day]", row: Iterable[int | None]) -> Content:
    """Half a line of each cell's ground below it, where the terminal can draw half a line."""
    if glyphs() is not UNICODE:
        return Content("")
    cells = []
    for date in row:
        day = days.get(date) if date else None
        if date is not None and day is None:
            cells.append(Content.styled(" " * CELL, ""))
        elif day is None or day.state == "future":
            cells.append(Content(" " * CELL))
        else:
            cells.append(joined(*_halves(mark_of(day, day.day == month.today))))
    return Content(" " * GAP).join(cells)


def _halves(mark: Mark) -> Iterator[Content]:
    edge = len(mark.edge)
    for style, size in ((mark.style, CELL - edge), (mark.edge_style, edge)):
        if size:
            yield Content.styled("▀" * size, style.rpartition(" on ")[2])


def _heading(month: "Cross", small: bool) -> Content:
    name = MONTHS[month.month.month - 1]
    title = f"{TITLES[month.stream]}, {name[:3] if small else name}"
    right = drawn("staff only" if month.staff_only else "", "$quiet")
    width = SMALL_WIDTH - GAP if small else WIDTH
    return spread(drawn(title, "bold $strong"), right, width)


def _key(month: "Cross") -> Iterator[Content]:
    signs = glyphs()
    concern = "concern only" if month.staff_only else "none was declared"
    yield from (
        joined(_sign(signs.done, "$declared", "none, someone said so"),
               _sign(f"{signs.times}n", "bold $over", "incidents")),
        joined(_sign(signs.unknown, "$unrecorded", "not recorded"),
               _sign(signs.alert, "bold $due", concern)),
        drawn(REPORTS, "$quiet"),
    )  # fmt: skip


def _sign(sign: str, style: str, words: str) -> Content:
    text = joined(drawn(f"{sign:<3}", style), drawn(words, "$quiet"))
    return joined(text, Content(" " * max(0, 27 - text.cell_length)))
