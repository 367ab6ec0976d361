"""Handover: one screen of all that the next shift must know, and one page of it to print."""

from functools import partial
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.errors import NotSaved, WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.services.handover import Handover, Line, Part, hand_over, handover, write_page
from wardsafe.services.handover_page import page_html, page_text
from wardsafe.services.session import Session
from wardsafe.tui.drawn import Plain, drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import LineSheet, beside
from wardsafe.tui.screens.declaring import PathScreen
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

WIDE = 110
LEAD, BETWEEN = 17, 4  # cells
_AT_RIGHT = 4  # parts of the left column when there are two


class HandoverScreen(WardScreen[None]):
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
        yield Plain(id="handover-head")
        yield LineSheet(id="handover-lines")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read what there is."""
        self.query_one(LineSheet).focus()
        self.look()

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    def look(self) -> None:
        """Read in a worker."""
        if (session := self.session) is not None:
            read = partial(self._read, session)
            self.run_worker(read, thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        try:
            seen = handover(session)
        except WardsafeError:  # locked in the meantime
            return
        self.from_worker(self.show, seen)

    def show(self, seen: Handover) -> None:
        """Draw the page."""
        if self.session is not None and self.is_attached:
            self._seen = seen
            self._draw()

    def on_resize(self) -> None:
        """One column or two."""
        self._draw()

    def _draw(self) -> None:
        seen, sheet = self._seen, self.query_one(LineSheet)
        if seen is None or not sheet.size.width:
            return
        head = joined(drawn("Handover", "bold $strong"), drawn(f"   {seen.numbers}", "$ink"))
        bar = self.query_one("#handover-head", Plain)
        by = drawn(f"   handed over by {seen.by}", "$quiet")
        if head.cell_length + by.cell_length > bar.size.width:
            by = Content("")  # the header says who is signed in
        bar.update(spread(head, by, bar.size.width))
        sheet.show(page_lines(seen, sheet.size.width, names=self._names))

    def action_names(self) -> None:
        """I: names, or initials only."""
        self._names = not self._names
        self._draw()

    def action_hand_over(self) -> None:
        """Enter: keep that it was handed over."""
        session, seen = self.session, self._seen
        if session is not None and seen is not None:
            self.run_worker(partial(self._keep, session, seen), thread=True, group="write")

    def _keep(self, session: Session, seen: Handover) -> None:
        try:
            saved = hand_over(session, seen)
        except WardsafeError as problem:
            self.app.call_from_thread(self._not_done, problem)
        else:
            self.app.call_from_thread(self._kept, saved)

    def _kept(self, saved: Saved) -> None:
        if self.is_attached:
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
            work = partial(self._write, session, seen, typed, self._names)
            self.run_worker(work, thread=True, group="write")

    def _write(self, session: Session, seen: Handover, typed: str, names: bool) -> None:
        make = page_html if typed.strip().lower().endswith((".html", ".htm")) else page_text
        try:
            write_page(session, typed, make(seen, names=names), names=names)
        except WardsafeError as problem:
            self.app.call_from_thread(self._not_done, problem)
        else:
            self.app.call_from_thread(self.notify, "The page is written. Handle it with care.")

    def _not_done(self, problem: WardsafeError) -> None:
        if not self.is_attached:
            return
        if isinstance(problem, NotSaved):
            self.query_one(SaveStatus).not_saved(str(problem))
        else:
            self.notify(str(problem))

    def put_away(self) -> None:
        """Let go of everybody."""
        self._seen = None
        self.query_one(LineSheet).show(())
        self.query_one("#handover-head", Plain).update(Content(""))


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
