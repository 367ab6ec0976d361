"""One field on one line: a quiet label, what is typed, and at the right how it was understood."""

from typing import Protocol

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from wardsafe.records.fields import Field
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.forms.cell import Cell, Desk, cut
from wardsafe.tui.forms.narrative import Narrative, NarrativeDesk
from wardsafe.tui.forms.painting import redraw
from wardsafe.tui.forms.seen import Seen

GUTTER = 10
BESIDE = 54  # cells of label and field together: what was understood stands behind them


class LineDesk(Desk, NarrativeDesk, Protocol):
    """The form around lines of both sorts."""


class Line(Horizontal):
    """A field with a line of its own; several lines where it takes a narrative."""

    def __init__(self, field: Field, seen: Seen, desk: LineDesk, gutter: int = GUTTER) -> None:
        super().__init__(classes="line")
        self.field, self.seen = field, seen
        text = seen.sheet.typed(field.name)
        self.cell: Cell | Narrative
        if field.input == "words":
            self.cell = Narrative(field, field.name, text, desk)
            self.add_class("tall")
        else:
            self.cell = Cell(field, field.name, text, desk)
            self.cell.styles.width = BESIDE - gutter
        self.label = Plain(classes="label")
        self.label.styles.width = gutter
        self.note = Plain(classes="note")

    def compose(self) -> ComposeResult:
        """Label, field, note."""
        yield self.label
        yield self.cell
        if self.field.input != "words":
            yield self.note

    def on_mount(self) -> None:
        """Draw what was there before."""
        self.draw()

    def draw(self) -> None:
        """Draw the field as it reads now."""
        look = self.seen.line_cell(self.field.name)
        changed = self.seen.sheet.changed(self.field.name)
        label = drawn(self.field.label, "$accent" if changed else "$quiet")
        redraw(self.label, joined(label, drawn(" changed", "$accent")) if changed else label)
        if isinstance(self.cell, Narrative):
            return
        self.cell.at_rest(look.lead, look.words, default=look.default, wrong=bool(look.error))
        redraw(self.note, self._note(look.error))

    def _note(self, error: str) -> Content:
        if error:
            return drawn(cut(f"! {error}", 40), "$over")
        said = self.seen.sheet.read(self.field.name).said
        if self.field.codes or self.field.input in ("text", "person"):
            return drawn("")
        return drawn(said, "bold $ink")
