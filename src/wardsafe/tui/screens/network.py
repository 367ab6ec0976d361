"""A desk's first screen: who can be compared, the funnel of the wards, and who is silent.

Everything on it, and on the pages it opens, is read from one quarter as it may be shown.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.measures.periods import Period
from wardsafe.services.network.charts import Compared
from wardsafe.services.network.collecting import older_names
from wardsafe.services.network.looking import MEASURES, SORTS, Looked, earlier, look, write_report
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, clear, drawn, joined
from wardsafe.tui.funnel_drawing import funnel_lines
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.network_lines import (
    NO_VERDICT,
    NOBODY,
    chosen_line,
    complete_lines,
    fold_lines,
    rail_lines,
    title_lines,
)
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.tui.screens.network_charts import NetworkCharts
from wardsafe.tui.screens.network_collect import GOES_ON, Collects
from wardsafe.tui.screens.network_pages import (
    NetworkIdeas,
    NetworkLearning,
    NetworkNumbers,
    NetworkPeople,
)

READING = "Counting …"
WIDE = 110
LEAST_FUNNEL = 8
WRITTEN = "The report is written. Handle it with care."


class ReportPath(AskScreen[str]):
    """Where the report is to be written; dismissed with the path as typed, None on Esc."""

    TITLE_WORDS = "Write the report"
    LABEL = "Where"
    HINT = "The whole path of a file that is not there yet, ending .html."
    HELP = (
        "The report of this quarter as one page that loads nothing from anywhere. Every figure in "
        "it is one that may be shown; it is still for those whom the trusts agreed on."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "write", tooltip="Write the report there."),
        Binding("escape", "leave", "leave", tooltip="Leave; nothing is written."),
    ]

    def taken(self, choice: object, typed: str) -> None:
        """Enter: the path."""
        if typed.strip():
            self.dismiss(typed.strip())
        else:
            self.say("Type the whole path.")


class NetworkScreen(Collects):
    """The wards of a trust or a network, one quarter at a time."""

    TITLE_WORDS = "Wards"
    CSS_PATH = "../styles/network.tcss"
    HELP = (
        "How much was recorded stands first. A ward that sent nothing is silent: it is in no total "
        "and no comparison, and it is never at nought. A ward that closed some of its days is "
        "named with them, and is not placed.\n\n"
        "The funnel places each ward that closed every day by its bed days and its rate. Inside "
        "the dotted limits wards differ no more than chance would have it; a triangle lies "
        "outside. That is a question to ask, not a verdict, and nobody is ranked.\n\n"
        "All counts are to the nearest 5, and 1 to 7 is never shown. Left and right choose a ward. "
        "M changes the measure, U compares trusts, Q goes back a quarter.\n\n"
        "K collects: it takes in what lies at a place and makes the facts of every ward anew. Esc "
        "stops it after what it is at; which facts are older then stands below."
    )
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-narrow"), (WIDE, "-wide")]
    HINTS = (("←→", "ward"),)
    SHORT = {"each ward": "wards"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "charts", "each ward", tooltip="A chart of each ward, all on one page."),
        Binding("s", "people", "people", tooltip="Who the people are, and who force was used on."),
        Binding("i", "ideas", "ideas", tooltip="What is tested and adopted where."),
        Binding("g", "learning", "learnt", tooltip="What tests and reviews taught, unnamed."),
        Binding("m", "measure", "measure", tooltip="Uses of force, or incidents."),
        Binding("u", "sort", "trusts", tooltip="Compare trusts, or wards again."),
        Binding("q", "quarter", "quarter", tooltip="The quarter before; at last the newest again."),
        Binding("t", "numbers", "numbers", tooltip="Every number as it may be shown."),
        Binding("e", "export", "export", tooltip="Write the report of this quarter as a page."),
        Binding("k", "collect", "collect", tooltip="Take in what came, make the facts anew."),
        Binding("escape", "leave", "back", tooltip="Stop collecting; then back to the board."),
        Binding("left", "choose(-1)", show=False),
        Binding("right", "choose(1)", show=False),
    ]

    def __init__(self, *, collect: bool = False) -> None:
        super().__init__()
        self._at_once = collect
        self._looked: Looked | None = None
        self._newest: Looked | None = None
        self._what, self._sort = next(iter(MEASURES)), next(iter(SORTS))
        self._at: int | None = None
        self._said = READING

    def compose_body(self) -> ComposeResult:
        """How complete it is; the funnel, and beside it those who are not in it."""
        yield Plain(id="network-head")
        with Horizontal(id="network"):
            yield Plain(id="network-funnel")
            yield Plain(id="network-rail")
        yield Plain(id="network-said")

    def on_mount(self) -> None:
        """Read once the size is known."""
        self.tell("")
        self.call_after_refresh(self._read)
        if self._at_once:
            self.action_collect()

    def on_resize(self) -> None:
        """Another size is another drawing."""
        self.call_after_refresh(self._draw)

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def looked(self) -> Looked | None:
        """The quarter on the screen; None while it is read."""
        return self._looked

    # --- reading ----------------------------------------------------------------------------------

    def _read(self, period: Period | None = None) -> None:
        self._draw()
        if (session := self.session) is not None:
            work = partial(self._work, session, period)
            self.run_worker(work, thread=True, exclusive=True, group="look")

    def _work(self, session: Session, period: Period | None) -> None:
        try:
            found, left = look(session, period), older_names(session)
        except WardsafeError as problem:
            self.from_worker(self._fail, str(problem))
            return
        self.from_worker(self._show, found)
        if left:
            self.from_worker(self._say_older, left)

    def _say_older(self, left: Sequence[str]) -> None:
        if not self.query_one("#network-said", Plain).display:
            self.tell(f"Facts are older: {', '.join(left)}. {GOES_ON}", wrong=True)

    def collected(self) -> None:
        """Other facts: the newest quarter of them."""
        self._looked = self._newest = None
        self._said = READING
        self._read()

    def _show(self, found: Looked) -> None:
        if self.session is not None:
            self._looked, self._at = found, None
            self._newest = self._newest or found
            self._draw()

    def _fail(self, said: str) -> None:
        self._said = said
        self._draw()

    # --- drawing ----------------------------------------------------------------------------------

    def _draw(self) -> None:
        if not self.is_attached:
            return
        head = self.query_one("#network-head", Plain)
        room = self.query_one("#network-funnel", Plain)
        width, height = room.content_size.width, room.content_size.height
        if width < 30 or height < 6:
            return
        if self._looked is None:
            head.update(Content("\n").join(wrapped(self._said, "$quiet", width)))
            return
        head.update(Content("\n").join(complete_lines(self._looked.shown, width)))
        room.update(Content("\n").join(self._funnel(self._looked, width, height)))
        rail = self.query_one("#network-rail", Plain)
        lines = rail_lines(self._looked, self._what, self._sort, 38)
        rail.update(Content("\n").join(lines[: rail.content_size.height]))

    def _funnel(self, looked: Looked, width: int, height: int) -> list[Content]:
        head = title_lines(looked, self._what, self._sort, width)
        foot = [joined(drawn(NO_VERDICT, "bold $strong"), drawn(f" {NOBODY}", "$ink"))]
        found, at = self._found(looked), self._at
        if self.size.width < WIDE:
            foot = [*fold_lines(looked, self._what, self._sort, width), *foot]
        if at is not None:
            foot = [chosen_line(looked, self._what, self._sort, at, width), *foot]
        room = height - len(head) - len(foot) - (3 if height > 30 else 0)
        if found is None or room < LEAST_FUNNEL:
            return [*head, Content(""), *foot]
        gap = [Content("")] if height > 30 else []
        return [*head, *gap, *funnel_lines(found, width, room, at), *gap, *foot]

    def _found(self, looked: Looked) -> Compared | None:
        return looked.funnels[self._what, self._sort][0]

    # --- keys -------------------------------------------------------------------------------------

    def action_choose(self, by: int) -> None:
        """Another ward, in the order of their names."""
        if self._looked is None or (found := self._found(self._looked)) is None:
            return
        last = len(found.bed_days) - 1
        self._at = (0 if by > 0 else last) if self._at is None else min(max(self._at + by, 0), last)
        self._draw()

    def action_measure(self) -> None:
        """M: the other measure."""
        self._what = _next(tuple(MEASURES), self._what)
        self._at = None
        self._draw()

    def action_sort(self) -> None:
        """U: trusts, or wards."""
        self._sort = _next(tuple(SORTS), self._sort)
        self._at = None
        self._draw()

    def action_quarter(self) -> None:
        """Q: the quarter before; after the oldest the newest again."""
        if self._looked is None or self._newest is None:
            return
        oldest = self._newest.shown.months[0].first
        before = next(earlier(self._looked), None)
        if before is None or before.first < oldest:
            self._show(self._newest)
        else:
            self._looked, self._said = None, READING
            self._read(before)

    def action_charts(self) -> None:
        """C: a chart of each ward."""
        if self._looked is not None:
            self.app.push_screen(NetworkCharts(self._looked))

    def action_people(self) -> None:
        """S: people."""
        if self._looked is not None:
            self.app.push_screen(NetworkPeople(self._looked))

    def action_ideas(self) -> None:
        """I: change ideas."""
        if self._looked is not None:
            self.app.push_screen(NetworkIdeas(self._looked))

    def action_learning(self) -> None:
        """G: what was learnt."""
        if self._looked is not None:
            self.app.push_screen(NetworkLearning(self._looked))

    def action_numbers(self) -> None:
        """T: every number."""
        if self._looked is not None:
            self.app.push_screen(NetworkNumbers(self._looked))

    def action_export(self) -> None:
        """E: where the report is to be written."""
        if self._looked is not None:
            title = drawn(f"Write the report: {self._looked.shown.period.said}", "bold $strong")
            self.app.push_screen(ReportPath(title), self._where)

    def _where(self, typed: str | None) -> None:
        session, looked = self.session, self._looked
        if typed and session is not None and looked is not None:
            work = partial(self._write, session, looked.shown.period, Path(typed))
            self.run_worker(work, thread=True, group="write")

    def _write(self, session: Session, period: Period, target: Path) -> None:
        try:
            write_report(session, period, target)
        except WardsafeError as problem:
            self.app.call_from_thread(self.notify, str(problem))
        else:
            self.app.call_from_thread(self.notify, WRITTEN)

    def put_away(self) -> None:
        """Let go of what was read."""
        super().put_away()
        self._looked = self._newest = None
        clear(self)


def _next(names: tuple[str, ...], now: str) -> str:
    return names[(names.index(now) + 1) % len(names)]
