"""Change ideas as a driver diagram: aims, what drives them, and what may be tried."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.records.change_test import ChangeTest
from wardsafe.services import changing
from wardsafe.services.changing import Aim, Kept
from wardsafe.services.session import Session
from wardsafe.tui import change_lines, change_writing
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.review_lines import said_line
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.vocabulary.change_ideas import ChangeIdeas, Driver, Idea, Package

WIDE, HIGH = 110, 46


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the tree: how deep it stands, and what it is."""

    key: str
    depth: int
    what: Package | Driver | Idea

    @property
    def words(self) -> str:
        """What it is called."""
        return self.what.text if isinstance(self.what, Driver) else self.what.title


class Told(LineSheet, can_focus=False):
    """What the chosen row is: the arrow keys belong to the tree."""


class ChangeIdeasScreen(WardScreen[None]):
    """The tree, and beside it what the chosen row is."""

    TITLE_WORDS = "Change ideas"
    CSS_PATH = "../styles/change_ideas.tcss"
    HELP = (
        "What other wards have tried, as a driver diagram: the aim of each source, what drives "
        "it, and the ideas that may move that. How well each is known stands beside it. Nothing "
        "here is advice; it is somewhere to begin.\n\n"
        "Enter opens and closes a branch; on an idea it begins a test of it. A trust adds its own "
        "ideas as a file in the folder change_ideas of the ward."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    SHORT: ClassVar[Mapping[str, str]] = {
        "open, or test it": "open",
        "own idea": "own",
        "tests of change": "tests",
        "read on": "more",
        "open all": "all",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "open, or test it", tooltip="Open a branch; test an idea."),
        Binding("o", "own", "own idea", tooltip="Test an idea of your own."),
        Binding("t", "tests", "tests of change", tooltip="The tests of change of this ward."),
        Binding("space", "read_on", "read on", tooltip="Read on in what the chosen row is."),
        Binding("a", "all", "open all", tooltip="Open every branch, or close them again."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to where you came from."),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leap(-1)", show=False),
        Binding("pagedown", "leap(1)", show=False),
        Binding("right", "fold(False)", show=False),
        Binding("left", "fold(True)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._ideas = ChangeIdeas(())
        self._tests: tuple[Kept, ...] = ()
        self._open: set[str] | None = None
        self._aims = ""

    def compose_body(self) -> ComposeResult:
        """The ward's aims, the tree, what the chosen row is."""
        yield Plain(id="ideas-head")
        with Horizontal(id="ideas"):
            yield ShortList("ideas-tree", "There are no change ideas.")
            yield Told(id="ideas-is")
        yield Plain(id="ideas-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read what there is."""
        self.look()

    def on_screen_resume(self) -> None:
        """A test may have been begun above."""
        self.look()

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def rows(self) -> ShortList:
        """The tree."""
        return self.query_one(ShortList)

    def look(self) -> None:
        """Read in a worker."""
        if self.session is not None:
            read = partial(self._read, self.session)
            self.run_worker(read, thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        with suppress(WardsafeError):  # locked in the meantime
            found, aims = changing.ideas(session), changing.aims(session)
            tests = changing.tests(session)
            self.from_worker(self.show, found, tests, aims)

    def show(self, found: ChangeIdeas, tests: tuple[Kept, ...], aims: Mapping[str, Aim]) -> None:
        """Draw the tree."""
        if self.session is None or not self.is_attached:
            return
        self._ideas, self._tests = found, tests
        if self._open is None:
            high = self.size.height >= HIGH
            self._open = {node.key for node in _nodes(found, None) if node.depth < 1 + high}
        self._aims = "   ".join(change_lines.aim_words(one) for one in aims.values())
        self._draw()
        self._draw_head()
        if found.faults:
            self.say(*found.faults)

    def _draw_head(self) -> None:
        head = self.query_one("#ideas-head", Plain)
        aim = drawn(self._aims or "no aim is written in any test", "$quiet")
        head.update(spread(drawn("Change ideas", "bold $strong"), aim, head.content_size.width))

    def _draw(self) -> None:
        nodes = list(_nodes(self._ideas, self._open))
        self.rows.show([ListRow(node.key, partial(self._row, node)) for node in nodes])

    def _row(self, node: Node, width: int, selected: bool) -> Content:
        style = "bold $strong" if selected or node.depth == 0 else "$ink"
        lead = "  " * node.depth
        if isinstance(node.what, Idea):
            tried = [one for one in self._tests if one.said.idea == node.what.code]
            right = _tried_words(tried)
            left = joined(Content(lead + "  "), drawn(node.words, style))
        else:
            is_open = node.key in (self._open or ())
            sign = glyphs().below if is_open else glyphs().option
            inside = node.what.drivers if isinstance(node.what, Package) else node.what.ideas
            right = "" if is_open else str(len(inside))
            if isinstance(node.what, Package) and width - len(node.words) > len(node.what.aim) + 9:
                right = node.what.aim
            left = joined(Content(lead), drawn(f"{sign} ", "$accent"), drawn(node.words, style))
        return spread(left, drawn(f"{right} ", "$quiet"), width)

    @property
    def chosen(self) -> Node | None:
        """The row under the bar."""
        nodes = _nodes(self._ideas, self._open)
        return next((node for node in nodes if node.key == self.rows.key), None)

    def on_short_list_moved(self) -> None:
        """Say what the chosen row is."""
        sheet, node = self.query_one(Told), self.chosen
        sheet.top = 0
        width = max(20, sheet.content_size.width)
        if node is None:
            sheet.show(())
        elif isinstance(node.what, Package):
            sheet.show(change_lines.of_package(node.what, width))
        elif isinstance(node.what, Driver):
            sheet.show(change_lines.of_driver(node.what, width))
        else:
            tried = [one for one in self._tests if one.said.idea == node.what.code]
            sheet.show(change_lines.of_idea(node.what, tried, width))

    def on_resize(self) -> None:
        """Another width breaks other lines."""
        self.call_after_refresh(self.on_short_list_moved)
        self.call_after_refresh(self._draw_head)

    # --- keys -----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Another row."""
        self.rows.move(by)

    def action_leap(self, by: int) -> None:
        """A page further."""
        self.rows.move(by * self.rows.page_of())

    def action_fold(self, close: bool) -> None:
        """Left and right: close and open a branch."""
        node = self.chosen
        if node is None or self._open is None or isinstance(node.what, Idea):
            return
        (self._open.discard if close else self._open.add)(node.key)
        self._draw()

    def action_read_on(self) -> None:
        """Space: the rest of what the chosen row is, then its beginning again."""
        sheet = self.query_one(Told)
        before = sheet.top
        sheet.action_turn(1)
        if sheet.top == before:
            sheet.action_go_to(0)

    def action_all(self) -> None:
        """A: every branch."""
        if self._open is not None:
            every = {n.key for n in _nodes(self._ideas, None) if not isinstance(n.what, Idea)}
            self._open = set() if self._open >= every else every
            self._draw()

    def action_enter(self) -> None:
        """Enter: open or close a branch; begin a test of an idea."""
        node = self.chosen
        if node is None or self._open is None:
            return
        if isinstance(node.what, Idea):
            self._plan(node.what)
        else:
            self.action_fold(node.key in self._open)

    def action_own(self) -> None:
        """O: an idea that no file has."""
        self._plan(None)

    def _plan(self, idea: Idea | None) -> None:
        if self.session is None:
            return
        said = changing.from_idea(idea) if idea else ChangeTest(cycle=1)
        try:
            task = change_writing.planned(self.session, said)
        except WardsafeError as problem:
            self.say(str(problem))
        else:
            self.app.push_screen(FormScreen(task), self._written)

    def _written(self, saved: SavedEntry | None) -> None:
        self.say("")
        if saved is not None:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)

    def action_tests(self) -> None:
        """T: the tests."""
        self.ward.go("change-tests")

    def say(self, *sentences: str) -> None:
        """One sentence above the footer."""
        self.query_one("#ideas-said", Plain).update(said_line(sentences))

    def put_away(self) -> None:
        """Let go of what the ward tried."""
        self._tests, self._aims = (), ""
        self.rows.forget()
        self.query_one(Told).show(())
        self.query_one("#ideas-head", Plain).update(Content(""))


def _nodes(found: ChangeIdeas, is_open: set[str] | None) -> Iterator[Node]:
    """The rows of the tree; with None every branch is open."""
    for package in found.packages:
        yield Node(package.name, 0, package)
        if is_open is not None and package.name not in is_open:
            continue
        for driver in package.drivers:
            key = f"{package.name}/{driver.code}"
            yield Node(key, 1, driver)
            if is_open is None or key in is_open:
                yield from (Node(f"{key}/{idea.code}", 2, idea) for idea in driver.ideas)


def _tried_words(tried: list[Kept]) -> str:
    if not tried:
        return ""
    newest = max(tried, key=lambda one: one.number)
    return f"cycle {newest.said.cycle or 1}, {newest.said.stage()}"
