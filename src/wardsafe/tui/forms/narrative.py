"""Several lines in a person's own words: a paste is never cut, and no escape reaches the screen."""

from typing import Protocol

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from wardsafe.errors import BadInput
from wardsafe.records.fields import Field
from wardsafe.records.text import keep, show
from wardsafe.tui.forms.cell import LONGEST, check_length


class NarrativeDesk(Protocol):
    """The form around it."""

    def was_written(self, narrative: "Narrative") -> None:
        """The text is another now."""

    def refuse(self, sentence: str) -> None:
        """Something could not be put in; say so."""


class Narrative(TextArea):
    """A field of several lines. `path` names it on the sheet. Tab goes on; Enter is a new line."""

    def __init__(self, field: Field, path: str, text: str, desk: NarrativeDesk) -> None:
        super().__init__(
            show(text, lines=True), tab_behavior="focus", classes="cell narrative", compact=True
        )
        self.cursor_blink = False
        self.field, self.path, self._desk = field, path, desk
        self._drawn_in = Style.null()

    def render_lines(self, crop: Region) -> list[Strip]:
        """TextArea works its whole theme out anew on every key; that changes with the style only:
        with the palette, and where the cursor comes and goes."""
        before, self._drawn_in = self._drawn_in, self.rich_style
        unchanged = self._drawn_in == before
        return super(TextArea, self).render_lines(crop) if unchanged else super().render_lines(crop)

    def enter(self) -> None:
        """Make ready for typing: go on after what is there."""
        self.move_cursor(self.document.end)

    def edit(self, edit: Edit) -> EditResult:
        """Every edit comes through here: cleaned, and told to the form at once."""
        edit.text = show(edit.text, lines=True)
        result = super().edit(edit)
        self._desk.was_written(self)
        return result

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        try:
            check_length(event.text)
            text = keep(event.text, limit=LONGEST)
        except BadInput as problem:
            self._desk.refuse(str(problem))
            return
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)
