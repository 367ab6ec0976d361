"""The selected row of the log in a few lines: what, when, where, who, items, history."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from wardsafe.records.base import Record
from wardsafe.records.completeness import Item, count, outstanding
from wardsafe.records.fields import Field, now_fields
from wardsafe.records.moments import say_date, say_time
from wardsafe.records.reading import say_field
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.tui.record_past import history_lines, readers_line, say_reason
from wardsafe.views.log import LogRow

if TYPE_CHECKING:
    from wardsafe.services.finding import Opened

GUTTER = 8
MOST_ROWS, MOST_LINES = 4, 2
_NOTHING = Content("")


def first_lines(row: LogRow, width: int, bed: str = "") -> list[Content]:
    """What the row itself says, drawn at once while the rest is being read."""
    number = drawn(f"#{row.number}", "bold $accent")
    title = drawn(row.title, "bold $strong", width=max(4, width - number.cell_length - 2))
    who = f"{row.initials}, bed {bed}" if bed and row.initials else row.initials
    return [joined(number, Content("  "), title), drawn(who, "$ink"), _NOTHING]


def preview_lines(row: LogRow, opened: "Opened", width: int, height: int) -> list[Content]:
    """The whole preview; where `height` is too small the history is cut short and says so."""
    bed = opened.person.bed if opened.person else ""
    lines = first_lines(row, width, bed)
    if opened.is_void:
        lines += [*wrapped(f"void: {say_reason(opened.heads[0])}", "$ink", width), _NOTHING]
    if len(opened.heads) > 1:
        lines += [
            *wrapped(f"{len(opened.heads)} versions, Enter to choose", "$over", width),
            _NOTHING,
        ]
    lines += summary(opened, width)
    past = [_NOTHING, _NOTHING, *history_lines(opened, width, changes=2)]
    room = height - len(lines) - 3
    if len(past) > room:
        past = [*past[: max(0, room - 1)], drawn("the rest with Enter", "$quiet")]
    return [*lines, *past, _NOTHING, _NOTHING, readers_line(opened.readers)]


def summary(opened: "Opened", width: int) -> list[Content]:
    """What was recorded at once, and how many of the Act's items are answered."""
    said = opened.said
    if said is None:
        return wrapped("from a newer version of wardsafe", "$ink", width)
    style = "strike $quiet" if opened.is_void else "$ink"
    lines: list[Content] = []
    for field in now_fields(type(said)):
        for label, words in _pairs(said, field):
            lines += _labelled(label, words, width, style)
    return [*lines, *_items(opened.items, width)]


def _items(versions: Sequence[Sequence[Item]], width: int) -> list[Content]:
    """How many of the Act's items are answered, once where every version answers the same."""
    lines: list[Content] = []
    same = len({tuple(item.state for item in found) for found in versions}) == 1
    for number, found in enumerate(versions[:1] if same else versions):
        share = "{} of {}".format(*count(found))
        which = "" if len(versions) < 2 else " in each" if same else f" in version {number + 1}"
        lines += _labelled("items" if number == 0 else "", f"{share}{which}", width)
        missing = ", ".join(f"{item.letter} {item.label}" for item in outstanding(found)[:1])
        rest = len(outstanding(found)) - 1
        if missing:
            more = f"{missing}, {rest} more" if rest > 0 else missing
            lines += _labelled("", more, width, "$quiet")
    return lines


def _pairs(said: Record, field: Field) -> list[tuple[str, str]]:
    value = getattr(said, field.name, None)
    label = _SHORT.get(field.label, field.label.lower())
    if value in (None, (), ""):
        return []
    if not field.rows:
        return [(label, _brief(field, value))]
    rows = [_row_words(said, field, number) for number in range(len(value[:MOST_ROWS]))]
    pairs = [(label if number == 0 else "", words) for number, words in enumerate(rows)]
    return [*pairs, ("", f"and {len(value) - MOST_ROWS} more")] if value[MOST_ROWS:] else pairs


_SHORT = {"What was done": "what"}


def _row_words(said: Record, field: Field, number: int) -> str:
    """The first column of a row, and how long it took or that it is still on."""
    first, row = field.rows[0], getattr(said, field.name)[number]
    value = getattr(row, first.name, None)
    words = [say_field(first, value) if value else "not said"]
    minutes = getattr(row, "minutes", None)
    if minutes is not None:
        words.append(f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}")
    return ", ".join([*words, *_open_ends(said, field, number)])


def _open_ends(said: Record, field: Field, number: int) -> list[str]:
    row = getattr(said, field.name)[number]
    return [
        column.open_end
        for column in field.rows
        if column.open_end
        and getattr(row, column.name, None) is None
        and getattr(row, column.after or column.name, None) is not None
        and not said.is_not_known(f"{field.name}.{number}.{column.name}")
    ]


def _brief(field: Field, value: object) -> str:
    if isinstance(value, datetime):
        return f"{say_time(value)}, {say_date(value.date())}"
    return say_field(field, value)


def _labelled(label: str, words: str, width: int, style: str = "$ink") -> list[Content]:
    whole = wrapped(words, style, width - GUTTER)
    kept: Sequence[Content] = whole[:MOST_LINES]
    if len(whole) > MOST_LINES:
        kept = [*whole[: MOST_LINES - 1], drawn(words, style, width=width - GUTTER)]
    return beside([drawn(label, "$quiet", width=GUTTER - 1)], kept, GUTTER)
