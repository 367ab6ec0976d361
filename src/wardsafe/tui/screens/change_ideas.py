"""Change ideas as a driver diagram: aims, what drives them, and what may be tried."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

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
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.change_tree import Node, branch_row, idea_row, nodes, tests_of
from wardsafe.tui.drawn import drawn
from wardsafe.tui.fitted import Heading
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.said import Said
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.status import SaveStatus
from wardsafe.vocabulary.change_ideas import ChangeIdeas, Driver, Idea, Package

WIDE, HIGH = 110, 46
TITLE = drawn("Change ideas", "bold $strong")
NO_AIM = "no aim is written in any test"


class Told(LineSheet, can_focus=False):
    """What the chosen row is: the arrow keys belong to the tree."""


class ChangeIdeasScreen(ListScreen[None]):
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
        Binding("right", "fold(False)", show=False),
        Binding("left", "fold(True)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._ideas = ChangeIdeas(())
        self._tests: tuple[Kept, ...] = ()
        self._open: set[str] | None = None

    def compose_body(self) -> ComposeResult:
        """The ward's aims, the tree, what the chosen row is."""
        yield Heading(TITLE, id="ideas-head")
        with Horizontal(id="ideas"):
            yield ShortList("ideas-tree", "There are no change ideas.")
            yield Told(id="ideas-is")
        yield Said(id="ideas-said")
        yield SaveStatus()

    def read(self, session: Session) -> Drawing:
        """The ideas, what the ward has tried of them, and its aims."""
        found, tests = changing.ideas(session), changing.tests(session)
        return partial(self.show, found, tests, changing.aims(session))

    def show(self, found: ChangeIdeas, tests: tuple[Kept, ...], aims: Mapping[str, Aim]) -> None:
        """Draw the tree, and the ward's aims above it."""
        self._ideas, self._tests = found, tests
        if self._open is None:
            high = self.size.height >= HIGH
            self._open = {node.key for node in nodes(found, None) if node.depth < 1 + high}
        self._draw()
        words = "   ".join(change_lines.aim_words(one) for one in aims.values())
        self.query_one(Heading).say(TITLE, drawn(words or NO_AIM, "$quiet"))
        if found.faults:
            self.say(*found.faults)

    def _draw(self) -> None:
        found = nodes(self._ideas, self._open)
        self.rows.show([ListRow(node.key, self._row(node)) for node in found])

    def _row(self, node: Node) -> Callable[[int, bool], Content]:
        if isinstance(node.what, Idea):
            return partial(idea_row, node, tests_of(node.what, self._tests))
        return partial(branch_row, node, node.key in (self._open or ()))

    @property
    def chosen(self) -> Node | None:
        """The row under the bar."""
        found, key = nodes(self._ideas, self._open), self.chosen_key
        return next((node for node in found if node.key == key), None)

    def on_short_list_moved(self) -> None:
        """Say what the chosen row is."""
        sheet, node = self.query_one(Told), self.chosen
        sheet.top = 0
        sheet.fit(partial(self._told, node.what) if node else lambda _: ())

    def _told(self, what: Package | Driver | Idea, width: int) -> list[Content]:
        if isinstance(what, Package):
            return change_lines.of_package(what, width)
        if isinstance(what, Driver):
            return change_lines.of_driver(what, width)
        return change_lines.of_idea(what, tests_of(what, self._tests), width)

    # --- keys -----------------------------------------------------------------------------------

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
            every = {n.key for n in nodes(self._ideas, None) if not isinstance(n.what, Idea)}
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
            self.app.push_screen(FormScreen(task), self.written)

    def action_tests(self) -> None:
        """T: the tests."""
        self.ward.go("change-tests")

    def put_away(self) -> None:
        """Let go of what the ward tried."""
        self._tests = ()
        super().put_away()
        self.query_one(Told).show(())
