"""The national measures of a month or a quarter: by our method and the national one."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.errors import WardsafeError
from wardsafe.measures.periods import MONTH, QUARTER, Period
from wardsafe.services import national
from wardsafe.services.national import SWITCHES, National, Read
from wardsafe.services.session import Session
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.national_lines import national_lines
from wardsafe.tui.sheet_page import SheetPage

WIDEST = 100
"""Columns that the lines take at most: further apart a figure is not read with its name."""


class NationalScreen(SheetPage):
    """Every figure of one period, with the switches that reproduce the national method."""

    TITLE_WORDS = "National measures"
    HELP = (
        "MHS76, 77, 96 to 99, 136 to 139, 146 and 147 of one month or quarter: what was counted "
        "over what, the value by our method, by the national one, and as the national file would "
        "print it. Figures that differ have ≠.\n\n"
        "1 to 4 make one deviation the national way, and again ours; A makes all of them so. "
        "Left and right change the period, M between month and quarter.\n\n"
        "Months overlap: what was going on in two is in both, so they do not add up to a quarter. "
        "These are exact figures, for the ward's own safety work."
    )
    HINTS: ClassVar[Sequence[tuple[str, str]]] = (("←→", "period"),)
    SHORT: ClassVar[Mapping[str, str]] = {"ours or national": "switch", "month, quarter": "period"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "switch(0)", "ours or national", key_display="1-4",
                tooltip="Make one deviation the national way, or ours again."),
        Binding("a", "all", "all national", tooltip="Every switch as the national code has it."),
        Binding("m", "kind", "month, quarter", tooltip="A month, or a quarter."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the chart."),
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
        *(Binding(str(at + 1), f"switch({at})", show=False) for at in range(1, len(SWITCHES))),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._kind = MONTH
        self._period: Period | None = None
        self._switches: frozenset[str] = frozenset()
        self._held: Read | None = None

    def look(self) -> None:
        """Count, in a worker; what was read is kept while the screen is open."""
        if (session := self.session) is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        try:
            held = self._held or national.read(session)
            period = self._period or national.usual_period(held, self._kind)
            found = national.figures(held, period, self._switches)
        except WardsafeError as problem:
            self.app.call_from_thread(self._say, str(problem))
            return
        self.from_worker(self._show, held, found)

    def _show(self, held: Read, found: National) -> None:
        if self.session is None or not self.is_attached:
            return
        self._held, self._period = held, found.period
        many = len(found.switches)
        way = "by our method" if not many else f"{many} of {len(SWITCHES)} switches national"
        self.entitle(f"National measures, {found.period.said}", way)
        self.sheet.show(national_lines(found, min(WIDEST, max(40, self.sheet.size.width))))

    def _say(self, sentence: str) -> None:
        if self.is_attached:
            self.sheet.show(wrapped(sentence, "$over", max(20, self.sheet.size.width)))

    def action_switch(self, at: int) -> None:
        """1 to 4: one deviation the national way, or ours again."""
        self._switches ^= {SWITCHES[at]}
        self.look()

    def action_all(self) -> None:
        """A: all of them, or none."""
        every = frozenset(SWITCHES)
        self._switches = frozenset() if self._switches == every else every
        self.look()

    def action_kind(self) -> None:
        """M: the month or the quarter that the period lies in."""
        self._kind = QUARTER if self._kind == MONTH else MONTH
        if self._period is not None and self._held is not None:
            self._period = national.of_kind(self._held, self._period, self._kind)
        self.look()

    def action_turn(self, by: int) -> None:
        """Another period; none that has not begun, nor before anything was recorded."""
        if self._period is None or self._held is None:
            return
        before, self._period = self._period, national.beside(self._held, self._period, by)
        if self._period != before:
            self.look()

    def put_away(self) -> None:
        """Let go of what was read."""
        self._held = None
        super().put_away()
