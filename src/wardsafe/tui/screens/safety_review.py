"""One safety review: an item at a time, what was said last time beside what is said now.

An item is answered by a key, or read and confirmed by Space; nothing is copied from last time
unread. There is no meter and no sum: each item reads same, changed or nothing. A review that is
corrected is gone through on the same screen, with what it says now in the place of last time.
"""

import contextlib
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from wardsafe.errors import WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.records.self_harm_review import NO, NOT_YET, YES
from wardsafe.services import amending_reviews, reviewing_safety
from wardsafe.services.amending_reviews import Amendment
from wardsafe.services.review_record import as_draft
from wardsafe.services.review_sheet import ReviewSheet
from wardsafe.services.session import Session
from wardsafe.tui.drawn import drawn
from wardsafe.tui.screens.reason import ReasonScreen
from wardsafe.tui.screens.review_writing import ReviewWriting
from wardsafe.tui.status import SaveStatus
from wardsafe.vocabulary.checklists import Item

DRAFT_SECONDS = 3.0
NAMED = 4
"""Items that nobody looked at are named up to so many; the list shows the others."""


class SafetyReviewScreen(ReviewWriting):
    """The review of one person; dismissed with the saved entry, or None when left.

    `amends` is the record of a review that is corrected, in place of `person`.
    """

    SHOWS_RECORD = True
    AUTO_FOCUS = ""  # letters are keys until somebody types under an item
    CSS_PATH = "../styles/safety_review.tcss"
    HELP = (
        "The review asks whether care was done together with the person. It says what was done, "
        "never who is safe, and nothing in it is added up.\n\n"
        "Read an item with what was said last time. Space: it is still so. Y, N and T answer it "
        "anew; T, not yet, asks who does it and by when. Enter types under the item: their own "
        "words, a note. An item that nobody looked at stays so, and is saved as not looked at. "
        "In a review that is corrected, each item is confirmed or changed, and a reason asked.\n\n"
        "Times: 0900, tomorrow 0900, +24h, 25 nov 0900."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    SHORT: ClassVar[Mapping[str, str]] = {
        "read it, still so": "same",
        "type under it": "type",
        "leave, draft kept": "leave",
        "not looked at": "take back",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", f"answer('{YES}')", "yes", tooltip="It was done."),
        Binding("n", f"answer('{NO}')", "no", tooltip="It was not; an answer too."),
        Binding("t", f"answer('{NOT_YET}')", "not yet", tooltip="Not yet: by whom, by when."),
        Binding("space", "confirm", "read it, still so", tooltip="It stands as it was last time."),
        Binding("ctrl+s", "save", "save", tooltip="Save the review."),
        Binding("enter", "type", "type under it", tooltip="Their words, a note, owner and time."),
        Binding("escape", "leave", "leave, draft kept", tooltip="Leave; a draft is kept."),
        Binding("up", "go(-1)", "item", key_display="↑↓", tooltip="Another item."),
        Binding("down", "go(1)", show=False),
        Binding("delete", "take_back", "not looked at", tooltip="As if nobody had looked at it."),
    ]

    def __init__(self, person: str = "", *, amends: str = "") -> None:
        super().__init__()
        self.person, self._amends = person, amends
        self._amendment: Amendment | None = None
        self._is_saved = self._saving = False
        self._turn = threading.Lock()
        if amends:
            self.heading = "Amend a review"

    def on_mount(self) -> None:
        """Read what was said last time, in a worker."""
        self.set_interval(DRAFT_SECONDS, self.keep_draft)
        self.set_interval(20, self.draw)  # ages and due times move on while it stands here
        if self.session is not None:
            self.run_worker(partial(self._begin, self.session), thread=True)

    def _begin(self, session: Session) -> None:
        try:
            if self._amends:
                self._amendment = amending_reviews.begin(session, self._amends)
                begun = self._amendment.begun
            else:
                begun = reviewing_safety.begin(session, self.person)
        except WardsafeError as problem:
            self.app.call_from_thread(self.say, str(problem))
        else:
            self.from_worker(self.show, begun)

    # --- saving ---------------------------------------------------------------------------------

    def action_save(self) -> None:
        """^S: everything that was looked at; what was not is named before it is kept so."""
        if self.sheet is None or self._saving or self.session is None:
            return
        sheet, now = self.sheet, self.ward.clock.now()
        if sheet.let_go_of_the_stale(now):
            self._asked_to_save = False
        for trouble in sheet.troubles(now):
            self.choose_item(sheet.checklist.items.index(trouble.item))
            self.go_to_line(trouble.line)
            self.say(f"{trouble.item.label}: {trouble.sentence}")
            return
        if self._amendment is not None:
            self._ask_why(sheet)
        elif (left := sheet.untouched()) and not self._asked_to_save:
            self.draw()
            self.say(f"Not looked at: {_named(left)}. ^S again keeps them so.")
            self._asked_to_save = True
        else:
            self._store("")

    def _ask_why(self, sheet: ReviewSheet) -> None:
        """A correction: each item was read, something is another, and why."""
        now = self.ward.clock.now()
        left = tuple(item for item in sheet.untouched() if item.id in sheet.before)
        if left:
            self.choose_item(sheet.checklist.items.index(left[0]))
            self.say(f"Confirm or change: {_named(left)}.")
        elif not any(sheet.changes(item, now) for item in sheet.checklist.items):
            self.say("Nothing is changed yet.")
        else:
            title = drawn("Why is the review amended? What it said stays readable.", "bold $strong")
            self.app.push_screen(ReasonScreen(title, "amend-reason"), self._answered)

    def _answered(self, reason: str | None) -> None:
        if reason is not None:
            self._store(reason)

    def _store(self, reason: str) -> None:
        if self.sheet is not None and self.session is not None:
            self._saving = True
            work = partial(self._save, self.session, self.sheet, reason)
            self.run_worker(work, thread=True)

    def _save(self, session: Session, sheet: ReviewSheet, reason: str) -> None:
        try:
            with self._turn:
                saved = self._stored(session, sheet, reason)
                self._is_saved = True
        except WardsafeError as problem:
            self.app.call_from_thread(self._not_saved, str(problem))
        else:
            self.app.call_from_thread(self.dismiss, saved)

    def _stored(self, session: Session, sheet: ReviewSheet, reason: str) -> Saved:
        if self._amendment is not None:
            return amending_reviews.save(session, self._amendment, reason)
        return reviewing_safety.save(session, sheet)

    def _not_saved(self, what: str) -> None:
        self._saving = False
        self.query_one(SaveStatus).not_saved(what)

    # --- drafts ---------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Every few seconds, when something has changed."""
        if self._dirty and self.sheet is not None and self.session is not None:
            self._dirty = False
            body = as_draft(self.sheet, self.ward.clock.now())
            self.run_worker(partial(self._keep, self.session, self.sheet, body), thread=True)

    def _keep(self, session: Session, sheet: ReviewSheet, body: dict[str, Any]) -> None:
        try:
            with self._turn:
                if self._is_saved:  # a draft that was on its way must not come back
                    return
                at = self._drafted(session, body)
            corrects = self._amendment is not None
            other = "" if corrects else reviewing_safety.list_changed(session, sheet)
        except WardsafeError as problem:
            self.app.call_from_thread(self.query_one(SaveStatus).not_saved, str(problem))
        else:
            self.app.call_from_thread(self._kept, at, other)

    def _drafted(self, session: Session, body: dict[str, Any]) -> datetime:
        if self._amendment is not None:
            return amending_reviews.keep_draft(session, self._amendment, body)
        return reviewing_safety.keep_draft(session, self.person, body)

    def _kept(self, at: datetime, other: str) -> None:
        if self.session is not None:
            self.query_one(SaveStatus).draft(at)
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
        body = as_draft(self.sheet, self.ward.clock.now())
        with contextlib.suppress(WardsafeError), self._turn:
            if not self._is_saved:
                self._drafted(self.session, body)

    def put_away(self) -> None:
        """Keep the draft, then let go of everything about the person."""
        self._keep_now()
        self.sheet, self._begun, self._amendment, self._said = None, None, None, ""
        self._filling = True
        for each in self._lines:
            each.cell.clear()
            each.line = None


def _named(items: tuple[Item, ...]) -> str:
    names = ", ".join(f"{item.number} {item.label}" for item in items[:NAMED])
    return names + (", and those after" if len(items) > NAMED else "")
