"""One page of a form, built from the fields of the model: *now*, or one later section."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from wardsafe.records.fields import Field
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.line import Line, LineDesk
from wardsafe.tui.forms.narrative import Narrative
from wardsafe.tui.forms.rows import Row, Rows, RowsDesk
from wardsafe.tui.forms.seen import Seen

GAP, LEAST, MOST = 2, 10, 20

Entry = Cell | Narrative


class PageDesk(LineDesk, RowsDesk, Protocol):
    """The form around a page."""


class Page(VerticalScroll, can_focus=False):
    """The lines and blocks of some fields. Only the page in sight is mounted."""

    def __init__(self, fields: Sequence[Field], seen: Seen, desk: PageDesk, *, later: bool) -> None:
        super().__init__(classes="page")
        longest = max((len(field.label) for field in fields if not field.rows), default=0)
        gutter = min(max(longest + GAP, LEAST), MOST)
        self.parts: list[Line | Rows] = [
            Rows(field, seen.sheet, seen, desk, later=later and _begins_elsewhere(field))
            if field.rows
            else Line(field, seen, desk, gutter)
            for field in fields
        ]

    def compose(self) -> ComposeResult:
        """The parts, in the order of the model."""
        yield from self.parts

    def entries(self) -> list[Entry]:
        """Everything that can be typed into, in the order of the keys."""
        return list(self._entries())

    def _entries(self) -> Iterator[Entry]:
        for part in self.parts:
            if isinstance(part, Line):
                yield part.cell
            else:
                yield from (cell for row in part.rows for cell in row.cells)

    def entry(self, path: str) -> Entry | None:
        """The entry of a path, if it is on this page."""
        return next((entry for entry in self._entries() if entry.path == path), None)

    def row_of(self, entry: Entry) -> Row | None:
        """The row that an entry stands in, or None for a line of its own."""
        blocks = (part for part in self.parts if isinstance(part, Rows))
        return next((row for b in blocks for row in b.rows if entry in row.cells), None)

    def draw(self) -> None:
        """Draw every part as it reads now."""
        for part in self.parts:
            part.draw()

    def next_of(self, entry: Entry, by: int) -> Entry | None:
        """Where the cursor goes: from the start of an empty row past the whole row. None at
        either end of the page: what is typed on never falls into the first field again."""
        entries = self.entries()
        at = entries.index(entry)
        row = self.row_of(entry)
        if row and by > 0 and entry is row.cells[0] and row.is_blank():
            at = entries.index(row.cells[-1])
        return entries[at + by] if 0 <= at + by < len(entries) else None


def _begins_elsewhere(field: Field) -> bool:
    """Whether the rows of a field are begun on another page: this one adds columns to them."""
    return field.order is not None
