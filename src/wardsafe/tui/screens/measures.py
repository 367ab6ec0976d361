"""The measures of the ward: the list of them, the chart of the chosen one, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.worker import get_current_worker

from wardsafe.errors import WardsafeError
from wardsafe.measures.definitions import MEASURES, RATE
from wardsafe.measures.periods import MONTH, QUARTER, WEEK
from wardsafe.measures.profiles import MDC, PROFILES
from wardsafe.records.moments import local
from wardsafe.services import measuring
from wardsafe.services.equity import COMPARE
from wardsafe.services.measuring import Ward
from wardsafe.services.measuring_charts import Look, look
from wardsafe.services.rebasing import REBASE
from wardsafe.services.session import Session
from wardsafe.tui import chart_lines
from wardsafe.tui.chart import Note
from wardsafe.tui.drawn import Plain, clear, drawn, joined, spread
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.rebase_writing import RebaseWriting
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.measure_pages import CrossesScreen, HoursScreen, NumbersScreen
from wardsafe.tui.screens.national import NationalScreen
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.vocabulary.code_lists import code_list

WIDE = 110
"""Columns from which the list of measures stands beside the chart."""

KINDS = (WEEK, MONTH, QUARTER)
READING = "Counting …"
BEHIND = "The tables are being read anew. Come back in a moment."
NOT_YET = "Nothing has been recorded yet: there is no measure without a closed day."

_Wanted = tuple[str, str, str, bool]
"""Measure, kind of period ("" for the usual), profile, without leave."""


class RebaseForm(FormScreen):
    """From which day the limits start again, and why."""

    CSS_PATH = ["../styles/form.tcss", "../styles/measures.tcss"]  # type: ignore[assignment]
    TITLE_WORDS = "Re-base"
    HELP = (
        "Limits are worked out anew from the day you give, because you judge that the ward works "
        "differently since. Your name and your reason stand on the chart. No number is changed, "
        "and the entry can be struck through in the log."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "keep it", tooltip="Keep the re-base."),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is one part and no rows, and nobody to choose."""
        return None if action in ("add_row", "drop_row", "turn", "person") else True


