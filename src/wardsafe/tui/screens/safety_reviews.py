"""Whose safety review is due: by when it is due, and by nothing else."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wardsafe.errors import WardsafeError
from wardsafe.records.environment_check import EnvironmentCheck
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.records.safety_plan import SafetyPlan
from wardsafe.services.recording import current
from wardsafe.services.review_counts import ACTION
from wardsafe.services.reviewing_safety import ReviewDue, lists_of, reviews_due
from wardsafe.services.safety_plan_page import plan_of, write_plan
from wardsafe.services.session import Session
from wardsafe.services.whereabouts import Whereabouts
from wardsafe.tui import writing
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import drawn
from wardsafe.tui.fitted import Heading
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.safety_reviews_lines import WIDE, heads, row
from wardsafe.tui.said import Said
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.screens.people_rows import Chosen
from wardsafe.tui.screens.plan_file import PlanFileScreen
from wardsafe.tui.screens.review_counts import ReviewCountsScreen
from wardsafe.tui.screens.safety_review import SafetyReviewScreen
from wardsafe.tui.short_list import ShortList
from wardsafe.tui.status import SaveStatus

NOBODY_HERE = "Nobody is on the ward."
ORDER = "by when they are due"


class SafetyReviewsScreen(ListScreen[None]):
    """Everybody on the ward, whoever's review is due first at the top."""

    TITLE_WORDS = "Safety reviews"
    SHOWS_RECORD = True
    CSS_PATH = "../styles/safety_reviews.tcss"
    HELP = (
        "Everybody on the ward by when their safety review is due, and by nothing else. A review "
        "is due when the last one said, on the first days after admission, and some hours after "
        "what brings it forward: an incident, a change of leave, bad news, another observation "
        "arrangement. These times are the trust's own standard.\n\n"
        "Enter goes through the review with the person. An environment check is about a place "
        "and is kept apart from people."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    SHORT: ClassVar[Mapping[str, str]] = {
        "bring forward": "forward",
        "amend last": "amend",
        "safety plan": "plan",
        "plan on paper": "paper",
        "check a place": "place",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "review", "review", tooltip="Go through the review of this person."),
        Binding("a", "amend", "amend last", tooltip="Correct the last review, item by item."),
        Binding("b", "forward", "bring forward", tooltip="Say what brings this review forward."),
        Binding("s", "plan", "safety plan", tooltip="That there is one, who holds it, its words."),
        Binding("w", "paper", "plan on paper", tooltip="Write the plan into a file to print."),
        Binding("e", "place", "check a place", tooltip="Check a place; it is about nobody."),
        Binding("c", "counts", "counts", tooltip="How reviewing goes; nobody is named."),
        Binding("escape", "back", "back", tooltip="Back to the board."),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[ReviewDue, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Who is chosen, the list, what was said."""
        yield Chosen()
        yield Heading(id="reviews-head")
        yield ShortList("reviews-list", NOBODY_HERE)
        yield Said(id="reviews-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """A list left open must not grow old (H04)."""
        title, order = drawn("Safety reviews", "bold $strong"), drawn(ORDER, "$quiet")
        self.query_one(Heading).say(title, order)
        self.set_interval(30, self.look)

    @property
    def chosen(self) -> ReviewDue | None:
        """The person under the bar."""
        return next((one for one in self._found if one.person.record == self.chosen_key), None)

    def read(self, session: Session) -> Drawing:
        """Whose review is due when, and what is wrong with a file of the trust."""
        return partial(self.show, reviews_due(session), lists_of(session).faults)

    def show(self, found: tuple[ReviewDue, ...], faults: tuple[str, ...]) -> None:
        """Draw the list, and what is wrong."""
        self._found = found
        now = self.ward.clock.now()
        self.rows.show([row(one, now) for one in found], heads)
        if faults:
            self.say(*faults)

    def on_short_list_moved(self) -> None:
        """The banner follows the bar."""
        one, others = self.chosen, tuple(Whereabouts(each.person) for each in self._found)
        here = next((each for each in others if one and each.person == one.person), None)
        self.query_one(Chosen).show(here, others, self.ward.clock.now())

    # --- keys -----------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Esc: the board."""
        self.app.pop_screen()

    def action_review(self) -> None:
        """Enter: their review."""
        if self.chosen is not None:
            self.app.push_screen(SafetyReviewScreen(self.chosen.person.record), self.written)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The counts are for those who look after the process."""
        if action == "counts":
            return True if self.session is not None and self.session.may(ACTION) else None
        return True

    def action_counts(self) -> None:
        """C: how reviewing goes."""
        self.app.push_screen(ReviewCountsScreen())

    def action_amend(self) -> None:
        """A: correct their last review."""
        if self.chosen is not None and self.chosen.last is not None:
            screen = SafetyReviewScreen(amends=self.chosen.last.record)
            self.app.push_screen(screen, self.written)
        else:
            self.say("There is no review to amend.")

    def action_forward(self) -> None:
        """B: something brings it forward."""
        if self.session is not None and self.chosen is not None:
            self._write(writing.new(self.session, ReviewPrompt, self.chosen.person.record))

    def action_plan(self) -> None:
        """S: their safety plan, the one there is or a new one."""
        if self.session is None or self.chosen is None:
            return
        person = self.chosen.person.record
        found = plan_of(self.session, person)
        if found is None:
            self._write(writing.new(self.session, SafetyPlan, person))
            return
        record, plan = found
        heads = tuple(head.entry.id for head in current(self.session, record).heads)
        self._write(writing.amendment(self.session, record, plan, heads))

    def action_paper(self) -> None:
        """W: the plan into a file."""
        if self.session is None or self.chosen is None:
            return
        if plan_of(self.session, self.chosen.person.record) is None:
            self.say("No safety plan is recorded.")
            return
        title = drawn(f"The safety plan of {self.chosen.person.name}", "bold $strong")
        write = partial(self._to_file, self.chosen.person.record)
        self.app.push_screen(PlanFileScreen(title), write)

    def _to_file(self, person: str, typed: str | None) -> None:
        if typed is None or self.session is None:
            return
        try:
            target = write_plan(self.session, person, typed)
        except WardsafeError as problem:
            self.say(str(problem))
        else:
            self.say(f"Written: {target}. Delete it when it is printed.", wrong=False)

    def action_place(self) -> None:
        """E: a place, and nobody."""
        if self.session is not None:
            self._write(writing.new(self.session, EnvironmentCheck))

    def _write(self, what: writing.Writing) -> None:
        self.app.push_screen(FormScreen(what.task()), self.written)

    def put_away(self) -> None:
        """Let go of everybody."""
        self._found = ()
        super().put_away()
        self.query_one(Chosen).show(None, (), self.ward.clock.now())
