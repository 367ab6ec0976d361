"""Use of force by who people are, against the people who were there: a quarter at a time."""

from datetime import timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.measures.periods import QUARTER, Period, period_of
from wardsafe.records.moments import local
from wardsafe.services import equity
from wardsafe.services.equity import Split
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import clear, drawn
from wardsafe.tui.equity_lines import equity_page
from wardsafe.tui.fitted import Heading
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.reading_screen import ReadingScreen
from wardsafe.tui.said import Said

TITLE = drawn("Who was on the ward, and who force was used on", "bold $strong")
WIDE = 110
OWN = "Exact figures, for the ward's own safety: a report withholds small ones."


class EquityScreen(ReadingScreen[None]):
    """Every split of one quarter."""

    TITLE_WORDS = "Who force was used on"
    CSS_PATH = "../styles/equity.tcss"
    HELP = (
        "Uses of force by group, beside the occupied bed days of the people of that group, leave "
        "included. A rate compares groups of this ward; it says nothing of any person.\n\n"
        "Groups stand in the order of their list, never by their rate. Fewer than 8 people have "
        "no rate (too few): it would be somebody's, not a group's. The share that is not known "
        "stands under each split: where it is large, no group can be compared."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    HINTS = (("←→", "quarter"), ("↑↓", "scroll"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the measures."),
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._period: Period | None = None

    def compose_body(self) -> ComposeResult:
        """A heading, the splits, whose figures they are."""
        yield Heading(TITLE, id="equity-head")
        yield LineSheet(id="equity-lines")
        yield Said(drawn(OWN, "$quiet"), id="equity-said")

    def on_mount(self) -> None:
        """The quarter of today."""
        self.look()

    def read(self, session: Session) -> Drawing:
        """Every split of the quarter."""
        period = self._period or period_of(QUARTER, local(session.now()).date())
        return partial(self.show, period, equity.splits(session, period))

    def show(self, period: Period, found: tuple[Split, ...]) -> None:
        """Draw them."""
        self._period = period
        self.query_one(Heading).say(TITLE, drawn(period.said, "$ink"))
        sheet = self.query_one(LineSheet)
        sheet.fit(partial(equity_page, found))
        sheet.focus()

    def action_turn(self, by: int) -> None:
        """Another quarter; none that has not begun."""
        if self._period is None or self.session is None:
            return
        day = self._period.after if by > 0 else self._period.first - timedelta(days=1)
        if day <= local(self.session.now()).date():
            self._period = period_of(QUARTER, day)
            self.look()

    def put_away(self) -> None:
        """Let go of what was read."""
        self.query_one(LineSheet).show([Content("")])
        clear(self)
