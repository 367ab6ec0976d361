"""The *tell now* list of one event: what to do, who says it is done, what nobody has done yet.

The program prompts. It tells nobody and never says that it has: each line says what somebody says
they did.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from wardsafe.records.moments import local
from wardsafe.records.tell_now import DONE, NOT_APPLICABLE, TellNow
from wardsafe.services import sexual_safety
from wardsafe.services.session import Session
from wardsafe.services.sexual_safety import OPEN, TellLine
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.fitted import Fitted, Heading
from wardsafe.tui.forms.choices import Choice
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.said import Said
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.tui.short_list import ListRow, ShortList, cell
from wardsafe.tui.status import SaveStatus

WIDE = 100
PROMPT = "wardsafe tells nobody. A line says what somebody says they did."
CLOSED = "You keep a receipt of what you wrote. Tell a safety lead now; they tick this list."
LOCAL = "local standard"


class WhyScreen(AskScreen[str]):
    """A few words. Dismissed with them, None on Esc."""

    TITLE_WORDS = "In words"
    LABEL = "Why"
    HELP = "A few words are kept with the line, sealed like the event itself."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "with these words", tooltip="Keep it with these words."),
        Binding("escape", "leave", "leave it as it is", tooltip="Leave; nothing is changed."),
    ]

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Words with a letter or a digit in them."""
        if any(map(str.isalnum, typed)):
            self.dismiss(typed.strip())
        else:
            self.say("Say in a few words why.")


class TellNowScreen(ListScreen[None]):
    """`record` is the event; "" for an author who may not read it: then the list only prompts."""

    CSS_PATH = "../styles/sexual_safety.tcss"
    TITLE_WORDS = "Tell now"
    SHOWS_RECORD = True
    HELP = (
        "What to do now, in this order. D says that the chosen line is done, by you and now; W does"
        " the same with a few words. X says that it does not apply, and why.\n\n"
        "Nothing is blocked by an open line, and open lines stay in sight until somebody has dealt "
        "with them. wardsafe tells nobody: not the police, not safeguarding, not the CQC."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    HINTS = (("↑↓", "line"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "done", "done", tooltip="You say that it is done, now."),
        Binding("w", "done_with", "done, with words", tooltip="Done; say to whom, or what came."),
        Binding("x", "not_applicable", "does not apply", tooltip="It does not apply; say why."),
        Binding("escape", "leave", "back", tooltip="Back; open lines stay outstanding."),
    ]

    def __init__(self, record: str = "", number: int = 0) -> None:
        super().__init__()
        self._record, self._number = record, number
        self._lines: tuple[TellLine, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Heading, list, the chosen line whole, where it is saved."""
        yield Heading(self._title(), id="ss-head")
        yield ShortList("tell-list", "")
        yield Fitted(id="tell-detail")
        yield Said(drawn(PROMPT if self._record else CLOSED, "$quiet"), id="ss-said")
        yield SaveStatus()

    def read(self, session: Session) -> Drawing:
        """What to do, with what somebody has done."""
        if not self._record:
            return partial(self.show, sexual_safety.prompts())
        return partial(self.show, sexual_safety.tell_now(session, self._record))

    def show(self, lines: Sequence[TellLine]) -> None:
        """Draw the list, and how much of it is outstanding."""
        self._lines = tuple(lines)
        self.rows.show([ListRow(one.action, partial(_row, one)) for one in lines])
        still = sum(one.state == OPEN for one in lines)
        words = f"{still} outstanding" if still else "nothing outstanding"
        right = drawn(words, "bold $due" if still else "$quiet") if self._record else None
        self.query_one(Heading).say(self._title(), right)

    def _title(self) -> Content:
        return drawn(f"Tell now  #{self._number}" if self._number else "Tell now", "bold $strong")

    def on_short_list_moved(self) -> None:
        """The whole of the chosen line."""
        detail, one = self.query_one("#tell-detail", Fitted), self.chosen
        detail.fit(lambda size: _detail(one, size) if one else Content(""))

    @property
    def chosen(self) -> TellLine | None:
        """The line under the bar."""
        return next((one for one in self._lines if one.action == self.rows.key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not read the event ticks nothing."""
        ticks = action in ("done", "done_with", "not_applicable")
        return None if ticks and not self._record else True

    # --- keys ----------------------------------------------------------------------------------

    def action_done(self) -> None:
        """D: done, now, by whoever is signed in."""
        self._tick(DONE, None)

    def action_done_with(self) -> None:
        """W: done, with words."""
        self._ask("Whom did you speak to, or what came of it?", DONE)

    def action_not_applicable(self) -> None:
        """X: it does not apply, and why."""
        self._ask("Why does it not apply?", NOT_APPLICABLE)

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss(None)

    def _ask(self, question: str, state: str) -> None:
        if self.chosen is None:
            return
        title = joined(drawn(self.chosen.text, "bold $strong"), drawn(f"   {question}", "$quiet"))

        def answered(words: str | None) -> None:
            if words is not None:
                self._tick(state, words)

        self.app.push_screen(WhyScreen(title), answered)

    def _tick(self, state: str, why: str | None) -> None:
        session, one = self.session, self.chosen
        if session is None or one is None:
            return
        said = TellNow(action=one.action, state=state, by=session.person.name, why=why)
        self.work(partial(sexual_safety.tick, session, self._record, said), self.written)

    def put_away(self) -> None:
        """Nothing of it stays."""
        self._lines = ()
        super().put_away()


def _row(one: TellLine, width: int, selected: bool) -> Content:
    open_ = one.state == OPEN
    sign = drawn(f"{glyphs().no_item if open_ else glyphs().item}  ", "$quiet")
    name = cell(one.text, 36, "bold $strong" if selected else "$ink" if open_ else "$quiet")
    return joined(sign, name, drawn(_state(one), "$quiet", width=max(4, width - 39)))


def _state(one: TellLine) -> str:
    if one.state == OPEN:
        return ""
    at = local(one.when) if one.when else None
    when = f" {at.day} {at:%b %H:%M}" if at else ""
    return f"{one.state}{when}, {one.by or one.entered_by}"


def _detail(one: TellLine, size: Size) -> Content:
    lines = wrapped(one.detail, "$ink", size.width)
    if one.why:
        lines = [*lines[:2], *wrapped(one.why, "italic $ink", size.width)]
    elif one.local and len(lines) < size.height:
        lines.append(drawn(LOCAL, "$quiet"))
    return Content("\n").join(lines[: size.height])
