"""One record under review: the whole of it, and from here the next one of the queue."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from wardsafe.tui.screens.record import RecordScreen
from wardsafe.tui.screens.review_acts import ReviewActs

if TYPE_CHECKING:
    from wardsafe.tui.screens.queue import QueueScreen


class ReviewScreen(RecordScreen, ReviewActs, inherit_bindings=False):
    """`queue` is where it was opened from: ] and [ turn to its neighbours there."""

    TITLE_WORDS = "A record under review"
    HELP = (
        "The whole record, as everybody reads it, with what was asked and found below. The keys "
        "are those of the queue; ] and [ turn to the next record and to the one before.\n\n"
        "What stands here was written by whoever reported it: A makes a corrected version of it, "
        "with a reason. What you think of it belongs into T, C and O. Of a restricted record a "
        "link and their words are sealed as it is, for those who may read it."
    )
    HINTS: ClassVar[Sequence[tuple[str, str]]] = ()
    SHORT: ClassVar[Mapping[str, str]] = {
        "record before": "before",
        "next record": "next",
        "sign off": "sign",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "ask", "ask", tooltip="Ask the ward; it stands on their board."),
        Binding("r", "sign", "sign off", tooltip="Reviewed: sign off with your PIN."),
        Binding("o", "tell", "tell", tooltip="What came of it: tell whoever reported it."),
        Binding("t", "find", "themes", tooltip="Themes and the learning response."),
        Binding("c", "candour", "candour", tooltip="What was thought of the duty of candour."),
        Binding(
            "right_square_bracket", "beside(1)", "next record", key_display="]",
            tooltip="The next record of the queue.",
        ),
        Binding(
            "left_square_bracket", "beside(-1)", "record before", key_display="[",
            tooltip="The record before it in the queue.",
        ),
        *RecordScreen.BINDINGS,
    ]  # fmt: skip

    def __init__(self, record: str, queue: "QueueScreen | None" = None) -> None:
        super().__init__(record)
        self._queue = queue

    def record(self) -> str | None:
        """The record on the screen."""
        return self._record

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Turning on needs a queue."""
        if action == "beside":
            return True if self._queue is not None else None
        return super().check_action(action, parameters)

    def action_beside(self, by: int) -> None:
        """], [: the neighbour in the queue."""
        record = self._queue.beside(by) if self._queue is not None else None
        if record is None:
            self.notify("That was the last one." if by > 0 else "That is the first one.")
        else:
            self.turn_to(record)

    def put_away(self) -> None:
        """Let go of the queue too."""
        super().put_away()
        self._queue = None
