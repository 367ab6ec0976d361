"""A chart of each ward on one page, and one of them whole: how each changes, never who is best."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.services.network.charts import Charted
from wardsafe.services.network.looking import Looked
from wardsafe.tui import chart_lines
from wardsafe.tui.drawn import Plain, clear, drawn, spread
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.tui.screens.network_pages import NetworkPage
from wardsafe.tui.small_charts import small_chart
from wardsafe.tui.ward_screen import WardScreen

CELL, GAP = 36, 2
LOWEST, HIGHEST = 5, 10
AROUND = 3
"""Lines of a small chart that are no rows of points: its name, its words, the blank one below."""


class NetworkCharts(WardScreen[None]):
    """Every chart small; the arrows choose one, Enter opens it."""

    TITLE_WORDS = "Each ward"
    CSS_PATH: ClassVar[list[str]] = [  # type: ignore[assignment]
        "../styles/measures.tcss", "../styles/network.tcss",
    ]  # fmt: skip
    HELP = (
        "All wards, each trust and each ward over two years, each on its own scale: here one reads "
        "how a ward changes. The figures at the right are the top of the scale and the centre "
        "line. A marked point belongs to a signal, which stands in words below.\n\n"
        "By quarter where a month has 1 to 7 uses. Grey with ? was not recorded; it is not nought. "
        "Enter opens the chosen one whole."
    )
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-narrow"), (110, "-wide")]
    HINTS = (("←→↑↓", "choose"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", tooltip="The chosen chart, whole."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the funnel."),
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("up", "row(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    def __init__(self, looked: Looked) -> None:
        super().__init__()
        self._looked, self._at = looked, 0

    def compose_body(self) -> ComposeResult:
        """A title over the charts."""
        yield Plain(id="measure-head")
        yield Plain(id="network-charts")

    def on_mount(self) -> None:
        """Draw once the size is known."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Another size has room for others."""
        self.call_after_refresh(self._draw)

    @property
    def charts(self) -> tuple[Charted, ...]:
        """What is shown."""
        return self._looked.charts

    def _grid(self) -> tuple[int, int, int, int]:
        """Cells of a chart and its rows, how many beside each other, how many below: all on one
        page where that leaves them rows enough."""
        size = self.query_one("#network-charts", Plain).content_size
        across = max(1, min(4, (size.width + GAP) // (CELL + GAP)))
        needed = -(-len(self.charts) // across)
        rows = min(max((size.height + 1) // max(1, needed) - AROUND, LOWEST), HIGHEST)
        down = max(1, (size.height + 1) // (rows + AROUND))
        return (size.width + GAP) // across - GAP, rows, across, down

    def _draw(self) -> None:
        if not self.is_attached or self.ward.session is None:
            return
        wide, rows, across, down = self._grid()
        on_page = across * down
        first = self._at // on_page * on_page
        lines: list[Content] = []
        for row in range(first, min(first + on_page, len(self.charts)), across):
            lines += [*self._row(row, across, wide, rows), Content("")]
        self.query_one("#network-charts", Plain).update(Content("\n").join(lines[:-1]))
        self._entitle(first, on_page)

    def _entitle(self, first: int, on_page: int) -> None:
        bar = self.query_one("#measure-head", Plain)
        last, many = min(first + on_page, len(self.charts)), len(self.charts)
        which = f"{first + 1} to {last} of {many}" if on_page < many else ""
        title = "Restrictive interventions per 1,000 bed days, two years"
        bar.update(spread(drawn(title, "bold $strong"), drawn(which, "$quiet"), bar.size.width))

    def _row(self, first: int, across: int, wide: int, rows: int) -> list[Content]:
        made: list[Content] = []
        for place, at in enumerate(range(first, min(first + across, len(self.charts)))):
            one = small_chart(self.charts[at], wide, rows, chosen=at == self._at)
            made = beside(made, one, place * (wide + GAP)) if place else one
        return made

    def action_move(self, by: int) -> None:
        """The one before, the one after."""
        self._at = min(max(self._at + by, 0), len(self.charts) - 1)
        self._draw()

    def action_row(self, by: int) -> None:
        """The row above, the row below."""
        self.action_move(by * self._grid()[2])

    def action_page(self, by: int) -> None:
        """The page before, the page after."""
        *_, across, down = self._grid()
        self.action_move(by * across * down)

    def action_open(self) -> None:
        """Enter: the chosen chart."""
        self.app.push_screen(NetworkChart(self._looked, self.charts[self._at]))

    def put_away(self) -> None:
        """Nothing stays."""
        clear(self)


class NetworkChart(NetworkPage):
    """One chart whole."""

    TITLE_WORDS = "One ward"
    HELP = (
        "The whole chart of one ward, one trust, or all wards, as in the ward's own measures but "
        "from figures as they may be shown: to the nearest 5."
    )

    def __init__(self, looked: Looked, one: Charted) -> None:
        super().__init__(looked)
        self._one = one

    def look(self) -> None:
        """The chart in the room there is."""
        if not self.width:
            return
        self.entitle(self._one.title)
        if self._one.chart is None:
            self.sheet.show(wrapped(f"Not charted: {self._one.why}.", "$quiet", self.width))
            return
        self.sheet.show(
            chart_lines.sheet(self._one.chart, self.width, max(10, self.sheet.size.height))
        )
