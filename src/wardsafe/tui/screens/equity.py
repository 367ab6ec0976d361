"""Use of force by who people are, against the people who were there: a quarter at a time."""

from datetime import timedelta
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.measures.periods import QUARTER, Period, period_of
from wardsafe.records.moments import local
from wardsafe.services import equity
from wardsafe.services.equity import Split
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, clear, drawn, spread
from wardsafe.tui.equity_lines import equity_lines
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.ward_screen import WardScreen

OWN = "Exact figures, for the ward's own safety: a report withholds small ones."


class EquityScreen(WardScreen[None]):
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
        yield Plain(id="equity-head")
        yield LineSheet(id="equity-lines")
        yield Plain(drawn(OWN, "$quiet"), id="equity-said")

    def on_mount(self) -> None:
        """The quarter of today."""
        if (session := self.session) is not None:
            self._period = period_of(QUARTER, local(session.now()).date())
            self.look()

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    def look(self) -> None:
        """Count, in a worker."""
        if (session := self.session) is not None and self._period is not None:
            read = partial(self._read, session, self._period)
            self.run_worker(read, thread=True, exclusive=True, group="look")

    def _read(self, session: Session, period: Period) -> None:
        try:
            found = equity.splits(session, period)
        except WardsafeError as problem:
            self.app.call_from_thread(self._say, str(problem))
            return
        self.from_worker(self.show, period, found)

    def show(self, period: Period, found: tuple[Split, ...]) -> None:
        """Draw the splits of a quarter."""
        if self.session is None or not self.is_attached:
            return
        title = drawn("Who was on the ward, and who force was used on", "bold $strong")
        head = self.query_one("#equity-head", Plain)
        head.update(spread(title, drawn(period.said, "$ink"), head.size.width or 76))
        sheet = self.query_one(LineSheet)
        sheet.show(equity_lines(found))
        sheet.focus()

    def action_turn(self, by: int) -> None:
        """Another quarter; none that has not begun."""
        if self._period is None or self.session is None:
            return
        day = self._period.after if by > 0 else self._period.first - timedelta(days=1)
        if day <= local(self.session.now()).date():
            self._period = period_of(QUARTER, day)
            self.look()

    def _say(self, sentence: str) -> None:
        self.query_one("#equity-said", Plain).update(drawn(sentence, "$over"))

    def put_away(self) -> None:
        """Let go of what was read."""
        self.query_one(LineSheet).show([Content("")])
        clear(self)
