"""Closing days: the month with the state of each day, what was declared of it, and its census."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from wardsafe.records.moments import local
from wardsafe.records.nil_return import RESTRICTIVE, SEXUAL
from wardsafe.services import census, closing
from wardsafe.services.census import Night
from wardsafe.services.closing import Cross
from wardsafe.services.day_states import Day
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.closing_lines import day_lines, heads, row
from wardsafe.tui.cross import cross_lines
from wardsafe.tui.drawn import Plain
from wardsafe.tui.screens.closing_acts import ClosingActs
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.status import SaveStatus

WIDE = 110
BEHIND = "The days are being read anew. Come back in a moment."
_NO_DAY = "No day of this month has come yet."


@dataclass(frozen=True, slots=True)
class Seen:
    """What the screen shows, read at one moment."""

    cross: Cross | None
    night: Night | None
    to_close: tuple[date, ...]
    streams: tuple[str, ...]


class ClosingScreen(ClosingActs):
    """One month, newest day first; the day under the bar is the one that is declared."""

    TITLE_WORDS = "Close a day"
    CSS_PATH = "../styles/closing.tcss"
    HELP = (
        "A day without entries is not a day without incidents: somebody has to say so. The nurse "
        "in charge chooses a day, and Enter declares it, or one shift of it. An entry that comes "
        "later changes the day and is said here.\n\n"
        "Where somebody declared none and something is recorded, both stay. Declare the day again "
        "once you know.\n\n"
        "M counts the ward at midnight: the movements propose, you put right what you saw. B adds "
        "the nights that were counted up, month by month, with and without those on leave."
    )
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    SHORT: ClassVar[Mapping[str, str]] = {
        "other cross": "other",
        "bed days": "beds",
        "declare": "close",
        "census": "count",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "declare", "declare", tooltip="Declare this day, or one shift of it."),
        Binding("m", "census", "census", tooltip="Confirm who was here at midnight."),
        Binding("b", "beds", "bed days", tooltip="Occupied bed days, with and without leave."),
        Binding("left", "turn(-1)", "month", key_display="←→", tooltip="The month before, after."),
        Binding("t", "other", "other cross", tooltip="The cross of the other kind of event."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to where you came from."),
        Binding("right", "turn(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._stream = RESTRICTIVE
        self._month: date | None = None
        self._wanted: date | None = None
        self._seen: Seen | None = None

    def compose_body(self) -> ComposeResult:
        """The days and what is known of the chosen one at the left, the cross at the right."""
        with Horizontal(id="closing"):
            with Vertical(id="closing-days"):
                yield ShortList("closing-list", _NO_DAY)
                yield Plain(id="closing-day")
            yield Plain(id="closing-cross")
        yield SaveStatus()

    @property
    def chosen(self) -> Day | None:
        """The day under the bar."""
        cross = self._seen.cross if self._seen else None
        found = cross.days if cross else ()
        return next((day for day in found if day.day.isoformat() == self.chosen_key), None)

    # --- reading -------------------------------------------------------------------------------

    def read(self, session: Session) -> Drawing:
        """The month, the night of the chosen day, what is still to close."""
        wanted = self._wanted
        today = local(session.now()).date()
        waiting = closing.to_close(session)
        month = self._month or (wanted or (waiting or (today,))[0]).replace(day=1)
        at = wanted or next((day for day in waiting if _same(day, month)), None)
        cross = closing.month_cross(session, self._stream, today, month)
        night = census.census(session, at) if at and at < today else None
        streams = tuple(one for one in closing.STREAMS if closing.may_see(session, one))
        return partial(self.show, Seen(cross, night, waiting, streams), month, at)

    def show(self, seen: Seen, month: date, at: date | None) -> None:
        """Draw the month, the bar on the day `at` where that is given."""
        self._seen, self._month = seen, month
        found = [] if seen.cross is None else [d for d in seen.cross.days if d.state != "future"]
        rows = [ListRow(day.day.isoformat(), partial(row, day)) for day in reversed(found)]
        self.rows.empty_words = BEHIND if seen.cross is None else _NO_DAY
        self.rows.show(rows, partial(heads, month, len(seen.to_close)))
        if at is not None and self._wanted is None:
            keys = [row.key for row in rows]
            if at.isoformat() in keys:
                self.rows.begin()
                self.rows.move(keys.index(at.isoformat()))
        small = self.size.width < WIDE
        lines = cross_lines(seen.cross, small=small) if seen.cross else []
        self.query_one("#closing-cross", Plain).update(Content("\n").join(lines))
        self.refresh_bindings()
        self._draw_day()

    def on_resize(self) -> None:
        """The cross has a form for each width."""
        if self._seen is not None:
            self.look()

    def on_short_list_moved(self) -> None:
        """Another day: what is known of it."""
        day = self.chosen
        if day is not None and day.day != self._wanted:
            self._wanted = day.day
            self.look()
        self._draw_day()

    def _draw_day(self) -> None:
        day, seen = self.chosen, self._seen
        lines: list[Content] = []
        if day is not None and seen is not None:
            night = seen.night if seen.night and seen.night.night == day.day else None
            lines = list(day_lines(day, night))
        self.query_one("#closing-day", Plain).update(Content("\n").join(lines))

    # --- keys ----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The other cross only for those who may see both."""
        seen = self._seen
        return None if action == "other" and (seen is None or len(seen.streams) < 2) else True

    def action_turn(self, by: int) -> None:
        """Another month, none after that of today."""
        today = local(self.ward.clock.now()).date()
        first = self._month or today.replace(day=1)
        month = (first + timedelta(days=31)) if by > 0 else (first - timedelta(days=1))
        if month.replace(day=1) <= today:
            self._month, self._wanted = month.replace(day=1), None
            self.rows.begin()
            self.look()

    def action_other(self) -> None:
        """The cross of the other stream."""
        self._stream = SEXUAL if self._stream == RESTRICTIVE else RESTRICTIVE
        self.look()

    def action_beds(self) -> None:
        """B: occupied bed days, month by month."""
        self.ward.go("bed-days")

    def put_away(self) -> None:
        """Let go of what was read."""
        self._seen = None
        super().put_away()


def _same(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)
