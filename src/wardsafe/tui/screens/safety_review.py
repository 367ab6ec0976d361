"""One safety review: an item at a time, what was said last time beside what is said now.

An item is answered by a key, or read and confirmed by Space; nothing is copied from last time
unread. There is no meter and no sum: each item reads same, changed or nothing.
"""

import contextlib
import threading
from collections.abc import Mapping
from functools import partial
from typing import ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from wardsafe.errors import BadInput, WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.records.fields import Field
from wardsafe.records.self_harm_review import NO, NOT_YET, YES
from wardsafe.records.text import keep
from wardsafe.services import reviewing_safety
from wardsafe.services.review_sheet import WORDS, Line, ReviewSheet, say_soon
from wardsafe.services.reviewing_safety import Begun
from wardsafe.services.session import Session
from wardsafe.tui import review_lines as lines
from wardsafe.tui.drawn import Plain, drawn, spread
from wardsafe.tui.forms.cell import LONGEST, Cell, check_length
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.vocabulary.checklists import Item

MOST_LINES, FEW_LINES = 8, 4
READ_SECONDS = 0.3
"""A key held down is not reading: Space counts once the item has stood for this long."""
DRAFT_SECONDS = 3.0
LABEL = 12

_LINE = Field(
    "@review", "", "", "text", None, "private", None, None, (), None, False, (), False
)  # fmt: skip


class ReviewCell(Cell):
    """A line under an item; a paste of several lines becomes one line, with nothing left out."""

    def _pasted(self, text: str) -> str:
        check_length(text)
        return " ".join(keep(text, limit=LONGEST).split())


class ReviewLine(Horizontal):
    """Label, line, and at the right how it was understood."""

    def __init__(self, screen: "SafetyReviewScreen", at: int) -> None:
        super().__init__(classes="review-line")
        self.line: Line | None = None
        self.label = Plain(classes="label")
        self.cell = ReviewCell(_LINE, str(at), "", screen)
        self.note = Plain(classes="note")

    def compose(self) -> ComposeResult:
        """The three of them."""
        yield self.label
        yield self.cell
        yield self.note


class Items(Widget):
    """The items down the side, as many as there is room for round the chosen one."""

    ALLOW_SELECT: ClassVar[bool] = False

    def render(self) -> Content:
        """The rows."""
        screen = cast("SafetyReviewScreen", self.screen)
        if screen.sheet is None:
            return Content("")
        now, size = screen.ward.clock.now(), self.size
        rows = lines.item_rows(screen.sheet, screen.at, now, size.width, size.height)
        return Content("\n").join(list(rows))