class MeasuresScreen(WardScreen[None]):
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

    def __init__(self) -> None:
        super().__init__()
        self._ward: Ward | None = None
        self._looks: dict[_Wanted, Look] = {}
        self._kind, self._profile, self._without_leave = "", MDC.id, False
        self._at: int | None = None
        self._said = READING

    def compose_body(self) -> ComposeResult:
        """The measures at the left, the chosen one at the right."""
        with Horizontal(id="measures"):
            yield ShortList("measures-list", "")
            yield Plain(id="measure-chart")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read once the size is known."""
        self.call_after_refresh(self.look)

    def on_screen_resume(self) -> None:
        """A re-base, a day or a test may have been written above."""
        self.call_after_refresh(self.look)

    def on_resize(self) -> None:
        """Another size is another drawing."""
        self.call_after_refresh(self._draw)

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def rows(self) -> ShortList:
        """The list of measures."""
        return self.query_one(ShortList)

    @property
    def shown(self) -> Look | None:
        """What is drawn; None while it is counted."""
        return self._looks.get(self._wanted())

    # --- reading ----------------------------------------------------------------------------------

    def look(self) -> None:
        """Read the ward in a worker, once for all measures."""
        if (session := self.session) is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        try:
            names = measuring.offered(session)
            ward = None if measuring.is_behind(session) else measuring.read(session)
        except WardsafeError as problem:  # locked in the meantime, or not allowed
            self.app.call_from_thread(self.say, str(problem))
            return
        self.app.call_from_thread(self.begin, ward, names)

    def begin(self, ward: Ward | None, names: Sequence[str]) -> None:
        """What was read: now the chart of the chosen measure."""
        if self.session is None or not self.is_attached:
            return
        self._ward, self._looks = ward, {}
        if ward is None:
            self.say(BEHIND)
            return
        self._said = READING
        self.rows.show([ListRow(name, partial(self._row, name)) for name in names])

    def say(self, words: str) -> None:
        """A sentence where the chart would be."""
        if self.is_attached:
            self._said = words
            self._draw()

    def _wanted(self) -> _Wanted:
        name = self.rows.key or ""
        is_rate = name in MEASURES and MEASURES[name].form == RATE
        return (name, self._kind, self._profile, self._without_leave and is_rate)

    def on_short_list_moved(self) -> None:
        """Another measure."""
        self._at = None
        self._chart()

    def _chart(self) -> None:
        """Draw what is known; count what is not."""
        wanted, ward = self._wanted(), self._ward
        self._draw()
        if ward is not None and wanted[0] and wanted not in self._looks:
            work = partial(self._count, ward, wanted)
            self.run_worker(work, thread=True, exclusive=True, group="chart")

    def _count(self, ward: Ward, wanted: _Wanted) -> None:
        worker = get_current_worker()
        try:
            found = _look(ward, wanted)
            self._counted(ward, wanted, found)
            for name in measuring.offered(ward.session):
                other = (name, wanted[1], wanted[2], False)
                if worker.is_cancelled:
                    return
                if other not in self._looks:
                    self._counted(ward, other, _look(ward, other))
        except WardsafeError as problem:  # locked in the meantime
            self.app.call_from_thread(self.say, str(problem))

    def _counted(self, ward: Ward, wanted: _Wanted, found: Look) -> None:
        self.from_worker(self.show, ward, wanted, found)

    def show(self, ward: Ward, wanted: _Wanted, found: Look) -> None:
        """A chart has been counted."""
        if self.session is None or not self.is_attached or ward is not self._ward:
            return
        self._looks[wanted] = found
        self.rows.refresh()
        if wanted == self._wanted():
            self._draw()

    # --- drawing ----------------------------------------------------------------------------------

    def _row(self, name: str, width: int, selected: bool) -> Content:
        """A measure with what its chart says, in a word."""
        title = code_list("measure").short(name)
        state = _state(self._looks.get((name, self._kind, self._profile, False)))
        style = "bold $strong" if selected else "$ink"
        return spread(drawn(title, style), joined(Content("  "), state, Content(" ")), width)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        plain = self.query_one("#measure-chart", Plain)
        width, height = plain.content_size.width, plain.content_size.height
        found = self.shown
        if width < 20 or height < 5:
            return
        if found is None:
            plain.update(Content("\n").join(wrapped(self._said, "$quiet", width)))
            return
        lines = chart_lines.sheet(
            found.chart, width, height, _notes(found), self._extra(found), self._at, self._place()
        )
        plain.update(Content("\n").join(lines))

    def _place(self) -> str:
        """Which of how many measures, where there is no room for the list."""
        if self.size.width >= WIDE:
            return ""
        names = measuring.offered(self.session) if self.session else ()
        at = names.index(self.rows.key) + 1 if self.rows.key in names else 0
        return f"{at} of {len(names)}"

    def _extra(self, found: Look) -> tuple[str, ...]:
        since = found.since.said if found.since is not None else ""
        leave = "Bed days without the nights on leave." if self._wanted()[3] else ""
        left = measuring.left_out(self._ward) if self._ward is not None else ""
        return (found.aim, leave, since, left)

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
            self.app.push_screen(NumbersScreen(found.chart, _notes(found)))

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

    def put_away(self) -> None:
        """Let go of what was read."""
        self._ward, self._looks = None, {}
        self.rows.forget()
        clear(self)


def _look(ward: Ward, wanted: _Wanted) -> Look:
    name, kind, profile, without_leave = wanted
    return look(ward, name, kind, PROFILES[profile], without_leave=without_leave)


def _notes(found: Look) -> list[Note]:
    return [Note(local(mark.at).date(), mark.words) for mark in found.marks]


def _state(found: Look | None) -> Content:
    """What a chart says, in a word; nothing about anybody."""
    if found is None:
        return Content("")
    if found.chart.flags:
        many = len(found.chart.flags)
        return drawn(f"{many} signal{'s' * (many > 1)}", "$ink")
    if found.chart.handed_over:
        return drawn("days between", "$quiet")
    drawable = any(each is not None for each in found.chart.centre)
    return drawn("" if drawable else "too few", "$quiet")
