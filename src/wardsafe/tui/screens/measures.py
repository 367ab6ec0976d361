"""The measures of the ward: the list of them, the chart of the chosen one, and what it says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.measures.periods import MONTH, QUARTER, WEEK
from wardsafe.measures.profiles import PROFILES
from wardsafe.services import measuring
from wardsafe.services.equity import COMPARE
from wardsafe.services.rebasing import REBASE
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.rebase_writing import RebaseWriting
from wardsafe.tui.screens.measure_pages import CrossesScreen, HoursScreen, NumbersScreen
from wardsafe.tui.screens.measure_window import WIDE, MeasureWindow, notes_of
from wardsafe.tui.screens.national import NationalScreen
from wardsafe.tui.screens.rebase_form import RebaseForm
from wardsafe.tui.status import SaveStatus
from wardsafe.vocabulary.code_lists import code_list

KINDS = (WEEK, MONTH, QUARTER)


class MeasuresScreen(MeasureWindow):
    """One measure at a time; the arrows choose the measure and the point."""

    TITLE_WORDS = "Measures"
    CSS_PATH = "../styles/measures.tcss"
    HELP = (
        "How much was recorded stands first: a chart of a ward that writes little looks quiet. A "
        "grey band with ? is time that nobody closed; it is not nought and takes no part.\n\n"
        "Up and down choose the measure, left and right a point. A marked point has a letter, and "
        "the letter names its rule below: shape and letter say what the colour says. Where events "
        "are few, the days between them are charted instead, and the chart says why.\n\n"
        "M changes between weeks, months and quarters, P the set of rules. O counts bed days "
        "without the nights on leave. B restarts the limits from a day, by your judgement, with "
        "your reason on the chart. N has the national measures "
        "by their own formulas. A fall or a rise without a letter is ordinary variation."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    HINTS = (("↑↓", "measure"), ("←→", "point"))
    SHORT: ClassVar[Mapping[str, str]] = {
        "numbers": "numbers", "weeks, months": "period", "safety cross": "cross",
        "tests of change": "tests", "by the hour": "hours",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "numbers", "numbers", tooltip="Every number of the chart, to a file too."),
        Binding("m", "kind", "weeks, months", tooltip="By the week, the month or the quarter."),
        Binding("p", "profile", "profile", tooltip="Another set of rules."),
        Binding("b", "rebase", "re-base", tooltip="Restart the limits from a day."),
        Binding("h", "hours", "by the hour", tooltip="At which hours of which days it happens."),
        Binding("s", "cross", "safety cross", tooltip="The crosses of a year, month by month."),
        Binding("c", "tests", "tests of change", tooltip="What is tested here."),
        Binding("e", "equity", "by group", tooltip="Who force was used on; safety lead."),
        Binding("n", "national", "national", tooltip="The national measures of a month."),
        Binding("o", "leave", "leave", tooltip="Bed days with leave, or without."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the board."),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("left", "point(-1)", show=False),
        Binding("right", "point(1)", show=False),
        Binding("home", "begin", show=False),
    ]

    # --- keys -------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Another measure."""
        self.rows.move(by)

    def action_begin(self) -> None:
        """The first measure."""
        self.rows.begin()

    def action_point(self, by: int) -> None:
        """Another point; at first the newest."""
        if (found := self.shown) is None:
            return
        last = len(found.chart.points) - 1
        at = last if self._at is None else self._at + by
        self._at = min(max(at, 0), last)
        self._draw()

    def action_kind(self) -> None:
        """M: weeks, months, quarters."""
        if self._ward is not None:
            now = self._kind or measuring.usual_kind(self._ward)
            self._kind = KINDS[(KINDS.index(now) + 1) % len(KINDS)]
            self._at = None
            self._chart()

    def action_profile(self) -> None:
        """P: the next set of rules."""
        names = tuple(PROFILES)
        self._profile = names[(names.index(self._profile) + 1) % len(names)]
        self._at = None
        self._chart()

    def action_leave(self) -> None:
        """O: bed days with leave, or without."""
        self._without_leave = not self._without_leave
        self._chart()

    def action_numbers(self) -> None:
        """T: every number."""
        if (found := self.shown) is not None:
            self.app.push_screen(NumbersScreen(found.chart, notes_of(found)))

    def action_hours(self) -> None:
        """H: hours and days of the week."""
        if self._ward is not None and self.rows.key:
            self.app.push_screen(HoursScreen(self._ward, self.rows.key))

    def action_cross(self) -> None:
        """S: the crosses of a year."""
        self.app.push_screen(CrossesScreen())

    def action_equity(self) -> None:
        """E: by who people are."""
        self.ward.go("equity")

    def action_national(self) -> None:
        """N: the national measures."""
        self.app.push_screen(NationalScreen())

    def action_tests(self) -> None:
        """C: the tests of change."""
        self.ward.go("change-tests")

    def action_rebase(self) -> None:
        """B: from which day, and why."""
        if self.session is not None and self.rows.key:
            task = RebaseWriting.of(self.session, self.rows.key).task()
            title = f"Restart the limits: {code_list('measure').short(self.rows.key)}"
            self.app.push_screen(RebaseForm(replace(task, title=title)), self._rebased)

    def _rebased(self, saved: SavedEntry | None) -> None:
        if saved is not None and self.is_attached:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Limits are restarted, and groups compared, by those who may."""
        asked = {"rebase": REBASE, "equity": COMPARE}.get(action)
        if asked is None:
            return True
        return True if self.session is not None and self.session.may(asked) else None
