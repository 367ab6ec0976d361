"""The two small lines of a form: which part is in sight, and what the field in hand takes."""

from collections.abc import Sequence

from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.forms.painting import redraw
from wardsafe.tui.forms.parts import Part
from wardsafe.tui.forms.task import FormTask

UNKNOWN_WIDTH = 76


class PartsLine(Plain):
    """*Now*, the later part in sight or how much waits there; at the right what is written."""

    def __init__(self) -> None:
        super().__init__(id="parts")

    def show(self, job: FormTask, parts: Sequence[Part], at: int, waiting: int) -> None:
        """Draw the line with part `at` in sight and `waiting` items outstanding."""
        last = len(parts) - 1
        later = f"Later, {waiting} item{'' if waiting == 1 else 's'}" if at == 0 else parts[at][0]
        left = drawn("Now", "bold $accent" if at == 0 else "$quiet")
        if last:
            left = joined(left, drawn("   "), drawn(later, "bold $accent" if at else "$quiet"))
        state = "new record" if job.amend_of is None else "amending"
        right = f"{job.title or job.model.title}, {state}" if at == 0 else f"part {at} of {last}"
        redraw(self, spread(left, drawn(right, "$quiet"), self.size.width or UNKNOWN_WIDTH))


class HintLine(Plain):
    """The help of the field with the cursor, or a sentence that stays until the next key."""

    def __init__(self) -> None:
        super().__init__(id="hint")
        self._stays = False

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Draw a sentence, and keep it there; "" empties the line."""
        self._stays = bool(sentence)
        self._draw(sentence, wrong)

    def help(self, sentence: str, *, wrong: bool = False) -> None:
        """Draw what is to be said of a field, unless a sentence stays."""
        if not self._stays:
            self._draw(sentence, wrong)

    def release(self) -> None:
        """What stays may go with the next help."""
        self._stays = False

    def _draw(self, sentence: str, wrong: bool) -> None:
        words, style = (f"! {sentence}", "$over") if wrong else (sentence, "$quiet")
        redraw(self, drawn(words, style, width=self.size.width or UNKNOWN_WIDTH))