class SafetyReviewScreen(WardScreen[Saved | None]):
    """The review of one person; dismissed with the saved entry, or None when left."""

    TITLE_WORDS = "Safety review"
    SHOWS_RECORD = True
    AUTO_FOCUS = ""  # letters are keys until somebody types under an item
    CSS_PATH = "../styles/safety_review.tcss"
    HELP = (
        "The review asks whether care was done together with the person. It says what was done, "
        "never who is safe, and nothing in it is added up.\n\n"
        "Read an item with what was said last time. Space: it is still so. Y, N and T answer it "
        "anew; T, not yet, asks who does it and by when. Enter types under the item: their own "
        "words, a note. An item that nobody looked at stays so, and is saved as not looked at.\n\n"
        "Times: 0900, tomorrow 0900, +24h, 25 nov 0900."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    SHORT: ClassVar[Mapping[str, str]] = {
        "read it, still so": "still so",
        "type under it": "type",
        "leave, draft kept": "leave",
        "not looked at": "take back",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        # These three stand beside the answers on the screen itself.
        Binding("y", f"answer('{YES}')", "yes", show=False, tooltip="It was done."),
        Binding("n", f"answer('{NO}')", "no", show=False, tooltip="It was not; an answer too."),
        Binding(
            "t", f"answer('{NOT_YET}')", "not yet", show=False, tooltip="Not yet: by whom, by when."
        ),
        Binding("space", "confirm", "read it, still so", tooltip="It stands as it was last time."),
        Binding("up", "go(-1)", "item", key_display="↑↓", tooltip="Another item."),
        Binding("down", "go(1)", show=False),
        Binding("enter", "type", "type under it", tooltip="Their words, a note, owner and time."),
        Binding("ctrl+s", "save", "save", tooltip="Save the review."),
        Binding("escape", "leave", "leave, draft kept", tooltip="Leave; a draft is kept."),
        Binding("delete", "take_back", "not looked at", tooltip="As if nobody had looked at it."),
    ]

    def __init__(self, person: str) -> None:
        super().__init__()
        self.person = person
        self.sheet: ReviewSheet | None = None
        self.at = 0
        self._begun: Begun | None = None
        self._said = ""
        self._seen_at: float | None = None
        self._asked_to_save = False
        self._dirty = self._filling = self._is_saved = self._saving = False
        self._turn = threading.Lock()
        self._lines: list[ReviewLine] = []

    def compose_body(self) -> ComposeResult:
        """Banner; items at the left, the chosen one at the right; what is said below."""
        yield Plain(id="review-banner")
        with Horizontal(id="review"):
            with Vertical(id="review-left"):
                yield Plain(id="review-title")
                yield Items(id="review-items")
                yield Plain(drawn("what was done, never who is safe", "$quiet"), id="review-foot")
            with Vertical(id="review-right"):
                yield Plain(id="item-head")
                with Horizontal(id="review-two"):
                    yield Plain(id="review-before")
                    with Vertical(id="review-now"):
                        yield Plain(id="review-answer")
                        self._lines = [ReviewLine(self, at) for at in range(MOST_LINES)]
                        yield from self._lines
                yield Plain(id="review-changed")
        yield Plain(id="review-said")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read what was said last time, in a worker."""
        self.set_interval(DRAFT_SECONDS, self.keep_draft)
        self.set_interval(20, self.draw)  # ages and due times move on while it stands here
        if self.session is not None:
            self.run_worker(partial(self._begin, self.session), thread=True)

    def on_resize(self) -> None:
        """Lines are spread over the width."""
        self.call_after_refresh(self.draw)

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    @property
    def item(self) -> Item:
        """The chosen item."""
        assert self.sheet is not None  # noqa: S101 - asked for only once it is there
        return self.sheet.checklist.items[self.at]

    @property
    def is_typing(self) -> bool:
        """Whether letters are words now."""
        return isinstance(self.focused, Cell)

    def _begin(self, session: Session) -> None:
        try:
            begun = reviewing_safety.begin(session, self.person)
        except WardsafeError as problem:
            self.app.call_from_thread(self.say, str(problem))
        else:
            self.app.call_from_thread(self.show, begun)

    def show(self, begun: Begun) -> None:
        """The review is here: begin with the first item that nobody has looked at."""
        if self.session is None:
            return
        self._begun, self.sheet = begun, begun.sheet
        left = begun.sheet.untouched()
        items = begun.sheet.checklist.items
        self.choose_item(items.index(left[0]) if left else 0)
        self.say(*begun.notices)

    # --- drawing --------------------------------------------------------------------------------

    def choose_item(self, at: int) -> None:
        """Go to the item at this place, and draw it."""
        assert self.sheet is not None  # noqa: S101 - as above
        self.at = max(0, min(at, len(self.sheet.checklist.items) - 1))
        self._seen_at = None
        self._fill()
        self.draw()
        self.call_after_refresh(self._drawn_now)

    def _drawn_now(self) -> None:
        self._seen_at = self.ward.clock.monotonic()

    def draw(self) -> None:
        """Everything that follows from the sheet as it is now."""
        if self.sheet is None or self._begun is None or not self.is_mounted:
            return
        sheet, now = self.sheet, self.ward.clock.now()
        banner = self.query_one("#review-banner", Plain)
        banner.update(lines.banner(self._begun.due, now, banner.content_size.width))
        title = self.query_one("#review-title", Plain)
        right = lines.left_words(sheet) if not self.has_class("-wide") else "with the last one"
        heading = drawn("Safety review", "bold $strong")
        title.update(spread(heading, drawn(right, "$quiet"), title.content_size.width))
        self.query_one(Items).refresh()
        self._draw_item(sheet)
        self._draw_said()

    def _draw_item(self, sheet: ReviewSheet) -> None:
        now, item = self.ward.clock.now(), self.item
        head, before = self.query_one("#item-head", Plain), self.query_one("#review-before", Plain)
        roomy = self.has_class("-high")
        head.update(lines.item_head(item, head.content_size.width, roomy))
        before.update(lines.before_lines(sheet, item, now, before.content_size.width - 2, roomy))
        answer = sheet.answers.get(item.id)
        stale = answer is not None and item.id not in sheet.looked
        gap = [Content("")] if self.has_class("-high") else []
        rows = [drawn("Now", "bold $accent"), *gap, lines.choices(answer, stale)]
        self.query_one("#review-answer", Plain).update(Content("\n").join(rows))
        changed = self.query_one("#review-changed", Plain)
        changed.update(lines.changed_lines(sheet.changes(item, now), changed.content_size.width))
        for each in self._lines:
            if each.line is not None:
                self._draw_line(sheet, item, each, each.line)

    def _draw_line(self, sheet: ReviewSheet, item: Item, each: ReviewLine, line: Line) -> None:
        """The line at rest says how it was understood, or in quiet what it takes."""
        now = self.ward.clock.now()
        value, error = sheet.read(item, line, now)
        said = sheet.say(line.name, value) or each.cell.value
        each.cell.at_rest("", said or line.hint, default=not said, wrong=bool(error))
        note = drawn(f"! {error}", "$over") if error else Content("")
        if value is not None and line.kind != "text" and (each.cell.has_focus or not error):
            words = say_soon(value, now) if line.kind == "moment" else said
            note = drawn(words, "bold $ink") if each.cell.has_focus else Content("")
        each.note.display = bool(note.plain)
        each.note.update(note)

    def _fill(self) -> None:
        """Put the lines of the chosen item into their places."""
        assert self.sheet is not None  # noqa: S101 - as above
        wanted = self.sheet.lines(self.item)
        self._filling = True
        self.set_class(len(wanted) > FEW_LINES, "-many")  # a low screen gives the room to them
        for at, each in enumerate(self._lines):
            each.line = wanted[at] if at < len(wanted) else None
            each.display = each.line is not None
            if each.line is not None:
                each.label.update(drawn(self._label(each.line), "$quiet"))
                text = self.sheet.text(self.item, each.line)
                if each.cell.value != text:
                    each.cell.put(text)
        self._filling = False

    def _label(self, line: Line) -> str:
        if line != WORDS or self._begun is None:
            return line.label
        person = self._begun.due.person
        called = person.preferred_name or person.name.partition(" ")[0]
        return f"{called} says"[: LABEL - 1] if called else line.label

    def say(self, *sentences: str) -> None:
        """What must be said, above the footer, until the next key."""
        self._said = " ".join(filter(None, sentences))
        self._draw_said()

    def _draw_said(self) -> None:
        self.query_one("#review-said", Plain).update(lines.said_line([self._said]))

    # --- keys -----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While one types, letters are words."""
        letters = ("answer", "confirm", "go", "type", "take_back")
        return not (self.is_typing and action in letters)

    def action_answer(self, answer: str) -> None:
        """Y, N, T."""
        if self.sheet is None:
            return
        self.sheet.answer(self.item, answer, self.ward.clock.now())
        self._touched()
        self._fill()
        self.draw()
        wanted = self.sheet.wanted(self.item, self.ward.clock.now())
        if wanted is not None:
            self.go_to_line(wanted)

    def action_confirm(self) -> None:
        """Space: read, and still so."""
        if self.sheet is None or not self._was_read():
            return
        try:
            self.sheet.confirm(self.item, self.ward.clock.now())
        except BadInput as problem:
            self.say(str(problem))
            return
        self._touched()
        self._fill()
        wanted = self.sheet.wanted(self.item, self.ward.clock.now())
        if wanted is None:
            self.choose_item(self.at + 1)
        else:
            self.draw()
            self.go_to_line(wanted)

    def _was_read(self) -> bool:
        up = self.ward.clock.monotonic()
        if self._seen_at is not None and up - self._seen_at >= READ_SECONDS:
            return True
        self.say("That was too quick to have been read.")
        return False

    def action_take_back(self) -> None:
        """Del: as if nobody had looked."""
        if self.sheet is not None:
            self.sheet.take_back(self.item)
            self._touched()
            self.choose_item(self.at)

    def action_go(self, by: int) -> None:
        """Another item."""
        if self.sheet is not None:
            self.say("")
            self.choose_item(self.at + by)

    def action_type(self) -> None:
        """Enter: into the first line that is wanted, else their own words, else the first."""
        if self.sheet is None:
            return
        now = self.ward.clock.now()
        has = self.sheet.lines(self.item)
        first = WORDS if WORDS in has else has[0]
        self.go_to_line(self.sheet.wanted(self.item, now) or first)

    def go_to_line(self, line: Line) -> None:
        """The cursor into this line of the chosen item."""
        for each in self._lines:
            if each.line == line:
                each.cell.focus()
                each.cell.enter()
        self.call_after_refresh(self.draw)
        self.refresh_bindings()

    def _touched(self) -> None:
        self._dirty, self._asked_to_save = True, False
        self.say("")

    # --- the desk of the lines ------------------------------------------------------------------

    def was_typed(self, cell: Cell) -> None:
        """A line is another now."""
        line = self._line_of(cell)
        if self._filling or self.sheet is None or line is None:
            return
        self.sheet.type(self.item, line, cell.value)
        self._touched()
        self._draw_item(self.sheet)

    def move_on(self, cell: Cell, by: int) -> None:
        """Enter: what is still wanted here, else the next item. Shift Tab: the line before."""
        if self.sheet is None:
            return
        now, line = self.ward.clock.now(), self._line_of(cell)
        if by < 0:
            self.choose(cell, by)
            return
        if line is not None:
            error = self.sheet.read(self.item, line, now)[1]
            if error:
                self.say(error)
                return
            self.sheet.settle(self.item, line, now)
        wanted = self.sheet.wanted(self.item, now)
        answered = self.item.id in self.sheet.looked
        if wanted is not None and wanted != line:
            self._fill()
            self.go_to_line(wanted)
        else:
            self._keys_again()
            self.choose_item(self.at + 1 if answered and wanted is None else self.at)

    def choose(self, cell: Cell, by: int) -> None:
        """Up and down: the line before or after."""
        shown = [each for each in self._lines if each.line is not None]
        here = next(n for n, each in enumerate(shown) if each.cell is cell)
        if 0 <= here + by < len(shown):
            shown[here + by].cell.focus()
            shown[here + by].cell.enter()

    def turn(self, by: int) -> None:
        """Pages are nothing here."""

    def holds(self, key: events.Key) -> bool:
        """No key waits for anything."""
        return False

    def refuse(self, sentence: str) -> None:
        """A paste that was not put in."""
        self.say(sentence)

    def _line_of(self, cell: Cell) -> Line | None:
        return next((each.line for each in self._lines if each.cell is cell), None)

    def _keys_again(self) -> None:
        self.set_focus(None)
        self.refresh_bindings()

    # --- keeping --------------------------------------------------------------------------------

    def action_save(self) -> None:
        """^S: everything that was looked at; what was not is named before it is kept so."""
        if self.sheet is None or self._saving or self.session is None:
            return
        now = self.ward.clock.now()
        stale = self.sheet.let_go_of_the_stale(now)
        if stale:
            self._asked_to_save = False
        for trouble in self.sheet.troubles(now):
            self.choose_item(self.sheet.checklist.items.index(trouble.item))
            self.go_to_line(trouble.line)
            self.say(f"{trouble.item.label}: {trouble.sentence}")
            return
        left = self.sheet.untouched()
        if left and not self._asked_to_save:
            names = ", ".join(f"{item.number} {item.label}" for item in left[:4])
            more = ", and those after" if len(left) > len(left[:4]) else ""
            self.draw()
            self.say(f"Not looked at: {names}{more}. ^S again keeps them so.")
            self._asked_to_save = True
            return
        self._saving = True
        self.run_worker(partial(self._save, self.session, self.sheet), thread=True)

    def _save(self, session: Session, sheet: ReviewSheet) -> None:
        try:
            with self._turn:
                saved = reviewing_safety.save(session, sheet)
                self._is_saved = True
        except WardsafeError as problem:
            self.app.call_from_thread(self._not_saved, str(problem))
        else:
            self.app.call_from_thread(self.dismiss, saved)

    def _not_saved(self, what: str) -> None:
        self._saving = False
        self.query_one(SaveStatus).not_saved(what)

    def keep_draft(self) -> None:
        """Every few seconds, when something has changed."""
        if self._dirty and self.sheet is not None and self.session is not None:
            self._dirty = False
            body = self.sheet.as_draft(self.ward.clock.now())
            self.run_worker(partial(self._keep, self.session, self.sheet, body), thread=True)

    def _keep(self, session: Session, sheet: ReviewSheet, body: dict[str, object]) -> None:
        try:
            with self._turn:
                if self._is_saved:  # a draft that was on its way must not come back
                    return
                at = reviewing_safety.keep_draft(session, self.person, body)
            other = reviewing_safety.list_changed(session, sheet)
        except WardsafeError as problem:
            self.app.call_from_thread(self.query_one(SaveStatus).not_saved, str(problem))
        else:
            self.app.call_from_thread(self._kept, at, other)

    def _kept(self, at: "object", other: str) -> None:
        if self.session is not None:
            self.query_one(SaveStatus).draft(at)  # type: ignore[arg-type]
            if other and not self._said:
                self.say(other)

    def action_leave(self) -> None:
        """Esc: out of the line, then away with the draft kept."""
        if self.is_typing:
            self._keys_again()
            self.draw()
            return
        self._keep_now()
        self.dismiss(None)

    def _keep_now(self) -> None:
        if self.sheet is None or self.session is None or not self.sheet.answers:
            return
        body = self.sheet.as_draft(self.ward.clock.now())
        with contextlib.suppress(WardsafeError), self._turn:
            if not self._is_saved:
                reviewing_safety.keep_draft(self.session, self.person, body)

    def put_away(self) -> None:
        """Keep the draft, then let go of everything about the person."""
        self._keep_now()
        self.sheet, self._begun, self._said = None, None, ""
        self._filling = True
        for each in self._lines:
            each.cell.clear()
            each.line = None
