"""One typed cell of a form: a field, or one column of one row.

It takes its keys at once, in the order they came: text typed ahead of a slow screen never lands
in the wrong field. At rest it shows how it was understood; with the cursor, what was typed.
"""

from typing import ClassVar, Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.actions import parse
from textual.binding import Binding
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from wardsafe.errors import BadInput
from wardsafe.records.fields import Field
from wardsafe.records.text import keep, show
from wardsafe.tui.glyphs import glyphs

LONGEST = 20_000
MOVES = {"enter": 1, "tab": 1, "shift+tab": -1}


class Desk(Protocol):
    """The form around a cell: it is told at once, not by a message that could come late."""

    def was_typed(self, cell: "Cell") -> None:
        """The text of the cell is another now."""

    def move_on(self, cell: "Cell", by: int) -> None:
        """The cell is done; go to the next (1) or the one before (-1)."""

    def choose(self, cell: "Cell", by: int) -> None:
        """Up or down was pressed."""

    def holds(self, key: events.Key) -> bool:
        """Whether the form takes the key: acts on it, or keeps it until it has done so and the
        cursor has arrived."""

    def refuse(self, sentence: str) -> None:
        """Something could not be put into a field; say so."""


class Cell(Input):
    """A single line. `path` names it on the sheet; `rest` is what is drawn without the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"cell--lead", "cell--rest", "cell--quiet"}

    def __init__(self, field: Field, path: str, text: str, desk: Desk) -> None:
        # What people wrote may hold escapes: an Input draws its value as it stands.
        super().__init__(show(text), select_on_focus=False, compact=True, classes="cell")
        self.cursor_blink = False
        self.field, self.path, self._desk = field, path, desk
        self._lead, self._rest, self._is_default = "", show(text), False

    def at_rest(self, lead: str, words: str, *, default: bool = False, wrong: bool = False) -> None:
        """What to draw without the cursor: a quiet lead (a code) and words; `default` is quiet."""
        words = show(words)
        if (lead, words, default) != (self._lead, self._rest, self._is_default):
            self._lead, self._rest, self._is_default = lead, words, default
            self.placeholder = words if default else ""
            self.refresh()
        self.set_class(wrong, "-wrong")

    def enter(self) -> None:
        """Make ready for typing: what a code or a time held before is replaced by the first key."""
        whole = self.field.input not in ("text", "words", "codes")
        end = len(self.value)
        self.selection = Selection(0, end) if whole else Selection.cursor(end)

    def put(self, text: str) -> None:
        """Replace the whole text, as if it had been typed."""
        self.replace(text, 0, len(self.value))

    def replace(self, text: str, start: int, end: int) -> None:
        """Every edit comes through here: cleaned, and told to the form at once."""
        super().replace(show(text), start, end)
        self._desk.was_typed(self)

    # Input makes the whole screen lay itself out on every key, because it scrolls and its virtual
    # size follows the text. Here the text that fits is drawn, and a key paints one cell.

    def _watch_value(self, value: str) -> None:
        self._initial_value = False
        self.selection = self.selection

    def _watch_selection(self, selection: Selection) -> None:
        if self.is_attached:
            self.app.cursor_position = self.cursor_screen_offset

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen."""
        here = self.content_region.offset
        return here + Offset(self._position_to_cell(self.selection.end) - self._hidden(), 0)

    def _hidden(self) -> int:
        """How many cells are left out at the left, so that the cursor is in sight."""
        width = self.scrollable_content_region.width
        return max(0, self._position_to_cell(self.selection.end) + 1 - width)

    def _cell_offset_to_index(self, offset: int) -> int:
        return super()._cell_offset_to_index(offset + self._hidden())

    def render_line(self, y: int) -> Strip:
        """What was typed while it has the cursor, how it was understood at rest."""
        width = self.scrollable_content_region.width
        if self.has_focus and (self.value or not self.placeholder):
            return self._typing(width)
        if y or self.has_focus:
            return super().render_line(y)
        style = "cell--quiet" if self._is_default else "cell--rest"
        parts = [Segment(f"{self._lead}  ", self.get_component_rich_style("cell--lead"))]
        used = cell_len(parts[0].text) if self._lead else 0
        words = cut(self._rest, width - used)
        segments = [
            *(parts if self._lead else []),
            Segment(words, self.get_component_rich_style(style)),
        ]
        return Strip(segments).extend_cell_length(width).apply_style(self.rich_style)

    def _typing(self, width: int) -> Strip:
        """The text with its cursor and what is selected, without a detour through Rich."""
        start, end = sorted(self.selection)
        text, cursor = f"{self.value} ", self.selection.end
        chosen = self.get_component_rich_style("input--selection")
        marks = [(0, start, None), (start, end, chosen), (end, len(text), None)]
        segments = []
        for begin, stop, style in marks:
            for first, last in ((begin, cursor), (cursor, cursor + 1), (cursor + 1, stop)):
                piece = text[max(begin, first) : min(stop, last)]
                here = self.get_component_rich_style("input--cursor") if first == cursor else style
                if piece:
                    segments.append(Segment(piece, here))
        strip, left = Strip(segments), self._hidden()
        if left:  # what stands further left is not in sight, and it is said that it is there
            sign = Segment(glyphs().cut[:1], self.get_component_rich_style("cell--quiet"))
            strip = Strip.join([Strip([sign]), strip.crop(left + sign.cell_length)])
        strip = strip.crop(0, width)
        return strip.extend_cell_length(width).apply_style(self.rich_style)

    def _forward_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded and self.take(event):
            event._set_forwarded()
            return
        super()._forward_event(event)

    def take(self, key: events.Key) -> bool:
        """Do what the key asks, now; False leaves it to the bindings of the screen."""
        if self._desk.holds(key):
            return True
        if key.key in MOVES:
            self._desk.move_on(self, MOVES[key.key])
        elif key.key in ("up", "down"):
            self._desk.choose(self, -1 if key.key == "up" else 1)
        elif key.key in EDITS:
            name, select = EDITS[key.key]
            getattr(self, f"action_{name}")(*select)
        elif key.is_printable and key.character:
            self.replace(key.character, *self.selection)
        else:
            return False
        return True

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        try:
            self.replace(self._pasted(event.text), *self.selection)
        except BadInput as problem:
            self._desk.refuse(str(problem))

    def _pasted(self, text: str) -> str:
        """The one line that a paste holds. Raises BadInput for several: none is ever cut off."""
        check_length(text)
        lines = keep(text, limit=LONGEST).strip("\n").split("\n")
        if len(lines) > 1:
            raise BadInput(
                f"That paste has {len(lines)} lines and this field takes one; nothing was pasted.",
                do="Paste it into a field of several lines, under Later.",
            )
        return lines[0]


def check_length(text: str) -> None:
    """Raise BadInput for a paste too long for any field, before anything is done with it."""
    if len(text) > LONGEST:
        raise BadInput(
            f"That paste has {len(text):,} characters and a field takes {LONGEST:,};"
            " nothing was pasted.",
            do="Paste the part that matters.",
        )


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with the sign for cut where some is left out."""
    if cell_len(text) <= width:
        return text
    sign = glyphs().cut
    return set_cell_size(text, max(0, width - len(sign))) + sign


def _edits() -> dict[str, tuple[str, tuple[object, ...]]]:
    """The editing keys of Input, as its own bindings name them."""
    found: dict[str, tuple[str, tuple[object, ...]]] = {}
    for binding in Input.BINDINGS:
        assert isinstance(binding, Binding)  # noqa: S101 - Textual's own are
        _, name, arguments = parse(binding.action)
        for key in binding.key.split(","):
            found[key.strip()] = (name, arguments)
    for elsewhere in ("enter", "ctrl+c", "super+c", "ctrl+x", "ctrl+v"):
        found.pop(elsewhere, None)
    return found


EDITS = _edits()
