"""D: every duty that waits, then what was done and missed in the last 24 hours, with when it was
done and when that was written down."""

from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from wardsafe.duties.happenings import DONE_LATE, LATE, MISSED, SOON, Duty
from wardsafe.records.moments import say_moment
from wardsafe.services import duties
from wardsafe.services.duties import DueLine
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import Plain, drawn, joined
from wardsafe.tui.due_lines import at_time, time_left
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.screens.duty import open_duty
from wardsafe.tui.short_list import ListRow, ShortList, cell
from wardsafe.tui.status import SaveStatus

NOTHING = "Nothing is due, and nothing was done or missed in the last 24 hours."
WIDE = 110
STATE, WHO, WHEN, DONE_AT = 14, 6, 14, 14
_STYLES = {LATE: "bold $over", SOON: "bold $due", MISSED: "$over", DONE_LATE: "$due"}


class DutiesScreen(ListScreen[None]):
    """One row a due time."""

    TITLE_WORDS = "All duties"
    HELP = (
        "First what waits, whatever ran out or runs out first; below it what was done or missed in "
        "the last 24 hours.\n\n"
        "“Entered 3 h 12 late” means that it was written down that long after it was done. "
        "“Entered together” means that twelve or more were ticked within 40 seconds."
    )
    CSS_PATH = "../styles/duties.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "do this", tooltip="Do the chosen duty."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the board."),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, DueLine] = {}
        self._past: dict[str, Duty] = {}

    def compose_body(self) -> ComposeResult:
        """A heading, the rows, what the chosen one is."""
        with Vertical(id="duties"):
            yield Plain(drawn("All duties", "bold $strong"), id="duties-title")
            yield ShortList("duties-rows", NOTHING)
            yield Plain(id="duties-is")
        yield SaveStatus()

    def read(self, session: Session) -> Drawing:
        """What waits, then what was done or missed, newest first."""
        now = session.now()
        waiting = duties.due_lines(session, now)
        past = [duty for duty in duties.due_now(session, now) if not duty.waits]
        past.reverse()
        named = {line.duty.person: line.initials for line in waiting}
        named.update(duties.initials_of(session, {one.person for one in past}))
        return partial(self.show, waiting, past, named, now)

    def show(
        self,
        waiting: tuple[DueLine, ...],
        past: list[Duty],
        named: dict[str, str],
        now: datetime,
    ) -> None:
        """Draw them."""
        self._lines = {_key(line.duty): line for line in waiting}
        self._past = {_key(one): one for one in past}
        found = [line.duty for line in waiting] + past
        rows = [ListRow(_key(one), partial(_draw, one, named, now)) for one in found]
        self.rows.show(rows, _heads)

    def on_short_list_moved(self) -> None:
        """What the chosen one rests on, or how it was entered."""
        line, past = self._lines.get(self.rows.key or ""), self._past.get(self.rows.key or "")
        said = ""
        if line is not None:
            definition = line.duty.definition
            words = (definition.who, definition.standard, "   ".join(definition.content))
            said = ". ".join(word[:1].upper() + word[1:] for word in words if word)
        elif past is not None and past.entered is not None:
            at = say_moment(past.entered)
            said = ". ".join(filter(None, (f"Entered at {at}", ", ".join(past.flags))))
        self.query_one("#duties-is", Plain).update(drawn(said, "$quiet"))

    def action_open(self) -> None:
        """Enter: do it, where it waits."""
        line = self._lines.get(self.rows.key or "")
        if line is not None and self.session is not None:
            open_duty(self.ward, self.session, line, self.written)

    def put_away(self) -> None:
        """Let go of every row."""
        self._lines, self._past = {}, {}
        super().put_away()


def _key(duty: Duty) -> str:
    return " ".join(map(str, (*duty.series, duty.number)))


def _heads(width: int) -> Content:
    return joined(
        cell("", STATE, "$quiet"),
        cell("what", _room(width), "$quiet"),
        cell("who", WHO, "$quiet"),
        cell("due", WHEN, "$quiet"),
        cell("done", DONE_AT, "$quiet"),
    )


def _room(width: int) -> int:
    return max(16, min(38, width - STATE - WHO - WHEN - DONE_AT))


def _draw(duty: Duty, named: dict[str, str], now: datetime, width: int, selected: bool) -> Content:
    timed = duty.definition.timed
    state: str = duty.state
    if duty.waits:
        left = f"{time_left(duty.due, now)}{' late' if duty.state == LATE else ''}"
        state = left if timed else "open"
    done = at_time(duty.happened, now) if duty.happened else ""
    room = _room(width)
    title = duty.definition.title if room >= 36 else duty.definition.short
    line = joined(
        cell(state, STATE, _STYLES.get(duty.state, "$ink")),
        cell(title, room, "bold $strong" if selected else "$ink"),
        cell(named.get(duty.person, ""), WHO, "$quiet"),
        cell(at_time(duty.due, now) if timed else "", WHEN, "$ink"),
        cell(done, DONE_AT, "$ink"),
    )
    return joined(line, drawn(", ".join(duty.flags), "$due"))
