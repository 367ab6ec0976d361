"""Occupied bed days: a row a month, with leave and without, and the nights of the chosen one."""

from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.services import bed_days
from wardsafe.services.bed_days import MonthBeds
from wardsafe.services.session import Session
from wardsafe.tui.bed_day_lines import heads, month_lines, night_lines, row
from wardsafe.tui.drawn import Plain, clear
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.ward_screen import WardScreen

WIDE = 140
"""Columns from which the nights stand beside the months."""

NO_NIGHT = "No night is over yet since the first entry."
BEHIND = "The nights are being read anew. Come back in a moment."


class BedDaysScreen(WardScreen[None]):
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
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
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
            yield Plain(id="beds-nights")

    def on_mount(self) -> None:
        """Read them."""
        self.look()

    def on_screen_resume(self) -> None:
        """A night may have been counted on the screen that was above."""
        self.look()

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def rows(self) -> ShortList:
        """The list of months."""
        return self.query_one(ShortList)

    def look(self) -> None:
        """Read the months in a worker."""
        if (session := self.session) is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        try:
            behind = bed_days.is_behind(session)
            found = () if behind else bed_days.months(session)
        except WardsafeError:  # locked in the meantime
            return
        self.from_worker(self.show, found, behind=behind)

    def show(self, found: tuple[MonthBeds, ...], *, behind: bool = False) -> None:
        """Draw the months."""
        if self.session is None or not self.is_attached:
            return
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
        said, nights = self.query_one("#beds-month", Plain), self.query_one("#beds-nights", Plain)
        width = max(20, said.content_size.width)
        said.update(Content("\n").join(month_lines(chosen, width) if chosen else []))
        nights.update(Content("\n").join(night_lines(chosen, nights.size.height) if chosen else []))

    def action_move(self, by: int) -> None:
        """Another month."""
        self.rows.move(by)

    def put_away(self) -> None:
        """Let go of what was read."""
        self._months = {}
        self.rows.forget()
        clear(self)
