"""Handover: one screen of all that the next shift must know, and one page of it to print."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.services.handover import Handover, hand_over, handover, write_page
from wardsafe.services.handover_page import page_html, page_text
from wardsafe.services.handover_parts import Line, Part
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import clear, drawn, joined, spread
from wardsafe.tui.fitted import Fitted
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import LineSheet, beside
from wardsafe.tui.reading_screen import ReadingScreen
from wardsafe.tui.screens.declaring import PathScreen
from wardsafe.tui.status import SaveStatus

WIDE = 110
LEAD, BETWEEN = 17, 4  # cells
_AT_RIGHT = 4  # parts of the left column when there are two


class HandoverScreen(ReadingScreen[None]):
    """Read at one moment; Enter keeps that it was handed over."""

    TITLE_WORDS = "Handover"
    SHOWS_RECORD = True
    CSS_PATH = "../styles/handover.tcss"
    HELP = (
        "Everything here is repeated from what is recorded; nothing is added. Sexual safety is "
        "not among it: its own list is for those who may read it.\n\n"
        "Enter keeps that you handed over, and when. W writes the page to a file where you say; "
        "the program never opens or prints it. Initials stand for people unless you choose names."
    )
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    HINTS = (("↑↓", "scroll"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "hand_over", "hand over", tooltip="Keep that you handed this over."),
        Binding("w", "write", "write the page", tooltip="Write it to a file, to print."),
        Binding("i", "names", "names", tooltip="Names beside initials, here and on the page."),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to where you came from."),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._seen: Handover | None = None
        self._names = False

    def compose_body(self) -> ComposeResult:
        """The ward and who hands over, the parts, what was said."""
        yield Fitted(id="handover-head")
        yield LineSheet(id="handover-lines")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read what there is."""
        self.query_one(LineSheet).focus()
        self.look()

    def read(self, session: Session) -> Drawing:
        """All of it, at this moment."""
        return partial(self.show, handover(session))

    def show(self, seen: Handover) -> None:
        """Draw the page."""
        self._seen = seen
        self.query_one(Fitted).fit(lambda size: head_line(seen, size.width))
        self.query_one(LineSheet).fit(partial(page_lines, seen, names=self._names))

    def action_names(self) -> None:
        """I: names, or initials only."""
        self._names = not self._names
        if self._seen is not None:
            self.show(self._seen)

    def action_hand_over(self) -> None:
        """Enter: keep that it was handed over."""
        session, seen = self.session, self._seen
        if session is not None and seen is not None:
            self.work(partial(hand_over, session, seen), self.written)

    def written(self, saved: SavedEntry | None) -> None:
        """It is kept. What was handed over stays as it was read."""
        if saved is not None:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)

    def action_write(self) -> None:
        """W: where the page is to be written."""
        if self._seen is not None:
            who = "with names" if self._names else "initials only"
            title = joined(drawn("Write the page", "bold $strong"), drawn(f"   {who}", "$quiet"))
            self.app.push_screen(PathScreen(title), self._where)

    def _where(self, typed: str | None) -> None:
        session, seen = self.session, self._seen
        if typed is not None and session is not None and seen is not None:
            make = partial(_write, session, seen, typed, names=self._names)
            self.work(make, lambda _: self.notify("The page is written. Handle it with care."))

    def put_away(self) -> None:
        """Let go of everybody."""
        self._seen = None
        self.query_one(LineSheet).show(())
        clear(self)


def head_line(seen: Handover, width: int) -> Content:
    """How many there are; by whom it is handed over, where there is room."""
    head = joined(drawn("Handover", "bold $strong"), drawn(f"   {seen.numbers}", "$ink"))
    by = drawn(f"   handed over by {seen.by}", "$quiet")
    if head.cell_length + by.cell_length > width:
        by = Content("")  # the header says who is signed in
    return spread(head, by, width)


def page_lines(seen: Handover, width: int, *, names: bool) -> list[Content]:
    """The parts in one column, or in two where there is room."""
    notices = [drawn(f"{glyphs().alert} {each}", "bold $over") for each in seen.notices]
    if width < WIDE - 6:
        return notices + _column(seen, seen.parts, width, names)
    room = (width - BETWEEN) // 2
    left = _column(seen, seen.parts[:-_AT_RIGHT], room, names)
    right = _column(seen, seen.parts[-_AT_RIGHT:], room, names)
    return notices + beside(left, right, room + BETWEEN)


def _column(seen: Handover, parts: tuple[Part, ...], width: int, names: bool) -> list[Content]:
    lines: list[Content] = []
    for part in parts:
        lines += [Content("")] if lines else []
        count = str(len(part.lines) + part.more) if part.lines else ""
        lines.append(spread(drawn(part.title, "bold $strong"), drawn(count, "$quiet"), width))
        lead = min(LEAD, max((len(line.lead) for line in part.lines), default=0) + 2)
        lines += [_line(seen, line, lead, width, names) for line in part.lines]
        if not part.lines:
            lines.append(drawn(part.none, "$quiet", width=width))
        if part.more:
            lines.append(drawn(f"{part.more} more", "$quiet"))
    return lines


def _line(seen: Handover, line: Line, lead: int, width: int, names: bool) -> Content:
    who = seen.who(line, names=names)
    right = joined(
        drawn(f"  {who}", "$ink"), drawn(f"  {line.right}" if line.right else "", "$quiet")
    )
    room = max(8, width - lead - right.cell_length)
    left = joined(
        drawn(f"{line.lead:<{lead - 2}}", "$quiet", width=lead - 2),
        Content("  "),
        drawn(line.what if len(line.what) <= room else line.brief or line.what, "$ink", width=room),
    )
    return spread(left, right, width)


def _write(session: Session, seen: Handover, typed: str, *, names: bool) -> None:
    make = page_html if typed.strip().lower().endswith((".html", ".htm")) else page_text
    write_page(session, typed, make(seen, names=names), names=names)
