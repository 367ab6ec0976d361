"""Occupied bed days: a row a month, with leave and without, and the nights of the chosen one."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size

from wardsafe.services import bed_days
from wardsafe.services.bed_days import MonthBeds
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.bed_day_lines import heads, month_lines, night_lines, row
from wardsafe.tui.drawn import Plain
from wardsafe.tui.fitted import Fitted
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.short_list import ListRow, ShortList

WIDE = 140
"""Columns from which the nights stand beside the months."""

NO_NIGHT = "No night is over yet since the first entry."
BEHIND = "The nights are being read anew. Come back in a moment."


class BedDaysScreen(ListScreen[None]):
    """The months newest first; below or beside them what the chosen one is made of."""

    TITLE_WORDS = "Occupied bed days"
    CSS_PATH = "../styles/bed_days.tcss"
    HELP = (
        "One occupied bed day is one person at one midnight: the day of admission counts, the day "
        "of discharge does not. No leave ends a stay, so the figure with leave is the one to "
        "compare with national ones; without leave it is who was on the ward.\n\n"
        "Only nights that somebody counted are in a figure. A night that nobody counted is not "
        "recorded: it is named, it is not nought, and no other night stands in for it. The last "
        "column is what the movements say of every night, to compare.\n\n"
        "M on the screen before counts a night, also later."
    )
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    HINTS = (("↑↓", "month"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back", tooltip="Back to closing days."),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._months: dict[str, MonthBeds] = {}

    def compose_body(self) -> ComposeResult:
        """The months with the chosen one in words at the left, its nights at the right."""
        with Horizontal(id="beds"):
            with Vertical(id="beds-left"):
                yield ShortList("beds-months", NO_NIGHT)
                yield Plain(id="beds-month")
            yield Fitted(id="beds-nights")

    def read(self, session: Session) -> Drawing:
        """The months."""
        behind = bed_days.is_behind(session)
        return partial(self.show, () if behind else bed_days.months(session), behind=behind)

    def show(self, found: tuple[MonthBeds, ...], *, behind: bool = False) -> None:
        """Draw the months."""
        self._months = {one.month.isoformat(): one for one in found}
        self.rows.empty_words = BEHIND if behind else NO_NIGHT
        rows = [ListRow(key, partial(row, one)) for key, one in self._months.items()]
        self.rows.show(rows, heads if rows else None)

    def on_short_list_moved(self) -> None:
        """Another month."""
        self._draw_month()

    def on_resize(self) -> None:
        """The nights have room, or not."""
        self.call_after_refresh(self._draw_month)

    def _draw_month(self) -> None:
        chosen = self._months.get(self.rows.key or "")
        said, nights = self.query_one("#beds-month", Plain), self.query_one(Fitted)
        width = max(20, said.content_size.width)
        said.update(Content("\n").join(month_lines(chosen, width) if chosen else []))
        nights.fit(lambda size: _nights(chosen, size))

    def put_away(self) -> None:
        """Let go of what was read."""
        self._months = {}
        super().put_away()


def _nights(chosen: MonthBeds | None, size: Size) -> Content:
    return Content("\n").join(night_lines(chosen, size.height) if chosen else [])
