"""A step of a review to write: what it is about stands above, the words go below."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import WardsafeError
from wardsafe.records import review
from wardsafe.records.completeness import Item
from wardsafe.services.session import Session
from wardsafe.tui import reviewing
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.forms.painting import redraw
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.reviewing import Reviewing
from wardsafe.tui.screens.form import WIDE, FormScreen

if TYPE_CHECKING:
    from wardsafe.tui.screens.record_acts import RecordActs

HIGH = 30
MOST, MOST_LOW = 8, 4
"""Lines of what was said before, the last of them; the rest stands on the record."""

_GOES_TO = {
    review.QUESTION: "goes to the ward's board",
    review.ANSWER: "goes back to the safety lead",
    review.FINDINGS: "stays on the record",
}


class ReviewForm(FormScreen):
    """A question, an answer, what came of it, or what was found."""

    CSS_PATH = ["../styles/form.tcss", "../styles/review.tcss"]  # type: ignore[assignment]
    TITLE_WORDS = "A step of a review"
    HELP = (
        "Above stands which record it is about, and what was asked and answered so far. Write in "
        "plain words and leave out names of patients: the record says whose it is.\n\n"
        "What came of it is read by whoever reported the record when they next unlock, and by "
        "everybody who opens it. Of the duty of candour only what people thought and did is kept: "
        "the opinion is a health care professional's, and the program never has one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "keep it", tooltip="Keep it; it goes where the line says."),
        Binding("pagedown", "turn(1)", show=False),
        Binding("ctrl+y", "drop_row", show=False),
    ]

    def __init__(self, job: Reviewing, part: int = 0) -> None:
        super().__init__(job.task())
        self._what, self._first_part = job, part

    def compose_body(self) -> ComposeResult:
        """The form, under what it is about."""
        yield Plain(id="review-is")
        yield from super().compose_body()

    def on_mount(self) -> None:
        """Begin at the part that was asked for."""
        if self._first_part:
            self.call_later(self.action_turn, self._first_part)

    def on_resize(self) -> None:
        """Other widths break other lines."""
        self.call_after_refresh(self._say)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There are no rows, nobody is chosen here, and most steps have one part."""
        if action in ("add_row", "drop_row", "person"):
            return None
        return None if action == "turn" and len(self._parts) == 1 else True

    def _say(self) -> None:
        if self.is_attached:
            width = self.size.width - (10 if self.size.width >= WIDE else 8)
            lines = context_lines(self._what, max(20, width), low=self.size.height < HIGH)
            self.query_one("#review-is", Plain).update(Content("\n").join(lines))
            self._draw_parts(())

    def _draw_parts(self, letters: tuple[Item, ...]) -> None:
        """Which part is in sight; at the right what is written."""
        line = self.query_one("#parts", Plain)
        names = ["What was found", *(title for title, _ in self._parts[1:])]
        shown = [
            drawn(name, "bold $accent" if at == self._at else "$quiet")
            for at, name in enumerate(names if len(self._parts) > 1 else [])
        ]
        left = Content("   ").join(shown) if shown else drawn(self.job.title, "bold $strong")
        right = drawn(self.job.title if shown else "", "$quiet")
        redraw(line, spread(left, right, line.size.width or 70))


def context_lines(what: Reviewing, width: int, *, low: bool) -> list[Content]:
    """Which record, where it goes, and the end of what was asked and answered before."""
    case = what.stands.case
    goes = _goes_to(what)
    left = joined(
        drawn(f"#{case.number}", "bold $accent"),
        drawn(f"  {case.title}", "bold $strong"),
        drawn(f"  {case.initials}  {case.what}", "$ink"),
    )
    said: list[Content] = []
    for step in what.stands.thread:
        said += wrapped(f"{step.by_name}: {step.said.words or ''}", "$ink", width)
    most = MOST_LOW if low else MOST
    if what.act == review.ANSWER:
        asked = next((s for s in what.stands.thread if s.record == what.of), None)
        said = wrapped(asked.said.words or "", "bold $strong", width) if asked else said
        most = max(most, MOST)
        said = said[:most]
    return [spread(left, drawn(f"  {goes}", "$quiet"), width), *said[-most:]]


def _goes_to(what: Reviewing) -> str:
    stands = what.stands
    if what.act == review.QUESTION and stands.is_restricted:
        return "goes to those who may read it"
    if what.act == review.OUTCOME and not stands.reporter_reads:
        return f"stays here: {stands.case.author_name or 'its reporter'} may not read it"
    return _GOES_TO.get(what.act) or f"goes to {stands.case.author_name or 'the record'}"


def open_step(screen: "RecordActs", session: Session, act: str, record: str, part: int = 0) -> None:
    """Write a step of the review of a record; whatever stands in the way is a sentence."""
    try:
        form = ReviewForm(reviewing.writing(session, act, record), part)
    except WardsafeError as problem:
        screen.notify(str(problem))
    else:
        screen.app.push_screen(form, screen.written)
