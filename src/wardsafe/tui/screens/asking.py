"""One line to type in, above the screen it belongs to, with what it may mean in a list below it."""

from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from wardsafe.records.fields import Field
from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.choices import NONE, Choice, Choices
from wardsafe.tui.forms.painting import NearCompositor
from wardsafe.tui.forms.picker import Picker
from wardsafe.tui.ward_screen import WardScreen

Answer = TypeVar("Answer")

PAGE, AT_ONCE = 5, 0.0

_LINE = Field(
    "@asked", "", "", "text", None, "private", None, None, (), None, False, (), False
)  # fmt: skip


class AskScreen(WardScreen[Answer | None], Generic[Answer]):
    """Dismissed with the answer, or None on Esc. `offered` says what what is typed may mean."""

    CSS_PATH = "../styles/asking.tcss"
    SHOWS_RECORD = True
    LABEL: ClassVar[str] = ""
    HINT: ClassVar[str] = ""  # stands right of the line while there is nothing else to say
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (100, "-roomy"),
        (110, "-wide"),
        (150, "-very-wide"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-low"),
        (30, "-high"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "take", tooltip="Take what is chosen in the list."),
        Binding("escape", "leave", "leave", tooltip="Leave; nothing is changed."),
    ]

    def __init__(self, title: Content | None = None, typed: str = "") -> None:
        super().__init__()
        self._compositor = NearCompositor()
        self._modal = True  # what is below stays in sight
        self._words, self._start = title, typed

    def compose_body(self) -> ComposeResult:
        """What is asked, the line, the list."""
        with Vertical(classes="ask"):
            yield Plain(self._words, classes="asked")
            with Horizontal(classes="answer"):
                yield Plain(drawn(self.LABEL, "bold $accent"), classes="label")
                yield Cell(_LINE, _LINE.name, self._start, self)
                yield Plain(classes="note")
        yield Picker(AT_ONCE)

    def on_mount(self) -> None:
        """The cursor is in the line."""
        self.cell.focus()
        self.cell.enter()
        self.say("")
        self.call_after_refresh(self._offer)

    def on_resize(self) -> None:
        """The list hangs from the line wherever that is now."""
        self.call_after_refresh(self._offer)

    @property
    def cell(self) -> Cell:
        """The line that is typed into."""
        return self.query_one(Cell)

    def offered(self, typed: str) -> Choices:
        """What may be meant; the list is closed where there is nothing."""
        return NONE

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Enter was pressed, with this line of the list chosen."""
        self.dismiss(None)

    # --- the desk of the cell ---------------------------------------------------------------

    def was_typed(self, cell: Cell) -> None:
        """Offer what fits now."""
        if self.is_mounted:
            self.say("")
            self._offer()

    def move_on(self, cell: Cell, by: int) -> None:
        """Enter and Tab take what is chosen."""
        if by > 0:
            self.action_take()

    def choose(self, cell: Cell, by: int) -> None:
        """Up and down move in the list."""
        self.query_one(Picker).move(by)

    def turn(self, by: int) -> None:
        """Page up and down move in the list too."""
        self.query_one(Picker).move(by * PAGE)

    def holds(self, key: events.Key) -> bool:
        """There is one line only, so every key is for it."""
        return False

    def refuse(self, sentence: str) -> None:
        """Say that something was not put into the line."""
        self.say(sentence)

    def say(self, sentence: str) -> None:
        """A short sentence at the right of the line; "" brings the hint back."""
        words = drawn(sentence, "$over") if sentence else drawn(self.HINT, "$quiet")
        self.query_one(".note", Plain).update(words)

    def action_take(self) -> None:
        """Enter."""
        self.taken(self.query_one(Picker).choices.taken, self.cell.value)

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss(None)

    def put_away(self) -> None:
        """What was typed goes with the person who typed it."""
        self.cell.clear()
        self.query_one(Picker).close()

    def _offer(self) -> None:
        if self.is_mounted and self.is_current:
            picker = self.query_one(Picker)
            offered = self.offered(self.cell.value)
            picker.close()  # opened anew it takes the height of what it holds now
            picker.open(offered, self.cell.region)
