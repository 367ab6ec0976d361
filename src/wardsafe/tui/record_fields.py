"""The fields of a record by section: labels in a gutter, rows as a table where they fit.

Nothing is left out: what nobody filled in is named.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from wardsafe.records.base import Record, Row
from wardsafe.records.fields import Field, fields_of, later_sections, now_fields
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.tui.record_values import Told, differing, said_as, told_row
from wardsafe.views.history import NOT_RECORDED

if TYPE_CHECKING:
    from wardsafe.services.finding import Opened

GUTTER, LEAD = 15, 3
_NOTHING = Content("")
_NO_MODEL = "A later wardsafe wrote this; it is kept whole, and cannot be shown here."


def body(opened: "Opened", width: int) -> list[Content]:
    """The fields of the first current version by section; of two versions, where they agree."""
    said = opened.said
    if said is None:
        return wrapped(_NO_MODEL, "$ink", width)
    style = "strike $quiet" if opened.is_void else "$ink"
    differ = differing(opened)
    each = [head.record for head in opened.heads if head.record]
    lines: list[Content] = []
    sections = {opened.title: tuple(_first_fields(type(said))), **later_sections(type(said))}
    for name, fields in sections.items():
        same = [field for field in fields if field.name not in differ]
        shown = _section(each, name, same, width, style, differ) if same else []
        lines += [*([_NOTHING, _NOTHING] if lines and shown else []), *shown]
    return lines


def _first_fields(model: type[Record]) -> Iterator[Field]:
    """What is asked for now, then what no part of a form asks for, the person apart."""
    yield from now_fields(model)
    for field in fields_of(model):
        nowhere = field.order is None and field.section is None and not field.rows
        if nowhere and not field.derived and field.who != "patient":
            yield field


def _section(
    each: Sequence[Record],
    name: str,
    fields: Sequence[Field],
    width: int,
    style: str,
    differ: Iterable[str],
) -> list[Content]:
    """One section of the first version; rows that differ are shown as every version has them."""
    said = each[0]
    filled: list[Content] = []
    blank: list[str] = []
    for field in fields:
        told = said_as(said, said, field, field.name)
        if field.rows and any(path.startswith(f"{field.name}.") for path in differ):
            for number, version in enumerate(each):
                label = f"{field.label}, version {number + 1}"
                filled += _rows(version, replace(field, label=label), width, style)
        elif field.rows and getattr(said, field.name, None):
            filled += _rows(said, field, width, style)
            blank += _blank_columns(said, field)
        elif told.is_blank:
            if field.order is not None or field.section is not None:
                blank.append(told.label)
        else:
            filled += labelled(told.label, told.words, width, style)
    if blank:
        names = "; ".join([blank[0], *(one[:1].lower() + one[1:] for one in blank[1:])])
        filled += labelled(NOT_RECORDED, names, width, "$quiet")
    return [drawn(name, "bold $strong"), _NOTHING, *_trimmed(filled)]


def _trimmed(lines: Sequence[Content]) -> Sequence[Content]:
    """Without blank lines at its beginning and end."""
    there = [index for index, line in enumerate(lines) if line.plain]
    return lines[there[0] : there[-1] + 1] if there else ()


def labelled(label: str, words: str, width: int, style: str = "$ink") -> list[Content]:
    """A quiet label in the gutter, the words beside it over as many lines as they need."""
    room = width - GUTTER
    tag = drawn(label, "$quiet", width=GUTTER - 1)
    return beside([tag], wrapped(words, style, room), GUTTER)


def _rows(said: Record, field: Field, width: int, style: str) -> list[Content]:
    """Rows as a table with aligned columns where they fit, otherwise one below the other."""
    rows: Sequence[Row] = getattr(said, field.name)
    own, field = field.rows, _with_its_name(said, field)
    told = [told_row(said, field, row, index) for index, row in enumerate(rows)]
    short = [[one for one, _ in _pairs(row, field, narrative=False)] for row in told]
    used = {one.label for row in short for one in row[:1]}
    used |= {one.label for row in short for one in row if not one.is_blank}
    cells = [[one for one in row if one.label in used] for row in short]
    says = any(
        not one.is_blank
        for row in told
        for one, column in zip(row, field.rows, strict=True)
        if column in own
    )
    lines = [_NOTHING, *_table(field.label, cells, width, style)] if says else []
    for number, row in enumerate(told):
        for one, _ in _pairs(row, field, narrative=True):
            if not one.is_blank:
                lines += labelled(f"{number + 1} {one.label}", one.words, width, style)
    return [*lines, _NOTHING] if lines else []


def _blank_columns(said: Record, field: Field) -> list[str]:
    """What no row says anything about."""
    rows = [
        told_row(said, field, row, index) for index, row in enumerate(getattr(said, field.name))
    ]
    return [
        column.label
        for place, column in enumerate(field.rows)
        if not column.derived and all(row[place].is_blank for row in rows)
    ]


def _with_its_name(said: Record, field: Field) -> Field:
    """The columns of a section after the one that says which row it is."""
    whole = next(each for each in fields_of(type(said)) if each.name == field.name)
    first = whole.rows[0]
    return field if field.rows[0] == first else replace(field, rows=(first, *field.rows))


def _pairs(row: Sequence[Told], field: Field, *, narrative: bool) -> list[tuple[Told, Field]]:
    pairs = zip(row, field.rows, strict=True)
    return [(one, column) for one, column in pairs if (column.input == "words") is narrative]


def _table(
    title: str, cells: Sequence[Sequence[Told]], width: int, style: str
) -> Iterator[Content]:
    """`title` stands over the first column, as it does on the form."""
    titles = [title, *(one.label for one in cells[0][1:])]
    long = [
        max(len(titles[n]) - (LEAD if n == 0 else 0), *(len(row[n].words) for row in cells))
        for n in range(len(titles))
    ]
    if LEAD + sum(long) + 2 * (len(long) - 1) <= width:
        yield _table_line("", titles, [long[0] + LEAD, *long[1:]], "$quiet")
        for number, row in enumerate(cells):
            lead = f"{number + 1:<{LEAD}}"
            yield _table_line(lead, [one.words for one in row], long, style)
        return
    yield drawn(title, "$quiet")
    for number, row in enumerate(cells):
        for place, one in enumerate(row):
            which = drawn(f"{number + 1}" if place == 0 else "", "$quiet")
            words = one.words if place == 0 else f"{one.label}: {one.words}"
            yield from beside([which], wrapped(words, style, width - LEAD), LEAD)


def _table_line(lead: str, cells: Sequence[str], long: Sequence[int], style: str) -> Content:
    pieces = [drawn(lead, "$quiet")]
    for cell, length in zip(cells, long, strict=True):
        one = drawn(cell, style if cell != NOT_RECORDED else "$quiet")
        pieces.append(one.pad_right(max(0, length + 2 - one.cell_length)))
    return joined(*pieces).rstrip()
