"""The *tell now* list of one event: what to do, who says it is done, what nobody has done yet.

The program prompts. It tells nobody and never says that it has: each line says what somebody says
they did.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import NotSaved, WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.records.moments import local
from wardsafe.records.tell_now import DONE, NOT_APPLICABLE, TellNow
from wardsafe.services import sexual_safety
from wardsafe.services.session import Session
from wardsafe.services.sexual_safety import OPEN, TellLine
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.forms.choices import Choice
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.tui.short_list import ListRow, ShortList, cell
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

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


class TellNowScreen(WardScreen[None]):
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
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-99)", show=False),
        Binding("end", "move(99)", show=False),
    ]

    def __init__(self, record: str = "", number: int = 0) -> None:
        super().__init__()
        self._record, self._number = record, number
        self._lines: tuple[TellLine, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Heading, list, the chosen line whole, where it is saved."""
        yield Plain(id="ss-head")
        yield ShortList("tell-list", "")
        yield Plain(id="tell-detail")
        yield Plain(drawn(PROMPT if self._record else CLOSED, "$quiet"), id="ss-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read it."""
        self.look()

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def rows(self) -> ShortList:
        """The list."""
        return self.query_one(ShortList)

    def look(self) -> None:
        """Read the list in a worker."""
        if (session := self.session) is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        try:
            lines = (
                sexual_safety.tell_now(session, self._record)
                if self._record
                else sexual_safety.prompts()
            )
        except WardsafeError as problem:
            self.app.call_from_thread(self._say, str(problem))
        else:
            self.from_worker(self.show, lines)

    def show(self, lines: Sequence[TellLine]) -> None:
        """Draw the list."""
        if self.session is None or not self.is_attached:
            return
        self._lines = tuple(lines)
        self.rows.show([ListRow(one.action, partial(_row, one)) for one in lines])
        self._head()

    def _head(self) -> None:
        still = sum(one.state == OPEN for one in self._lines)
        title = drawn("Tell now" + (f"  #{self._number}" if self._number else ""), "bold $strong")
        words = f"{still} outstanding" if still else "nothing outstanding"
        right = drawn(words, "bold $due" if still else "$quiet") if self._record else Content("")
        head = self.query_one("#ss-head", Plain)
        head.update(spread(title, right, head.size.width or 76))

    def on_short_list_moved(self) -> None:
        """The whole of the chosen line."""
        detail = self.query_one("#tell-detail", Plain)
        one = self.chosen
        width = max(20, (detail.size.width or 72) - 4)
        detail.update(Content("\n").join(_detail(one, width)[:3]) if one else Content(""))

    def on_resize(self) -> None:
        """Other lines."""
        self.call_after_refresh(self._head)
        self.call_after_refresh(self.on_short_list_moved)

    @property
    def chosen(self) -> TellLine | None:
        """The line under the bar."""
        return next((one for one in self._lines if one.action == self.rows.key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not read the event ticks nothing."""
        ticks = action in ("done", "done_with", "not_applicable")
        return None if ticks and not self._record else True

    # --- keys ----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Another line."""
        self.rows.move(by)

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
        self.run_worker(partial(self._keep, session, said), thread=True, group="write")

    def _keep(self, session: Session, said: TellNow) -> None:
        try:
            saved = sexual_safety.tick(session, self._record, said)
        except WardsafeError as problem:
            self.app.call_from_thread(self._not_kept, problem)
        else:
            self.app.call_from_thread(self._kept, saved)

    def _kept(self, saved: Saved) -> None:
        if self.is_attached:
            status = self.query_one(SaveStatus)
            status.saved(saved.number, self.ward.clock.now(), saved.code)
            self.look()

    def _not_kept(self, problem: WardsafeError) -> None:
        if self.is_attached and isinstance(problem, NotSaved):
            self.query_one(SaveStatus).not_saved(str(problem))
        elif self.is_attached:
            self._say(str(problem))

    def _say(self, sentence: str) -> None:
        if self.is_attached:
            said = drawn(f"{glyphs().alert} {sentence}", "$over")
            self.query_one("#ss-said", Plain).update(said)

    def put_away(self) -> None:
        """Nothing of it stays."""
        self._lines = ()
        self.rows.forget()
        self.query_one("#tell-detail", Plain).update(Content(""))


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


def _detail(one: TellLine, width: int) -> list[Content]:
    lines = wrapped(one.detail, "$ink", width)
    if one.why:
        lines = [*lines[:2], *wrapped(one.why, "italic $ink", width)]
    elif one.local and len(lines) < 3:
        lines.append(drawn(LOCAL, "$quiet"))
    return lines
