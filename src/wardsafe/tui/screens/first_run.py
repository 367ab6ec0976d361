"""The steps of the first run: what it needs, the ward, who may unlock, keys, two recovery parts."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.services.stewarding import NewPerson
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.answers import AnswersScreen
from wardsafe.tui.screens.pin_entry import KEYS
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
HIDE_SECONDS = 300.0
_MEANT = str.maketrans("018", "OIB", " -")
"""What is misread on paper: the parts are spelled without 0, 1 and 8."""


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


class PartScreen(WardScreen[bool]):
    """Step 4: one recovery part, shown until it is written down, then checked by its last group.

    Dismissed with True when the check fits, False when left.
    """

    TITLE_WORDS = "Recovery part"
    CSS_PATH = "../styles/first_run.tcss"
    HELP = (
        "If this computer breaks or every steward forgets their PIN, both parts together open the "
        "ledger; one part alone opens nothing. So two different people keep them, on paper, in "
        "two places.\n\nWrite it down, do not take a picture of it. It is never shown again."
    )
    HINTS: ClassVar[Sequence[tuple[str, str]]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "next", tooltip="Written down; or the group is typed."),
        Binding("f2", "show", "show it again", tooltip="It was not written down rightly."),
        Binding("backspace", "back", "take back", show=False),
        Binding("escape", "leave", "leave", tooltip="Leave; asks once. Nothing is kept."),
    ]

    def __init__(self, number: int, part: str) -> None:
        super().__init__()
        self._number, self._part = number, part
        self._last = part[-4:]
        self._seen, self._asked, self._typed = True, False, ""

    def compose_body(self) -> ComposeResult:
        """Heading, whom it is for, the part or the question, one sentence."""
        with Container(classes="first-run"):
            yield Plain(drawn(f"Recovery part {self._number} of 2", "bold $strong"))
            yield Plain(id="part-words", classes="first-run-words")
            yield Plain(id="part")
            yield Plain(id="first-run-said")

    def on_mount(self) -> None:
        """Show it; it does not stand here for ever."""
        self.set_timer(HIDE_SECONDS, self._hide)
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It can be shown again once it is hidden."""
        return None if action == "show" and self._seen else True

    def on_key(self, event: events.Key) -> None:
        """Letters and digits of the last group, and Enter in the order in which they came."""
        if event.key in KEYS:
            event.stop()
            getattr(self, f"action_{KEYS[event.key]}")()
            return
        sign = event.character or ""
        if self._seen or not (len(sign) == 1 and sign.isascii() and sign.isalnum()):
            return
        event.stop()
        self._typed = (self._typed + sign.upper())[: len(self._last)]
        self._draw()

    def action_back(self) -> None:
        """Take a letter back."""
        self._typed = self._typed[:-1]
        self._draw()

    def action_enter(self) -> None:
        """It is written down; or the group is complete."""
        if self._seen:
            self._hide()
        elif self._typed.translate(_MEANT) == self._last:
            self.put_away()
            self.dismiss(True)
        else:
            self._typed = ""
            self._draw()
            self.tell("That is not its last group. F2 shows the part again.")

    def action_show(self) -> None:
        """F2: once more."""
        self._seen, self._typed = True, ""
        self._draw()

    def action_leave(self) -> None:
        """Esc, twice: the ward is not set up."""
        if self._asked:
            self.put_away()
            self.dismiss(False)
            return
        self._asked = True
        self.tell("The ward is not set up yet. Esc again leaves, and nothing is kept.")

    def tell(self, sentence: str) -> None:
        """One sentence."""
        self.query_one("#first-run-said", Plain).update(
            drawn(f"{glyphs().alert} {sentence}", "$over")
        )

    def put_away(self) -> None:
        """Nothing of the part is left."""
        self._part = self._typed = ""
        self._seen = False
        for plain in self.query(Plain):
            plain.update(Content(""))

    def _hide(self) -> None:
        if self._part and self._seen:
            self._seen = False
            self._draw()

    def _draw(self) -> None:
        self.refresh_bindings()
        self.query_one("#first-run-said", Plain).update(Content(""))
        on_paper = _ON_PAPER.format("one" if self._number == 1 else "another")
        words, below = (on_paper, _groups(self._part)) if self._seen else (_CHECK, self._answer())
        self.query_one("#part-words", Plain).update(drawn(words, "$ink"))
        self.query_one("#part", Plain).update(below)

    def _answer(self) -> Content:
        blank = "_" * (len(self._last) - len(self._typed))
        return joined(
            drawn("Last group   ", "$quiet"),
            drawn(self._typed, "bold $strong"),
            drawn(blank, "$faint"),
        )


_ON_PAPER = (
    "Give this part to {} person, who writes it down and keeps it. It is never shown again. "
    "Enter when it is written."
)
_CHECK = "Type the last group of four, from the paper."


def _groups(part: str) -> Content:
    """Five groups a line, with a blank line between."""
    groups = part.split("-")
    lines = [groups[at : at + 5] for at in range(0, len(groups), 5)]
    return Content("\n\n").join(drawn("   ".join(line), "bold $strong") for line in lines)


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
