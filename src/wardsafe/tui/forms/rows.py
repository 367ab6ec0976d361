"""The repeated part of a form: aligned rows with heads, and always one empty row to begin in."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from wardsafe.records.fields import Field
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.forms.cell import Cell, Desk, cut
from wardsafe.tui.forms.painting import redraw
from wardsafe.tui.forms.seen import Seen
from wardsafe.tui.forms.sheet import Sheet
from wardsafe.tui.forms.typed_text import asked
from wardsafe.vocabulary.code_lists import code_list

NUMBER, GAP, LENGTH, LEAD, FREE = 3, 2, 9, 26, 0
WIDTHS = {"moment": 8, "date": 13, "number": 7}
WIDEST_CODE = 16


class RowsDesk(Desk, Protocol):
    """The form around rows: it is told when one has come."""

    def is_there(self, cells: Sequence[Cell]) -> None:
        """These cells of a row can be typed into now."""


class Row(Horizontal):
    """One row: its number, its cells, how long it lasted, and what is wrong with it."""

    def __init__(self, block: "Rows", index: int) -> None:
        super().__init__(classes="row -later" if block.lead else "row")
        self.block, self.index = block, index
        path = f"{block.field.name}.{index}"
        self.cells = [
            Cell(part, f"{path}.{part.name}", block.sheet.typed(f"{path}.{part.name}"), block.desk)
            for part in asked(block.field)
        ]
        self.cells[0].add_class("-first")
        self.number = Plain(drawn(str(self.index + 1)), classes="number")
        self.number.styles.width = NUMBER
        self.length = Plain(classes="length")
        self.length.styles.width = LENGTH
        self.wrong = Plain(classes="wrong")

    def compose(self) -> ComposeResult:
        """Number, cells (the length behind the end), and the error that floats over the rest."""
        yield self.number
        if self.block.lead:
            yield self.block.lead_of(self.index)
        cells = iter(self.cells)
        for part, width in zip(self.block.field.rows, self.block.widths, strict=True):
            if part.derived:
                yield self.length
                continue
            cell = next(cells)
            cell.styles.width = width or "1fr"
            yield cell
        yield self.wrong

    def on_mount(self) -> None:
        """Its cells are there: the cursor may come."""
        self.block.desk.is_there(self.cells)

    def draw(self) -> None:
        """Draw every cell as it reads now."""
        errors = []
        self.set_class(not self.block.lead and self.is_blank(), "-fresh")
        self.number.set_class(self.screen.focused in self.cells, "-here")
        for cell in self.cells:
            seen = self.block.seen.row_cell(cell.path)
            cell.at_rest(seen.lead, seen.words, default=seen.default, wrong=bool(seen.error))
            if seen.error:
                errors.append((cell, seen.error))
        redraw(self.length, drawn(self.block.sheet.length(self.cells[0].path), "$ink"))
        self._say(errors)

    def is_blank(self) -> bool:
        """Whether nothing stands in the row."""
        return self.index not in self.block.sheet.filled(self.block.field.name)

    def _say(self, errors: list[tuple[Cell, str]]) -> None:
        """The first error, over the cells behind it unless one of them has the cursor."""
        self.wrong.display = bool(errors)
        if not errors:
            return
        cell, words = errors[0]
        behind = self.cells[self.cells.index(cell) + 1 :]
        covered = self.screen.focused in behind or self.cells[-1] is cell
        sign = drawn(f" ! {cut(words, 34)}" if not covered else " !", "$over")
        redraw(self.wrong, sign, layout=True)


class Rows(Vertical):
    """A repeated field. On a later page it shows the rows there are, with that page's columns."""

    def __init__(
        self, field: Field, sheet: Sheet, seen: Seen, desk: RowsDesk, *, later: bool
    ) -> None:
        super().__init__(classes="rows")
        self.field, self.sheet, self.seen, self.desk = field, sheet, seen, desk
        self.lead = later
        self.widths = [self._width(part, at) for at, part in enumerate(field.rows)]
        self.rows = [Row(self, index) for index in self._indexes()]

    def compose(self) -> ComposeResult:
        """The heads, then the rows."""
        yield Horizontal(*self._heads(), classes="row heads")
        if self.lead and not self.rows:
            yield Plain(drawn("No rows yet. They begin on Now.", "$quiet"))
        yield from self.rows

    def on_mount(self) -> None:
        """Draw what was there before."""
        self.draw()

    def draw(self) -> None:
        """Draw every row as it reads now."""
        for row in self.rows:
            row.draw()

    def offer(self) -> None:
        """Make the empty row at the end, if it is not there."""
        if not self.lead and (not self.rows or not self.rows[-1].is_blank()):
            self.add()

    def add(self) -> Row:
        """Add a row at the end, or give the empty one that is there."""
        if self.rows and self.rows[-1].is_blank():
            return self.rows[-1]
        row = Row(self, len(self.rows))
        self.rows.append(row)
        self.mount(row)
        return row

    def row_of(self, cell: Cell) -> Row | None:
        """The row that a cell stands in."""
        return next((row for row in self.rows if cell in row.cells), None)

    def lead_of(self, index: int) -> Plain:
        """What a later page calls a row: the words of its first field."""
        first = self.sheet.field(self.field.name).rows[0]
        seen = self.seen.row_cell(f"{self.field.name}.{index}.{first.name}")
        lead = drawn(f"{seen.lead}  ", "$quiet") if seen.lead else drawn("")
        plain = Plain(joined(lead, drawn(cut(seen.words, LEAD - 6))), classes="lead")
        plain.styles.width = LEAD
        return plain

    def _indexes(self) -> list[int]:
        filled = self.sheet.filled(self.field.name)
        if self.lead:
            return filled
        return list(range(max(filled, default=-1) + 2))

    def _heads(self) -> Iterator[Plain]:
        title = Plain(drawn(self.field.label, "bold $strong"), classes="title")
        title.styles.width = NUMBER + LEAD if self.lead else "1fr"
        if not self.lead and self.widths[0] != FREE:
            title.styles.width = NUMBER + self.widths[0]
        yield title
        start = 0 if self.lead else 1
        for part, width in list(zip(self.field.rows, self.widths, strict=True))[start:]:
            yield self._head(part.label, width)

    @staticmethod
    def _head(words: str, width: int) -> Plain:
        head = Plain(drawn(cut(words, width - GAP if width else 40), "$quiet"), classes="head")
        head.styles.width = width or "1fr"
        return head

    def _width(self, part: Field, at: int) -> int:
        """Cells that a column takes with the gap behind it; FREE shares what is left."""
        if part.derived:
            return LENGTH
        if part.input in ("text", "words", "person") or (at == 0 and not self.lead):
            return FREE
        known = WIDTHS.get(part.input, 0) + (GAP if part.open_end else 0)
        if part.codes:
            longest = max((len(code.short) for code in code_list(part.codes).offered()), default=0)
            known = min(longest, WIDEST_CODE) + GAP
        return max(known, len(part.label) + GAP)
