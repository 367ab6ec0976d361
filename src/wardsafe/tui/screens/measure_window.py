"""What is seen of the measures: the list of them, and the chart of the chosen one, as counted."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.worker import get_current_worker

from wardsafe.errors import WardsafeError
from wardsafe.measures.definitions import MEASURES, RATE
from wardsafe.measures.profiles import MDC, PROFILES
from wardsafe.records.moments import local
from wardsafe.services import measuring, measuring_shares
from wardsafe.services.measuring import Ward
from wardsafe.services.measuring_charts import Look, look
from wardsafe.services.session import Session
from wardsafe.tui import chart_lines
from wardsafe.tui.chart import Note
from wardsafe.tui.drawn import Plain, clear, drawn, joined, spread
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.vocabulary.code_lists import code_list

WIDE = 110
"""Columns from which the list of measures stands beside the chart."""

READING = "Counting …"
DUTIES_READING = "Counting every duty since the first day …"
BEHIND = "The tables are being read anew. Come back in a moment."

_Wanted = tuple[str, str, str, bool]
"""Measure, kind of period ("" for the usual), profile, without leave."""


class MeasureWindow(WardScreen[None]):
    """The base of the measures. The ward is read once; each chart is counted in a worker, the
    chosen one first and what takes longest last."""

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
            for name in measuring.slowest_last(ward.session):
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
            is_long = self._said == READING and self.rows.key == measuring_shares.DUTIES
            said = DUTIES_READING if is_long else self._said
            plain.update(Content("\n").join(wrapped(said, "$quiet", width)))
            return
        lines = chart_lines.sheet(
            found.chart, width, height, notes_of(found), self._extra(found), self._at, self._place()
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

    def put_away(self) -> None:
        """Let go of what was read."""
        self._ward, self._looks = None, {}
        self.rows.forget()
        clear(self)


def _look(ward: Ward, wanted: _Wanted) -> Look:
    name, kind, profile, without_leave = wanted
    return look(ward, name, kind, PROFILES[profile], without_leave=without_leave)


def notes_of(found: Look) -> list[Note]:
    """What stands on the time line of a chart."""
    return [Note(local(mark.at).date(), mark.words) for mark in found.marks]


def _state(found: Look | None) -> Content:
    """What a chart says, in a word; nothing about anybody."""
    if found is None:
        return drawn("counting", "$quiet")
    if found.chart.flags:
        many = len(found.chart.flags)
        return drawn(f"{many} signal{'s' * (many > 1)}", "$ink")
    if found.chart.handed_over:
        return drawn("days between", "$quiet")
    drawable = any(each is not None for each in found.chart.centre)
    return drawn("" if drawable else "too few", "$quiet")
