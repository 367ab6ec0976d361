"""C on the list of reviews: how reviewing goes, in counts of what was done. Nobody is named."""

from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.services.review_counts import ReviewCounts, counted
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.ward_screen import WardScreen

WIDTH = 8
FOOT = "Counts of what was done; they say nothing of who is safe."


class ReviewCountsScreen(WardScreen[None]):
    """Counts for those who look after the process."""

    CSS_PATH = "../styles/alike.tcss"
    TITLE_WORDS = "How reviewing goes"
    HELP = (
        "How many reviews are due and late now, and what was made in the last 30 days. Only the "
        "process is counted: no answer, and nobody, can be seen from here.\n\n"
        "A ward with few people has small counts; do not pass them on outside the trust."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", tooltip="Back to the list."),
    ]

    def compose_body(self) -> ComposeResult:
        """Title, counts, what they are not."""
        yield Plain(drawn("How reviewing goes", "bold $strong"), id="alike-head")
        yield LineSheet(id="alike-lines")
        yield Plain(drawn(FOOT, "$quiet"), id="alike-counts")

    def on_mount(self) -> None:
        """Count in a worker."""
        self.query_one(LineSheet).focus()
        session = cast("Session | None", self.ward.session)
        if session is not None:
            self.run_worker(partial(self._count, session), thread=True)

    def _count(self, session: Session) -> None:
        try:
            lines = count_lines(counted(session))
        except WardsafeError as problem:
            lines = [drawn(str(problem), "$over")]
        self.from_worker(self._show, lines)

    def _show(self, lines: list[Content]) -> None:
        if self.is_attached and self.ward.session is not None:
            self.query_one(LineSheet).show(lines)

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss(None)

    def put_away(self) -> None:
        """Nothing stays."""
        self.query_one(LineSheet).show(())


def count_lines(found: ReviewCounts) -> list[Content]:
    """Each count on a line of its own, with what it counts."""
    now = (
        (found.late, "reviews late now", "$over"),
        (found.soon, "due within 4 hours", "$due"),
        (found.later, "due later", "$ink"),
        (found.unset, "without a time set", "$over"),
        (found.actions, "“not yet” actions open in the last reviews", "$ink"),
        (found.overdue, "“not yet” actions whose time has passed", "$over"),
        (found.plans, "safety plans recorded", "$ink"),
        (found.held, "safety plans that the person holds", "$ink"),
    )
    made = (
        (found.made, "reviews made", "$ink"),
        (found.by_then, "by the time they were due", "$ink"),
        (found.after, "after it", "$ink"),
        (found.whole, "with every item looked at", "$ink"),
        (found.arrangement, "with an observation arrangement recorded", "$ink"),
    )
    lines = [drawn("Now, of those on the ward", "bold $accent")]
    lines += [_line(*each) for each in now]
    lines += [Content(""), drawn("The last 30 days", "bold $accent")]
    return [*lines, *(_line(*each) for each in made)]


def _line(count: int, words: str, style: str) -> Content:
    number = drawn(f"{count:>{WIDTH - 3}}", f"bold {style if count else '$ink'}")
    return joined(number, Content("   "), drawn(words, "$ink"))
