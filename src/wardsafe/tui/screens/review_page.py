"""A safety review as it is drawn: whose it is, its items, last time beside now, what changed."""

from typing import cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from wardsafe.ledger.entry import Saved
from wardsafe.services.review_items import WORDS, Line
from wardsafe.services.review_reading import say_soon
from wardsafe.services.review_sheet import ReviewSheet
from wardsafe.services.reviewing_safety import Begun
from wardsafe.services.session import Session
from wardsafe.tui import review_lines as lines
from wardsafe.tui.drawn import Plain, drawn, spread
from wardsafe.tui.forms.cell import Cell, Desk
from wardsafe.tui.review_parts import Items, ReviewLine
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.vocabulary.checklists import Item

MOST_LINES, FEW_LINES = 8, 4
LABEL = 12


class ReviewPage(WardScreen[Saved | None]):
    """The base of the review: one item at a time, drawn from its sheet."""

    TITLE_WORDS = "Safety review"

    def __init__(self) -> None:
        super().__init__()
        self.sheet: ReviewSheet | None = None
        self.at, self.heading = 0, self.TITLE_WORDS
        self._begun: Begun | None = None
        self._said = ""
        self._seen_at: float | None = None
        self._filling = False
        self._lines: list[ReviewLine] = []

    def compose_body(self) -> ComposeResult:
        """Banner; items at the left, the chosen one at the right; what is said below."""
        yield Plain(id="review-banner")
        with Horizontal(id="review"):
            with Vertical(id="review-left"):
                yield Plain(id="review-title")
                yield Items(self._item_rows)
                yield Plain(drawn("what was done, never who is safe", "$quiet"), id="review-foot")
            with Vertical(id="review-right"):
                yield Plain(id="item-head")
                with Horizontal(id="review-two"):
                    yield Plain(id="review-before")
                    with Vertical(id="review-now"):
                        yield Plain(id="review-answer")
                        desk = cast("Desk", self)  # what is typed is dealt with further down
                        self._lines = [ReviewLine(desk, at) for at in range(MOST_LINES)]
                        yield from self._lines
                yield Plain(id="review-changed")
        yield Plain(id="review-said")
        yield SaveStatus()

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
        heading = drawn(self.heading, "bold $strong")
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

    def _item_rows(self, width: int, height: int) -> list[Content]:
        if self.sheet is None:
            return []
        now = self.ward.clock.now()
        return list(lines.item_rows(self.sheet, self.at, now, width, height))
