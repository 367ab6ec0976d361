"""The steps of the first run: what it needs, the ward, who may unlock, keys, two recovery parts."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.services.stewarding import NewPerson
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.answers import AnswersScreen
from wardsafe.tui.short_list import ListRow, ShortList, cell
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.vocabulary.code_lists import code_list

ANEW, GO_ON, ASK_WARD, LEAVE, TAKE_AWAY = "add", "go on", "ward", "leave", "remove "
NEEDS = (
    ("Five minutes", "it can be left at any time; nothing is kept until the end"),
    ("The site code", "the ODS code of the hospital site"),
    ("A steward", "here to type a PIN; they add the other staff later"),
    ("Two people", "with paper: each keeps one half of the recovery key"),
)


class FirstRunScreen(WardScreen[bool]):
    """What is going to be asked. Dismissed with True to begin."""

    TITLE_WORDS = "First run"
    CSS_PATH = "../styles/first_run.tcss"
    HELP = "There is no ward on this computer yet. This sets one up, in about five minutes."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "begin", tooltip="Set a ward up on this computer."),
        Binding("escape", "leave", "leave", tooltip="Leave; nothing is made."),
    ]

    def compose_body(self) -> ComposeResult:
        """A heading, what it needs, one sentence."""
        with Container(classes="first-run"):
            yield Plain(drawn("Set up a ward on this computer", "bold $strong"))
            lines = [
                joined(drawn(f"{what:<16}", "bold $ink"), drawn(why, "$quiet"))
                for what, why in NEEDS
            ]
            yield Plain(Content("\n").join(lines), classes="first-run-words")
            yield Plain(
                drawn(
                    "What is recorded here is encrypted, and opens only with a PIN on this "
                    "computer, or with both halves of the recovery key.",
                    "$ink",
                )
            )

    def action_begin(self) -> None:
        """Enter."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss(False)


class WardForm(AnswersScreen):
    """Step 1: the ward."""

    TITLE_WORDS = "The ward"
    STEP = "step 1 of 4"


class PersonForm(AnswersScreen):
    """Step 2: one person who may unlock."""

    TITLE_WORDS = "Staff"
    STEP = "step 2 of 4"


class StaffSoFar(WardScreen[str]):
    """Who has a PIN so far. Dismissed with one of the words above, or "remove " and a staff id."""

    TITLE_WORDS = "Staff so far"
    CSS_PATH = "../styles/first_run.tcss"
    HELP = (
        "One steward is enough to begin: they can add everybody else later, from the board. A "
        "second steward is wise, since the last one cannot be removed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "go on", tooltip="Make the keys and the ledger."),
        Binding("a", "say('add')", "add another", tooltip="Somebody else who may unlock."),
        Binding("r", "remove", "remove", tooltip="Take the chosen person off again."),
        Binding("w", "say('ward')", "the ward", tooltip="Look at the answers about the ward."),
        Binding("escape", "leave", "leave", tooltip="Leave; asks once. Nothing is kept."),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self, people: Sequence[NewPerson]) -> None:
        super().__init__()
        self._people = people
        self._asked = False

    def compose_body(self) -> ComposeResult:
        """Heading, the list, one sentence."""
        with Container(id="so-far"):
            yield Plain(drawn("Who may unlock this terminal", "bold $strong"))
            yield ShortList("so-far-list", "Nobody yet. A adds a person.")
            yield Plain(id="first-run-said")

    def on_mount(self) -> None:
        """Draw them."""
        rows = [ListRow(one.staff_id, partial(_person, one)) for one in self._people]
        self.query_one(ShortList).show(rows, _heads)
        if not self._steward():
            self.tell("One of them has to be a steward.", wrong=False)

    def action_move(self, by: int) -> None:
        """Another row."""
        self.query_one(ShortList).move(by)

    def action_say(self, word: str) -> None:
        """Another step."""
        self.dismiss(word)

    def action_remove(self) -> None:
        """R: off the list."""
        if key := self.query_one(ShortList).key:
            self.dismiss(TAKE_AWAY + key)

    def action_go_on(self) -> None:
        """Enter: with a steward."""
        if self._steward():
            self.dismiss(GO_ON)
        else:
            self.tell("Nobody here is a steward. A adds one.")

    def action_leave(self) -> None:
        """Esc, twice."""
        if self._asked:
            self.dismiss(LEAVE)
        self._asked = True
        self.tell("Nothing is kept yet. Esc again leaves it.")

    def tell(self, sentence: str, *, wrong: bool = True) -> None:
        """One sentence below the list."""
        mark = f"{glyphs().alert} " if wrong else ""
        line = drawn(mark + sentence, "$over" if wrong else "$quiet")
        self.query_one("#first-run-said", Plain).update(line)

    def _steward(self) -> bool:
        return any(one.role == "steward" for one in self._people)


class MakingScreen(WardScreen[tuple[str, str] | None]):
    """Step 3: the keys are made, in a worker. Dismissed with the two parts, None when left."""

    TITLE_WORDS = "Making the keys"
    CSS_PATH = "../styles/first_run.tcss"
    HELP = "Each PIN gets a key of its own, made slow on purpose, so this takes a few seconds."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "again", "try again", tooltip="Make them again, after a problem."),
        Binding("escape", "leave", "back", tooltip="Back to the staff, after a problem."),
    ]

    def __init__(self, make: Callable[[Callable[[str], None]], tuple[str, str]]) -> None:
        """`make` is called in a worker with a way to say how far it is; raises WardsafeError."""
        super().__init__()
        self._make, self._failed = make, False

    def compose_body(self) -> ComposeResult:
        """A heading and how far it is."""
        with Container(classes="first-run"):
            yield Plain(drawn("Making the keys", "bold $strong"))
            yield Plain(id="first-run-said", classes="first-run-words")

    def on_mount(self) -> None:
        """Begin."""
        self.action_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys only after a problem: it lasts seconds and leaves nothing half done."""
        return self._failed or None

    def action_again(self) -> None:
        """Make them."""
        self._failed = False
        self.refresh_bindings()
        self.tell("Measuring how fast this computer is.")
        self.run_worker(self._work, thread=True, group="make")

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)

    def tell(self, sentence: str, style: str = "$ink") -> None:
        """How far it is, or what went wrong."""
        self.query_one("#first-run-said", Plain).update(drawn(sentence, style))

    def _work(self) -> None:
        try:
            parts = self._make(partial(self.app.call_from_thread, self.tell))
        except WardsafeError as problem:
            self.app.call_from_thread(self._stopped, str(problem))
        else:
            self.app.call_from_thread(self.dismiss, parts)

    def _stopped(self, sentence: str) -> None:
        self._failed = True
        self.refresh_bindings()
        self.tell(f"{glyphs().alert} {sentence}", "bold $over")


def _heads(width: int) -> Content:
    return joined(
        *(cell(word, size, "$quiet") for word, size in (("name", 26), ("id", 12), ("role", 20)))
    )


def _person(one: NewPerson, width: int, selected: bool) -> Content:
    return joined(
        cell(one.name, 26, "bold $strong" if selected else "$ink"),
        cell(one.staff_id, 12, "$quiet"),
        drawn(code_list("staff-role").text(one.role).lower(), "$ink"),
    )
